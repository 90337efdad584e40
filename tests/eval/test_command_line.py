import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.files import find_files
from eval.__main__ import main
from index.build import build_index

pytestmark = pytest.mark.usefixtures("models_loaded_once")

ROOT = Path(__file__).parents[2]
QUESTIONS = [
    {
        "id": "q1",
        "kind": "factoid",
        "question": "Which city is the capital of Azerbaijan?",
        "answers": ["Baku"],
        "evidence": [{"doc": "baku.txt", "quote": "Baku is the capital of Azerbaijan."}],
    },
    {"id": "q2", "kind": "unanswerable", "question": "Who painted the Mona Lisa?"},
    {"id": "q3", "kind": "factoid", "question": "", "answers": ["nothing"]},
]


@pytest.fixture(scope="session")
def documents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "baku.txt").write_text("Baku is the capital of Azerbaijan. It lies on the Caspian Sea.", encoding="utf-8")
    (folder / "tbilisi.txt").write_text("Tbilisi is the capital of Georgia. It lies on a river.", encoding="utf-8")
    for path in folder.iterdir():
        # Files just written are looked at once more by the next run.
        os.utime(path, (1_500_000_000, 1_500_000_000))
    return folder


@pytest.fixture(scope="session")
def index(documents, tmp_path_factory):
    directory = tmp_path_factory.mktemp("index")
    build_index(directory, find_files([documents]))
    return directory


@pytest.fixture
def questions(tmp_path, lines):
    return lines(tmp_path / "questions.jsonl", QUESTIONS)


@pytest.fixture
def stubbed(monkeypatch, answerer):
    monkeypatch.setattr("qa.loading.load_answerer", lambda options: answerer)
    return answerer


@pytest.fixture
def command(capsys):
    """Runs a command; gives its exit status, what it printed and what it said on stderr."""

    def call(*arguments):
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def assert_refused(result, *parts):
    """Exit status 2, nothing printed, one line on stderr."""
    status, out, err = result
    assert status == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err


@pytest.mark.parametrize("arguments", [[], ["run"], ["score"], ["check"]])
def test_help_is_there(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main([*arguments, "--help"])
    assert raised.value.code == 0
    assert "usage: python -m eval" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["measure"], ["run", "q.jsonl"], ["score", "q.jsonl"]])
def test_a_command_line_that_cannot_be_understood_has_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2


# run


def test_run_asks_the_documents_that_are_named_and_indexes_them_once(
    command, documents, questions, tmp_path, monkeypatch
):
    monkeypatch.setattr("eval.documents.INDEXES", tmp_path / "indexes")
    out = tmp_path / "out.jsonl"
    status, printed, _ = command("run", questions, "--documents", documents, "--predictions", out)
    assert status == 0
    assert printed.startswith(f"{out}: 3 predictions")
    first, second, third = read(out)
    assert [first["id"], second["id"], third["id"]] == ["q1", "q2", "q3"]
    assert first["retrieved"][0]["document"] == "baku.txt"
    assert "error" not in first
    assert "error" not in second
    assert third["error"].startswith("the question is empty")

    monkeypatch.chdir(documents.parent)
    stores = [path.stat().st_mtime_ns for path in tmp_path.glob("indexes/*/index.sqlite3")]
    again = command("run", questions, "--documents", documents.name, "--predictions", tmp_path / "again.jsonl")
    assert again[0] == 0
    assert [path.stat().st_mtime_ns for path in tmp_path.glob("indexes/*/index.sqlite3")] == stores
    assert len(stores) == 1

    status, printed, _ = command("score", questions, out)
    assert status == 0
    assert printed.splitlines()[2].split()[:4] == ["all", "3", "100.0", "100.0"]


def test_run_goes_on_where_it_was_stopped(command, index, questions, tmp_path, stubbed):
    out = tmp_path / "out.jsonl"
    stubbed.fail_at = 1
    status, _, err = command("run", questions, "--index", index, "--predictions", out)
    assert status == 130
    assert err.endswith("interrupted\n")
    out.write_bytes(out.read_bytes() + b'{"id": "q2", "ques')

    stubbed.fail_at = None
    status, printed, err = command("run", questions, "--index", index, "--predictions", out)
    assert status == 0
    assert "going on after 1 of 3 questions" in err
    assert "3 predictions (1 were there, 1 answered, 0 declined, 1 with an error)" in printed
    assert [line["id"] for line in read(out)] == ["q1", "q2", "q3"]
    assert stubbed.asked == [QUESTIONS[0]["question"], QUESTIONS[1]["question"]]


def test_a_finished_run_asks_nothing_again_and_loads_no_model(
    command, index, questions, tmp_path, stubbed, monkeypatch
):
    out = tmp_path / "out.jsonl"
    command("run", questions, "--index", index, "--predictions", out)
    before = out.read_bytes()
    monkeypatch.setattr("qa.loading.load_answerer", None)
    assert command("run", questions, "--index", index, "--predictions", out)[0] == 0
    assert out.read_bytes() == before


def test_run_refuses_changed_questions_until_told_to_start_over(command, index, questions, tmp_path, lines, stubbed):
    out = tmp_path / "out.jsonl"
    run = ("run", questions, "--index", index, "--predictions", out)
    command(*run)
    lines(questions, QUESTIONS[:2])
    assert_refused(command(*run), "other options (different: questions)", "--fresh")
    assert len(read(out)) == 3
    assert command(*run, "--fresh")[0] == 0
    assert len(read(out)) == 2


def test_run_refuses_to_mix_numbers_of_passages(command, index, questions, tmp_path, stubbed):
    out = tmp_path / "out.jsonl"
    run = ("run", questions, "--index", index, "--predictions", out)
    command(*run)
    assert_refused(command(*run, "--top-k", 20), "different: top_k")


def test_run_refuses_to_mix_choices_of_documents(command, index, questions, tmp_path, stubbed):
    out = tmp_path / "out.jsonl"
    run = ("run", questions, "--index", index, "--predictions", out)
    command(*run, "--document", "baku.txt")
    assert_refused(command(*run), "different: only")
    assert command(*run, "--document", "baku.txt")[0] == 0


def test_run_asks_the_documents_chosen_only(command, index, questions, tmp_path):
    out = tmp_path / "out.jsonl"
    assert command("run", questions, "--index", index, "--predictions", out, "--document", "tbilisi.txt")[0] == 0
    assert {one["document"] for one in read(out)[0]["retrieved"]} == {"tbilisi.txt"}
    assert read(out)[0]["searched"] == {"documents": 1, "of": 2}
    none = command("run", questions, "--index", index, "--predictions", tmp_path / "none.jsonl", "--year", "1999")
    assert_refused(none, "no year is known of any")


def test_run_refuses_to_mix_indexes_but_knows_an_equal_one(
    command, index, documents, questions, tmp_path, tmp_path_factory, stubbed
):
    equal, smaller = tmp_path / "equal", tmp_path / "smaller"
    build_index(equal, find_files([documents]))
    build_index(smaller, find_files([documents / "baku.txt"]))
    out = tmp_path / "out.jsonl"
    command("run", questions, "--index", index, "--predictions", out)
    assert command("run", questions, "--index", equal, "--predictions", out)[0] == 0
    refused = command("run", questions, "--index", smaller, "--predictions", out)
    assert_refused(refused, "different: documents")


@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_run_never_overwrites_another_file_not_even_its_own_questions(command, index, questions, stubbed, fresh):
    before = questions.read_bytes()
    refused = command("run", questions, "--index", index, "--predictions", questions, *fresh)
    assert_refused(refused, "not from an earlier run")
    assert questions.read_bytes() == before
    assert stubbed.asked == []


def test_run_refuses_places_that_are_not_there(command, index, questions, tmp_path, stubbed):
    out = tmp_path / "out.jsonl"
    none = tmp_path / "none"
    assert_refused(command("run", none, "--index", index, "--predictions", out), "none: no such file")
    assert_refused(command("run", questions, "--index", none, "--predictions", out), "none: no index there")
    assert_refused(command("run", questions, "--documents", none, "--predictions", out), "none: no such file or folder")
    refused = command("run", questions, "--index", index, "--predictions", none / "out.jsonl")
    assert_refused(refused, "none: no such folder")
    assert_refused(command("run", questions, "--index", index, "--predictions", tmp_path), "this is a folder")
    both = command("run", questions, "--index", index, "--documents", none, "--predictions", out)
    assert_refused(both, "--index and --documents exclude each other")
    assert_refused(command("run", questions, "--index", index, "--predictions", out, "--top-k", 1), "--top-k must be")
    assert not out.exists()
    assert not none.exists()


# score


@pytest.fixture
def predictions(tmp_path, lines, stub_answer):
    return lines(
        tmp_path / "predictions.jsonl",
        [stub_answer(question["question"]).to_json(question["id"]) for question in QUESTIONS[:2]],
    )


def test_score_prints_a_table_and_names_what_is_missing(command, questions, predictions):
    status, out, err = command("score", questions, predictions)
    assert status == 0
    assert [line.split()[:2] for line in out.splitlines()[2:5]] == [
        ["all", "3"],
        ["factoid", "2"],
        ["unanswerable", "1"],
    ]
    assert err == "note: without a prediction, so counted as wrong: 1 (q3)\n"


def test_score_prints_json_with_the_numbers_of_the_sums_done_by_hand(command, questions, predictions):
    status, out, _ = command("score", questions, predictions, "--json")
    assert status == 0
    scores = json.loads(out)
    # q1 holds Baku, q3 is missing; q2 should have been declined
    assert scores["overall"]["contained"] == 0.5
    assert scores["overall"]["decided_right"] == pytest.approx(1 / 3)
    assert scores["kinds"]["unanswerable"]["declined_of_unanswerable"] == 0
    # the stub retrieves and cites another document
    assert scores["overall"]["recall_at_10"] == 0
    assert scores["overall"]["citation_precision"] == 0
    assert scores["missing"] == ["q3"]


def test_score_refuses_wrong_files(command, questions, predictions, tmp_path, lines):
    none = tmp_path / "none"
    other = tmp_path / "other.jsonl"
    assert_refused(command("score", none, predictions), "none: no such file")
    assert_refused(command("score", questions, none), "none: no such file")
    other.write_text("", encoding="utf-8")
    assert_refused(command("score", other, predictions), "no questions in it")
    lines(other, QUESTIONS[:1])
    assert_refused(command("score", other, predictions), "not in the question file", '"q2"')
    lines(other, [*QUESTIONS, QUESTIONS[0]])
    assert_refused(command("score", other, predictions), 'line 4: the id "q1" stands twice')
    other.write_bytes(predictions.read_bytes() + b'{"id": "q3", "ques')
    assert_refused(command("score", questions, other), "line 3: not valid JSON")
    lines(other, [{"id": "q1", "question": "Why?"}])
    assert_refused(command("score", other, predictions), 'question "q1" has no answers')


def test_scoring_loads_no_model_and_nothing_heavy(questions, predictions):
    program = (
        "import sys; from eval.__main__ import main\n"
        "status = main(sys.argv[1:])\n"
        "heavy = {'torch', 'faiss', 'transformers', 'gradio', 'numpy', 'bm25s'} & sys.modules.keys()\n"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "score", questions, predictions], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


# check


def test_check_is_content_with_quotes_that_stand_in_their_documents(command, questions, documents):
    assert command("check", questions, "--documents", documents) == (
        0,
        "",
        f"{questions}: 3 questions, 1 quotes, 0 problems\n",
    )


def test_check_holds_questions_against_the_shipped_corpus_when_no_folder_is_named(command):
    assert command("check", ROOT / "eval" / "sets" / "library.jsonl")[0] == 0


def test_check_tells_every_quote_that_stands_nowhere(command, documents, tmp_path, lines):
    wrong = [{"doc": "baku.txt", "quote": "Baku is a port."}, {"doc": "none.txt", "quote": "Baku"}]
    path = lines(tmp_path / "questions.jsonl", [QUESTIONS[0] | {"evidence": wrong}])
    status, out, err = command("check", path, "--documents", documents)
    assert status == 1
    assert out == "q1: not in baku.txt: Baku is a port.\nq1: there is no document none.txt\n"
    assert err.endswith("1 questions, 2 quotes, 2 problems\n")


def test_check_refuses_wrong_places(command, questions, tmp_path):
    assert_refused(command("check", tmp_path / "none"), "none: no such file")
    assert_refused(command("check", questions, "--documents", tmp_path / "none"), "none: no such file or folder")
