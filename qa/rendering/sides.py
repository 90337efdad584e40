"""Who says what: an answer that rests on documents of different authors, taken apart by document."""

from dataclasses import dataclass

from corpus.authors import short_author
from qa.answer import Answer, Citation
from qa.writers.extractive import tidy


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says: its sentences in its own words, tidied for reading, each with its citation."""

    document: str
    title: str
    author: str | None
    year: int | None
    said: tuple[tuple[str, Citation], ...]

    @property
    def name(self) -> str:
        """Author and year; the title where no author is known."""
        return " ".join([short_author(self.author) or self.title, *([f"({self.year})"] if self.year else [])])


def take_sides(answer: Answer) -> tuple[Side, ...]:
    """The documents that an answer quotes, in the order of its citations, if at least two authors are among theirs.

    None for an answer that a language model worded: its sentences are nobody's own words.
    """
    if answer.writer != "quote":
        return ()
    quoted: dict[tuple[object, ...], list[Citation]] = {}
    for citation in answer.citations:
        source = (citation.document, citation.title, citation.author, citation.year)
        quoted.setdefault(source, []).append(citation)
    sides = tuple(_side(citations, answer) for citations in quoted.values())
    return sides if len({side.author.casefold() for side in sides if side.author}) > 1 else ()


def _side(citations: list[Citation], answer: Answer) -> Side:
    first = citations[0]
    said = tuple((tidy(answer.said(citation)), citation) for citation in citations)
    return Side(first.document, first.title, first.author, first.year, said)
