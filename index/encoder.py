"""BERT and MPNet encoders on the CPU, run by OpenVINO: loaded in half a second, up to twice as fast as by PyTorch."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.graphs import Weights, compile_graph

# Tokens of a batch, padding included: more of them leave the caches of a laptop processor and gain nothing.
BATCH_TOKENS = 1024


class Encoder:
    """An encoder, and its token classifier where the weights have one. Threads may share it; they take turns."""

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        """config: as transformers writes config.json. weights: by the names of BertForTokenClassification or BertModel.

        Computes in bfloat16 where the processor has it. Raises ValueError if the configuration is of another kind of
        model, or does not go with the weights; KeyError if one is missing.
        """
        self._compiled = compile_graph(config, weights)
        self._lock = threading.Lock()

    def run(self, rows: Sequence[Sequence[int]], first: int | None = None) -> Iterator[Mapping[int, NDArray[Any]]]:
        """Batch by batch, those of like lengths together: for each row's number (tokens, width) float32.

        rows: token numbers, with the special ones. first: how many of each belong to the first of two texts; None if
        there is one text. Given are the scores of the classifier, or without one the last hidden states.
        """
        for batch in _batches([len(row) for row in rows]):
            length = len(rows[batch[-1]])
            ids, attention = np.zeros((2, len(batch), length), dtype=np.int64)
            for place, number in enumerate(batch):
                ids[place, : len(rows[number])] = rows[number]
                attention[place, : len(rows[number])] = 1
            types = np.zeros_like(ids)
            if first is not None:
                types[:, first:] = attention[:, first:]
            with self._lock:
                output: NDArray[Any] = self._compiled([ids, types, attention])[0]
            yield {number: output[place, : len(rows[number])] for place, number in enumerate(batch)}


def load_config(folder: Path) -> dict[str, Any]:
    """A model's configuration. Raises OSError, ValueError."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config


def load_weights(folder: Path) -> dict[str, NDArray[Any]]:
    """A model's weights by name. Raises OSError, and ValueError if the file is damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        weights: dict[str, NDArray[Any]] = load_file(folder / "model.safetensors")
    except SafetensorError as error:
        raise ValueError(f"its weights are damaged ({error})") from error
    return weights


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
