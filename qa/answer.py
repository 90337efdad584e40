"""The answer: its sentences, their citations, and what it rests on. Also its JSON, which other tools read."""

from dataclasses import asdict, dataclass
from itertools import chain, pairwise, zip_longest
from typing import Any

from index.passage import Hit
from qa.absence import Absence


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a passage that was read.

    hit: the passage's number among the reading's hits, from 0. [start, end): characters of the *document's* text.
    score: how well it answers, higher is better, comparable within one reading.
    """

    hit: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader finds in the hits of one question.

    confidence: 0 to 1, the probability that the hits answer the question. hits: ranked again, best first, score now the
    probability that the passage answers. sentences: those that belong in the answer, best first; never empty if there
    is text in any hit. short_answer: where the answer itself stands, a few words; None if no passage has one.
    """

    confidence: float
    sentences: tuple[Span, ...]
    hits: tuple[Hit, ...]
    short_answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer comes from.

    number: as shown to the user, from 1. document: its name. quote: exactly [start, end) of the file's text as it was
    before cleaning. passage: the number among the hits, from 0, of the passage in which it stands, and highlight the
    range of that passage's text that says it: the quote without what cut it, such as a page's header. page: the one on
    which the quote begins, as printed in the file's order from 1; None where the document has no pages.
    """

    number: int
    document: str
    title: str
    author: str | None
    year: int | None
    quote: str
    start: int
    end: int
    passage: int
    highlight: tuple[int, int]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer, tidied for reading, and the numbers of the citations it rests on; or a whole list.

    text: one line; of a list what introduces it, if anything does, and a line for each item, with "- " or its number.

    supported: False for what a language model wrote and no passage says; such a sentence has no citations.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool = True


# What is done where a language model's sentences rest on none that answers best, and where nothing is left of them.
QUOTED, QUOTED_INSTEAD = "quoted first", "quoted instead"


@dataclass(frozen=True, slots=True)
class Alteration:
    """What was changed of what a language model wrote.

    sentence: as it wrote it, without its citations. done: "left out", "marked", "cited anew" or "citation added"; or
    QUOTED or QUOTED_INSTEAD, of the documents' own sentences. reasons: why, in words; none for an added citation.
    """

    sentence: str
    done: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was understood. context: words of earlier questions that it needs, empty if it stands alone."""

    question: str
    context: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is searched, read and shown: the question with its context behind it."""
        return f"{self.question} ({'; '.join(self.context)})" if self.context else self.question


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long each stage took, in seconds of wall-clock time."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Searched:
    """How many documents were asked, of how many there are."""

    documents: int
    of: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question.

    answered: False if they do not answer it; then sentences and citations are empty and short_answer is None.
    confidence: 0 to 1, the probability that the hits answer the question. hits: the passages retrieved, best first.
    understood: what was searched and read, if that is another question than the one typed. searched: None if all
    documents were, and otherwise how many; the others may say more. writer: who put it into words, "quote" for the
    documents' own sentences. alterations: what was changed of what a language model wrote.
    absence: why the documents do not answer, as far as that is known; None if they do.
    """

    question: str
    answered: bool
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    short_answer: str | None
    confidence: float
    hits: tuple[Hit, ...]
    seconds: Seconds
    understood: Understood | None = None
    searched: Searched | None = None
    writer: str = "quote"
    alterations: tuple[Alteration, ...] = ()
    absence: Absence | None = None

    @property
    def text(self) -> str:
        """The sentences as one text, lists on lines of their own; empty if the documents do not answer."""
        said = [sentence.text for sentence in self.sentences]
        joints = ["\n" if "\n" in one + other else " " for one, other in pairwise(said)]
        return "".join(chain.from_iterable(zip_longest(said, joints, fillvalue="")))

    def citation(self, number: int) -> Citation:
        """The citation shown under a number. Raises KeyError if there is none."""
        for citation in self.citations:
            if citation.number == number:
                return citation
        raise KeyError(number)

    def said(self, citation: Citation) -> str:
        """What a citation's quote says, without what cut it in the file."""
        start, end = citation.highlight
        return self.hits[citation.passage].passage.text[start:end]

    def to_json(self, question_id: str | None = None) -> dict[str, Any]:
        """The prediction object of the README, ready for json.dumps."""
        return {
            "id": question_id,
            "question": self.question,
            "understood": self.understood.text if self.understood else self.question,
            "searched": asdict(self.searched) if self.searched else None,
            "answer": self.text,
            "short_answer": self.short_answer,
            "answered": self.answered,
            "confidence": round(self.confidence, 4),
            "sentences": [asdict(one) | {"citations": list(one.citations)} for one in self.sentences],
            "citations": [
                {
                    "number": one.number,
                    "document": one.document,
                    "title": one.title,
                    "page": one.page,
                    "quote": one.quote,
                    "start": one.start,
                    "end": one.end,
                }
                for one in self.citations
            ],
            "writer": self.writer,
            "alterations": [asdict(one) for one in self.alterations],
            "absence": asdict(self.absence) if self.absence else None,
            "retrieved": [_retrieved(hit) for hit in self.hits],
            "seconds": {stage: round(seconds, 4) for stage, seconds in asdict(self.seconds).items()},
        }


def _retrieved(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    start, end = passage.place(passage.start, passage.end)
    text = passage.quote(passage.start, passage.end)
    return {"document": passage.document, "start": start, "end": end, "text": text, "score": round(hit.score, 4)}
