import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import archives
from corpus.archives import Archive
from corpus.errors import UnreadableDocument

PATH = Path("paper.docx")


def pack(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


def reason(data: bytes, *names: str) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        archive = Archive(PATH, data)
        for name in names:
            archive.read(name)
    return caught.value.reason


GOOD = pack({"word/document.xml": b"<w>Tea in Lankaran</w>", "other": b"x"})


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_read_whole(method: int) -> None:
    archive = Archive(PATH, pack({"a": b"tea", "b/c": b"harvest"}, method))
    assert (archive.names, archive.read("b/c")) == ({"a", "b/c"}, b"harvest")


def test_a_member_larger_than_a_document_is_refused_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBER_BYTES", 3_000_000)
    assert "zip bomb" in reason(pack({"a": bytes(range(256)) * 12_000}), "a")


def test_a_bomb_is_known_by_its_ratio() -> None:
    assert "zip bomb" in reason(pack({"a": b"\0" * 30_000_000}), "a")


def test_many_members_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 2_500_000)
    data = pack({name: b"x" * 1_000_000 for name in "abc"})
    archive = Archive(PATH, data)
    archive.read("a")
    archive.read("b")
    with pytest.raises(UnreadableDocument, match="zip bomb"):
        archive.read("c")


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    assert "4 parts" in reason(pack(dict.fromkeys("abcd", b"x")))


def test_a_claimed_size_is_not_believed() -> None:
    data = bytearray(pack({"a": b"x" * 100_000}))
    # The uncompressed size, in the local header and in the directory.
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(signature) + place
        data[start : start + 4] = (5).to_bytes(4, "little")
    assert "damaged" in reason(bytes(data), "a")


def test_an_encrypted_member_is_refused_with_what_to_do() -> None:
    data = bytearray(GOOD)
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in reason(bytes(data), "word/document.xml")


def test_missing_and_cut_members_are_told() -> None:
    assert "its part none is missing" in reason(GOOD, "none")
    assert "damaged" in reason(GOOD[:-30])
    assert reason(b"") == "the file is empty"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "PowerPoint Document".encode("utf-16-le"), "save it as .pptx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "remove the password"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "a web page"),
        (b"<?xml version='1.0'?><a/>", "an XML file"),
        (b"Tea in Lankaran", "plain text"),
        (b"\x00\x01\x02", "unknown"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, kind: str) -> None:
    assert kind in reason(data) and ".docx" in reason(data)


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("ppt/presentation.xml", "PowerPoint"),
        ("xl/workbook.xml", "Excel"),
        ("content.xml", "OpenDocument"),
        ("a", "zip"),
    ],
)
def test_another_kind_of_zip_is_named(member: str, kind: str) -> None:
    assert kind in Archive(PATH, pack({member: b"x"})).wrong_kind().reason


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_altered_bytes_give_a_member_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    try:
        archive = Archive(PATH, bytes(data))
        for name in archive.names:
            archive.read(name)
    except UnreadableDocument as error:
        assert error.reason
