"""Two rankings → one."""

import numpy as np
from numpy.typing import NDArray

# Share of the dense score. Measured: docs/experiments.md, "Fusion".
DENSE_WEIGHT = 0.7


def fuse(
    dense: NDArray[np.float32], lexical: NDArray[np.float32], dense_weight: float = DENSE_WEIGHT
) -> NDArray[np.float64]:
    """Weighted sum of two score lists over the same candidates, each first scaled to 0 … 1.

    dense, lexical: (n,), higher is better. Returns (n,) in 0 … 1. A list whose scores are all equal says nothing and
    counts as 0. Raises ValueError if the lengths differ.
    Source: min-max normalised sum, Fox & Shaw, TREC-2, 1994; ahead of reciprocal rank fusion on 18 BEIR sets.
    """
    if dense.shape != lexical.shape:
        raise ValueError(f"{dense.shape[0]} dense scores and {lexical.shape[0]} lexical scores")
    return dense_weight * _scale(dense) + (1 - dense_weight) * _scale(lexical)


def _scale(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    exact = scores.astype(np.float64)
    if not exact.size or exact.max() == exact.min():
        return np.zeros(exact.shape)
    scaled: NDArray[np.float64] = (exact - exact.min()) / (exact.max() - exact.min())
    return scaled
