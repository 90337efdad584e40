"""The page over documents that hold the worst: python -m tests.browser.hostile_app --port N."""

import sys
from collections.abc import Sequence
from dataclasses import replace

import app
from index.filters import Filter
from qa import loading
from qa.answer import Answer
from tests.answers import HOSTILE, answered, unanswered

EVERYTHING = "\n\n".join(HOSTILE)


class Hostile:
    """Answers with hostile text everywhere, and says that the documents do not answer when asked for nothing."""

    def ask(self, question: str, history: Sequence[Answer] = (), only: Filter | None = None) -> Answer:
        if question.startswith("Nothing"):
            return unanswered(EVERYTHING, question)
        answer = answered(EVERYTHING, f"Quote {EVERYTHING}", EVERYTHING, title=EVERYTHING, question=question)
        return replace(answer, short_answer=EVERYTHING)


if __name__ == "__main__":
    loading.load_answerer = lambda options: Hostile()
    sys.exit(app.main(sys.argv[1:]))
