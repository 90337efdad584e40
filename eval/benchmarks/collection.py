"""Paragraphs of a public question set as a collection that is searched as the index searches, without the index."""

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from corpus.sentences import split_sentences
from index.embedder import Embedder, load_embedder
from index.fusion import fuse
from index.lexical import Lexical
from index.passage import Hit, Passage
from qa.reader import WEIGHTS

RRF_K = 60


@dataclass(frozen=True, slots=True)
class Scores:
    """What the paragraphs score for one question, (n,) each; sentences: (number of its sentences,) of each."""

    passage: NDArray[np.float32]
    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]
    sentences: list[NDArray[np.float32]]


class Collection:
    """Paragraphs to be searched."""

    def __init__(self, texts: Sequence[str], embedder: Embedder | None = None) -> None:
        """embedder: default, the packaged one."""
        self._embedder = embedder or load_embedder()
        self._passages = [as_passage(text, number) for number, text in enumerate(texts)]
        self._lexical = Lexical.build(texts)
        self._vectors = self._embedder.embed(texts)
        self._sentences = [
            self._embedder.embed([one.text[start:end] for start, end in one.sentences]) for one in self._passages
        ]

    def score(self, question: str) -> Scores:
        """What every paragraph scores."""
        embedding = self._embedder.embed([question])[0]
        whole = self._vectors @ embedding
        cosines = [vectors @ embedding for vectors in self._sentences]
        dense = np.array([max([one, *of]) for one, of in zip(whole, cosines, strict=True)], dtype=np.float32)
        return Scores(whole, dense, self._lexical.scores(question), cosines)

    def search(self, question: str, top_k: int) -> list[Hit]:
        """The top_k best paragraphs, best first."""
        return self.hits(self.score(question), top_k)

    def hits(self, scores: Scores, top_k: int) -> list[Hit]:
        """The top_k best paragraphs of some scores, best first."""
        fused = fuse(scores.dense, scores.lexical)
        return [
            Hit(
                self._passages[at],
                rank,
                float(fused[at]),
                float(scores.dense[at]),
                float(scores.lexical[at]),
                tuple(scores.sentences[at].tolist()),
            )
            for rank, at in enumerate(np.argsort(-fused, kind="stable")[:top_k].tolist(), start=1)
        ]


def reciprocal_rank_fusion(*rankings: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n,) sum over the rankings of 1 / (60 + rank). rankings: scores of the same n, higher is better.

    Source: Cormack, Clarke & Büttcher, SIGIR 2009 (k = 60 theirs).
    """
    fused = np.zeros(len(rankings[0]))
    for scores in rankings:
        ranks = np.empty(len(scores))
        ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        fused += 1 / (RRF_K + ranks)
    return fused


def as_passage(text: str, number: int) -> Passage:
    """A paragraph as a passage of no document."""
    return Passage(number, "", "", None, None, (), 0, len(text), text, tuple(split_sentences(text)))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a public question set: JSON Lines, gzipped. Raises UserError if it is not one."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: not a file of questions in JSON Lines, gzipped ({error})") from error


def add_weights(parser: argparse.ArgumentParser) -> None:
    """Give a benchmark the flag that names another reader."""
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS, metavar="DIR", help="another reader than the shipped one"
    )
