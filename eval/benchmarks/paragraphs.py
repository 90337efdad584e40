"""python -m eval.benchmarks.paragraphs FILE.jsonl.gz: which paragraph of all in the file answers a question.

FILE holds questions of SQuAD's shape, such as XQuAD's. Prints, for each ranking and for the reader behind the last, how
often the right paragraph comes first and among the first five, and the mean reciprocal rank.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus import command_line
from eval.benchmarks.collection import Collection, Scores, add_weights, read_rows, reciprocal_rank_fusion
from index.fusion import fuse

if TYPE_CHECKING:
    from qa.reader import Reader


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.paragraphs", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--top-k", type=int, default=10, help="paragraphs read (default: %(default)s)")
    parser.add_argument("--limit", type=int, default=None, help="the first so many questions only")
    add_weights(parser)
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a row for each ranking."""
    from qa.reader import Reader

    rows = read_rows(arguments.file)
    texts = list(dict.fromkeys(row["context"] for row in rows))
    rows = rows[: arguments.limit]
    collection, reader = Collection(texts), Reader(arguments.weights)
    ranks: dict[str, list[int]] = defaultdict(list)
    seconds = []
    for row in rows:
        right = texts.index(row["context"])
        scores = collection.score(row["question"])
        for name, of in _rankings(scores):
            ranks[name].append(1 + int((of > of[right]).sum()))
        started = perf_counter()
        ranks[f"the first {arguments.top_k} read"].append(
            _rank_read(reader, collection, row["question"], scores, right, arguments.top_k)
        )
        seconds.append(perf_counter() - started)
    print(f"{arguments.file.name}: {len(rows)} questions, {len(texts)} paragraphs\n{'':28}   first  first 5    MRR")
    for name, found in ranks.items():
        figures = (np.mean(np.array(found) <= 1), np.mean(np.array(found) <= 5), np.mean(1 / np.array(found)))
        print(f"{name:28}" + "".join(f"{100 * figure:8.1f}" for figure in figures))
    print(f"median {1000 * median(seconds):.0f} ms to read {arguments.top_k} paragraphs")
    return 0


def _rankings(scores: Scores) -> Iterator[tuple[str, NDArray[np.floating]]]:
    """Name and scores of every ranking compared."""
    yield "BM25", scores.lexical
    yield "dense, passage", scores.passage
    yield "dense, the larger", scores.dense
    yield "RRF of BM25 and passage", reciprocal_rank_fusion(scores.lexical, scores.passage)
    yield "min-max, the larger", fuse(scores.dense, scores.lexical)


def _rank_read(reader: "Reader", collection: Collection, question: str, scores: Scores, right: int, top_k: int) -> int:
    """The right paragraph's rank after reading; where it was not read, its rank before."""
    hits = collection.hits(scores, top_k)
    for hit in reader.read(question, hits).hits:
        if hit.passage.passage_id == right:
            return hit.rank
    fused = fuse(scores.dense, scores.lexical)
    return 1 + int((fused > fused[right]).sum())


if __name__ == "__main__":
    sys.exit(main())
