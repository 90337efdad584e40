"""The document: identity, text, and spans into that text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, deeper headings included.

    level: 1 for the topmost. [start, end): characters of the document's text, the heading line first.
    """

    heading: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the original. number: as a reader counts, from 1. [start, end): characters."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    r"""One file as text.

    name: the file's name, with the folders below the one it was added from ("papers/strakes.txt").
    content_hash: sha256 of the file's bytes, hexadecimal; equal hashes mean an unchanged file.
    text: the whole file decoded, line ends as "\n". Offsets everywhere in the program are half-open ranges of
        Python characters into it, so a quote is text[start:end], front matter and markup counted.
    body_start: where the text to be searched begins (after front matter).
    sections, pages: in order of start. notes: what a reader of the file had to guess or leave out.
    Raises ValueError if a range does not lie inside the text.
    """

    name: str
    content_hash: str
    title: str
    text: str
    body_start: int = 0
    author: str | None = None
    year: int | None = None
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        length = len(self.text)
        if not 0 <= self.body_start <= length:
            raise ValueError(f"{self.name}: body_start {self.body_start} outside a text of {length} characters")
        ranges = [(part.start, part.end) for part in self.sections] + [(part.start, part.end) for part in self.pages]
        for start, end in ranges:
            if not 0 <= start < end <= length:
                raise ValueError(f"{self.name}: range {start} to {end} outside a text of {length} characters")

    def heading_path(self, offset: int) -> tuple[str, ...]:
        """The headings above a character, outermost first."""
        return tuple(section.heading for section in self.sections if section.start <= offset < section.end)
