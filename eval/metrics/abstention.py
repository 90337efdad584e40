"""Whether the system knows when the documents do not answer."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

BINS = 10


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The probability that a positive scores above a negative, ties counting half; None if one side is empty.

    The area under the ROC curve as the Mann–Whitney rank statistic (Hanley & McNeil, Radiology 1982).
    """
    if not positives or not negatives:
        return None
    below = sorted(negatives)
    halves = sum(bisect_left(below, score) + bisect_right(below, score) for score in positives)
    return halves / (2 * len(positives) * len(negatives))


def calibration_error(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """How far confidence is from the share of true outcomes, 0 to 1, in ten bins of equal width; None if empty.

    Expected calibration error: the bins' distances, weighted by their counts (Naeini et al., AAAI 2015).
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, outcome in zip(confidences, outcomes, strict=True):
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, outcome))
    # |mean confidence - share of true outcomes| times the bin's count is the distance of the two sums.
    distances = [abs(sum(confidence for confidence, _ in one) - sum(outcome for _, outcome in one)) for one in bins]
    return sum(distances) / len(confidences) if confidences else None
