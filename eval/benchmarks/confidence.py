"""python -m eval.benchmarks.confidence QUESTIONS.jsonl …: what the confidence should be made of.

The question sets are asked of the shipped digests, or of --documents. A logistic regression on what the reader found is
the confidence, fitted as if half of all questions had no answer; prints for each choice of features how well it tells
answerable from unanswerable questions, for questions left out of the fit, and the constants that qa/reader.py holds.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import command_line
from corpus.errors import UserError
from corpus.files import LIBRARY
from eval.benchmarks.collection import add_weights
from eval.documents import index_documents
from eval.metrics.abstention import auroc
from eval.questions import read_questions
from index.search import open_searcher
from qa.reader import SIGNALS, Reader, signals

DEPTH = 10
FOLDS = 5
# Weak: there are far more questions than features.
REGULARISATION = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.confidence", description=__doc__)
    parser.add_argument("questions", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument(
        "--documents", type=Path, default=LIBRARY, metavar="FOLDER", help="default: the shipped digests"
    )
    add_weights(parser)
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a row for every choice of features, and the weights of the whole."""
    reader = Reader(arguments.weights)
    searcher = open_searcher(index_documents(arguments.documents))
    questions = [question for path in arguments.questions for question in read_questions(path)]
    answerable = np.array([question.answerable for question in questions])
    if answerable.all() or not answerable.any():
        raise UserError("the question sets must hold both answerable and unanswerable questions")
    features = np.array(
        [signals(reader.judge(one.question, searcher.search(one.question, DEPTH))) for one in questions]
    )
    print(f"{len(questions)} questions, {answerable.sum()} with an answer; AUROC, cross-validated, and the fit to all:")
    for count in range(1, len(SIGNALS) + 1):
        for chosen in combinations(range(len(SIGNALS)), count):
            area = _cross_validate(features[:, chosen], answerable)
            weights, bias = fit_logistic(features[:, chosen], answerable)
            print(f"  {100 * area:5.1f}   {', '.join(SIGNALS[one] for one in chosen)}")
            print(f"          {', '.join(f'{weight:.2f}' for weight in weights)}; half at {-bias / weights.sum():.2f}")
    return 0


def fit_logistic(features: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights, (k,), and bias of a logistic regression of labels, (n,), on features, (n, k), both labels counting half.

    labels must hold both. Newton's method with a weak ridge on the weights, as in Hastie, Tibshirani & Friedman, 2009,
    section 4.4.
    """
    inputs = np.column_stack([features, np.ones(len(features))])
    ridge = REGULARISATION * np.diag([1.0] * features.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    counted = len(labels) / 2 / np.where(labels, labels.sum(), (~labels).sum())
    for _ in range(50):
        probability = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (counted * (probability - labels)) + ridge @ weights
        curvature = (inputs * (counted * probability * (1 - probability))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(curvature, gradient)
    return weights[:-1], float(weights[-1])


def _cross_validate(features: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """AUROC of questions when the fit has not seen them."""
    confidence = np.zeros(len(features))
    fold = np.zeros(len(features), dtype=np.int64)
    for kind in (True, False):
        fold[answerable == kind] = np.arange((answerable == kind).sum()) % FOLDS
    for number in range(FOLDS):
        weights, bias = fit_logistic(features[fold != number], answerable[fold != number])
        confidence[fold == number] = features[fold == number] @ weights + bias
    return auroc(confidence[answerable].tolist(), confidence[~answerable].tolist()) or 0.0


if __name__ == "__main__":
    sys.exit(main())
