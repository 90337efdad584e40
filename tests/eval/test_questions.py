import json

import pytest

from corpus.errors import UserError
from eval.questions import Evidence, Question, check_scorable, read_questions

FULL = {
    "id": "q1",
    "kind": "numeric",
    "question": "How many papers?",
    "answers": ["five", "5"],
    "answer_long": "There are five.",
    "evidence": [{"doc": "list.md", "quote": "five papers", "ws_normalised": True}],
    "nuggets": ["five papers"],
}


def read(tmp_path, content):
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_questions(path)


def test_a_question_is_read_with_all_it_has(tmp_path):
    assert read(tmp_path, json.dumps(FULL)) == [
        Question(
            question_id="q1",
            kind="numeric",
            question="How many papers?",
            answers=("five", "5"),
            answer_long="There are five.",
            evidence=(Evidence("list.md", "five papers", True),),
            nuggets=("five papers",),
        )
    ]


def test_id_and_question_are_enough_to_ask_but_not_to_score(tmp_path):
    questions = read(tmp_path, '{"id": "a", "question": "Why?"}')
    assert questions == [Question("a", "other", "Why?")]
    with pytest.raises(UserError, match='question "a" has no answers'):
        check_scorable(tmp_path, questions)


@pytest.mark.parametrize(
    "judge",
    [
        {"answers": ["x"]},
        {"answer_long": "x"},
        {"evidence": [{"doc": "a", "quote": "x"}]},
        {"nuggets": ["x"]},
        {"kind": "unanswerable"},
    ],
)
def test_one_thing_to_judge_by_is_enough_to_score(tmp_path, judge):
    check_scorable(tmp_path, read(tmp_path, json.dumps({"id": "a", "question": "Why?", **judge})))


def test_order_is_kept_and_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path):
    lines = b'\xef\xbb\xbf{"id": "b", "question": "B?"}\r\n\r\n  \n{"id": "a", "question": "A?"}'
    assert [question.question_id for question in read(tmp_path, lines)] == ["b", "a"]


def test_an_empty_question_can_be_read(tmp_path):
    assert read(tmp_path, '{"id": "a", "question": ""}')[0].question == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a", "question": ', "line 2: not valid JSON"),
        ("[" * 100_000, "line 2: not valid JSON"),
        ('["a"]', "line 2: must be a JSON object"),
        ('{"question": "Why?"}', 'line 2: the key "id" is missing'),
        ('{"id": "a"}', 'line 2: the key "question" is missing'),
        ('{"id": "a", "question": null}', 'line 2: "question" must be a text, not null'),
        ('{"id": 7, "question": "Why?"}', 'line 2: "id" must be a text, not 7'),
        ('{"id": " ", "question": "Why?"}', 'line 2: "id" is empty'),
        ('{"id": "first", "question": "Why?"}', 'line 2: the id "first" stands twice'),
        ('{"id": "a", "question": "Why?", "answers": "x"}', 'line 2: "answers" must be a list of texts'),
        ('{"id": "a", "question": "Why?", "nuggets": [1]}', 'line 2: "nuggets" must be a list of texts'),
        ('{"id": "a", "question": "Why?", "evidence": ["x"]}', 'line 2: "evidence" must be a list of objects'),
        ('{"id": "a", "question": "Why?", "evidence": [{"doc": "x"}]}', 'line 2: the key "quote" is missing'),
        ('{"id": "a", "question": "Why?", "evidence": [{"doc": "x", "quote": " "}]}', 'line 2: the "quote" of'),
        ('{"id": "a", "question": "Why?", "kind": "unanswerable", "answers": ["x"]}', "can have no answers"),
        ('{"id": "a", "question": "half \\ud83d"}', "line 2: not valid UTF-8"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path, line, message):
    with pytest.raises(UserError) as raised:
        read(tmp_path, '{"id": "first", "question": "First?"}\n' + line)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_line_in_another_encoding_is_told(tmp_path):
    with pytest.raises(UserError, match="line 1: not valid UTF-8"):
        read(tmp_path, '{"id": "a", "question": "Fußnote?"}'.encode("latin-1"))


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_a_file_without_questions_is_told(tmp_path, content):
    with pytest.raises(UserError, match="no questions in it"):
        read(tmp_path, content)


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(UserError, match="this is a folder"):
        read_questions(tmp_path)
