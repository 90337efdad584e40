"""Documents whose text stands nearly whole in another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Of the sentences of the shorter document. Different papers on one subject share none (measured on five papers and on
# the shipped digests), a draft and its final version most; so the bar may be low enough to let a fifth be rewritten.
SHARE = 0.8
# Shorter ones, "See the table above." or a heading, stand in documents that have nothing to do with each other.
SENTENCE_CHARACTERS = 30
# With fewer, a note and a letter that open and close alike would be near-duplicates.
MIN_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A document much of which stands in another as well. share: of its sentences, 0 to 1."""

    document: str
    other: str
    share: float


def find_near_duplicates(
    sentences: Mapping[str, NDArray[np.uint64]], about: Collection[str] | None = None
) -> list[NearDuplicate]:
    """For each document the one that holds the most of its sentences, if that is SHARE or more; by name.

    sentences: hashes of each document's long sentences, each once. about: only pairs with one of these; None for all.
    Of two documents, the one with fewer sentences stands in the other; of equally many, the later by name.
    """
    held = _Held(sentences)
    found = []
    for document, name in enumerate(held.names):
        mine = held.sentences(document)
        others = [
            other
            for other in held.candidates(document)
            if (len(held.sentences(other)), -other) > (len(mine), -document)
            and (about is None or name in about or held.names[other] in about)
        ]
        shares = [len(np.intersect1d(mine, held.sentences(other), assume_unique=True)) / len(mine) for other in others]
        if shares and max(shares) >= SHARE:
            best = int(np.argmax(shares))
            found.append(NearDuplicate(name, held.names[others[best]], shares[best]))
    return found


class _Held:
    """Who holds which sentence. Documents and sentences are numbered, documents by name."""

    def __init__(self, sentences: Mapping[str, NDArray[np.uint64]]) -> None:
        self.names = sorted(sentences)
        sizes = [len(sentences[name]) for name in self.names]
        hashes = np.concatenate([sentences[name] for name in self.names]) if self.names else np.zeros(0, np.uint64)
        _, numbers, self._counts = np.unique(hashes, return_inverse=True, return_counts=True)
        self._numbers: NDArray[np.int64] = numbers
        self._bounds = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        # Documents by the sentence they hold: those of sentence i from holder_bounds[i] on.
        self._holders = np.repeat(np.arange(len(sizes)), sizes)[np.argsort(self._numbers, kind="stable")]
        self._holder_bounds = np.concatenate([[0], np.cumsum(self._counts)])

    def sentences(self, document: int) -> NDArray[np.int64]:
        return self._numbers[self._bounds[document] : self._bounds[document + 1]]

    def candidates(self, document: int) -> list[int]:
        """The documents that may hold enough of a document's sentences; itself among them, unless it has too few.

        Who holds n of its sentences holds one of any (all - n + 1) of them; and of the rarest, few others hold any.
        """
        mine = self.sentences(document)
        if len(mine) < MIN_SENTENCES:
            return []
        needed = int(np.ceil(SHARE * len(mine)))
        rarest = mine[np.argsort(self._counts[mine], kind="stable")][: len(mine) - needed + 1]
        holders = [self._holders[self._holder_bounds[at] : self._holder_bounds[at + 1]] for at in rarest]
        return sorted({int(holder) for some in holders for holder in some})
