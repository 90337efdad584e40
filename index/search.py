"""A question → the passages most likely to answer it."""

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.derived import Structures, load_structures
from index.embedder import Embedder, load_embedder
from index.errors import IndexMismatch
from index.filters import Filter, Scope, select
from index.fusion import fuse
from index.passage import Hit
from index.store import Store, StoredDocument

# How many candidates each ranking contributes before fusion.
CANDIDATES = 100
# Cosine of one text embedded then and now. The same weights in bf16 or int8 give 0.98 and more, other weights less.
SAME_MODEL = 0.97


class Searcher:
    """An open index. Threads may share it. Sees what other processes publish, at the next search."""

    def __init__(self, store: Store, embedder: Embedder, within: Filter | None = None) -> None:
        """embedder: the one the store's manifest names. within: what may be searched at all, None for everything.

        Raises IndexMismatch if the embedder is another, UserError if there is no document within.
        """
        _check(store, embedder)
        self.store = store
        self.embedder = embedder
        self._within = within
        self._structures = load_structures(store, embedder.dimension)
        self._lock = threading.Lock()
        self.scope()

    @property
    def problem(self) -> str | None:
        """What the user should know about the saved structures, if anything."""
        return self._structures.problem

    @property
    def passage_count(self) -> int:
        """How many passages are searched."""
        return len(self._structures.passage_ids)

    def scope(self, only: Filter | None = None) -> Scope | None:
        """How many of all documents a search of these would search; None for all. Raises UserError if for none."""
        structures = self._current()
        chosen = self._choose(structures, only)
        return None if chosen is None else Scope(len(chosen), len(structures.contents.documents))

    def search(self, question: str, top_k: int = 10, only: Filter | None = None) -> list[Hit]:
        """The top_k best passages, best first; fewer if there are fewer.

        only: the documents to search, None for all; words then keep the weight that they have in the whole index.
        Raises ValueError if top_k < 1, UserError if there are no such documents.
        """
        if top_k < 1:
            raise ValueError(f"top_k must be 1 or more, not {top_k}")
        embedding = self.embedder.embed([question])[0]
        while True:
            structures = self._current()
            allowed = self._allowed(structures, only)
            hits = self._search(structures, question, embedding, top_k, allowed)
            if hits is not None:
                return hits

    def _choose(self, structures: Structures, only: Filter | None) -> "list[StoredDocument] | None":
        """The documents to search, None for all. Raises UserError if there are none."""
        chosen: list[StoredDocument] | None = None
        for one in (self._within, only):
            if one is not None:
                chosen = select(structures.contents.documents if chosen is None else chosen, one)
        return chosen

    def _allowed(self, structures: Structures, only: Filter | None) -> NDArray[np.bool_] | None:
        """(passages,) which of them may be found; None for all."""
        chosen = self._choose(structures, only)
        return None if chosen is None else structures.passages_of({one.document_id for one in chosen})

    def _current(self) -> Structures:
        with self._lock:
            if self._structures.contents.stamp != self.store.stamp:
                _check(self.store, self.embedder)
                self._structures = load_structures(self.store, self.embedder.dimension)
            return self._structures

    def _search(
        self,
        structures: Structures,
        question: str,
        embedding: NDArray[np.float32],
        top_k: int,
        allowed: NDArray[np.bool_] | None,
    ) -> list[Hit] | None:
        """None if the index was changed in the meantime."""
        lexical_scores = structures.lexical.scores(question)
        candidates = _candidates(structures, embedding, lexical_scores, allowed)
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


def open_searcher(directory: Path, within: Filter | None = None) -> Searcher:
    """Open an index with the embedding model it was made with. within: what may be searched at all.

    Raises IndexNotFound, IndexMismatch, or UserError if that model cannot be loaded or no document is within.
    """
    store = Store.open(directory)
    if within is not None:
        # Before the model is loaded, which takes seconds.
        select(store.documents(), within)
    return Searcher(store, load_embedder(store.manifest.embedding_model), within)


def _candidates(
    structures: Structures,
    embedding: NDArray[np.float32],
    lexical_scores: NDArray[np.float32],
    allowed: NDArray[np.bool_] | None,
) -> NDArray[np.int64]:
    """Numbers of the best passages of each ranking, the dense ones first, without repeats; allowed: None for all."""
    if not structures.dense.count:
        return np.zeros(0, dtype=np.int64)
    vectors = None if allowed is None else structures.vectors_of(allowed)
    nearest, _ = structures.dense.search(embedding, CANDIDATES, vectors)
    if allowed is not None:
        lexical_scores = np.where(allowed, lexical_scores, np.float32(0))
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
