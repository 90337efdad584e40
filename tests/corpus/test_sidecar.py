from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats import read_document
from corpus.stated import Stated, StatedWrongly, parse_stated

PAGE = (
    "Tea in Lankaran\n\nNigar Aliyeva\n\nTea has been grown in Lankaran for longer than anybody there can remember.\n"
)


def read(folder: Path, sidecar: str | bytes | None = None, name: str = "tea.txt", suffix: str = ".yaml") -> Document:
    path = folder / name
    path.write_text(PAGE, encoding="utf-8")
    if sidecar is not None:
        content = sidecar.encode() if isinstance(sidecar, str) else sidecar
        path.with_name(name + suffix).write_bytes(content)
    return read_document(path, name)


def reason(folder: Path, sidecar: str | bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(folder, sidecar)
    assert caught.value.path == folder / "tea.txt.yaml"
    return caught.value.reason


@pytest.mark.parametrize("suffix", [".yaml", ".yml"])
def test_values_set_by_hand_win_over_the_files_own(tmp_path: Path, suffix: str) -> None:
    plain = read(tmp_path)
    assert (plain.title, plain.author, plain.year, plain.collection) == ("Tea in Lankaran", "Nigar Aliyeva", None, "")
    source = "title: 'Tea: a history'\nauthor: [A. One, B. Two]\nyear: 1999\ncollection: plants\n"
    document = read(tmp_path, source, suffix=suffix)
    assert (document.title, document.author, document.year) == ("Tea: a history", "A. One, B. Two", 1999)
    assert (document.collection, document.text) == ("plants", plain.text)


def test_what_a_sidecar_leaves_out_stays_the_files_own(tmp_path: Path) -> None:
    document = read(tmp_path, "collection: plants\ntitle:\nauthor: ''\n")
    assert (document.title, document.author, document.collection) == ("Tea in Lankaran", "Nigar Aliyeva", "plants")


def test_it_wins_over_front_matter_too(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: Old\nyear: 1990\ncollection: drinks\n---\n# H\n\nBody.\n")
    assert (read_document(path, "a.md").title, read_document(path, "a.md").collection) == ("Old", "drinks")
    (tmp_path / "a.md.yaml").write_text("title: New\n")
    document = read_document(path, "a.md")
    assert (document.title, document.year, document.collection) == ("New", 1990, "drinks")


def test_the_hash_follows_the_sidecar(tmp_path: Path) -> None:
    hashes = [read(tmp_path, sidecar).content_hash for sidecar in (None, "year: 1999", "year: 1998", "year: 1999")]
    assert hashes[1] == hashes[3]
    assert len(set(hashes)) == 3
    assert all(len(one) == 64 for one in hashes)


def test_only_the_whole_name_makes_a_sidecar(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text("title: Other\n")
    (tmp_path / "tea.md.yaml").write_text("title: Other\n")
    assert read(tmp_path).title == "Tea in Lankaran"


@pytest.mark.parametrize(
    ("sidecar", "told"),
    [
        ("titel: x\nyear: 1999", "'titel' (line 1); known keys are title, author, year, collection"),
        ("year: 1999\ntitle: [a, b]", "title (line 2) must be a text"),
        ("\nyear: soon", "year (line 2) must be four digits such as 2021, not 'soon'"),
        ("year: 20211", "year (line 1)"),
        ("year: true", "year (line 1)"),
        ("author:\n- A. One\n- [B. Two]", "author (line 3) must be a name"),
        ("year: 1999\nyear: 1998", "states year twice (again in line 2)"),
        ("title: a\nauthor: b: c", "not valid YAML (line 2)"),
        ("- a\n- b", "of the form key: value"),
        ("just words", "of the form key: value"),
        ("title: " + "x" * 301, "at most 300 characters and has 301"),
        ("[" * 5000, "YAML"),
        (b"title: caf\xe9\n", "not UTF-8 (line 1)"),
        ("title: x\n" + "#" * 64_000, "64,000"),
    ],
)
def test_a_wrong_sidecar_is_refused_with_the_line(tmp_path: Path, sidecar: str | bytes, told: str) -> None:
    assert told in reason(tmp_path, sidecar)


def test_two_sidecars_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "tea.txt.yml").write_text("year: 1999")
    assert "tea.txt.yml" in reason(tmp_path, "year: 1999")
    (tmp_path / "tea.txt.yml").unlink()
    (tmp_path / "tea.txt.yaml").unlink()
    (tmp_path / "tea.txt.yaml").mkdir()
    with pytest.raises(UnreadableDocument, match="not a regular file"):
        read(tmp_path)


def test_empty_and_marked_files_state_what_they_hold(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n").year is None
    assert read(tmp_path, b"\xef\xbb\xbfyear: 1999\n").year == 1999


def test_words_stay_words() -> None:
    assert parse_stated("title: 1984\nauthor: No\nyear: '1949'") == Stated("1984", "No", 1949)
    assert parse_stated("author:\n- name: Ada One\n  email: x\n- B. Two").author == "Ada One, B. Two"
    assert parse_stated('title: "a\\u202e\\n b"').title == "a b"


def test_keys_that_only_others_know_are_passed_over_in_front_matter() -> None:
    assert parse_stated("layout: post\nyear: 2001").year == 2001
    with pytest.raises(StatedWrongly, match="layout"):
        parse_stated("layout: post", only_known_keys=True)
