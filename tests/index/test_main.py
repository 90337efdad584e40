import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from index.__main__ import main

pytestmark = pytest.mark.usefixtures("without_model_loading")
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_build_add_info_search_remove(tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(tmp_path / "index")]
    assert main(["build", str(papers / "tea.txt"), *index]) == 0
    assert "1 added" in capsys.readouterr().out
    assert main(["add", str(papers), *index]) == 0
    assert "2 added, 1 unchanged" in capsys.readouterr().out
    assert main(["info", *index]) == 0
    out = capsys.readouterr().out
    assert "documents    3" in out and "A report on Baku" in out and "N. Aliyeva, 2019" in out
    assert main(["search", "When did the metro open?", *index, "--top-k", "2"]) == 0
    assert "1967" in capsys.readouterr().out
    assert main(["remove", "tea.txt", *index]) == 0
    assert "1 removed" in capsys.readouterr().out


def test_a_bad_file_among_good_ones_gives_status_1(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (papers / "empty.txt").write_text("")
    assert main(["build", str(papers), "--index", str(tmp_path / "index")]) == 1
    captured = capsys.readouterr()
    assert "empty.txt: the file is empty" in captured.err and "3 added" in captured.out


def test_info_and_search_take_filters_and_add_gives_a_collection(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(tmp_path / "index")]
    assert main(["add", str(papers / "tea.txt"), str(papers / "baku.md"), "--collection", " East ", *index]) == 0
    assert main(["add", str(papers), *index]) == 0
    capsys.readouterr()
    assert main(["info", *index]) == 0
    out = capsys.readouterr().out
    assert "documents    3\n" in out and "collections  East (2), without one (1)\n" in out
    assert "years        2019, not known of 2\n" in out and "Tea in Lankaran  |  author not known  |  East" in out
    assert main(["info", "--details", "--author", "aliyeva", *index]) == 0
    out = capsys.readouterr().out
    assert "documents    1 of 3\n" in out and "tea.txt" not in out
    assert f"read from {papers / 'baku.md'}" in out and "characters, " in out
    assert main(["search", "When did the metro open?", "--collection", "east", "--document", "tea*", *index]) == 0
    out = capsys.readouterr().out
    assert out.startswith("searched 1 of 3 documents\n") and "tea.txt" in out and "baku.md" not in out
    assert main(["search", "When?", "--year", "1900-1950", *index]) == 2
    assert "no document is of 1900-1950: there are 2019" in capsys.readouterr().err


def test_what_was_seen_of_a_folder_is_told(tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(tmp_path / "index")]
    sentences = [f"The {number}th sentence of this text is about a carpet." for number in range(8)]
    (papers / "carpets.txt").write_text(" ".join(sentences))
    (papers / "draft.txt").write_text(" ".join(sentences[:7]))
    assert main(["add", str(papers), *index]) == 0
    near = "note: draft.txt: 100% of its sentences also stand in carpets.txt"
    assert near in capsys.readouterr().err
    (papers / "tea.txt").unlink()
    assert main(["add", str(papers), *index]) == 0
    error = capsys.readouterr().err
    assert "gone: 1 (tea.txt)" in error and "python -m index remove" in error and near not in error
    assert main(["info", *index]) == 0
    assert near in capsys.readouterr().out


def test_ctrl_c_says_that_what_was_done_is_kept(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.build.read_document", interrupt)
    assert main(["add", str(papers), "--index", str(tmp_path / "index")]) == 130
    assert "the same command goes on" in capsys.readouterr().err


def test_if_missing_leaves_an_index_with_documents_alone(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(tmp_path / "index")]
    assert main(["build", str(papers), *index]) == 0
    assert main(["build", "--if-missing", *index]) == 0
    capsys.readouterr()
    main(["info", *index])
    assert "documents    3" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "{tmp}/none", "--index", "{tmp}/index"],
        ["build", "{tmp}/empty.txt", "--index", "{tmp}/index"],
        ["build", "{tmp}/binary.txt", "--index", "{tmp}/index"],
        ["add", "{tmp}/huge.txt", "--index", "{tmp}/index"],
        ["info", "--index", "{tmp}"],
        ["info", "--index", "{tmp}/none"],
        ["search", "war", "--index", "{tmp}"],
        ["search", "  ", "--index", "{tmp}"],
        ["remove", "a.txt", "--index", "{tmp}/none"],
        ["build", "{tmp}/good.txt", "--index", "{tmp}"],
    ],
)
def test_wrong_input_is_one_clear_line_and_status_2(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"\x00" * 100)
    (tmp_path / "good.txt").write_text("Words.")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert main([argument.format(tmp=tmp_path) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ") and captured.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["build", "--max-megabytes", "0"], ["search"], ["nonsense"], []])
def test_wrong_flags_give_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_the_second_start_does_not_embed(tmp_path: Path, papers: Path, run_python: Run) -> None:
    arguments = ("-m", "index", "build", papers, "--index", tmp_path / "index")
    assert "0 texts embedded" not in run_python(*arguments).stdout
    second = run_python(*arguments)
    assert (second.returncode, second.stderr) == (0, "")
    assert "3 unchanged; 0 texts embedded" in second.stdout


def test_help_loads_nothing_heavy(run_python: Run) -> None:
    code = (
        "import sys, contextlib, io\n"
        "from index.__main__ import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(['build', '--help'])\n"
        "print([name for name in ('torch', 'faiss', 'transformers', 'numpy') if name in sys.modules])"
    )
    assert run_python("-c", code).stdout.strip() == "[]"
