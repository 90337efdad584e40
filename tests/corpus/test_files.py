from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.files import find_files


def names(*paths: Path) -> list[str]:
    return [file.name for file in find_files(paths)]


def test_a_folder_gives_its_readable_files_in_order_with_their_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", "old.doc", ".hidden.txt", ".git/d.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == ["a.md", "b.txt", "old.doc", "sub/c.TXT"]


def test_a_file_given_twice_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert names(tmp_path / "a.txt", tmp_path) == ["a.txt"]


def test_a_file_named_outright_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("x")
    assert names(tmp_path / "a.xyz") == ["a.xyz"]


def test_a_sidecar_named_beside_its_document_is_no_document(tmp_path: Path) -> None:
    for name in ("a.txt", "a.txt.yaml", "b.yaml"):
        (tmp_path / name).write_text("x")
    assert names(*sorted(tmp_path.iterdir())) == ["a.txt", "b.yaml"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == ["a.txt"]


def test_odd_names_are_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "a b\n‘ü’;$(x).txt").write_text("x")
    assert names(tmp_path) == ["a b\n‘ü’;$(x).txt"]


def test_wrong_paths_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file or folder"):
        find_files([tmp_path / "none"])
    with pytest.raises(UserError, match="no document that can be read"):
        find_files([tmp_path])
