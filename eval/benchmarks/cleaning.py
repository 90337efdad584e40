"""python -m eval.benchmarks.cleaning QUESTIONS.jsonl --documents FOLDER: what cleaning brings to retrieval.

Indexes the documents as they are and cleaned, and prints for both how often the passages retrieved hold the evidence,
before the reader ranks them again.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from corpus import command_line
from corpus.files import find_files
from eval.metrics.retrieval import evidence_ranks, recall_at_k, reciprocal_rank
from eval.predictions import RetrievedPassage
from eval.questions import Question, read_questions
from index.build import build_index
from index.manifest import Manifest
from index.passage import Hit
from index.search import open_searcher

DEPTHS = (1, 5, 10)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.cleaning", description=__doc__)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--documents", type=Path, required=True, metavar="FOLDER")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments.questions, arguments.documents))


def measure(path: Path, documents: Path) -> int:
    """Print a line for the texts as they are, and one for the cleaned ones."""
    questions = [one for one in read_questions(path) if one.evidence]
    print(
        f"{len(questions)} questions with evidence\n{'':14}passages"
        + "".join(f"{f'R@{k}':>8}" for k in DEPTHS)
        + "     MRR"
    )
    for name, cleaning in (("as it is", False), ("cleaned", True)):
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder, "index")
            build_index(index, find_files([documents]), Manifest(cleaning=cleaning))
            searcher = open_searcher(index)
            ranks = [_ranks(one, searcher.search(one.question, max(DEPTHS))) for one in questions]
            figures = [mean(recall_at_k(one, k) for one in ranks) for k in DEPTHS]
            figures.append(mean(reciprocal_rank(one) for one in ranks))
            print(f"{name:14}{searcher.passage_count:8}" + "".join(f"{100 * figure:8.1f}" for figure in figures))
    return 0


def _ranks(question: Question, hits: Sequence[Hit]) -> list[int | None]:
    retrieved = [
        RetrievedPassage(hit.passage.document, hit.passage.quote(hit.passage.start, hit.passage.end)) for hit in hits
    ]
    return evidence_ranks(question.evidence, retrieved)


if __name__ == "__main__":
    sys.exit(main())
