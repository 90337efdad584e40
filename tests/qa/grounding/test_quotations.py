import pytest

from qa.grounding.quotations import find_misnamed, find_misquotations

TEXT = (
    'Brun wrote "Looms and the Silent Mill" in 1887. He called the mill “a house, without sleep”. '
    "_The idle loom_ was a mill[2] of wool³."
)


@pytest.mark.parametrize(
    ("sentence", "faults"),
    [
        ('Brun is the author of "Looms and the Silent Mill".', []),
        ("The mill was “a house without … sleep”, says Brun.", []),
        ('The mill was "a house [without] sleep".', []),
        # One word in quotation marks is distance as often as a quotation.
        ('Brun called the mill "sleepless".', []),
        ('Brun wrote "The Silent Mill and Looms".', ["The Silent Mill and Looms"]),
        ("The mill was “without sleep, a house”.", ["without sleep, a house"]),
        ('The 15" screen weighs more than the 17" model.', []),
        ('He wrote of "a mill of wool".', []),
        ('He wrote of "the idle loom".', []),
        # Part of a word is not the word.
        ('He wrote of "a house, without sleepers".', ["a house, without sleepers"]),
    ],
)
def test_what_stands_in_quotation_marks_is_word_for_word(sentence: str, faults: list[str]) -> None:
    found = list(find_misquotations(sentence, ("Notes", TEXT)))
    assert found == [f"“{fault}” in these words" for fault in faults]


def test_a_title_may_be_quoted() -> None:
    assert not list(find_misquotations('It stands in "The Silent Mill".', ("The silent mill", "Looms stood there.")))


@pytest.mark.parametrize(
    ("sentence", "faults"),
    [
        ("Vienna joined the Union of River States (URS).", []),
        ("Terek holds that with Brun (1887).", []),
        ("Terek (1887) holds that.", ["Terek (1887)"]),
        ("Vienna joined Vienna's (URS).", ["Vienna's (URS)"]),
        # The quote says nothing of this one.
        ("Terek (1890) holds that.", []),
        # The quote has another name for it, of the same words.
        ("Vienna joined the River Union (URS).", []),
    ],
)
def test_the_name_before_a_bracket_is_the_one_of_the_quote(sentence: str, faults: list[str]) -> None:
    quotes = [
        "Vienna joined the Union of River States (URS) in 1887.",
        "Brun (1887) and Ostrava (1890, p. 4) doubt it.",
    ]
    assert list(find_misnamed(sentence, quotes)) == faults
