"""FAISS over the vectors of passages."""

from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray


class Dense:
    """Exact inner-product search over unit vectors. Threads may share it: searching changes nothing."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self.count = int(index.ntotal)
        self.dimension = int(index.d)

    @classmethod
    def build(cls, batches: Iterable[NDArray[np.float32]], dimension: int) -> "Dense":
        """Index batches of (n, dimension) unit vectors; a vector's number is its place in the order given."""
        index = faiss.IndexFlatIP(dimension)
        for batch in batches:
            index.add(np.ascontiguousarray(batch, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "Dense":
        """Load what save wrote. Raises RuntimeError if it is damaged."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises RuntimeError if it cannot be written."""
        faiss.write_index(self._index, str(path))

    def search(
        self, question: NDArray[np.float32], top_k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Numbers and cosines of the top_k nearest vectors, best first; fewer if there are fewer.

        question: (dim,). allowed: (count,), which vectors may be found; None for all.
        """
        if allowed is None:
            scores, numbers = self._index.search(question[None, :], min(top_k, self.count))
            return numbers[0], scores[0]
        # FAISS borrows the bits and the selector: both must live until it has searched.
        bits = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        chosen = faiss.SearchParameters()
        chosen.sel = selector
        top_k = min(top_k, int(allowed.sum()))
        if not top_k:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        scores, numbers = self._index.search(question[None, :], top_k, params=chosen)
        return numbers[0], scores[0]

    def similarities(self, question: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of the question, (dim,), and each vector named, (len(numbers),)."""
        if not len(numbers):
            return np.zeros(0, dtype=np.float32)
        vectors: NDArray[np.float32] = self._index.reconstruct_batch(numbers)
        return np.asarray(vectors @ question, dtype=np.float32)
