"""PowerPoint presentations (.pptx)."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.blocks import Block, Kind, assemble, fold, table_blocks
from corpus.formats.metadata import real_title, year_near_top
from corpus.formats.ooxml import RELATIONSHIP_ID, Package
from corpus.formats.pptx_shapes import (
    FURNITURE,
    TITLES,
    A,
    P,
    paragraphs,
    placeholder_type,
    shapes_in_order,
    table_cells,
)
from corpus.formats.text import find_title

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_SLIDES = 5000
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"


def read(path: Path, name: str, data: bytes) -> Document:
    """A presentation: each slide a page and a section named by its title, speaker notes after the slide's text.

    Raises UnreadableDocument if it is no .pptx, is damaged, protected by a password, or holds no text.
    """
    package = Package(path, data)
    part, root = package.main("ppt/presentation.xml", f"{P}presentation")
    slides = _slide_parts(path, package, part, root)
    blocks = [block for number, slide in enumerate(slides, start=1) for block in _Slide(package, slide, number).read()]
    if all(block.kind is Kind.HEADING and block.text.startswith("Slide ") for block in blocks):
        blocks = []
    body = assemble(path, blocks)
    title, author = package.title_and_author()
    heading = next((section.heading for section in body.sections), None)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=title or real_title(heading) or find_title(body.text) or Path(name).stem.replace("_", " "),
        text=body.text,
        author=author,
        year=year_near_top(body.text[: body.pages[0].end]),
        sections=body.sections,
        pages=body.pages,
        notes=_left_out(package, slides, blocks),
    )


def _slide_parts(path: Path, package: Package, part: str, root: "_Element") -> list[str]:
    """The names of the slides' parts as the presentation orders them, which their file names need not."""
    targets = {link.id: link.target for link in package.relationships(part) if link.kind == "slide"}
    identifiers = [one.get(RELATIONSHIP_ID, "") for one in root.iter(f"{P}sldId")]
    if len(identifiers) > MAX_SLIDES:
        raise UnreadableDocument(path, f"it has {len(identifiers):,} slides and the limit is {MAX_SLIDES:,}; split it")
    # A slide named twice would be read twice.
    return list(dict.fromkeys(targets[one] for one in identifiers if targets.get(one) in package.archive.names))


class _Slide:
    """One slide. number: from 1, as PowerPoint counts, hidden slides included."""

    def __init__(self, package: Package, part: str, number: int) -> None:
        self._package = package
        self._part = part
        self._number = number

    def read(self) -> Iterator[Block]:
        """A heading, the slide's text, its notes. A slide without a title is headed by its number."""
        layout = self._package.related(self._part, "slideLayout", keep=True)
        tree = self._package.parse(self._part).find(f"{P}cSld/{P}spTree")
        shapes = [] if tree is None else shapes_in_order(tree, layout)
        titles = [one for one in shapes if placeholder_type(one) in TITLES]
        heading = fold(" ".join(paragraph.text for one in titles for paragraph in paragraphs(one)))
        yield Block(heading or f"Slide {self._number}", Kind.HEADING, level=1, page=self._number)
        for block in self._text([one for one in shapes if placeholder_type(one) not in TITLES]):
            yield replace(block, page=self._number)
        yield from self._notes()

    def _text(self, shapes: list["_Element"]) -> Iterator[Block]:
        for shape in shapes:
            if placeholder_type(shape) in FURNITURE:
                continue
            for paragraph in paragraphs(shape):
                yield Block(paragraph.text, Kind.ITEM if paragraph.is_item else Kind.PARAGRAPH)
            for table in shape.iter(f"{A}tbl"):
                yield from table_blocks(self._package.path, table_cells(table))
            yield from self._diagram(shape)

    def _diagram(self, shape: "_Element") -> Iterator[Block]:
        """The words of a SmartArt diagram as items, in the order in which its author listed them."""
        reference = next((one for one in shape.iter() if str(one.tag).endswith("/diagram}relIds")), None)
        if reference is None:
            return
        identifier = reference.get(RELATIONSHIP_ID.replace("}id", "}dm"), "")
        links = self._package.relationships(self._part)
        target = next((link.target for link in links if link.id == identifier), "")
        if target not in self._package.archive.names:
            return
        for point in self._package.parse(target).iter("{http://schemas.openxmlformats.org/drawingml/2006/diagram}pt"):
            yield Block(" ".join("".join(one.itertext(f"{A}t")) for one in point.iter(f"{A}p")), Kind.ITEM)

    def _notes(self) -> Iterator[Block]:
        root = self._package.related(self._part, "notesSlide")
        bodies = () if root is None else (one for one in root.iter(f"{P}sp") if placeholder_type(one) == "body")
        texts = [paragraph.text for body in bodies for paragraph in paragraphs(body)]
        for place, text in enumerate(texts):
            yield Block(text if place else f"Notes: {text}", page=self._number)


def _left_out(package: Package, slides: list[str], blocks: list[Block]) -> tuple[str, ...]:
    with_text = {block.page for block in blocks if block.kind is not Kind.HEADING}
    empty = [number for number in range(1, len(slides) + 1) if number not in with_text]
    charts = sum(link.kind == "chart" for slide in slides for link in package.relationships(slide))
    notes = []
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (", …" if len(empty) > 10 else "")
        notes.append(f"{len(empty)} of {len(slides)} slides hold no text but their title (pictures?): {shown}")
    if charts:
        notes.append(f"the numbers in {charts} charts were not read")
    return tuple(notes)
