"""Word documents (.docx)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.blocks import Block, Kind, assemble, fold, raise_digits, table_blocks
from corpus.formats.docx_styles import Styles, W
from corpus.formats.metadata import real_title, year_near_top
from corpus.formats.ooxml import FALLBACK, Package, is_on
from corpus.formats.text import find_title
from corpus.tables import MAX_CAPTION_CHARACTERS, Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Text that a reader does not see: deleted or moved away, properties, fields' instructions, pronunciation; and the
# second telling of a drawing, for older programs.
SKIPPED = frozenset(f"{W}{name}" for name in "del moveFrom pPr rPr sectPr instrText delText rt".split()) | {FALLBACK}
TRANSPARENT = frozenset(f"{W}{name}" for name in "ins moveTo customXml smartTag sdtContent".split())
BLANKS = frozenset(f"{W}{name}" for name in "tab br cr ptab".split())
NOTE_REFERENCES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
NOTE_PARTS = {"footnote": ("footnotes", "Note"), "endnote": ("endnotes", "Endnote")}
# A bold paragraph of up to this length, without a full stop, is a heading where no style says so.
MAX_BOLD_HEADING_CHARACTERS = 100
# As many columns as Word allows.
MAX_COLUMNS = 63
# Tables inside tables; the deepest layouts we saw have 4.
MAX_TABLE_DEPTH = 20


def read(path: Path, name: str, data: bytes) -> Document:
    """A Word document in reading order, foot- and endnotes at its end.

    Raises UnreadableDocument if it is no .docx, is damaged, protected by a password, or holds no text.
    """
    package = Package(path, data)
    part, root = package.main("word/document.xml", f"{W}document")
    flow = _Flow(path, Styles(package.related(part, "styles")))
    blocks = list(flow.read(root))
    if not any(block.kind is Kind.HEADING and block.level > 1 for block in blocks):
        blocks = [replace(one, kind=Kind.HEADING, level=2) if one.text in flow.bold_lines else one for one in blocks]
    body = assemble(path, [*blocks, *_note_blocks(package, part, flow)])
    title, author = package.title_and_author()
    heading = next((section.heading for section in body.sections), None)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=title or real_title(heading) or find_title(body.text) or Path(name).stem.replace("_", " "),
        text=body.text,
        author=author,
        year=year_near_top(body.text),
        sections=body.sections,
        notes=_left_out(package, part),
    )


class _Flow:
    """The paragraphs and tables of one part as blocks.

    references: kind and id of each note in the order of its marks. bold_lines: paragraphs that look like headings.
    """

    def __init__(self, path: Path, styles: Styles) -> None:
        self.references: dict[tuple[str, str], None] = {}
        self.bold_lines: set[str] = set()
        self._path = path
        self._styles = styles
        self._depth = 0

    def read(self, container: "_Element") -> Iterator[Block]:
        """The blocks of the document, a table's caption joined to the table. Headings from level 2, the title is 1."""
        waiting: Block | None = None
        for child, is_table in self._content(container):
            if is_table:
                used = waiting is not None and len(waiting.text) <= MAX_CAPTION_CHARACTERS
                if waiting is not None and not used:
                    yield waiting
                yield from self._table(child, waiting.text if waiting is not None and used else "")
                waiting = None
                continue
            if waiting is not None:
                yield waiting
            blocks = self._paragraph(child)
            is_caption = len(blocks) == 1 and blocks[0].kind is Kind.PARAGRAPH and self._styles.is_caption(child)
            waiting = blocks[0] if is_caption else None
            yield from () if is_caption else blocks
        if waiting is not None:
            yield waiting

    def _content(self, container: "_Element") -> Iterator[tuple["_Element", bool]]:
        """Paragraphs (False) and tables (True), out of whatever wraps them. As deep as the XML: 256 at most."""
        for child in container:
            if child.tag == f"{W}p":
                yield child, False
            elif child.tag == f"{W}tbl":
                yield child, True
            elif child.tag == f"{W}body" or child.tag in TRANSPARENT:
                yield from self._content(child)
            elif child.tag == f"{W}sdt" and not _is_contents(child):
                yield from self._content(child)

    def _paragraph(self, paragraph: "_Element") -> list[Block]:
        if self._styles.is_contents_entry(paragraph):
            return []
        boxes: list[_Element] = []
        text = fold("".join(self._pieces(paragraph, boxes)))
        level = self._styles.heading_level(paragraph)
        if level is not None:
            block = Block(text, Kind.HEADING, level + 1)
        elif self._styles.is_item(paragraph):
            block = Block(text, Kind.ITEM)
        else:
            block = Block(text)
            if text and self._looks_like_a_heading(paragraph, text):
                self.bold_lines.add(text)
        inside = [block for box in boxes for block in self.read(box)]
        return [block, *inside] if text else inside

    def _pieces(self, paragraph: "_Element", boxes: list["_Element"]) -> Iterator[str]:
        from lxml import etree

        raised = False
        walk = etree.iterwalk(paragraph, events=("start",))
        for _, element in walk:
            tag = element.tag
            if tag == f"{W}r":
                properties = element.find(f"{W}rPr")
                position = None if properties is None else properties.find(f"{W}vertAlign")
                raised = position is not None and position.get(f"{W}val") == "superscript"
                if is_on(properties, f"{W}vanish"):
                    walk.skip_subtree()
            elif tag in SKIPPED:
                walk.skip_subtree()
            elif tag == f"{W}txbxContent":
                boxes.append(element)
                walk.skip_subtree()
            elif tag in (f"{W}t", MATH_TEXT):
                yield raise_digits(element.text or "") if raised else element.text or ""
            elif tag in BLANKS:
                yield " "
            elif tag == f"{W}noBreakHyphen":
                yield "-"
            elif tag in NOTE_REFERENCES:
                self.references[(NOTE_REFERENCES[tag], element.get(f"{W}id", ""))] = None

    def _looks_like_a_heading(self, paragraph: "_Element", text: str) -> bool:
        if len(text) > MAX_BOLD_HEADING_CHARACTERS or text[-1] in ".,;:!" or not any(map(str.isalpha, text)):
            return False
        runs = [run for run in paragraph.iter(f"{W}r") if (run.findtext(f"{W}t") or "").strip()]
        by_style = self._styles.is_bold(paragraph)
        return bool(runs) and all(by_style or is_on(run.find(f"{W}rPr"), f"{W}b") for run in runs)

    def _table(self, table: "_Element", caption: str) -> Iterator[Block]:
        self._depth += 1
        if self._depth > MAX_TABLE_DEPTH:
            reason = f"its tables are nested more than {MAX_TABLE_DEPTH} deep; save it as .html or .txt"
            raise UnreadableDocument(self._path, reason)
        yield from self._table_content(table, caption)
        self._depth -= 1

    def _table_content(self, table: "_Element", caption: str) -> Iterator[Block]:
        rows = [list(_children(row, f"{W}tc")) for row in _children(table, f"{W}tr")]
        if len(rows) < 2 or max(map(len, rows)) < 2:
            # A frame around text, or columns of a page.
            if caption:
                yield Block(caption)
            for cell in (cell for row in rows for cell in row):
                yield from self.read(cell)
            return
        headers = 0
        for row in _children(table, f"{W}tr"):
            if not is_on(row.find(f"{W}trPr"), f"{W}tblHeader"):
                break
            headers += 1
        yield from table_blocks(self._path, self._cells(rows), caption, headers or None)

    def _cells(self, rows: Sequence[Sequence["_Element"]]) -> Iterator[list[Cell]]:
        above: list[str] = []
        for row in rows:
            texts: list[str] = []
            for cell in row:
                properties = cell.find(f"{W}tcPr")
                merged = None if properties is None else properties.find(f"{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                if goes_on and len(texts) < len(above):
                    text = above[len(texts)]
                else:
                    text = " ".join(block.text for block in self.read(cell))
                texts += [text] * (_columns(properties) if len(texts) < MAX_COLUMNS else 1)
            above = texts
            yield [Cell(text) for text in texts]


def _children(parent: "_Element", tag: str) -> Iterator["_Element"]:
    """Rows of a table or cells of a row, out of what wraps them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in TRANSPARENT or child.tag == f"{W}sdt":
            yield from _children(child, tag)


def _columns(properties: "_Element | None") -> int:
    span = None if properties is None else properties.find(f"{W}gridSpan")
    value = "" if span is None else span.get(f"{W}val", "")
    return min(max(1, int(value)), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _is_contents(control: "_Element") -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "contents" in gallery.get(f"{W}val", "").lower()


def _note_blocks(package: Package, part: str, flow: _Flow) -> Iterator[Block]:
    """Each note that the text refers to as a paragraph: "Note 3: …", in the order of the marks."""
    for kind, (relation, label) in NOTE_PARTS.items():
        wanted = [identifier for note_kind, identifier in flow.references if note_kind == kind]
        root = package.related(part, relation) if wanted else None
        notes = {} if root is None else {one.get(f"{W}id", ""): one for one in root.iter(f"{W}{kind}")}
        for number, identifier in enumerate(wanted, start=1):
            if identifier in notes and (text := " ".join(block.text for block in flow.read(notes[identifier]))):
                yield Block(f"{label} {number}: {text}")


def _left_out(package: Package, part: str) -> tuple[str, ...]:
    comments = package.related(part, "comments")
    count = 0 if comments is None else sum(1 for _ in comments.iter(f"{W}comment"))
    return (f"{count} comments in the margin were left out",) if count else ()
