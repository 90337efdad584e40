import json
from pathlib import Path

import pytest

from corpus.__main__ import main

TEA = (
    "# Tea in Lankaran\n\n*By Nigar Aliyeva, 2019*\n\nTea is grown there, and has been for longer than anyone says.\n"
    "\n## Prices\n\nThey rose.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tea.md").write_text(TEA, encoding="utf-8")
    (tmp_path / "tea.md.yaml").write_text("collection: plants\n")
    (tmp_path / "z.txt").write_text("no title, only a few words\n")
    return tmp_path


def test_a_file_is_told_with_its_metadata_figures_and_headings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder / "tea.md")]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[:6] == [
        "name tea.md",
        "title Tea in Lankaran",
        "author Nigar Aliyeva",
        "year 2019",
        "collection plants",
        "pages none in this format",
    ]
    assert "damage 0.0% of the words look broken: clean" in lines
    assert f"{TEA.index('## Prices')} Prices" in lines


def test_a_folder_is_told_file_by_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    names = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("name")]
    assert names == ["tea.md", "z.txt"]


def test_the_text_is_printed_on_request_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder / "z.txt"), "--text"])
    assert capsys.readouterr().out.rstrip().endswith("\n\nno title, only a few words")
    main([str(folder / "z.txt")])
    assert "only a few words" not in capsys.readouterr().out


def test_json_is_one_object_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--json", "--text"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["author"], first["collection"], first["damage"]) == ("Nigar Aliyeva", "plants", "clean")
    assert [(one["heading"], one["level"]) for one in first["sections"]] == [("Tea in Lankaran", 1), ("Prices", 2)]
    assert (second["title"], second["year"], second["words"]) == ("z", None, 6)
    assert second["text"].startswith("no title")


def test_a_bad_file_is_told_and_the_rest_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.txt").write_bytes(b"")
    (folder / "m.md").write_text(TEA)
    (folder / "m.md.yaml").write_text("titel: x\n")
    assert main([str(folder), "--json"]) == 1
    printed = capsys.readouterr()
    assert [json.loads(line)["name"] for line in printed.out.splitlines()] == ["tea.md", "z.txt"]
    assert "a.txt: the file is empty" in printed.err and "m.md.yaml: it holds the unknown key 'titel'" in printed.err


def test_nothing_readable_is_wrong_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert main([str(tmp_path / "a.txt")]) == 2
    assert main([str(tmp_path / "none.txt")]) == 2
    assert "no such file" in capsys.readouterr().err
