from dataclasses import replace

import pytest

from index.store import StoredDocument
from qa.rendering.document_table import render_documents, render_progress
from qa.uploads.events import Stage, UploadEvent
from tests.answers import HOSTILE

ONE = StoredDocument(1, "a.md", "/x/a.md", "0", "Tea", "Ann Lee", 2020, 10, 1234)
OWN = replace(ONE, document_id=2, name="uploads/b.md", title="Mine", uploaded=True, owner="f" * 32)


def test_a_document_is_told_with_what_is_known_of_it_and_can_be_ticked():
    shown = render_documents([replace(ONE, added="2026-03-01T10:00:00+00:00")], ["a.md"])
    assert all(f">{value}</td>" in shown for value in ("Ann Lee", "2020", "1,234", "2026-03-01", "Everybody’s"))
    assert 'data-name="a.md" aria-label="Ask Tea" checked>' in shown
    assert " checked>" not in render_documents([ONE])


def test_only_what_the_visitor_added_can_be_taken_out_and_stands_first():
    shown = render_documents([ONE, OWN])
    assert shown.count("take-out") == 1 and 'data-name="uploads/b.md" data-title="Mine"' in shown
    assert shown.index("Mine") < shown.index("Tea") and ">Yours</td>" in shown
    shared = replace(OWN, owner=None)
    assert "take-out" not in render_documents([shared]) and "take-out" in render_documents([shared], shared=True)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_document_says_of_itself_is_escaped(hostile):
    text = f"{hostile}<i>\"'"
    shown = render_documents([replace(OWN, name=text, title=text, author=text)])
    shown += render_progress({0: [UploadEvent(0, text, Stage.NOTE, text), UploadEvent(0, text, Stage.FAILED, text)]})
    assert "<i>" not in shown and "<img" not in shown and "<script" not in shown


def test_a_long_list_can_be_searched_and_an_empty_one_says_so():
    assert "find-document" in render_documents([ONE] * 8) and "find-document" not in render_documents([ONE] * 7)
    assert "no documents yet" in render_documents([])


def test_each_file_has_one_line_with_what_happened_last_and_its_notes():
    events = [
        UploadEvent(0, "a.md", Stage.QUEUED),
        UploadEvent(0, "a.md", Stage.NOTE, "page 3 has no text"),
        UploadEvent(0, "a.md", Stage.EMBEDDING, done=3, of=9),
    ]
    shown = render_progress({1: [UploadEvent(1, "b.md", Stage.FAILED, "broken")], 0: events})
    assert shown.count("<li") == 2 and shown.index("a.md") < shown.index("b.md")
    assert "embedding 3 of 9 texts" in shown and '<progress max="9" value="3"' in shown
    assert "page 3 has no text" in shown and "failed: broken" in shown and "queued" not in shown
    assert render_progress({}) == ""
