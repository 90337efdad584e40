"""Lines of a PDF page in reading order, column by column."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from corpus.formats.pdf.lines import Line, make_line

# Narrower white lanes are word spaces that happen to stand above one another.
MIN_GUTTER = 7.0
# Grid of the search for lanes, in points: what LaTeX leaves between columns, 10, less MIN_GUTTER must fill a whole cell
# wherever it lies.
STEP = 0.5
# A band of two columns has at least this many lines on either side …
MIN_COLUMN_LINES = 3
# … which fill their column as prose does (justified: 1.0; ragged: 0.85; tables and lists of names: under 0.6) …
MIN_FILL = 0.62
# … and hold words, not figures.
MIN_WORDS = 3
# Beside a table or a chart fewer lines are prose: so many in a row that fill the column show that it is one. A cell of
# a table whose text runs over more lines is rare.
MIN_PROSE_RUN = 5
# Lines of two columns stand on one height by chance; in a table nearly all do.
MAX_SHARED = 0.5
# Lanes at the same place on pages of one document, in points.
SAME_PLACE = 6.0


def order_blocks(rows: Sequence[Line], known: Sequence[float] = ()) -> list[list[Line]]:
    """The rows of a page as blocks in reading order: a column is a block, and so is what spans the columns.

    known: where lanes between columns are on the document's other pages, as find_lanes gives them.
    """
    if not rows:
        return []
    gutter = _find_gutter(rows, known)
    blocks: list[list[Line]] = []
    for band, is_split in _bands(rows, gutter, known):
        if is_split and gutter is not None:
            for side in _sides(band, gutter):
                blocks.extend(order_blocks(side, known))
        else:
            blocks.append(_with_column(band))
    return blocks


def find_lanes(pages: Sequence[Sequence[Line]]) -> list[float]:
    """Where on at least two pages a lane parts columns of prose; x in points."""
    found = []
    for rows in pages:
        gutter = _find_gutter(rows) if rows else None
        if gutter is not None and any(is_split for _, is_split in _bands(rows, gutter, ())):
            found.append(gutter)
    return [lane for number, lane in enumerate(found) if _is_near(lane, found[:number] + found[number + 1 :])]


def _is_near(place: float, others: Sequence[float]) -> bool:
    return any(abs(place - other) <= SAME_PLACE for other in others)


def _with_column(lines: Sequence[Line]) -> list[Line]:
    column = (min(line.left for line in lines), max(line.right for line in lines))
    return [replace(line, column=column) for line in lines]


def _find_gutter(rows: Sequence[Line], known: Sequence[float] = ()) -> float | None:
    """Where the white lane is that the fewest rows cross, if they are under half of them; None if there is none.

    known: places to be preferred, if such a lane runs there.
    """
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    cells = int((right - left) / STEP) + 2
    if len(rows) < MIN_COLUMN_LINES or not 40 < cells < 40_000:
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
    for place in known:
        if any(left + start * STEP <= place <= left + (end + 1) * STEP for start, end in lanes):
            return place
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


def _bands(rows: Sequence[Line], gutter: float | None, known: Sequence[float]) -> Iterator[tuple[list[Line], bool]]:
    """The rows cut into runs from top to bottom, and whether a run stands in two columns."""
    if gutter is None:
        yield list(rows), False
        return
    whole: list[Line] = []
    for run, crosses in _runs(rows, gutter):
        if not crosses and _is_two_columns(run, gutter, _is_near(gutter, known)):
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


def _is_two_columns(rows: Sequence[Line], gutter: float, is_known: bool) -> bool:
    """Whether both sides of a lane hold prose.

    Where other pages have their columns, prose on one side is enough, or that few lines of the sides stand on one
    height, as those of a table across the lane would.
    """
    sides = _sides(rows, gutter)
    prose = [_is_prose(side) or _holds_prose(side) for side in sides]
    fewer = min(map(len, sides))
    shared = sum(map(len, sides)) - len(rows)
    return all(prose) or (is_known and (any(prose) or (fewer >= MIN_COLUMN_LINES and shared < MAX_SHARED * fewer)))


def _holds_prose(lines: Sequence[Line]) -> bool:
    """Whether some lines in a row fill their column as prose does, whatever stands above and below them."""
    if not lines:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    run = 0
    for line in lines:
        is_full = not line.is_alone and _filled(line) >= MIN_FILL * width and _count_words(line) > MIN_WORDS
        run = run + 1 if is_full else 0
        if run >= MIN_PROSE_RUN:
            return True
    return False


def _filled(line: Line) -> float:
    """How much of its column a line fills, spaces counted; dots that lead to a number fill nothing."""
    return sum(word.right - word.left for word in line.words if any(map(str.isalnum, word.text))) * 1.25


def _count_words(line: Line) -> int:
    return sum(any(map(str.isalpha, word.text)) for word in line.words)


def _is_prose(lines: Sequence[Line], depth: int = 2) -> bool:
    """Whether lines fill their column, or fall into columns which are filled. depth: how often they may be parted."""
    lines = [line for line in lines if not line.is_alone]
    if len(lines) < MIN_COLUMN_LINES:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    fills = [_filled(line) / (right - left) for line in lines]
    if median(fills) >= MIN_FILL and median(map(_count_words, lines)) >= MIN_WORDS:
        return True
    gutter = _find_gutter(lines) if depth else None
    return gutter is not None and all(_is_prose(side, depth - 1) for side in _sides(lines, gutter))
