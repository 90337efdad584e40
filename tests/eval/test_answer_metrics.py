import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.answers import best_token_f1, contained, nugget_recall, token_f1

TEXT = st.text(alphabet="ab ., -", max_size=20)


@pytest.mark.parametrize(
    ("answer", "aliases", "expected"),
    [
        ("It opened in February 1995.", ["february 1995"], True),
        ("It opened in February of 1995.", ["February 1995"], False),
        ("The 1990s were hard.", ["1990"], False),
        ("John Maresca, an envoy, wrote it.", ["Broers", "Maresca"], True),
        ("Anything.", ["the"], False),
        ("", ["Baku"], False),
    ],
)
def test_an_answer_holds_an_alias_only_as_a_run_of_whole_words(answer, aliases, expected):
    assert contained(answer, aliases) is expected


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    # 2 of 3 words right, 2 of 4 words given: 2 · (2/3) · (2/4) / (2/3 + 2/4) = 4/7
    assert token_f1("the Baku Supsa pipeline", "Baku to Supsa line") == pytest.approx(4 / 7)


def test_f1_counts_a_repeated_word_as_often_as_both_have_it():
    # common: no, no; 2 · 2 / (3 + 2)
    assert token_f1("no no no", "no no") == pytest.approx(4 / 5)


def test_f1_takes_the_best_alias():
    assert best_token_f1("John Maresca", ["Broers", "Maresca", "John Maresca"]) == 1
    assert best_token_f1("John Maresca", ["Maresca"]) == pytest.approx(2 / 3)


def test_an_empty_answer_earns_nothing_even_from_an_alias_without_words():
    assert best_token_f1("", ["the"]) == 0


@given(TEXT, TEXT)
def test_f1_is_a_share_the_same_both_ways_and_1_for_equal_texts(one, other):
    assert 0 <= token_f1(one, other) <= 1
    assert token_f1(one, other) == token_f1(other, one)
    assert token_f1(one, one) == 1


@given(TEXT, TEXT)
def test_what_holds_an_alias_shares_words_with_it(answer, alias):
    if contained(answer, [alias]):
        assert best_token_f1(answer, [alias]) > 0


def test_a_nugget_is_held_from_three_fifths_of_its_content_words():
    # telling: military, balance, favoured, defence, attack
    nugget = "the military balance favoured defence over attack"
    assert nugget_recall("A military balance that favours others", [nugget]) == 1
    assert nugget_recall("A military balance", [nugget]) == 0


def test_nugget_recall_is_the_share_of_nuggets_held():
    nuggets = ["Djibouti", "Morocco", "Saudi Arabia", "Pakistan"]
    assert nugget_recall("Morocco and Saudi Arabia sit on it.", nuggets) == 0.5


def test_numbers_of_nuggets_must_be_the_same():
    assert nugget_recall("It was in 200000.", ["2000001"]) == 0


@given(TEXT, st.lists(TEXT, min_size=1, max_size=4))
def test_nugget_recall_is_a_share(answer, nuggets):
    assert 0 <= nugget_recall(answer, nuggets) <= 1
