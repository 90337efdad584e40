"""What a generated document says, and the file that says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence. note: a footnote's text, if one hangs on it; word: after how many words its mark stands."""

    text: str
    note: str = ""
    word: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences set as one. kind: "text", "quote", "bullet" or "number"."""

    sentences: tuple[Sentence, ...]
    kind: str = "text"

    @property
    def text(self) -> str:
        """The sentences one after the other, without their notes."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Table:
    """rows: each as wide as header. grouped: whether equal cells below one another in the first column are merged."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart. labels: its categories, for which it has values of 0 to 1."""

    caption: str
    axis: str
    labels: tuple[str, ...]
    values: tuple[float, ...]


Block = Paragraph | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """level: 1 or 2."""

    heading: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document before it is set. running: the words of its headers and footers; no sentence holds one of them."""

    title: str
    authors: tuple[str, ...]
    running: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A sentence that must come out. page: where it begins, from 1; 0 where pages are not known.

    in_order: whether its place among the others is given; a footnote's and a caption's is not.
    """

    text: str
    page: int = 0
    in_order: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and what must come out of it. furniture: words that belong to no sentence."""

    name: str
    data: bytes
    sentences: tuple[Expected, ...]
    headings: tuple[str, ...]
    tables: tuple[Table, ...]
    furniture: tuple[str, ...]
