"""A paper as a presentation: a slide for each section and one for each table, notes below."""

import copy
import io
from random import Random
from typing import Any

from eval.benchmarks.extraction.expecting import tables_of
from eval.benchmarks.extraction.packages import load
from eval.benchmarks.extraction.prose import FURNITURE, NOTE_WORD
from eval.benchmarks.extraction.truth import Expected, Paper, Paragraph, Sample, Section, Table

TITLE, BULLETS, TWO_COLUMNS, ONLY_TITLE = 0, 1, 3, 5
FOOTERS = {"DATE (16)", "FOOTER (15)", "SLIDE_NUMBER (13)"}


def make_pptx(paper: Paper, random: Random, name: str) -> Sample:
    """The paper as a .pptx; each sentence is a paragraph of a slide or of its notes."""
    writer = _Writer(paper)
    for section in paper.sections:
        writer.add_section(section, random)
    furniture = tuple(word for word in FURNITURE if word != NOTE_WORD)
    headings = (paper.title, *writer.headings)
    return Sample(name, writer.saved(), tuple(writer.expected), headings, tables_of(paper), furniture)


class _Writer:
    """Writes one deck. headings: of its slides but the first; expected: sentences with their slides."""

    def __init__(self, paper: Paper) -> None:
        self._deck = load("pptx", "python-pptx").Presentation()
        self._inches = load("pptx.util", "python-pptx").Inches
        self._running = paper.running[0]
        self.headings: list[str] = []
        self.expected: list[Expected] = []
        first = self._slide(TITLE, paper.title)
        first.placeholders[1].text = ", ".join(paper.authors)

    def _slide(self, layout: int, title: str) -> Any:  # noqa: ANN401 - python-pptx
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[layout])
        slide.shapes.title.text = title
        for placeholder in slide.slide_layout.placeholders:
            if str(placeholder.placeholder_format.type) in FOOTERS:
                element = copy.deepcopy(placeholder._element)
                slide.shapes._spTree.append(element)
                slide.shapes[-1].text_frame.text = self._running
        return slide

    def _number(self) -> int:
        return len(self._deck.slides)

    def add_section(self, section: Section, random: Random) -> None:
        """Its paragraphs on one slide, in one column or two, the last in the notes; then its tables."""
        paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
        columns = random.choice((1, 2))
        slide = self._slide(BULLETS if columns == 1 else TWO_COLUMNS, section.heading)
        self.headings.append(section.heading)
        shown, spoken = paragraphs[:-1], paragraphs[-1]
        texts = [sentence.text for block in shown for sentence in block.sentences]
        middle = (len(texts) + columns - 1) // columns
        for column in range(columns):
            slide.placeholders[column + 1].text = "\n".join(texts[column * middle : (column + 1) * middle])
        slide.notes_slide.notes_text_frame.text = spoken.text
        said = [sentence.text for sentence in spoken.sentences]
        self.expected += [Expected(text, self._number()) for text in (*texts, *said)]
        for block in section.blocks:
            if isinstance(block, Table):
                self._add_table(block)

    def _add_table(self, table: Table) -> None:
        slide = self._slide(ONLY_TITLE, table.caption)
        self.headings.append(table.caption)
        inches = self._inches
        shape = slide.shapes.add_table(
            len(table.rows) + 1, len(table.header), inches(1), inches(2), inches(8), inches(4)
        )
        for number, row in enumerate((table.header, *table.rows)):
            for place, text in enumerate(row):
                above = number > 1 and table.grouped and place == 0 and table.rows[number - 2][0] == text
                if not above:
                    shape.table.cell(number, place).text = text
        if table.grouped:
            self._merge(shape.table, table)

    def _merge(self, grid: Any, table: Table) -> None:  # noqa: ANN401
        start = 0
        for number in range(1, len(table.rows) + 1):
            if number == len(table.rows) or table.rows[number][0] != table.rows[start][0]:
                if number - start > 1:
                    grid.cell(start + 1, 0).merge(grid.cell(number, 0))
                start = number

    def saved(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return buffer.getvalue()
