import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.docx import read

PATH = Path("tea.docx")
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TRANSITIONAL = b"schemas.openxmlformats.org/wordprocessingml/2006/"
STRICT = b"purl.oclc.org/ooxml/wordprocessingml/"
TEA = "Tea was first planted near Lankaran in 1896, and the harvest fell after 1991."
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def made(fill: Callable[[WordDocument], object]) -> bytes:
    """A document by python-docx, which writes its own name into the author's field."""
    word = docx.Document()
    fill(word)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def packed(body: str, **parts: str) -> bytes:
    """A document by hand. parts: name of a part in word/ → its XML."""
    links = "".join(
        f'<Relationship Id="r{name}" Type="{RELATION}/{name}" Target="{name}.xml"/>'
        for name in parts
        if name != "prolog"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", CONTENT_TYPES)
        document = f"{parts.get('prolog', '')}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
        container.writestr("word/document.xml", document)
        container.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        )
        for name, content in parts.items():
            container.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def word(data: bytes) -> Document:
    return read(PATH, "tea.docx", data)


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        word(data)
    return caught.value.reason


def fill_paper(paper: WordDocument) -> None:
    paper.core_properties.author = "N. Aliyeva; J. Key"
    paper.sections[0].header.paragraphs[0].text = "RUNNING HEADER"
    paper.sections[0].footer.paragraphs[0].text = "page 3"
    paper.add_heading("Tea in Lankaran", 0)
    paper.add_paragraph("Baku, March 2019")
    paper.add_heading("Harvest", 1)
    paper.add_paragraph(TEA)
    paper.add_paragraph("rain", style="List Bullet")
    paper.add_paragraph("prices", style="List Number")
    paper.add_paragraph("Spending in US$ m", style="Caption")
    table = paper.add_table(3, 3)
    for number, row in enumerate([["Country", "2014", "2016"], ["Azerbaijan", "2159", "1397"], ["Armenia", "", ""]]):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(2, 1).merge(table.cell(2, 2)).text = "431"
    paper.add_heading("Prices", 2)
    paper.add_paragraph("They fell.")
    paper.add_heading("Ports", 1)
    paper.add_paragraph("They grew.")


def test_a_paper_is_read_in_order_without_its_headers_and_footers() -> None:
    document = word(made(fill_paper))
    assert document.text.split("\n\n") == [
        "Tea in Lankaran",
        "Baku, March 2019",
        "Harvest",
        TEA,
        "- rain\n- prices",
        "Spending in US$ m | Country: Azerbaijan | 2014: 2159 | 2016: 1397.\n"
        "Spending in US$ m | Country: Armenia | 2014: 431 | 2016: 431.",
        "Prices",
        "They fell.",
        "Ports",
        "They grew.",
    ]
    assert [(one.heading, one.level) for one in document.sections] == [
        ("Tea in Lankaran", 1),
        ("Harvest", 2),
        ("Prices", 3),
        ("Ports", 2),
    ]
    assert document.heading_path(document.text.index("They fell")) == ("Tea in Lankaran", "Harvest", "Prices")
    assert document.heading_path(document.text.index("They grew")) == ("Tea in Lankaran", "Ports")
    assert (document.title, document.author, document.year) == ("Tea in Lankaran", "N. Aliyeva, J. Key", 2019)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("A study of tea", "A study of tea"), ("Microsoft Word - x.docx", "Growing Tea"), ("untitled", "Growing Tea")],
)
def test_a_stated_title_is_taken_unless_a_program_wrote_it(stated: str, expected: str) -> None:
    def fill(paper: WordDocument) -> None:
        paper.core_properties.title = stated
        paper.add_heading("Growing Tea", 1)
        paper.add_paragraph(TEA)

    document = word(made(fill))
    assert (document.title, document.author, document.year) == (expected, None, None)


def test_what_a_reader_does_not_see_is_not_read() -> None:
    body = paragraph(
        run("It rose"),
        f"<w:del><w:r><w:noBreakHyphen/></w:r>{run(' never').replace('w:t', 'w:delText')}</w:del>"
        f"<w:ins>{run(' slowly')}</w:ins>",
        f"<w:moveFrom>{run(' away')}</w:moveFrom>",
        run(" secretly", "<w:vanish/>"),
        run(" to 10"),
        run("6", '<w:vertAlign w:val="superscript"/>'),
        "<w:r><w:br/><w:instrText>PAGE</w:instrText></w:r>",
        run("tons,", '<w:vanish w:val="0"/>'),
        "<w:r><w:tab/></w:r>",
        f"<w:hyperlink>{run('see', '<w:b/>')}</w:hyperlink>",
        "<w:r><w:t> Nagorno</w:t><w:noBreakHyphen/><w:t>Kara</w:t><w:softHyphen/><w:t>bakh.</w:t></w:r>",
    )
    assert word(packed(body)).text == "It rose slowly to 10⁶ tons, see Nagorno-Karabakh."


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    mark = '<w:r><w:{0}Reference w:id="{1}"/></w:r>'
    body = paragraph(run("In 1992"), mark.format("footnote", 7), run(" it began."), mark.format("endnote", 2))
    body += paragraph(run("It ended."), mark.format("footnote", 3))
    notes = "".join(
        f'<w:footnote w:id="{one}">{paragraph(run(text))}</w:footnote>' for one, text in ((3, "B."), (7, "A."))
    )
    document = word(
        packed(
            body,
            footnotes=f"<w:footnotes {NAMESPACE}>{notes}</w:footnotes>",
            endnotes=f'<w:endnotes {NAMESPACE}><w:endnote w:id="2">{paragraph(run("C."))}</w:endnote></w:endnotes>',
            comments=f"<w:comments {NAMESPACE}><w:comment/><w:comment/></w:comments>",
        )
    )
    assert document.text == "In 1992 it began.\n\nIt ended.\n\nNote 1: A.\n\nNote 2: B.\n\nEndnote 1: C."
    assert document.notes == ("2 comments in the margin were left out",)


def test_boxes_frames_and_controls_are_opened_and_the_contents_list_is_left_out() -> None:
    def fill(paper: WordDocument) -> None:
        paper.add_heading("One", 1)
        for xml in (
            f"<w:sdt {NAMESPACE}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
            f"</w:sdtPr><w:sdtContent>{paragraph(run('One 1'))}</w:sdtContent></w:sdt>",
            f"<w:sdt {NAMESPACE}><w:sdtContent>{paragraph(run('In a control.'))}</w:sdtContent></w:sdt>",
            f"<w:tbl {NAMESPACE}><w:tr><w:tc>{paragraph(run('In a frame.'))}"
            f"{paragraph(run('Still.'))}</w:tc></w:tr></w:tbl>",
            f"<w:p {NAMESPACE}>{run('Beside')}<w:r><w:pict><w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent>"
            f"</w:pict></w:r>{run(' it.')}</w:p>",
        ):
            paper.element.body.insert(len(paper.element.body) - 1, parse_xml(xml))

    assert word(made(fill)).text == "One\n\nIn a control.\n\nIn a frame.\n\nStill.\n\nBeside it.\n\nIn a box."


def test_cells_merged_downwards_repeat_their_value() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"

    start, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [cell("Region") + cell("Town"), cell("South", start) + cell("Lankaran"), cell("", goes_on) + cell("Astara")]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    text = word(packed(f"<w:tbl>{table}</w:tbl>")).text
    assert text == "Region: South | Town: Lankaran.\nRegion: South | Town: Astara."


def test_bold_lines_are_headings_only_where_no_style_makes_any() -> None:
    def fill(paper: WordDocument) -> None:
        paper.add_paragraph().add_run("The harvest").bold = True
        paper.add_paragraph(TEA)
        paper.add_paragraph().add_run("A whole sentence in bold type.").bold = True

    def fill_with_heading(paper: WordDocument) -> None:
        paper.add_heading("Real", 1)
        fill(paper)

    assert [one.heading for one in word(made(fill)).sections] == ["The harvest"]
    assert [one.heading for one in word(made(fill_with_heading)).sections] == ["Real"]


def test_the_strict_variant_is_read() -> None:
    strict = packed(paragraph(run(TEA)))
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(strict)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(TRANSITIONAL, STRICT))
    assert word(buffer.getvalue()).text == TEA


def nested(levels: int) -> str:
    inner = paragraph(run("x"))
    for _ in range(levels):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    return inner


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "word_in_reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "save it as .docx"),
        (b"Tea in Lankaran", "plain text"),
        (packed(paragraph(run(TEA)))[:-40], "damaged"),
        (packed(""), "no text"),
        (packed(nested(25)), "nested"),
        (packed(nested(200)), "XML"),
        (packed("<w:p>"), "XML"),
        (packed(paragraph(run("&b;")), prolog=BOMB), "entities"),
        (packed(paragraph(run("&a;")), prolog=OUTSIDE), "entities"),
        (packed(f"<!--{'x' * 9_000_000}-->"), "zip bomb"),
    ],
)
def test_hostile_files_are_refused_in_words(data: bytes, word_in_reason: str) -> None:
    assert word_in_reason in reason(data)


def test_a_presentation_called_docx_is_named() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("ppt/presentation.xml", "<a/>")
    assert "PowerPoint" in reason(buffer.getvalue())


def test_absurd_spans_are_bounded() -> None:
    rows = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr></w:tc>' * 50 + "</w:tr>"
    assert word(packed(f"<w:tbl>{rows * 50}</w:tbl>" + paragraph(run(TEA)))).text == TEA


GOOD = made(fill_paper)
INNER = zipfile.ZipFile(BytesIO(GOOD)).read("word/document.xml")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_altered_files_give_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    check(bytes(data))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(INNER) - 1), st.sampled_from(b'<>/w:tbrpsc0 "=&')), min_size=1, max_size=3)
)
def test_altered_xml_gives_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    inner = bytearray(INNER)
    for place, value in changes:
        inner[place] = value
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, bytes(inner) if name == "word/document.xml" else source.read(name))
    check(buffer.getvalue())


def check(data: bytes) -> None:
    try:
        document = word(data)
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert document.text.strip()
