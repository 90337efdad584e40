from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from corpus.files import find_files
from index.build import build_index
from index.embedder import Embedder
from index.filters import Filter, Scope, Years, matching, parse_years, select
from index.fusion import fuse
from index.lexical import Lexical
from index.search import CANDIDATES, Searcher
from index.store import Store, StoredDocument

QUESTIONS = [
    "How much did Azerbaijan spend on its military in 2006?",
    "Which countries chair the Minsk Group?",
    "zzz qqq",
]


def stored(name: str, author: str | None = None, year: int | None = None, collection: str = "") -> StoredDocument:
    return StoredDocument(len(name), name, f"/x/{name}", name, name, author, year, 10, 1, collection)


SHELF = (
    stored("tea.txt", "Nərgiz Əliyeva", 2019, "Tea"),
    stored("papers/war.pdf", "Azer Babayev, Bruno Schoch", 2020, "Peace"),
    stored("papers/old/peace.pdf", "Krnjević, Ana", 1999, "peace"),
    stored("papers.md", None, None),
    stored("a[1].txt", "Alibaba", 2021),
    stored("a1.txt", "Ali Baba", 2022),
)


def names(only: Filter) -> list[str]:
    return [document.name for document in matching(SHELF, only)]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (Filter(), [one.name for one in SHELF]),
        (Filter(documents=("tea.txt", "papers.md")), ["tea.txt", "papers.md"]),
        (Filter(documents=("papers",)), ["papers/war.pdf", "papers/old/peace.pdf"]),
        (Filter(documents=("papers/old/",)), ["papers/old/peace.pdf"]),
        (Filter(documents=("papers/w*.pdf",)), ["papers/war.pdf"]),
        (Filter(documents=("*.txt",)), ["tea.txt", "a[1].txt", "a1.txt"]),
        (Filter(documents=("a[1].txt",)), ["a[1].txt"]),
        (Filter(documents=("a[12].txt",)), ["a1.txt"]),
        (Filter(authors=("babayev",)), ["papers/war.pdf"]),
        (Filter(authors=("AZER  BABAYEV",)), ["papers/war.pdf"]),
        (Filter(authors=("krnjevic",)), ["papers/old/peace.pdf"]),
        (Filter(authors=("ali",)), ["a1.txt"]),
        (Filter(authors=("baba ali", "Azer Schoch")), []),
        (Filter(authors=("!",)), []),
        (Filter(years=(Years(2019, 2020),)), ["tea.txt", "papers/war.pdf"]),
        (Filter(years=(Years(None, 1999), Years(2022, None))), ["papers/old/peace.pdf", "a1.txt"]),
        (Filter(collections=("PEACE",)), ["papers/war.pdf", "papers/old/peace.pdf"]),
        (Filter(collections=("",)), []),
        (Filter(collections=("peace",), years=(Years(2020, 2020),)), ["papers/war.pdf"]),
        (Filter(collections=("tea",), years=(Years(2020, 2020),)), []),
    ],
)
def test_a_filter_means_any_value_of_a_kind_and_all_kinds(only: Filter, expected: list[str]) -> None:
    assert names(only) == expected


def test_letters_and_accents_taken_apart_by_a_file_system_are_the_same_name() -> None:
    apart = stored("re\u0301sume\u0301.txt")
    assert matching([apart], Filter(documents=("résumé.txt",))) == [apart]
    assert matching([apart], Filter(documents=("rés*",))) == [apart]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019", Years(2019, 2019)),
        ("2010-2020", Years(2010, 2020)),
        (" 2010 – 2020 ", Years(2010, 2020)),
        ("2015-", Years(2015, None)),
        ("-2000", Years(None, 2000)),
    ],
)
def test_years_are_read_as_they_are_written(text: str, years: Years) -> None:
    assert parse_years(text) == years
    assert parse_years(str(years)) == years


@pytest.mark.parametrize("text", ["", "-", "x", "20192020", "2019 2020", "2019-x", "٢٠١٩", "2020-2019", "2019-20-21"])
def test_what_names_no_years_is_told(text: str) -> None:
    with pytest.raises(UserError, match="2020-2019|names no years|backwards"):
        parse_years(text)


def test_a_kind_that_leaves_nothing_is_named_with_what_there_is() -> None:
    with pytest.raises(
        UserError, match=r"no document is by Nobody: there are Ali Baba; Alibaba; Azer Babayev; .*; Krnjević, Ana"
    ):
        select(SHELF, Filter(authors=("Nobody",), collections=("Tea",)))
    with pytest.raises(UserError, match=r"no document is of 1980-1990: there are 1999; 2019"):
        select(SHELF, Filter(years=(Years(1980, 1990),)))
    with pytest.raises(UserError, match=r"no document is in the collection Wra: there are Peace; Tea"):
        select(SHELF, Filter(collections=("Wra",)))


def test_kinds_that_leave_nothing_only_together_are_counted() -> None:
    with pytest.raises(UserError, match=r"of 6 there are 1 of 2019, 2 in the collection peace"):
        select(SHELF, Filter(years=(Years(2019, 2019),), collections=("peace",)))


def test_a_long_list_is_shortened_and_shows_what_is_like_the_mistyped_name() -> None:
    shelf = [stored(f"report-{number:03}.txt") for number in range(200)] + [stored("zebra.txt")]
    with pytest.raises(
        UserError, match=r"named zebar.txt: there are zebra.txt; report-000.txt; .*… \(201 in all\)"
    ) as caught:
        select(shelf, Filter(documents=("zebar.txt",)))
    assert len(str(caught.value)) < 300


def test_what_the_index_does_not_know_of_any_document_is_told() -> None:
    bare = [stored("a.txt")]
    with pytest.raises(UserError, match="no author is known of any"):
        select(bare, Filter(authors=("Ann",)))
    with pytest.raises(UserError, match="no year is known of any"):
        select(bare, Filter(years=(Years(1999, None),)))
    with pytest.raises(UserError, match="--collection NAME makes one"):
        select(bare, Filter(collections=("Tea",)))
    with pytest.raises(UserError, match="python -m index add"):
        select([], Filter(collections=("Tea",)))


# Searching under a filter


@pytest.fixture(scope="module")
def searcher(library_index: Path, embedder: Embedder) -> Searcher:
    return Searcher(Store.open(library_index), embedder)


def slow_search(searcher: Searcher, question: str, allowed: set[str]) -> list[tuple[int, float]]:
    """Passage ids and scores, best first, from plain loops over every vector of the documents allowed."""
    store = searcher.store
    ids = store.passage_ids().tolist()
    passages = store.passages(ids)
    inside = [number for number, one in enumerate(ids) if passages[one].document in allowed]
    embedding = searcher.embedder.embed([question])[0]
    whole = np.concatenate([*store.passage_vectors()]) @ embedding
    sentences = np.concatenate([*store.sentence_vectors()]) @ embedding
    bounds, members = store.members()
    held = {number: members[bounds[number] : bounds[number + 1]].tolist() for number in inside}
    vectors = [(float(whole[number]), [number]) for number in inside]
    for sentence in sorted({one for some in held.values() for one in some}):
        vectors.append((float(sentences[sentence]), [number for number in inside if sentence in held[number]]))
    nearest = sorted(vectors, key=lambda one: -one[0])[:CANDIDATES]
    words = Lexical.build(store.indexed_texts()).scores(question)
    wordiest = sorted((number for number in inside if words[number] > 0), key=lambda number: -words[number])
    numbers = sorted({number for _, some in nearest for number in some} | set(wordiest[:CANDIDATES]))
    dense = [max(whole[number], *(sentences[one] for one in held[number])) for number in numbers]
    fused = fuse(np.array(dense, np.float32), np.array(words[numbers], np.float32))
    return sorted(
        ((ids[number], float(score)) for number, score in zip(numbers, fused, strict=True)), key=lambda one: -one[1]
    )


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_a_filtered_search_finds_what_loops_over_the_documents_allowed_find(
    searcher: Searcher, question: str, count: int
) -> None:
    chosen = [document.name for document in searcher.store.documents()][-count:]
    hits = searcher.search(question, 10, Filter(documents=tuple(chosen)))
    expected = slow_search(searcher, question, set(chosen))[:10]
    assert {hit.passage.document for hit in hits} <= set(chosen)
    assert np.allclose([hit.score for hit in hits], [score for _, score in expected], atol=1e-5)
    assert {hit.passage.passage_id for hit in hits[:3]} == {passage_id for passage_id, _ in expected[:3]}


def test_a_filter_finds_what_better_passages_elsewhere_would_crowd_out(searcher: Searcher) -> None:
    question = QUESTIONS[0]
    best = searcher.search(question, 1)[0].passage.document
    for document in searcher.store.documents():
        hits = searcher.search(question, 10_000, Filter(documents=(document.name,)))
        assert {hit.passage.document for hit in hits} == {document.name}
        assert len(hits) >= min(document.passages, 20), f"better ones stand in {best}"


def test_a_filter_that_means_everything_changes_nothing(searcher: Searcher) -> None:
    for question in QUESTIONS:
        assert searcher.search(question, 50, Filter(documents=("*",))) == searcher.search(question, 50)


def test_the_scope_counts_documents_and_a_search_may_be_kept_within_some(
    library_index: Path, embedder: Embedder, searcher: Searcher
) -> None:
    first, second, *_ = [document.name for document in searcher.store.documents()]
    assert searcher.scope() is None
    assert searcher.scope(Filter(documents=(first,))) == Scope(1, 5)
    within = Searcher(searcher.store, embedder, Filter(documents=(first, second)))
    assert within.scope() == Scope(2, 5)
    assert within.scope(Filter(documents=(second,))) == Scope(1, 5)
    assert {hit.passage.document for hit in within.search("war", 1000)} == {first, second}
    assert {hit.passage.document for hit in within.search("war", 1000, Filter(documents=(second,)))} == {second}
    with pytest.raises(UserError, match="no document is named none.txt"):
        Searcher(searcher.store, embedder, Filter(documents=("none.txt",)))


@pytest.mark.usefixtures("without_model_loading")
def test_a_filter_follows_the_index_as_it_changes(tmp_path: Path, papers: Path, embedder: Embedder) -> None:
    build_index(tmp_path / "index", find_files([papers / "tea.txt"]))
    searcher = Searcher(Store.open(tmp_path / "index"), embedder)
    sheep = Filter(documents=("sheep.txt",))
    with pytest.raises(UserError, match="tea.txt"):
        searcher.search("Where do sheep graze?", 5, sheep)
    build_index(tmp_path / "index", find_files([papers]))
    assert {hit.passage.document for hit in searcher.search("tea", 5, sheep)} == {"sheep.txt"}


def test_a_document_without_passages_is_searched_without_a_hit(searcher: Searcher) -> None:
    structures = searcher._structures
    nothing = np.zeros(len(structures.passage_ids), dtype=np.bool_)
    numbers, scores = structures.dense.search(searcher.embedder.embed(["war"])[0], 5, structures.vectors_of(nothing))
    assert (numbers.tolist(), scores.tolist()) == ([], [])
