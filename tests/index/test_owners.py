"""What one owner's documents are to everybody else: nothing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from corpus.files import SourceFile, find_files
from index.__main__ import main
from index.build import Report, add_documents, build_index, remove_documents, upload_documents
from index.chunking import Chunking
from index.embedder import Embedder
from index.filters import Filter, Scope, matching, select, visible
from index.lexical import Lexical
from index.manifest import Manifest
from index.near_duplicates import SENTENCE_CHARACTERS
from index.search import Searcher
from index.store import Shelf, Store

pytestmark = pytest.mark.usefixtures("without_model_loading")

ANNA, BORIS = "a" * 32, "b" * 32
NOUNS = ("camel", "tariff", "lighthouse", "samovar", "treaty", "glacier", "violin", "harbour", "orchard", "telegraph")
VERBS = ("guarded", "sold", "measured", "painted", "lost", "copied")


@dataclass(frozen=True, slots=True)
class Text:
    """A document to be. owner: None for everybody."""

    name: str
    owner: str | None
    text: str

    @property
    def indexed_name(self) -> str:
        return self.name if self.owner is None else f"uploads/{self.name}"


def invent(seed: int) -> list[Text]:
    """Documents of two owners and of everybody, some of one name, some with words that nobody else has."""
    chance = random.Random(seed)
    texts = []
    for owner, mark in ((None, "common"), (ANNA, "annaword"), (BORIS, "borisword")):
        for number in range(2):
            sentences = [
                f"The {chance.choice(NOUNS)} of {chance.randint(1800, 1999)} was {chance.choice(VERBS)} "
                f"near the old {chance.choice(NOUNS)}."
                for _ in range(chance.randint(1, 4))
            ]
            sentences.append(f"A {mark}{number} was {chance.choice(VERBS)} with the {chance.choice(NOUNS)}.")
            text = f"---\ntitle: The {mark} book {number}\nauthor: {mark.title()} Author\n---\n" + " ".join(sentences)
            texts.append(Text(f"paper{number}.md", owner, text))
    return texts


def make(directory: Path, texts: Sequence[Text], embedder: Embedder) -> Path:
    for text in texts:
        path = directory / "files" / (text.owner or "everybody") / text.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.text)
    index = directory / "index"
    common = [text for text in texts if text.owner is None]
    build_index(index, [SourceFile(directory / "files" / "everybody" / one.name, one.name) for one in common])
    for owner in dict.fromkeys(text.owner for text in texts if text.owner):
        own = [text for text in texts if text.owner == owner]
        files = [SourceFile(directory / "files" / owner / one.name, one.indexed_name) for one in own]
        upload_documents(index, files, Shelf(owner, uploaded=True), embedder)
    return index


def upload(directory: Path, path: Path, owner: str | None) -> Report:
    return upload_documents(directory, [SourceFile(path, f"uploads/{path.name}")], Shelf(owner, uploaded=True))


def told(ask: object) -> str:
    """What an error says, for what an error says is seen as well."""
    try:
        return repr(ask())  # type: ignore[operator]
    except UserError as error:
        return f"error: {error}"


def everything_seen(searcher: Searcher, viewer: str | None) -> dict[str, object]:
    """All that a viewer can learn of an index but scores, in a form that can be compared."""
    store = searcher.store
    documents = store.documents(viewer)
    filters = [
        Filter(visible_to=viewer),
        Filter(documents=("*.md",), visible_to=viewer),
        Filter(documents=("uploads/",), visible_to=viewer),
        Filter(authors=("borisword author",), visible_to=viewer),
        Filter(authors=("author",), documents=("nothing",), visible_to=viewer),
        Filter(collections=("x",), visible_to=viewer),
    ]
    question = "Who guarded the borisword0, the annaword1 and the glacier?"
    return {
        "list": [(one.name, one.title, one.author, one.passages, one.owner) for one in documents],
        "near": sorted(store.sentence_hashes(SENTENCE_CHARACTERS, viewer)),
        "scopes": [told(lambda only=only: searcher.scope(only)) for only in filters],
        "matching": [[one.name for one in matching(store.every_document(), only)] for only in filters],
        "choices": [told(lambda only=only: len(select(store.every_document(), only))) for only in filters],
        "unknown": [told(lambda only=only: searcher.unknown_words(question, only)) for only in filters],
        "hidden": [told(lambda only=only: [one.name for one in searcher.hidden(question, only)]) for only in filters],
        "notes": [told(lambda only=only: [one.name for one, _ in searcher.notes(only)]) for only in filters],
        "texts": [store.document(one.name, viewer).text for one in documents],
        "count": searcher.passage_count,
    }


def found(searcher: Searcher, question: str, only: Filter) -> dict[tuple[str, int, str], tuple[float, ...]]:
    hits = searcher.search(question, 1000, only)
    return {
        (hit.passage.document, hit.passage.start, hit.passage.text): (hit.score, hit.dense_score, hit.lexical_score)
        for hit in hits
    }


@pytest.mark.parametrize("seed", [1])
def test_an_index_is_to_each_viewer_as_if_the_documents_of_others_were_not_there(
    tmp_path: Path, embedder: Embedder, seed: int
) -> None:
    texts = invent(seed)
    whole = Searcher(Store.open(make(tmp_path / "whole", texts, embedder)), embedder)
    for viewer in (None, ANNA, BORIS):
        mine = [text for text in texts if text.owner in (None, viewer)]
        alone = Searcher(Store.open(make(tmp_path / f"for-{viewer}", mine, embedder)), embedder)
        assert everything_seen(whole, viewer) == everything_seen(alone, viewer)
        for question in ("Who sold the borisword1?", "annaword0", "What was near the glacier or the violin?"):
            for only in (Filter(visible_to=viewer), Filter(documents=("*paper1.md",), visible_to=viewer)):
                expected = found(alone, question, only)
                seen = found(whole, question, only)
                assert seen.keys() == expected.keys() and {name for name, *_ in seen} <= {
                    text.indexed_name for text in mine
                }
                for place, scores in seen.items():
                    assert scores == pytest.approx(expected[place], abs=1e-5)


def test_who_names_no_owner_sees_what_is_everybodys(tmp_path: Path, embedder: Embedder) -> None:
    searcher = Searcher(Store.open(make(tmp_path, invent(3), embedder)), embedder)
    names = {hit.passage.document for hit in searcher.search("annaword0 borisword1", 1000)}
    assert names == {"paper0.md", "paper1.md"}
    assert searcher.scope(Filter(documents=("paper0.md",))) == Scope(1, 2)
    assert searcher.scope(Filter(documents=("paper0.md",), visible_to=ANNA)) == Scope(1, 4)
    with pytest.raises(KeyError):
        searcher.store.document("uploads/paper0.md")
    mine = next(one for one in searcher.store.every_document() if one.owner == ANNA)
    assert searcher.store.document_by_id(mine.document_id, ANNA).name == mine.name
    for stranger in (None, BORIS, "", "'"):
        with pytest.raises(KeyError):
            searcher.store.document_by_id(mine.document_id, stranger)


def test_a_search_kept_within_some_documents_leaves_visitors_their_own(tmp_path: Path, embedder: Embedder) -> None:
    store = Store.open(make(tmp_path, invent(4), embedder))
    searcher = Searcher(store, embedder, Filter(documents=("paper0.md",)))
    assert {hit.passage.document for hit in searcher.search("glacier", 1000)} == {"paper0.md"}
    names = {hit.passage.document for hit in searcher.search("glacier", 1000, Filter(visible_to=ANNA))}
    assert names == {"paper0.md", "uploads/paper0.md", "uploads/paper1.md"}
    assert searcher.scope(Filter(visible_to=ANNA)) == Scope(3, 4)


def test_words_weigh_as_if_there_were_no_other_texts() -> None:
    chance = random.Random(5)
    texts = [" ".join(chance.choices(NOUNS, k=chance.randint(0, 60))) for _ in range(40)]
    lexical = Lexical.build(texts)
    for share in (0.0, 0.1, 0.5, 1.0):
        among = np.array([chance.random() < share for _ in texts], dtype=np.bool_)
        alone = Lexical.build([text for text, inside in zip(texts, among, strict=True) if inside])
        for query in ("camel treaty", "Which lighthouse, which violin and which unheard-of word?", "nothing"):
            scores = lexical.scores(query, among)
            assert not scores[~among].any()
            assert scores[among].tolist() == pytest.approx(alone.scores(query).tolist(), abs=1e-5)


def test_the_same_content_is_indexed_for_each_owner_and_costs_the_second_no_less(tmp_path: Path, papers: Path) -> None:
    index = tmp_path / "index"
    build_index(index, find_files([papers / "sheep.txt"]))
    (papers / "chai.txt").write_text((papers / "tea.txt").read_text())
    first, second = upload(index, papers / "tea.txt", ANNA), upload(index, papers / "chai.txt", BORIS)
    assert (first.added, first.duplicates) == (["uploads/tea.txt"], [])
    assert (second.added, second.duplicates) == (["uploads/chai.txt"], [])
    assert first.embedded == second.embedded > 0
    assert upload(index, papers / "tea.txt", BORIS).duplicates == [("uploads/tea.txt", "uploads/chai.txt")]
    store = Store.open(index)
    assert [one.name for one in store.documents(ANNA)] == ["sheep.txt", "uploads/tea.txt"]
    assert [one.name for one in store.documents(BORIS)] == ["sheep.txt", "uploads/chai.txt"]
    common = add_documents(index, find_files([papers / "tea.txt"]))
    assert (common.added, common.duplicates, common.embedded) == (["tea.txt"], [], first.embedded)
    assert upload(index, papers / "sheep.txt", ANNA).duplicates == [("uploads/sheep.txt", "sheep.txt")]


def test_a_build_keeps_what_visitors_added(tmp_path: Path, papers: Path, embedder: Embedder) -> None:
    index = tmp_path / "index"
    build_index(index, find_files([papers]))
    (tmp_path / "camel.txt").write_text("Camels crossed the steppe in 1911, and sheep followed them.")
    upload(index, tmp_path / "camel.txt", ANNA)
    upload(index, tmp_path / "camel.txt", None)
    searcher = Searcher(Store.open(index), embedder)
    assert build_index(index, find_files([papers / "tea.txt"])).removed == ["baku.md", "sheep.txt"]
    assert add_documents(index, find_files([papers])).added == ["baku.md", "sheep.txt"]
    remove_documents(index, ["tea.txt"])
    assert [one.name for one in searcher.store.documents(BORIS)] == ["baku.md", "sheep.txt", "uploads/camel.txt"]
    assert len(searcher.store.documents(ANNA)) == 4


@pytest.mark.parametrize("file_is_there", [True, False])
def test_a_build_with_other_settings_renews_what_visitors_added(
    tmp_path: Path, papers: Path, embedder: Embedder, file_is_there: bool
) -> None:
    index = tmp_path / "index"
    build_index(index, find_files([papers]))
    (tmp_path / "camel.txt").write_text("Camels crossed the steppe in 1911.")
    upload(index, tmp_path / "camel.txt", ANNA)
    before = Store.open(index).documents(ANNA)[-1]
    if not file_is_there:
        (tmp_path / "camel.txt").unlink()
    build_index(index, find_files([papers]), Manifest(chunking=Chunking(max_tokens=60)))
    searcher = Searcher(Store.open(index), embedder)
    best = searcher.search("When did camels cross the steppe?", 1, Filter(visible_to=ANNA))[0].passage
    assert (best.document, best.text) == ("uploads/camel.txt", "Camels crossed the steppe in 1911.")
    after = searcher.store.documents(ANNA)[-1]
    assert (after.added, after.shelf) == (before.added, before.shelf) and after.document_id != before.document_id
    assert upload(index, papers / "tea.txt", ANNA).duplicates


def test_no_document_of_everybody_is_named_like_one_that_a_visitor_may_add(tmp_path: Path, papers: Path) -> None:
    folder = tmp_path / "all"
    (folder / "uploads").mkdir(parents=True)
    (papers / "tea.txt").rename(folder / "uploads" / "tea.txt")
    report = build_index(tmp_path / "index", find_files([folder]))
    assert report.added == ["all/uploads/tea.txt"]


def test_only_whoever_added_a_document_takes_it_out(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    build_index(index, find_files([papers / "sheep.txt"]))
    upload(index, papers / "tea.txt", ANNA)
    upload(index, papers / "baku.md", None)
    for shelf in (Shelf(), Shelf(BORIS, uploaded=True)):
        with pytest.raises(UserError, match="not in the index: uploads/tea.txt; it holds: (sheep.txt|no documents)$"):
            remove_documents(index, ["uploads/tea.txt"], shelf=shelf)
    assert main(["remove", "uploads/baku.md", "--index", str(index)]) == 2
    assert "added in the chat; it is taken out there" in capsys.readouterr().err
    remove_documents(index, ["uploads/tea.txt"], shelf=Shelf(ANNA, uploaded=True))
    assert [one.name for one in Store.open(index).documents(ANNA)] == ["sheep.txt", "uploads/baku.md"]


def test_info_counts_what_visitors_added_and_tells_nothing_of_it(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    build_index(index, find_files([papers / "sheep.txt"]))
    assert main(["info", "--index", str(index)]) == 0
    assert "uploads" not in capsys.readouterr().out
    for name, owner in (("tea.txt", ANNA), ("baku.md", ANNA), ("tea.txt", BORIS)):
        upload(index, papers / name, owner)
    assert main(["info", "--details", "--index", str(index)]) == 0
    out = capsys.readouterr().out
    assert "documents    1\n" in out and "uploads      3 of 2 visitors, for them alone\n" in out
    assert not any(word in out for word in ("tea", "Lankaran", "Aliyeva", ANNA))
    upload(index, papers / "tea.txt", None)
    assert main(["info", "--index", str(index)]) == 0
    out = capsys.readouterr().out
    assert "documents    2\n" in out and "uploads      3 of 2 visitors, for them alone; 1 for everybody\n" in out


def test_visible_documents_are_everybodys_and_ones_own(tmp_path: Path, embedder: Embedder) -> None:
    every = Store.open(make(tmp_path, invent(6), embedder)).every_document()
    assert [one.owner for one in visible(every, None)] == [None, None]
    assert {one.owner for one in visible(every, ANNA)} == {None, ANNA}
    assert {one.owner for one in visible(every, "")} == {None}
