import sqlite3
from pathlib import Path

import pytest

from corpus.files import find_files
from index.build import build_index
from index.errors import IndexMismatch
from index.filters import Filter
from index.migrations import FORMAT
from index.search import open_searcher
from index.store import FILE_NAME, Store

pytestmark = pytest.mark.usefixtures("without_model_loading")

# What each step added, newest first: taken away, an index is as the version before made it.
BACK = {
    3: (
        "DROP INDEX document_names",
        "CREATE UNIQUE INDEX document_names ON documents (name) WHERE live",
        "ALTER TABLE documents DROP COLUMN added",
        "ALTER TABLE documents DROP COLUMN uploaded",
        "ALTER TABLE documents DROP COLUMN owner",
    ),
    2: (
        "DROP INDEX sentence_texts",
        "DROP TABLE looks",
        "DROP INDEX document_sources",
        "ALTER TABLE documents DROP COLUMN given",
    ),
    1: ("ALTER TABLE documents DROP COLUMN original", "ALTER TABLE documents DROP COLUMN collection"),
}


def schema(directory: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(directory / FILE_NAME)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    found = {(name, str(row[1:4])) for name in tables for row in connection.execute(f"PRAGMA table_info({name})")}
    connection.close()
    return found | {(name, "") for name in tables}


def take_back(directory: Path, version: int) -> None:
    connection = sqlite3.connect(directory / FILE_NAME)
    for step in range(FORMAT - 1, version - 1, -1):
        for statement in BACK[step]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("version", range(1, FORMAT))
def test_an_old_index_is_brought_up_to_date_with_all_that_it_holds(tmp_path: Path, papers: Path, version: int) -> None:
    directory = tmp_path / "index"
    build_index(directory, find_files([papers]))
    fresh = schema(directory)
    question = "When was tea planted?"
    before = open_searcher(directory).search(question)
    take_back(directory, version)
    assert schema(directory) != fresh
    assert open_searcher(directory).search(question) == before
    assert schema(directory) == fresh
    report = build_index(directory, find_files([papers]), collection="Old")
    assert (len(report.updated), report.embedded) == (3, 0)
    assert open_searcher(directory, Filter(collections=("old",))).scope() is not None


def test_an_old_index_that_may_not_be_written_is_told(tmp_path: Path, papers: Path) -> None:
    build_index(tmp_path / "index", find_files([papers]))
    take_back(tmp_path / "index", 1)
    held = sqlite3.connect(tmp_path / "index" / FILE_NAME)
    held.execute("PRAGMA query_only = ON")
    from index.migrations import migrate

    with pytest.raises(IndexMismatch, match="allow writing"):
        migrate(tmp_path / "index" / FILE_NAME, held)
    held.close()
    Store.open(tmp_path / "index").close()
