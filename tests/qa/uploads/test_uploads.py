import random
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import UserError
from corpus.files import find_files
from index.build import add_documents, build_index
from index.embedder import Embedder
from index.filters import Filter
from index.lock import LOCK_NAME
from index.search import Searcher, open_searcher
from index.store import Store
from qa.pipeline import Answerer
from qa.reader import Reader
from qa.uploads.events import Stage, UploadEvent
from qa.uploads.files import PART, keep, kept
from qa.uploads.limits import Limits
from qa.uploads.owners import is_owner, owner_of
from qa.uploads.uploads import SHARED, Uploads, folder_beside

pytestmark = pytest.mark.usefixtures("without_model_loading", "models_loaded_once")

ANNA, BORIS = owner_of("anna's token"), owner_of("boris's token")
QUESTION = "When did camels cross the steppe?"


@pytest.fixture
def index(tmp_path: Path, papers: Path) -> Path:
    build_index(tmp_path / "index", find_files([papers / "sheep.txt"]))
    return tmp_path / "index"


@pytest.fixture
def uploads(index: Path, embedder: Embedder) -> Uploads:
    return Uploads(folder_beside(index), index, embedder=lambda: embedder)


@pytest.fixture
def camel(tmp_path: Path) -> Path:
    return write(tmp_path / "sent" / "camel.txt", "Camels crossed the steppe in 1911.")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    return path


def send(uploads: Uploads, owner: str | None, *paths: Path) -> list[UploadEvent]:
    return list(uploads.add(owner, [(path.name, path) for path in paths]))


def ends(events: Sequence[UploadEvent]) -> list[tuple[str, Stage]]:
    return [(event.name, event.stage) for event in events if event.stage.is_last]


def names(uploads: Uploads, owner: str | None) -> list[str]:
    return [one.name for one in uploads.documents(owner)]


def files(uploads: Uploads, owner: str) -> list[str]:
    return [path.name for path in kept(uploads._folder / owner)]


def test_a_file_is_told_step_by_step_and_then_listed(uploads: Uploads, camel: Path) -> None:
    events = send(uploads, ANNA, camel)
    assert [event.stage for event in events if event.stage is not Stage.EMBEDDING] == [
        Stage.QUEUED,
        Stage.READING,
        Stage.READY,
    ]
    embedding = [event for event in events if event.stage is Stage.EMBEDDING]
    assert (embedding[0].done, embedding[-1].done) == (0, embedding[-1].of) and embedding[-1].of > 0
    assert events[-1].passages == 1 and events[-1].words == "ready: 1 passage"
    sheep, mine = uploads.documents(ANNA)
    assert (sheep.name, sheep.own, mine.name, mine.own, mine.passages) == (
        "sheep.txt",
        False,
        "uploads/camel.txt",
        True,
        1,
    )
    assert mine.added is not None and abs(datetime.now(UTC) - mine.added) < timedelta(minutes=5)


def test_an_open_searcher_finds_a_new_document_at_the_next_question_and_for_its_owner_alone(
    uploads: Uploads, index: Path, camel: Path
) -> None:
    searcher = open_searcher(index)
    assert searcher.search(QUESTION, 1, Filter(visible_to=ANNA))[0].passage.document == "sheep.txt"
    send(uploads, ANNA, camel)
    best = searcher.search(QUESTION, 1, Filter(visible_to=ANNA))[0].passage
    assert (best.document, best.text) == ("uploads/camel.txt", camel.read_text())
    for stranger in (None, BORIS):
        found = {hit.passage.document for hit in searcher.search(QUESTION, 99, Filter(visible_to=stranger))}
        assert found == {"sheep.txt"} and names(uploads, stranger) == ["sheep.txt"]
    uploads.remove(ANNA, "uploads/camel.txt")
    assert searcher.search(QUESTION, 1, Filter(visible_to=ANNA))[0].passage.document == "sheep.txt"


def test_a_running_answerer_answers_from_a_new_document_and_only_for_its_owner(
    uploads: Uploads, index: Path, camel: Path
) -> None:
    searcher = open_searcher(index)
    answerer = Answerer(searcher.search, Reader().read, measure=searcher.scope)
    mine = Filter(visible_to=ANNA)
    assert not answerer.ask(QUESTION, only=mine).answered
    send(uploads, ANNA, camel)
    answer = answerer.ask(QUESTION, only=mine)
    assert (answer.short_answer, answer.citations[0].document) == ("1911", "uploads/camel.txt")
    assert answer.searched is None
    for stranger in (None, Filter(visible_to=BORIS)):
        other = answerer.ask(QUESTION, only=stranger)
        assert not other.answered and {hit.passage.document for hit in other.hits} == {"sheep.txt"}


def test_each_file_has_its_own_result(uploads: Uploads, tmp_path: Path, papers: Path, camel: Path) -> None:
    sent = tmp_path / "sent"
    empty = write(sent / "empty.txt", "")
    broken = write(sent / "broken.pdf", "no PDF")
    events = send(
        uploads, ANNA, write(sent / "sheet.xlsx", "x"), camel, empty, papers / "sheep.txt", broken, sent / "gone.txt"
    )
    told = {event.file: (event.stage, event.message) for event in events if event.stage.is_last}
    assert told[0] == (Stage.FAILED, "this is an Excel workbook; save each sheet as .csv")
    assert told[1] == (Stage.READY, "")
    assert told[2][0] is told[4][0] is told[5][0] is Stage.FAILED
    assert "empty" in told[2][1] and "did not arrive" in told[5][1]
    assert told[3] == (Stage.SKIPPED, "the same as sheep.txt")
    assert files(uploads, ANNA) == ["camel.txt"] and names(uploads, ANNA) == ["sheep.txt", "uploads/camel.txt"]
    assert str(tmp_path) not in "".join(event.words for event in events)


def test_if_no_file_can_be_read_each_is_told_and_nothing_is_kept(uploads: Uploads, tmp_path: Path) -> None:
    assert ends(send(uploads, ANNA, write(tmp_path / "a.txt", ""))) == [("a.txt", Stage.FAILED)]
    assert files(uploads, ANNA) == [] and names(uploads, ANNA) == ["sheep.txt"]


def test_a_new_version_takes_the_place_of_the_old_one_and_a_broken_one_does_not(
    uploads: Uploads, index: Path, camel: Path
) -> None:
    send(uploads, ANNA, camel)
    camel.write_text("Camels crossed the steppe in 1922.")
    assert send(uploads, ANNA, camel)[-1].words == "ready: 1 passage, in place of what it was"
    camel.write_text("")
    assert ends(send(uploads, ANNA, camel)) == [("camel.txt", Stage.FAILED)]
    assert Store.open(index).document("uploads/camel.txt", ANNA).text == "Camels crossed the steppe in 1922."
    assert [path.read_text() for path in kept(folder_beside(index) / ANNA)] == ["Camels crossed the steppe in 1922."]


def test_the_same_file_again_changes_nothing(uploads: Uploads, index: Path, camel: Path) -> None:
    send(uploads, ANNA, camel)
    before = uploads.documents(ANNA)
    assert ends(send(uploads, ANNA, camel)) == [("camel.txt", Stage.READY)]
    assert uploads.documents(ANNA) == before and files(uploads, ANNA) == ["camel.txt"]
    other = write(camel.with_name("copy.txt"), camel.read_text())
    assert send(uploads, ANNA, other)[-1].message == "the same as uploads/camel.txt"
    assert files(uploads, ANNA) == ["camel.txt"]


def test_files_of_one_name_are_told_apart(uploads: Uploads, tmp_path: Path) -> None:
    one, two = write(tmp_path / "1" / "a.txt", "One is small."), write(tmp_path / "2" / "a.txt", "Two is larger.")
    assert ends(send(uploads, ANNA, one, two)) == [("a.txt", Stage.READY), ("a (2).txt", Stage.READY)]
    assert ends(send(uploads, BORIS, two)) == [("a.txt", Stage.READY)]
    assert names(uploads, ANNA) == ["sheep.txt", "uploads/a (2).txt", "uploads/a.txt"]


def test_a_hostile_name_stays_inside_the_owners_folder(uploads: Uploads, index: Path, camel: Path) -> None:
    events = list(uploads.add(ANNA, [("../../../\u202econ.txt", camel), ("a" * 300 + ".txt", camel)]))
    assert ends(events)[0] == ("_con.txt", Stage.READY)
    assert files(uploads, ANNA) == ["_con.txt"]
    assert {path.name for path in index.parent.iterdir()} == {"index", "index-uploads", "papers", "sent"}


def test_near_duplicates_are_noted_among_what_the_visitor_sees(uploads: Uploads, tmp_path: Path) -> None:
    sentences = [f"The {number}th sentence of this text is about a carpet." for number in range(8)]
    whole = write(tmp_path / "whole.txt", " ".join(sentences))
    draft = write(tmp_path / "draft.txt", " ".join(sentences[:7]))
    send(uploads, BORIS, whole)
    assert Stage.NOTE not in {event.stage for event in send(uploads, ANNA, draft)}
    notes = [event.message for event in send(uploads, BORIS, draft) if event.stage is Stage.NOTE]
    assert notes == ["uploads/draft.txt: 100% of its sentences also stand in uploads/whole.txt"]


# Whose they are


def test_only_the_owner_takes_a_document_out(uploads: Uploads, camel: Path) -> None:
    send(uploads, ANNA, camel)
    with pytest.raises(UserError, match="not among your documents") as anothers:
        uploads.remove(BORIS, "uploads/camel.txt")
    with pytest.raises(UserError) as nobodys:
        uploads.remove(BORIS, "uploads/none.txt")
    assert str(anothers.value) == str(nobodys.value).replace("none", "camel")
    with pytest.raises(UserError, match="everybody's"):
        uploads.remove(ANNA, "sheep.txt")
    uploads.remove(ANNA, "uploads/camel.txt")
    assert names(uploads, ANNA) == ["sheep.txt"] and files(uploads, ANNA) == []


def test_visitors_without_a_token_add_nothing_and_a_made_up_owner_is_refused(uploads: Uploads, camel: Path) -> None:
    with pytest.raises(UserError, match="load the page again"):
        send(uploads, None, camel)
    for stranger in ("../" + "a" * 29, "A" * 32, SHARED, ""):
        with pytest.raises(ValueError, match="owner_of"):
            uploads.documents(stranger)


def test_an_owner_is_not_found_from_what_is_stored() -> None:
    assert owner_of("token") == owner_of("token") != owner_of("token ")
    assert is_owner(owner_of("\ud800")) and "token" not in owner_of("token")


def test_a_shared_collection_is_everybodys_to_see_and_to_change(index: Path, embedder: Embedder, camel: Path) -> None:
    shared = Uploads(folder_beside(index), index, shared=True, embedder=lambda: embedder)
    send(shared, ANNA, camel)
    assert names(shared, BORIS) == names(shared, None) == ["sheep.txt", "uploads/camel.txt"]
    assert open_searcher(index).search(QUESTION, 1)[0].passage.document == "uploads/camel.txt"
    assert [one.own for one in shared.documents(BORIS)] == [False, True] and shared.viewer(BORIS) is None
    private = Uploads(folder_beside(index), index, embedder=lambda: embedder)
    assert [one.own for one in private.documents(ANNA)] == [False, False]
    with pytest.raises(UserError, match="everybody's"):
        private.remove(ANNA, "uploads/camel.txt")
    other = write(camel.parent / "other" / "camel.txt", "Camels are not shared here.")
    assert ends(send(private, ANNA, other)) == [("camel (2).txt", Stage.READY)]
    shared.remove(BORIS, "uploads/camel.txt")
    assert names(shared, None) == ["sheep.txt"]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_visitors_do_each_sees_what_they_left_there(index: Path, embedder: Embedder, seed: int) -> None:
    chance = random.Random(seed)
    uploads, searcher = (
        Uploads(folder_beside(index), index, embedder=lambda: embedder),
        Searcher(Store.open(index), embedder),
    )
    expected: dict[str, dict[str, str]] = {ANNA: {}, BORIS: {}}
    for step in range(8):
        owner = chance.choice((ANNA, BORIS))
        name = chance.choice(("one.txt", "two.txt"))
        if chance.random() < 0.3 and f"uploads/{name}" in expected[owner]:
            uploads.remove(owner, f"uploads/{name}")
            del expected[owner][f"uploads/{name}"]
        else:
            text = f"Step {step} was taken by {owner[:4]} to the camel."
            assert ends(send(uploads, owner, write(index.parent / "sent" / name, text))) == [(name, Stage.READY)]
            expected[owner][f"uploads/{name}"] = text
        for viewer, texts in (*expected.items(), (None, {})):
            assert set(names(uploads, viewer)) == {"sheep.txt", *texts}
            hits = searcher.search("Which step was taken to the camel?", 99, Filter(visible_to=viewer))
            found = {hit.passage.document: hit.passage.text for hit in hits if hit.passage.document != "sheep.txt"}
            assert found == texts
            scope = searcher.scope(Filter(documents=("*",), visible_to=viewer))
            assert scope is not None and scope.of == 1 + len(texts)
    assert sorted(files(uploads, ANNA)) == sorted(name.removeprefix("uploads/") for name in expected[ANNA])


# Limits


def test_limits_are_told_before_anything_is_kept(index: Path, embedder: Embedder, tmp_path: Path, camel: Path) -> None:
    long = write(tmp_path / "long.txt", "x" * 2000)

    def limited(**limits: int) -> Uploads:
        return Uploads(folder_beside(index), index, Limits(**limits), embedder=lambda: embedder)

    event = send(limited(file_bytes=1000), ANNA, long)[-1]
    assert (event.stage, event.message) == (Stage.FAILED, "it has 0.0 MB and the limit is 0.0 MB; split it")
    with pytest.raises(UserError, match="2 documents would be too many: 1 may be added"):
        send(limited(documents=1), ANNA, long, camel)
    with pytest.raises(UserError, match="0.0 MB is the limit for all that is added"):
        send(limited(visitor_bytes=1999), ANNA, long)
    assert names(limited(), ANNA) == ["sheep.txt"] and not folder_beside(index).exists()
    send(limited(), BORIS, long)
    with pytest.raises(UserError, match="that is full; ask whoever runs it"):
        send(limited(all_bytes=2010), ANNA, camel)
    again = limited(documents=1)
    send(again, ANNA, camel)
    camel.write_text("A new version may come.")
    assert ends(send(again, ANNA, camel)) == [("camel.txt", Stage.READY)]


def test_a_file_that_cannot_be_kept_takes_the_others_back_with_it(
    uploads: Uploads, index: Path, tmp_path: Path, camel: Path
) -> None:
    other = write(tmp_path / "other.txt", "Sheep stayed.")
    digest = keep(other, tmp_path / "elsewhere", "other.txt").parent.name
    write(folder_beside(index) / ANNA / digest, "a file in the way of a folder")
    with pytest.raises(UserError, match="other.txt: cannot be kept"):
        send(uploads, ANNA, camel, other)
    assert files(uploads, ANNA) == [] and uploads.recover() == []
    assert not list((folder_beside(index) / ANNA).glob(f"{PART}*"))


# Together


def test_two_visitors_wait_for_one_another_and_searches_go_on(
    uploads: Uploads, index: Path, tmp_path: Path, embedder: Embedder
) -> None:
    searcher = Searcher(Store.open(index), embedder)
    lock = FileLock(index / LOCK_NAME)
    lock.acquire()
    results = {}
    for owner in (ANNA, BORIS):
        path = write(tmp_path / owner / "camel.txt", f"Camels crossed the steppe with {owner[:5]}.")
        results[owner] = uploads.add(owner, [(path.name, path)])
    assert next(results[ANNA]).stage is Stage.QUEUED and next(results[ANNA]).stage is Stage.WAITING
    assert searcher.search(QUESTION, 1)[0].passage.document == "sheep.txt"
    lock.release()
    for owner in (BORIS, ANNA):
        assert ends(list(results[owner])) == [("camel.txt", Stage.READY)]
        best = searcher.search(QUESTION, 1, Filter(visible_to=owner))[0].passage
        assert best.text == f"Camels crossed the steppe with {owner[:5]}."


def test_searching_while_documents_come_and_go_meets_no_error(uploads: Uploads, index: Path, camel: Path) -> None:
    searcher = open_searcher(index)
    stop = threading.Event()
    seen: list[set[str]] = []

    def search() -> None:
        while not stop.is_set():
            hits = searcher.search(QUESTION, 99, Filter(visible_to=BORIS))
            seen.append({hit.passage.document for hit in hits})

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for _ in range(4):
            send(uploads, ANNA, camel)
            uploads.remove(ANNA, "uploads/camel.txt")
    finally:
        stop.set()
        thread.join()
    assert seen and all(names == {"sheep.txt"} for names in seen)


def test_a_visitor_who_goes_away_loses_nothing(uploads: Uploads, camel: Path, tmp_path: Path) -> None:
    uploads.add(ANNA, [(camel.name, camel)])
    camel.unlink()
    send(uploads, BORIS, write(tmp_path / "b.txt", "Boris waits until Anna's is done."))
    uploads.recover()
    assert names(uploads, ANNA) == ["sheep.txt", "uploads/camel.txt"]


# After a crash


def test_what_was_copied_and_not_indexed_is_indexed_at_the_next_start(
    uploads: Uploads, index: Path, camel: Path
) -> None:
    folder = folder_beside(index)
    keep(camel, folder / ANNA, "camel.txt")
    (folder / ANNA / f"{PART}1").write_text("half a fi")
    write(folder / "notes" / "x" / "strange.txt", "Nobody's.")
    assert ends(uploads.recover()) == [("camel.txt", Stage.READY)]
    assert names(uploads, ANNA) == ["sheep.txt", "uploads/camel.txt"] and names(uploads, None) == ["sheep.txt"]
    assert uploads.recover() == [] and not list((folder / ANNA).glob(f"{PART}*"))


def test_a_kill_while_embedding_loses_nothing(
    uploads: Uploads, index: Path, camel: Path, run_python: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    script = write(
        index.parent / "killed.py",
        "import os, signal, sys\nfrom pathlib import Path\n"
        "sys.path.insert(0, os.getcwd())\n"
        "from qa.uploads.events import Stage\nfrom qa.uploads.uploads import Uploads\n"
        f"uploads = Uploads(Path({str(folder_beside(index))!r}), Path({str(index)!r}))\n"
        f"for event in uploads.add({ANNA!r}, [('camel.txt', Path({str(camel)!r}))]):\n"
        "    if event.stage is Stage.EMBEDDING:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n",
    )
    assert run_python(script).returncode == -9
    assert names(uploads, ANNA) == ["sheep.txt"]
    assert ends(uploads.recover()) == [("camel.txt", Stage.READY)]
    assert names(uploads, ANNA) == ["sheep.txt", "uploads/camel.txt"]


def test_a_document_whose_removal_was_cut_off_does_not_come_back(uploads: Uploads, index: Path, camel: Path) -> None:
    send(uploads, ANNA, camel)
    kept(folder_beside(index) / ANNA)[0].unlink()
    uploads.recover()
    assert names(uploads, ANNA) == ["sheep.txt"]


def test_a_version_that_was_replaced_does_not_come_back(uploads: Uploads, index: Path, camel: Path) -> None:
    folder = folder_beside(index) / ANNA
    old = keep(camel, folder, "camel.txt")
    camel.write_text("Camels crossed the steppe in 1922.")
    send(uploads, ANNA, camel)
    assert old.exists()
    assert uploads.recover() == [] and not old.exists()
    assert Store.open(index).document("uploads/camel.txt", ANNA).text == "Camels crossed the steppe in 1922."


def test_an_index_that_was_deleted_gets_all_again(uploads: Uploads, index: Path, papers: Path, camel: Path) -> None:
    send(uploads, ANNA, camel)
    for path in sorted(index.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert names(uploads, ANNA) == []
    assert ends(uploads.recover()) == [("camel.txt", Stage.READY)]
    add_documents(index, find_files([papers / "tea.txt"]))
    assert names(uploads, ANNA) == ["tea.txt", "uploads/camel.txt"]


def test_an_index_copied_without_its_folder_keeps_its_documents(
    uploads: Uploads, index: Path, camel: Path, embedder: Embedder
) -> None:
    send(uploads, ANNA, camel)
    elsewhere = Uploads(index.parent / "other-uploads", index, embedder=lambda: embedder)
    (index.parent / "other-uploads").mkdir()
    assert elsewhere.recover() == []
    assert names(elsewhere, ANNA) == ["sheep.txt", "uploads/camel.txt"]
    elsewhere.remove(ANNA, "uploads/camel.txt")
    assert files(uploads, ANNA) == ["camel.txt"]


def test_an_index_that_cannot_be_changed_is_told_and_the_file_waits(
    uploads: Uploads, camel: Path, monkeypatch: pytest.MonkeyPatch, index: Path
) -> None:
    monkeypatch.setattr("index.lock.WAIT_SECONDS", 0)
    with FileLock(index / LOCK_NAME):
        event = send(uploads, ANNA, camel)[-1]
    assert event.stage is Stage.FAILED and "another process" in event.message and "next start" in event.message
    assert ends(uploads.recover()) == [("camel.txt", Stage.READY)]
