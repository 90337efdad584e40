"""Models that are loaded while the page is there already."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from corpus.errors import UserError
from index.filters import Filter
from qa.answer import Answer
from qa.page.conversation import Answers
from qa.pipeline import Step

Thing = TypeVar("Thing")


class Later(Generic[Thing]):
    """Something that takes seconds to load. Threads may share it: it is loaded once, and who is early waits."""

    def __init__(self, load: Callable[[], Thing]) -> None:
        self._load = load
        self._loaded: Future[Thing] = Future()
        self._begun = threading.Lock()

    def start(self) -> None:
        """Begin to load, in a thread of its own, unless that was begun before."""
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._run, name="loading", daemon=True).start()

    def wait(self) -> Thing:
        """It, as soon as it is there. Raises what loading raised."""
        self.start()
        return self._loaded.result()

    def _run(self) -> None:
        try:
            self._loaded.set_result(self._load())
        except UserError as error:
            self._loaded.set_exception(error)
        except BaseException as error:
            self._loaded.set_exception(error)
            raise


class AnswersLater:
    """Answers as soon as what answers is there."""

    def __init__(self, wait: Callable[[], Answers]) -> None:
        """wait: gives it, and may take its time."""
        self._wait = wait

    def ask(self, question: str, history: Sequence[Answer] = (), only: Filter | None = None) -> Answer:
        """The answer."""
        return self._wait().ask(question, history, only)

    def steps(
        self, question: str, history: Sequence[Answer] = (), only: Filter | None = None
    ) -> Generator[Step, None, None]:
        """Each step as it begins, and the answer at last."""
        yield from self._wait().steps(question, history, only)

    def adjusted(self, top_k: int | None, min_confidence: float) -> "AnswersLater":
        """The same that reads so many passages and declines below this confidence."""
        return AnswersLater(lambda: self._wait().adjusted(top_k, min_confidence))
