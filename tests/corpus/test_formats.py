from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from corpus.formats.decoding import decode

RUSSIAN = "В октябре 1992 года была создана Минская группа. Переговоры не дали результата, и война началась снова. " * 3
FRENCH = "Le Conseil de sécurité a adopté quatre résolutions après l'été. Elles n'ont pas été appliquées, dit-on. " * 3


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def reason(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path, path.name)
    assert str(path) in str(caught.value)
    return caught.value.reason


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    content = "Tea in Lankaran\n\n  Two  blanks, a tab\tand ünïcode.\n"
    document = read_document(write(tmp_path, "tea.txt", content.encode()), "tea.txt")
    assert document.text == content
    assert (document.title, document.author, document.year) == ("Tea in Lankaran", None, None)


def test_line_ends_and_byte_order_marks_do_not_move_offsets(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_document(path, "a.txt").text == "one\ntwo\nthree\n"


def test_identity_is_the_content(tmp_path: Path) -> None:
    first = read_document(write(tmp_path, "a.txt", b"Some words."), "a.txt")
    same = read_document(write(tmp_path, "b.txt", b"Some words."), "b.txt")
    other = read_document(write(tmp_path, "c.txt", b"Some words!"), "c.txt")
    assert first.content_hash == same.content_hash != other.content_hash


def test_front_matter_gives_the_metadata_and_is_not_searched(tmp_path: Path) -> None:
    source = '---\ntitle: "On: colons"\nauthor: [A. One, B. Two]\nyear: "1999"\n---\n# Heading\n\nBody.\n'
    document = read_document(write(tmp_path, "a.md", source.encode()), "a.md")
    assert (document.title, document.author, document.year) == ("On: colons", "A. One, B. Two", 1999)
    assert document.text == source
    assert document.text[document.body_start :] == "# Heading\n\nBody.\n"


def test_headings_become_nested_sections_with_exact_places(tmp_path: Path) -> None:
    source = "# A *b*\n\nx\n\n## C\n\ny\n\n```\n# no heading\n```\n\n## D\n\nz\n\nE\n=\n\nlast\n"
    document = read_document(write(tmp_path, "a.md", source.encode()), "a.md")
    assert [(s.heading, s.level) for s in document.sections] == [("A b", 1), ("C", 2), ("D", 2), ("E", 1)]
    assert [source[s.start :].split("\n")[0] for s in document.sections] == ["# A *b*", "## C", "## D", "E"]
    assert document.heading_path(source.index("y")) == ("A b", "C")
    assert document.heading_path(source.index("last")) == ("E",)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_russian_in_a_legacy_encoding_is_read_and_noted(tmp_path: Path, encoding: str) -> None:
    document = read_document(write(tmp_path, "old.txt", RUSSIAN.encode(encoding)), "old.txt")
    assert document.text == RUSSIAN
    assert "not UTF-8" in document.notes[0]


def test_french_in_a_legacy_encoding_is_read_and_noted(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "old.txt", FRENCH.encode("windows-1252")), "old.txt")
    assert document.text == FRENCH
    assert document.notes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_encodings_with_a_mark_are_read(tmp_path: Path, encoding: str) -> None:
    assert read_document(write(tmp_path, "a.txt", RUSSIAN.encode(encoding)), "a.txt").text == RUSSIAN


def test_too_few_bytes_to_recognise_an_encoding_are_refused_with_help(tmp_path: Path) -> None:
    assert "iconv" in reason(write(tmp_path, "a.txt", "été".encode("latin-1")))


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf\n", "\u3000\n".encode()])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert reason(write(tmp_path, "a.txt", content)) == "the file is empty"


def test_front_matter_without_a_body_is_refused(tmp_path: Path) -> None:
    assert "no text below" in reason(write(tmp_path, "a.md", b"---\ntitle: x\n---\n"))


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x7fELF\x02\x01\x01\x00" * 64, b"text with a \x00 byte"])
def test_a_binary_file_called_txt_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "binary" in reason(write(tmp_path, "a.txt", content))


def test_a_50_mb_text_is_refused_and_the_limit_can_be_raised(tmp_path: Path) -> None:
    line = b"word " * 999 + b"end.\n"
    path = write(tmp_path, "a.txt", line * 10_080)
    assert "50.4 MB" in reason(path) and "--max-megabytes" in reason(path)
    short = write(tmp_path, "b.txt", line * 202)
    with pytest.raises(UnreadableDocument, match="1.0 MB"):
        read_document(short, "b.txt", max_bytes=1_000_000)
    assert read_document(short, "b.txt", max_bytes=1_100_000).text.count("word") == 999 * 202


def test_missing_files_folders_and_unknown_suffixes_are_refused(tmp_path: Path) -> None:
    assert "no such file" in reason(tmp_path / "none.txt")
    (tmp_path / "folder.txt").mkdir()
    assert "not a regular file" in reason(tmp_path / "folder.txt")
    assert ".md" in reason(write(tmp_path, "a.xyz", b"text"))


@pytest.mark.parametrize(
    ("name", "told"), [("a.doc", "save it as .docx"), ("a.XLSX", "each sheet as .csv"), ("a.ppt", "save it as .pptx")]
)
def test_what_can_be_converted_is_told_how(tmp_path: Path, name: str, told: str) -> None:
    assert told in reason(write(tmp_path, name, b"\xd0\xcf\x11\xe0"))


def test_a_file_without_permission_is_refused(
    open_folder: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    path = write(open_folder, "a.txt", b"secret words")
    path.chmod(0)
    with ordinary_user():
        assert "cannot be read" in reason(path)


@pytest.mark.parametrize("matter", ["title: [unclosed", "year: soon", "- a\n- b", "a: b: c"])
def test_broken_front_matter_is_refused_with_the_place(tmp_path: Path, matter: str) -> None:
    assert "front matter" in reason(write(tmp_path, "a.md", f"---\n{matter}\n---\nBody.\n".encode()))


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_become_text_or_a_clear_refusal(data: bytes) -> None:
    try:
        text, _ = decode(Path("x.txt"), data)
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert text.strip() and "\r" not in text


def test_the_shipped_digests_are_whole() -> None:
    files = find_files([LIBRARY])
    assert len(files) == 5
    for file in files:
        document = read_document(file.path, file.name)
        assert 1200 <= len(document.text[document.body_start :].split()) <= 6500, file.name
        assert document.title.endswith("(digest)")
        assert len(document.sections) >= 6
