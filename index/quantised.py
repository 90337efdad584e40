"""Weights in four or eight bits: a quarter or half of half precision's size, and their rows rounded in groups."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# A weight in few bits has its groups' scales beside it, under its name with this ending.
SCALES = ".scales"
# Large enough for the scales to weigh little, small enough for one far outlier to spoil few.
GROUP = 32
# Smaller tables, and what is added or multiplied, stay as they are.
MIN_SIZE = 100_000
BITS = (4, 8)


def quantise(weights: Mapping[str, Array], bits: int) -> dict[str, Array]:
    """The large matrices in so many bits, symmetrically by the largest of each group of 32; others in half precision.

    Eight bits: int8 (rows, columns). Four: uint8 (rows, columns / 2), the first of two in the lower half, as two's
    complement. Beside each its scales, float16 (rows, columns / 32). Raises ValueError if bits is neither 4 nor 8.
    """
    if bits not in BITS:
        raise ValueError(f"weights are kept in 4 or 8 bits, not {bits}")
    kept: dict[str, Array] = {}
    for name, weight in weights.items():
        if not is_rounded(weight.shape):
            kept[name] = weight.astype(np.float16)
            continue
        grouped = weight.astype(np.float32).reshape(len(weight), -1, GROUP)
        largest = 2 ** (bits - 1) - 1
        scales = (np.abs(grouped).max(axis=2, keepdims=True) / largest).astype(np.float16)
        divisors = np.where(scales == 0, 1, scales).astype(np.float32)
        numbers = np.clip(np.rint(grouped / divisors), -largest, largest).astype(np.int8).reshape(weight.shape)
        kept[name] = numbers if bits == 8 else _packed(numbers)
        kept[name + SCALES] = scales[:, :, 0]
    return kept


def restore(weights: Mapping[str, Array]) -> dict[str, Array]:
    """Weights that quantise made, all in half precision again; what was rounded stays rounded."""
    restored: dict[str, Array] = {}
    for name, weight in weights.items():
        if is_quantised(name, weights):
            numbers = _unpacked(weight) if bits_of(weight) == 4 else weight
            grouped = numbers.reshape(len(numbers), -1, GROUP).astype(np.float32)
            scales = weights[name + SCALES].astype(np.float32)
            restored[name] = (grouped * scales[:, :, None]).reshape(numbers.shape).astype(np.float16)
        elif not name.endswith(SCALES):
            restored[name] = weight
    return restored


def is_rounded(shape: Sequence[int]) -> bool:
    """Whether quantise leaves weights of this shape in few bits."""
    return len(shape) == 2 and shape[0] * shape[1] >= MIN_SIZE and shape[1] % GROUP == 0


def is_quantised(name: str, weights: Mapping[str, Array]) -> bool:
    """Whether a weight is kept in few bits."""
    return name + SCALES in weights


def bits_of(weight: Array) -> int:
    """Of a quantised weight: 4 or 8."""
    return 4 if weight.dtype == np.uint8 else 8


def _packed(numbers: Array) -> Array:
    halves = numbers.astype(np.uint8) & 0xF
    packed: Array = halves[:, 0::2] | halves[:, 1::2] << 4
    return packed


def _unpacked(packed: Array) -> Array:
    numbers = np.empty((len(packed), 2 * packed.shape[1]), dtype=np.int8)
    numbers[:, 0::2], numbers[:, 1::2] = packed & 0xF, packed >> 4
    # Two's complement: 15 is -1.
    signed: Array = (numbers ^ 8) - 8
    return signed
