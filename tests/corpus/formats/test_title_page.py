from collections.abc import Sequence

import pytest

from corpus.formats.pdf.lines import Line, make_line
from corpus.formats.pdf.metadata import find_title_in, settle_author
from corpus.formats.pdf.title_page import TitlePage, read_title_page
from corpus.formats.pdf.words import Word

TEXT_SIZE = 10.0
PROSE = "the tea of the south has been grown there for longer than anybody can remember"


def line(
    y: float, *cells: str, size: float = 12.0, bold: bool = False, left: float = 100.0, step: float = 160.0
) -> Line:
    """A line whose cells begin so far apart; ^ in front of a word raises it."""
    words: list[Word] = []
    for number, cell in enumerate(cells):
        x = left + number * step
        for text in cell.split():
            raised = text.startswith("^")
            plain = text.lstrip("^")
            width = 0.5 * size * len(plain)
            words.append(Word(plain, x, x + width, y, size, bold, raised, glued=raised))
            x += width + 0.25 * size
    return make_line(words, 1)


def title(text: str = "Tea in Lankaran", y: float = 100.0, size: float = 18.0) -> Line:
    return line(y, text, size=size, bold=True)


def authors(*rows: Line, small_words: Sequence[str] = ()) -> tuple[str, ...]:
    below = line(390, "Abstract", size=10, bold=True), line(400, PROSE, size=10)
    return read_title_page([title(), *rows, *below], TEXT_SIZE, small_words).authors


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([line(130, "Nigar Sadigova")], ["Nigar Sadigova"]),
        ([line(130, "By Nigar Sadigova")], ["Nigar Sadigova"]),
        ([line(130, "Nigar Sadigova, Ann Lee, and Bob Ray")], ["Nigar Sadigova", "Ann Lee", "Bob Ray"]),
        ([line(130, "Nigar Sadigova", "Ann Lee", "Bob Ray")], ["Nigar Sadigova", "Ann Lee", "Bob Ray"]),
        ([line(130, "Nigar Sadigova ^1 Ann Lee ^2,∗ Bob Ray ^†")], ["Nigar Sadigova", "Ann Lee", "Bob Ray"]),
        (
            [line(130, "Nigar Sadigova"), line(144, "Ann Lee"), line(158, "Bob Ray")],
            ["Nigar Sadigova", "Ann Lee", "Bob Ray"],
        ),
        # Where they work, set alike, set smaller, said once for each.
        ([line(130, "Ann Lee"), line(144, "Tea University"), line(158, "lee@tea.edu")], ["Ann Lee"]),
        ([line(130, "Ann Lee"), line(144, "Green Hills", size=9)], ["Ann Lee"]),
        (
            [line(130, "Ann Lee", "Bob Ray"), line(144, "Green Hills", "Green Hills")],
            ["Ann Lee", "Bob Ray"],
        ),
        # A name that a line's end breaks.
        (
            [line(130, "Ann Lee, Bob Ray, Nigar"), line(144, "Sadigova, and Cem Oz")],
            ["Ann Lee", "Bob Ray", "Nigar Sadigova", "Cem Oz"],
        ),
        ([line(130, "Ann Lee, Tea University; Bob Ray and Cem Oz, Leaf Ltd")], ["Ann Lee", "Bob Ray", "Cem Oz"]),
        ([line(130, "Ann Lee, LEAF, Baku"), line(144, "Bob Ray, LEAF, Baku")], ["Ann Lee", "Bob Ray"]),
        ([line(130, "ANN LEE, SENIOR MEMBER, IEEE, AND BOB RAY")], ["ANN LEE", "BOB RAY"]),
        ([line(130, "Sheng Di and T. H. H. Ray")], ["Sheng Di", "T. H. H. Ray"]),
        ([line(130, "Ann Lee <ann@tea.edu>")], ["Ann Lee"]),
        # Not below the title, or no names.
        ([line(130, PROSE, size=10), line(150, "Ann Lee")], []),
        ([line(130, "Abstract"), line(150, "Ann Lee")], []),
        ([line(130, "October 2019")], []),
        ([line(130, "IBM Haifa")], []),
        ([line(130, "Tea University Press")], []),
    ],
)
def test_names_right_below_a_title_are_its_authors(rows: list[Line], names: list[str]) -> None:
    assert list(authors(*rows)) == names


def test_words_that_are_also_written_small_are_names_only_beside_sure_ones() -> None:
    assert authors(line(130, "Bitter Leaves"), small_words=("bitter", "leaves")) == ()
    row = line(130, "Bitter Leaves", "Ann Lee")
    assert authors(row, small_words=("bitter", "leaves")) == ("Bitter Leaves", "Ann Lee")
    # In the line below the title, where an institution stands below it.
    rows = line(130, "Bitter Leaves"), line(144, "University of Tea")
    assert authors(*rows, small_words=("bitter", "leaves")) == ("Bitter Leaves",)


@pytest.mark.parametrize(
    "text", ["Key Findings", "Deutsche Telekom", "Goldman Sachs", "Black Tea, Green Tea", "Российская Федерация"]
)
def test_words_with_capitals_alone_make_no_author(text: str) -> None:
    rows = [title("Tea Markets in the Year"), line(130, text), line(400, PROSE, size=10)]
    assert read_title_page(rows, TEXT_SIZE) == TitlePage()
    assert authors(line(130, "El Salvador")) == ()


@pytest.mark.parametrize(
    "row",
    [
        line(130, "by Ann Lee"),
        line(130, "Ann Lee ^1"),
        line(130, "A. Lee"),
        line(130, "Ann Lee, Tea University"),
        line(130, "Ann Lee, lee@tea.edu"),
    ],
)
def test_a_sign_beside_its_looks_makes_a_name_an_author(row: Line) -> None:
    assert len(read_title_page([title(), row, line(400, PROSE, size=10)], TEXT_SIZE).authors) == 1
    bare = [title(), line(130, "Ann Lee"), line(400, PROSE, size=10)]
    assert read_title_page(bare, TEXT_SIZE, stated="alee") == TitlePage()
    assert read_title_page(bare, TEXT_SIZE, stated="Lee, Ann").authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "rows",
    [
        [line(130, "Edited by"), line(144, "Ann Lee")],
        [line(130, "Herausgegeben von"), line(144, "Ann Lee")],
        [line(130, "Bill To", "Ship To"), line(144, "Ann Lee", "Bob Ray")],
        [line(130, "Attendees"), line(144, "Ann Lee, Bob Ray")],
        [line(130, "Author", "Supervisor"), line(144, "Ann Lee", "Bob Ray")],
        [line(130, "In Honour of"), line(144, "Ann Lee")],
        [line(130, "Ann Lee"), line(144, "12 Rose Street"), line(190, "Dear Ms Lee,")],
    ],
)
def test_people_who_are_named_for_another_reason_are_no_authors(rows: list[Line]) -> None:
    assert authors(*rows) == ()


def test_those_named_behind_another_role_are_left_out() -> None:
    assert authors(line(130, "Ann Lee"), line(160, "Supervisors"), line(174, "Bob Ray")) == ("Ann Lee",)


def test_rather_no_authors_than_half_of_them() -> None:
    assert authors(line(130, "Ann Lee"), line(144, "Shaun White"), line(158, "Bob Ray")) == ()
    assert authors(line(130, "Ann Lee", "Shaun White", "Bob Ray")) == ("Ann Lee", "Shaun White", "Bob Ray")


def test_a_page_of_labels_has_no_title() -> None:
    labels = [line(10.0 * row, *("Ann Lee",) * 4, bold=True, step=100) for row in range(120)]
    assert read_title_page([*labels, line(1300, "Abstract")], TEXT_SIZE) == TitlePage()


def test_a_title_of_several_lines_is_one() -> None:
    rows = [title("Tea in Lankaran and in"), title("Other Places", y=120), line(150, "A. Lee")]
    assert read_title_page(rows, TEXT_SIZE).title == "Tea in Lankaran and in Other Places"
    rows = [title("Tea in Lankaran:"), line(122, "A History", size=15, bold=True), line(150, "A. Lee")]
    assert read_title_page(rows, TEXT_SIZE).title == "Tea in Lankaran: A History"


def test_a_journals_name_above_the_title_is_none() -> None:
    rows = [title("Leaf Quarterly", y=60, size=28), title(y=200, size=17), line(230, "Ann Lee, Leaf College")]
    assert read_title_page(rows, TEXT_SIZE) == TitlePage("Tea in Lankaran", ("Ann Lee",))


def test_without_authors_nothing_is_sure() -> None:
    assert read_title_page([title(), line(130, PROSE, size=10)], TEXT_SIZE) == TitlePage()
    assert read_title_page([], TEXT_SIZE) == TitlePage()


@pytest.mark.parametrize(
    ("stated", "printed", "author"),
    [
        ("Ann Lee; Bob Ray", (), "Ann Lee, Bob Ray"),
        ("Ann Lee", ("Ann Lee", "Bob Ray"), "Ann Lee, Bob Ray"),
        ("Ann Lee, Bob Ray", ("Ann Lee",), "Ann Lee, Bob Ray"),
        ("Somebody Else", ("Ann Lee",), "Ann Lee"),
        ("Lee, Ann et al", ("Ann Lee",), "Ann Lee"),
        ("alee", (), None),
        ("Ann", (), None),
        ("UNESCO", (), "UNESCO"),
        ("OECD", (), "OECD"),
        ("UNICEF", (), "UNICEF"),
        ("王小波", (), "王小波"),
        ("Ann Lee, Shaun White, Bob Ray", (), "Ann Lee, Shaun White, Bob Ray"),
        ("Administrator", ("Ann Lee",), "Ann Lee"),
    ],
)
def test_the_authors_printed_settle_what_the_properties_say(
    stated: str, printed: tuple[str, ...], author: str | None
) -> None:
    rows = [title(), line(130, "Ann Lee, Bob Ray"), line(150, "UNESCO"), line(170, "UNICEF Azerbaijan")]
    assert settle_author({"Author": stated}, TitlePage("Tea in Lankaran", printed), rows) == author


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Tea in Lankaran, 1900", "Tea in Lankaran, 1900"),
        ("Tea in <i>Lankaran</i>", "Tea in Lankaran"),
        ("Tea in <Lankaran>", "Tea in <Lankaran>"),
        ("Proceedings Template - WORD", "Tea in Lankaran"),
        ("paper.dvi", "Tea in Lankaran"),
    ],
)
def test_a_title_among_the_properties_counts_if_it_is_printed(stated: str, expected: str) -> None:
    page = TitlePage("Tea in Lankaran", ("Ann Lee",))
    assert find_title_in({"Title": stated}, page, [], "") == expected
