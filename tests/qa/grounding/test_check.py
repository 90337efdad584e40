from collections.abc import Sequence

import pytest

from corpus.sentences import split_sentences
from index.passage import Hit, Passage
from qa.grounding.check import Support, needed_for
from qa.grounding.facts import DENIES_UNMENTIONED, DENIES_WHOLLY
from qa.grounding.resolve import Outcome, resolve
from qa.loading import load_check
from qa.writers.generative import Check

METRO = "The Baku metro opened in November 1967. It had five stations on the first day. Sheep graze elsewhere."
TEA = "Tea was first planted near Lankaran in 1896. The harvest of tea fell after 1991."


@pytest.fixture(scope="module")
def check() -> Check:
    return load_check()


def hits(*texts: str) -> list[Hit]:
    passages = [
        Passage(0, f"{text[:3]}.txt", "Notes", None, None, (), 0, len(text), text, tuple(split_sentences(text)))
        for text in texts
    ]
    return [Hit(passage, rank, 1.0, 1.0, 1.0) for rank, passage in enumerate(passages, start=1)]


def outcome(check: Check, sentence: str, cited: Sequence[int]) -> Outcome:
    return resolve(cited, check(sentence, hits(METRO, TEA)))


def test_a_supported_sentence_keeps_its_citation_and_rests_on_the_exact_quote(check: Check) -> None:
    kept = outcome(check, "The metro of Baku was opened in November 1967.", [0])
    assert kept.kept and not kept.moved
    (support,) = kept.supports
    assert [METRO[start:end] for start, end in support.quotes] == ["The Baku metro opened in November 1967."]


def test_a_sentence_that_cites_the_wrong_passage_is_moved_to_the_right_one(check: Check) -> None:
    moved = outcome(check, "The metro of Baku was opened in November 1967.", [1])
    assert (moved.kept, moved.moved, [one.hit for one in moved.supports]) == (True, True, [0])
    assert "the passage does not say the date 1967" in moved.reasons


def test_a_sentence_without_a_citation_gets_one(check: Check) -> None:
    added = outcome(check, "Tea was planted near Lankaran for the first time in 1896.", [])
    assert (added.moved, [one.hit for one in added.supports]) == (True, [1])


@pytest.mark.parametrize(
    "sentence",
    [
        "The metro of Baku was opened in November 1976.",
        "The metro of Tbilisi was opened in November 1967.",
        "The metro of Baku was not opened in November 1967.",
        "It had seven stations on the first day.",
        "Foreign engineers drew the plans and quarrelled about their pay.",
        "42.",
    ],
)
def test_what_no_passage_says_is_dropped_with_a_reason(check: Check, sentence: str) -> None:
    dropped = outcome(check, sentence, [0])
    assert (dropped.kept, dropped.supports) == (False, ())
    assert dropped.reasons


@pytest.mark.parametrize("sentence", ["Sheep graze elsewhere.", "- It had five stations, on the first day"])
def test_a_sentence_that_is_repeated_word_for_word_is_certain(check: Check, sentence: str) -> None:
    first, second = check(sentence, hits(METRO, TEA))
    assert (first.probability, first.holds, second.holds) == (1.0, True, False)
    ((start, end),) = first.quotes
    assert METRO[start:end].rstrip(".") in sentence.replace(",", "").removeprefix("- ") + "."


def test_a_passage_that_says_otherwise_leaves_no_room_for_vague_support(check: Check) -> None:
    otherwise = "The harvest of tea rose after 1991."
    cited, beside = check(otherwise, hits(TEA, "People speak of tea after 1991. The tea was good."))
    assert cited.exchanges and not cited.holds and not cited.contested
    assert beside.contested and not beside.exchanges


def test_a_row_with_a_figure_under_another_header_is_not_supported_by_prose_either(check: Check) -> None:
    table = "Year: 2016 | Tea (tons): 1554 | Wool (tons): 453. Year: 2018 | Tea (tons): 1716 | Wool (tons): 523."
    prose = "In 2016 the harvest of tea was 1554 and that of wool 453 tons."
    right, wrong = (
        check(f"Year: 2016 | Tea (tons): 1554 | {name} (tons): 453.", hits(table, prose)) for name in ("Wool", "Tea's")
    )
    assert any(one.holds for one in right)
    assert wrong[0].misplaced and wrong[1].contested and not any(one.holds for one in wrong)


def test_another_word_in_a_repeated_sentence_demands_certainty(check: Check) -> None:
    text = "Wanted: a used pump for the garden of plot 5, no bigger than a bucket."
    (support,) = check(text.replace("Wanted", "Giveaway"), hits(text))
    assert "Giveaway in this place" in support.faults
    assert support.needed == 0.9


def test_who_only_tells_it_is_not_shown_as_who_did_it(check: Check) -> None:
    (support,) = check("Terek built the mill of Galatz.", hits("Terek writes that Brun built the mill of Galatz."))
    assert "Terek in this place" in support.exchanges and not support.holds


def test_what_one_passage_contradicts_no_other_may_say_in_part() -> None:
    for faults, holds in (((), True), (("most of its words",), False)):
        assert Support(0, ((0, 10),), faults, 0.95, contested=True, needed=needed_for(faults)).holds is holds


@pytest.mark.parametrize("sentence", ["Which.", "A great station.", "Some years."])
def test_a_shred_of_a_sentence_is_not_supported(check: Check, sentence: str) -> None:
    assert not outcome(check, sentence, []).kept


@pytest.mark.parametrize("sentence", ["Lankaran.", "November 1967.", "Five stations.", "Tea was planted."])
def test_few_words_that_all_stand_in_the_passage_may_be_the_answer(check: Check, sentence: str) -> None:
    assert outcome(check, sentence, []).kept


def test_a_sentence_with_few_words_of_a_passage_differs_from_it(check: Check) -> None:
    (few,) = check("Foreign engineers drew secret plans for stations abroad.", hits(METRO))
    (many,) = check("The metro of Baku was opened in November.", hits(METRO))
    assert "most of its words" in few.faults and "most of its words" not in many.faults


def test_a_passage_without_sentences_supports_nothing(check: Check) -> None:
    assert not resolve([0], check("Sheep graze.", hits(""))).kept


@pytest.mark.parametrize(
    ("faults", "exchanges", "probability", "expected"),
    [
        ((), (), 0.4, True),
        ((), (), 0.39, False),
        (("the number 33",), (), 0.64, False),
        (("the number 33",), (), 0.65, True),
        ((), ("Baku in this place",), 0.99, False),
    ],
)
def test_what_differs_must_be_outweighed_and_what_is_exchanged_cannot_be(
    faults: tuple[str, ...], exchanges: tuple[str, ...], probability: float, expected: bool
) -> None:
    support = Support(0, ((0, 10),), faults, probability, (), exchanges, needed=needed_for(faults))
    assert support.holds is expected
    assert resolve([0], [support]).kept is expected


@pytest.mark.parametrize(("probability", "expected"), [(0.89, False), (0.9, True)])
def test_where_another_passage_says_otherwise_much_is_needed(probability: float, expected: bool) -> None:
    assert Support(0, ((0, 10),), (), probability, contested=True).holds is expected


@pytest.mark.parametrize(
    ("fault", "needed"),
    [(DENIES_UNMENTIONED, 0.9), (DENIES_WHOLLY, 0.95), ("the number 33", 0.65)],
)
def test_the_more_is_denied_the_surer_the_model_must_be(fault: str, needed: float) -> None:
    assert needed_for(["the number 33", fault]) == needed
    assert Support(0, ((0, 10),), (fault,), needed, needed=needed).holds
    assert not Support(0, ((0, 10),), (fault,), needed - 0.01, needed=needed).holds


def test_what_is_misquoted_is_not_supported_and_the_reason_is_told(check: Check) -> None:
    assert not Support(0, ((0, 10),), (), 1.0, misquoted=("“no” in these words",)).holds
    said = 'Iskra said that "tea was first planted near Lankaran" in 1896.'
    misquoted = outcome(check, 'It is said that "near Lankaran tea was first planted" in 1896.', [1])
    assert not misquoted.kept
    assert "the passage does not say “near Lankaran tea was first planted” in these words" in misquoted.reasons
    assert not any("in these words" in reason for reason in outcome(check, said, [1]).reasons)
