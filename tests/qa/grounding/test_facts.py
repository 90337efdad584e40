import pytest

from qa.grounding.facts import find_exchanges, find_faults

QUOTE = "In 2006 Azerbaijan spent 622 and Armenia 268 million dollars on its army, and Baku never denied it."


def faults(sentence: str, quote: str = QUOTE, context: str = "Why the War Happened. Babayev") -> list[str]:
    return list(find_faults(sentence, quote, context))


@pytest.mark.parametrize(
    "sentence",
    [
        "Azerbaijan's army cost 622 million dollars in 2006.",
        "Azerbaijani spending was about 630 million dollars in 2006, writes Babayev.",
        "Baku has never denied it.",
    ],
)
def test_what_the_quote_says_in_other_words_has_no_fault(sentence: str) -> None:
    assert faults(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Azerbaijan spent 662 million dollars.", "the number 662"),
        ("Azerbaijan spent 630 million dollars.", "the number 630"),
        ("Azerbaijan spent it in 2008.", "the date 2008"),
        ("Georgia's army cost 622 million dollars, in Tbilisi's words.", "the name Tbilisi's"),
        ("Azerbaijan spent no dollars on its army.", None),
    ],
)
def test_what_the_quote_does_not_say_is_told(sentence: str, fault: str | None) -> None:
    if fault is None:
        assert faults(sentence, "Azerbaijan spent dollars on its army.") == ["a denial"]
    else:
        assert fault in faults(sentence)


def test_a_denial_that_is_left_out_is_told() -> None:
    assert faults("Shepherds sold their wool in Rome.", "Shepherds never sold wool in Rome.") == [
        "this without a denial"
    ]


def test_the_contrary_of_a_word_is_told() -> None:
    assert faults("The envoys rejected the plan.", "The envoys accepted the plan.") == ["rejected, but the contrary"]
    assert faults("It was a precedented step.", "It was an unprecedented step.") == ["precedented, but the contrary"]
    assert faults("Small and large states met.", "States large and small met.") == []


def test_numbers_that_changed_places_are_told() -> None:
    quote = "They freed 5 cities and 4 settlements."
    assert faults("They freed 5 cities and 4 settlements.", quote) == []
    assert faults("They freed 4 cities and 5 settlements.", quote) == [
        "the number 4 of this",
        "the number 5 of this",
    ]


def test_peoples_that_changed_places_are_told() -> None:
    quote = "Armenian forces left, and Azerbaijani refugees returned."
    assert faults("The Armenian forces left.", quote) == []
    assert faults("The Azerbaijani forces left.", quote) == ["the name Azerbaijani for this"]


@pytest.mark.parametrize(
    ("sentence", "quotes", "faults"),
    [
        ("Terek of Galatz beat Brun of Vienna.", ["Brun of Galatz beat Terek of Vienna."], ["Terek", "Brun"]),
        ("The pact of 1887 was never signed in Galatz.", ["The pact of 1887 was signed in Galatz."], ["this denial"]),
        ("The pact was signed by 41 states in Galatz.", ["The pact was signed by 14 states in Galatz."], ["41"]),
        (
            "The talks in Galatz were private and lasted a week.",
            ["The talks in Galatz were public and lasted a week."],
            ["private, but the contrary"],
        ),
        # Said as it stands in one place, though another place is nearly the same.
        (
            "Year: 2006 | Looms: 95 | Mills: 7",
            ["Year: 2005 | Looms: 90 | Mills: 7", "Year: 2006 | Looms: 95 | Mills: 7"],
            [],
        ),
        ("In Galatz, Terek beat Brun in 1887.", ["In 1887, Terek beat Brun in Galatz."], []),
        ("Brun was worsted at Galatz, as Terek tells.", ["Terek beat Brun of Vienna."], []),
    ],
)
def test_what_is_exchanged_in_a_sentence_that_is_nearly_repeated(
    sentence: str, quotes: list[str], faults: list[str]
) -> None:
    found = list(find_exchanges(sentence, quotes))
    assert len(found) == len(faults)
    assert all(fault in told for fault, told in zip(faults, found, strict=True))
