"""Whether the evidence was retrieved."""

from collections.abc import Sequence

from eval.metrics.words import fold, words
from eval.predictions import RetrievedPassage
from eval.questions import Evidence

# A run of this many words in common is a copy; shorter ones are common by chance.
COPIED_WORDS = 4
# A quote counts as covered although its first or last words are cut off.
COVERED_SHARE = 0.8


def evidence_ranks(evidence: Sequence[Evidence], retrieved: Sequence[RetrievedPassage]) -> list[int | None]:
    """For each quote, the rank from 1 of the first passage of its document that holds it whole, or None.

    White space is folded on both sides. Strict: a quote that two passages share is not found.
    """
    passages = [(passage.document, fold(passage.text)) for passage in retrieved]
    return [_rank(one.document, fold(one.quote), passages) for one in evidence]


def _rank(document: str, quote: str, passages: Sequence[tuple[str, str]]) -> int | None:
    for rank, (name, text) in enumerate(passages, start=1):
        if name == document and quote in text:
            return rank
    return None


def recall_at_k(ranks: Sequence[int | None], k: int) -> float:
    """The share of quotes found among the first k passages, 0 to 1.

    ranks: as evidence_ranks gives them, at least one. Averaged over questions this is recall@k of the relevance
    "holds the quote" (Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, chapter 8).
    """
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """1 / rank of the first passage that holds any of the quotes, 0 if none does.

    Averaged over questions: mean reciprocal rank (Voorhees, TREC-8, 1999).
    """
    return max((1 / rank for rank in ranks if rank is not None), default=0.0)


def covered_at_k(evidence: Sequence[Evidence], retrieved: Sequence[RetrievedPassage], k: int) -> float:
    """The share of quotes covered by the first k passages of their documents taken together, 0 to 1.

    Lenient where recall_at_k is strict: a quote is covered if at least 80 % of its words are. evidence: at least one.
    """
    shares = [
        coverage(one.quote, [passage.text for passage in retrieved[:k] if passage.document == one.document])
        for one in evidence
    ]
    return sum(share >= COVERED_SHARE for share in shares) / len(shares)


def coverage(quote: str, texts: Sequence[str]) -> float:
    """The share of the quote's words that lie in a run of four (or all, if fewer) words of one of the texts."""
    sought = words(quote)
    length = min(COPIED_WORDS, len(sought))
    if not length:
        return 0.0
    copied = {run for text in texts for run in _runs(words(text), length)}
    covered = {
        start + offset for start, run in enumerate(_runs(sought, length)) if run in copied for offset in range(length)
    }
    return len(covered) / len(sought)


def _runs(of: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(of[start : start + length]) for start in range(len(of) - length + 1)]
