import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.sentences import split_sentences
from corpus.tables import Cell, expand, has_header, merge_headers, parse_row, render_table

SPENDING = [["Country", "2014", "2016"], ["Azerbaijan", "2159", "1397"], ["Armenia", "", "431"]]


def test_each_row_is_a_sentence_of_its_own() -> None:
    text = render_table(SPENDING, "Military spending, constant 2019 US$ m")
    assert text.split("\n") == [
        "Military spending, constant 2019 US$ m | Country: Azerbaijan | 2014: 2159 | 2016: 1397.",
        "Military spending, constant 2019 US$ m | Country: Armenia | 2016: 431.",
    ]
    assert [text[start:end] for start, end in split_sentences(text)] == text.split("\n")


def test_without_a_caption_the_row_begins_with_its_first_cell() -> None:
    assert render_table(SPENDING).split("\n")[0] == "Country: Azerbaijan | 2014: 2159 | 2016: 1397."


def test_cells_are_folded_and_stops_not_doubled() -> None:
    assert render_table([["A:", "B"], ["one\n two", " It ended. "]], "Ends.") == "Ends | A: one two | B: It ended."


def test_empty_headers_leave_the_cell_alone() -> None:
    assert render_table([["", "B"], ["x", "y"]]) == "x | B: y."
    assert render_table([["", ""], ["Capital", "Baku"]]) == "Capital | Baku."


def test_rows_longer_or_shorter_than_the_header_lose_nothing() -> None:
    assert render_table([["A", "B"], ["1"], ["1", "2", "3"]]) == "A: 1.\nA: 1 | B: 2 | 3."


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Apples"], ["Pears"]], "Apples\nPears"),
        ([["Apples", "Pears", "Pears"]], "Apples\nPears"),
        ([["", "Apples"], ["", "Pears"]], "Apples\nPears"),
        ([["A", "B"], ["", ""]], "A\nB"),
        ([["", ""], ["", ""]], ""),
        ([], ""),
    ],
)
def test_a_single_row_or_column_is_plain_lines(rows: list[list[str]], expected: str) -> None:
    assert render_table(rows) == expected


def test_a_long_header_does_not_multiply_the_text() -> None:
    text = render_table([["h" * 10_000, "b"], *[["x", "y"]] * 100], "c" * 10_000)
    assert len(text) < 100 * 350


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    rows = [[Cell("Year", rows=2), Cell("Spent", columns=2)], [Cell("US$"), Cell("share")], [Cell("2014"), Cell("9")]]
    assert expand(rows, 100) == [["Year", "Spent", "Spent"], ["Year", "US$", "share"], ["2014", "9", ""]]
    assert merge_headers(expand(rows, 100)[:2]) == ["Year", "Spent US$", "Spent share"]


def test_a_cell_reaching_past_a_short_row_keeps_its_column() -> None:
    rows = [[Cell("a"), Cell("b"), Cell("c", rows=2)], [Cell("d")]]
    assert expand(rows, 100) == [["a", "b", "c"], ["d", "", "c"]]


def test_absurd_spans_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(ValueError, match="cells"):
        expand([[Cell("x", columns=10**9)]], 1000)
    with pytest.raises(ValueError, match="cells"):
        expand([[Cell("x", columns=900)]] + [[Cell("y")]] * 900, 1000)
    assert expand([[Cell("x", rows=10**9)], [Cell("y")]], 1000) == [["x", ""], ["x", "y"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (SPENDING, True),
        ([["Azerbaijan", "2159"], ["Armenia", "431"]], False),
        ([["Baku", "1967"], ["Tbilisi", "1966"]], False),
        ([["City", "Opened"], ["Baku", "1967"]], True),
        ([["Name", "Role"], ["Aliyeva", "author"], ["Key", "editor"]], True),
        ([["Aliyeva", "author"], ["Key", "author"], ["Lee", "author"]], False),
        ([["1", "2"], ["3", "4"]], False),
        ([["only", "one"]], False),
    ],
)
def test_a_header_is_told_from_data(rows: list[list[str]], expected: bool) -> None:
    assert has_header(rows) is expected


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6), st.text(max_size=8))
@example([["0"]], "\r")
def test_no_word_of_a_row_is_lost_and_no_line_is_empty(rows: list[list[str]], caption: str) -> None:
    text = render_table(rows, caption)
    for row in rows[1:]:
        for cell in row:
            assert " ".join(cell.split()) in text
    assert not text or all(line.strip() for line in text.split("\n"))


CELL = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ,()-]{0,12}[A-Za-z0-9)]", fullmatch=True)


@given(st.lists(CELL, min_size=2, max_size=5, unique=True), st.data())
def test_a_rendered_row_is_read_back_cell_by_cell(headers: list[str], data: st.DataObject) -> None:
    row = data.draw(st.lists(CELL, min_size=len(headers), max_size=len(headers)))
    (line,) = render_table([headers, row], "Table 1").split("\n")
    caption, *entries = parse_row(line)
    assert (caption.header, caption.value) == ("", "Table 1")
    assert [(entry.header, entry.value) for entry in entries] == [
        (" ".join(header.split()), " ".join(cell.split())) for header, cell in zip(headers, row, strict=True)
    ]
    assert all(line[entry.start : entry.end] == entry.value for entry in (caption, *entries))


@pytest.mark.parametrize("line", ["", "Prose.", "He said: no | she said nothing.", "a | b | c", "Note: see page 3."])
def test_what_is_no_row_has_no_cells(line: str) -> None:
    assert parse_row(line) == ()
