"""The passage, and the hit: a passage found for a question."""

from dataclasses import dataclass

from corpus.document import Original, Page

# A document's name, and a character of its file's text.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document.

    document: its name. [start, end): its place in the document's text, and text == document.text[start:end].
    headings: the headings above it, outermost first. sentences: its sentences, as ranges of the document's text.
    pages: those it stands on; none where the document has no pages. collection: the document's, empty for none.
    original: what it was made of, where the document's text was cleaned; None where it was not.
    """

    passage_id: int
    document: str
    title: str
    author: str | None
    year: int | None
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    pages: tuple[Page, ...] = ()
    collection: str = ""
    original: Original | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a range of the document's text stands in its file's text, as it was before cleaning."""
        return self.original.place(start, end) if self.original else (start, end)

    def quote(self, start: int, end: int) -> str:
        """What stands in the file's text at place(start, end)."""
        return self.original.quote(start, end) if self.original else self.text[start - self.start : end - self.start]

    def page_at(self, offset: int) -> int | None:
        """The number of the page that a character of the document stands on; None if that is not known."""
        # A blank between two pages belongs to the one before it.
        reached = [page for page in self.pages if page.start <= offset]
        return max(reached, key=lambda page: page.start).number if reached else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    rank: from 1. score: fused, 0 to 1, higher is better, comparable only within one search. dense_score: the largest
    cosine of the question with the passage or one of its sentences, -1 to 1. lexical_score: BM25, 0 or more.
    sentence_scores: cosine of the question with each of passage.sentences, in their order.
    """

    passage: Passage
    rank: int
    score: float
    dense_score: float
    lexical_score: float
    sentence_scores: tuple[float, ...] = ()
