r"""Blocks of a structured file → one clean text with exact sections and pages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from corpus.document import Page, Section
from corpus.errors import UnreadableDocument
from corpus.tables import Cell, expand, has_header, merge_headers, render_rows

# Ten books. Beyond it repeated headers or merged cells have multiplied the text.
MAX_CHARACTERS = 40_000_000
MAX_TABLE_CELLS = 2_000_000

# Control characters but tab and line feed; lone surrogates, which no file can be written with; marks of direction that
# can make a quote read otherwise than it is stored; and invisible marks that cut words where nobody sees it: soft
# hyphen, zero-width space, word joiner, byte order mark.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u00ad\u200b\u2060\ufeff\ufffe\uffff]"
)
# Kept apart from INVISIBLE: these stand for a white space.
WHITE_CONTROLS = re.compile("[\x0b\x0c\r\x85]")
SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


class Kind(Enum):
    """What a block is, which decides how it is set off from its neighbours."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    # Several lines that stay lines: the rows of a table, preformatted text.
    LINES = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text between two blank lines. level: of a heading, from 1. page: from 1, 0 where there are none."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """The text made of blocks, with ranges into it."""

    text: str
    sections: tuple[Section, ...]
    pages: tuple[Page, ...]


def clean(text: str) -> str:
    """NFC text without invisible characters; white space is left as it is."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", WHITE_CONTROLS.sub(" ", text)))


def fold(text: str) -> str:
    """Clean text on one line, runs of white space as one blank."""
    return " ".join(clean(text).split())


def raise_digits(text: str) -> str:
    """A superscript so that it cannot be read as part of the number before it: "10" and "6" become "10⁶"."""
    return text.translate(SUPERSCRIPTS) if re.fullmatch(r"\s*[-+−]?[\d,–-]+\s*", text) else text


def table_blocks(
    path: Path, rows: Iterable[Iterable[Cell]], caption: str = "", header_rows: int | None = None
) -> Iterator[Block]:
    """A table as one block of lines; none if it is empty.

    header_rows: how many rows the file marks as header; None: whether the first is one is judged from its cells.
    Raises UnreadableDocument if merged cells make the table absurdly large.
    """
    try:
        grid = expand(rows, MAX_TABLE_CELLS)
    except ValueError as error:
        reason = f"a table in it has more than {MAX_TABLE_CELLS:,} cells; split it, or save the table as .csv"
        raise UnreadableDocument(path, reason) from error
    lines, length = [], 0
    for line in render_rows(_with_one_header(grid, header_rows), fold(caption)):
        lines.append(clean(line))
        length += len(line)
        if length > MAX_CHARACTERS:
            raise _too_long(path)
    if lines:
        yield Block("\n".join(lines), Kind.LINES)


def _with_one_header(grid: list[list[str]], header_rows: int | None) -> Sequence[Sequence[str]]:
    if header_rows is None:
        header_rows = int(len(grid) < 2 or has_header(grid))
    if 0 < header_rows < len(grid):
        return [merge_headers(grid[:header_rows]), *grid[header_rows:]]
    return [[""] * len(grid[0]), *grid] if header_rows == 0 and len(grid) > 1 else grid


def assemble(path: Path, blocks: Iterable[Block]) -> Body:
    """The blocks as one text: items and rows on lines of their own, all else set off by a blank line.

    Raises UnreadableDocument if there is no text, or more than MAX_CHARACTERS of it.
    """
    parts: list[str] = []
    placed: list[tuple[Block, int, int]] = []
    length = 0
    for block in blocks:
        text = _written(block)
        if not text:
            continue
        if placed:
            glue = "\n" if block.kind is Kind.ITEM and placed[-1][0].kind is Kind.ITEM else "\n\n"
            parts.append(glue)
            length += len(glue)
        parts.append(text)
        placed.append((block, length, length + len(text)))
        length += len(text)
        if length > MAX_CHARACTERS:
            raise _too_long(path)
    if not placed:
        raise UnreadableDocument(path, "it holds no text (only pictures, or nothing at all)")
    # Each block is in NFC and line feeds combine with nothing, so the whole is in NFC.
    return Body("".join(parts), tuple(_sections(placed, length)), tuple(_pages(placed)))


def _too_long(path: Path) -> UnreadableDocument:
    return UnreadableDocument(path, f"it holds more than {MAX_CHARACTERS / 1e6:.0f} million characters; split it")


def _written(block: Block) -> str:
    if block.kind is Kind.LINES:
        return clean(block.text).strip("\n").rstrip()
    text = fold(block.text)
    return f"- {text}" if block.kind is Kind.ITEM and text else text


def _sections(placed: Sequence[tuple[Block, int, int]], length: int) -> list[Section]:
    headings = [(block, start) for block, start, _ in placed if block.kind is Kind.HEADING]
    top = min((block.level for block, _ in headings), default=1)
    finished: list[tuple[int, Section]] = []
    is_open: list[tuple[int, Block, int]] = []

    def close(level: int, end: int) -> None:
        while is_open and is_open[-1][1].level >= level:
            number, block, start = is_open.pop()
            finished.append((number, Section(fold(block.text), block.level - top + 1, start, end)))

    for number, (block, start) in enumerate(headings):
        close(block.level, start)
        is_open.append((number, block, start))
    close(top, length)
    return [section for _, section in sorted(finished, key=lambda one: one[0])]


def _pages(placed: Sequence[tuple[Block, int, int]]) -> Iterator[Page]:
    start = None
    for position, (block, begin, end) in enumerate(placed):
        if not block.page:
            continue
        start = begin if start is None else start
        following = placed[position + 1][0].page if position + 1 < len(placed) else 0
        if following != block.page:
            yield Page(block.page, start, end)
            start = None
