import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation
from pptx.util import Inches

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.pptx import read

PATH = Path("tea.pptx")
TITLE_SLIDE, TWO_COLUMNS, ONLY_TITLE, BLANK = 0, 3, 5, 6


def made(fill: Callable[[Presentation], object]) -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title = "PowerPoint Presentation"
    deck.core_properties.author = "N. Aliyeva"
    fill(deck)
    buffer = BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def slides(data: bytes) -> Document:
    return read(PATH, "tea.pptx", data)


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        slides(data)
    return caught.value.reason


def fill_deck(deck: Presentation) -> None:
    first = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    first.shapes.title.text = "Tea in Lankaran"
    first.placeholders[1].text = "March 2019"
    second = deck.slides.add_slide(deck.slide_layouts[TWO_COLUMNS])
    second.placeholders[2].text = "right"
    second.placeholders[1].text = "left one\nleft two"
    second.shapes.title.text = "Two\vsides"
    second.notes_slide.notes_text_frame.text = "Say it slowly.\nThen stop."
    third = deck.slides.add_slide(deck.slide_layouts[BLANK])
    third.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1)).text_frame.text = "Below it stands a word."
    table = third.shapes.add_table(3, 3, Inches(1), Inches(1), Inches(6), Inches(2)).table
    for number, row in enumerate([["Country", "2014", "2016"], ["Azerbaijan", "2159", "1397"], ["Armenia", "431", ""]]):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(2, 1).merge(table.cell(2, 2))


def test_each_slide_is_a_page_and_a_section_in_reading_order() -> None:
    document = slides(made(fill_deck))
    assert [document.text[page.start : page.end] for page in document.pages] == [
        "Tea in Lankaran\n\nMarch 2019",
        "Two sides\n\n- left one\n- left two\n- right\n\nNotes: Say it slowly.\n\nThen stop.",
        "Slide 3\n\nCountry: Azerbaijan | 2014: 2159 | 2016: 1397.\nCountry: Armenia | 2014: 431 | 2016: 431.\n\n"
        "Below it stands a word.",
    ]
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [(one.heading, one.level) for one in document.sections] == [
        ("Tea in Lankaran", 1),
        ("Two sides", 1),
        ("Slide 3", 1),
    ]
    assert document.heading_path(document.text.index("Below")) == ("Slide 3",)
    assert (document.title, document.author, document.year) == ("Tea in Lankaran", "N. Aliyeva", 2019)
    assert document.notes == ()


def test_shapes_are_read_by_place_and_groups_in_theirs() -> None:
    def fill(deck: Presentation) -> None:
        shapes = deck.slides.add_slide(deck.slide_layouts[BLANK]).shapes
        for text, left, top in (("d", 1, 4), ("b", 5, 1.1), ("a", 1, 1.2)):
            shapes.add_textbox(Inches(left), Inches(top), Inches(1), Inches(1)).text_frame.text = text
        group = shapes.add_group_shape()
        group.shapes.add_textbox(Inches(2), Inches(2.5), Inches(1), Inches(1)).text_frame.text = "c"

    assert slides(made(fill)).text == "Slide 1\n\na\n\nb\n\nc\n\nd"


def test_slides_are_ordered_by_the_presentation_not_by_their_names() -> None:
    def fill(deck: Presentation) -> None:
        for title in ("one", "two", "three"):
            deck.slides.add_slide(deck.slide_layouts[ONLY_TITLE]).shapes.title.text = title
        identifiers = deck.slides._sldIdLst
        identifiers.insert(0, identifiers[2])

    document = slides(made(fill))
    assert document.text == "three\n\none\n\ntwo"
    assert document.notes == ("3 of 3 slides hold no text but their title (pictures?): 1, 2, 3",)


def test_charts_and_raised_digits() -> None:
    def fill(deck: Presentation) -> None:
        shapes = deck.slides.add_slide(deck.slide_layouts[BLANK]).shapes
        frame = shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1)).text_frame
        frame.text = "It rose to 10"
        raised = frame.paragraphs[0].add_run()
        raised.text = "6"
        raised.font._element.set("baseline", "30000")
        frame.paragraphs[0].add_run().text = " tons."
        data = CategoryChartData()
        data.categories = ["2014"]
        data.add_series("Tea", (1.0,))
        shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(3), Inches(2), Inches(2), data)

    document = slides(made(fill))
    assert document.text == "Slide 1\n\nIt rose to 10⁶ tons."
    assert document.notes == ("the numbers in 1 charts were not read",)


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


GOOD = made(fill_deck)
SLIDE = "ppt/slides/slide1.xml"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "PowerPoint Document".encode("utf-16-le"), "save it as .pptx"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (made(lambda deck: None), "no text"),
        (made(lambda deck: deck.slides.add_slide(deck.slide_layouts[BLANK])), "no text"),
        (changed(GOOD, SLIDE, lambda xml: xml[:-20]), "not valid XML"),
        (changed(GOOD, SLIDE, lambda xml: b'<!DOCTYPE a [<!ENTITY a "aa">]>' + xml.partition(b"?>")[2]), "entities"),
        (changed(GOOD, SLIDE, lambda xml: b"<a>" * 300 + xml + b"</a>" * 300), "not valid XML"),
        (changed(GOOD, SLIDE, lambda xml: b" " * 80_000_000), "zip bomb"),
        (changed(GOOD, "ppt/presentation.xml", lambda xml: b"<a/>"), "seems to be"),
    ],
)
def test_hostile_files_are_refused_in_words(data: bytes, word: str) -> None:
    assert word in reason(data)


def test_too_many_slides_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.pptx.MAX_SLIDES", 2)
    assert "3 slides" in reason(GOOD)


INNER = zipfile.ZipFile(BytesIO(GOOD)).read("ppt/slides/slide3.xml")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_altered_files_give_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    check(bytes(data))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(INNER) - 1), st.sampled_from(b'<>/:atbrp09- "=&')), min_size=1, max_size=3)
)
def test_altered_xml_gives_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    inner = bytearray(INNER)
    for place, value in changes:
        inner[place] = value
    check(changed(GOOD, "ppt/slides/slide3.xml", lambda xml: bytes(inner)))


def check(data: bytes) -> None:
    try:
        document = slides(data)
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert document.text.strip()
