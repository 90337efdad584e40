import pytest

from corpus.formats.author_notes import find_noted_authors
from corpus.formats.first_page import read_first_page

PROSE = "Tea has been grown in Lankaran for longer than anybody there can remember, and it is drunk all day."


@pytest.mark.parametrize(
    "note",
    [
        "1 Nigar A. Sadigova is Associate Research Fellow at the Tea Academy in\nLankaran.",
        "¹ Nigar A. Sadigova is a lecturer in history.",
        "*Nigar A. Sadigova, PhD, teaches the history of tea.",
        "[1] Dr. Nigar A. Sadigova is the editor of this journal.",
        "^{*} Nigar A. Sadigova is professor at the Tea Academy.",
        "## About the Author\n\nNigar A. Sadigova is a journalist.",
        "About the author: Nigar A. Sadigova works in Lankaran.",
    ],
)
def test_who_a_first_note_says_works_somewhere_is_the_author(note: str) -> None:
    assert find_noted_authors(f"{PROSE}\n\n{note}\n\n{PROSE}") == ("Nigar A. Sadigova",)
    assert read_first_page(f"{PROSE}\n\n{note}\n\n{PROSE}").author == "Nigar A. Sadigova"


def test_each_author_of_a_section_about_them_is_found() -> None:
    text = (
        "About the Authors\n\nAnn Lee is a fellow of the Tea Academy.\n\nBob Ray holds a chair in history.\n\nNotes\n"
    )
    assert find_noted_authors(f"{PROSE}\n\n{text}") == ("Ann Lee", "Bob Ray")


@pytest.mark.parametrize(
    "text",
    [
        f"As Ann Lee wrote, {PROSE}\n\n1 Ann Lee is a professor of history.",
        f"{PROSE}\n\n2 Ann Lee is a professor of history.",
        f"{PROSE}\n\n1 Ann Lee, The Book of Tea, Baku 2010.",
        f"{PROSE}\n\n1 Ann Lee is quoted after the second edition.",
        f"{PROSE}\n\nAnn Lee is a professor of history.",
        f"{PROSE}\n\nAbout the author\n\nShe is a professor of history.",
        f"{PROSE}\n\n1. Ann Lee is a teacher.\n2. Bob Ray is an engineer.",
        f"{PROSE}\n\n* Ann Lee is a teacher.\n* Bob Ray is an engineer.",
        f"{PROSE}\n\n1 Ann Lee was a teacher.",
        f"{PROSE}\n\n*Ann Lee is a teacher.*",
        f"{PROSE}\n\n* Ann Lee – teacher, 45",
        "What we know\nabout the author\nAnn Lee is a writer of epics.",
        "",
    ],
)
def test_other_notes_name_no_author(text: str) -> None:
    assert find_noted_authors(text) == ()


def test_a_name_on_the_first_page_comes_before_a_note() -> None:
    page = f"Tea in Lankaran\n\nBob Ray\n\n{PROSE}\n\n1 Ann Lee is a professor of history.\n"
    assert read_first_page(page).author == "Bob Ray"
