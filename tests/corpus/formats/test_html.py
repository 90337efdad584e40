from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.html import read
from corpus.sentences import split_sentences

PATH = Path("page.html")
MENU = "<ul><li><a href='/'>Home</a></li><li><a href='/news'>World news</a></li><li><a href='/in'>Log in</a></li></ul>"
TEA = "Tea was first planted near Lankaran in 1896, and the harvest fell after 1991."
PORT = "The port of Baku handled 4,900 containers in 2018, most of them from Kazakhstan."
SHEEP = "The Gala sheep gives coarse wool, and shepherds move it to summer pastures in May."
FRAME = ("World news", "cookies", "Copyright", "Share this", "newsletter")


def page(source: str | bytes) -> Document:
    return read(PATH, "page.html", source.encode() if isinstance(source, str) else source)


def reason(source: str | bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        page(source)
    return caught.value.reason


PAGES = {
    "semantic": f"<header>{MENU}</header><nav>{MENU}</nav><main><h1>Tea</h1><p>{TEA}</p><p>{PORT}</p><p>{SHEEP}</p>"
    "<div class='share-buttons'>Share this</div></main><aside>newsletter</aside><footer>Copyright</footer>",
    "divs": f"<div id=header>{MENU}</div><div class='page has-sidebar'><h1>Tea</h1><p>{TEA}</p><p>{PORT}</p>"
    f"<p>{SHEEP}</p></div><div class=sidebar>Get our newsletter</div><div id=footer>Copyright</div>",
    "form around all": f"<form action=x><div class=menu>{MENU}</div><h1>Tea</h1><p>{TEA}</p><p>{PORT}</p><p>{SHEEP}</p>"
    "<label>newsletter</label><input></form><div role=contentinfo>Copyright</div>",
    "layout table": f"<table><tr><td>{MENU}<td><h1>Tea</h1><p>{TEA}</p><p>{PORT}</p><p>{SHEEP}</table>",
    "cookies": f"<h1>Tea</h1><p>{TEA}<p>{PORT}<p>{SHEEP}<div id=cookieConsent><p>We use cookies.</p></div>",
    "unclosed": f"<h1>Tea<p>{'<font>' * 400}{TEA}<p>{PORT}<p>{SHEEP}",
    "hidden until a script runs": f"<div style='visibility: hidden'><h1>Tea</h1><p>{TEA}<p>{PORT}<p>{SHEEP}</div>",
}


@pytest.mark.parametrize("source", PAGES.values(), ids=PAGES)
def test_the_content_is_kept_whole_and_what_surrounds_it_is_left_out(source: str) -> None:
    document = page(f"<html><head><title>T</title><style>p{{}}</style></head><body>{source}</body></html>")
    assert document.text == f"Tea\n\n{TEA}\n\n{PORT}\n\n{SHEEP}"
    assert not any(word in document.text for word in FRAME)


def test_headings_give_sections_with_exact_places() -> None:
    document = page(f"<h2>A <i>b</i></h2><p>{TEA}</p><h3><div>C</div></h3><p>x</p><h4></h4><h2>D</h2>z")
    assert [(one.heading, one.level) for one in document.sections] == [("A b", 1), ("C", 2), ("D", 1)]
    assert [document.text[one.start : one.end].rstrip() for one in document.sections] == [
        f"A b\n\n{TEA}\n\nC\n\nx",
        "C\n\nx",
        "D\n\nz",
    ]


def test_lists_links_breaks_and_preformatted_text() -> None:
    source = (
        "<p>See <a href=x>the\n report</a>.<br>Still.<br><br>New."
        "<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul><pre>x\n  y</pre>"
    )
    assert page(source).text == "See the report. Still.\n\nNew.\n\n- a\n- b\n- c\n\nd\n\nx\n  y"


def test_numbers_survive_raised_digits_and_marks_of_notes() -> None:
    source = (
        "<p>In 1992<sup><a href='#n3'>3</a></sup> it had "
        "10<sup>6</sup> m<sup>2</sup>, CO<sub>2</sub>, on the 5<sup>th</sup>."
    )
    assert page(source).text == "In 1992 it had 10⁶ m², CO2, on the 5th."


def test_tables_become_sentences_with_merged_cells_repeated() -> None:
    source = (
        "<table><caption>Spending</caption><thead><tr><th rowspan=2>Country</th><th colspan=2>US$ m</th></tr>"
        "<tr><th>2014</th><th>2016</th></tr></thead>"
        "<tr><th>Azerbaijan<td>2159<td>1397<tr><th>Armenia<td colspan=2>431</table>"
    )
    text = page(source).text
    assert text.split("\n") == [
        "Spending | Country: Azerbaijan | US$ m 2014: 2159 | US$ m 2016: 1397.",
        "Spending | Country: Armenia | US$ m 2014: 431 | US$ m 2016: 431.",
    ]
    assert len(split_sentences(text)) == 2


def test_a_box_of_facts_has_no_header_row_and_its_first_line_is_its_caption() -> None:
    source = "<table><tr><th colspan=2>Baku</th></tr><tr><th>Area<td>2,140</tr><tr><th>Mayor<td>X</table>"
    assert page(source).text == "Baku | Area | 2,140.\nBaku | Mayor | X."


def test_metadata_of_a_journal_page() -> None:
    document = page(
        "<head><title>On tea | Journal of Plants</title><meta name=citation_title content='On tea'>"
        "<meta name=citation_author content='Aliyeva, N.'><meta name=citation_author content='Key, J.'>"
        f"<meta name=citation_publication_date content=2019/03/02></head><h1>On tea</h1><p>{TEA}</p>"
    )
    assert (document.title, document.author, document.year) == ("On tea", "Aliyeva, N., Key, J.", 2019)


def test_metadata_of_a_news_page_and_of_none() -> None:
    document = page(
        "<head><title>Tea falls - Example News</title><meta property=og:site_name content='Example News'>"
        "<meta name=author content='https://example.org'>"
        "<meta property='article:published_time' content='2021-05-01T10:00Z'>"
        f"</head><p>{TEA}</p>"
    )
    assert (document.title, document.author, document.year) == ("Tea falls", None, 2021)
    document = page(f"<title>untitled</title><p>{TEA}</p>")
    assert (document.title, document.author, document.year) == ("page", None, None)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    source = f"<meta charset={encoding}><p>Чай впервые посадили около Ленкорани.</p>"
    assert page(source.encode(encoding)).text == "Чай впервые посадили около Ленкорани."


def test_latin_1_means_windows_1252_and_wrong_bytes_are_noted() -> None:
    assert page(b"<meta charset=iso-8859-1><p>\x93Tea\x94 \x96 caf\xe9").text == "“Tea” – café"
    document = page(b"<meta charset=shift_jis><p>Tea \xff\xff in Lankaran was planted.")
    assert "not valid shift_jis" in document.notes[0]


def test_control_characters_and_invisible_ones_are_dropped() -> None:
    assert (
        page(f"<p>Te\u00ada\x08 in\u200b\u202e Lan\ufeffkaran&nbsp;e\u0301.<p>{TEA}").text
        == f"Tea in Lankaran é.\n\n{TEA}"
    )


def test_xhtml_is_read_as_xml() -> None:
    source = "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head>"
    document = page(f"{source}<body><p>Tea&nbsp;&amp;&eacute;.</p><p/>x</body></html>")
    assert document.text == "Tea &é.\n\nx"


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 text", "a PDF"),
        (b"PK\x03\x04 text", "zip"),
        (bytes(range(256)) * 8, "binary"),
        ("<html><body><script>fill()</script></body></html>", "no text"),
        ("<!-- only a comment -->", "no text"),
        ("<p>x</p>" + "<div>" * 5000 + "deep", "deep"),
        ("<table><tr><td>a</td><td colspan=1000>b</td></tr>" + "<tr><td rowspan=9999 colspan=1000>" * 3000, "cells"),
    ],
)
def test_hostile_pages_are_refused_in_words(source: str | bytes, word: str) -> None:
    assert word in reason(source)


def test_a_header_repeated_in_each_row_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.blocks.MAX_CHARACTERS", 100_000)
    assert "characters" in reason("<table><tr><th>" + "h" * 90 + "<th>b</tr>" + "<tr><td>a<td>b" * 2000 + "</table>")


def test_deeply_nested_containers_with_telling_names_cost_no_more_than_others() -> None:
    source = "<div class=menu>" * 1500 + "<sup>" * 300 + f"<p>{TEA} </p>" * 3000
    assert page(source).text.count(TEA) == 3000


GOOD = PAGES["semantic"].encode() + b"<table><tr><th>a<th>b<tr><td rowspan=2>1<td>2<tr><td>3</table>"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=20),
    st.integers(0, 200),
)
def test_altered_bytes_give_a_document_or_a_clear_refusal(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    try:
        document = page(bytes(data[: len(data) - cut]))
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert document.text.strip() and "\n\n\n" not in document.text
