import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa import __main__ as command
from qa import loading
from qa.answer import Answer
from qa.reader import WEIGHTS

METRO = "The Baku metro opened in November 1967."


class Stub:
    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def ask(self, question, history=()):
        return replace(self.answers.pop(0), question=question)


@pytest.fixture
def ask(monkeypatch, papers, index_of, cite, tmp_path):
    """Asks a stub in the place of the models, of a real index of the papers; returns the exit status."""
    store = index_of(papers)
    index = store.path.parent
    store.close()

    def run(*arguments, answers=None):
        given = answers or [cite((papers / "baku.md", METRO))]
        monkeypatch.setattr(loading, "load_answerer", lambda options: Stub(*given))
        return command.main([*map(str, arguments), "--index", str(index)])

    return run


@pytest.fixture
def verify(tmp_path):
    def run(*arguments):
        return command.main(["verify", *map(str, arguments)])

    return run


@pytest.mark.parametrize("name", ["one.html", "one.json", "one.HTML"])
def test_a_saved_answer_is_verified_against_index_and_folder(ask, verify, papers, tmp_path, capsys, name):
    path = tmp_path / name
    assert ask("When did it open?", "--receipt", path) == 0
    assert "The Baku metro opened in November 1967. [1]" in capsys.readouterr().out
    for flags in (["--index", tmp_path / "index"], ["--documents", papers], ["--documents", papers / "baku.md"]):
        assert verify(path, *flags) == 0
        told = capsys.readouterr()
        assert "[1] unchanged: baku.md" in told.out and told.out.endswith("Its quote holds.\n")
        assert "Differs" not in told.out and told.err == ""


def test_a_quote_that_no_longer_holds_is_exit_status_1(ask, verify, papers, tmp_path, capsys):
    path = tmp_path / "one.html"
    ask("When?", "--receipt", path)
    (papers / "baku.md").write_text((papers / "baku.md").read_text().replace("November 1967", "May 1968"))
    assert verify(path, "--documents", papers) == 1
    told = capsys.readouterr().out
    assert '"The Baku metro opened in May 1968."' in told and told.endswith("Its quote does not hold.\n")


def test_another_index_is_told_and_is_no_failure(ask, verify, papers, index_of, tmp_path, capsys):
    path = tmp_path / "one.html"
    ask("When?", "--receipt", path)
    (papers / "tea.txt").unlink()
    index_of(papers).close()
    assert verify(path, "--index", tmp_path / "index") == 0
    assert "Differs: the index holds 2 documents and held 3\n" in capsys.readouterr().out


def test_a_refusal_can_be_saved_and_verified(ask, verify, papers, cite, tmp_path, capsys):
    path = tmp_path / "one.html"
    assert ask("Who won?", "--receipt", path, answers=[cite()]) == 0
    assert verify(path, "--documents", papers) == 0
    assert "It holds no quotes: the documents did not answer." in capsys.readouterr().out


def test_of_several_questions_the_last_answer_is_saved(ask, papers, cite, tmp_path):
    path = tmp_path / "one.json"
    assert ask("When?", "Who?", "--receipt", path, "--json", answers=[cite((papers / "baku.md", METRO)), cite()]) == 0
    assert json.loads(path.read_text())["question"] == "Who?"


@pytest.mark.parametrize("name", ["one.pdf", "none/one.html", "there.html"])
def test_a_place_for_a_receipt_that_cannot_be_is_told_before_anything_is_loaded(
    ask, tmp_path, monkeypatch, capsys, name
):
    (tmp_path / "there.html").write_text("mine")
    monkeypatch.setattr(loading, "load_answerer", lambda options: pytest.fail("models were loaded"))
    assert command.main(["When?", "--receipt", str(tmp_path / name)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and name in told.err


@pytest.mark.parametrize("content", ["", "{}", "my notes", "<html></html>"])
def test_a_file_that_is_no_receipt_is_exit_status_2(verify, papers, tmp_path, capsys, content):
    path = tmp_path / "notes.html"
    path.write_text(content)
    assert verify(path, "--documents", papers) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and "notes.html: this is not a receipt" in told.err


def test_the_word_verify_alone_is_told_what_it_needs(capsys):
    assert command.main(["verify"]) == 2
    assert capsys.readouterr().err == (
        'error: verify needs the file of a receipt: python -m qa verify RECEIPT; as a question, write "verify?"\n'
    )


def test_verify_behind_a_flag_is_told_where_it_stands(capsys):
    assert command.main(["--json", "verify", "one.html"]) == 2
    assert "verify is a command and stands first" in capsys.readouterr().err


def test_a_question_that_begins_with_verify_is_a_question(ask, capsys):
    assert ask("verify when the metro opened") == 0
    assert ask("verify?") == 0
    assert "[1]" in capsys.readouterr().out


@pytest.mark.parametrize("flags", [["--index", "none"], ["--documents", "none"]])
def test_documents_that_are_not_there_are_told(ask, verify, tmp_path, monkeypatch, capsys, flags):
    path = tmp_path / "one.html"
    ask("When?", "--receipt", path)
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert verify(path, *flags) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and "none" in told.err


def test_help_loads_no_model(run_python):
    code = (
        "import sys; from qa.__main__ import main\n"
        "try: main(['verify', '--help'])\n"
        "except SystemExit: print(sorted({'torch', 'numpy', 'sqlite3'} & sys.modules.keys()))"
    )
    done = run_python("-c", code)
    assert "--documents FOLDER" in done.stdout and done.stdout.endswith("[]\n"), done.stderr


def test_the_readers_weights_are_where_they_are_looked_for():
    assert (Path(WEIGHTS) / "model.safetensors").is_file()
