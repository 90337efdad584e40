"""The shapes of a slide in reading order, and the text inside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.formats.blocks import fold, raise_digits
from corpus.formats.ooxml import FALLBACK
from corpus.tables import Cell

if TYPE_CHECKING:
    from lxml.etree import _Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
# Date, footer and number stand on every slide.
FURNITURE = frozenset(("dt", "ftr", "sldNum", "hdr"))
TITLES = frozenset(("title", "ctrTitle"))
# Placeholders whose paragraphs have bullets unless they say otherwise; "" and "obj" are general contents.
BULLETED = frozenset(("", "body", "obj"))
# Shapes whose tops differ by less than a third of an inch stand side by side. In EMU, of which an inch has 914,400.
SAME_ROW = 304_800
# Merged cells; PowerPoint allows 75 columns and rows.
MAX_SPAN = 75


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a shape, on one line."""

    text: str
    is_item: bool


def shapes_in_order(tree: "_Element", layout: "_Element | None") -> list["_Element"]:
    """Text shapes and frames of a slide from top to bottom and from left to right, titles first.

    tree: the slide's shape tree; groups are opened in their place. layout: says where placeholders without a place of
    their own stand. If a place is not known the file's order is kept, which is the one screen readers use.
    """
    shapes = list(_children(tree))
    by_layout = _places_in(layout)
    places = [_offset(shape) or by_layout.get(_placeholder_key(shape) or "") for shape in shapes]
    if all(place is not None for place in places):
        rows = _rows([place[1] for place in places if place is not None])
        order = sorted(
            range(len(shapes)), key=lambda one: (rows[one], place[0] if (place := places[one]) is not None else 0)
        )
        shapes = [shapes[one] for one in order]
    opened = [inner for shape in shapes for inner in _open_groups(shape)]
    return sorted(opened, key=lambda shape: placeholder_type(shape) not in TITLES)


def _rows(tops: Sequence[int]) -> list[int]:
    """For each shape the number of the row it stands in."""
    order = sorted(range(len(tops)), key=lambda one: tops[one])
    rows = [0] * len(tops)
    row, row_top = 0, tops[order[0]] if order else 0
    for one in order:
        if tops[one] - row_top > SAME_ROW:
            row, row_top = row + 1, tops[one]
        rows[one] = row
    return rows


def _children(tree: "_Element") -> Iterator["_Element"]:
    """Shapes, groups and frames, out of what offers them in several versions."""
    for child in tree:
        if child.tag in (f"{P}sp", f"{P}grpSp", f"{P}graphicFrame"):
            yield child
        elif str(child.tag).endswith(("}AlternateContent", "}Choice")):
            yield from _children(child)


def _open_groups(shape: "_Element") -> Iterator["_Element"]:
    if shape.tag != f"{P}grpSp":
        yield shape
        return
    for child in _children(shape):
        yield from _open_groups(child)


def _places_in(layout: "_Element | None") -> dict[str, tuple[int, int]]:
    """Where a layout puts its placeholders, by what _placeholder_key calls them."""
    places: dict[str, tuple[int, int]] = {}
    for shape in () if layout is None else layout.iter(f"{P}sp"):
        offset = _offset(shape)
        if offset is not None and (key := _placeholder_key(shape)) is not None:
            places.setdefault(key, offset)
    return places


def _placeholder_key(shape: "_Element") -> str | None:
    """A placeholder is known by its number, or, without one, by its type."""
    placeholder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return None if placeholder is None else placeholder.get("idx") or placeholder.get("type", "")


def _offset(shape: "_Element") -> tuple[int, int] | None:
    for place in (f"{P}spPr/{A}xfrm/{A}off", f"{P}grpSpPr/{A}xfrm/{A}off", f"{P}xfrm/{A}off"):
        found = shape.find(place)
        if found is not None:
            x, y = found.get("x", ""), found.get("y", "")
            if x.lstrip("-").isdecimal() and y.lstrip("-").isdecimal() and len(x + y) < 30:
                return int(x), int(y)
    return None


def placeholder_type(shape: "_Element") -> str | None:
    """What a placeholder is for ("title", "body", …; "" if it does not say); None for other shapes."""
    placeholder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return None if placeholder is None else placeholder.get("type", "")


def paragraphs(shape: "_Element") -> Iterator[Paragraph]:
    """The paragraphs of a shape that hold text."""
    body = shape.find(f"{P}txBody")
    bulleted = placeholder_type(shape) in BULLETED
    for paragraph in () if body is None else body.iter(f"{A}p"):
        text = fold("".join(_pieces(paragraph)))
        if text:
            yield Paragraph(text, _has_bullet(paragraph, bulleted))


def _has_bullet(paragraph: "_Element", by_default: bool) -> bool:
    properties = paragraph.find(f"{A}pPr")
    if properties is None:
        return by_default
    if properties.find(f"{A}buNone") is not None:
        return False
    return by_default or any(properties.find(f"{A}{kind}") is not None for kind in ("buChar", "buAutoNum", "buBlip"))


def _pieces(paragraph: "_Element") -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(paragraph, events=("start",))
    raised = False
    for _, element in walk:
        if (
            element.tag == FALLBACK
            or element.tag == f"{A}fld"
            and element.get("type", "").startswith(("slidenum", "date"))
        ):
            walk.skip_subtree()
        elif element.tag == f"{A}rPr":
            raised = (
                element.get("baseline", "0").rstrip("%") not in ("0", "") and element.get("baseline", "0")[0] != "-"
            )
        elif element.tag == f"{A}r":
            raised = False
        elif element.tag == f"{A}br":
            yield " "
        elif str(element.tag).endswith("}t"):
            yield raise_digits(element.text or "") if raised else element.text or ""


def table_cells(table: "_Element") -> Iterator[list[Cell]]:
    """The rows of an <a:tbl>, merged cells once with what they stretch over."""
    for row in table.iter(f"{A}tr"):
        cells = []
        for cell in row.iter(f"{A}tc"):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            text = " ".join(filter(None, (fold("".join(_pieces(one))) for one in cell.iter(f"{A}p"))))
            cells.append(Cell(text, _span(cell, "gridSpan"), _span(cell, "rowSpan")))
        yield cells


def _span(cell: "_Element", name: str) -> int:
    stated = cell.get(name, "")
    return min(max(1, int(stated)), MAX_SPAN) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 1
