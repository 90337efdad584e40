"""The page over documents that hold the worst: python -m tests.browser.hostile_app --port N."""

import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace

import app
from index.filters import Filter
from qa import loading
from qa.answer import Answer
from qa.pipeline import Searching, Step, Weighing
from tests.answers import HOSTILE, answered, unanswered

SECONDS_OF_A_SLOW_ANSWER = 3
EVERYTHING = "\n\n".join(HOSTILE)


class Hostile:
    """Answers with hostile text everywhere, and says that the documents do not answer when asked for nothing."""

    def ask(self, question: str, history: Sequence[Answer] = (), only: Filter | None = None) -> Answer:
        if question.startswith("Nothing"):
            return unanswered(EVERYTHING, question)
        answer = answered(EVERYTHING, f"Quote {EVERYTHING}", EVERYTHING, title=EVERYTHING, question=question)
        return replace(answer, short_answer=EVERYTHING)

    def adjusted(self, top_k: int | None, min_confidence: float) -> "Hostile":
        return self

    def steps(self, question: str, history: Sequence[Answer] = (), only: Filter | None = None) -> Iterator[Step]:
        yield Searching(None)
        yield Weighing(10)
        if question.startswith("Slowly"):
            threading.Event().wait(SECONDS_OF_A_SLOW_ANSWER)
        yield self.ask(question, history, only)


if __name__ == "__main__":
    loading.load = lambda options: loading.Loaded({"quote": Hostile()}, SimpleNamespace(embedder=None, search=None))
    sys.exit(app.main(sys.argv[1:]))
