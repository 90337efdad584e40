import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats import delimited
from corpus.formats.delimited import read
from corpus.sentences import split_sentences


def table(source: str | bytes, name: str = "military_spending.csv") -> Document:
    return read(Path(name), name, source.encode() if isinstance(source, str) else source)


def reason(source: str | bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        table(source)
    return caught.value.reason


EXPECTED = "Country: Azerbaijan | 2014: 2159 | 2016: 1397.\nCountry: Armenia | 2016: 431."


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_delimiter_is_recognised_and_each_row_a_sentence(delimiter: str, line_end: str) -> None:
    rows = ["Country,2014,2016", "Azerbaijan,2159,1397", "", "Armenia,,431", ""]
    document = table(line_end.join(rows).replace(",", delimiter))
    assert document.text == EXPECTED
    assert [document.text[start:end] for start, end in split_sentences(document.text)] == EXPECTED.split("\n")
    assert (document.title, document.author, document.year, document.notes) == ("military spending", None, None, ())


def test_decimal_commas_do_not_make_columns() -> None:
    assert table("Land;2014\nAserbaidschan;2159,5\nArmenien;430,1\n").text == (
        "Land: Aserbaidschan | 2014: 2159,5.\nLand: Armenien | 2014: 430,1."
    )


def test_quoted_cells_keep_their_delimiters_and_lose_their_line_breaks() -> None:
    source = 'Name,Said\n"Key, J.","He said ""no"",\nthen left."\n"Lee, A.",Nothing\n'
    assert table(source).text == 'Name: Key, J. | Said: He said "no", then left.\nName: Lee, A. | Said: Nothing.'


def test_rows_without_names_of_columns_stand_alone() -> None:
    assert table("Baku,1967\nTbilisi,1966\n").text == "Baku | 1967.\nTbilisi | 1966."


def test_lines_above_the_table_are_kept_and_the_first_is_its_caption() -> None:
    document = table("sep=;\nMilitary spending;;\nin US$ m;;\nCountry;2014;2016\nArmenia;430;431\n")
    assert (
        document.text
        == "Military spending\n\nin US$ m\n\nMilitary spending | Country: Armenia | 2014: 430 | 2016: 431."
    )
    assert document.title == "Military spending"


def test_a_file_of_tabs_and_one_of_a_single_column() -> None:
    assert table("A, or B\tC\nx, y\t1\n", "a.tsv").text == "A, or B: x, y | C: 1."
    assert table("Apples\nPears\n").text == "Apples\nPears"


def test_a_legacy_encoding_is_noted() -> None:
    rows = "".join(f"Город номер {number};{number}\r\n" for number in range(30))
    document = table(f"Название;Число\r\n{rows}".encode("windows-1251"))
    assert document.text.startswith("Название: Город номер 0 | Число: 0.\n")
    assert "windows" in document.notes[0] or "cp1251" in document.notes[0]


def test_a_huge_table_is_cut_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_ROWS", 100)
    source = "City,People\n" + "".join(f"City{number},{number}\n" for number in range(5000))
    document = table(source)
    assert document.text.split("\n")[-1] == "City: City99 | People: 99."
    assert document.notes == ("only the first 100 rows were read; split the table",)
    assert table("\n".join(source.split("\n")[:101])).notes == ()


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        (",,,\n,,,\n", "no text"),
        (bytes(range(256)) * 8, "binary"),
        ("a,b\n" + '"x' + "y,\n" * 100_000, "quote"),
        ("a," * 5000 + "\n", "5,001 cells"),
    ],
)
def test_hostile_files_are_refused_in_words(source: str | bytes, word: str) -> None:
    assert word in reason(source)


def test_headers_repeated_in_each_row_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_CHARACTERS", 10_000)
    assert "characters" in reason("h" * 70 + ",c\n" + "a,b\n" * 1000)


@example([["", "", ""], ["", "", ";1\na", ";"]])
@given(st.lists(st.lists(st.text('ab1 ,;"\n|é', max_size=6), min_size=2, max_size=4), min_size=2, max_size=6))
def test_no_cell_is_lost(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Name", "Other"], *rows])
    try:
        text = " ".join(table(buffer.getvalue()).text.split())
    except UnreadableDocument:
        return
    for row in rows:
        for cell in row:
            for word in cell.replace('"', " ").replace(";", " ").replace("|", " ").replace(",", " ").split():
                assert word in text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_become_a_document_or_a_clear_refusal(data: bytes) -> None:
    try:
        document = table(data)
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert document.text.strip()
