"""python -m eval.benchmarks.ranking FILE.jsonl.gz …: what the reader's scores should weigh beside the retrieval's.

FILE holds questions of SQuAD's shape that the reader was not trained on. Their passages are the collection; ten are
retrieved and read for each question. Prints how often the right passage, and the right sentence, come first for a grid
of the weights that qa/reader.py holds as constants.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus import command_line
from corpus.sentences import split_sentences
from index.embedder import load_embedder
from index.fusion import fuse
from index.lexical import Lexical
from index.passage import Hit, Passage

if TYPE_CHECKING:
    from qa.reader import Judged

DEPTH = 10
PASSAGE_WEIGHTS = (0, 1, 2, 4, 6, 10, 15, 1000)
SENTENCE_WEIGHTS = ((0, 0.3, 0.5, 0.7, 1), (0, 2, 5, 10, 15), (0, 3, 6, 10))
HOPELESS = -50.0


@dataclass(frozen=True, slots=True)
class Case:
    """A question. passages: (n, 2) relevance and retrieval score; right: (n,) whether it is the passage asked about.

    sentences: (m, 4) support, relevance, retrieval score, cosine; holds: (m,) whether the answer begins in it.
    """

    passages: NDArray[np.float64]
    right: NDArray[np.bool_]
    sentences: NDArray[np.float64]
    holds: NDArray[np.bool_]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.ranking", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--passages", type=int, default=250, help="of each file (default: %(default)s)")
    parser.add_argument("--questions", type=int, default=100, help="of each file (default: %(default)s)")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a table for passages and the best of the grid for sentences."""
    cases = [case for path in arguments.files for case in _cases(path, arguments.passages, arguments.questions)]
    print(f"{len(cases)} questions; right passage first, for relevance + weight × retrieval score:")
    for weight in PASSAGE_WEIGHTS:
        first = np.mean([case.right[np.argmax(case.passages @ [1, weight])] for case in cases])
        print(f"  {weight:>6}  {100 * first:.1f} %")
    print("right sentence first, for support + weights × (relevance, retrieval score, cosine); the best, and none:")
    grid = [(_share(cases, weights), weights) for weights in product(*SENTENCE_WEIGHTS)]
    for share, weights in [*sorted(grid, reverse=True)[:8], *(one for one in grid if not any(one[1]))]:
        print(f"  {weights}  {100 * share:.1f} %")
    return 0


def _share(cases: Sequence[Case], weights: tuple[float, ...]) -> float:
    return float(np.mean([case.holds[np.argmax(case.sentences @ [1, *weights])] for case in cases]))


def _cases(path: Path, passages: int, questions: int) -> Iterator[Case]:
    from qa.reader import Reader

    chance = random.Random(0)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["answers"]]
    texts = list(dict.fromkeys(row["context"] for row in rows))
    chance.shuffle(texts)
    chosen = set(texts[:passages])
    asked = [row for row in rows if row["context"] in chosen]
    chance.shuffle(asked)
    collection, reader = _Collection(texts[:passages]), Reader()
    for row in asked[:questions]:
        judged = reader.judge(row["question"], collection.search(row["question"]))
        yield _case(judged, row)


class _Collection:
    """Passages of a file, searched as the index searches."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._embedder = load_embedder()
        self._passages = [
            Passage(number, "", "", None, None, (), 0, len(text), text, tuple(split_sentences(text)))
            for number, text in enumerate(texts)
        ]
        self._lexical = Lexical.build(texts)
        self._vectors = self._embedder.embed(texts)
        self._sentences = [
            self._embedder.embed([one.text[start:end] for start, end in one.sentences]) for one in self._passages
        ]

    def search(self, question: str) -> list[Hit]:
        embedding = self._embedder.embed([question])[0]
        whole = self._vectors @ embedding
        cosines = [vectors @ embedding for vectors in self._sentences]
        dense = np.array([max([one, *of]) for one, of in zip(whole, cosines, strict=True)], dtype=np.float32)
        lexical = self._lexical.scores(question)
        scores = fuse(dense, lexical)
        return [
            Hit(self._passages[at], rank, float(scores[at]), float(dense[at]), float(lexical[at]), tuple(cosines[at]))
            for rank, at in enumerate(np.argsort(-scores, kind="stable")[:DEPTH].tolist(), start=1)
        ]


def _case(judged: Sequence["Judged"], row: dict[str, Any]) -> Case:
    from qa.reader import is_sentence

    answer = row["answers"][0]["start"]
    right = [one.hit.passage.text == row["context"] for one in judged]
    sentences, holds = [], []
    for one, is_right in zip(judged, right, strict=True):
        passage = one.hit.passage
        for (start, end), support, cosine in zip(passage.sentences, one.supports, one.hit.sentence_scores, strict=True):
            possible = support if is_sentence(passage.text[start:end]) else HOPELESS
            sentences.append((possible, one.relevance, one.hit.score, cosine))
            holds.append(is_right and start <= answer < end)
    passages = np.array([(one.relevance, one.hit.score) for one in judged])
    return Case(passages, np.array(right), np.array(sentences), np.array(holds))


if __name__ == "__main__":
    sys.exit(main())
