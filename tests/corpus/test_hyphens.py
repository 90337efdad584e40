import pytest

from corpus.hyphens import keeps_hyphen

KNOWN = frozenset("single copy strongly consistent dimensional some where over written so called tea diplomacy".split())


@pytest.mark.parametrize(
    ("left", "right", "keeps"),
    [
        ("single", "copy", True),
        ("Strongly", "consistent", True),
        ("n", "dimensional", True),
        ("self", "interest", True),
        ("so", "called", True),
        ("Nagorno", "Karabakh", True),
        ("diplo", "macy", False),
        ("some", "where", False),
        ("over", "written", False),
        ("ge", "ther", False),
        ("dis", "consistent", False),
        ("con", "sistent", False),
    ],
)
def test_two_words_keep_the_hyphen_between_them_and_halves_lose_it(left: str, right: str, keeps: bool) -> None:
    assert keeps_hyphen(left, right, KNOWN, is_set_so=True) == keeps


def test_a_text_that_cuts_no_word_has_only_hyphens_of_its_writer() -> None:
    assert keeps_hyphen("sugar", "bowl", KNOWN, is_set_so=False)
    assert not keeps_hyphen("con", "sistent", KNOWN, is_set_so=False)
