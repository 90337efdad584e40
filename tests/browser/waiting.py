"""python -m tests.browser.waiting: how long somebody waits for the page, and for an answer on it.

Starts the chat with make chat, opens it in Chromium, stops it and starts it again: what is measured is that second
start, with a browser that has seen the page before. Then it asks. Seconds, on the clock of who sits before it.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from corpus import command_line
from corpus.errors import UserError
from tests.browser import browsing

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = (
    "When did Azerbaijan become a full member of the Non-Aligned Movement?",
    "Which countries co-chair the OSCE Minsk Group?",
    "How does Muradov explain the calm between 1994 and 2014?",
    "How much did Armenia and Azerbaijan spend on their militaries in 2020?",
)
START_SECONDS = 600


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns 2 if there is no browser to do it with, or the chat does not start."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.waiting", description=__doc__)
    parser.add_argument("--starts", type=int, default=3, metavar="N", help="of the chat (default: %(default)s)")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _measure(arguments.starts))


def _measure(starts: int) -> int:
    if reason := browsing.missing():
        raise UserError(reason)
    port = browsing.free_port()
    served: list[float] = []
    usable: list[float] = []
    first: list[float] = []
    later: list[float] = []
    with TemporaryDirectory() as folder, browsing.running_browser() as browser:
        chats = Path(folder) / "chats.sqlite3"
        with _chat(port, chats) as url:
            browsing.visit(browser, url)
            browsing.ask(browser, QUESTIONS[0])
        for _ in range(starts):
            browsing.forget(browser)
            started = time.perf_counter()
            with _chat(port, chats) as url:
                served.append(time.perf_counter() - started)
                browsing.visit(browser, url)
                usable.append(time.perf_counter() - started)
                for question in QUESTIONS:
                    asked = time.perf_counter()
                    browsing.ask(browser, question)
                    (first if question is QUESTIONS[0] else later).append(time.perf_counter() - asked)
    _report("make chat → the page is served", served)
    _report("make chat → the page can be used", usable)
    _report("Enter → answer, at once after a start", first)
    _report("Enter → answer, models loaded", later)
    return 0


def _report(name: str, seconds: Sequence[float]) -> None:
    print(f"{name:40} median {median(seconds):5.2f} s   {min(seconds):.2f} to {max(seconds):.2f} s")  # noqa: T201


@contextmanager
def _chat(port: int, chats: Path) -> Iterator[str]:
    """The address of what make chat serves. Raises UserError if it does not start."""
    command = ["make", "--silent", "chat", f"ARGS=--port {port} --chats {chats}", f"BIN={Path(sys.executable).parent}"]
    url = f"http://127.0.0.1:{port}"
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            _wait(url, process)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    began = time.perf_counter()
    while time.perf_counter() - began < START_SECONDS and process.poll() is None:
        try:
            with urlopen(url):
                return
        except URLError:
            time.sleep(0.02)
    raise UserError("the chat did not start; make chat says why")


if __name__ == "__main__":
    sys.exit(main())
