"""The writing writer: a language model puts the answer into words, and what the passages do not say is left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.sentences import split_sentences
from index.passage import Hit
from qa.answer import Alteration, Citation, Reading, Sentence, Span
from qa.grounding.check import Judge, Support, check
from qa.grounding.resolve import Outcome, resolve
from qa.prompts import NOT_SAID, build_messages
from qa.writers.extractive import Written, cite
from qa.writers.language_model import LanguageModel

# Four sentences have about 150.
MAX_ANSWER_TOKENS = 400
MARK = re.compile(r"\s*[\[(【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\])】]")
BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+|[*_`#]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as the model wrote it, without its marks, and the hits it cites, numbers from 0."""

    text: str
    cited: tuple[int, ...]


class GenerativeWriter:
    """Writes with a language model and checks every sentence. Threads may share it if they may share its parts."""

    def __init__(self, model: LanguageModel, judge: Judge) -> None:
        """judge: what the reading model says of passages, with a written sentence in the place of the question."""
        self._model = model
        self._judge = judge

    def write(self, question: str, reading: Reading) -> Written:
        """The sentences that hold, in the model's order. Raises WriterFailed if the model gives no answer."""
        budget = self._model.context_tokens - MAX_ANSWER_TOKENS
        messages = build_messages(question, reading.hits, budget, self._model.count_tokens)
        text = "".join(self._model.stream(messages, MAX_ANSWER_TOKENS))
        if NOT_SAID.casefold() in text.casefold():
            return Written((), (), None)
        claims = list(split_claims(text, len(reading.hits)))
        outcomes = [resolve(one.cited, check(one.text, reading.hits, self._judge)) for one in claims]
        return assemble(claims, outcomes, reading.hits)


def split_claims(text: str, hit_count: int) -> Iterator[Claim]:
    """The sentences of a model's answer with what they cite; marks of passages that there are not are dropped."""
    # A mark behind the full stop belongs to the sentence before it.
    moved = re.sub(rf"([.!?][\"”’']?)((?:{MARK.pattern})+)", r"\2\1", text)
    for line in moved.splitlines():
        plain = BULLET.sub("", line).strip()
        for start, end in split_sentences(plain, 0, len(plain)):
            said = plain[start:end]
            numbers = [int(one) - 1 for found in MARK.finditer(said) for one in re.findall(r"\d+", found[1])]
            cited = tuple(dict.fromkeys(number for number in numbers if 0 <= number < hit_count))
            bare = " ".join(MARK.sub("", said).split())
            if any(character.isalnum() for character in bare):
                yield Claim(bare, cited)


def assemble(claims: Sequence[Claim], outcomes: Sequence[Outcome], hits: Sequence[Hit]) -> Written:
    """The answer of the claims that hold, each citing the exact quotes it rests on; and what was changed."""
    sentences: list[Sentence] = []
    citations: dict[tuple[int, int, int], Citation] = {}
    alterations: list[Alteration] = []
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome.kept:
            numbers = [_number(place, citations, hits) for one in outcome.supports for place in _places(one)]
            sentences.append(Sentence(claim.text, tuple(dict.fromkeys(numbers))))
        if not outcome.kept:
            alterations.append(Alteration(claim.text, "left out", outcome.reasons))
        elif outcome.moved and claim.cited:
            alterations.append(Alteration(claim.text, "cited anew", outcome.reasons))
        elif outcome.moved:
            alterations.append(Alteration(claim.text, "citation added"))
    return Written(tuple(sentences), tuple(citations.values()), None, tuple(alterations))


def _places(support: Support) -> Iterator[tuple[int, int, int]]:
    return ((support.hit, start, end) for start, end in support.quotes)


def _number(place: tuple[int, int, int], citations: dict[tuple[int, int, int], Citation], hits: Sequence[Hit]) -> int:
    """The number of the citation of a place, which is made if there is none yet."""
    if place not in citations:
        hit, start, end = place
        citations[place] = cite(len(citations) + 1, Span(hit, start, end, 0.0), hits)
    return citations[place].number
