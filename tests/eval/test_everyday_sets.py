from collections import Counter
from pathlib import Path

import pytest

from corpus.files import find_files
from corpus.formats import FORMATS, read_document
from eval.benchmarks.dialogues import read_dialogues
from eval.check import find_problems
from eval.metrics.words import content_stems, fold
from eval.questions import Question, read_questions

SETS = Path(__file__).parents[2] / "eval" / "sets"
KINDS = {
    "everyday": {"list", "field", "table", "how", "why", "factoid", "yesno", "unanswerable"},
    "everyday2": {"list", "numeric", "multi", "attribution", "how", "why", "factoid", "unanswerable"},
    "everyday3": {"list", "numeric", "multi", "attribution", "how", "why", "factoid", "unanswerable"},
}
# Of everyday's table of comma-separated values nothing is quoted.
NOT_QUOTED = {"everyday": {"print-shop-prices.csv"}, "everyday2": set(), "everyday3": set()}


@pytest.fixture(scope="module", params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def texts(name: str) -> dict[str, str]:
    return {file.name: read_document(file.path, file.name, cleaning=False).text for file in find_files([SETS / name])}


@pytest.fixture(scope="module")
def questions(name: str) -> list[Question]:
    return read_questions(SETS / f"{name}.jsonl")


def test_every_quote_stands_in_its_file_and_every_file_is_asked_about(name: str, texts, questions) -> None:
    assert find_problems(questions, texts) == []
    assert {Path(one).suffix for one in texts} <= FORMATS.keys()
    asked = {evidence.document for question in questions for evidence in question.evidence}
    assert texts.keys() - asked == NOT_QUOTED[name]


def test_the_set_has_every_kind_and_all_that_the_metrics_need(name: str, questions) -> None:
    counts = Counter(question.kind for question in questions)
    assert counts.keys() == KINDS[name]
    assert min(counts.values()) >= 7
    assert f"| `{name}.jsonl` | {len(questions)} |" in (SETS / "README.md").read_text(encoding="utf-8")
    for question in questions:
        assert bool(question.nuggets and question.answer_long) == question.answerable, question.question_id


def test_no_two_questions_are_near_copies(questions) -> None:
    stems = [content_stems(question.question) for question in questions]
    for number, one in enumerate(stems):
        for other in stems[:number]:
            assert len(one & other) / len(one | other) < 0.7, questions[number].question


def test_every_turn_of_the_dialogues_has_its_evidence_in_its_file(name: str, texts) -> None:
    dialogues = read_dialogues(SETS / f"{name}_dialogues.jsonl")
    turns = [turn for dialogue in dialogues for turn in dialogue]
    named = f"| `{name}_dialogues.jsonl` | {len(dialogues)} dialogues, {len(turns)} turns |"
    assert named in (SETS / "README.md").read_text(encoding="utf-8")
    assert sum(not turn.evidence for turn in turns) <= 4
    for turn in turns:
        for evidence in turn.evidence:
            assert fold(evidence.quote) in fold(texts[evidence.document]), turn.question
