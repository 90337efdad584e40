"""Tables whose cells are set apart by tabs, wide gaps or bars: every row a line that can be understood alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.cleaning.draft import Draft, Edit, Part
from corpus.cleaning.headers import shorten
from corpus.document import Change
from corpus.tables import MAX_CAPTION_CHARACTERS, MAX_HEADER_CHARACTERS, has_header

Span = tuple[int, int]
CELL = re.compile(r"[^\t]+")
WIDE_CELL = re.compile(r"\S+(?: \S+)*")
BARRED_CELL = re.compile(r"(?:\\\||[^|\n])+")
RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
# Two words with a wide gap are a line of a form; with three columns in three rows it is a table.
MIN_WIDE_COLUMNS, MIN_WIDE_ROWS = 3, 3
# A line above a table may look like its first row, so after rows that are no table the search goes on with the second
# of them; but not for a whole file of such rows.
MAX_FALSE_ROWS = 100
# "Table 1: Ships", "TABLE 1. SHIPS", "Table 1 Ships"; not "Table 1 shows …".
CAPTION = re.compile(
    r"\W*(?:[Tt]able|TABLE|[Tt]ab\.|[Ee]xhibit|EXHIBIT)\s*(?:[\dIVXA-Z]+(?:\.\d+)?)?\s*(?:[^\w\s]|$|(?=[^\W\d_a-z]))"
)


@dataclass(frozen=True, slots=True)
class _Table:
    """rows: the places of their cells, the first row the header. [start, end): all of its lines."""

    start: int
    end: int
    rows: tuple[tuple[Span, ...], ...]


def write_out_tables(draft: Draft) -> tuple[Draft, Change]:
    """Write each row as "caption | header: cell | header: cell", as corpus/tables.py does for other formats."""
    tables = list(_tables(draft.text))
    edits = [_written_out(draft.text, table) for table in tables]
    example = draft.text[tables[0].start : tables[0].end] if tables else ""
    return draft.edited(edits), Change("tables written out", len(edits), shorten(example))


def _tables(text: str) -> Iterator[_Table]:
    lines: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        lines.append((at, at + len(line.rstrip("\n"))))
        at += len(line)
    number = 0
    while number < len(lines):
        table, number = _table_at(text, lines, number)
        if table is not None:
            yield table


def _table_at(text: str, lines: Sequence[Span], first: int) -> tuple[_Table | None, int]:
    """The table that begins at a line, if one does, and the number of the line to go on from."""
    for cells_of in (_barred, _tabbed, _wide):
        rows: list[tuple[Span, ...]] = []
        number = first
        while number < len(lines) and (cells := cells_of(text, *lines[number])) is not None:
            rows.append(cells)
            number += 1
        real = tuple(row for row in rows if row)
        if _is_table(text, real, cells_of is _wide, cells_of is _barred and len(real) < len(rows)):
            return _Table(lines[first][0], lines[number - 1][1], real), number
        if len(rows) > MAX_FALSE_ROWS:
            return None, number
    return None, first + 1


def _is_table(text: str, rows: Sequence[Sequence[Span]], wide: bool, ruled: bool) -> bool:
    if len(rows) < (MIN_WIDE_ROWS if wide else 2):
        return False
    columns = {len(row) for row in rows}
    if wide and (len(columns) > 1 or len(rows[0]) < MIN_WIDE_COLUMNS):
        return False
    # Rows of text with a stray tab are no table.
    if max(columns) < 2 or max(columns) - min(columns) > 1:
        return False
    return ruled or has_header([[text[start:end].strip() for start, end in row] for row in rows])


def _tabbed(text: str, start: int, end: int) -> tuple[Span, ...] | None:
    if "\t" not in text[start:end].strip():
        return None
    return tuple(_trimmed(text, *match.span()) for match in CELL.finditer(text, start, end))


def _wide(text: str, start: int, end: int) -> tuple[Span, ...] | None:
    cells = tuple(match.span() for match in WIDE_CELL.finditer(text, start, end))
    return cells if len(cells) > 1 else None


def _barred(text: str, start: int, end: int) -> tuple[Span, ...] | None:
    """None for a line that is no row, nothing for the rule below a header."""
    line = text[start:end].strip()
    if not (line.startswith("|") and line.endswith("|") and len(line) > 2):
        return None
    if RULE.fullmatch(line):
        return ()
    left = text.index("|", start) + 1
    right = text.rindex("|", start, end)
    cells = []
    at = left
    for match in re.finditer(r"(?<!\\)\|", text[left:right] + "|"):
        cells.append(_trimmed(text, at, left + match.start()))
        at = left + match.end()
    return tuple(cells)


def _trimmed(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    left = start + len(inner) - len(inner.lstrip())
    return left, max(left, start + len(inner.rstrip()))


def _written_out(text: str, table: _Table) -> Edit:
    caption = _caption(text, table.start)
    headers = [_cut(text[start:end], MAX_HEADER_CHARACTERS).rstrip(":") for start, end in table.rows[0]]
    parts: list[Part] = []
    for row in table.rows[1:]:
        filled = [(header, cell) for header, cell in _paired(headers, row) if cell[0] < cell[1]]
        if not filled:
            continue
        line: list[Part] = [f"{caption} | "] if caption else []
        for header, cell in filled:
            line += [f"{header}: " if header else "", cell, " | "]
        closed = text[filled[-1][1][1] - 1] in ".!?"
        parts += [*line[:-1], "\n" if closed else ".\n"]
    if parts:
        parts[-1] = str(parts[-1]).rstrip("\n")
    # The header row stays in the text's way back to the original only where it has words of its own.
    return Edit(table.start, table.end, tuple(part for part in parts if part))


def _paired(headers: Sequence[str], row: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    for number, cell in enumerate(row):
        yield headers[number] if number < len(headers) else "", cell


def _caption(text: str, start: int) -> str:
    """The lines right above that name the table, on one line without markup."""
    above = [block for block in re.split(r"\n[ \t]*\n", text[:start].rstrip()[-600:]) if block.strip()]
    block = above[-1] if above else ""
    bare = re.sub(r"[*_#]+", "", " ".join(block.split())).strip()
    return _cut(bare, MAX_CAPTION_CHARACTERS).rstrip(".:") if CAPTION.match(bare) else ""


def _cut(text: str, length: int) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"
