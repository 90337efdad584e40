"""The two ways to run an embedding model: our encoder for the packaged one, sentence-transformers for all others."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# Texts of a batch that sentence-transformers is given.
BATCH = 16

# Numbers of texts → their vectors
Vectors = Mapping[int, NDArray[Any]]


class SentenceModel(Protocol):
    """What turns texts into vectors, (dimension,) each. Threads may share it."""

    dimension: int

    def encode(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """Batch by batch, each text's vector, of any length."""

    def count_tokens(self, text: str) -> int:
        """Length of a text in tokens, without the special ones."""


class PackagedModel:
    """A model whose vectors are the mean of its last hidden states, as all-MiniLM-L6-v2's are."""

    def __init__(self, folder: Path) -> None:
        """folder: as sentence-transformers saves a model. Raises OSError, ValueError if it holds no such model."""
        from index.encoder import Encoder, load_config, load_weights
        from index.tokens import Tokens

        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        if not pooling["pooling_mode_mean_tokens"]:
            raise ValueError("its vectors are not means")
        config = load_config(folder)
        self.dimension = int(config["hidden_size"])
        settings = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self._max_tokens = int(settings["max_seq_length"])
        self._tokens = Tokens(folder)
        self._encoder = Encoder(config, load_weights(folder))

    def encode(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """As SentenceModel has it."""
        rows = [self._tokens.join(one.ids[: self._max_tokens - 2]) for one in self._tokens.split(texts)]
        for batch in self._encoder.run(rows):
            yield {number: states.mean(axis=0) for number, states in batch.items()}

    def count_tokens(self, text: str) -> int:
        """As SentenceModel has it."""
        return self._tokens.count(text)


class LibraryModel:
    """Any model that sentence-transformers can load."""

    def __init__(self, location: str) -> None:
        """location: a folder, or the name a model hub knows. Raises OSError, ValueError if it cannot be loaded."""
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # Its bar for a model that loads in a blink would stand in the middle of our messages.
        logging.disable_progress_bar()
        # The cosine of a text's vectors in half and in full precision is 0.998 and more.
        precision = {"dtype": torch.bfloat16 if has_fast_bfloat16() else torch.float32}
        self._model = SentenceTransformer(location, device="cpu", trust_remote_code=False, model_kwargs=precision)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._max_tokens = int(self._model.max_seq_length or 512)
        # Fast tokenizers refuse to be used by two threads at once.
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """As SentenceModel has it."""
        if not texts:
            return
        with self._lock:
            encoded = self._model.tokenizer(list(texts), truncation=True, max_length=self._max_tokens)["input_ids"]
        # Those with about as many tokens together: names have many tokens for few characters.
        order = sorted(range(len(texts)), key=lambda number: len(encoded[number]))
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            with self._lock:
                rows = self._model.encode(
                    [texts[number] for number in batch],
                    batch_size=len(batch),
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            yield dict(zip(batch, np.asarray(rows, dtype=np.float32), strict=True))

    def count_tokens(self, text: str) -> int:
        """As SentenceModel has it."""
        with self._lock:
            tokenizer = self._model.tokenizer
            return len(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])


def has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 matrices in hardware; elsewhere that is slower than float32."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
