"""python -m eval.benchmarks.inventing [QUESTIONS.jsonl …]: what the check lets through of a model that always invents.

A scripted model answers every question over a real connection, as any server would, and every sentence it writes is
wrong: sentences of the passages it was given with a number, date, name or denial changed, and sentences made up about
the question's own words. Prints how many sentences were written and how many of them were shown as supported. Sentences
that are changed so little that they stay true (a name for its bearer) count against the check all the same; --show
prints what came through.
"""

import argparse
import json
import random
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tqdm import tqdm

from corpus import command_line
from corpus.files import LIBRARY
from corpus.sentences import split_sentences
from eval.documents import index_documents
from eval.questions import read_questions
from qa.loading import Options, load_answerer
from qa.training.entailment.corruption import corrupt

SETS = Path(__file__).parents[1] / "sets"
QUESTIONS = (SETS / "library.jsonl", SETS / "papers.jsonl")
COUNT = 200
PASSAGE = re.compile(r'<passage number="(\d+)">\nSource: [^\n]*\n(.*?)\n</passage>', re.DOTALL)
QUESTION = re.compile(r"Question: (.*)\Z", re.DOTALL)
# Made up on purpose; none of it stands in the shipped digests.
FABRICATIONS = (
    "{topic} cost the treasury of Portugal 977 million escudos in 1934.",
    "A commission of eleven Norwegian judges settled the matter of {topic} within a week.",
    "{topic} was kept secret until a clerk in Montevideo sold the papers to a newspaper.",
    "Nobody in the region ever heard of {topic}.",
)


@dataclass(slots=True)
class Inventor:
    """Writes what is not so. written: all its sentences, those changed and those made up."""

    chance: random.Random
    changed: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)

    def answer(self, prompt: str) -> str:
        """Three sentences, the first two of which cite the passage they were made from."""
        found = QUESTION.search(prompt)
        topic = " ".join((found[1] if found else "it").rstrip("?").split()[-4:])
        sentences: list[str] = []
        for number, text in PASSAGE.findall(prompt)[:6]:
            places = split_sentences(text)
            start, end = self.chance.choice(places)
            wrong = corrupt(text[start:end], prompt, self.chance) if end - start > 40 else None
            if wrong is not None and len(sentences) < 2:
                sentences.append(f"{wrong.rstrip('.')} [{number}].")
                self.changed.append(wrong)
        fabricated = self.chance.choice(FABRICATIONS).format(topic=topic[:1].upper() + topic[1:])
        self.made_up.append(fabricated)
        return " ".join([*sentences, f"{fabricated.rstrip('.')} [1]."])


@contextmanager
def serving(inventor: Inventor) -> Iterator[str]:
    """An OpenAI-compatible server on loopback in front of the inventor; gives its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = inventor.answer(request["messages"][-1]["content"])
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in re.findall(r"\S+\s*", text):
                self.wfile.write(f"data: {json.dumps(_chunk(piece))}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: ANN401
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def _chunk(piece: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.inventing", description=__doc__)
    parser.add_argument("questions", nargs="*", type=Path, default=QUESTIONS, metavar="QUESTIONS.jsonl")
    parser.add_argument("--count", type=int, default=COUNT, help="how many questions (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print the sentences that came through")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _measure(arguments))


def _measure(arguments: argparse.Namespace) -> int:
    questions = [question for path in arguments.questions for question in read_questions(path)][: arguments.count]
    inventor = Inventor(random.Random(arguments.seed))
    shown: list[str] = []
    with serving(inventor) as url:
        index = index_documents(LIBRARY)
        answerer = load_answerer(Options(index, writer="endpoint", model="inventor", base_url=url))
        for question in tqdm(questions, unit="question", desc="asking", disable=None):
            answer = answerer.ask(question.question)
            shown += [sentence.text for sentence in answer.sentences if sentence.supported]
    if arguments.show:
        print("\n".join(shown))
    for name, written in (("changed", inventor.changed), ("made up", inventor.made_up)):
        through = sum(sentence in shown for sentence in written)
        print(f"{name}: {through} of {len(written)} shown as supported")
    print(f"{len(questions)} questions asked, {len(inventor.made_up)} of them put to the model")
    return 0


if __name__ == "__main__":
    sys.exit(main())
