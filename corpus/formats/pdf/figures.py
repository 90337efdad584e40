"""Charts and pictures on a PDF page: their labels are gathered, so that none stands as a line of the text."""

from collections.abc import Iterator, Sequence
from math import inf, isfinite
from statistics import median

from corpus.formats.pdf.lines import group_rows, join_words
from corpus.formats.pdf.rules import Rule, Shape
from corpus.formats.pdf.tables import CAPTION, NUMERIC
from corpus.formats.pdf.words import Word

# Shapes nearer than this, in points, belong to one drawing: the dots of a scatter plot, the bars of a chart.
CELL = 12.0
# Smaller drawings are logos, bullets and ornaments; larger ones are backgrounds and scanned pages.
MIN_WIDTH, MIN_HEIGHT = 60.0, 40.0
MAX_PAGE_SHARE = 0.5
# A chart has at least three marks; a single shape may be a box.
MIN_SHAPES = 3
# A shape of which words cover more than this stands behind them: a shaded row of a table, a box around text.
MAX_COVERED = 0.1
# In square points: of one short word.
MIN_GROUND = 60.0
# Cells of the coarse grid that all shapes of a page cover together; a page of text has 3,500. Beyond it lie maps.
MAX_CELLS = 300_000
# More words than this in a row without a gap are text, not a label.
MAX_LABEL_WORDS = 5
# Labels stand this far outside the axes, in font sizes.
REACH = 2.5
# Labels of an axis are set smaller than the text.
LABEL_SIZE = 0.95


def lift_figures(words: Sequence[Word], shapes: Sequence[Shape], rules: Sequence[Rule], page: Shape) -> list[Word]:
    """The words of a page with the labels of every drawing replaced by one word that lists them.

    page: the box of the whole page. Labels that are numbers only, such as an axis has, are left out.
    """
    remaining = list(words)
    for region in _regions(words, shapes, rules, page):
        usual = median(word.size for word in remaining) if remaining else 0.0
        labels = list(_labels(remaining, region, usual))
        taken = {id(word) for label in labels for word in label}
        if not labels:
            continue
        remaining = [word for word in remaining if id(word) not in taken]
        texts = [join_words(label) for label in labels]
        named = dict.fromkeys(text for text in texts if not NUMERIC.fullmatch(text))
        if named:
            size = median(word.size for label in labels for word in label)
            bottom = max(word.baseline for label in labels for word in label)
            remaining.append(Word("; ".join(named), region.left, region.right, bottom, size, figure=True))
    return remaining


def _regions(words: Sequence[Word], shapes: Sequence[Shape], rules: Sequence[Rule], page: Shape) -> Iterator[Shape]:
    limit = MAX_PAGE_SHARE * page.area
    shown = _on_page(shapes, page)
    marks = [shape for shape in shown if shape.area < limit and not _is_behind(shape, words)]
    lines = _on_page([Shape(rule.left, rule.top, rule.right, rule.bottom, False) for rule in rules], page)
    if not marks or sum(map(_count_cells, [*marks, *lines])) > MAX_CELLS:
        return
    for numbers in _near_each_other([*marks, *lines]):
        group = [marks[number] for number in numbers if number < len(marks)]
        if not group:
            continue
        region = _around(group)
        wide, high = region.right - region.left, region.bottom - region.top
        enough = len(group) >= MIN_SHAPES or any(shape.picture for shape in group)
        if enough and wide >= MIN_WIDTH and high >= MIN_HEIGHT and region.area < limit:
            yield _with_axes(region, lines)


def _on_page(shapes: Sequence[Shape], page: Shape) -> list[Shape]:
    """What of the shapes can be seen. Files also draw far outside the page, and at places that are no numbers."""
    seen = (
        Shape(
            max(page.left, shape.left),
            max(page.top, shape.top),
            min(page.right, shape.right),
            min(page.bottom, shape.bottom),
            shape.picture,
        )
        for shape in shapes
    )
    return [shape for shape in seen if shape.left <= shape.right and shape.top <= shape.bottom and isfinite(shape.area)]


def _count_cells(shape: Shape) -> float:
    return ((shape.right - shape.left) / CELL + 2) * ((shape.bottom - shape.top) / CELL + 2)


def _is_behind(shape: Shape, words: Sequence[Word]) -> bool:
    """Whether a shape is the ground on which words stand; the dots of a plot are too small to ask."""
    if shape.area < MIN_GROUND:
        return False
    covered = sum((word.right - word.left) * word.size for word in words if _is_inside(word, shape))
    return covered > MAX_COVERED * shape.area


def _is_inside(word: Word, box: Shape) -> bool:
    x, y = (word.left + word.right) / 2, word.baseline - 0.25 * word.size
    return not word.is_alone and box.left <= x <= box.right and box.top <= y <= box.bottom


def _near_each_other(shapes: Sequence[Shape]) -> Iterator[list[int]]:
    """The numbers of shapes in groups: those whose cells of a coarse grid touch."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, shape in enumerate(shapes):
        for column in range(int(shape.left // CELL), int(shape.right // CELL) + 1):
            for row in range(int(shape.top // CELL), int(shape.bottom // CELL) + 1):
                cells.setdefault((column, row), []).append(number)
    waiting = set(cells)
    while waiting:
        border = [waiting.pop()]
        members: set[int] = set()
        while border:
            column, row = border.pop()
            members.update(cells[column, row])
            around = {(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)} & waiting
            waiting -= around
            border += around
        yield sorted(members)


def _around(shapes: Sequence[Shape]) -> Shape:
    return Shape(
        min(shape.left for shape in shapes),
        min(shape.top for shape in shapes),
        max(shape.right for shape in shapes),
        max(shape.bottom for shape in shapes),
        any(shape.picture for shape in shapes),
    )


def _with_axes(region: Shape, lines: Sequence[Shape]) -> Shape:
    """The region with the lines that begin in it or touch it."""
    touching = [
        rule
        for rule in lines
        if rule.left <= region.right + CELL / 2
        and rule.right >= region.left - CELL / 2
        and rule.top <= region.bottom + CELL / 2
        and rule.bottom >= region.top - CELL / 2
        and rule.right - rule.left < 2 * (region.right - region.left)
    ]
    return _around([region, *touching])


def _labels(words: Sequence[Word], region: Shape, usual: float) -> Iterator[list[Word]]:
    """The labels in a region and beside it, each its words in order, from the top; none of the caption below it."""
    rows = [list(_fragments(row.words)) for row in group_rows([word for word in words if not word.is_alone], 0)]
    if _is_text([fragment for row in rows for fragment in row], region):
        return
    end = _caption_place(rows, region)
    reach = REACH * usual
    near = Shape(region.left - reach, region.top - reach, region.right + reach, region.bottom + reach, False)
    for row in rows:
        for label in _short_ones(row):
            inside = all(_is_inside(word, region) for word in label)
            beside = all(_is_inside(word, near) and word.size < LABEL_SIZE * usual for word in label)
            is_tick = len(label) == 1 and _is_tick(label[0], region, near)
            if (inside or beside or is_tick) and label[0].baseline < end:
                yield label


def _caption_place(rows: Sequence[Sequence[list[Word]]], region: Shape) -> float:
    """The baseline of the first caption in the lower half of a region or below it; infinite if there is none."""
    middle = (region.top + region.bottom) / 2
    places = [
        row[0][0].baseline
        for row in rows
        if row[0][0].baseline > middle and any(CAPTION.match(join_words(fragment)) for fragment in row)
    ]
    return min(places, default=inf)


def _short_ones(row: Sequence[list[Word]]) -> Iterator[list[Word]]:
    """The fragments of a row that are short enough for labels, and do not stand close to longer ones."""
    for number, fragment in enumerate(row):
        neighbours = [one for one in (*row[max(0, number - 1) : number], *row[number + 1 : number + 2])]
        long = any(len(one) > MAX_LABEL_WORDS and _gap(one, fragment) < REACH * fragment[0].size for one in neighbours)
        if len(fragment) <= MAX_LABEL_WORDS and not long:
            yield fragment


def _gap(one: Sequence[Word], other: Sequence[Word]) -> float:
    return max(other[0].left - one[-1].right, one[0].left - other[-1].right)


def _is_text(fragments: Sequence[Sequence[Word]], region: Shape) -> bool:
    """Whether what stands in a region is text rather than labels."""
    inside = [len(fragment) for fragment in fragments if all(_is_inside(word, region) for word in fragment)]
    return 2 * sum(length for length in inside if length > MAX_LABEL_WORDS) > sum(inside)


def _is_tick(word: Word, region: Shape, near: Shape) -> bool:
    """Whether it is a number on the scale to the left or the right of a region."""
    beside = region.top - word.size <= word.baseline <= region.bottom + word.size
    return beside and _is_inside(word, near) and NUMERIC.fullmatch(word.text) is not None


def _fragments(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words of a row parted where more than a space lies between them."""
    fragment: list[Word] = []
    for word in words:
        if fragment and word.left - fragment[-1].right > 0.8 * word.size:
            yield fragment
            fragment = []
        fragment.append(word)
    if fragment:
        yield fragment
