"""python -m eval.benchmarks.retrieval QUESTIONS.jsonl --documents FOLDER: how passages are best cut and ranked.

Cuts the documents in several ways and prints, for each way and each ranking, evidence recall@1/5/10 and MRR.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from corpus import command_line
from corpus.files import find_files
from eval.benchmarks.collection import reciprocal_rank_fusion
from eval.metrics.retrieval import evidence_ranks, recall_at_k, reciprocal_rank
from eval.predictions import RetrievedPassage
from eval.questions import Question, read_questions
from index.build import build_index
from index.chunking import Chunking
from index.derived import Structures, load_structures
from index.embedder import Embedder, load_embedder
from index.fusion import fuse
from index.manifest import Manifest
from index.store import Store

DEPTH = 10
WEIGHTS = (0.4, 0.5, 0.6, 0.7, 0.8)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.retrieval", description=__doc__)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--documents", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--max-tokens", type=int, nargs="+", default=[128, 160, 192, 220], help="passage lengths")
    parser.add_argument("--overlap", type=int, nargs="+", default=[1], help="sentences repeated")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a table for every way of cutting."""
    questions = [one for one in read_questions(arguments.questions) if one.evidence]
    embedder = load_embedder()
    embeddings = embedder.embed([one.question for one in questions])
    with tempfile.TemporaryDirectory() as folder:
        for max_tokens in arguments.max_tokens:
            for overlap in arguments.overlap:
                for with_headings in (False, True):
                    chunking = Chunking(max_tokens, overlap, with_headings)
                    build_index(Path(folder, "index"), find_files([arguments.documents]), Manifest(chunking=chunking))
                    _print_rankings(Path(folder, "index"), embedder, chunking, questions, embeddings)
    return 0


def _print_rankings(
    directory: Path,
    embedder: Embedder,
    chunking: Chunking,
    questions: Sequence[Question],
    embeddings: NDArray[np.float32],
) -> None:
    store = Store.open(directory)
    structures = load_structures(store, embedder.dimension)
    ids = structures.passage_ids.tolist()
    passages = store.passages(ids)
    retrievable = [RetrievedPassage(passages[one].document, passages[one].text) for one in ids]
    ranks: dict[str, list[list[int | None]]] = {}
    for question, embedding in zip(questions, embeddings, strict=True):
        for ranking, order in _rankings(structures, question.question, embedding):
            found = evidence_ranks(question.evidence, [retrievable[number] for number in order[:DEPTH]])
            ranks.setdefault(ranking, []).append(found)
    print(
        f"\n{len(ids)} passages of up to {chunking.max_tokens} tokens, overlap {chunking.overlap_sentences}, ", end=""
    )
    print(f"{'with' if chunking.with_headings else 'without'} headings\n{'':34}   R@1   R@5  R@10   MRR")
    for ranking, of in ranks.items():
        figures = [mean(recall_at_k(one, k) for one in of) for k in (1, 5, 10)] + [mean(map(reciprocal_rank, of))]
        print(f"{ranking:34}" + "".join(f"{100 * figure:6.1f}" for figure in figures))
    store.close()


def _rankings(
    structures: Structures, question: str, embedding: NDArray[np.float32]
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Name and passage numbers, best first, of every ranking compared."""
    count = len(structures.passage_ids)
    whole = structures.dense.similarities(embedding, np.arange(count))
    sentences = structures.dense.similarities(embedding, structures.members)
    best = np.array(
        [
            max([-1.0, *sentences[left:right]])
            for left, right in zip(structures.bounds, structures.bounds[1:], strict=False)
        ],
        dtype=np.float32,
    )
    lexical = structures.lexical.scores(question)
    both = np.maximum(whole, best)
    yield "BM25", _order(lexical)
    yield "dense, passage", _order(whole)
    yield "dense, best sentence", _order(best)
    yield "dense, the larger of the two", _order(both)
    yield "RRF of BM25 and passage", _order(reciprocal_rank_fusion(lexical, whole))
    yield "RRF of BM25 and the larger", _order(reciprocal_rank_fusion(lexical, both))
    for weight in WEIGHTS:
        yield f"min-max, passage, dense {weight}", _order(fuse(whole, lexical, weight))
    for weight in WEIGHTS:
        yield f"min-max, the larger, dense {weight}", _order(fuse(both, lexical, weight))


def _order(scores: NDArray[np.floating]) -> NDArray[np.int64]:
    return np.argsort(-scores, kind="stable")


if __name__ == "__main__":
    sys.exit(main())
