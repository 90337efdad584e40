import threading

import pytest

from corpus.errors import UserError
from qa.page.later import AnswersLater, Later
from tests.answers import answered
from tests.qa.page.stub import Stub


def test_it_is_loaded_once_and_who_is_early_waits():
    gate, loads = threading.Event(), []

    def load():
        gate.wait()
        loads.append(1)
        return "models"

    later, got = Later(load), []
    later.start()
    early = [threading.Thread(target=lambda: got.append(later.wait())) for _ in range(3)]
    for thread in early:
        thread.start()
    assert got == []
    gate.set()
    for thread in early:
        thread.join()
    later.start()
    assert (got, later.wait(), loads) == (["models"] * 3, "models", [1])


def test_what_is_wrong_is_told_to_everyone_who_waits():
    def load():
        raise UserError("no such model")

    later = Later(load)
    for _ in range(2):
        with pytest.raises(UserError, match="no such model"):
            later.wait()


def test_questions_reach_what_answers_with_the_settings_of_the_visitor():
    stub, asked = Stub(answered(), answered()), []

    def wait():
        asked.append(1)
        return stub

    answers = AnswersLater(wait).adjusted(20, 0.7)
    assert asked == []
    assert answers.ask("Capital of the east?").question == "Capital of the east?"
    assert [one.question for one in answers.steps("And of the west?")] == ["And of the west?"]
    assert stub.settings == [(20, 0.7)] * 2
