"""How long answers took."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which a share (0 to 1) of them lies, between neighbours by straight line; None if empty.

    Source: definition 7 of Hyndman & Fan, The American Statistician 1996, which NumPy has as its default.
    """
    if not values:
        return None
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    lower = int(position)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (position - lower) * (ordered[upper] - ordered[lower])
