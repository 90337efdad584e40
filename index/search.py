"""A question → the passages most likely to answer it."""

import sys
import threading
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.derived import Structures, load_structures
from index.embedder import Embedder, load_embedder
from index.errors import IndexMismatch
from index.filters import Filter, Scope, askable, select, visible
from index.fusion import fuse
from index.passage import Hit, Passage, Place
from index.store import Store, StoredDocument
from index.unknown_words import find_unknown_words

# How many candidates each ranking contributes before fusion.
CANDIDATES = 100
# How far around a passage its neighbours are found. Passages share a sentence or two with the next, so the text that
# goes on behind one may begin in the second.
REACH = 2
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
        # The last question, about which hidden() is asked next, and its embedding.
        self._embedded: tuple[str, NDArray[np.float32]] | None = None
        # Stamp of the index → its notes, which take long to collect in a large one.
        self._noted: tuple[str, dict[int, tuple[str, ...]]] | None = None
        self.scope()

    @property
    def problem(self) -> str | None:
        """What the user should know about the saved structures, if anything."""
        return self._structures.problem

    @property
    def passage_count(self) -> int:
        """How many passages of everybody's documents are searched."""
        return sum(document.passages for document in visible(self._structures.contents.documents, None))

    def scope(self, only: Filter | None = None) -> Scope | None:
        """How many of the documents visible to who asks a search of these would search; None for all.

        Raises UserError if for none.
        """
        documents = self._current().contents.documents
        chosen = self._choose(documents, only)
        if self._within is None and (only is None or not only.kinds):
            return None
        return Scope(len(chosen), len(visible(documents, only.visible_to if only else None)))

    def search(
        self, question: str, top_k: int = 10, only: Filter | None = None, around: Collection[Place] = ()
    ) -> list[Hit]:
        """The top_k best passages, best first; fewer if there are fewer.

        only: the documents to search and who asks, None for everybody's; words then keep the weight that they have in
        all documents visible to who asks. around: places whose passages are found as well, and those up to REACH before
        and behind them; places in other documents than those to search are passed over.
        Raises ValueError if top_k < 1, UserError if there are no such documents.
        """
        if top_k < 1:
            raise ValueError(f"top_k must be 1 or more, not {top_k}")
        embedding = self._embed(question)
        while True:
            structures = self._current()
            allowed = self._allowed(structures, only)
            lexical_scores = _lexical_scores(structures, question, only)
            near = self._neighbourhood(structures, around, only)
            hits = self._search(structures, embedding, lexical_scores, top_k, allowed, near)
            if hits is not None:
                return hits

    def _embed(self, question: str) -> NDArray[np.float32]:
        last = self._embedded
        if last is None or last[0] != question:
            last = self._embedded = (question, self.embedder.embed([question])[0])
        return last[1]

    def unknown_words(self, text: str, only: Filter | None = None) -> list[str]:
        """The words of a text, as typed, that stand nowhere in the documents meant; None for all. Stopwords never.

        Words are compared as a search does, by their stems; a word with a hyphen is two. Titles, authors, years, names
        and collections count as the documents' words. Raises UserError if there are no such documents.
        """
        structures = self._current()
        return find_unknown_words(structures, text, self._choose(structures.contents.documents, only))

    def documents(self, only: Filter | None = None) -> list[StoredDocument]:
        """The documents meant, None for all of everybody's. Raises UserError if there are none."""
        return self._choose(self._current().contents.documents, only)

    def ends_of(self, name: str, first: int, last: int, only: Filter | None = None) -> list[Passage]:
        """The first and the last passages of one of the documents meant, in its order; all if they are fewer.

        None if there is no such document. first, last: how many.
        """
        structures = self._current()
        ids = {one.document_id for one in self._choose(structures.contents.documents, only) if one.name == name}
        found = structures.passage_ids[structures.passages_of(ids)].tolist()
        passages = self.store.passages([*found[:first], *found[max(first, len(found) - last) :]])
        return sorted(passages.values(), key=lambda passage: passage.start)

    def hidden(self, question: str, only: Filter | None) -> "list[StoredDocument]":
        """The documents not meant that hold a passage as near to the question as the nearest one meant, or nearer.

        Nearest first; near is what search ranks by. None are hidden if only is None. Raises UserError if no document is
        meant.
        """
        structures = self._current()
        meant = self._allowed(structures, only)
        if only is None or not only.kinds or meant is None:
            return []
        embedding = self._embed(question)
        lexical_scores = _lexical_scores(structures, question, only)
        visible_ones = self._allowed(structures, Filter(visible_to=only.visible_to))
        pools = [_candidates(structures, embedding, lexical_scores, one) for one in (visible_ones, meant)]
        candidates = np.array(list(dict.fromkeys(np.concatenate(pools).tolist())), dtype=np.int64)
        scores = _score(structures, embedding, lexical_scores, candidates).fused
        is_meant = meant[candidates]
        if not is_meant.any():
            return []
        nearer = np.flatnonzero(~is_meant & (scores >= scores[is_meant].max()))
        ranked = candidates[nearer[np.argsort(-scores[nearer], kind="stable")]]
        owners = dict.fromkeys(structures.contents.owners[ranked].tolist())
        return [structures.contents.documents[number] for number in owners]

    def notes(self, only: Filter | None = None) -> "list[tuple[StoredDocument, tuple[str, ...]]]":
        """The documents meant of which a reader guessed or left out something, None for all, and what that was."""
        structures = self._current()
        chosen = self._choose(structures.contents.documents, only)
        known = self._noted
        if known is None or known[0] != structures.contents.stamp:
            known = self._noted = (structures.contents.stamp, self.store.notes())
        return [(one, known[1][one.document_id]) for one in chosen if one.document_id in known[1]]

    def _choose(self, documents: Sequence[StoredDocument], only: Filter | None) -> list[StoredDocument]:
        """The documents to search: all that others own are left out here. Raises UserError if there are none."""
        return select(askable(documents, self._within), only or Filter())

    def _allowed(self, structures: Structures, only: Filter | None) -> NDArray[np.bool_] | None:
        """(passages,) which of them may be found; None for all."""
        documents = structures.contents.documents
        chosen = self._choose(documents, only)
        return None if len(chosen) == len(documents) else structures.passages_of({one.document_id for one in chosen})

    def _neighbourhood(
        self, structures: Structures, around: Collection[Place], only: Filter | None
    ) -> NDArray[np.int64]:
        """Numbers of the passages at these places and of those up to REACH before and behind them, ascending."""
        found: set[int] = set()
        chosen = self._choose(structures.contents.documents, only) if around else []
        for name, offset in around:
            for document in chosen:
                if document.name == name:
                    numbers = np.flatnonzero(structures.passages_of({document.document_id})).tolist()
                    at = bisect_right(numbers, offset, key=lambda number: self._begin(structures, number)) - 1
                    found.update(numbers[max(at - REACH, 0) : at + REACH + 1] if numbers else ())
        return np.array(sorted(found), dtype=np.int64)

    def _begin(self, structures: Structures, number: int) -> int:
        """Where a passage begins in its file's text; of one that has just been removed, at its end."""
        passage_id = int(structures.passage_ids[number])
        passage = self.store.passages([passage_id]).get(passage_id)
        return sys.maxsize if passage is None else passage.place(passage.start, passage.end)[0]

    def _current(self) -> Structures:
        with self._lock:
            if self._structures.contents.stamp != self.store.stamp:
                _check(self.store, self.embedder)
                self._structures = load_structures(self.store, self.embedder.dimension)
            return self._structures

    def _search(
        self,
        structures: Structures,
        embedding: NDArray[np.float32],
        lexical_scores: NDArray[np.float32],
        top_k: int,
        allowed: NDArray[np.bool_] | None,
        near: NDArray[np.int64],
    ) -> list[Hit] | None:
        """None if the index was changed in the meantime."""
        found = _candidates(structures, embedding, lexical_scores, allowed)
        candidates = np.concatenate([found, np.setdiff1d(near, found)])
        scores = _score(structures, embedding, lexical_scores, candidates, len(found))
        ranked = np.argsort(-scores.fused, kind="stable")
        top = ranked[ranked < len(found)][:top_k]
        best = ranked[np.isin(ranked, top) | np.isin(candidates[ranked], near)]
        ids = [int(structures.passage_ids[number]) for number in candidates[best]]
        passages = self.store.passages(ids)
        # The ids of passages that are gone are given to others.
        if len(passages) != len(ids) or self.store.stamp != structures.contents.stamp:
            return None
        return [
            scores.hit(int(at), passages[passage_id], rank)
            for rank, (passage_id, at) in enumerate(zip(ids, best, strict=True), start=1)
        ]


def open_searcher(directory: Path, within: Filter | None = None) -> Searcher:
    """Open an index with the embedding model it was made with. within: what may be searched at all.

    Raises IndexNotFound, IndexMismatch, or UserError if that model cannot be loaded or no document is within.
    """
    store = Store.open(directory)
    if within is not None:
        # Before the model is loaded, which takes seconds.
        askable(store.documents(), within)
    return Searcher(store, load_embedder(store.manifest.embedding_model), within)


def _lexical_scores(structures: Structures, question: str, only: Filter | None) -> NDArray[np.float32]:
    """(passages,) BM25 as if there were no documents but those visible to who asks; of others it means nothing."""
    documents = structures.contents.documents
    seen = visible(documents, only.visible_to if only else None)
    if len(seen) == len(documents):
        return structures.lexical.scores(question)
    return structures.lexical.scores(question, structures.passages_of({one.document_id for one in seen}))


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


@dataclass(frozen=True, slots=True)
class _Scores:
    """What passages score for a question, each (n,) in the order of the passages; sentences: of each its sentences."""

    fused: NDArray[np.float64]
    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]
    sentences: list[tuple[float, ...]]

    def hit(self, at: int, passage: Passage, rank: int) -> Hit:
        return Hit(
            passage, rank, float(self.fused[at]), float(self.dense[at]), float(self.lexical[at]), self.sentences[at]
        )


def _score(
    structures: Structures,
    embedding: NDArray[np.float32],
    lexical_scores: NDArray[np.float32],
    candidates: NDArray[np.int64],
    ranked: int | None = None,
) -> _Scores:
    """ranked: how many of the candidates, from the first, the scores are scaled by; None for all."""
    sentences = [_sentence_scores(structures, embedding, number) for number in candidates]
    whole = structures.dense.similarities(embedding, candidates)
    dense = np.array([max(score, *of, -1.0) for score, of in zip(whole, sentences, strict=True)], dtype=np.float32)
    lexical = lexical_scores[candidates]
    fused = fuse(_within(dense, ranked), _within(lexical, ranked))
    return _Scores(fused, dense, lexical, sentences)


def _within(scores: NDArray[np.float32], ranked: int | None) -> NDArray[np.float32]:
    """The scores with none above or below all of the first ones."""
    first = scores[:ranked]
    return scores.clip(first.min(), first.max()) if first.size else scores


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
