from pathlib import Path

import pytest

from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from eval.benchmarks.dialogues import Turn, read_dialogues
from eval.metrics.words import normalise
from qa.conversation import Exchange, understand

SET = Path(__file__).parents[2] / "eval" / "sets" / "dialogues.jsonl"


@pytest.fixture(scope="module")
def dialogues() -> list[tuple[Turn, ...]]:
    return read_dialogues(SET)


def test_every_quote_stands_word_for_word_in_its_digest_and_holds_the_answer(dialogues: list[tuple[Turn, ...]]) -> None:
    texts = {file.name: read_document(file.path, file.name).text for file in find_files([LIBRARY])}
    turns = [turn for dialogue in dialogues for turn in dialogue]
    assert len(dialogues) >= 16 and len(turns) >= 60
    for turn in turns:
        assert bool(turn.answers) == bool(turn.evidence), turn.question
        assert all(one.quote in texts[one.document] for one in turn.evidence), turn.question
        quotes = normalise(" ".join(one.quote for one in turn.evidence))
        assert not turn.answers or any(normalise(answer) in quotes for answer in turn.answers), turn.question


def test_follow_ups_take_something_up_and_first_turns_do_not(dialogues: list[tuple[Turn, ...]]) -> None:
    assert all(understand(dialogue[0].question, []).context == () for dialogue in dialogues)
    follow_ups, taken = 0, 0
    for dialogue in dialogues:
        history: list[Exchange] = []
        for turn in dialogue:
            understood = understand(turn.question, history)
            follow_ups += bool(history) and turn.question != turn.standalone
            taken += understood.text != turn.question
            history.append(Exchange(understood, turn.answers[0] if turn.answers else ""))
    assert taken > 0.75 * follow_ups
