import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.citations import count_citations, is_on_evidence
from eval.predictions import CitedQuote
from eval.questions import Evidence

WORDS = st.lists(st.sampled_from(["in", "2012", "armenia", "spent"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("cited", "evidence", "expected"),
    [
        ("Baku is the capital.", "Baku is the capital.", True),
        ("baku  is\nthe Capital", "It is said that Baku is the capital, and a port.", True),
        ("It is said that Baku is the capital, and a port.", "Baku is the capital", True),
        # a run of 3 of the shorter one's 6 words
        ("w1 w2 w3 a b c", "x y w1 w2 w3 z q", True),
        ("w1 w2 a b c d", "x y w1 w2 z q", False),
        # as many words in common, but in no unbroken run
        ("w1 a w2 b w3 c", "w1 x w2 y w3 z", False),
        ("...", "Baku is the capital.", False),
    ],
)
def test_a_citation_is_on_the_evidence_if_half_of_the_shorter_quote_is_one_common_run(cited, evidence, expected):
    assert is_on_evidence(CitedQuote("a.md", cited), Evidence("a.md", evidence)) is expected


def test_rows_of_one_table_told_in_sentences_are_told_apart():
    cited = "In 2012 Azerbaijan's military spending was 2159 and Armenia's 372 million constant 2019 US dollars."
    wanted = "In 2014 Azerbaijan's military spending was 2192 and Armenia's 426 million constant 2019 US dollars."
    assert not is_on_evidence(CitedQuote("a.md", cited), Evidence("a.md", wanted))


def test_the_same_words_of_another_document_are_not_the_evidence():
    assert not is_on_evidence(CitedQuote("b.md", "Baku"), Evidence("a.md", "Baku"))


def test_counts_are_of_citations_on_evidence_and_of_quotes_touched():
    evidence = [Evidence("a.md", "one two three four"), Evidence("a.md", "five six seven eight")]
    citations = [CitedQuote("a.md", "one two three"), CitedQuote("a.md", "two three four"), CitedQuote("a.md", "nine")]
    counts = count_citations(citations, evidence)
    assert (counts.citations, counts.on_evidence, counts.quotes, counts.quotes_cited) == (3, 2, 2, 1)


@given(WORDS, WORDS)
def test_being_on_the_evidence_is_mutual_and_follows_from_containing(one, other):
    forward = is_on_evidence(CitedQuote("a.md", one), Evidence("a.md", other))
    assert forward == is_on_evidence(CitedQuote("a.md", other), Evidence("a.md", one))
    if one and f" {one} " in f" {other} ":
        assert forward
