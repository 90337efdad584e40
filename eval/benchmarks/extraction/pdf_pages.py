"""Pages and columns of a PDF being set, with headers, footers and the footnotes at the ends of columns."""

from collections.abc import Sequence
from typing import Any

from eval.benchmarks.extraction.pdf_design import Design
from eval.benchmarks.extraction.pdf_lines import MARK_SIZE, SetLine, Token, Width, break_lines

NOTE_SIZE = 0.82


class Pages:
    """The place where the next line goes. y runs upwards from the foot of the page, as in PDF. Used for one file.

    number: of the page in the file, from 1. began: sentence → its page. notes_on: footnote → its page.
    """

    def __init__(self, canvas: Any, design: Design, running: Sequence[str]) -> None:  # noqa: ANN401 - reportlab
        from eval.benchmarks.extraction.packages import load

        self.canvas = canvas
        self.number = 0
        self.began: dict[int, int] = {}
        self.notes_on: dict[str, int] = {}
        self._string_width = load("reportlab.pdfbase.pdfmetrics", "reportlab").stringWidth
        self._design = design
        self._running = running
        self._notes: list[SetLine] = []
        self._column = 0
        self._top = self.y = 0.0
        self._open_page()

    @property
    def bottom(self) -> float:
        """Where the text of the column must end."""
        notes = len(self._notes) * self._note_leading + (self._design.leading if self._notes else 0.0)
        return self._design.margin + 14 + notes

    @property
    def left(self) -> float:
        """Of the column."""
        return self._design.margin + self._column * (self._design.column_width + self._design.gutter)

    @property
    def _note_leading(self) -> float:
        return self._design.size * NOTE_SIZE * 1.2

    def measure(self, font: str) -> Width:
        """(text, size) → points, in a font."""
        return lambda text, size: float(self._string_width(text, font, size))

    def need(self, height: float) -> None:
        """Go on in the next column unless so much is left."""
        if self.y - height < self.bottom:
            self.next_column()

    def gap(self, height: float) -> None:
        """Leave white, but not on top of a column."""
        if self.y < self._top:
            self.y -= height

    def line(self, line: SetLine, font: str, size: float, justified: bool, mark: str = "") -> None:
        """Set a line. mark: of a list, hung out to its left."""
        leading = size * 1.2
        notes = [one for token in line.tokens if token.note for one in self._note_lines(token)]
        extra = len(notes) * self._note_leading + (self._design.leading if notes and not self._notes else 0.0)
        if self.y - leading < self.bottom + extra and self.y < self._top:
            self.next_column()
        self._notes += notes
        self.y -= leading
        for token in line.tokens:
            if token.sentence >= 0:
                self.began[token.sentence] = self.number
            if token.note:
                self.notes_on[token.note] = self.number
        if mark:
            self.canvas.setFont(font, size)
            self.canvas.drawString(self.left + line.left - 12, self.y, mark)
        self.draw(line, self.left, self.y, font, size, justified)

    def _note_lines(self, token: Token) -> list[SetLine]:
        words = [Token(word) for word in token.note.split()]
        size = self._design.size * NOTE_SIZE
        tokens = [Token("", mark=token.mark), Token(words[0].text, tight=True), *words[1:]]
        return list(break_lines(tokens, self._design.column_width, size, self.measure(self._design.fonts[0])))

    def draw(self, line: SetLine, left: float, y: float, font: str, size: float, justified: bool) -> None:
        """The words of a line at a place, stretched to its width if justified and not the last of its paragraph."""
        measure = self.measure(font)
        space = measure(" ", size)
        widths = [measure(one.text, size) + measure(one.mark, MARK_SIZE * size) for one in line.tokens]
        gaps = sum(not one.tight for one in line.tokens[1:])
        if justified and not line.last and gaps:
            space = (line.width - sum(widths)) / gaps
        x = left + line.left
        plain = not self._design.per_word and not any(one.mark for one in line.tokens)
        if plain:
            text = self.canvas.beginText(x, y)
            text.setFont(font, size)
            text.setWordSpace(space - measure(" ", size))
            text.textOut(" ".join(one.text for one in line.tokens))
            text.setWordSpace(0)
            self.canvas.drawText(text)
            return
        for number, (token, width) in enumerate(zip(line.tokens, widths, strict=True)):
            x += space if number and not token.tight else 0.0
            self._draw_token(token, x, y, font, size)
            x += width

    def _draw_token(self, token: Token, x: float, y: float, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, token.text)
        if token.mark:
            x += self.measure(font)(token.text, size)
            self.canvas.setFont(font, MARK_SIZE * size)
            self.canvas.drawString(x, y + 0.36 * size, token.mark)

    def next_column(self) -> None:
        """Go on in the next column, or on the next page."""
        self._close_column()
        self._column += 1
        self.y = self._top
        if self._column == self._design.columns:
            self._close_page()
            self._open_page()

    def across(self, text: str, font: str, size: float) -> None:
        """A line or two over all columns, on top of the first page."""
        width = self._design.width - 2 * self._design.margin
        tokens = [Token(word) for word in text.split()]
        for line in break_lines(tokens, width, size, self.measure(font), hyphens=False):
            self.y -= size * 1.25
            self.draw(line, self._design.margin, self.y, font, size, False)
        self.skip_across(size * 0.6)

    def skip_across(self, height: float) -> None:
        """Let all columns of this page begin lower."""
        self.y -= height
        self._top = self.y

    def finish(self) -> None:
        """End the last page."""
        self._close_column()
        self._close_page()

    def _open_page(self) -> None:
        self.number += 1
        self._column = 0
        self._top = self._design.height - self._design.margin - 10
        self.y = self._top
        self._draw_running()

    def _close_column(self) -> None:
        design = self._design
        y = design.margin + len(self._notes) * self._note_leading
        if self._notes and design.note_rule:
            self.canvas.line(self.left, y + 0.4 * design.leading, self.left + 60, y + 0.4 * design.leading)
        for line in self._notes:
            y -= self._note_leading
            self.draw(line, self.left, y + 3, design.fonts[0], design.size * NOTE_SIZE, False)
        self._notes = []

    def _close_page(self) -> None:
        self.canvas.showPage()

    def _draw_running(self) -> None:
        """Headers that differ between odd and even pages, none on the first; a footer; the page's number."""
        design, canvas = self._design, self.canvas
        shown = self.number + design.first_page - 1
        in_head = design.numbers == "head"
        canvas.setFont(design.fonts[2], design.size * 0.85)
        head, foot = design.height - design.margin + 16, design.margin - 26
        right = design.width - design.margin
        if self.number > 1 and shown % 2:
            canvas.drawRightString(right, head, f"{self._running[0]}    {shown}" if in_head else self._running[0])
        elif self.number > 1:
            canvas.drawString(design.margin, head, f"{shown}    {self._running[1]}" if in_head else self._running[1])
        canvas.drawString(design.margin, foot, self._running[2])
        if not in_head:
            canvas.drawRightString(right, foot, str(shown))
