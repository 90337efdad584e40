"""A paper as a Word document: footnotes, lists, merged and nested tables, text boxes, tracked changes."""

import io
from html import escape
from random import Random
from typing import Any

from eval.benchmarks.extraction.expecting import around_mark, headings_of, sentences_of, tables_of
from eval.benchmarks.extraction.packages import load
from eval.benchmarks.extraction.prose import FURNITURE, NOTE_WORD
from eval.benchmarks.extraction.truth import Block, Figure, Paper, Paragraph, Sample, Sentence, Table

NAMESPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
CHANGED = 'w:id="1" w:author="E" w:date="2020-01-01T00:00:00Z"'
STYLES = {"text": "Normal", "quote": "Quote", "bullet": "List Bullet", "number": "List Number"}
# One sentence in so many was inserted or has words deleted from it.
TRACKED_SHARE = 0.1


def make_docx(paper: Paper, random: Random, name: str) -> Sample:
    """The paper as a .docx."""
    writer = _Writer(paper, random)
    for section in paper.sections:
        writer.document.add_heading(section.heading, section.level)
        for block in section.blocks:
            writer.add(block)
    furniture = (*(word for word in FURNITURE if word != NOTE_WORD), "Deleted")
    return Sample(name, writer.saved(), sentences_of(paper), headings_of(paper), tables_of(paper), furniture)


class _Writer:
    """Writes one document. document: python-docx's."""

    def __init__(self, paper: Paper, random: Random) -> None:
        self.document = load("docx", "python-docx").Document()
        self._parse: Any = load("docx.oxml", "python-docx").parse_xml
        self._random = random
        self._notes: list[str] = []
        self.document.add_heading(paper.title, 0)
        self.document.add_paragraph().add_run(", ".join(paper.authors)).bold = True
        section = self.document.sections[0]
        section.header.paragraphs[0].text = paper.running[0]
        section.footer.paragraphs[0].text = paper.running[1]

    def add(self, block: Block) -> None:
        """Whatever stands in a section."""
        if isinstance(block, Paragraph):
            self._add_paragraph(block)
        elif isinstance(block, Table):
            self.document.add_paragraph(block.caption, style="Caption")
            self._add_table(block)
        else:
            self._add_box(block)

    def _add_paragraph(self, block: Paragraph) -> None:
        paragraph = self.document.add_paragraph(style=STYLES[block.kind])
        for number, sentence in enumerate(block.sentences):
            self._add_sentence(paragraph, sentence, " " if number else "")

    def _add_sentence(self, paragraph: Any, sentence: Sentence, space: str) -> None:  # noqa: ANN401 - python-docx
        drawn = self._random.random()
        if sentence.note:
            before, after = around_mark(sentence)
            paragraph.add_run(space + before)
            self._notes.append(sentence.note)
            raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            mark = f'<w:r {NAMESPACE}>{raised}<w:footnoteReference w:id="{len(self._notes) + 1}"/></w:r>'
            paragraph._p.append(self._parse(mark))
            paragraph.add_run(after)
        elif drawn < TRACKED_SHARE / 2:
            run = f'<w:r><w:t xml:space="preserve">{escape(space + sentence.text)}</w:t></w:r>'
            paragraph._p.append(self._parse(f"<w:ins {NAMESPACE} {CHANGED}>{run}</w:ins>"))
        elif drawn < TRACKED_SHARE:
            first, _, rest = sentence.text.partition(" ")
            paragraph.add_run(f"{space}{first}")
            run = '<w:r><w:delText xml:space="preserve"> Deleted words</w:delText></w:r>'
            paragraph._p.append(self._parse(f"<w:del {NAMESPACE} {CHANGED}>{run}</w:del>"))
            paragraph.add_run(f" {rest}")
        else:
            self._add_runs(paragraph, space + sentence.text)

    def _add_runs(self, paragraph: Any, text: str) -> None:  # noqa: ANN401
        """In several runs, cut anywhere, as spell checkers leave them."""
        cut = self._random.randrange(len(text))
        paragraph.add_run(text[:cut])
        paragraph.add_run(text[cut:]).italic = self._random.random() < 0.3

    def _add_table(self, table: Table) -> None:
        host = self.document
        nested = self._random.random() < 0.3
        if nested:
            # A frame around the table, as layouts have it.
            cell = self.document.add_table(rows=1, cols=1).cell(0, 0)
            set_in = cell.add_table(rows=1 + len(table.rows), cols=len(table.header))
        else:
            set_in = host.add_table(rows=1 + len(table.rows), cols=len(table.header))
        for number, row in enumerate((table.header, *table.rows)):
            for place, text in enumerate(row):
                above = number > 1 and table.grouped and place == 0 and table.rows[number - 2][0] == text
                if above:
                    set_in.cell(number - 1, 0).merge(set_in.cell(number, 0))
                else:
                    set_in.cell(number, place).text = text

    def _add_box(self, figure: Figure) -> None:
        """A figure's caption in a text box, twice, as Word writes it for older programs too."""
        paragraph = f"<w:txbxContent><w:p><w:r><w:t>{escape(figure.caption)}</w:t></w:r></w:p></w:txbxContent>"
        box = (
            f'<w:r {NAMESPACE}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{paragraph}'
            f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{paragraph}</v:textbox></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r>"
        )
        self.document.add_paragraph()._p.append(self._parse(box))

    def saved(self) -> bytes:
        """The file, its footnotes added."""
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self._notes, start=2)
        )
        content = f"<w:footnotes {NAMESPACE}>{notes}</w:footnotes>".encode()
        part = load("docx.opc.part", "python-docx").Part
        name = load("docx.opc.packuri", "python-docx").PackURI("/word/footnotes.xml")
        main = self.document.part
        main.relate_to(part(name, FOOTNOTES_TYPE, content, main.package), FOOTNOTES)
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()
