"""python -m eval.benchmarks.confidence FILE.jsonl.gz …: what the confidence should be made of.

FILE holds questions of SQuAD's shape that the reader was not trained on. Half of them are asked of a collection
that holds their paragraph, the other half of one that does not: those have no answer. A logistic regression on what the
reader found is the confidence; prints how well each choice of features tells the halves apart, for questions left out
of the fit, and the weights that qa/reader.py holds as constants.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import command_line
from eval.benchmarks.collection import Collection, add_weights, read_rows
from eval.metrics.abstention import auroc, calibration_error
from qa.reader import SIGNALS, Reader, signals

DEPTH = 10
FOLDS = 5
# Weak: there are far more questions than features.
REGULARISATION = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.confidence", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--passages", type=int, default=250, help="of each file (default: %(default)s)")
    parser.add_argument("--questions", type=int, default=100, help="of each kind and file (default: %(default)s)")
    add_weights(parser)
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a row for every choice of features, and the weights of the whole."""
    reader = Reader(arguments.weights)
    found = [case for path in arguments.files for case in _cases(reader, path, arguments.passages, arguments.questions)]
    features, answerable = np.array([one for one, _ in found]), np.array([right for _, right in found])
    print(f"{len(found)} questions, {answerable.sum()} with an answer; AUROC and calibration error, cross-validated:")
    for count in range(1, len(SIGNALS) + 1):
        for chosen in combinations(range(len(SIGNALS)), count):
            area, error = _cross_validate(features[:, chosen], answerable)
            print(f"  {100 * area:5.1f}  {100 * error:5.1f}   {', '.join(SIGNALS[one] for one in chosen)}")
            weights, bias = fit_logistic(features[:, chosen], answerable)
            print(f"                 {', '.join(f'{weight:.2f}' for weight in weights)}; bias {bias:.2f}")
    return 0


def fit_logistic(features: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights, (k,), and bias of a logistic regression of labels, (n,), on features, (n, k).

    Newton's method with a weak ridge on the weights, as in Hastie, Tibshirani & Friedman, 2009, section 4.4.
    """
    inputs = np.column_stack([features, np.ones(len(features))])
    ridge = REGULARISATION * np.diag([1.0] * features.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (probability - labels) + ridge @ weights
        curvature = (inputs * (probability * (1 - probability))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(curvature, gradient)
    return weights[:-1], float(weights[-1])


def _cross_validate(features: NDArray[np.float64], answerable: NDArray[np.bool_]) -> tuple[float, float]:
    """AUROC and calibration error of questions when the fit has not seen them."""
    confidence = np.zeros(len(features))
    fold = np.arange(len(features)) % FOLDS
    for number in range(FOLDS):
        weights, bias = fit_logistic(features[fold != number], answerable[fold != number])
        confidence[fold == number] = 1 / (1 + np.exp(-(features[fold == number] @ weights + bias)))
    area = auroc(confidence[answerable].tolist(), confidence[~answerable].tolist()) or 0.0
    return area, calibration_error(confidence.tolist(), answerable.tolist()) or 0.0


def _cases(reader: Reader, path: Path, passages: int, questions: int) -> Iterator[tuple[tuple[float, ...], bool]]:
    """The signals for each question, and whether its paragraph is there; the two kinds by turns."""
    chance = random.Random(0)
    rows = [row for row in read_rows(path) if row["answers"]]
    texts = list(dict.fromkeys(row["context"] for row in rows))
    chance.shuffle(texts)
    there = set(texts[:passages])
    chance.shuffle(rows)
    with_answer = [row for row in rows if row["context"] in there][:questions]
    without = [row for row in rows if row["context"] not in there][:questions]
    collection = Collection(texts[:passages])
    for pair in zip(with_answer, without, strict=False):
        for row, right in zip(pair, (True, False), strict=True):
            hits = collection.search(row["question"], DEPTH)
            yield signals(reader.judge(row["question"], hits)), right


if __name__ == "__main__":
    sys.exit(main())
