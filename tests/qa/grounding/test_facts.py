import pytest

from qa.grounding.facts import DENIES_UNMENTIONED, DENIES_WHOLLY, find_faults, find_unmentioned_denials

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


@pytest.mark.parametrize(
    "quote",
    [
        "Year: 2012 | Azerbaijan (million constant US$): 2159 | Armenia (million constant US$): 372.",
        "In 2012 Azerbaijan spent 2159 and Armenia 372 million dollars.",
    ],
)
def test_a_unit_given_elsewhere_counts(quote: str) -> None:
    assert faults("In 2012 Azerbaijan spent about 2.16 billion dollars.", quote) == []
    assert faults("In 2012 Azerbaijan spent about 2.41 billion dollars.", quote) == ["the number 2.41"]


def test_a_denial_that_is_left_out_is_told() -> None:
    assert faults("Shepherds sold their wool in Rome.", "Shepherds never sold wool in Rome.") == [
        "this without a denial"
    ]


def test_the_contrary_of_a_word_is_told() -> None:
    assert faults("The envoys rejected the plan.", "The envoys accepted the plan.") == ["rejected, but the contrary"]
    assert faults("It was a precedented step.", "It was an unprecedented step.") == ["precedented, but the contrary"]
    assert faults("It had external causes.", "It had internal causes.") == ["external, but the contrary"]
    assert faults("Small and large states met.", "States large and small met.") == []
    # One has the form of first.
    assert faults("The last envoy met a shepherd.", "One envoy met a shepherd.") == []


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


def test_what_is_denied_of_all_is_held_against_quotes_that_deny_nothing() -> None:
    quote = "The mill of the region opened in May."
    assert find_unmentioned_denials("Nobody in the region knew the mill.", quote) == (DENIES_UNMENTIONED,)
    assert find_unmentioned_denials("Some in the region did not know the mill.", quote) == ()
    assert (
        find_unmentioned_denials("Nobody in the region knew the mill.", f"{quote} Few knew it, and no one else.") == ()
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nobody in the valley ever heard of the mill.", (DENIES_WHOLLY,)),
        ("The mill was never sold.", (DENIES_WHOLLY,)),
        ("The mill was not sold.", (DENIES_UNMENTIONED,)),
        ("The mill never opened.", ()),
        ("No looms were brought there.", ()),
        ("The mill opened.", ()),
        ("The pump not only filters, it also cools.", ()),
        ("No, pets are banned.", ()),
    ],
)
def test_whether_what_is_denied_is_mentioned_at_all(sentence: str, expected: tuple[str, ...]) -> None:
    assert find_unmentioned_denials(sentence, "The mill did not open before the looms came.") == expected


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("The UK sent a gunboat.", None),
        ("The UN sent a gunboat.", "the name UN"),
        ("The US sent a gunboat.", "the name US"),
    ],
)
def test_a_short_name_is_not_the_beginning_of_any_word(sentence: str, fault: str | None) -> None:
    assert faults(sentence, "The UK used a gunboat and a naval unit.") == ([fault] if fault else [])
