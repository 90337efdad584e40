"""python -m eval.benchmarks.ranking FILE.jsonl.gz …: what the reader's scores should weigh beside the retrieval's.

FILE holds questions of SQuAD's shape that the reader was not trained on. Their passages are the collection; ten are
retrieved and read for each question. Prints how often the right passage, and the right sentence, come first for a grid
of the weights that qa/reader.py holds as constants.
"""

import argparse
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
from eval.benchmarks.collection import Collection, add_weights, read_rows

if TYPE_CHECKING:
    from qa.reading_model import Judged

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
    add_weights(parser)
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a table for passages and the best of the grid for sentences."""
    cases = [
        case
        for path in arguments.files
        for case in _cases(path, arguments.passages, arguments.questions, arguments.weights)
    ]
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


def _cases(path: Path, passages: int, questions: int, weights: Path) -> Iterator[Case]:
    from qa.reader import Reader

    chance = random.Random(0)
    rows = [row for row in read_rows(path) if row["answers"]]
    texts = list(dict.fromkeys(row["context"] for row in rows))
    chance.shuffle(texts)
    chosen = set(texts[:passages])
    asked = [row for row in rows if row["context"] in chosen]
    chance.shuffle(asked)
    collection, reader = Collection(texts[:passages]), Reader(weights)
    for row in asked[:questions]:
        judged = reader.judge(row["question"], collection.search(row["question"], DEPTH))
        yield _case(judged, row)


def _case(judged: Sequence["Judged"], row: dict[str, Any]) -> Case:
    from qa.quotable import is_sentence

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
