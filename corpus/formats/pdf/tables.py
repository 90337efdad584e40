"""Tables on a PDF page without upright lines: words that stand in columns. grids has those in boxes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.formats.pdf.lines import LEADERS, Line, join_words, make_line
from corpus.formats.pdf.rules import Rule
from corpus.formats.pdf.words import Table, Word

# Drawn lines this close, in points, are one line.
JOIN = 3.0
# Words further apart than this share of the font size stand in different cells; in justified prose that is rare.
CELL_GAP = 1.0
# So many gaps of one width are no accident.
MIN_GAPS = 3
MIN_ROWS = 3
# If so many of the rows fill all columns, only they say where columns are: in others two cells may stand close.
MIN_FULL_SHARE = 0.3
# Words this far apart, in font sizes, may stand in two cells if two columns say so. Word spaces are under 0.4.
MIN_CELL_GAP = 0.45
# Without drawn lines a table must hold numbers: else it is a list of names, or a poem.
MIN_NUMERIC_SHARE = 0.25
NUMERIC = re.compile(r"[-–−+(<>~≈$€£\s]*\d[\d.,\s%‰°/×x()–−-]*[a-z%*†‡]?\)?|[-–—.…]+|n\.?/?a\.?", re.IGNORECASE)
# Not "Table 3 shows that …", nor "charter" or "table not", which the end of a column can cut off.
CAPTION = re.compile(
    r"(?=\w*[A-Z])(?i:fig(?:ure|\.)?|tab\.|(?:table|chart|box|map|plate|exhibit|graph)(?=\s))\s?"
    r"(?:[A-Z]{0,3}\.?\d{1,3}|[IVX]{1,5}|[A-Z])(?:[.–-]\d{1,3})*[a-z]?\b(?!\s[a-z])"
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
            result.append(replace(make_line([word], run[0].page), column=run[0].column))
            position = end
    return result


def _run_end(lines: Sequence[Line], start: int) -> int:
    """Where the rows of a possible table end: at a large gap, or at two lines of a single cell in a row.

    A single cell that begins where one behind the first does goes on with it.
    """
    if lines[start].is_alone or len(split_cells(lines[start])) < 2:
        return start
    end = last = start + 1
    starts = [cell[0].left for cell in split_cells(lines[start])[1:]]
    while end < len(lines) and not lines[end].is_alone:
        line, before = lines[end], lines[end - 1]
        cells = split_cells(line)
        if line.baseline - before.baseline > 3 * line.size or abs(line.size - before.size) > 0.3 * line.size:
            break
        if CAPTION.match(line.plain):
            break
        starts += [cell[0].left for cell in cells[1:]]
        if len(cells) >= 2 or _is_near(line.left, starts):
            last = end + 1
        elif end - last >= 1 or line.right - line.left > 0.6 * (line.column[1] - line.column[0]):
            break
        end += 1
    return last


def _is_near(place: float, others: Sequence[float]) -> bool:
    return any(abs(place - other) <= JOIN for other in others)


def split_cells(line: Line) -> list[list[Word]]:
    """The words of a line as cells. A list mark belongs to what it marks."""
    if _is_justified(line):
        return [list(line.words)]
    cells = [[line.words[0]]]
    for before, word in zip(line.words, line.words[1:], strict=False):
        marked = len(cells) == 1 and len(cells[0]) == 1 and LIST_MARK.fullmatch(cells[0][0].text)
        if word.left - before.right > CELL_GAP * line.size and not marked:
            cells.append([])
        cells[-1].append(word)
    return cells


def _is_justified(line: Line) -> bool:
    """Whether a line of prose was stretched to fill its column: its gaps are alike, and few words have a capital."""
    gaps = [word.left - before.right for before, word in zip(line.words, line.words[1:], strict=False)]
    small = sum(word.text[:1].islower() for word in line.words)
    return len(gaps) >= MIN_GAPS and max(gaps) - min(gaps) < 0.1 * line.size and small * 2 > len(line.words)


def _aligned_cells(lines: Sequence[Line], rules: Sequence[Rule]) -> Table | None:
    """The rows of a table without upright lines; None if it is no table."""
    split = [split_cells(line) for line in lines]
    columns = _columns(split)
    if len(columns) < 2:
        return None
    rows = [read_row(cells, columns) for cells in split]
    if sum(sum(map(bool, row)) >= 2 for row in rows) < MIN_ROWS:
        return None
    # Rows without a first cell may be what others wrap to.
    cells = [cell for row in rows[1:] if row[0] for cell in row[1:] if cell]
    numeric = sum(NUMERIC.fullmatch(cell) is not None for cell in cells)
    ruled = _count_rules(lines, rules)
    if numeric < MIN_NUMERIC_SHARE * len(cells) and ruled < 2:
        return None
    header = _header_rows(rows, lines, rules)
    body = fold_wrapped(rows[header:], lines[header:])
    return Table(tuple(tuple(row) for row in (*rows[:header], *body)), header, tuple(columns))


def _columns(split: Sequence[Sequence[Sequence[Word]]]) -> list[tuple[float, float]]:
    """The x ranges of the columns: what the cells of the fullest rows cover between them."""
    most = max(len(cells) for cells in split)
    full = [cells for cells in split if len(cells) == most]
    if len(full) < max(2, MIN_FULL_SHARE * len(split)):
        full = [cells for cells in split if len(cells) >= max(2, most - 1)]
    ranges = sorted((cell[0].left, cell[-1].right) for cells in full for cell in cells)
    columns: list[tuple[float, float]] = []
    for left, right in ranges:
        if columns and left <= columns[-1][1] + 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def read_row(cells: Sequence[Sequence[Word]], columns: Sequence[tuple[float, float]]) -> list[str]:
    """The cells by column; one that spans several stands in each of them."""
    row = [""] * len(columns)
    for cell in (part for whole in cells for part in _part(whole, columns)):
        left, right = cell[0].left, cell[-1].right
        text = LEADERS.sub(" ", join_words([word for word in cell if not word.raised])).strip()
        shares = [min(right, column[1]) - max(left, column[0]) for column in columns]
        spanned = [number for number, share in enumerate(shares) if share > 1]
        if not spanned:
            spanned = [max(range(len(columns)), key=lambda number: shares[number])]
        for number in spanned:
            row[number] = f"{row[number]} {text}".strip()
    return row


def _part(cell: Sequence[Word], columns: Sequence[tuple[float, float]]) -> list[list[Word]]:
    """The words of a cell, parted where a gap wider than a space lies between two columns."""
    parts = [[cell[0]]]
    for before, word in zip(cell, cell[1:], strict=False):
        lanes = zip(columns, columns[1:], strict=False)
        between = any(before.right <= after[0] + 1 and last[1] - 1 <= word.left for last, after in lanes)
        if between and word.left - before.right > MIN_CELL_GAP * word.size:
            parts.append([])
        parts[-1].append(word)
    return parts


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


def fold_wrapped(rows: Sequence[Sequence[str]], lines: Sequence[Line]) -> list[list[str]]:
    """Rows whose first cell is empty joined to the row they go on from."""
    folded: list[list[str]] = []
    for number, row in enumerate(rows):
        close = number > 0 and lines[number].baseline - lines[number - 1].baseline < 1.4 * lines[number].size
        above = folded[-1] if folded else row
        figures = any(NUMERIC.fullmatch(one) and NUMERIC.fullmatch(cell) for one, cell in zip(above, row, strict=True))
        if folded and close and not row[0] and not figures:
            folded[-1] = [f"{before} {cell}".strip() for before, cell in zip(folded[-1], row, strict=True)]
        else:
            folded.append(list(row))
    return folded
