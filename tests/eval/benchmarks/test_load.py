import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.errors import UserError
from eval.benchmarks import load
from eval.benchmarks.load import FOLLOW_UP, Visit, choose_questions, converse, same_answer


def answer(question, earlier):
    """A server that does what it should: the follow-up's answer depends on who asked what before."""
    before = earlier[-1]["question"] if earlier else ""
    return {
        "question": question,
        "understood": f"{question} {before}",
        "answer": f"{question}!",
        "seconds": id(question),
    }


class Forgetful:
    """A server that keeps one conversation for everybody."""

    def __init__(self):
        self.last = []
        self.lock = threading.Lock()

    def __call__(self, question, earlier):
        with self.lock:
            told = answer(question, self.last)
            self.last = [told]
        return told


def table(capsys, ask, monkeypatch, people=5):
    monkeypatch.setattr(load, "_connect", lambda url: ask)
    status = load._compare("http://127.0.0.1:1", choose_questions(people))
    return status, [line.split() for line in capsys.readouterr().out.splitlines()[2:]]


def test_everybody_has_a_question_of_their_own_with_known_answers():
    questions = choose_questions(20)
    assert len({question.question for question in questions}) == 20 and all(one.answers for one in questions)


@pytest.mark.parametrize("people", [0, -1, 10_000])
def test_more_people_than_questions_are_refused(people):
    with pytest.raises(UserError, match="--people must be from 1 to"):
        choose_questions(people)


def test_a_follow_up_goes_with_what_was_answered_before():
    first, second = converse(answer, "When?", lambda: None)
    assert first.told["understood"] == "When? " and second.told["understood"] == f"{FOLLOW_UP} When?"


def test_answers_are_the_same_if_nothing_but_their_time_differs():
    one = Visit("When?", 1.0, {"answer": "May", "seconds": 1})
    assert same_answer(one, Visit("When?", 9.0, {"answer": "May", "seconds": 2}))
    assert not same_answer(one, Visit("When?", 1.0, {"answer": "June", "seconds": 1}))
    assert not same_answer(one, Visit("When?", 1.0, {"answer": "May", "seconds": 1, "writer": "x"}))
    assert not same_answer(one, Visit("When?", 1.0, failure="gone"))
    assert not same_answer(Visit("When?", 1.0, failure="gone"), Visit("When?", 1.0, failure="gone"))


def test_a_server_that_keeps_everybody_apart_passes(capsys, monkeypatch):
    status, (question, follow_up) = table(capsys, answer, monkeypatch)
    assert status == 0
    assert question[:5] == ["question", "5", "of", "5", "5"] and follow_up[:5] == ["follow-up", "5", "of", "5", "5"]


def test_a_server_that_mixes_people_up_is_seen(capsys, monkeypatch):
    status, (_, follow_up) = table(capsys, Forgetful(), monkeypatch)
    assert status == 1 and int(follow_up[1]) < 5


def test_what_fails_is_counted_and_told(capsys, monkeypatch):
    def broken(question, earlier):
        if earlier:
            raise ConnectionError("gone away")
        return answer(question, earlier)

    status, (question, follow_up, told) = table(capsys, broken, monkeypatch)
    assert status == 1 and question[-1] == "0" and follow_up[-1] == "5"
    assert told == "5 times: ConnectionError: gone away".split()


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (10, 10), (20, 19), (100, 95)])
def test_95_of_100_waited_no_longer(count, expected):
    assert load._p95(range(1, count + 1)) == expected


def test_all_ask_at_the_same_time():
    waiting = threading.Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        visits = list(pool.map(lambda text: converse(answer, text, waiting.wait), ["a?", "b?", "c?"]))
    assert [len(one) for one in visits] == [2, 2, 2]


def test_no_chat_at_an_address_is_told(capsys):
    assert load.main(["--people", "1", "--url", "http://127.0.0.1:9"]) == 2
    assert "no chat answers there; start one with: python app.py" in capsys.readouterr().err
