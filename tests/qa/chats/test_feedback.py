import json
from contextlib import closing
from pathlib import Path

import pytest

from qa.chats.__main__ import main
from qa.chats.records import Reason
from qa.chats.store import ChatStore, new_token
from tests.answers import answered, unanswered


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two ratings, of two visitors."""
    path = tmp_path / "chats.sqlite3"
    with closing(ChatStore(path)) as store:
        for answer, good in ((answered(), True), (unanswered(), False)):
            visitor = new_token()
            turn = store.begin(visitor, store.start(visitor), f"As typed: {answer.question}")
            store.finish(visitor, turn.turn_id, answer)
            store.rate(
                visitor, turn.turn_id, good, None if good else Reason.NOT_IN_DOCUMENTS, "Line one\nline two\u2028"
            )
    return path


def test_feedback_is_printed_one_object_a_line(path, capsys):
    assert main([str(path)]) == 0
    printed = capsys.readouterr().out
    assert printed.isascii()
    first, second = map(json.loads, printed.splitlines())
    assert first["time"] < second["time"]
    del first["time"], second["time"]
    note = "Line one\nline two\u2028"
    assert first == {
        "format": 1,
        "good": True,
        "reason": None,
        "note": note,
        "question": "As typed: When was the treaty signed?",
        "answer": json.loads(json.dumps(answered().to_json())),
    }
    assert (second["good"], second["reason"], second["note"]) == (False, "not in my documents", note)
    assert second["answer"]["answered"] is False


def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path, capsys):
    assert main([str(tmp_path / "none")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_told(tmp_path, capsys):
    (tmp_path / "notes").write_text("nothing of the kind " * 100)
    assert main([str(tmp_path / "notes")]) == 2
    assert "no file of chats" in capsys.readouterr().err
