"""What is drawn on a PDF page: straight lines, among them the sides of boxes, and shapes."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Beyond these a page is a map or a drawing, not ruled tables.
MAX_OBJECTS = 4_000
MAX_SEGMENTS = 20_000
MAX_RULES = 3_000
# A box this thin, in points, is a line.
MAX_THICKNESS = 2.5
MIN_LENGTH = 3.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, horizontal or vertical, as the box around it."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether it lies rather than stands."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Shape:
    """The box around something drawn that is no thin line. picture: an image, or a drawing put in as a whole."""

    left: float
    top: float
    right: float
    bottom: float
    picture: bool

    @property
    def area(self) -> float:
        """In square points."""
        return (self.right - self.left) * (self.bottom - self.top)


def read_rules(page: Any) -> list[Box]:  # noqa: ANN401 - pypdfium2 has no types
    """Lines as (left, bottom, right, top) in the page's own coordinates; those inside form objects are not seen."""
    import pypdfium2.raw as pdfium

    found: list[Box] = []
    segments = 0
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        segments += pdfium.FPDFPath_CountSegments(drawn)
        if segments > MAX_SEGMENTS or len(found) > MAX_RULES:
            break
        for box in _outlines(pdfium, drawn):
            found.extend(_sides(box))
    return found[:MAX_RULES]


def _outlines(pdfium: Any, drawn: Any) -> Iterator[Box]:  # noqa: ANN401
    """The box around each stroke of a path, curved ones left out."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    points: list[tuple[float, float]] = []
    straight = True
    for index in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight and 2 <= len(points) <= 6:
                yield _around(points)
            points, straight = [], True
        straight = straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        placed_x = matrix.a * x.value + matrix.c * y.value + matrix.e
        points.append((placed_x, matrix.b * x.value + matrix.d * y.value + matrix.f))
    if straight and 2 <= len(points) <= 6:
        yield _around(points)


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(box: Box) -> Iterator[Box]:
    """A thin box as it is, another as its four sides; nothing for dots."""
    left, bottom, right, top = box
    if max(right - left, top - bottom) < MIN_LENGTH:
        return
    if min(right - left, top - bottom) <= MAX_THICKNESS:
        yield box
        return
    yield from ((left, bottom, right, bottom), (left, top, right, top))
    yield from ((left, bottom, left, top), (right, bottom, right, top))


def read_shapes(page: Any) -> Iterator[tuple[Box, bool]]:  # noqa: ANN401 - pypdfium2 has no types
    """Each shape as (left, bottom, right, top) in the page's own coordinates, and whether it is a picture."""
    import pypdfium2.raw as pdfium

    sides = [ctypes.c_float() for _ in range(4)]
    pictures = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING)
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind != pdfium.FPDF_PAGEOBJ_PATH and kind not in pictures:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        if min(right - left, top - bottom) > MAX_THICKNESS:
            yield (left, bottom, right, top), kind in pictures
