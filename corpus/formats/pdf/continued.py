"""Tables of a PDF that go on in the next column or on the next page."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from corpus.formats.pdf.lines import Line, make_line
from corpus.formats.pdf.paragraphs import Style, part_notes
from corpus.formats.pdf.tables import CAPTION, NUMERIC, fold_wrapped, read_row, split_cells
from corpus.formats.pdf.words import Cells, Table, Word

# Columns of one table at the same places, in points, after both parts are put edge to edge.
SAME_PLACE = 8.0

Columns = Sequence[tuple[float, float]]
Blocks = Sequence[Sequence[Sequence[Line]]]


def continue_tables(pages: Blocks, style: Style) -> list[list[list[Line]]]:
    """The blocks of lines of each page, with the header of a cut table in front of its rest as well.

    A table that ends a column goes on in the next one if rows in the same columns begin it, without a caption or
    another header. The rest may be too short to be taken for a table by itself.
    """
    open_table: Line | None = None
    result: list[list[list[Line]]] = []
    for blocks in pages:
        finished = []
        for block in blocks:
            lines = _begin_with_rest(block, open_table) if open_table is not None else list(block)
            text, _ = part_notes(lines, style)
            open_table = text[-1] if text and text[-1].table else (None if text else open_table)
            finished.append(lines)
        result.append(finished)
    return result


def _begin_with_rest(block: Sequence[Line], before: Line) -> list[Line]:
    """The block with the rest of a table on top of it marked as such, if it begins with one."""
    first = before.table
    if first is None or not block or _stand_side_by_side(before, block[0]):
        return list(block)
    rest, count = block[0].table, 1
    left = block[0].left
    if rest is None:
        shift = block[0].left - before.left
        columns = tuple((start + shift, end + shift) for start, end in first.columns)
        rows = _rows_in(block, before, columns)
        if not rows:
            return list(block)
        count = len(rows)
        rest = Table(tuple(map(tuple, fold_wrapped(rows, block[:count]))), 1, columns)
        left = min(line.left for line in block[:count])
    whole = _joined(first, before.left, rest, left)
    if whole is None:
        return list(block)
    size = median(line.size for line in block[:count])
    right = max(line.right for line in block[:count])
    word = Word("", left, right, block[0].baseline, size, table=whole)
    return [replace(make_line([word], block[0].page), column=block[0].column), *block[count:]]


def _stand_side_by_side(before: Line, line: Line) -> bool:
    """Whether both begin at one height of one page; a table that fills a column from the top was begun before it."""
    apart = abs(line.baseline - before.baseline)
    return line.page == before.page and apart < 2 * line.size and not before.continues


def _rows_in(block: Sequence[Line], before: Line, columns: Columns) -> list[list[str]]:
    """The lines at the beginning of a block of which every cell stands in a column of the table before; as rows."""
    rows: list[list[str]] = []
    for line in block:
        if line.is_alone or CAPTION.match(line.plain) or line.size > 1.15 * before.size:
            break
        cells = split_cells(line)
        row = read_row(cells, columns)
        alone = len(cells) < 2 and (not rows or row[0])
        if alone or sum(map(bool, row)) != len(cells) or not _stand_at(cells, columns):
            break
        rows.append(row)
    return rows


def _stand_at(cells: Sequence[Sequence[Word]], columns: Columns) -> bool:
    """Whether every cell begins or ends where a column does, or stands inside one."""
    return all(any(_is_in_column(cell[0].left, cell[-1].right, column) for column in columns) for cell in cells)


def _is_in_column(left: float, right: float, column: tuple[float, float]) -> bool:
    begins, ends = abs(left - column[0]) <= SAME_PLACE, abs(right - column[1]) <= SAME_PLACE
    return begins or ends or column[0] <= left <= right <= column[1]


def _joined(first: Table, first_left: float, rest: Table, rest_left: float) -> Table | None:
    """The rest of a table with the header of its first part; None if it is a table of its own."""
    if len(rest.columns) != len(first.columns):
        return None
    if rest.names == first.names:
        return replace(rest, continues=True)
    shift = rest_left - first_left
    apart = [abs(one[0] + shift - other[0]) for one, other in zip(first.columns, rest.columns, strict=True)]
    middles = [
        abs(sum(one) / 2 + shift - sum(other) / 2) for one, other in zip(first.columns, rest.columns, strict=True)
    ]
    in_place = all(min(pair) <= SAME_PLACE for pair in zip(apart, middles, strict=True))
    if not in_place or _names_columns(rest):
        return None
    return replace(rest, rows=(first.names, *_with_whole_first(rest.rows)), header=1, continues=True)


def _with_whole_first(rows: Cells) -> Cells:
    """The rows, the first joined with the lines it wraps to: they were kept apart from what looked like a header."""
    first, rest = rows[0], rows[1:]
    while rest and not rest[0][0] and not any(NUMERIC.fullmatch(cell) for cell in rest[0] if cell):
        first = tuple(f"{above} {cell}".strip() for above, cell in zip(first, rest[0], strict=True))
        rest = rest[1:]
    return (first, *rest)


def _names_columns(table: Table) -> bool:
    """Whether the first row differs from those below it as names do from numbers."""
    for column in zip(*table.rows, strict=True):
        below = [cell for cell in column[1:] if cell]
        numbers = sum(NUMERIC.fullmatch(cell) is not None for cell in below)
        if column[0] and numbers * 2 > len(below) and not NUMERIC.fullmatch(column[0]):
            return True
    return False
