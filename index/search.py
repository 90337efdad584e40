"""A question → the passages most likely to answer it."""

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.derived import Structures, load_structures
from index.embedder import Embedder, load_embedder
from index.errors import IndexMismatch
from index.fusion import fuse
from index.passage import Hit
from index.store import Store

# How many candidates each ranking contributes before fusion.
CANDIDATES = 100
# Cosine of one text embedded then and now. The same weights in bf16 or int8 give 0.98 and more, other weights less.
SAME_MODEL = 0.97


class Searcher:
    """An open index. Threads may share it. Sees what other processes publish, at the next search."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        """embedder: the one the store's manifest names. Raises IndexMismatch if it is another."""
        _check(store, embedder)
        self.store = store
        self.embedder = embedder
        self._structures = load_structures(store, embedder.dimension)
        self._lock = threading.Lock()

    @property
    def problem(self) -> str | None:
        """What the user should know about the saved structures, if anything."""
        return self._structures.problem

    @property
    def passage_count(self) -> int:
        """How many passages are searched."""
        return len(self._structures.passage_ids)

    def search(self, question: str, top_k: int = 10) -> list[Hit]:
        """The top_k best passages, best first; fewer if the index holds fewer. Raises ValueError if top_k < 1."""
        if top_k < 1:
            raise ValueError(f"top_k must be 1 or more, not {top_k}")
        embedding = self.embedder.embed([question])[0]
        while True:
            structures = self._current()
            hits = self._search(structures, question, embedding, top_k)
            if hits is not None:
                return hits

    def _current(self) -> Structures:
        with self._lock:
            if self._structures.stamp != self.store.stamp:
                _check(self.store, self.embedder)
                self._structures = load_structures(self.store, self.embedder.dimension)
            return self._structures

    def _search(
        self, structures: Structures, question: str, embedding: NDArray[np.float32], top_k: int
    ) -> list[Hit] | None:
        """None if the index was changed in the meantime."""
        lexical_scores = structures.lexical.scores(question)
        candidates = _candidates(structures, embedding, lexical_scores)
        sentences = [_sentence_scores(structures, embedding, number) for number in candidates]
        whole = structures.dense.similarities(embedding, candidates)
        dense = np.array([max(score, *of, -1.0) for score, of in zip(whole, sentences, strict=True)], dtype=np.float32)
        lexical = lexical_scores[candidates]
        scores = fuse(dense, lexical)
        best = np.argsort(-scores, kind="stable")[:top_k]
        ids = [int(structures.passage_ids[number]) for number in candidates[best]]
        passages = self.store.passages(ids)
        if len(passages) != len(ids):
            return None
        return [
            Hit(passages[passage_id], rank, float(scores[at]), float(dense[at]), float(lexical[at]), sentences[at])
            for rank, (passage_id, at) in enumerate(zip(ids, best, strict=True), start=1)
        ]


def open_searcher(directory: Path) -> Searcher:
    """Open an index with the embedding model it was made with.

    Raises IndexNotFound, IndexMismatch, or UserError if that model cannot be loaded.
    """
    store = Store.open(directory)
    return Searcher(store, load_embedder(store.manifest.embedding_model))


def _candidates(
    structures: Structures, embedding: NDArray[np.float32], lexical_scores: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Numbers of the best passages of each ranking, the dense ones first, without repeats."""
    if not structures.dense.count:
        return np.zeros(0, dtype=np.int64)
    nearest, _ = structures.dense.search(embedding, CANDIDATES)
    wordiest = np.argsort(-lexical_scores, kind="stable")[:CANDIDATES]
    wordiest = wordiest[lexical_scores[wordiest] > 0]
    passages = [number for vector in nearest for number in structures.holders(int(vector))]
    return np.array(list(dict.fromkeys([*passages, *wordiest.tolist()])), dtype=np.int64)


def _sentence_scores(structures: Structures, embedding: NDArray[np.float32], number: np.int64) -> tuple[float, ...]:
    """Cosine of the question with each sentence of a passage."""
    vectors = structures.members[structures.bounds[number] : structures.bounds[number + 1]]
    return tuple(structures.dense.similarities(embedding, vectors).tolist())


def _check(store: Store, embedder: Embedder) -> None:
    """Raises IndexMismatch unless the embedder makes the vectors that the store holds."""
    wanted = store.manifest.embedding_model
    where = store.path.parent
    if wanted != embedder.name:
        raise IndexMismatch(
            f"{where}: made with the embedding model {wanted}, opened with {embedder.name}; "
            "build it again with the model you want"
        )
    sample = store.sample()
    if sample is None:
        return
    text, vector = sample
    if vector.shape != (embedder.dimension,) or float(embedder.embed([text])[0] @ vector) < SAME_MODEL:
        raise IndexMismatch(
            f"{where}: made with the embedding model {wanted}, but what that name stands for now makes other vectors; "
            "build the index again"
        )
