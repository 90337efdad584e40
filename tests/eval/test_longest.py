import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.longest import rouge_l


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [
        ("the war ended in 1994", "the war ended in 1994", 1.0),
        ("the war ended", "the long war had ended", 2 * 3 / 8),
        ("ended war the", "the war ended", 2 * 1 / 6),
        ("", "war", 0.0),
        ("war", "", 0.0),
    ],
)
def test_by_hand(text: str, reference: str, expected: float) -> None:
    assert rouge_l(text, reference) == pytest.approx(expected)


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_it_is_symmetric_and_lies_between_nought_and_one(one: list[str], other: list[str]) -> None:
    score = rouge_l(" ".join(one), " ".join(other))
    assert score == rouge_l(" ".join(other), " ".join(one))
    assert 0 <= score <= 1
