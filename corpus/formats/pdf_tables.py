"""Tables on a PDF page without upright lines: words that stand in columns. pdf_grids has those in boxes."""

import re
from collections.abc import Sequence

from corpus.formats.pdf_lines import LEADERS, Line, join_words, make_line
from corpus.formats.pdf_rules import Rule
from corpus.formats.pdf_words import Cells, Word

# Drawn lines this close, in points, are one line.
JOIN = 3.0
# Words further apart than this share of the font size stand in different cells; in justified prose that is rare.
CELL_GAP = 1.0
MIN_ROWS = 3
# Without drawn lines a table must hold numbers: else it is a list of names, or a poem.
MIN_NUMERIC_SHARE = 0.25
NUMERIC = re.compile(r"[-–−+(<>~≈$€£\s]*\d[\d.,\s%‰°/×x()–−-]*[a-z%*†‡]?\)?|[-–—.…]+|n\.?/?a\.?", re.IGNORECASE)
CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|chart|box|map|plate|exhibit|graph|tab\.)\s?[\dIVXA-Z]{1,4}\b", re.IGNORECASE
)
YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?")
LIST_MARK = re.compile(r"[•◦▪●■○–—*·‣▶►✓]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]|\[\d{1,3}\]")


def lift_aligned(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Line]:
    """The lines of one column with every run of rows whose words stand in columns replaced by a line with its table."""
    result: list[Line] = []
    position = 0
    while position < len(lines):
        end = _run_end(lines, position)
        table = _aligned_cells(lines[position:end], rules) if end - position >= MIN_ROWS else None
        if table is None:
            result.append(lines[position])
            position += 1
        else:
            run = lines[position:end]
            left, right = min(line.left for line in run), max(line.right for line in run)
            word = Word("", left, right, run[0].baseline, run[0].size, table=table)
            result.append(make_line([word], run[0].page))
            position = end
    return result


def _run_end(lines: Sequence[Line], start: int) -> int:
    """Where the rows of a possible table end: at a large gap, or at two lines of a single cell in a row."""
    if lines[start].table or len(_split(lines[start])) < 2:
        return start
    end = last = start + 1
    while end < len(lines) and not lines[end].table:
        line, before = lines[end], lines[end - 1]
        cells = _split(line)
        if line.baseline - before.baseline > 3 * line.size or abs(line.size - before.size) > 0.3 * line.size:
            break
        if CAPTION.match(line.plain):
            break
        if len(cells) >= 2:
            last = end + 1
        elif end - last >= 1 or line.right - line.left > 0.6 * (line.column[1] - line.column[0]):
            break
        end += 1
    return last


def _split(line: Line) -> list[list[Word]]:
    """The words of a line as cells. A list mark belongs to what it marks."""
    cells = [[line.words[0]]]
    for before, word in zip(line.words, line.words[1:], strict=False):
        marked = len(cells) == 1 and len(cells[0]) == 1 and LIST_MARK.fullmatch(cells[0][0].text)
        if word.left - before.right > CELL_GAP * line.size and not marked:
            cells.append([])
        cells[-1].append(word)
    return cells


def _aligned_cells(lines: Sequence[Line], rules: Sequence[Rule]) -> Cells | None:
    """The rows of a table without upright lines, its header rows folded into one; None if it is no table."""
    split = [_split(line) for line in lines]
    columns = _columns(split)
    if len(columns) < 2:
        return None
    rows = [_row(cells, columns) for cells in split]
    if sum(sum(map(bool, row)) >= 2 for row in rows) < MIN_ROWS:
        return None
    cells = [cell for row in rows[1:] for cell in row[1:] if cell]
    numeric = sum(NUMERIC.fullmatch(cell) is not None for cell in cells)
    ruled = _count_rules(lines, rules)
    if numeric < MIN_NUMERIC_SHARE * len(cells) and ruled < 2:
        return None
    header = _header_rows(rows, lines, rules)
    names = [
        " ".join(dict.fromkeys(row[column] for row in rows[:header] if row[column])) for column in range(len(columns))
    ]
    body = _fold_wrapped(rows[header:], lines[header:])
    return (tuple(names), *(tuple(row) for row in body))


def _columns(split: Sequence[Sequence[Sequence[Word]]]) -> list[tuple[float, float]]:
    """The x ranges of the columns: what the cells of the fullest rows cover between them."""
    most = max(len(cells) for cells in split)
    full = [cells for cells in split if len(cells) >= max(2, most - 1)]
    ranges = sorted((cell[0].left, cell[-1].right) for cells in full for cell in cells)
    columns: list[tuple[float, float]] = []
    for left, right in ranges:
        if columns and left <= columns[-1][1] + 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _row(cells: Sequence[Sequence[Word]], columns: Sequence[tuple[float, float]]) -> list[str]:
    """The cells by column; one that spans several stands in each of them."""
    row = [""] * len(columns)
    for cell in cells:
        left, right = cell[0].left, cell[-1].right
        text = LEADERS.sub(" ", join_words([word for word in cell if not word.raised])).strip()
        shares = [min(right, column[1]) - max(left, column[0]) for column in columns]
        spanned = [number for number, share in enumerate(shares) if share > 1]
        if not spanned:
            spanned = [max(range(len(columns)), key=lambda number: shares[number])]
        for number in spanned:
            row[number] = f"{row[number]} {text}".strip()
    return row


def _count_rules(lines: Sequence[Line], rules: Sequence[Rule]) -> int:
    """How many lines are drawn across these rows."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    top, bottom = lines[0].baseline - 2.5 * lines[0].size, lines[-1].baseline + 1.5 * lines[-1].size
    across = [
        rule.top
        for rule in rules
        if rule.horizontal and top <= rule.top <= bottom and rule.left <= left + 20 and rule.right >= right - 20
    ]
    return sum(
        place - before > JOIN for before, place in zip([-JOIN * 2, *sorted(across)], sorted(across), strict=False)
    )


def _header_rows(rows: Sequence[Sequence[str]], lines: Sequence[Line], rules: Sequence[Rule]) -> int:
    """How many rows make the header: those above the first row of numbers; at least one, at most four."""
    for number, row in enumerate(rows[:5]):
        values = [cell for cell in row[1:] if cell]
        figures = sum(NUMERIC.fullmatch(cell) is not None and not YEAR.fullmatch(cell) for cell in values)
        if row[0] and figures * 3 >= len(values) and figures:
            return max(1, number)
    return 1


def _fold_wrapped(rows: Sequence[Sequence[str]], lines: Sequence[Line]) -> list[list[str]]:
    """Rows whose first cell is empty joined to the row they go on from."""
    folded: list[list[str]] = []
    for number, row in enumerate(rows):
        close = number > 0 and lines[number].baseline - lines[number - 1].baseline < 1.4 * lines[number].size
        goes_on = not row[0] and not any(NUMERIC.fullmatch(cell) for cell in row if cell)
        if folded and close and goes_on:
            folded[-1] = [f"{before} {cell}".strip() for before, cell in zip(folded[-1], row, strict=True)]
        else:
            folded.append(list(row))
    return folded
