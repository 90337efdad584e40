"""What the paragraphs of a PDF are, and how their lines end."""

import re
from dataclasses import dataclass
from enum import Enum

from corpus.formats.pdf.lines import Line, join_words
from corpus.sentences import ABBREVIATIONS, MAY_END

DASHES = "–—"
SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*(?:\[\d+\])?$|(?<!\d)[.!?…:;][\"'”’»)\]]*\d{1,3}$")


class Kind(Enum):
    """What a paragraph is."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    CAPTION = "caption"
    TABLE = "table"
    FIGURE = "figure"
    NOTE = "note"


# What may stand in the middle of a paragraph that runs on behind it.
FLOATS = (Kind.NOTE, Kind.CAPTION, Kind.TABLE, Kind.FIGURE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, from one page or from several."""

    kind: Kind
    lines: tuple[Line, ...]

    @property
    def plain(self) -> str:
        """Its words, lines joined by spaces."""
        return " ".join(line.plain for line in self.lines)

    @property
    def size(self) -> float:
        """The font size of its first line."""
        return self.lines[0].size


def ends_sentence(line: Line) -> bool:
    """Whether a full stop or the like ends the line, note marks aside."""
    standing = [word for word in line.words if not word.raised] or line.words
    return SENTENCE_END.search(join_words(standing)) is not None


def ends_in_abbreviation(line: Line) -> bool:
    """Whether the full stop at the end of the line is that of a shortened word."""
    last = line.words[-1].text.lstrip("([“\"'").rstrip(".").lower()
    return line.words[-1].text.endswith(".") and (len(last) == 1 or last in ABBREVIATIONS - MAY_END)
