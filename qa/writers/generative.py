"""The writing writer: a language model puts the answer into words, and what the passages do not say is left out."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from index.passage import Hit
from qa.answer import QUOTED, QUOTED_INSTEAD, Alteration, Answer, Citation, Reading, Sentence, Span
from qa.grounding.check import Support
from qa.grounding.resolve import Outcome, resolve
from qa.prompts import NOT_SAID, build_messages
from qa.writers import extractive
from qa.writers.claims import Claim, split_claims
from qa.writers.extractive import Written, cite
from qa.writers.language_model import LanguageModel

# Four sentences have about 150.
MAX_ANSWER_TOKENS = 400
# sentence, hits → what each hit says to it, in their order
Check = Callable[[str, Sequence[Hit]], list[Support]]


class GenerativeWriter:
    """Writes with a language model and checks every sentence. Threads may share it if they may share its parts."""

    def __init__(self, model: LanguageModel, check: Check, mark: bool = False) -> None:
        """check: what every hit says to a written sentence. mark: show what none supports, and say so, else drop it."""
        self._model = model
        self._check = check
        self._mark = mark

    def write(self, question: str, reading: Reading, history: Sequence[Answer]) -> Generator[Written, None, None]:
        """The sentences that are whole and checked, in the model's order, and at last all of them.

        At last the documents' own are quoted before them, unless those of the model rest on one of these, or it says
        that the passages do not answer; so their citations may get other numbers then.
        Raises WriterFailed if the model gives no answer. Closing the generator stops the model.
        """
        # Sentences are held against all; the model need not be given all.
        hits = reading.hits
        given = hits[: self._model.max_passages]
        budget = self._model.context_tokens - MAX_ANSWER_TOKENS
        messages = build_messages(question, given, budget, self._model.count_tokens, history)
        outcomes: dict[Claim, Outcome] = {}
        text = ""
        with closing(self._model.stream(messages, MAX_ANSWER_TOKENS)) as pieces:
            for piece in pieces:
                text += piece
                # The last one may still be growing.
                claims = [*split_claims(text, len(given))][:-1]
                if any(claim not in outcomes for claim in claims):
                    yield self._assemble(claims, outcomes, hits)
        if NOT_SAID.casefold() in text.casefold():
            yield Written((), (), None)
        else:
            yield with_quotes(self._assemble([*split_claims(text, len(given))], outcomes, hits), reading)

    def _assemble(self, claims: Sequence[Claim], outcomes: dict[Claim, Outcome], hits: Sequence[Hit]) -> Written:
        """The answer of these claims; outcomes: of those that were checked before, and now of all of them."""
        for claim in claims:
            if claim not in outcomes:
                outcomes[claim] = self._decide(claim, hits)
        return assemble(claims, [outcomes[claim] for claim in claims], hits, self._mark)

    def _decide(self, claim: Claim, hits: Sequence[Hit]) -> Outcome:
        """What becomes of a sentence; the passages that it does not cite are asked only if those that it cites fail."""
        cited = self._check(claim.text, [hits[number] for number in claim.cited])
        numbered = [replace(one, hit=number) for number, one in zip(claim.cited, cited, strict=True)]
        outcome = resolve(claim.cited, numbered)
        return outcome if outcome.kept else resolve(claim.cited, self._check(claim.text, hits))


def assemble(claims: Sequence[Claim], outcomes: Sequence[Outcome], hits: Sequence[Hit], mark: bool = False) -> Written:
    """The answer of the claims that hold, each citing the exact quotes it rests on; and what was changed.

    mark: keep those that do not, told apart and without citations.
    """
    sentences: list[Sentence] = []
    citations: dict[tuple[int, int, int], Citation] = {}
    alterations: list[Alteration] = []
    for claim, outcome in zip(claims, outcomes, strict=True):
        if outcome.kept:
            numbers = [_number(place, citations, hits) for one in outcome.supports for place in _places(one)]
            sentences.append(Sentence(claim.text, tuple(dict.fromkeys(numbers))))
        elif mark:
            sentences.append(Sentence(claim.text, (), supported=False))
        if not outcome.kept:
            alterations.append(Alteration(claim.text, "marked" if mark else "left out", outcome.reasons))
        elif outcome.moved and claim.cited:
            alterations.append(Alteration(claim.text, "cited anew", outcome.reasons))
        elif outcome.moved:
            alterations.append(Alteration(claim.text, "citation added"))
    return Written(tuple(sentences), tuple(citations.values()), None, tuple(alterations))


def with_quotes(written: Written, reading: Reading) -> Written:
    """What was written, and before it the documents' own sentences, unless it rests on one of them.

    A small model likes to tell what a passage says of something else; and where nothing that it wrote holds, they are
    all there is.
    """
    quoted = extractive.write(reading)
    if not quoted.sentences or any(_overlap(one, other) for one in written.citations for other in quoted.citations):
        return written
    first = len(quoted.citations)
    return Written(
        (*quoted.sentences, *(_renumbered(one, first) for one in written.sentences)),
        (*quoted.citations, *(replace(one, number=one.number + first) for one in written.citations)),
        quoted.short_answer if not written.citations else None,
        (
            *written.alterations,
            Alteration("the documents' own sentences", QUOTED if written.citations else QUOTED_INSTEAD),
        ),
    )


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _renumbered(sentence: Sentence, first: int) -> Sentence:
    return replace(sentence, citations=tuple(number + first for number in sentence.citations))


def _places(support: Support) -> Iterator[tuple[int, int, int]]:
    return ((support.hit, start, end) for start, end in support.quotes)


def _number(place: tuple[int, int, int], citations: dict[tuple[int, int, int], Citation], hits: Sequence[Hit]) -> int:
    """The number of the citation of a place, which is made if there is none yet."""
    if place not in citations:
        hit, start, end = place
        citations[place] = cite(len(citations) + 1, Span(hit, start, end, 0.0), hits)
    return citations[place].number
