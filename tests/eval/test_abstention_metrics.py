import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.abstention import auroc, calibration_error

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), max_size=8)


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    # pairs: .9>.1, .9>.5, .5>.1 right, .5=.5 half: 3.5 of 4
    assert auroc([0.9, 0.5], [0.1, 0.5]) == pytest.approx(3.5 / 4)


def test_auroc_needs_both_sides():
    assert auroc([], [0.5]) is None
    assert auroc([0.5], []) is None


@given(SCORES, SCORES)
def test_auroc_is_what_counting_all_pairs_gives(positives, negatives):
    pairs = [(one, other) for one in positives for other in negatives]
    if pairs:
        wins = sum(1.0 if one > other else 0.5 if one == other else 0.0 for one, other in pairs)
        assert auroc(positives, negatives) == pytest.approx(wins / len(pairs))


def test_calibration_error_weighs_the_bins_distances():
    # bin .9: mean .95, all true, distance .05, 2 of 4; bin .2: mean .25, half true, distance .25, 2 of 4
    assert calibration_error([0.95, 0.95, 0.2, 0.29], [True, True, False, True]) == pytest.approx(
        0.05 * 0.5 + abs(0.245 - 0.5) * 0.5
    )


def test_sure_and_right_has_no_calibration_error_and_sure_and_wrong_has_all():
    assert calibration_error([1.0, 0.0], [True, False]) == 0
    assert calibration_error([1.0, 0.0], [False, True]) == 1
    assert calibration_error([], []) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_calibration_error_is_a_share(pairs):
    confidences, outcomes = zip(*pairs, strict=True)
    error = calibration_error(confidences, outcomes)
    assert error is not None
    assert 0 <= error <= 1 + 1e-9
