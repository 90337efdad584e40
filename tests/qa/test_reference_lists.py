import pytest

from index.passage import Hit, Passage
from qa.reference_lists import asks_about_sources, is_reference_list, without_reference_lists


def hit(*headings: str) -> Hit:
    return Hit(Passage(1, "a.pdf", "T", None, None, headings, 0, 5, "Text."), 1, 0.5, 0.5, 0.0)


@pytest.mark.parametrize(
    ("heading", "is_list"),
    [
        ("References", True),
        ("9 REFERENCES", True),
        ("VII. References", True),
        ("**Bibliography**", True),
        ("Works Cited", True),
        ("Literaturverzeichnis", True),
        ("Список литературы", True),
        ("İstifadə olunmuş ədəbiyyat", True),
        ("References to Karabakh in the Press", False),
        ("Literature and War", False),
        ("Notes", False),
        ("1.", False),
    ],
)
def test_a_list_of_references_is_told_by_its_heading(heading: str, is_list: bool) -> None:
    assert is_reference_list(hit("A Paper", heading).passage) == is_list
    assert not is_reference_list(hit(heading, "A Section Below").passage)


def test_a_passage_without_headings_is_no_list() -> None:
    assert not is_reference_list(hit().passage)
    kept, gone = hit("Introduction"), hit("References")
    assert without_reference_lists([gone, kept, gone]) == [kept]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Who wrote about chain replication?", True),
        ("Which works does Muradov cite?", True),
        ("What was published in 1994?", True),
        ("In which journal did it appear?", True),
        ("What is the capital of Australia?", False),
        ("How does Raft elect a leader?", False),
    ],
)
def test_questions_about_sources(question: str, about: bool) -> None:
    assert asks_about_sources(question) == about
