"""From files to cited answers, with the real model, as a user at the command line meets it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.files import LIBRARY
from eval.questions import read_questions
from qa.loading import Options, load_answerer
from qa.pipeline import Answerer

Run = Callable[..., subprocess.CompletedProcess[str]]
SET = Path(__file__).resolve().parents[2] / "eval" / "sets" / "library.jsonl"


@pytest.fixture(scope="module")
def answerer(library_index: Path) -> Answerer:
    return load_answerer(Options(library_index))


def test_every_citation_is_the_documents_text(answerer: Answerer) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in LIBRARY.glob("*.md")}
    answered = 0
    for question in read_questions(SET)[::4]:
        found = answerer.ask(question.question).to_json(question.question_id)
        assert len(found["retrieved"]) >= 10
        for hit in found["retrieved"]:
            assert texts[hit["document"]][hit["start"] : hit["end"]] == hit["text"]
        for citation in found["citations"]:
            assert texts[citation["document"]][citation["start"] : citation["end"]] == citation["quote"]
        numbers = {citation["number"] for citation in found["citations"]}
        assert all(sentence["citations"] and set(sentence["citations"]) <= numbers for sentence in found["sentences"])
        assert found["answered"] == bool(found["sentences"]) == bool(found["answer"])
        answered += found["answered"]
    assert answered > 10


def test_a_fact_of_the_table_is_answered_with_its_number(answerer: Answerer) -> None:
    answer = answerer.ask("How much did Azerbaijan spend on its military in 2006?")
    assert answer.answered and "622" in answer.text
    assert answer.citation(1).document == "why-the-war-happened.md"


def test_what_no_document_speaks_of_is_declined(answerer: Answerer) -> None:
    for question in ("What is the capital of Peru?", "How do I bake sourdough bread?", "asdf qwer zxcv"):
        answer = answerer.ask(question)
        assert not answer.answered and len(answer.hits) == 10


def test_the_commands_work_together(tmp_path: Path, papers: Path, run_python: Run) -> None:
    index = tmp_path / "index"
    assert run_python("-m", "index", "build", papers, "--index", index).returncode == 0
    asked = run_python("-m", "qa", "When did the Baku metro open?", "--index", index, "--json")
    assert (asked.returncode, asked.stderr) == (0, "")
    found = json.loads(asked.stdout)
    assert found["answered"] and "November 1967" in found["answer"]
    assert found["citations"][0]["quote"] in (papers / "baku.md").read_text()

    questions, predictions = tmp_path / "questions.jsonl", tmp_path / "predictions.jsonl"
    question = {"id": "1", "kind": "factoid", "question": "When did the Baku metro open?", "answers": ["November 1967"]}
    questions.write_text(json.dumps(question) + "\n")
    ran = run_python("-m", "eval", "run", questions, "--index", index, "--predictions", predictions)
    assert ran.returncode == 0, ran.stderr
    scored = run_python("-m", "eval", "score", questions, predictions, "--json")
    assert scored.returncode == 0, scored.stderr
    assert json.loads(predictions.read_text())["id"] == "1"


@pytest.mark.parametrize(
    "arguments",
    [
        ["-m", "qa", "", "--index", "{index}"],
        ["-m", "qa", "a" * 20_000, "--index", "{index}"],
        ["-m", "qa", "Who?", "--index", "{tmp}"],
        ["-m", "corpus", "{tmp}/none.txt"],
        ["app.py", "--index", "{tmp}"],
    ],
    ids=["empty question", "20,000 characters", "no index", "no file", "app without index"],
)
def test_wrong_input_is_one_line_and_status_2(
    tmp_path: Path, library_index: Path, run_python: Run, arguments: list[str]
) -> None:
    done = run_python(*(argument.format(tmp=tmp_path, index=library_index) for argument in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1


def test_output_that_nobody_reads_to_the_end_is_no_error(run_python: Run) -> None:
    code = (
        "import subprocess, sys\n"
        "one = subprocess.Popen([sys.executable, '-m', 'corpus', 'corpus/library/military-diplomacy.md', '--text'],"
        " stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "one.stdout.close()\n"
        "print(one.stderr.read().decode(), one.wait())"
    )
    assert run_python("-c", code).stdout.split() == ["0"]


def test_authors_named_together_are_each_heard_and_one_who_says_nothing_is_not(answerer: Answerer) -> None:
    both = answerer.ask("What do Strakes and Muradov each say about the Minsk Group?")
    assert {citation.author for citation in both.citations} == {"Jason E. Strakes", "Murad Muradov"}
    one = answerer.ask("What do Strakes and Muradov say about hypersonic missiles?")
    assert not one.answered


@pytest.mark.parametrize(
    ("country", "year", "figure"),
    [("Azerbaijan", 2006, "622"), ("Azerbaijan", 2000, "141"), ("Armenia", 2006, "268"), ("Armenia", 2002, "146")],
)
def test_of_two_countries_in_a_sentence_the_short_answer_is_the_one_asked_for(
    answerer: Answerer, country: str, year: int, figure: str
) -> None:
    answer = answerer.ask(f"How much did {country} spend on its military in {year}?")
    assert answer.short_answer and answer.short_answer.startswith(figure)
