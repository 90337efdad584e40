import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.passage import Hit, Passage
from qa.answer import Answer, Citation, Seconds, Sentence
from qa.pipeline import check_question


def write_lines(path: Path, objects) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")
    return path


def make_answer(question: str, text: str = "Baku is the capital.") -> Answer:
    passage = Passage(1, "city.md", "City", None, None, (), 0, len(text), text)
    return Answer(
        question=question,
        answered=True,
        sentences=(Sentence(text, (1,)),),
        citations=(Citation(1, "city.md", "City", None, None, text, 0, len(text), 0, (0, len(text))),),
        short_answer="Baku",
        confidence=0.9,
        hits=(Hit(passage, 1, 0.8, 0.7, 3.0),),
        seconds=Seconds(0.1, 0.2, 0.3),
    )


@dataclass
class StubAnswerer:
    """Answers everything in the same way, remembers what it was asked, and fails when told to."""

    asked: list[str] = field(default_factory=list)
    fail_at: int | None = None

    def ask(self, question: str) -> Answer:
        question = check_question(question)
        if len(self.asked) == self.fail_at:
            raise KeyboardInterrupt
        self.asked.append(question)
        return make_answer(question)


@pytest.fixture
def answerer() -> StubAnswerer:
    return StubAnswerer()


@pytest.fixture
def lines():
    return write_lines


@pytest.fixture
def stub_answer():
    return make_answer
