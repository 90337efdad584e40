"""Words of a question that stand in none of the documents asked, and documents that were not asked and are nearer."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import Stemmer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UserError
from corpus.files import find_files
from index.build import build_index
from index.embedder import Embedder
from index.filters import Filter, Years
from index.fusion import fuse
from index.lexical import Lexical, tokenize
from index.search import Searcher
from index.store import Store

NAMES = (
    "cross-regional-diplomacy.md",
    "failure-of-multilateral-diplomacy.md",
    "heydar-aliyev-regional-relations.md",
    "military-diplomacy.md",
    "why-the-war-happened.md",
)
# Some stand in all digests, some in one, some in none; some are stopwords, some have hyphens, accents and commas.
WORDS = (
    "Minsk wars WAR railway tariffs Non-Aligned Kashmir sheep-dog Kasprzyk's the what Strakes Muradov 1,500 622 2019 "
    "Məclis MECLIS Krnjević digest Falklands zzz cafés cross-border"
).split()


@pytest.fixture(scope="module")
def searcher(library_index: Path, embedder: Embedder) -> Searcher:
    return Searcher(Store.open(library_index), embedder)


def stems_of(searcher: Searcher, names: tuple[str, ...]) -> set[str]:
    """All stems of these documents, found by reading every passage."""
    stemmer = Stemmer.Stemmer("english")
    store = searcher.store
    documents = [one for one in store.documents() if one.name in names]
    owners = [one.document_id for one in documents]
    passages = zip(store.passage_documents().tolist(), store.indexed_texts(), strict=True)
    texts = [text for owner, text in passages if owner in owners]
    texts += [f"{one.title} {one.author} {one.year} {one.name} {one.collection}" for one in documents]
    return {stem for text in texts for stem in tokenize(text, stemmer)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=8), st.sets(st.sampled_from(NAMES), min_size=1))
def test_a_word_is_unknown_exactly_if_no_passage_asked_has_its_stem(
    searcher: Searcher, words: list[str], names: set[str]
) -> None:
    stemmer = Stemmer.Stemmer("english")
    known = stems_of(searcher, tuple(names))
    expected = [part for word in words for part in word.split("-") if set(tokenize(part, stemmer)) - known]
    # What stands behind an apostrophe is a word of its own, and here a stopword.
    expected = [part.removesuffix("'s") for part in expected]
    assert searcher.unknown_words(" ".join(words), Filter(documents=tuple(names))) == list(dict.fromkeys(expected))


def test_an_unknown_word_is_told_as_typed_and_once(searcher: Searcher) -> None:
    asked = "What did the peace talks of 2023 agree on Subway-tariffs, SUBWAYS and sheep-dogs?"
    assert searcher.unknown_words(asked) == ["Subway", "tariffs", "sheep", "dogs"]


def test_a_word_of_another_document_is_unknown_where_only_one_is_asked(searcher: Searcher) -> None:
    only = Filter(documents=("military-diplomacy.md",))
    assert searcher.unknown_words("Pashayeva lobbied Minsk") == []
    assert "Pashayeva" in searcher.unknown_words("Pashayeva lobbied Minsk", only)


def test_title_author_and_year_of_a_document_are_its_words(papers: Path, tmp_path: Path, embedder: Embedder) -> None:
    build_index(tmp_path / "index", find_files([papers]))
    searcher = Searcher(Store.open(tmp_path / "index"), embedder)
    assert searcher.unknown_words("What did Aliyeva report in 2019?") == []
    assert searcher.unknown_words("Aliyeva 2019", Filter(documents=("tea.txt",))) == ["Aliyeva", "2019"]


def test_an_empty_index_and_no_words_tell_nothing(tmp_path: Path, embedder: Embedder, searcher: Searcher) -> None:
    assert Searcher(Store.open_or_create(tmp_path), embedder).unknown_words("What is tea?") == []
    assert searcher.unknown_words("What is it?") == searcher.unknown_words("") == []
    with pytest.raises(UserError):
        searcher.unknown_words("tea", Filter(documents=("gone.md",)))


@given(st.text())
def test_stems_are_those_of_the_index_and_lead_back_to_what_was_typed(text: str) -> None:
    found = Lexical.build(["any"]).stems(text)
    assert [stem for _, stem in found] == tokenize(text, Stemmer.Stemmer("english"))
    assert Lexical.build(["any"]).vocabulary(text) == {stem for _, stem in found}
    at = 0
    for typed, _ in found:
        # Several words may come of one character, such as a fraction.
        at = text.index(typed, max(0, at - len(typed)))
        at += len(typed)


@given(st.lists(st.lists(st.sampled_from(["war", "wars", "peace", "tea", "of"]), max_size=5), max_size=6))
def test_the_holders_of_a_stem_are_the_texts_with_it(texts: list[list[str]]) -> None:
    lexical = Lexical.build([" ".join(words) for words in texts])
    for stem, forms in {"war": {"war", "wars"}, "peac": {"peace"}, "of": set(), "none": set()}.items():
        expected = [number for number, words in enumerate(texts) if forms & set(words)]
        assert sorted(lexical.holders(stem).tolist()) == expected


QUESTIONS = ("How much did Azerbaijan spend on its military in 2006?", "What is tea?", "Who lobbied for the APA?")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_hidden_documents_are_those_whose_best_passage_scores_as_high(
    searcher: Searcher, question: str, name: str
) -> None:
    """Against scores of every passage; the library is shorter than the rankings are deep."""
    store = searcher.store
    embedding = searcher.embedder.embed([question])[0]
    vectors, sentences = np.concatenate([*store.passage_vectors()]), np.concatenate([*store.sentence_vectors()])
    bounds, members = store.members()
    best = [float((sentences[members[left:right]] @ embedding).max()) for left, right in pairwise(bounds)]
    dense = np.maximum(vectors @ embedding, np.array(best, dtype=np.float32))
    scores = fuse(dense, Lexical.build(store.indexed_texts()).scores(question))
    owners = store.passage_documents()
    tops = {one.name: float(scores[owners == one.document_id].max()) for one in store.documents()}
    expected = sorted((other for other in tops if other != name and tops[other] >= tops[name]), key=lambda x: -tops[x])
    found = [one.name for one in searcher.hidden(question, Filter(documents=(name,)))]
    assert found == expected


def test_nothing_is_hidden_where_all_documents_are_asked(searcher: Searcher) -> None:
    assert searcher.hidden("Who lobbied for the APA?", None) == []
    assert searcher.hidden("Who lobbied for the APA?", Filter()) == []
    assert searcher.hidden("Who lobbied for the APA?", Filter(documents=NAMES)) == []


def test_what_may_not_be_searched_at_all_is_not_told_of(library_index: Path, embedder: Embedder) -> None:
    within = Filter(documents=("military-diplomacy.md", "why-the-war-happened.md"))
    searcher = Searcher(Store.open(library_index), embedder, within)
    found = searcher.hidden("Who lobbied for the APA?", Filter(documents=("military-diplomacy.md",)))
    assert {one.name for one in found} <= {"why-the-war-happened.md"}
    with pytest.raises(UserError):
        searcher.hidden("Who lobbied for the APA?", Filter(years=(Years(1900, 1900),)))


def test_notes_of_half_read_files_are_kept_and_seen_when_they_change(
    tmp_path: Path, embedder: Embedder, without_model_loading: Embedder
) -> None:
    folder, index = tmp_path / "papers", tmp_path / "index"
    folder.mkdir()
    (folder / "letter.eml").write_text(
        'From: a@b.c\nSubject: Tea\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nTea was planted near Lankaran in 1896.\n"
        '--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="table.pdf"\n\nabc\n--x--\n'
    )
    (folder / "whole.txt").write_text('Sheep\n\nA note: "notes": ["none"] of sheep in the mountains.\n')
    build_index(index, find_files([folder]))
    searcher = Searcher(Store.open(index), embedder)
    ((document, notes),) = searcher.notes()
    assert (document.name, notes) == ("letter.eml", ("attachments were not read: table.pdf",))
    assert searcher.notes(Filter(documents=("whole.txt",))) == []
    (folder / "letter.eml").unlink()
    build_index(index, find_files([folder]))
    assert searcher.notes() == []
