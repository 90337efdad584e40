"""The words of a parsed web page or e-book chapter as blocks, in reading order."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.formats.blocks import Block, Kind, fold, raise_digits, table_blocks
from corpus.formats.html_pruning import WebPage
from corpus.tables import Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BREAKING = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "header hr li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# A heading that was never closed ends where one of these begins.
NOT_IN_A_HEADING = frozenset("p ul ol dl table section article pre".split())
# Longer ones are paragraphs in large letters.
MAX_HEADING_CHARACTERS = 300
# A cell longer than this is a column of the page, and its table is there for the layout.
MAX_CELL_CHARACTERS = 1500
MAX_UNMARKED_CELL_CHARACTERS = 300
NOTE_MARK = re.compile(r"\s*[\[(]?(?:\d{1,4}|[a-z]{1,2}|[*†‡§]{1,3}|note \d+|nb \d+)[\])]?\s*", re.IGNORECASE)
# A note mark or an exponent, with its tags. Looking into larger ones would cost their length at every level of nesting.
MAX_RAISED_SIZE = 30
# As the HTML standard has it for columns.
MAX_SPAN = 1000


def body_blocks(path: Path, root: "_Element", keep_asides: bool = False) -> Iterator[Block]:
    """The blocks of the page's content, without what surrounds it. keep_asides: as in html_pruning.WebPage.

    root: a tree whose tags have no namespace. Links keep their text, tables become lines, marks of notes are left out.
    """
    page = WebPage(root, keep_asides)
    yield from _Flow(path, page).walk(page.content)


class _Flow:
    """Pieces of text on their way to becoming blocks."""

    def __init__(self, path: Path, page: WebPage) -> None:
        self._path = path
        self._page = page
        self._pieces: list[str] = []
        self._kind = Kind.PARAGRAPH
        self._level = 0
        self._after_break = False

    def walk(self, root: "_Element") -> Iterator[Block]:
        """The blocks of an element. Iterative: pages with unclosed tags nest a thousand deep."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: _Element | None = None
        for event, element in walk:
            if event == "start":
                block, is_read = self._open(element)
                yield from block
                if is_read:
                    self._add(element.text)
                else:
                    skipped = element
                    walk.skip_subtree()
                continue
            if element is not skipped:
                yield from self._close(element)
            if element is not root:
                self._add(element.tail)
        yield from self._end_block()

    def _open(self, element: "_Element") -> tuple[list[Block], bool]:
        """The blocks that end or stand here, and whether what is inside the element is still to be read."""
        tag = str(element.tag)
        if self._page.is_left_out(element):
            return (self._end_block() if tag in BREAKING else []), False
        if tag == "br":
            return self._break_line(), True
        if tag in ("sup", "a") and self._is_note_mark(element):
            return [], False
        if tag == "sup" and self._page.measure(element).size <= MAX_RAISED_SIZE:
            self._add(raise_digits("".join(element.itertext())))
            return [], False
        if tag == "pre":
            return self._end_block() + _preformatted(element), False
        if tag == "table" and self._is_data(element):
            return self._end_block() + self._table(element), False
        if tag in HEADINGS:
            blocks = self._end_block()
            self._kind, self._level = Kind.HEADING, HEADINGS[tag]
            return blocks, True
        return self._begin_container(tag), True

    def _begin_container(self, tag: str) -> list[Block]:
        if tag == "q":
            self._add("“")
        if tag not in BREAKING:
            return []
        if self._kind is Kind.HEADING and tag not in NOT_IN_A_HEADING:
            self._add(" ")
            return []
        blocks = self._end_block()
        if tag == "li":
            self._kind = Kind.ITEM
        elif self._kind is Kind.HEADING:
            self._kind = Kind.PARAGRAPH
        return blocks

    def _close(self, element: "_Element") -> list[Block]:
        tag = str(element.tag)
        if tag == "q":
            self._add("”")
        if tag in HEADINGS:
            blocks = self._end_block()
            self._kind = Kind.PARAGRAPH
            return blocks
        if tag not in BREAKING:
            return []
        if self._kind is Kind.HEADING:
            self._add(" ")
            return []
        blocks = self._end_block()
        if tag == "li":
            self._kind = Kind.PARAGRAPH
        return blocks

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._after_break = self._after_break and not text.strip()

    def _break_line(self) -> list[Block]:
        if self._after_break and self._kind is not Kind.HEADING:
            return self._end_block()
        self._pieces.append(" ")
        self._after_break = True
        return []

    def _end_block(self) -> list[Block]:
        text = fold("".join(self._pieces))
        self._pieces.clear()
        self._after_break = False
        if not text:
            return []
        kind, self._kind = self._kind, Kind.PARAGRAPH
        if kind is Kind.HEADING and len(text) > MAX_HEADING_CHARACTERS:
            kind = Kind.PARAGRAPH
        return [Block(text, kind, self._level if kind is Kind.HEADING else 0)]

    def _is_note_mark(self, element: "_Element") -> bool:
        """Whether it is a raised mark that leads to a note; such a mark glued to a number would change it."""
        if self._page.measure(element).size > MAX_RAISED_SIZE:
            return False
        link = element if element.tag == "a" else next(element.iter("a"), None)
        if link is None or not (link.get("href") or "").count("#"):
            return False
        raised = element.tag == "sup" or next(element.iter("sup"), None) is not None
        return raised and NOTE_MARK.fullmatch("".join(element.itertext())) is not None

    def _is_data(self, table: "_Element") -> bool:
        """Whether a table relates its cells; others only put parts of a page side by side."""
        if table.get("role") in ("presentation", "none") or self._page.measure(table).tables:
            return False
        rows = [_cells(row) for row in table.iter("tr")]
        if sum(len(row) >= 2 for row in rows) < 1 or len(rows) < 2:
            return False
        cells = [cell for row in rows for cell in row]
        longest = max(sum(map(len, cell.itertext())) for cell in cells)
        marked = any(cell.tag == "th" for cell in cells) or next(table.iter("caption"), None) is not None
        holds_headings = any(next(table.iter(tag), None) is not None for tag in HEADINGS)
        return longest <= (MAX_CELL_CHARACTERS if marked else MAX_UNMARKED_CELL_CHARACTERS) and not holds_headings

    def _table(self, table: "_Element") -> list[Block]:
        rows = [(row, _cells(row)) for row in table.iter("tr")]
        rows = [(row, cells) for row, cells in rows if cells and not self._page.is_left_out(row)]
        caption = next(table.iter("caption"), None)
        title = "" if caption is None else self._text(caption)
        texts = [[self._cell(cell) for cell in cells] for _, cells in rows]
        headers = 0
        while headers < len(rows) and _is_header(*rows[headers]):
            headers += 1
        # Header cells in front of the rows only: no row names the columns.
        marked = headers if headers or any(one.tag == "th" for _, cells in rows for one in cells) else None
        if headers and len(texts[0]) == 1 and len(texts) > 1:
            # One header across the whole table is its title.
            title, texts, headers = title or texts[0][0].text, texts[1:], headers - 1
            marked = headers
        return list(table_blocks(self._path, texts, title, marked))

    def _cell(self, cell: "_Element") -> Cell:
        rows = _span(cell, "rowspan")
        return Cell(self._text(cell), _span(cell, "colspan"), rows)

    def _text(self, element: "_Element") -> str:
        if len(element) == 0:
            # Most cells: worth a short way, in a large table.
            return fold(element.text or "")
        return " ".join(block.text for block in _Flow(self._path, self._page).walk(element))


def _cells(row: "_Element") -> list["_Element"]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _is_header(row: "_Element", cells: list["_Element"]) -> bool:
    above = row.getparent()
    if above is not None and above.tag == "thead":
        return True
    return all(cell.tag == "th" or not "".join(cell.itertext()).strip() for cell in cells)


def _span(cell: "_Element", name: str) -> int:
    stated = (cell.get(name) or "").strip()
    return min(max(1, int(stated)), MAX_SPAN) if re.fullmatch(r"[0-9]{1,9}", stated) else 1


def _preformatted(element: "_Element") -> list[Block]:
    text = "".join(element.itertext())
    return [Block(part, Kind.LINES) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
