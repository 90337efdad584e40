"""Tables and charts in the PDFs of the benchmark."""

from eval.benchmarks.extraction.pdf_design import Design
from eval.benchmarks.extraction.pdf_lines import Token, break_lines
from eval.benchmarks.extraction.pdf_pages import Pages
from eval.benchmarks.extraction.truth import Figure, Table

CHART_HEIGHT = 110.0
CHART_COLORS = ((0.2, 0.3, 0.6), (0.7, 0.4, 0.2), (0.4, 0.6, 0.3))
PAD = 3.0
# Beside the cells of tables without upright lines, as LaTeX has it.
WIDE_PAD = 6.0
# In points: of a column of words.
MIN_WORDS_WIDTH = 70.0


def _caption(pages: Pages, design: Design, text: str) -> None:
    size = design.size * 0.9
    measure = pages.measure(design.fonts[0])
    tokens = [Token(word) for word in text.split()]
    for line in break_lines(tokens, design.column_width, size, measure, hyphens=False):
        pages.line(line, design.fonts[0], size, justified=False)


def figure_height(design: Design) -> float:
    """Of a chart with its caption, in points."""
    return CHART_HEIGHT + 5 * design.leading


def draw_figure(pages: Pages, design: Design, figure: Figure) -> None:
    """Bars on an axis with a scale and names of the bars, and the caption below."""
    canvas, size = pages.canvas, design.size * 0.75
    pages.gap(design.leading)
    left, width = pages.left + 34, design.column_width - 44
    foot = pages.y - CHART_HEIGHT + 24
    height = CHART_HEIGHT - 34
    canvas.line(left, foot, left + width, foot)
    canvas.line(left, foot, left, foot + height)
    canvas.setFont(design.fonts[0], size)
    for step in range(0, 101, 25):
        y = foot + height * step / 100
        canvas.line(left - 3, y, left, y)
        canvas.drawRightString(left - 5, y - size / 3, str(step))
    _draw_bars(pages, design, figure, (left, foot, width, height))
    canvas.setFont(design.fonts[0], size)
    canvas.drawString(left, foot + height + 4, figure.axis)
    pages.y -= CHART_HEIGHT
    _caption(pages, design, figure.caption)
    pages.gap(design.leading)


def _draw_bars(pages: Pages, design: Design, figure: Figure, box: tuple[float, float, float, float]) -> None:
    canvas, size = pages.canvas, design.size * 0.75
    left, foot, width, height = box
    step = width / len(figure.labels)
    for number, (label, value) in enumerate(zip(figure.labels, figure.values, strict=True)):
        x = left + (number + 0.2) * step
        canvas.setFillColorRGB(*CHART_COLORS[number % len(CHART_COLORS)])
        canvas.rect(x, foot, 0.6 * step, value * height, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont(design.fonts[0], size)
        canvas.drawCentredString(x + 0.3 * step, foot - size - 2, label)


def set_table(pages: Pages, design: Design, table: Table) -> None:
    """The table below its caption, row by row, over as many columns and pages as it takes."""
    pages.need(design.leading * 7)
    pages.gap(design.leading)
    _caption(pages, design, table.caption)
    pages.gap(4)
    setter = _TableSetter(pages, design, table)
    setter.row(table.header, is_header=True)
    for number, row in enumerate(table.rows):
        setter.row(row, merged=number > 0 and table.grouped and row[0] == table.rows[number - 1][0])
    setter.end()
    pages.gap(design.leading)


class _TableSetter:
    """Sets the rows of one table; ruled as a grid, or with three lines across."""

    def __init__(self, pages: Pages, design: Design, table: Table) -> None:
        self._pages, self._design, self._table = pages, design, table
        self._size = design.size * 0.88
        self._pad = PAD if design.ruled_tables else WIDE_PAD
        self._widths = self._measure_columns()
        if sum(self._widths) > design.column_width:
            self._size *= design.column_width / sum(self._widths)
            self._widths = [width * design.column_width / sum(self._widths) for width in self._widths]
        self._begun = False

    def _measure_columns(self) -> list[float]:
        """As wide as their longest cells; one of words takes what is left, but no less than a few words."""
        measure, table, available = self._pages.measure(self._design.fonts[1]), self._table, self._design.column_width
        widths = [max(measure(row[place], self._size) for row in (table.header, *table.rows)) + 2 * self._pad
                  for place in range(len(table.header))]  # fmt: skip
        if table.header[-1] == "Remarks":
            return [*widths[:-1], max(MIN_WORDS_WIDTH, available - sum(widths[:-1]))]
        share = max(0.0, available - sum(widths)) / len(widths)
        return [width + share for width in widths]

    def row(self, cells: tuple[str, ...], is_header: bool = False, merged: bool = False) -> None:
        """One row; merged: its first cell belongs to the one above."""
        pages, design = self._pages, self._design
        font = design.fonts[1 if is_header else 0]
        lines = [self._wrap(cell, width, font) for cell, width in zip(cells, self._widths, strict=True)]
        height = max(map(len, lines)) * self._size * 1.15 + 2 * PAD
        if pages.y - height < pages.bottom + PAD:
            self.end()
            pages.next_column()
            self._begun, merged = False, False
            if design.repeats_header and not is_header:
                self.row(self._table.header, is_header=True)
        top, x = pages.y, pages.left
        self._begun = True
        pages.y -= height
        for place, width in enumerate(self._widths):
            hidden = merged and place == 0 and design.ruled_tables
            pages.canvas.setFont(font, self._size)
            for number, line in enumerate(() if hidden else lines[place]):
                pages.canvas.drawString(x + self._pad, top - PAD - self._size * (0.9 + 1.15 * number), line)
            if design.ruled_tables:
                self._rule(x, top, width, hidden)
            x += width
        if not design.ruled_tables and is_header:
            pages.canvas.line(pages.left, top, x, top)
            pages.canvas.line(pages.left, pages.y, x, pages.y)

    def _wrap(self, cell: str, width: float, font: str) -> list[str]:
        tokens = [Token(word) for word in cell.split()]
        lines = break_lines(tokens, width - 2 * self._pad + 0.1, self._size, self._pages.measure(font), hyphens=False)
        return [" ".join(token.text for token in line.tokens) for line in lines]

    def _rule(self, x: float, top: float, width: float, merged: bool) -> None:
        canvas, y = self._pages.canvas, self._pages.y
        canvas.line(x, top, x, y)
        canvas.line(x + width, top, x + width, y)
        if not merged:
            canvas.line(x, top, x + width, top)

    def end(self) -> None:
        """The line below the rows."""
        pages = self._pages
        if self._begun:
            pages.canvas.line(pages.left, pages.y, pages.left + sum(self._widths), pages.y)
