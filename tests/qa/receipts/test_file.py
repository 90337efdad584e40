import copy
import json
import math
from functools import reduce
from operator import getitem

import pytest
from hypothesis import given, settings

from corpus.errors import UserError
from qa.receipts import coding
from qa.receipts.errors import NotAReceipt
from qa.receipts.file import check_target, encode_receipt, read_receipt, write_receipt
from tests.answers import HOSTILE
from tests.qa.receipts.receipts import any_receipts, citation, receipt


@settings(deadline=None, max_examples=40)
@given(any_receipts())
def test_json_there_and_back_is_the_same_receipt(one):
    assert coding.from_json(json.loads(encode_receipt(one, ".json"))) == one


@settings(deadline=None, max_examples=30)
@given(any_receipts())
def test_a_page_holds_the_same_receipt(tmp_path_factory, one):
    path = tmp_path_factory.mktemp("receipt") / "one.html"
    write_receipt(one, path)
    assert read_receipt(path) == one


@pytest.mark.parametrize("hostile", [*HOSTILE, "</script><script>alert(1)</script>", "<!--<script>", "]]>"])
@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_hostile_text_comes_back_as_it_was(tmp_path, hostile, suffix):
    one = receipt(question=hostile, citations=(citation(1, hostile, title=hostile, document=hostile),))
    path = tmp_path / f"one{suffix}"
    write_receipt(one, path)
    assert read_receipt(path) == one


def test_the_kind_of_a_file_is_told_by_what_it_holds(tmp_path):
    page, data = tmp_path / "page.json", tmp_path / "data.html"
    page.write_text(encode_receipt(receipt(), ".html"))
    data.write_text("\ufeff\n " + encode_receipt(receipt(), ".json"))
    assert read_receipt(page) == read_receipt(data) == receipt()


def test_line_ends_of_another_system_do_no_harm(tmp_path):
    path = tmp_path / "one.html"
    path.write_bytes(encode_receipt(receipt(), ".html").replace("\n", "\r\n").encode())
    assert read_receipt(path) == receipt()


def test_json_is_in_readable_letters(tmp_path):
    told = encode_receipt(receipt(question="Şuşa bəyannaməsi nədir?"), ".json")
    assert "Şuşa bəyannaməsi nədir?" in told and told.endswith("}\n")


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "paper.html"
    path.write_text("my paper")
    for write in (check_target, lambda path: write_receipt(receipt(), path)):
        with pytest.raises(UserError, match="there is such a file already"):
            write(path)
    assert path.read_text() == "my paper"


@pytest.mark.parametrize(
    ("name", "told"), [("one.pdf", r"\.html or \.json"), ("one", r"\.html or \.json"), ("none/one.html", "no folder")]
)
def test_a_target_that_cannot_be_is_told(tmp_path, name, told):
    with pytest.raises(UserError, match=told):
        check_target(tmp_path / name)


def test_a_folder_that_cannot_be_written_to_is_told(open_folder, ordinary_user):
    open_folder.chmod(0o555)
    with ordinary_user(), pytest.raises(UserError, match="cannot be written"):
        write_receipt(receipt(), open_folder / "one.html")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"<html></html>",
        b"\xff\xfe\x00\x01",
        b'{"a":' * 100_000,
        b'{"kind": "attache receipt"}',
        b'{"kind": "attache receipt", "format": 1, "checksum": null}',
        b'{"kind": "attache receipt", "format": ' + b"9" * 5000 + b"}",
        b'{"kind": "attache receipt", "format": true}',
        b'{"question": "When?", "citations": []}',
    ],
    ids=lambda content: repr(content[:40]),
)
def test_what_is_no_receipt_is_told(tmp_path, content):
    path = tmp_path / "one.html"
    path.write_bytes(content)
    with pytest.raises(NotAReceipt, match=r"one\.html: this is not a receipt"):
        read_receipt(path)


def test_a_file_far_larger_than_any_receipt_is_not_read(tmp_path):
    path = tmp_path / "one.json"
    with path.open("wb") as file:
        file.truncate(10_000_001)
    with pytest.raises(NotAReceipt, match="10.0 MB"):
        read_receipt(path)


@pytest.mark.parametrize(("name", "told"), [("none.html", "no such file"), ("", "not a regular file")])
def test_a_path_that_leads_to_no_file_is_told(tmp_path, name, told):
    with pytest.raises(UserError, match=told):
        read_receipt(tmp_path / name)


@pytest.mark.parametrize(("old", "new"), [("May 1994", "May 1995"), ('"confidence": 0.87', '"confidence": 0.99')])
def test_an_edit_of_the_json_is_told(tmp_path, old, new):
    path = tmp_path / "one.json"
    told = encode_receipt(receipt(), ".json")
    assert old in told
    path.write_text(told.replace(old, new))
    with pytest.raises(NotAReceipt, match="was changed after it was made"):
        read_receipt(path)


def test_another_layout_of_the_json_is_the_same_receipt(tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps(dict(reversed(coding.to_json(receipt()).items()))))
    assert read_receipt(path) == receipt()


def test_an_edit_of_what_the_page_shows_is_told(tmp_path):
    path = tmp_path / "one.html"
    told = encode_receipt(receipt(), ".html")
    start = told.index("<blockquote")
    path.write_text(told[:start] + told[start:].replace("May 1994", "May 1995", 1))
    with pytest.raises(NotAReceipt, match="its page was changed"):
        read_receipt(path)


def test_two_receipts_in_one_page_are_none(tmp_path):
    path = tmp_path / "one.html"
    path.write_text(encode_receipt(receipt(), ".html") * 2)
    with pytest.raises(NotAReceipt, match="no page that holds a receipt"):
        read_receipt(path)


def sealed(data):
    """The data with a checksum that fits, as somebody might make it who knows how."""
    return data | {"checksum": coding._checksum({key: value for key, value in data.items() if key != "checksum"})}


def test_a_receipt_of_a_newer_version_is_told_as_such():
    with pytest.raises(NotAReceipt, match="a newer version made it"):
        coding.from_json(sealed(coding.to_json(receipt()) | {"format": coding.FORMAT + 1}))


def test_keys_that_are_not_known_are_passed_over():
    assert coding.from_json(sealed(coding.to_json(receipt()) | {"mood": "good"})) == receipt()


def paths(data, before=()):
    """The ways to every value of the data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*before, key))


WHOLE = coding.to_json(receipt())
# What the manifest says is another version's business.
OURS = [way for way in paths(WHOLE) if way[:2] != ("index", "manifest") or len(way) == 2]


WRONG = {
    str: [1, {}, [], True, "\ud800"],
    int: ["1", -1, True, 1.5, 10**30, None],
    float: ["1", True, 2, math.nan, math.inf, None],
    bool: [1, "true", None],
    list: [{}, "", None, [None]],
    dict: [[], "", None],
    type(None): [-1, {}, [], True],
}
NULLABLE = {("short_answer",), ("citations", 0, "author"), ("citations", 0, "year")}


@pytest.mark.parametrize("way", OURS, ids=str)
def test_any_value_of_another_kind_is_told_and_never_crashes(way):
    *outer, last = way
    for wrong in WRONG[type(reduce(getitem, way, WHOLE))]:
        data = copy.deepcopy(WHOLE)
        reduce(getitem, outer, data)[last] = wrong
        if wrong is not None or way not in NULLABLE:
            with pytest.raises(NotAReceipt):
                coding.from_json(data if way == ("checksum",) else sealed(data))


@pytest.mark.parametrize("key", sorted(WHOLE.keys() - {"checksum"}))
def test_a_missing_key_is_told_by_its_name(key):
    data = {name: value for name, value in WHOLE.items() if name != key}
    with pytest.raises(NotAReceipt, match="does not say that it is one" if key == "kind" else f"its {key} is|{key} is"):
        coding.from_json(sealed(data))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sentences": [{"text": "So.", "citations": [2], "supported": True}]}, "cites 2, which is not there"),
        ({"citations": WHOLE["citations"] * 2}, "the same number"),
        ({"citations": [WHOLE["citations"][0] | {"end": 9}]}, "does not fit its place"),
        ({"citations": [WHOLE["citations"][0] | {"quote": " ", "start": 0, "end": 1}]}, "does not fit its place"),
        ({"made": "2026-11-21T17:20:05"}, "no time zone"),
        ({"made": "soon"}, "time cannot be read"),
        ({"made": "0001-01-01T00:00:00+14:00"}, "time cannot be read"),
        ({"confidence": 1.5}, "a number from 0 to 1"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_does_not_fit_together_is_told(change, told):
    with pytest.raises(NotAReceipt, match=told):
        coding.from_json(sealed(WHOLE | change))
