"""Lines of a PDF page in reading order, column by column."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from corpus.formats.pdf_lines import Line, make_line

# Narrower white lanes are word spaces that happen to stand above one another.
MIN_GUTTER = 7.0
# Grid of the search for lanes, in points.
STEP = 2.0
# A band of two columns has at least this many lines on either side …
MIN_COLUMN_LINES = 3
# … which fill their column as prose does (justified: 1.0; ragged: 0.85; tables and lists of names: under 0.6) …
MIN_FILL = 0.62
# … and hold words, not figures.
MIN_WORDS = 3


def order_blocks(rows: Sequence[Line]) -> list[list[Line]]:
    """The rows of a page as blocks in reading order: a column is a block, and so is what spans the columns."""
    if not rows:
        return []
    gutter = _find_gutter(rows)
    blocks: list[list[Line]] = []
    for band, is_split in _bands(rows, gutter):
        if is_split and gutter is not None:
            for side in _sides(band, gutter):
                blocks.extend(order_blocks(side))
        else:
            blocks.append(_with_column(band))
    return blocks


def _with_column(lines: Sequence[Line]) -> list[Line]:
    column = (min(line.left for line in lines), max(line.right for line in lines))
    return [replace(line, column=column) for line in lines]


def _find_gutter(rows: Sequence[Line]) -> float | None:
    """Where the white lane is that the fewest rows cross, if they are under half of them; None if there is none."""
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    cells = int((right - left) / STEP) + 2
    if len(rows) < MIN_COLUMN_LINES or not 10 < cells < 10_000:
        return None
    changes = [0] * (cells + 1)
    for row in rows:
        for start, end in _stretches(row):
            changes[max(0, int((start - left) / STEP))] += 1
            changes[min(cells, int((end - left) / STEP) + 1)] -= 1
    covered, total = [], 0
    for change in changes[:cells]:
        total += change
        covered.append(total)
    inner = range(int(cells * 0.15), int(cells * 0.85) + 1)
    fewest = min(covered[cell] for cell in inner)
    if fewest > 0.5 * len(rows):
        return None
    lanes = list(_lanes([cell for cell in inner if covered[cell] == fewest]))
    start, end = max(lanes, key=lambda lane: lane[1] - lane[0])
    return left + (start + end + 1) / 2 * STEP


def _lanes(cells: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = previous = cells[0]
    for cell in cells[1:]:
        if cell != previous + 1:
            yield start, previous
            start = cell
        previous = cell
    yield start, previous


def _stretches(row: Line) -> Iterator[tuple[float, float]]:
    """What a row covers, each side widened by half a gutter."""
    margin = MIN_GUTTER / 2
    start = end = None
    for word in sorted(row.words, key=lambda word: word.left):
        if start is None or end is None:
            start, end = word.left - margin, word.right + margin
        elif word.left - margin <= end:
            end = max(end, word.right + margin)
        else:
            yield start, end
            start, end = word.left - margin, word.right + margin
    if start is not None and end is not None:
        yield start, end


def _bands(rows: Sequence[Line], gutter: float | None) -> Iterator[tuple[list[Line], bool]]:
    """The rows cut into runs from top to bottom, and whether a run stands in two columns."""
    if gutter is None:
        yield list(rows), False
        return
    whole: list[Line] = []
    for run, crosses in _runs(rows, gutter):
        if not crosses and _is_two_columns(run, gutter):
            if whole:
                yield whole, False
            whole = []
            yield run, True
        else:
            whole = whole + run
    if whole:
        yield whole, False


def _runs(rows: Sequence[Line], gutter: float) -> Iterator[tuple[list[Line], bool]]:
    run: list[Line] = []
    state = False
    for row in rows:
        crosses = any(start < gutter < end for start, end in _stretches(row))
        if run and crosses != state:
            yield run, state
            run = []
        state = crosses
        run.append(row)
    if run:
        yield run, state


def _sides(rows: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    left, right = [], []
    for row in rows:
        before = [word for word in row.words if (word.left + word.right) / 2 < gutter]
        after = [word for word in row.words if (word.left + word.right) / 2 >= gutter]
        if before:
            left.append(make_line(before, row.page))
        if after:
            right.append(make_line(after, row.page))
    return left, right


def _is_two_columns(rows: Sequence[Line], gutter: float) -> bool:
    return all(_is_prose(side) for side in _sides(rows, gutter))


def _is_prose(lines: Sequence[Line], depth: int = 2) -> bool:
    """Whether lines fill their column, or fall into columns which are filled. depth: how often they may be parted."""
    lines = [line for line in lines if not line.table]
    if len(lines) < MIN_COLUMN_LINES:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    fills = [sum(word.right - word.left for word in line.words) * 1.25 / (right - left) for line in lines]
    if median(fills) >= MIN_FILL and median(len(line.words) for line in lines) >= MIN_WORDS:
        return True
    gutter = _find_gutter(lines) if depth else None
    return gutter is not None and all(_is_prose(side, depth - 1) for side in _sides(lines, gutter))
