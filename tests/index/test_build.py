import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.errors import UserError
from corpus.files import LIBRARY, SourceFile, find_files
from corpus.formats import read_document
from index.build import Progress, Report, add_documents, build_index, remove_documents
from index.chunking import Chunking
from index.embedder import Embedder
from index.errors import IndexBusy, IndexMismatch, IndexNotFound, IndexNotWritable
from index.filters import Filter
from index.lock import LOCK_NAME
from index.manifest import Manifest
from index.passage import Passage
from index.search import open_searcher
from index.store import FILE_NAME, Store

pytestmark = pytest.mark.usefixtures("without_model_loading")


def build(directory: Path, *paths: Path, **options: object) -> Report:
    return build_index(directory, find_files(paths), **options)  # type: ignore[arg-type]


def names(directory: Path) -> list[str]:
    store = Store.open(directory)
    try:
        return [document.name for document in store.documents()]
    finally:
        store.close()


def contents(directory: Path) -> list[tuple[object, ...]]:
    """All that searchers can see, in a form that can be compared."""
    store = Store.open(directory)
    try:
        passages = store.passages(store.passage_ids().tolist())
        vectors = np.concatenate([*store.passage_vectors()]) if passages else np.zeros((0, 0))
        found = [
            (one.document, one.title, one.start, one.end, one.text, one.sentences, vector.tobytes())
            for one, vector in zip(passages.values(), vectors, strict=True)
        ]
        return sorted(found)
    finally:
        store.close()


def test_every_passage_is_its_documents_text(library_index: Path) -> None:
    store = Store.open(library_index)
    passages = store.passages(store.passage_ids().tolist())
    assert len(passages) > 100
    for passage in passages.values():
        document = store.document(passage.document)
        assert passage.text == document.text[passage.start : passage.end]
        assert (passage.title, passage.author, passage.year) == (document.title, document.author, document.year)
        file = (LIBRARY / passage.document).read_text(encoding="utf-8")
        start, end = passage.place(passage.start, passage.end)
        assert passage.quote(passage.start, passage.end) == file[start:end]
    store.close()


def test_a_second_build_embeds_nothing_and_loads_no_model(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tmp_path / "index", papers)
    assert sorted(first.added) == ["baku.md", "sheep.txt", "tea.txt"] and first.embedded > 0
    before = contents(tmp_path / "index")

    def refuse(name: str) -> Embedder:
        raise AssertionError("no model is needed")

    monkeypatch.setattr("index.build.load_embedder", refuse)
    second = build(tmp_path / "index", papers)
    assert (len(second.unchanged), second.embedded, second.added) == (3, 0, [])
    assert contents(tmp_path / "index") == before


def test_only_what_changed_in_a_document_is_embedded(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers)
    text = (papers / "tea.txt").read_text()
    (papers / "tea.txt").write_text(text + "\nA new sentence about samovars.\n")
    report = build(tmp_path / "index", papers)
    assert (report.updated, len(report.unchanged)) == (["tea.txt"], 2)
    assert report.embedded == 2  # the new sentence, and the passage it joined


def test_a_build_drops_what_is_not_given(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers)
    report = build(tmp_path / "index", papers / "tea.txt")
    assert report.removed == ["baku.md", "sheep.txt"]
    assert names(tmp_path / "index") == ["tea.txt"]


def test_add_then_remove_is_nothing(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers / "tea.txt")
    before = contents(tmp_path / "index")
    report = add_documents(tmp_path / "index", find_files([papers]))
    assert (sorted(report.added), report.unchanged) == (["baku.md", "sheep.txt"], ["tea.txt"])
    remove_documents(tmp_path / "index", ["baku.md", "sheep.txt"])
    assert contents(tmp_path / "index") == before


def test_a_removed_document_is_not_found_again(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers)
    searcher = open_searcher(tmp_path / "index")
    question = "When was tea first planted near Lankaran?"
    assert searcher.search(question)[0].passage.document == "tea.txt"
    remove_documents(tmp_path / "index", ["tea.txt"])
    assert "tea.txt" not in {hit.passage.document for hit in searcher.search(question)}


def test_an_open_searcher_sees_what_is_added(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers / "sheep.txt")
    searcher = open_searcher(tmp_path / "index")
    add_documents(tmp_path / "index", find_files([papers / "tea.txt"]))
    assert searcher.search("When was tea first planted near Lankaran?")[0].passage.document == "tea.txt"


def test_an_index_changed_during_a_search_is_searched_anew(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "index", papers / "tea.txt")
    searcher = open_searcher(tmp_path / "index")
    fetch, fetched = searcher.store.passages, []

    def passages(ids: Sequence[int]) -> dict[int, Passage]:
        if not fetched:
            # The new document's passages get the ids of the old one's.
            remove_documents(tmp_path / "index", ["tea.txt"])
            add_documents(tmp_path / "index", find_files([papers / "sheep.txt"]))
        fetched.append(fetch(ids))
        return fetched[-1]

    monkeypatch.setattr(Store, "passages", lambda store, ids: passages(ids))
    hits = searcher.search("When was tea first planted near Lankaran?")
    assert set(fetched[0]) == {hit.passage.passage_id for hit in hits}
    assert len(fetched) == 2
    assert {hit.passage.document for hit in hits} == {"sheep.txt"}


def test_the_last_document_can_be_removed_and_the_empty_index_searched(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers / "tea.txt")
    searcher = open_searcher(tmp_path / "index")
    remove_documents(tmp_path / "index", ["tea.txt"])
    assert names(tmp_path / "index") == []
    assert searcher.search("tea?") == []


def test_removing_what_is_not_there_changes_nothing(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers)
    with pytest.raises(UserError, match=r"none\.txt.*baku\.md"):
        remove_documents(tmp_path / "index", ["tea.txt", "none.txt"])
    assert len(names(tmp_path / "index")) == 3
    with pytest.raises(IndexNotFound):
        remove_documents(tmp_path / "nowhere", ["tea.txt"])
    assert not (tmp_path / "nowhere").exists()


def test_bad_files_are_reported_and_the_rest_is_indexed(tmp_path: Path, papers: Path) -> None:
    (papers / "empty.txt").write_text("")
    (papers / "binary.txt").write_bytes(b"\x00\x01" * 50)
    report = build(tmp_path / "index", papers)
    assert [(one.path.name, one.reason.split(" ")[-1]) for one in report.failures] == [
        ("binary.txt", "says"),
        ("empty.txt", "empty"),
    ]
    assert len(names(tmp_path / "index")) == 3


def test_nothing_readable_is_an_error_and_the_index_stays(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers)
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(UserError, match="empty"):
        build(tmp_path / "index", tmp_path / "empty.txt")
    assert len(names(tmp_path / "index")) == 3


def test_the_same_text_twice_is_indexed_once(tmp_path: Path, papers: Path) -> None:
    (papers / "zz-copy.txt").write_bytes((papers / "tea.txt").read_bytes())
    report = build(tmp_path / "index", papers)
    assert report.duplicates == [("zz-copy.txt", "tea.txt")]
    assert len(names(tmp_path / "index")) == 3


def test_two_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.txt").write_text(f"These are the notes of folder {folder}.")
    build(tmp_path / "index", tmp_path / "one" / "notes.txt")
    for _ in range(2):
        add_documents(tmp_path / "index", find_files([tmp_path / "two" / "notes.txt"]))
        assert names(tmp_path / "index") == ["notes.txt", "two/notes.txt"]


def test_other_settings_make_the_index_anew_without_embedding_sentences_again(tmp_path: Path, papers: Path) -> None:
    first = build(tmp_path / "index", papers)
    manifest = Manifest(chunking=Chunking(max_tokens=24, overlap_sentences=0))
    second = build(tmp_path / "index", papers, manifest=manifest)
    assert second.embedded < first.embedded
    store = Store.open(tmp_path / "index")
    assert store.manifest == manifest
    store.close()
    third = add_documents(tmp_path / "index", find_files([papers]))
    assert (third.embedded, len(third.unchanged)) == (0, 3)


def test_another_model_cannot_join_an_index(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers / "tea.txt")
    with pytest.raises(IndexMismatch, match=r"all-MiniLM-L6-v2, not other-model"):
        add_documents(tmp_path / "index", find_files([papers]), embedding_model="other-model")


def test_a_folder_with_other_things_is_refused(tmp_path: Path, papers: Path) -> None:
    with pytest.raises(UserError, match="holds other things"):
        build(papers, papers)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="in the way"):
        build(tmp_path / "file", papers)


def test_a_read_only_folder_is_told_and_an_index_there_can_still_be_read(
    open_folder: Path, papers: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    directory = open_folder / "index"
    build(directory, papers)
    files = find_files([papers])
    for path in (directory, open_folder):
        path.chmod(0o555)
    try:
        with ordinary_user():
            with pytest.raises(IndexNotWritable, match="cannot be written"):
                build_index(directory, files)
            with pytest.raises(IndexNotWritable, match="cannot be written"):
                build_index(open_folder / "new", files)
            assert open_searcher(directory).search("When was tea planted?")[0].passage.document == "tea.txt"
    finally:
        directory.chmod(0o755)


def test_a_full_disk_is_told_and_the_old_index_stays(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "index", papers / "tea.txt")
    before = contents(tmp_path / "index")
    connect = sqlite3.connect

    def connect_to_a_full_disk(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(*arguments, **options)  # type: ignore[call-overload]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr("index.store.sqlite3.connect", connect_to_a_full_disk)
        with pytest.raises(IndexNotWritable, match="disk is full"):
            add_documents(tmp_path / "index", find_files([papers]))
    assert contents(tmp_path / "index") == before
    assert len(add_documents(tmp_path / "index", find_files([papers])).added) == 2


def test_structures_that_cannot_be_saved_are_told_and_search_works(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.dense.Dense.save", fail)
    report = build(tmp_path / "index", papers)
    assert report.problem is not None and "No space left" in report.problem
    assert open_searcher(tmp_path / "index").search("When was tea planted?")[0].passage.document == "tea.txt"
    assert [path.name for path in (tmp_path / "index").iterdir() if path.is_dir()] == []


def test_a_busy_index_is_waited_for_and_then_told(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "index", papers)
    monkeypatch.setattr("index.lock.WAIT_SECONDS", 0.0)
    waited: list[Path] = []
    with FileLock(tmp_path / "index" / LOCK_NAME), pytest.raises(IndexBusy, match="another process"):
        build(tmp_path / "index", papers, progress=Progress(waiting=waited.append))
    assert waited == [tmp_path / "index"]


def kill_when_ready(code: str, *arguments: str | Path) -> None:
    """Start a Python process, wait until it says that it has come to the point where it then stays, and kill it."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


KILLED_WHILE_EMBEDDING = """
import signal, sys
from pathlib import Path
from corpus.files import find_files
from index.build import Progress, build_index

seen = []
def reading(file):
    seen.append(file)
    if len(seen) == 3:
        print("ready", flush=True)
        signal.pause()
build_index(Path(sys.argv[1]), find_files([Path(sys.argv[2])]), progress=Progress(reading=reading))
"""

KILLED_WHILE_PUBLISHING = """
import signal, sys
from pathlib import Path
from index.store import Store

store = Store.open(Path(sys.argv[1]))
with store._change() as connection:
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("DELETE FROM documents")
    connection.execute("UPDATE meta SET value = 'spoilt'")
    connection.execute("CREATE TABLE filler AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
                       "WHERE i < 20000) SELECT i, hex(randomblob(100)) FROM n")
    print("ready", flush=True)
    signal.pause()
"""


def test_a_build_killed_midway_leaves_the_old_index_and_what_was_done(tmp_path: Path, papers: Path) -> None:
    (tmp_path / "old.txt").write_text("The old document speaks about carpets.")
    build(tmp_path / "index", tmp_path / "old.txt")
    before = contents(tmp_path / "index")
    kill_when_ready(KILLED_WHILE_EMBEDDING, tmp_path / "index", papers)
    assert contents(tmp_path / "index") == before
    assert open_searcher(tmp_path / "index").search("carpets?")[0].passage.document == "old.txt"
    texts: list[int] = []
    report = build(tmp_path / "index", papers, progress=Progress(embedding=texts.append))
    assert len(texts) == 1, "the two documents done before the kill must not be embedded again"
    assert names(tmp_path / "index") == ["baku.md", "sheep.txt", "tea.txt"]
    assert report.removed == ["old.txt"]


def test_a_kill_while_publishing_leaves_the_old_index(tmp_path: Path, papers: Path) -> None:
    build(tmp_path / "index", papers)
    before = contents(tmp_path / "index")
    kill_when_ready(KILLED_WHILE_PUBLISHING, tmp_path / "index")
    assert (tmp_path / "index" / f"{FILE_NAME}-journal").stat().st_size > 0
    assert contents(tmp_path / "index") == before


def test_two_processes_building_one_index_both_succeed(tmp_path: Path, papers: Path) -> None:
    command = [sys.executable, "-m", "index", "build", str(papers), "--index", str(tmp_path / "index")]
    root = Path(__file__).resolve().parents[2]
    processes = [
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "ab"
    ]
    results = [process.communicate(timeout=200) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], results
    assert sorted("3 added" in out for out, _ in results) == [False, True]
    assert names(tmp_path / "index") == ["baku.md", "sheep.txt", "tea.txt"]


# Running again over a large folder


def settle(folder: Path) -> None:
    """Make the files look as if nobody had written to them for years."""
    for path in folder.iterdir():
        os.utime(path, (1_500_000_000, 1_500_000_000))


def refuse_to_read(monkeypatch: pytest.MonkeyPatch, *allowed: str) -> None:
    def read(path: Path, *rest: object) -> object:
        assert path.name in allowed, f"{path.name} is unchanged and need not be read"
        return read_document(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("index.build.read_document", read)


def test_a_file_of_the_same_size_and_time_is_not_read_again(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(papers)
    build(tmp_path / "index", papers)
    before = contents(tmp_path / "index")
    (papers / "tea.txt").write_text("Tea in Lankaran\n\nTea was planted there later than we used to say, in 1897.\n")
    refuse_to_read(monkeypatch, "tea.txt")
    for change in (add_documents, build_index):
        report = change(tmp_path / "index", find_files([papers]))
        assert sorted(report.unchanged + report.updated) == ["baku.md", "sheep.txt", "tea.txt"]
    assert contents(tmp_path / "index") != before


def test_another_size_or_time_or_sidecar_means_reading(tmp_path: Path, papers: Path) -> None:
    settle(papers)
    build(tmp_path / "index", papers)
    (papers / "tea.txt").write_text((papers / "tea.txt").read_text().replace("1896", "1897"))
    (papers / "sheep.txt").write_text((papers / "sheep.txt").read_text() + "They eat grass.")
    settle(papers)
    assert build(tmp_path / "index", papers).updated == ["sheep.txt"]  # a known limit: same size, same time
    os.utime(papers / "tea.txt", (1_500_000_001, 1_500_000_001))
    (papers / "baku.md.yaml").write_text("year: 1999\n")
    assert sorted(build(tmp_path / "index", papers).updated) == ["baku.md", "tea.txt"]


def test_a_file_that_was_young_is_read_once_more_and_then_trusted(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "index", papers)
    settle(papers)
    assert len(build(tmp_path / "index", papers).unchanged) == 3
    refuse_to_read(monkeypatch)
    assert len(build(tmp_path / "index", papers).unchanged) == 3


def test_a_limit_on_size_still_leaves_out_what_is_indexed(tmp_path: Path, papers: Path) -> None:
    (papers / "long.txt").write_text("A sentence about carpets. " * 50)
    settle(papers)
    build(tmp_path / "index", papers)
    report = build(tmp_path / "index", papers, max_bytes=500)
    assert [failure.path.name for failure in report.failures] == ["long.txt"] and report.removed == ["long.txt"]


def test_ctrl_c_loses_nothing_that_was_done(tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(papers)

    def stop(file: SourceFile) -> None:
        if file.name == "tea.txt":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "index", papers, progress=Progress(reading=stop))
    assert names(tmp_path / "index") == []
    refuse_to_read(monkeypatch, "tea.txt")
    report = build(tmp_path / "index", papers)
    assert sorted(report.added) == ["baku.md", "sheep.txt", "tea.txt"]
    assert names(tmp_path / "index") == ["baku.md", "sheep.txt", "tea.txt"]


def test_progress_tells_files_and_passages(tmp_path: Path, papers: Path) -> None:
    (papers / "empty.txt").write_text("")
    told: list[object] = []
    progress = Progress(starting=told.append, reading=lambda file: told.append(file.name), done=told.append)
    build(tmp_path / "index", papers, progress=progress)
    assert told == [4, "baku.md", 3, "empty.txt", 0, "sheep.txt", 1, "tea.txt", 1]


def test_adding_a_folder_tells_what_is_gone_from_it(tmp_path: Path, papers: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "light.txt").write_text("Words about a lighthouse.")
    build(tmp_path / "index", papers, elsewhere)
    (papers / "tea.txt").unlink()
    assert add_documents(tmp_path / "index", find_files([papers / "sheep.txt"])).missing == ["tea.txt"]
    assert add_documents(tmp_path / "index", find_files([elsewhere])).missing == []
    assert "tea.txt" in names(tmp_path / "index")


# Collections


def collections(directory: Path) -> dict[str, str]:
    store = Store.open(directory)
    try:
        return {document.name: document.collection for document in store.documents()}
    finally:
        store.close()


def test_a_collection_is_given_to_files_that_name_none(tmp_path: Path, papers: Path) -> None:
    (papers / "sheep.txt.yaml").write_text("collection: Animals\n")
    add_documents(tmp_path / "index", find_files([papers]), collection="Caucasus")
    assert collections(tmp_path / "index") == {"baku.md": "Caucasus", "sheep.txt": "Animals", "tea.txt": "Caucasus"}
    searcher = open_searcher(tmp_path / "index", Filter(collections=("animals",)))
    assert {hit.passage.document for hit in searcher.search("tea")} == {"sheep.txt"}


def test_another_collection_changes_a_document_without_embedding_and_none_keeps_it(
    tmp_path: Path, papers: Path
) -> None:
    tea = find_files([papers / "tea.txt"])
    add_documents(tmp_path / "index", tea, collection="Caucasus")
    report = add_documents(tmp_path / "index", tea)
    assert (report.unchanged, collections(tmp_path / "index")) == (["tea.txt"], {"tea.txt": "Caucasus"})
    report = add_documents(tmp_path / "index", tea, collection="Tea")
    assert (report.updated, report.embedded, collections(tmp_path / "index")) == (["tea.txt"], 0, {"tea.txt": "Tea"})
    assert build_index(tmp_path / "index", tea).unchanged == ["tea.txt"]
    add_documents(tmp_path / "index", tea, collection="")
    assert collections(tmp_path / "index") == {"tea.txt": ""}
