import io
import json
import sys

import pytest

from index.filters import Filter, Years
from qa import __main__ as command
from qa import loading
from tests.answers import answered, unanswered


class Stub:
    def __init__(self, answer):
        self.answer, self.asked, self.histories = answer, [], []

    def ask(self, question, history=()):
        self.asked.append(question)
        self.histories.append(list(history))
        return self.answer


@pytest.fixture
def load(monkeypatch):
    """Put a stub in the place of index and models; returns the options it was loaded with."""

    def put(answer):
        stub, options = Stub(answer), []
        monkeypatch.setattr(loading, "load_answerer", lambda chosen: options.append(chosen) or stub)
        return stub, options

    return put


def test_the_answer_is_printed_with_its_sources(load, capsys):
    stub, _ = load(answered())
    assert command.main(["When was the treaty signed?"]) == 0
    told = capsys.readouterr()
    assert "The treaty was signed in May 1994. [1]" in told.out
    assert (told.err, stub.asked) == ("", ["When was the treaty signed?"])


def test_no_answer_is_no_failure(load, capsys):
    load(unanswered())
    assert command.main(["Who won?"]) == 0
    assert capsys.readouterr().out.startswith("The documents do not answer this.\n")


def test_json_is_the_prediction_on_one_line_and_in_readable_letters(load, capsys):
    answer = answered(quote="Əliyev signed it in Şuşa.", after="\nNext line.")
    load(answer)
    assert command.main(["Who signed it?", "--json"]) == 0
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    assert "Əliyev signed it in Şuşa." in told
    assert json.loads(told) == answer.to_json()


def test_several_questions_are_a_conversation(load, capsys):
    answer = answered()
    stub, _ = load(answer)
    assert command.main(["When was the treaty signed?", "And by whom?"]) == 0
    assert stub.asked == ["When was the treaty signed?", "And by whom?"]
    assert stub.histories == [[], [answer]]
    told = capsys.readouterr().out
    assert told.count("> When was the treaty signed?") == 2 and told.count("Sources") == 2


def test_one_empty_question_among_several_is_told_before_any_is_answered(load, capsys):
    stub, _ = load(answered())
    assert command.main(["When?", " "]) == 2
    assert stub.asked == [] and "the question is empty" in capsys.readouterr().err


def test_the_flags_reach_the_loading(load, tmp_path):
    _, options = load(answered())
    assert command.main(["When?", "--index", str(tmp_path), "--top-k", "25"]) == 0
    assert options == [loading.Options(tmp_path, 25)]


def test_the_documents_meant_reach_the_loading(load):
    _, options = load(answered())
    flags = ["--document", "a.txt", "--document", "papers/*", "--author", "Ann", "--year=-2000", "--collection", "Tea"]
    assert command.main(["When?", *flags, "--year", "2015-"]) == 0
    assert options[0].only == Filter(("a.txt", "papers/*"), ("Ann",), (Years(None, 2000), Years(2015, None)), ("Tea",))


@pytest.mark.parametrize("flags", [["--year", "soon"], ["--year", "2020-2019"], ["--author", " "]])
def test_flags_that_mean_no_documents_are_told(load, capsys, flags):
    load(answered())
    with pytest.raises(SystemExit) as stop:
        command.main(["When?", *flags])
    assert stop.value.code == 2
    assert flags[0] in capsys.readouterr().err


def test_a_filter_that_leaves_nothing_is_told_before_any_model_is_loaded(capsys, library_index, monkeypatch):
    monkeypatch.setattr("index.search.load_embedder", lambda name: pytest.fail("a model was loaded"))
    assert command.main(["When?", "--index", str(library_index), "--author", "Nobody"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "no document is by Nobody: there are" in error


def test_only_a_terminal_gets_colour(load, monkeypatch):
    load(answered())

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    command.main(["When?"])
    assert "\x1b[1m" in sys.stdout.getvalue()


@pytest.mark.parametrize("question", ["", "  \n ", "?!"])
def test_an_empty_question_is_told_in_one_line(load, capsys, question):
    stub, options = load(answered())
    assert command.main([question]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "error: the question is empty; ask something in words\n")
    assert (stub.asked, options) == ([], [])


def test_a_question_of_20000_characters_is_told_in_one_line(load, capsys):
    load(answered())
    assert command.main(["why " * 5000]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: the question has 19,999 characters") and error.count("\n") == 1


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_is_no_index_is_told_with_what_to_do(capsys, tmp_path, made):
    folder = tmp_path / "index"
    if made:
        folder.mkdir()
    assert command.main(["When?", "--index", str(folder)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert str(folder) in told.err and "python -m index build" in told.err


def test_a_top_k_out_of_range_is_told(capsys):
    assert command.main(["When?", "--top-k", "0"]) == 2
    assert "--top-k must be from" in capsys.readouterr().err
