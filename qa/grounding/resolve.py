"""What becomes of a written sentence: it is kept, moved to the passage that says it, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.grounding.check import Support

# Two sources for a sentence are a comfort, more are a nuisance.
MAX_CITATIONS = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """supports: what the sentence now rests on, best first; empty if nothing supports it.

    moved: whether these are others than it cited, or it cited none. reasons: why the passages it cited do not support
    it, or the nearest one if it cited none, in words.
    """

    supports: tuple[Support, ...]
    moved: bool
    reasons: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether the sentence may be shown as supported."""
        return bool(self.supports)


def resolve(cited: Sequence[int], supports: Sequence[Support]) -> Outcome:
    """Decide on a sentence that cites these hits, numbers from 0, given what every hit says to it.

    A cited hit that supports it stays; only if none does, another takes its place.
    """
    held = [one for one in supports if one.hit in cited and one.holds]
    if held:
        return Outcome(tuple(_best(held)), False, ())
    others = _best([one for one in supports if one.holds])
    nearest = [one for one in supports if one.hit in cited] or _nearest(supports)
    return Outcome(tuple(others[:1]), bool(others), _reasons(nearest))


def _best(supports: Sequence[Support]) -> list[Support]:
    return sorted(supports, key=lambda one: -one.probability)[:MAX_CITATIONS]


def _nearest(supports: Sequence[Support]) -> list[Support]:
    return sorted(supports, key=lambda one: (len(_differing(one)), -one.probability))[:1]


def _reasons(supports: Sequence[Support]) -> tuple[str, ...]:
    reasons: list[str] = []
    for one in supports:
        found = [f"the passage does not say {what}" for what in _differing(one)] or ["the passage says something else"]
        reasons += [reason for reason in found if reason not in reasons]
    return tuple(reasons)


def _differing(support: Support) -> list[str]:
    return list(dict.fromkeys((*support.faults, *support.exchanges, *support.misquoted, *support.misplaced)))
