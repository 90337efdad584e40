from collections import Counter
from pathlib import Path

import pytest

from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from eval.check import find_problems
from eval.metrics.answers import contained, nugget_recall
from eval.metrics.words import content_stems
from eval.questions import read_questions

SETS = Path(__file__).parents[2] / "eval" / "sets"
NAMES = ("library.jsonl", "papers.jsonl")
KINDS = {"factoid", "numeric", "list", "why", "attribution", "multi", "unanswerable"}


@pytest.fixture(scope="module", params=NAMES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def questions(name):
    return read_questions(SETS / name)


def test_every_quote_stands_word_for_word_in_its_digest(questions):
    texts = {file.name: read_document(file.path, file.name).text for file in find_files([LIBRARY])}
    assert find_problems(questions, texts) == []
    assert not any(evidence.white_space_folded for question in questions for evidence in question.evidence)
    assert {evidence.document for question in questions for evidence in question.evidence} == texts.keys()


def test_the_set_is_large_enough_and_has_every_kind(questions, name):
    assert len(questions) >= 60
    assert f"| `{name}` | {len(questions)} |" in (SETS / "README.md").read_text(encoding="utf-8")
    counts = Counter(question.kind for question in questions)
    assert counts.keys() == KINDS
    assert min(counts.values()) >= 5


def test_answerable_questions_have_all_that_the_metrics_need(questions):
    for question in questions:
        complete = question.answers and question.answer_long and question.evidence and question.nuggets
        assert bool(complete) == question.answerable, question.question_id


def test_questions_that_need_two_sentences_have_two_quotes(questions):
    assert all(len(question.evidence) >= 2 for question in questions if question.kind == "multi")


def test_the_evidence_of_a_question_holds_an_answer_and_every_nugget(questions):
    for question in questions:
        if question.answerable:
            quotes = " ".join(evidence.quote for evidence in question.evidence)
            assert contained(quotes, question.answers), question.question_id
            assert nugget_recall(quotes, question.nuggets) == 1, question.question_id


def test_no_two_questions_of_all_sets_are_near_copies():
    stems = [content_stems(question.question) for name in NAMES for question in read_questions(SETS / name)]
    for number, one in enumerate(stems):
        for other in stems[:number]:
            assert len(one & other) / len(one | other) < 0.6
