import json
from pathlib import Path

import pytest

from corpus.errors import UserError
from eval.questions import Question
from eval.run import PredictionFile, RunOptions, Tally, fingerprint, fingerprint_program, run

OPTIONS = RunOptions("questions", "program", "documents", "manifest", 10, 0.5)
QUESTIONS = [Question(f"q{number}", "factoid", f"Question {number}?") for number in (3, 1, 2)]
IDS = [question.question_id for question in QUESTIONS]


def read(file):
    return [json.loads(line) for line in file.path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def file(tmp_path):
    return PredictionFile(tmp_path / "out.jsonl")


def test_every_question_gets_a_line_in_the_order_of_the_questions(file, answerer):
    assert file.open(OPTIONS, IDS) == 0
    assert run(QUESTIONS, answerer, file) == Tally(answered=3)
    assert [line["id"] for line in read(file)] == IDS
    assert [line["question"] for line in read(file)] == ["Question 3?", "Question 1?", "Question 2?"]


def test_a_line_is_the_answer_as_json(file, answerer, stub_answer):
    file.open(OPTIONS, IDS[:1])
    run(QUESTIONS[:1], answerer, file)
    assert read(file) == [stub_answer("Question 3?").to_json("q3")]


def test_lines_are_written_as_answers_come_so_that_nothing_is_lost_when_stopped(file, answerer):
    file.open(OPTIONS, IDS)
    answerer.fail_at = 2
    with pytest.raises(KeyboardInterrupt):
        run(QUESTIONS, answerer, file)
    assert [line["id"] for line in read(file)] == ["q3", "q1"]


def test_a_stopped_run_goes_on_after_the_lines_that_are_whole(file, answerer):
    file.open(OPTIONS, IDS)
    run(QUESTIONS[:2], answerer, file)
    content = file.path.read_bytes()
    file.path.write_bytes(content[:-20])

    done = PredictionFile(file.path).open(OPTIONS, IDS)

    assert done == 1
    assert file.path.read_bytes() == content[: content.index(b"\n") + 1]
    answerer.asked.clear()
    run(QUESTIONS[done:], answerer, file)
    assert answerer.asked == ["Question 1?", "Question 2?"]
    assert [line["id"] for line in read(file)] == IDS


def test_a_finished_run_is_left_as_it_is(file, answerer):
    file.open(OPTIONS, IDS)
    run(QUESTIONS, answerer, file)
    before = file.path.read_bytes()
    assert file.open(OPTIONS, IDS) == 3
    assert file.path.read_bytes() == before


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (RunOptions("other", "program", "documents", "manifest", 10, 0.5), "questions"),
        (RunOptions("questions", "other", "documents", "manifest", 10, 0.5), "program"),
        (RunOptions("questions", "program", "other", "manifest", 10, 0.5), "documents"),
        (RunOptions("questions", "program", "documents", "other", 10, 0.5), "manifest"),
        (RunOptions("questions", "program", "documents", "manifest", 20, 0.5), "top_k"),
        (RunOptions("questions", "program", "documents", "manifest", 10, 0.6), "min_confidence"),
        (RunOptions("questions", "program", "documents", "manifest", 10, 0.5, "some"), "only"),
    ],
)
def test_a_run_is_not_continued_with_other_options_and_fresh_starts_over(file, answerer, changed, name):
    file.open(OPTIONS, IDS)
    run(QUESTIONS, answerer, file)
    before = file.path.read_bytes()
    with pytest.raises(UserError, match=rf"different: {name}\); pass --fresh"):
        file.open(changed, IDS)
    assert file.path.read_bytes() == before
    assert file.open(changed, IDS, fresh=True) == 0
    assert file.path.read_bytes() == b""
    assert file.open(changed, IDS) == 0


def test_lines_of_other_questions_are_not_continued(file, answerer):
    file.open(OPTIONS, IDS)
    run(QUESTIONS[1:2], answerer, file)
    with pytest.raises(UserError, match="not those of the first 1 questions; pass --fresh"):
        file.open(OPTIONS, IDS)


def test_more_lines_than_questions_are_not_continued(file, answerer):
    file.open(OPTIONS, IDS)
    run(QUESTIONS, answerer, file)
    with pytest.raises(UserError, match="not those of the first"):
        file.open(OPTIONS, IDS[:2])


@pytest.mark.parametrize("fresh", [False, True])
def test_somebodys_other_file_is_never_overwritten(file, fresh):
    file.path.write_text("my notes", encoding="utf-8")
    with pytest.raises(UserError, match="not from an earlier run"):
        file.open(OPTIONS, IDS, fresh)
    assert file.path.read_text(encoding="utf-8") == "my notes"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"made_by": 1}', '{"made_by": 1, "colour": 2}'])
def test_somebodys_other_options_file_is_never_overwritten(file, content):
    file.options_path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match="not the options of an earlier run"):
        file.open(OPTIONS, IDS, fresh=True)
    assert file.options_path.read_text(encoding="utf-8") == content


def test_places_where_nothing_can_be_written_are_told(tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        PredictionFile(tmp_path / "none" / "out.jsonl").check()
    with pytest.raises(UserError, match="this is a folder"):
        PredictionFile(tmp_path).check()


def test_a_line_that_cannot_be_written_is_told(file, answerer):
    file.open(OPTIONS, IDS)
    file.path.unlink()
    file.path.mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        run(QUESTIONS, answerer, file)


@pytest.mark.parametrize("question", ["", " ?! ", "x" * 20_000])
def test_an_unusable_question_gets_a_line_with_its_error_and_the_rest_goes_on(file, answerer, question):
    questions = [QUESTIONS[0], Question("bad", "factoid", question), QUESTIONS[1]]
    file.open(OPTIONS, [one.question_id for one in questions])
    assert run(questions, answerer, file) == Tally(answered=2, unusable=1)
    first, bad, last = read(file)
    assert (first["id"], last["id"]) == ("q3", "q1")
    assert (bad["id"], bad["question"], bad["answered"], bad["answer"]) == ("bad", question, False, "")
    assert bad["error"].startswith("the question ")


def test_progress_is_told_after_every_question(file, answerer):
    told = []
    file.open(OPTIONS, IDS)
    run(QUESTIONS, answerer, file, lambda: told.append(len(read(file))))
    assert told == [1, 2, 3]


def test_text_of_every_script_and_line_separators_survive(file, answerer):
    question = Question("q", "factoid", "Şuşa \u2028 北京?")
    file.open(OPTIONS, ["q"])
    run([question], answerer, file)
    assert file.open(OPTIONS, ["q"]) == 1


def test_fingerprints_tell_texts_orders_and_cuts_apart():
    different = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"], []]
    assert len({fingerprint(parts) for parts in different}) == len(different)
    assert fingerprint(["a", "b"]) == fingerprint(("a", "b"))


def test_an_empty_file_that_was_reserved_is_used(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").touch()
    file = PredictionFile(tmp_path / "out.jsonl")
    assert file.open(OPTIONS, ["1"]) == 0
    assert file.open(OPTIONS, ["1"]) == 0


def test_the_programs_fingerprint_follows_its_code(tmp_path: Path) -> None:
    (tmp_path / "qa" / "__pycache__").mkdir(parents=True)
    (tmp_path / "qa" / "reader.py").write_text("one")
    before = fingerprint_program(tmp_path, ["qa"])
    (tmp_path / "qa" / "__pycache__" / "reader.pyc").write_text("compiled")
    assert fingerprint_program(tmp_path, ["qa"]) == before
    (tmp_path / "qa" / "reader.py").write_text("two")
    assert fingerprint_program(tmp_path, ["qa"]) != before
