from dataclasses import replace

import pytest

from qa.absence import Absence, PartlyRead
from qa.rendering.html import render_answer
from qa.rendering.reasons import give_reasons
from qa.rendering.text import render_text
from tests.answers import HOSTILE, unanswered


def test_nothing_known_is_nothing_said() -> None:
    assert give_reasons(None) == give_reasons(Absence()) == []


def test_each_reason_is_one_plain_sentence() -> None:
    absence = Absence(("railway", "tariffs"), 2, ("A", "B, C"), 1, (PartlyRead("D", "3 of 12 pages hold no text"),))
    assert give_reasons(absence) == [
        "Nowhere in these documents: railway, tariffs.",
        "2 documents that your choice leaves out have passages as near as these: A; B, C.",
        "Not everything in 1 document could be read: D (3 of 12 pages hold no text).",
    ]


def test_one_hidden_document_is_one_and_more_than_are_named_are_counted() -> None:
    assert give_reasons(Absence(hidden=1, hidden_titles=("A",))) == [
        "1 document that your choice leaves out has a passage as near as these: A."
    ]
    (told,) = give_reasons(Absence(hidden=1200, hidden_titles=("A", "B", "C")))
    assert told.startswith("1,200 documents") and told.endswith(": A; B; C and 1,197 more.")


@pytest.mark.parametrize(("count", "end"), [(13, "w12."), (14, "w11 and 2 more words."), (300, "and 288 more words.")])
def test_a_question_in_another_language_does_not_fill_the_page(count: int, end: str) -> None:
    (told,) = give_reasons(Absence(tuple(f"w{number}" for number in range(count))))
    assert told.endswith(end)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_reasons_are_shown_in_chat_and_terminal_as_text(hostile: str) -> None:
    absence = Absence((hostile,), 1, (hostile,), 1, (PartlyRead(hostile, hostile),))
    answer = replace(unanswered(), absence=absence)
    shown = render_answer(answer, 1)
    assert shown.count('<p class="why">') == 3 and "<img" not in shown and "<script" not in shown
    assert "\n" not in shown
    assert "Nowhere in these documents: " in render_text(answer, 60)
    assert "why" not in render_answer(unanswered(), 1)
