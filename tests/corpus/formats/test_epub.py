import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.epub import read

PATH = Path("book.epub")
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
METADATA = (
    "<dc:title>Tea in Lankaran</dc:title><dc:creator>N. Aliyeva</dc:creator><dc:creator>J. Key</dc:creator>"
    '<dc:date opf:event="modification">2022</dc:date><dc:date>2019-03-02</dc:date>'
)
TEA = "Tea was first planted near Lankaran in 1896, and the harvest fell after 1991."


def chapter(body: str, head: str = "<title/>") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head>{head}</head><body>{body}</body></html>'
    )


# id → (name of the file, attributes in the manifest, attributes in the spine, content), in the order of the manifest
Parts = dict[str, tuple[str, str, str, str]]
BOOK: Parts = {
    "two": ("text/two.xhtml", "", "", chapter("<section><h1>Ports</h1><p>They&nbsp;grew.</p></section>")),
    "nav": ("nav.xhtml", 'properties="nav"', "", chapter("<nav><h1>Contents</h1><ol><li>Harvest</li></ol></nav>")),
    "one": (
        "text/chapter%20one.xhtml",
        "",
        "",
        chapter(
            f'<header><h1>Harvest</h1></header><p>{TEA}<a epub:type="noteref" href="#n1">1</a></p><h2>Rain</h2>'
            '<p><span/>It<a id="p2"/> rained.</p><aside epub:type="footnote"><p>As Key says.</p></aside>'
        ),
    ),
    "answers": ("answers.xhtml", "", 'linear="no"', chapter("<h1>Answers</h1><p>Yes.</p>")),
}
ORDER = ("nav", "answers", "one", "two")


def packed(parts: Parts = BOOK, order: tuple[str, ...] = ORDER, metadata: str = METADATA, **extra: str) -> bytes:
    manifest = "".join(
        f'<item id="{key}" href="{name}" media-type="application/xhtml+xml" {attributes}/>'
        for key, (name, attributes, _, _) in parts.items()
    )
    spine = "".join(f'<itemref idref="{key}" {parts[key][2] if key in parts else ""}/>' for key in order)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{metadata}</metadata><manifest>{manifest}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package}
    members |= {f"OEBPS/{name.replace('%20', ' ')}": content for name, _, _, content in parts.values() if content}
    members |= {name.replace("__", "/"): content for name, content in extra.items()}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


def book(data: bytes) -> Document:
    return read(PATH, "book.epub", data)


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        book(data)
    return caught.value.reason


def test_chapters_are_read_in_the_order_of_the_spine_without_the_table_of_contents() -> None:
    document = book(packed())
    assert document.text.split("\n\n") == [
        "Harvest", TEA, "Rain", "It rained.", "As Key says.", "Ports", "They grew.", "Answers", "Yes.",
    ]  # fmt: skip
    assert [(one.heading, one.level) for one in document.sections] == [
        ("Harvest", 1),
        ("Rain", 2),
        ("Ports", 1),
        ("Answers", 1),
    ]
    assert document.heading_path(document.text.index("It rained")) == ("Harvest", "Rain")
    assert (document.title, document.author, document.year) == ("Tea in Lankaran", "N. Aliyeva, J. Key", 2019)


def test_without_metadata_the_first_heading_is_the_title() -> None:
    document = book(packed(metadata="<dc:title>Unknown.epub</dc:title><dc:creator>Unknown</dc:creator>"))
    assert (document.title, document.author, document.year) == ("Harvest", None, None)


def test_an_unmarked_contents_page_is_left_out_and_a_chapter_of_that_name_kept() -> None:
    page = chapter("<h1>Contents</h1><p><a href='a'>Harvest</a></p><p><a href='b'>Ports</a></p>")
    assert "Contents" not in book(packed({**BOOK, "nav": ("nav.xhtml", "", "", page)})).text
    page = chapter(f"<h1>Contents</h1><p>{TEA}</p>")
    assert book(packed({**BOOK, "nav": ("nav.xhtml", "", "", page)})).text.startswith(f"Contents\n\n{TEA}")


def test_missing_chapters_are_noted_and_broken_xhtml_is_read_as_html() -> None:
    parts = {**BOOK, "two": ("gone.xhtml", "", "", ""), "one": ("one.xhtml", "", "", f"<html><p>{TEA}<br>More & more.")}
    document = book(packed(parts))
    assert document.text == f"{TEA} More & more.\n\nAnswers\n\nYes."
    assert document.notes == ("1 of 4 chapters are missing from the file",)


def encryption(algorithm: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    )


def test_disguised_fonts_are_no_copy_protection() -> None:
    data = packed(**{"META-INF__encryption.xml": encryption("http://www.idpf.org/2008/embedding")})
    assert book(data).title == "Tea in Lankaran"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (packed()[:-60], "damaged"),
        (packed(order=()), "no text"),
        (packed(**{"META-INF__encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}), "DRM"),
        (packed(**{"META-INF__container.xml": "<container/>"}), "which chapters"),
        (packed(**{"META-INF__container.xml": "<container>"}), "not valid XML"),
        (packed(metadata="<a>" * 300), "not valid XML"),
        (packed(metadata="", **{"OEBPS__book.opf": '<!DOCTYPE a [<!ENTITY a "aa">]><a/>'}), "entities"),
        (packed({**BOOK, "one": ("one.xhtml", "", "", "<p>x</p>" + " " * 80_000_000)}), "zip bomb"),
        (packed(order=tuple(map(str, range(6000)))), "6,000 chapters"),
    ],
)
def test_hostile_files_are_refused_in_words(data: bytes, word: str) -> None:
    assert word in reason(data)


def test_another_zip_is_named() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("word/document.xml", "<a/>")
    assert "Word" in reason(buffer.getvalue())


def test_entities_in_a_chapter_are_never_expanded() -> None:
    declared = '<!DOCTYPE html [<!ENTITY a "Boom!"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    bomb = f"{declared}<html><p>Tea &a; &b; here.</p></html>"
    text = book(packed({**BOOK, "one": ("one.xhtml", "", "", bomb)})).text
    assert "Boom! " not in text and "root:" not in text and "here." in text


GOOD = packed()


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_altered_files_give_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    check(bytes(data))


PAGE = BOOK["one"][3].encode()


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.sampled_from(b'<>/:ph1 "=&;')), min_size=1, max_size=6))
def test_altered_chapters_give_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    page = bytearray(PAGE)
    for place, value in changes:
        page[place] = value
    check(packed({**BOOK, "one": ("one.xhtml", "", "", page.decode(errors="replace"))}))


def check(data: bytes) -> None:
    try:
        document = book(data)
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert document.text.strip()
