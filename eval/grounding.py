"""Holding the sentences of predictions against what they cite, whoever wrote them. Loads models; scoring does not."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.sentences import split_sentences
from eval.jsonl import read_bytes
from eval.predictions import Prediction
from index.passage import Hit, Passage
from qa.grounding.check import Support

# sentence, hits → what each hit says to it, in their order
Check = Callable[[str, Sequence[Hit]], list[Support]]


@dataclass(frozen=True, slots=True)
class GroundingCounts:
    """Sums over the sentences of answers.

    sentences: of answered questions. recalled: those that their citations, taken together, support. citations: of
    those sentences. precise: citations of recalled sentences that support them alone, or without which the others do
    not. unsupported: sentences that neither their citations nor any retrieved passage support.
    """

    sentences: int = 0
    recalled: int = 0
    citations: int = 0
    precise: int = 0
    unsupported: int = 0

    @property
    def recall(self) -> float | None:
        """Citation recall, 0 to 1; None without sentences."""
        return self.recalled / self.sentences if self.sentences else None

    @property
    def precision(self) -> float | None:
        """Citation precision, 0 to 1; None without citations."""
        return self.precise / self.citations if self.citations else None

    @property
    def unsupported_rate(self) -> float | None:
        """0 to 1; None without sentences."""
        return self.unsupported / self.sentences if self.sentences else None


def grade(
    predictions: Iterable[Prediction], check: Check, advance: Callable[[], object] = lambda: None
) -> GroundingCounts:
    """Citation recall and precision as ALCE counts them (Gao et al., EMNLP 2023), support judged by our own check.

    advance: called after each prediction.
    """
    total = GroundingCounts()
    for prediction in predictions:
        if prediction.answered:
            quotes = {citation.number: citation.quote for citation in prediction.citations}
            for sentence in prediction.sentences:
                cited = [quotes[number] for number in sentence.citations if number in quotes]
                total = _add(total, _grade(sentence.text, cited, [one.text for one in prediction.retrieved], check))
        advance()
    return total


def save(predictions: Path, counts: GroundingCounts) -> None:
    """Keep the counts beside a predictions file. Raises UserError if they cannot be written."""
    content = {"predictions": _fingerprint(predictions), **asdict(counts)}
    path = _beside(predictions)
    try:
        path.write_text(json.dumps(content) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); free some space, or copy the file") from error


def load(predictions: Path) -> GroundingCounts | None:
    """What was kept for a predictions file; None if nothing was, or the file has changed since."""
    try:
        content = json.loads(_beside(predictions).read_text(encoding="utf-8"))
        if content.pop("predictions") != _fingerprint(predictions):
            return None
        return GroundingCounts(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _beside(predictions: Path) -> Path:
    return predictions.with_name(predictions.name + ".grounding.json")


def _fingerprint(predictions: Path) -> str:
    return hashlib.sha256(read_bytes(predictions)).hexdigest()


def _grade(sentence: str, cited: Sequence[str], retrieved: Sequence[str], check: Check) -> GroundingCounts:
    recalled = bool(cited) and _supports(sentence, ["\n\n".join(cited)], check)
    precise = sum(_is_needed(sentence, cited, number, check) for number in range(len(cited))) if recalled else 0
    unsupported = not recalled and not _supports(sentence, retrieved, check)
    return GroundingCounts(1, int(recalled), len(cited), precise, int(unsupported))


def _is_needed(sentence: str, cited: Sequence[str], number: int, check: Check) -> bool:
    if len(cited) == 1 or _supports(sentence, [cited[number]], check):
        return True
    return not _supports(sentence, ["\n\n".join(quote for at, quote in enumerate(cited) if at != number)], check)


def _supports(sentence: str, texts: Sequence[str], check: Check) -> bool:
    return any(one.holds for one in check(sentence, [_hit(text) for text in texts if text.strip()]))


def _hit(text: str) -> Hit:
    return Hit(Passage(0, "", "", None, None, (), 0, len(text), text, tuple(split_sentences(text))), 1, 1.0, 1.0, 1.0)


def _add(one: GroundingCounts, other: GroundingCounts) -> GroundingCounts:
    return GroundingCounts(
        one.sentences + other.sentences,
        one.recalled + other.recalled,
        one.citations + other.citations,
        one.precise + other.precise,
        one.unsupported + other.unsupported,
    )
