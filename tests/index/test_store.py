import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from corpus.files import find_files
from index.build import build_index
from index.derived import FOLDER, load_structures
from index.embedder import Embedder
from index.errors import IndexMismatch, IndexNotFound, IndexNotWritable
from index.search import Searcher, open_searcher
from index.store import FILE_NAME, Store

pytestmark = pytest.mark.usefixtures("without_model_loading")


@pytest.fixture
def directory(tmp_path: Path, papers: Path) -> Path:
    build_index(tmp_path / "index", find_files([papers]))
    return tmp_path / "index"


def execute(directory: Path, statement: str) -> None:
    connection = sqlite3.connect(directory / FILE_NAME)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("content", [None, b"", b"not a database, but long enough to be looked at" * 100])
def test_a_folder_that_is_no_index_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(IndexNotFound):
        Store.open(tmp_path)


def test_a_missing_folder_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match=r"python -m index build --index"):
        Store.open(tmp_path / "none")


def test_somebody_elses_database_is_not_taken_for_an_index(tmp_path: Path) -> None:
    execute(tmp_path, "CREATE TABLE theirs (x)")
    with pytest.raises(IndexNotFound, match="not one of our indexes"):
        Store.open(tmp_path)


def test_a_newer_format_is_told(directory: Path) -> None:
    execute(directory, "PRAGMA user_version = 99")
    with pytest.raises(IndexMismatch, match="index format 99"):
        Store.open(directory)


def test_settings_of_another_version_are_told(directory: Path) -> None:
    manifest = json.dumps({"embedding_model": "m", "chunking": {"unheard_of": 1}})
    execute(directory, f"UPDATE meta SET value = '{manifest}' WHERE key = 'manifest'")
    with pytest.raises(IndexMismatch, match="build it again"):
        open_searcher(directory)


def test_an_index_of_another_model_is_told(directory: Path, embedder: Embedder) -> None:
    execute(
        directory,
        "UPDATE meta SET value = replace(value, 'all-MiniLM-L6-v2', 'their-model') WHERE key = 'manifest'",
    )
    with pytest.raises(IndexMismatch, match=r"their-model.*all-MiniLM-L6-v2"):
        Searcher(Store.open(directory), embedder)


def test_other_weights_under_the_same_name_are_told(directory: Path, embedder: Embedder) -> None:
    rows = np.zeros(embedder.dimension, dtype="<f4")
    rows[0] = 1.0
    execute(directory, f"UPDATE passages SET vector = x'{rows.tobytes().hex()}'")
    with pytest.raises(IndexMismatch, match="makes other vectors"):
        Searcher(Store.open(directory), embedder)


def test_a_damaged_database_is_told(directory: Path) -> None:
    path = directory / FILE_NAME
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises((IndexNotWritable, IndexNotFound), match="damaged"):
        open_searcher(directory)


def test_a_document_comes_back_as_it_was_read(directory: Path, papers: Path) -> None:
    store = Store.open(directory)
    document = store.document("baku.md")
    assert document.text == (papers / "baku.md").read_text()
    assert (document.title, document.author, document.year) == ("A report on Baku", "N. Aliyeva", 2019)
    assert [section.heading for section in document.sections] == ["A report on Baku", "Port", "Metro"]
    with pytest.raises(KeyError):
        store.document("none.md")


def damage_nothing(folder: Path) -> None:
    pass


def delete_one_file(folder: Path) -> None:
    (folder / "dense.faiss").unlink()


def flip_a_byte(folder: Path) -> None:
    path = folder / "dense.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 0xFF
    path.write_bytes(data)


def truncate_the_word_index(folder: Path) -> None:
    path = next((folder / "lexical").glob("*.npy"))
    path.write_bytes(path.read_bytes()[:-7])


def break_the_seal(folder: Path) -> None:
    (folder / "seal.json").write_text("{")


@pytest.mark.parametrize(
    "damage", [delete_one_file, flip_a_byte, truncate_the_word_index, break_the_seal], ids=lambda one: one.__name__
)
def test_damaged_structures_are_rebuilt_without_embedding(
    directory: Path, embedder: Embedder, damage: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(directory)
    whole = load_structures(store, embedder.dimension)
    damage(directory / FOLDER)  # type: ignore[operator]
    rebuilt: list[object] = []
    build = type(whole.lexical).build
    monkeypatch.setattr(
        "index.derived.Lexical.build",
        lambda texts: rebuilt.append(texts) or build(texts),  # type: ignore[func-returns-value]
    )
    again = load_structures(store, embedder.dimension)
    assert len(rebuilt) == 1
    assert np.array_equal(again.passage_ids, whole.passage_ids)
    assert np.allclose(again.lexical.scores("tea harvest"), whole.lexical.scores("tea harvest"))
    load_structures(store, embedder.dimension)
    assert len(rebuilt) == 1, "what was rebuilt must have been saved"


def test_whole_structures_are_loaded_and_equal_those_built(
    directory: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(directory)
    loaded = load_structures(store, embedder.dimension)
    question = embedder.embed(["When was tea planted?"])[0]
    found = loaded.dense.search(question, 3)[0].tolist()
    delete_one_file(directory / FOLDER)
    built = load_structures(store, embedder.dimension)
    assert built.dense.search(question, 3)[0].tolist() == found
    assert built.members.tolist() == loaded.members.tolist()
