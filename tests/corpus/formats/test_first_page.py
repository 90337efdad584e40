import json
from pathlib import Path

import pytest

from corpus.formats.first_page import read_first_page
from corpus.formats.metadata import dates_document, year_of_publication
from corpus.formats.personal_names import parse_names

PAGES = [
    json.loads(line) for line in (Path(__file__).parent / "first_pages.jsonl").read_text(encoding="utf-8").splitlines()
]
PROSE = "Tea has been grown in Lankaran for longer than anybody there can remember, and it is drunk all day."


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["layout"])
def test_title_authors_and_year_of_a_page(page: dict[str, str | int | None]) -> None:
    found = read_first_page(str(page["text"]))
    assert (found.title, found.author, found.year) == (page["title"], page["author"], page["year"])


def test_a_line_that_comes_again_is_a_running_header() -> None:
    page = f"The Eastern Tea Society\n\nTea in Lankaran\n\n{PROSE}\n\n"
    assert read_first_page(page + PROSE).title == "The Eastern Tea Society"
    assert read_first_page(page + f"**The Eastern Tea Society**\n\n{PROSE}").title == "Tea in Lankaran"


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    page = f"Notes from the Tea Country\n\nBitter Leaves\n\n{PROSE}\n\n"
    assert read_first_page(page).author == "Bitter Leaves"
    assert read_first_page(page + "The leaves are bitter.").author is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Smith", ("Jane Smith",)),
        ("J. R. Smith¹,² and Vincent van der Berg*", ("J. R. Smith", "Vincent van der Berg")),
        ("Dr. Jane Smith, PhD; John Doe1", ("Jane Smith", "John Doe")),
        ("Rəşad Məmməd oğlu Əliyev və Nigar O’Hara-Kaya", ("Rəşad Məmməd oğlu Əliyev", "Nigar O’Hara-Kaya")),
        ("Анна Соколова и Пётр Ильин", ("Анна Соколова", "Пётр Ильин")),
        ("Jane Smith, University of Leeds", ("Jane Smith",)),
        ("Fariz Hale and", ("Fariz Hale",)),
        ("Baku, Azerbaijan", ()),
        ("New York", ()),
        ("National Defence University", ()),
        ("War and Peace", ()),
        ("Smith, Jones and Brown", ()),
        ("Le Monde", ()),
        ("El Salvador", ()),
        ("IBM Haifa", ()),
        ("DUPONT Jean", ("DUPONT Jean",)),
        ("Sheng Di and T. H. H. Ray", ("Sheng Di", "T. H. H. Ray")),
        ("Jane Smith said so", ()),
        ("Jane", ()),
    ],
)
def test_lines_of_names(line: str, names: tuple[str, ...]) -> None:
    assert parse_names(line) == names


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Braşov, November 9th-10th 2023", 2023),
        ("Vienna, 9–10 November 2023", 2023),
        ("30 May – 2 June 2019", 2019),
        ("Bakı, 2 mart 2019-cu il", 2019),
        ("Москва, 5 мая 2006 г.", 2006),
        ("Tbilisi, 1987", 1987),
        ("Spring 2011", 2011),
        ("Received 4 May 2012", None),
        ("The Flood of September 1953", None),
        ("1992–1994", None),
    ],
)
def test_a_line_that_is_a_date_and_no_more(line: str, year: int | None) -> None:
    assert dates_document(line) == year


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Eastern Tea Review 12 (2019) 45–67", 2019),
        ("Vol. 3, Issue 2, Winter 2018", 2018),
        ("Received 4 May 2012; accepted 9 January 2013; published online 2 February 2013", 2013),
        ("Received 4 May 2012", None),
        ("The 5th International Tea Conference, Rize, 9–10 November 2017", 2017),
        ("arXiv:1504.01234v2 [cs.DS] 7 Apr 2015", 2015),
        ("The war of 1992 was not foreseen", None),
        ("Three villages founded the workshop in 1972:", None),
        ("XXI WORKSHOP ON TEA, RIZE 2003", 2003),
        ("© 2001-2019 The Authors", None),
    ],
)
def test_the_year_in_a_publishers_line(line: str, year: int | None) -> None:
    assert year_of_publication(line) == year


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "IVANA TEREK\nWeaver\n\nAddress: Mill Road 2\nTelephone: 12 34 56\n\nPROFILE\n\nWoven for years.",
            "IVANA TEREK",
        ),
        ("TRIP, 3 MAY 2024\nTravellers: Ivana Terek and Brun\nBooked through: Andeo Travel\n\nWe leave at noon.", None),
        (
            "To: All staff\nFrom: Ivana Terek\n\nNew Opening Hours of the Mill\n\nWe open at nine.",
            "New Opening Hours of the Mill",
        ),
        (
            "Memo: Opening Hours of the Mill\nTo: All staff\nFrom: Ivana Terek\n\nWe open at nine.",
            "Memo: Opening Hours of the Mill",
        ),
        ("Looms: A History\nAuthor: Ivana Terek\n\nThe looms stood by the river.", "Looms: A History"),
        (
            "Room: 12\nFloor: 3\n\nThe Looms of Galatz: A Study\n\nThe looms stood by the river.",
            "The Looms of Galatz: A Study",
        ),
        # One line with a colon is a title as before.
        (
            "The Looms of Galatz: Wool and the War\n\nThe looms stood by the river.",
            "The Looms of Galatz: Wool and the War",
        ),
    ],
)
def test_fields_are_no_title_and_what_stands_above_them_may_be_a_name(text: str, title: str | None) -> None:
    assert read_first_page(text).title == title
