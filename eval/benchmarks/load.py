"""python -m eval.benchmarks.load [--people N] [--url URL]: many people ask the chat at the same time.

Each asks a question of eval/sets/library.jsonl of their own, and then the same follow-up as everybody, through what the
chat's server offers to programs. Prints how many were given the answer to their own question, which is what the server
gives when that person asks alone; how long they waited; and what failed.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Barrier
from typing import Any
from urllib.request import urlopen

from corpus import command_line
from corpus.errors import UserError
from corpus.files import LIBRARY
from eval.documents import index_documents
from eval.metrics.words import normalise
from eval.questions import Question, read_questions
from qa.serving.quiet import keep_quiet

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "eval" / "sets" / "library.jsonl"
# It means nothing without the question before it, so whoever is given another's answer is seen at once.
FOLLOW_UP = "Who says so?"
# A chat that does not even send its page in this time does not run.
CONNECT_SECONDS = 30

# What the server answered, without how long it took.
Told = dict[str, Any]
# A question, and the answers before it → the answer
Ask = Callable[[str, list[Told]], Told]


@dataclass(frozen=True, slots=True)
class Visit:
    """One question of one person. told: None if it failed, and then failure says why. seconds: waited for it."""

    question: str
    seconds: float
    told: Told | None = None
    failure: str | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns 0 if everybody got the answer to their own question, 1 if not, 2 for wrong input."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.load", description=__doc__)
    parser.add_argument("--people", type=int, default=20, metavar="N", help="default: %(default)s")
    parser.add_argument("--url", help="a running chat over the shipped digests (default: one is started)")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _measure(arguments.people, arguments.url))


def choose_questions(people: int, path: Path = QUESTIONS) -> list[Question]:
    """A question with known answers for each person. Raises UserError if there are not as many."""
    questions = [question for question in read_questions(path) if question.answers]
    if not 1 <= people <= len(questions):
        raise UserError(f"--people must be from 1 to {len(questions)}, for each needs a question of their own")
    return questions[:people]


def converse(ask: Ask, question: str, together: Callable[[], object]) -> list[Visit]:
    """What one person sees of the question and the follow-up; together is called before each."""
    visits: list[Visit] = []
    for text in (question, FOLLOW_UP):
        together()
        visits.append(_visit(ask, text, [visit.told for visit in visits if visit.told is not None]))
    return visits


def same_answer(alone: Visit, among_others: Visit) -> bool:
    """Whether both were told the same in every respect but the time it took."""
    if alone.told is None or among_others.told is None:
        return False
    parts = alone.told.keys() | among_others.told.keys()
    return all(alone.told.get(part) == among_others.told.get(part) for part in parts - {"seconds"})


def _measure(people: int, url: str | None) -> int:
    keep_quiet(os.environ)
    questions = choose_questions(people)
    if url is not None:
        return _compare(url, questions)
    with _started_app() as started:
        return _compare(started, questions)


def _compare(url: str, questions: Sequence[Question]) -> int:
    asks = [_connect(url) for _ in questions]
    alone = [converse(asks[0], one.question, lambda: None) for one in questions]
    ready = Barrier(len(questions))
    with ThreadPoolExecutor(len(questions)) as pool:
        started = time.perf_counter()
        each = pool.map(lambda ask, one: converse(ask, one.question, ready.wait), asks, questions)
        together = list(each)
        wall = time.perf_counter() - started
    print(f"{len(questions)} people, a question and a follow-up each, {wall:.1f} s in all")
    print(f"{'':12}{'own answer':>12}{'distinct':>10}{'known':>8}{'median s':>10}{'p95 s':>8}{'max s':>8}{'failed':>8}")
    right = [_report(turn, questions, alone, together) for turn in (0, 1)]
    return 0 if all(right) else 1


def _report(
    turn: int, questions: Sequence[Question], alone: Sequence[list[Visit]], together: Sequence[list[Visit]]
) -> bool:
    """Print one round. Returns whether everybody got the answer to their own question."""
    pairs = [(one[turn], other[turn]) for one, other in zip(alone, together, strict=True)]
    own = sum(same_answer(one, other) for one, other in pairs)
    texts = {str(other.told and (other.told["understood"], other.told["answer"])) for _, other in pairs}
    known = sum(_holds(question, other) for question, (_, other) in zip(questions, pairs, strict=True))
    waits = sorted(other.seconds for _, other in pairs)
    failures = [other.failure for _, other in pairs if other.failure]
    name, right = ("question", f"{known}") if turn == 0 else ("follow-up", "-")
    waited = "".join(f"{wait:{width}.2f}" for wait, width in ((median(waits), 10), (_p95(waits), 8), (waits[-1], 8)))
    print(f"{name:12}{f'{own} of {len(pairs)}':>12}{len(texts):10}{right:>8}{waited}{len(failures):8}")
    for failure in sorted(set(failures)):
        print(f"  {failures.count(failure)} times: {failure}")
    return own == len(pairs)


def _visit(ask: Ask, question: str, earlier: list[Told]) -> Visit:
    started = time.perf_counter()
    try:
        told = ask(question, earlier)
    except Exception as error:  # noqa: BLE001
        # Whatever it is, it is what a visitor would have met, and it is counted and printed.
        return Visit(question, time.perf_counter() - started, failure=f"{type(error).__name__}: {error}")
    return Visit(question, time.perf_counter() - started, told)


def _holds(question: Question, visit: Visit) -> bool:
    """Whether a known answer stands in what was told."""
    told = visit.told or {}
    said = normalise(f"{told.get('short_answer') or ''} {told.get('answer') or ''}")
    return any(normalise(one) in said for one in question.answers)


def _p95(ordered: Sequence[float]) -> float:
    """The smallest wait that 95 of 100 did not exceed (nearest rank)."""
    return ordered[-(-95 * len(ordered) // 100) - 1]


def _connect(url: str) -> Ask:
    """A person's own connection. Raises UserError if no chat answers there."""
    from gradio_client import Client  # type: ignore[import-untyped]

    try:
        with urlopen(url, timeout=CONNECT_SECONDS):
            pass
        client = Client(url, verbose=False)
    except (OSError, ValueError) as error:
        raise UserError(f"{url}: no chat answers there; start one with: python app.py") from error

    def ask(question: str, earlier: list[Told]) -> Told:
        told: Told = client.predict(question=question, earlier=earlier, api_name="/ask")
        return told

    return ask


@contextmanager
def _started_app() -> Iterator[str]:
    """The address of app.py over the shipped digests, run as a user runs it. Raises UserError if it does not start."""
    index = index_documents(LIBRARY)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    # To the server all of them are one program.
    command = [sys.executable, "app.py", "--index", str(index), "--port", str(port), "--questions-a-minute", "1000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            if process.stdout is None or not any(url in line for line in process.stdout):
                raise UserError("the chat did not start; python app.py says why")
            yield url
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
