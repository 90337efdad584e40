import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.retrieval import coverage, covered_at_k, evidence_ranks, recall_at_k, reciprocal_rank
from eval.predictions import RetrievedPassage
from eval.questions import Evidence

RANKS = st.lists(st.one_of(st.none(), st.integers(1, 20)), min_size=1, max_size=5)


def passages(*texts, document="a.md"):
    return [RetrievedPassage(document, text) for text in texts]


def test_a_quote_is_found_at_the_rank_of_the_first_passage_that_holds_it_whole():
    evidence = [Evidence("a.md", "two three"), Evidence("a.md", "nine")]
    assert evidence_ranks(evidence, passages("one two", "one two three", "two three")) == [2, None]


def test_white_space_does_not_matter():
    assert evidence_ranks([Evidence("a.md", "two  three")], passages("one\ntwo\n three four")) == [1]


def test_the_same_words_in_another_document_are_not_the_evidence():
    retrieved = [RetrievedPassage("b.md", "one two"), RetrievedPassage("a.md", "one two")]
    assert evidence_ranks([Evidence("a.md", "one two")], retrieved) == [2]


def test_a_quote_cut_by_a_passage_border_is_not_found():
    assert evidence_ranks([Evidence("a.md", "one two three four")], passages("one two", "three four")) == [None]


def test_recall_is_the_share_of_quotes_among_the_first_k():
    ranks = [1, 5, 6, None]
    assert [recall_at_k(ranks, k) for k in (1, 5, 10)] == [0.25, 0.5, 0.75]


def test_reciprocal_rank_is_of_the_first_passage_that_holds_any_quote():
    assert reciprocal_rank([None, 4, 2]) == 0.5
    assert reciprocal_rank([None]) == 0


@given(RANKS, st.integers(1, 20))
def test_recall_never_falls_with_k_and_needs_a_reciprocal_rank(ranks, k):
    assert 0 <= recall_at_k(ranks, k) <= recall_at_k(ranks, k + 1) <= 1
    assert (recall_at_k(ranks, 20) > 0) == (reciprocal_rank(ranks) > 0)


def test_coverage_counts_words_in_runs_of_four():
    quote = "one two three four five six seven eight nine ten"
    assert coverage(quote, ["zero one two three four five x", "seven eight nine"]) == 0.5
    assert coverage(quote, ["one two three four five", "six seven eight nine ten"]) == 1.0
    assert coverage(quote, ["ten nine eight seven six five"]) == 0.0


def test_a_short_quote_is_covered_as_a_whole_or_not_at_all():
    assert coverage("two three", ["one two three"]) == 1.0
    assert coverage("two three", ["one two", "three"]) == 0.0


@pytest.mark.parametrize(("k", "expected"), [(1, 0.0), (2, 1.0)])
def test_passages_of_the_document_cover_a_quote_together(k, expected):
    quote = "one two three four five six seven eight"
    retrieved = passages("one two three four", "five six seven eight nine")
    assert covered_at_k([Evidence("a.md", quote)], retrieved, k) == expected


def test_passages_of_another_document_cover_nothing():
    retrieved = passages("one two three four", document="b.md")
    assert covered_at_k([Evidence("a.md", "one two three four")], retrieved, 5) == 0.0


@given(st.text(alphabet="ab ", min_size=1), st.lists(st.text(alphabet="ab "), max_size=3))
def test_coverage_is_a_share(quote, texts):
    assert 0 <= coverage(quote, texts) <= 1
