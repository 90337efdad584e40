"""Whether the answer is right and complete, judged by its words."""

from collections import Counter
from collections.abc import Sequence

from eval.metrics.words import content_stems, normalise

# Enough to allow for another wording of a fact, too much for one that shares only its subject.
NUGGET_SHARE = 0.6


def contained(answer: str, aliases: Sequence[str]) -> bool:
    """Whether one of the aliases, normalised as SQuAD does, is a run of whole words of the normalised answer.

    The measure of open-domain question answering where answers are sentences: "accuracy" in Mallen et al., ACL 2023
    (When Not to Trust Language Models), here held to word boundaries.
    """
    text = f" {normalise(answer)} "
    return any(f" {alias} " in text for alias in map(normalise, aliases) if alias)


def token_f1(answer: str, truth: str) -> float:
    """Harmonic mean of precision and recall of the normalised words, counted with repeats, 0 to 1.

    Both empty: 1. Source: compute_f1 of the SQuAD evaluation script (Rajpurkar et al., EMNLP 2016).
    """
    given, wanted = normalise(answer).split(), normalise(truth).split()
    if not given or not wanted:
        return float(given == wanted)
    common = (Counter(given) & Counter(wanted)).total()
    return 2 * common / (len(given) + len(wanted))


def best_token_f1(answer: str, aliases: Sequence[str]) -> float:
    """token_f1 against the alias it is highest for, 0 for an empty answer; aliases: at least one.

    Source: metric_max_over_ground_truths of the SQuAD evaluation script (Rajpurkar et al., EMNLP 2016).
    """
    return max(token_f1(answer, alias) for alias in aliases) if normalise(answer) else 0.0


def nugget_recall(answer: str, nuggets: Sequence[str]) -> float:
    """The share of nuggets that the answer holds, 0 to 1; nuggets: at least one.

    A nugget is held if at least 60 % of its content words, cut to five letters, occur in the answer. Nuggets come
    from Voorhees, TREC 2003 (question answering track), where people judged them; matching by words stands in for that.
    """
    found = content_stems(answer)
    return sum(_is_held(content_stems(nugget), found) for nugget in nuggets) / len(nuggets)


def _is_held(wanted: frozenset[str], found: frozenset[str]) -> bool:
    return bool(wanted) and len(wanted & found) >= NUGGET_SHARE * len(wanted)
