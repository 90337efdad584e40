"""Fonts that are pictures of letters at one size, as TeX wrote them into PDFs for years."""

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats import pdf

PROSE = (
    b"Diplomacy is a di\x0berent thing from war, and an o\x0ece of many years.",
    b"No treaty holds that both of its sides do not want to hold, and a \x0crst",
    b"one is seldom the last; the \x0dags on the table of Minsk{Moscow talks, and",
    b"the clause of the |third| annex, are what the papers of 1994 are about.",
)
# How high a letter is, in pixels of 600 to the inch: 5 points for an x at 11.6.
HEIGHTS = {"small": 42, "tall": 68}
SCALE = 72 / 600


def made(lines: tuple[bytes, ...], scale: float = SCALE) -> bytes:
    """A PDF of one page set in a font of pictures, each as wide as the next."""
    codes = sorted({code for line in lines for code in line} - {0x20})
    procedures = []
    for code in codes:
        height = HEIGHTS["small" if chr(code) in "acemnorsuvwxz" else "tall"]
        procedures.append(_stream(b"45 0 0 0 40 %d d1 0 0 40 %d re f" % (height, height)))
    names = b" ".join(b"%d /a%d" % (code, code) for code in codes)
    first = 6
    named = b" ".join(b"/a%d %d 0 R" % (code, first + number) for number, code in enumerate(codes))
    widths = b" ".join(b"45" if code in codes else b"30" for code in range(256))
    text = b"".join(
        b"BT /F1 1 Tf %f 0 0 %f 72 %d Tm (%s) Tj ET\n" % (scale, scale, 720 - 14 * number, _escaped(line))
        for number, line in enumerate(lines)
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(text),
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 -20 60 90] /FontMatrix [1 0 0 1 0 0] /FirstChar 0 /LastChar 255"
        b" /Widths [" + widths + b"] /Encoding << /Type /Encoding /Differences [" + names + b"] >>"
        b" /CharProcs << " + named + b" >> /Resources << >> >>",
        *procedures,
    ]
    return _file(objects)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _escaped(line: bytes) -> bytes:
    return b"".join(b"\\%03o" % code if code < 32 or chr(code) in "()\\" else bytes([code]) for code in line)


def _file(objects: list[bytes]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(data)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        start,
    )


def read(data: bytes) -> Document:
    return pdf.read(Path("old.pdf"), "old.pdf", data)


def test_letters_of_pictures_are_read_with_the_ligatures_dashes_and_sizes_of_tex() -> None:
    text = " ".join(read(made(PROSE)).text.split())
    assert "a different thing from war, and an office of many years" in text and "and a first one is seldom" in text
    assert "the flags on the table of Minsk–Moscow talks" in text and "the —third— annex" in text


def test_the_size_of_a_pictured_font_is_that_of_its_letters() -> None:
    from corpus.formats.pdf.lines import group_rows

    opened = pdf._open(Path("old.pdf"), made(PROSE))
    rows = group_rows(opened.pages[0].words, 1)
    assert [row.size for row in rows] == pytest.approx([42 * SCALE / 0.4306] * 4, abs=0.01)


def test_letters_that_are_numbered_as_they_come_are_no_text() -> None:
    order = {code: number + 1 for number, code in enumerate(dict.fromkeys(b"".join(PROSE))) if code != 0x20}
    numbered = tuple(bytes(order.get(code, code) for code in line) for line in PROSE)
    with pytest.raises(UnreadableDocument, match="ocrmypdf"):
        read(made(numbered))
