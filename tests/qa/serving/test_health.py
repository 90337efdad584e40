import json
import shutil

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from corpus.errors import UserError
from corpus.files import find_files
from index.build import build_index, remove_documents
from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.store import FILE_NAME
from qa.serving.health import Holdings, IndexHealth, health_route


def ask(look):
    client = TestClient(Starlette(routes=[health_route(look, "reader-1", "0.0.1")]))
    return client.get("/health")


@pytest.fixture
def index(tmp_path, papers, without_model_loading):
    directory = tmp_path / "index"
    build_index(directory, find_files([papers]))
    return directory


def test_a_whole_index_is_told_with_its_counts(index):
    response = ask(IndexHealth(index).look)
    assert response.status_code == 200 and response.headers["cache-control"] == "no-store"
    told = response.json()
    assert told.pop("passages") >= 3
    assert told == {"status": "ok", "documents": 3, "reader": "reader-1", "version": "0.0.1"}


def test_what_was_changed_counts_at_the_next_look(index):
    health = IndexHealth(index)
    before = health.look()
    remove_documents(index, ["tea.txt"])
    after = health.look()
    assert (before.documents, after.documents) == (3, 2) and after.passages < before.passages


def test_an_index_that_vanished_is_told_without_where_it_was(index):
    health = IndexHealth(index)
    assert ask(health.look).status_code == 200
    shutil.rmtree(index)
    response = ask(health.look)
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "reason": "there is no index, or it is damaged",
        "reader": "reader-1",
        "version": "0.0.1",
    }


def test_a_damaged_index_is_told(index):
    (index / FILE_NAME).write_bytes(b"no database at all" * 100)
    assert ask(IndexHealth(index).look).json()["reason"] == "there is no index, or it is damaged"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (IndexNotFound("a/secret/place"), "no index"),
        (IndexMismatch("a/secret/place"), "another version"),
        (IndexBusy("a/secret/place"), "being changed"),
        (UserError("a/secret/place"), "cannot be read"),
    ],
)
def test_each_trouble_has_its_reason_and_none_names_a_folder(error, reason):
    def look():
        raise error

    response = ask(look)
    assert response.status_code == 503
    assert reason in response.json()["reason"] and "secret" not in response.text


def test_nothing_of_a_document_is_told(index):
    told = json.dumps(ask(IndexHealth(index).look).json())
    assert "Baku" not in told and "baku" not in told and str(index) not in told


def test_our_own_mistakes_are_not_hidden():
    def look() -> Holdings:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(look)
