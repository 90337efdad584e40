"""Tables as text: every row a sentence that can be understood, found and cited alone."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

# A header or caption is repeated in every row, so a long one would multiply the text. The longest caption among the
# papers we looked at has 153 characters.
MAX_CAPTION_CHARACTERS = 200
MAX_HEADER_CHARACTERS = 100
# A longer first cell is prose, not the name of a column.
MAX_HEADER_CELL_CHARACTERS = 80
ROWS_SEARCHED_FOR_A_HEADER = 200

# Between the cells of a row that is written out.
SEPARATOR = " | "
NUMBER = re.compile(r"[-+−–(]?\s*[$€£¥]?\s*\d[\d\s.,'’]*\s*(?:%|‰|[kKmM]|bn)?\)?\*{0,3}")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
ENDED = re.compile(r"""[.!?…]["'”’»)\]]*$""")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as its file holds it. columns, rows: over how many of each it stretches, at least 1."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of a rendered row: its header, empty where it has none, its value, and the value's place in the row."""

    header: str
    value: str
    start: int

    @property
    def end(self) -> int:
        """Where the value ends in the row."""
        return self.start + len(self.value)


def parse_row(line: str) -> tuple[Entry, ...]:
    """The cells of a line that render_table wrote; none if it is no such line, with two headers at least."""
    entries: list[Entry] = []
    start = 0
    for part in line.split(SEPARATOR):
        header, colon, _ = part.partition(": ")
        begin = start + (len(header) + len(colon) if colon else 0)
        end = start + len(part)
        if end == len(line) and part.endswith("."):
            end -= 1
        entries.append(Entry(header if colon else "", line[begin:end], begin))
        start += len(part) + len(SEPARATOR)
    return tuple(entries) if sum(bool(entry.header) for entry in entries) > 1 and len(entries) > 1 else ()


def render_table(rows: Sequence[Sequence[str]], caption: str = "") -> str:
    r"""The table as lines, joined by "\n".

    The first row is the header. Each further row becomes one line, "caption | header: cell | header: cell.", in which
    empty cells are left out; a cell under an empty header stands alone. Without a second row or a second column that
    holds something there is nothing to relate: the cells become plain lines. Empty if nothing is in the table.
    """
    return "\n".join(render_rows(rows, caption))


def render_rows(rows: Iterable[Sequence[str]], caption: str = "") -> Iterator[str]:
    """The lines of render_table one by one, so that a caller can stop before a huge table is written out."""
    folded = [[_fold(cell) for cell in row] for row in rows]
    filled_rows = sum(any(row) for row in folded)
    filled_columns = {place for row in folded for place, cell in enumerate(row) if cell}
    # A first row of empty headers is how a caller says that the table has none.
    if not any(any(row) for row in folded[1:]) or len(filled_columns) < 2 or filled_rows == 0:
        if filled_rows and (title := _fold(caption)):
            yield title
        yield from (cell for row in folded for cell in _without_repeats(row))
        return
    headers = [_cut(cell, MAX_HEADER_CHARACTERS) for cell in folded[0]]
    opening = _cut(_fold(caption), MAX_CAPTION_CHARACTERS).rstrip(".")
    yield from (_render_row(headers, row, opening) for row in folded[1:] if any(row))


def _render_row(headers: Sequence[str], row: Sequence[str], caption: str) -> str:
    pairs = zip_longest(headers, row, fillvalue="")
    cells = [f"{header.rstrip(':')}: {cell}" if header else cell for header, cell in pairs if cell]
    line = SEPARATOR.join([caption, *cells] if caption else cells)
    return line if ENDED.search(line) else f"{line}."


def _without_repeats(row: Sequence[str]) -> list[str]:
    return [cell for place, cell in enumerate(row) if cell and (place == 0 or row[place - 1] != cell)]


def _fold(cell: str) -> str:
    return " ".join(cell.split())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def expand(rows: Iterable[Iterable[Cell]], max_cells: int) -> list[list[str]]:
    """Rows of equal width in which a merged cell stands in every place it covers.

    A cell never reaches below the last row. Raises ValueError if there would be more than max_cells cells.
    """
    finished: list[list[str]] = []
    reaching: dict[int, tuple[str, int]] = {}
    count = 0
    for cells in rows:
        row, reaching = _expand_row(cells, reaching, max_cells - count)
        count += len(row)
        finished.append(row)
    width = max(map(len, finished), default=0)
    if width * len(finished) > max_cells:
        raise ValueError(f"more than {max_cells} cells")
    return [row + [""] * (width - len(row)) for row in finished]


def _expand_row(
    cells: Iterable[Cell], reaching: dict[int, tuple[str, int]], max_cells: int
) -> tuple[list[str], dict[int, tuple[str, int]]]:
    """One row, and which cells reach into the next: column → (text, rows still to come)."""
    row: list[str] = []
    below: dict[int, tuple[str, int]] = {}

    def add(text: str, rows_below: int) -> None:
        if len(row) >= max_cells:
            raise ValueError("too many cells")
        if rows_below > 0:
            below[len(row)] = (text, rows_below)
        row.append(text)

    def add_from_above() -> None:
        while len(row) in reaching:
            text, left = reaching[len(row)]
            add(text, left - 1)

    for cell in cells:
        add_from_above()
        for _ in range(cell.columns):
            add(cell.text, cell.rows - 1)
    add_from_above()
    for column in sorted(place for place in reaching if place > len(row)):
        for _ in range(column - len(row)):
            add("", 0)
        add_from_above()
    return row, below


def merge_headers(rows: Sequence[Sequence[str]]) -> list[str]:
    """Several header rows of equal width as one: what stands above a column, from top to bottom, each word once."""
    columns = zip_longest(*rows, fillvalue="")
    return [" ".join(dict.fromkeys(folded for cell in column if (folded := _fold(cell)))) for column in columns]


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns, judged by how it differs from the rows below it."""
    if len(rows) < 2 or not any(cell.strip() for cell in rows[0]):
        return False
    verdicts = Counter(_names_its_column(column) for column in _columns(rows[: ROWS_SEARCHED_FOR_A_HEADER + 1]))
    if verdicts[True] or verdicts[False]:
        return verdicts[True] > verdicts[False]
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    # All words: names of columns are short, differ from each other, and are not found again below.
    below = {(place, cell.strip()) for row in rows[1:] for place, cell in enumerate(row) if cell.strip()}
    return (
        len(filled) >= len(first) - 1
        and len(set(filled)) == len(filled)
        and max(map(len, filled)) <= MAX_HEADER_CELL_CHARACTERS
        and not any((place, cell) in below for place, cell in enumerate(first))
    )


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    width = len(rows[0])
    for place in range(width):
        yield tuple(row[place].strip() if place < len(row) else "" for row in rows)


def _names_its_column(column: Sequence[str]) -> bool | None:
    """Whether the first cell differs in kind from those below it; None if neither it nor they are numbers."""
    first, below = column[0], [cell for cell in column[1:] if cell]
    if not first or not below:
        return None
    numbers = sum(NUMBER.fullmatch(cell) is not None for cell in below) / len(below)
    if YEAR.fullmatch(first):
        years = sum(YEAR.fullmatch(cell) is not None for cell in below) / len(below)
        return numbers > 0.5 and years < 0.5
    if NUMBER.fullmatch(first):
        return False
    return True if numbers > 0.5 else None
