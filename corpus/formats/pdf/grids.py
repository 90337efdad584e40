"""Tables on a PDF page whose cells are drawn as boxes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.formats.pdf.lines import LEADERS, group_rows, join_words
from corpus.formats.pdf.rules import Rule
from corpus.formats.pdf.words import Table, Word

# Drawn lines this close, in points, are one line; so far may they miss one another at a corner.
JOIN = 3.0
# Beyond these a grid is a drawing.
MAX_CELLS = 20_000
# A table is mostly filled; charts with grid lines are not.
MIN_FILLED = 0.4


@dataclass(frozen=True, slots=True)
class _Grid:
    """Lines that touch. xs, ys: where edges of cells are, ascending; at least three of each."""

    rules: tuple[Rule, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]


def lift_grids(words: Sequence[Word], rules: Sequence[Rule], page: int) -> list[Word]:
    """The words of a page with those in every grid replaced by one word that holds its table.

    A row of one cell on top is the table's caption and stays as words.
    """
    remaining = list(words)
    for grid in _find_grids(rules):
        inside = [word for word in remaining if _is_inside(word, grid)]
        read = _read_cells(inside, grid, page)
        if read is None:
            continue
        rows, columns = read
        taken = set(map(id, inside))
        if len(set(rows[0])) == 1 and len(rows) > 2:
            bottom = _caption_end(inside, grid)
            taken -= {id(word) for word in inside if word.baseline < bottom}
            rows = rows[1:]
        size = median(word.size for word in inside)
        top = min(word.baseline for word in inside if id(word) in taken)
        table = Table(tuple(map(tuple, rows)), _header_height(rows), columns)
        placed = Word("", grid.xs[0], grid.xs[-1], top, size, table=table)
        remaining = [word for word in remaining if id(word) not in taken] + [placed]
    return remaining


def _find_grids(rules: Sequence[Rule]) -> Iterator[_Grid]:
    for group in _group_touching(rules):
        xs = _edges(rule.left for rule in group if not rule.horizontal)
        ys = _edges(rule.top for rule in group if rule.horizontal)
        if len(xs) >= 3 and len(ys) >= 3 and len(xs) * len(ys) <= MAX_CELLS:
            yield _Grid(tuple(group), xs, ys)


def _group_touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch one another, directly or through others."""
    groups: list[tuple[Rule, list[Rule]]] = []
    for rule in rules:
        bounds, members = rule, [rule]
        apart = []
        for other_bounds, others in groups:
            if _touch(rule, other_bounds) and any(_touch(rule, other) for other in others):
                bounds, members = _around(bounds, other_bounds), members + others
            else:
                apart.append((other_bounds, others))
        groups = [*apart, (bounds, members)]
    return [members for _, members in groups]


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.left <= other.right + JOIN
        and other.left <= one.right + JOIN
        and one.top <= other.bottom + JOIN
        and other.top <= one.bottom + JOIN
    )


def _around(one: Rule, other: Rule) -> Rule:
    return Rule(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def _edges(places: Iterator[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > JOIN:
            edges.append(place)
    return tuple(edges)


def _middle(word: Word) -> tuple[float, float]:
    return (word.left + word.right) / 2, word.baseline - 0.25 * word.size


def _is_inside(word: Word, grid: _Grid) -> bool:
    x, y = _middle(word)
    return not word.is_alone and grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]


def _read_cells(
    words: Sequence[Word], grid: _Grid, page: int
) -> tuple[list[list[str]], tuple[tuple[float, float], ...]] | None:
    """The texts in a grid by row, a merged cell's in each place it covers, and the columns; None if it is no table."""
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    owners = _merge_cells(words, grid, width, height)
    contents: dict[int, list[Word]] = {}
    used_columns, used_rows = set[int](), set[int]()
    for word in words:
        x, y = _middle(word)
        column = sum(edge <= x for edge in grid.xs[1:-1])
        row = sum(edge <= y for edge in grid.ys[1:-1])
        contents.setdefault(owners[row * width + column], []).append(word)
        used_columns.add(column)
        used_rows.add(row)
    if _is_stacked(contents.values()):
        return None
    texts = {owner: _cell_text(inside, page) for owner, inside in contents.items()}
    # Where lines are doubled, the strips between them hold nothing.
    rows = [
        [texts.get(owners[row * width + column], "") for column in sorted(used_columns)] for row in sorted(used_rows)
    ]
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    filled = sum(bool(cell) for row in rows for cell in row)
    if filled < MIN_FILLED * len(rows) * len(rows[0]) or len(texts) <= 3:
        return None
    return rows, tuple((grid.xs[column], grid.xs[column + 1]) for column in sorted(used_columns))


def _is_stacked(cells: Iterable[Sequence[Word]]) -> bool:
    """Whether columns of figures stand in boxes of their own: lines part the columns, and none the rows."""
    stacks = 0
    for words in cells:
        figures = sum(any(letter.isdigit() for letter in word.text) for word in words)
        feet = {round(word.baseline) for word in words}
        stacks += len(feet) >= 4 and figures * 2 > len(words) and len(words) < 2 * len(feet)
    return stacks >= 2


def _merge_cells(words: Sequence[Word], grid: _Grid, width: int, height: int) -> list[int]:
    """For each place of the grid, row by row, the first place of the cell it belongs to."""
    owners = list(range(width * height))
    for row in range(height):
        y = (grid.ys[row] + grid.ys[row + 1]) / 2
        for column in range(width):
            x = (grid.xs[column] + grid.xs[column + 1]) / 2
            here = row * width + column
            band = [word for word in words if grid.ys[row] <= _middle(word)[1] <= grid.ys[row + 1]]
            open_left = column > 0 and not _is_drawn(grid.rules, grid.xs[column], y, False)
            start = owners[here - 1] % width
            if open_left and not _stand_apart(band, grid.xs[start], grid.xs[column], grid.xs[column + 1]):
                owners[here] = owners[here - 1]
            elif row and not _is_drawn(grid.rules, x, grid.ys[row], True):
                owners[here] = owners[here - width]
    return owners


def _stand_apart(words: Sequence[Word], left: float, edge: float, right: float) -> bool:
    """Whether words stand on both sides of an edge, and no text runs over it."""
    before = [word.right for word in words if left <= _middle(word)[0] < edge]
    after = [word.left for word in words if edge <= _middle(word)[0] < right]
    return bool(before and after) and min(after) - max(before) > words[0].size


def _is_drawn(rules: Sequence[Rule], x: float, y: float, horizontal: bool) -> bool:
    """Whether a line is drawn through a point."""
    return any(
        rule.horizontal is horizontal
        and rule.left - JOIN <= x <= rule.right + JOIN
        and rule.top - JOIN <= y <= rule.bottom + JOIN
        for rule in rules
    )


def _cell_text(words: Sequence[Word], page: int) -> str:
    rows = group_rows(words, page)
    return LEADERS.sub(
        " ", " ".join(join_words([word for word in row.words if not word.raised]) for row in rows)
    ).strip()


def _header_height(rows: Sequence[Sequence[str]]) -> int:
    """How many rows name the columns.

    Cells merged across show that names follow below them, and cells merged downwards how far they go.
    """
    height = 1
    while height < min(4, len(rows) - 1) and (
        rows[height][0] == rows[0][0] != "" or (height == 1 and _repeats(rows[0]))
    ):
        height += 1
    return height


def _repeats(row: Sequence[str]) -> bool:
    named = [cell for cell in row if cell]
    return len(set(named)) < len(named) and len(set(named)) > 1


def _caption_end(words: Sequence[Word], grid: _Grid) -> float:
    """Where the edge is below the first row that holds words."""
    first = min(word.baseline for word in words)
    return next(edge for edge in grid.ys if edge > first)
