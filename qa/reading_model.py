"""A reading model on the CPU: what it says of passages, and where in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from corpus.sentences import trim
from index.encoder import Encoder, load_config, load_weights
from index.passage import Hit, Passage
from index.tokens import Tokens
from qa.reading_scores import END, RELEVANCE, START, SUPPORT

Range = tuple[int, int]

# Room for a passage of index.chunking with its overlap below a question and headings that are all as long as they may
# be. Of headings the last, which stand nearest to the passage, are kept.
MAX_TOKENS = 408
MAX_QUESTION_TOKENS = 64
MAX_HEADING_TOKENS = 48
# Longer answers are sentences, and those are chosen by their support.
MAX_ANSWER_TOKENS = 24
# The log-odds of a sentence that was cut off.
CUT_OFF = -50.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model says of one passage.

    relevance: log-odds that it answers. supports: log-odds that each of its sentences belongs in the answer.
    answer: characters of the document; answer_score: its log-odds against there being none. closely: whether the answer
    may be taken from it; if not, a larger model read others instead.
    """

    hit: Hit
    relevance: float
    supports: tuple[float, ...]
    answer: Range | None
    answer_score: float
    closely: bool = True


class ReadingModel:
    """An encoder that reads a question with a passage. Threads may share it; they take turns."""

    def __init__(self, folder: Path, tokens: Tokens | None = None) -> None:
        """folder: as python -m qa.training writes it. tokens: of another model, if the folder has no tokenizer.

        Raises UserError if it holds no such model.
        """
        try:
            self.tokens = tokens or Tokens(folder)
            self._encoder = Encoder(load_config(folder), load_weights(folder))
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"{folder}: holds no reading model ({error})") from error

    def judge(self, question: str, hits: Sequence[Hit]) -> list[Judged]:
        """What the model says of each hit, in their order."""
        if not hits:
            return []
        asked = self.tokens.split([question])[0].ids[:MAX_QUESTION_TOKENS]
        logits = self._logits(asked, [hit.passage for hit in hits])
        return [_judge(hit, *scores) for hit, scores in zip(hits, logits, strict=True)]

    def _logits(
        self, question: list[int], passages: Sequence[Passage]
    ) -> list[tuple[NDArray[np.float32], list[tuple[int, int]]]]:
        """For each passage (tokens, scores): the first row for the pair, then a row a token; and the tokens' places."""
        above = [one.ids[-MAX_HEADING_TOKENS:] for one in self.tokens.split([heading_of(one) for one in passages])]
        rooms = [MAX_TOKENS - len(question) - len(heading) - 3 for heading in above]
        encoded = self.tokens.split([passage.text for passage in passages])
        inputs = [
            self.tokens.join(question, [*heading, *one.ids[:room]])
            for heading, one, room in zip(above, encoded, rooms, strict=True)
        ]
        results: dict[int, NDArray[np.float32]] = {}
        for batch in self._encoder.run(inputs, len(question) + 2):
            for number, scores in batch.items():
                first = len(question) + 2 + len(above[number])
                results[number] = np.concatenate([scores[:1], scores[first:-1]])
        return [(results[number], one.offsets[: rooms[number]]) for number, one in enumerate(encoded)]


def heading_of(passage: Passage) -> str:
    """What is read before a passage: its document's title and the headings above it."""
    return ": ".join(dict.fromkeys(filter(None, (passage.title, *passage.headings))))


def _judge(hit: Hit, scores: NDArray[np.float32], offsets: Sequence[tuple[int, int]]) -> Judged:
    passage = hit.passage
    places = np.array(offsets, dtype=np.int64).reshape(-1, 2) + passage.start
    tokens = scores[1:]
    supports = [_support(tokens, places, sentence) for sentence in passage.sentences]
    answer, answer_score = _best_span(scores, places)
    if answer is not None:
        left, right = trim(passage.text, answer[0] - passage.start, answer[1] - passage.start)
        answer = (left + passage.start, right + passage.start)
    return Judged(hit, float(scores[0, RELEVANCE]), tuple(supports), answer, answer_score)


def _support(tokens: NDArray[np.float32], places: NDArray[np.int64], sentence: tuple[int, int]) -> float:
    """Log-odds that a sentence belongs in the answer; hopeless if it was cut off."""
    inside = (places[:, 0] >= sentence[0]) & (places[:, 0] < sentence[1])
    return float(tokens[inside, SUPPORT].mean()) if inside.any() else CUT_OFF


def _best_span(scores: NDArray[np.float32], places: NDArray[np.int64]) -> tuple[tuple[int, int] | None, float]:
    """Characters of the likeliest answer, and its score above that of there being none."""
    starts, ends = scores[1:, START], scores[1:, END]
    if not len(starts):
        return None, -np.inf
    sums = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones(sums.shape, dtype=bool)) & ~np.triu(np.ones(sums.shape, dtype=bool), MAX_ANSWER_TOKENS)
    first, last = np.unravel_index(np.where(allowed, sums, -np.inf).argmax(), sums.shape)
    none = float(scores[0, START] + scores[0, END])
    return (int(places[first, 0]), int(places[last, 1])), float(sums[first, last]) - none
