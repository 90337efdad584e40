import pytest

from corpus.authors import author_names, short_author


@pytest.mark.parametrize(
    ("author", "persons"),
    [
        (None, []),
        ("Azer Babayev", ["Azer Babayev"]),
        (
            "Azer Babayev, Bruno Schoch, and Hans-Joachim Spanger",
            ["Azer Babayev", "Bruno Schoch", "Hans-Joachim Spanger"],
        ),
        ("Krnjević, Ana; Smith, John", ["Krnjević, Ana", "Smith, John"]),
        ("Ann Lee & Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Alexander Sandov", ["Alexander Sandov"]),
    ],
)
def test_an_authors_line_is_parted_into_persons(author: str | None, persons: list[str]) -> None:
    assert author_names(author) == persons


def test_more_than_three_authors_are_shown_as_two_and_others():
    assert short_author(None) is None
    assert short_author("Azer Babayev") == "Azer Babayev"
    assert short_author("A. One; B. Two; C. Three") == "A. One; B. Two; C. Three"
    assert short_author("A. One, B. Two, C. Three and D. Four") == "A. One, B. Two et al."
