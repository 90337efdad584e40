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
class Piece:
    """A run of clean text that stands unchanged in the original.

    [start, end): characters of the clean text. original: where the first of them stands in the original.
    """

    start: int
    end: int
    original: int

    def within(self, start: int, end: int) -> "Piece":
        """The part of it in [start, end), which it must reach into."""
        left = max(start, self.start)
        return Piece(left, min(end, self.end), self.original + left - self.start)


@dataclass(frozen=True, slots=True)
class Original:
    """A text before it was cleaned, and the way back to it.

    text: what the file says, from its character number offset on. pieces: in order of start, each within text; what
    lies between them was put in. Pieces may follow each other in another order than in the original: a footnote that
    cut a sentence stands behind it in the clean text.
    """

    text: str
    pieces: tuple[Piece, ...]
    offset: int = 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The smallest range of the original that holds what clean[start:end] was made of.

        Raises ValueError if all of it was put in by cleaning.
        """
        touched = self._touched(start, end)
        if not touched:
            raise ValueError(f"nothing of the clean text's {start} to {end} stands in the original")
        left = min(one.original + max(start - one.start, 0) for one in touched)
        right = max(one.original + min(end, one.end) - one.start for one in touched)
        return left, right

    def quote(self, start: int, end: int) -> str:
        """What stands in the original at place(start, end), whatever cut it included."""
        left, right = self.place(start, end)
        return self.text[left - self.offset : right - self.offset]

    def excerpt(self, start: int, end: int) -> "Original":
        """The part that clean[start:end] needs; offsets keep their meaning."""
        touched = self._touched(start, end)
        if not touched:
            return Original("", (), 0)
        left, right = self.place(start, end)
        return Original(self.text[left - self.offset : right - self.offset], tuple(touched), left)

    def _touched(self, start: int, end: int) -> list[Piece]:
        return [piece.within(start, end) for piece in self.pieces if piece.start < end and start < piece.end]


@dataclass(frozen=True, slots=True)
class Change:
    """What one step of cleaning did. count: how often. example: a place it changed, as it was, shortened."""

    step: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    r"""One file as text.

    name: the file's name, with the folders below the one it was added from ("papers/strakes.txt").
    content_hash: sha256 of the file's bytes, hexadecimal, or of that hash and the bytes of the metadata set by hand
        beside it (corpus.sidecar); equal hashes mean that neither has changed.
    text: the whole file decoded, line ends as "\n", and cleaned. Offsets everywhere in the program are half-open
        ranges of Python characters into it, front matter and markup counted, until a citation names the original.
    body_start: where the text to be searched begins (after front matter).
    sections, pages: in order of start. notes: what a reader of the file had to guess or leave out.
    collection: the group of documents it belongs to, empty for none. original: the text before cleaning; None where
        cleaning changed nothing. changes: what cleaning did.
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
    collection: str = ""
    original: Original | None = None
    changes: tuple[Change, ...] = ()

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
