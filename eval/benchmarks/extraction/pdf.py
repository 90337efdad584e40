"""A paper set as a PDF: columns, running headers, footnotes, tables, charts."""

import io
from dataclasses import replace
from random import Random

from eval.benchmarks.extraction.expecting import headings_of
from eval.benchmarks.extraction.packages import load
from eval.benchmarks.extraction.pdf_design import Design, draw_design
from eval.benchmarks.extraction.pdf_floats import draw_figure, figure_height, set_table
from eval.benchmarks.extraction.pdf_lines import SetLine, Token, break_lines
from eval.benchmarks.extraction.pdf_pages import Pages
from eval.benchmarks.extraction.prose import FURNITURE
from eval.benchmarks.extraction.truth import Expected, Figure, Paper, Paragraph, Sample, Sentence, Table

BULLET = "\u2022"
# In two columns: tables that fill both columns of a page cannot be told from one across the page.
MAX_ROWS = 20


def make_pdf(paper: Paper, random: Random, columns: int, name: str) -> Sample:
    """The paper in a look drawn by random."""
    design = draw_design(random, columns)
    setter = _Setter(design, paper)
    setter.set_opening()
    tables = []
    for section in paper.sections:
        setter.set_heading(section.heading, section.level)
        for block in section.blocks:
            shown = replace(block, rows=block.rows[:MAX_ROWS]) if isinstance(block, Table) and columns > 1 else block
            setter.set_block(shown)
            if isinstance(shown, Table):
                tables.append(shown)
    return Sample(name, setter.finish(), setter.expected(), headings_of(paper), tuple(tables), FURNITURE)


class _Setter:
    """Sets one paper. Used once."""

    def __init__(self, design: Design, paper: Paper) -> None:
        self._design = design
        self._paper = paper
        self._buffer = io.BytesIO()
        self._canvas = load("reportlab.pdfgen.canvas", "reportlab").Canvas(
            self._buffer, pagesize=(design.width, design.height), invariant=1
        )
        self._pages = Pages(self._canvas, design, paper.running)
        self._texts: list[str] = []
        self._captions: list[tuple[str, int]] = []
        self._notes: list[str] = []
        self._items = 0
        self._first = True

    def set_opening(self) -> None:
        """Title and authors over the whole width."""
        design = self._design
        self._pages.across(self._paper.title, design.fonts[1], design.size * 1.8)
        font = design.fonts[1 if design.bold_authors else 0]
        self._pages.across(", ".join(self._paper.authors), font, design.size * 1.1)
        self._pages.skip_across(design.leading)

    def set_heading(self, text: str, level: int) -> None:
        """A heading in bold, with the text below it on the same page."""
        design, pages = self._design, self._pages
        size = design.size * (design.heading_size if level == 1 else max(1.0, design.heading_size - 0.2))
        font = design.fonts[1]
        lines = list(break_lines(_tokens(text), design.column_width, size, pages.measure(font), hyphens=False))
        pages.need(design.leading * 4 + size * 1.2 * len(lines))
        pages.gap(design.leading * 0.9)
        for line in lines:
            pages.line(line, font, size, justified=False)
        pages.gap(design.leading * 0.4)
        self._first = True

    def set_block(self, block: Paragraph | Table | Figure) -> None:
        """Whatever stands in a section."""
        if isinstance(block, Paragraph):
            self._set_paragraph(block)
        elif isinstance(block, Table):
            self._captions.append((block.caption, 0))
            set_table(self._pages, self._design, block)
            self._first = True
        else:
            self._pages.need(figure_height(self._design))
            self._captions.append((block.caption, self._pages.number))
            draw_figure(self._pages, self._design, block)
            self._first = True

    def _set_paragraph(self, block: Paragraph) -> None:
        design, is_text = self._design, block.kind == "text"
        quote = 18.0 if block.kind == "quote" else 0.0
        inset = quote or (0.0 if is_text else 14.0)
        size = design.size * (0.95 if quote else 1.0)
        self._items = 0 if is_text or quote else self._items + 1
        if quote or (is_text and not design.indented) or self._items == 1:
            self._pages.gap(design.leading * 0.5)
        indent = 1.4 * size if design.indented and is_text and not self._first else 0.0
        self._first = not is_text
        mark = {"bullet": BULLET, "number": f"{self._items}."}.get(block.kind, "")
        measure = self._pages.measure(design.fonts[0])
        width = design.column_width - inset - quote
        lines = break_lines(self._number(block), width, size, measure, indent, design.justified)
        for number, line in enumerate(lines):
            placed = SetLine(line.tokens, line.left + inset, line.width, line.last)
            self._pages.line(placed, design.fonts[0], size, design.justified, mark if number == 0 else "")

    def _number(self, block: Paragraph) -> list[Token]:
        tokens: list[Token] = []
        for sentence in block.sentences:
            tokens += self._sentence(sentence)
        return tokens

    def _sentence(self, sentence: Sentence) -> list[Token]:
        self._texts.append(sentence.text)
        words = sentence.text.split()
        tokens = [Token(words[0], sentence=len(self._texts) - 1), *map(Token, words[1:])]
        if sentence.note:
            self._notes.append(sentence.note)
            marked = tokens[sentence.word - 1]
            tokens[sentence.word - 1] = Token(
                marked.text, str(len(self._notes)), sentence.note, marked.sentence, marked.tight
            )
        return tokens

    def finish(self) -> bytes:
        """The file."""
        self._pages.finish()
        self._canvas.save()
        return self._buffer.getvalue()

    def expected(self) -> tuple[Expected, ...]:
        """What was set: the sentences in order with their pages, then captions of figures and footnotes."""
        began, notes = self._pages.began, self._pages.notes_on
        body = [Expected(text, began[number]) for number, text in enumerate(self._texts)]
        figures = [Expected(text, page, in_order=False) for text, page in self._captions if page]
        return (*body, *figures, *(Expected(note, notes[note], in_order=False) for note in self._notes))


def _tokens(text: str) -> list[Token]:
    return [Token(word) for word in text.split()]
