import math
from pathlib import Path

import numpy as np
import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from corpus.files import LIBRARY
from index.dense import Dense
from index.embedder import Embedder
from index.filters import Filter
from index.fusion import fuse
from index.lexical import K1, B, Lexical, tokenize
from index.passage import Passage
from index.search import Searcher
from index.store import Store

QUESTIONS = [
    "How much did Azerbaijan spend on its military in 2006?",
    "Which countries chair the Minsk Group?",
    "Why did Turkey close its border?",
    "zzz qqq",
]


@pytest.fixture(scope="module")
def searcher(library_index: Path, embedder: Embedder) -> Searcher:
    return Searcher(Store.open(library_index), embedder)


def test_faiss_finds_what_a_matrix_product_finds() -> None:
    vectors = np.random.default_rng(7).normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    dense = Dense.build([vectors[:100], vectors[100:]], 16)
    question = vectors[42]
    numbers, scores = dense.search(question, 10)
    expected = np.argsort(-(vectors @ question))[:10]
    assert numbers.tolist() == expected.tolist()
    assert np.allclose(scores, (vectors @ question)[expected], atol=1e-6)
    chosen = np.array([5, 299, 42])
    assert np.allclose(dense.similarities(question, chosen), vectors[chosen] @ question, atol=1e-6)


def test_bm25_scores_are_those_of_the_formula() -> None:
    texts = ["the war of 2020 ended", "peace talks, peace talks and war", "sheep", "a war, a war, a war"]
    stemmer = Stemmer.Stemmer("english")
    tokens = [tokenize(text, stemmer) for text in texts]
    mean = sum(map(len, tokens)) / len(tokens)

    def score(query: str, of: list[str]) -> float:
        total = 0.0
        for word in tokenize(query, stemmer):
            holding = sum(word in one for one in tokens)
            idf = math.log(1 + (len(tokens) - holding + 0.5) / (holding + 0.5))
            count = of.count(word)
            total += idf * count / (count + K1 * (1 - B + B * len(of) / mean))
        return total

    lexical = Lexical.build(texts)
    for query in ("war", "peace war", "talks of sheep", "nothing known"):
        assert np.allclose(lexical.scores(query), [score(query, of) for of in tokens], atol=1e-5), query


def test_words_are_compared_without_case_accents_endings_and_thousands_commas() -> None:
    stemmer = Stemmer.Stemmer("english")
    assert tokenize("Krnjević's 1,308 SUMMITS", stemmer) == tokenize("krnjevic's 1308 summit", stemmer)
    assert tokenize("What did he do?", stemmer) == []


def test_an_empty_word_index_scores_nothing() -> None:
    assert Lexical.build([]).scores("war").shape == (0,)
    assert Lexical.build(["the of", "and"]).scores("war").tolist() == [0.0, 0.0]


@given(st.lists(st.tuples(st.floats(-1, 1, width=32), st.floats(0, 50, width=32)), max_size=30), st.floats(0, 1))
def test_fused_scores_lie_between_nought_and_one_and_rise_with_both(
    pairs: list[tuple[float, float]], weight: float
) -> None:
    dense = np.array([pair[0] for pair in pairs], dtype=np.float32)
    lexical = np.array([pair[1] for pair in pairs], dtype=np.float32)
    fused = fuse(dense, lexical, weight)
    assert ((fused >= -1e-9) & (fused <= 1 + 1e-9)).all()
    for one in range(len(pairs)):
        better = (dense >= dense[one]) & (lexical >= lexical[one])
        assert (fused[better] >= fused[one] - 1e-9).all()


def test_fusing_by_hand() -> None:
    fused = fuse(np.array([0.2, 0.6, 0.4], np.float32), np.array([10, 0, 5], np.float32), 0.5)
    assert np.allclose(fused, [0.5, 0.5, 0.5])
    with pytest.raises(ValueError, match="3 dense scores and 1"):
        fuse(np.zeros(3, np.float32), np.zeros(1, np.float32))


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ranked_and_carry_true_scores(searcher: Searcher, question: str) -> None:
    hits = searcher.search(question, top_k=20)
    assert [hit.rank for hit in hits] == list(range(1, 21))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    embedding = searcher.embedder.embed([question])[0]
    for hit in hits[:5]:
        texts = [hit.passage.text[a - hit.passage.start : b - hit.passage.start] for a, b in hit.passage.sentences]
        cosines = searcher.embedder.embed([" ".join(text.split()) for text in texts]) @ embedding
        # In half precision what a text is padded to shows in the third digit.
        assert np.allclose(hit.sentence_scores, cosines, atol=5e-3)
        assert hit.dense_score >= max(hit.sentence_scores) - 1e-6


@pytest.mark.parametrize("question", QUESTIONS)
def test_search_agrees_with_scoring_every_passage(searcher: Searcher, question: str) -> None:
    """The two candidate lists lose nothing here: both rankings reach deeper than the collection is long."""
    store = searcher.store
    vectors = np.concatenate([*store.passage_vectors()])
    texts = [*store.indexed_texts()]
    embedding = searcher.embedder.embed([question])[0]
    sentences = np.concatenate([*store.sentence_vectors()])
    bounds, members = store.members()
    best = [float((sentences[members[a:b]] @ embedding).max()) for a, b in zip(bounds, bounds[1:], strict=False)]
    dense = np.maximum(vectors @ embedding, np.array(best, dtype=np.float32))
    ids = store.passage_ids()
    top = {hit.passage.passage_id for hit in searcher.search(question, top_k=3)}
    fused = fuse(dense, Lexical.build(texts).scores(question))
    assert top == {int(ids[number]) for number in np.argsort(-fused, kind="stable")[:3]}


def test_a_title_sentence_is_found_first(searcher: Searcher) -> None:
    hit = searcher.search("In 2006 Azerbaijan spent how many million constant 2019 US dollars?")[0]
    assert hit.passage.document == "why-the-war-happened.md"
    text = (LIBRARY / hit.passage.document).read_text(encoding="utf-8")
    start, end = hit.passage.place(hit.passage.start, hit.passage.end)
    assert hit.passage.quote(hit.passage.start, hit.passage.end) == text[start:end]
    assert "622" in hit.passage.text


def test_top_k_is_kept_to(searcher: Searcher) -> None:
    assert len(searcher.search("war", top_k=1)) == 1
    assert len(searcher.search("war", top_k=10_000)) <= searcher.passage_count
    with pytest.raises(ValueError, match="top_k"):
        searcher.search("war", top_k=0)


def _place(passage: Passage) -> tuple[str, int]:
    """Of the passage's last character, which no passage before it has."""
    return passage.document, passage.place(passage.end - 1, passage.end)[0]


def test_around_a_passage_its_neighbours_in_the_document_are_found_as_well(searcher: Searcher) -> None:
    documents = searcher.documents()
    first, second = (searcher.ends_of(one.name, 99, 0) for one in documents[:2])
    plain = [hit.passage.passage_id for hit in searcher.search(QUESTIONS[0], 3)]
    last = first[-1]
    found = searcher.search(QUESTIONS[0], 3, around=[_place(last)])
    added = {hit.passage.passage_id for hit in found} - set(plain)
    assert added == {one.passage_id for one in first[-3:]} - set(plain)
    # What else is found is found as without them.
    scores = {hit.passage.passage_id: hit.score for hit in found}
    assert all(scores[hit.passage.passage_id] == hit.score for hit in searcher.search(QUESTIONS[0], 3))
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    elsewhere = Filter(documents=(documents[1].name,))
    assert all(
        hit.passage.document == documents[1].name for hit in searcher.search(QUESTIONS[0], 3, elsewhere, [_place(last)])
    )
    assert [hit.passage.passage_id for hit in searcher.search(QUESTIONS[0], 3, around=[("no such.md", 0)])] == plain
    middle = second[len(second) // 2]
    assert len(searcher.search("zzz qqq", 1, elsewhere, [_place(middle)])) in (5, 6)
