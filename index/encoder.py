"""BERT encoders on the CPU, run by OpenVINO: loaded in half a second, and up to twice as fast as by PyTorch.

The graph is built here from a model's own weights. OpenVINO could convert the model from PyTorch, but that takes longer
than all our models take to answer, and needs PyTorch for it.
"""

import json
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

# OpenVINO reports that it is used to its makers whenever it is imported, unless this package is not there (openvino
# 2026.4, tools/ovc/__init__.py). Nothing of ours tells anybody anything.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import numpy as np  # noqa: E402
import openvino as ov  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from openvino import opset15 as op  # noqa: E402

Weights = Mapping[str, NDArray[Any]]

# Tokens of a batch, padding included: more of them leave the caches of a laptop processor and gain nothing.
BATCH_TOKENS = 1024
# What the graph below computes; anything else in a configuration would be computed wrong.
EXPECTED = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
# Added to the scores of what is not to be attended to.
NOT_ATTENDED = np.float32(-1e9)


class Encoder:
    """A BERT encoder, and its token classifier where the weights have one. Threads may share it; they take turns."""

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        """config: as transformers writes config.json. weights: by the names of BertForTokenClassification or BertModel.

        Computes in bfloat16 where the processor has it. Raises ValueError if the configuration is of another kind of
        model, or does not go with the weights; KeyError if one is missing.
        """
        for key, value in EXPECTED.items():
            if config.get(key, value) != value:
                raise ValueError(f"its {key} is {config[key]!r}, not {value!r}")
        plain = {name.removeprefix("bert."): weight for name, weight in weights.items()}
        try:
            self._compiled = ov.Core().compile_model(_build(config, plain), "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        except RuntimeError as error:
            raise ValueError(f"its weights do not go with its configuration ({error})") from error
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


def _build(config: Mapping[str, Any], weights: Weights) -> ov.Model:
    """ids, types, attention (b, n) → (b, n, width). Devlin et al., 2019, as transformers' BertModel computes it."""
    layers = _Layers(config, weights)
    ids, types, attention = (op.parameter([-1, -1], np.int64) for _ in range(3))
    bias = op.select(op.convert(op.unsqueeze(attention, [1, 2]), "boolean"), np.float32(0), NOT_ATTENDED)
    states = layers.embed(ids, types)
    for number in range(config["num_hidden_layers"]):
        states = layers.transform(states, bias, f"encoder.layer.{number}")
    if "classifier.weight" in weights:
        states = layers.dense(states, "classifier")
    return ov.Model([states], [ids, types, attention])


class _Layers:
    """The layers of a BERT encoder, as nodes of a graph. Each is given the name that its weights begin with."""

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        self._weights = weights
        self._heads = int(config["num_attention_heads"])
        self._width = int(config["hidden_size"])
        self._epsilon = float(config["layer_norm_eps"])

    def embed(self, ids: ov.Node, types: ov.Node) -> ov.Node:
        """(b, n) → (b, n, width): the sum of what token, place and text stand for."""
        words, places, texts = (
            self._weight(f"embeddings.{name}_embeddings.weight") for name in ("word", "position", "token_type")
        )
        length = op.gather(op.shape_of(ids), [1], 0)
        place = op.slice(places, [0], length, [1], [0])
        both = op.add(op.gather(words, ids, 0), op.gather(texts, types, 0))
        return self.norm(op.add(both, place), "embeddings.LayerNorm")

    def transform(self, states: ov.Node, bias: ov.Node, name: str) -> ov.Node:
        """(b, n, width) → (b, n, width): attention, then two dense layers, each added to what it is given."""
        query, key, value = (
            self._split(self.dense(states, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        attended = op.transpose(op.scaled_dot_product_attention(query, key, value, bias), [0, 2, 1, 3])
        joined = op.reshape(attended, [0, 0, self._width], special_zero=True)
        mixed = op.add(self.dense(joined, f"{name}.attention.output.dense"), states)
        mixed = self.norm(mixed, f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self.dense(mixed, f"{name}.intermediate.dense"), "erf")
        return self.norm(op.add(self.dense(wide, f"{name}.output.dense"), mixed), f"{name}.output.LayerNorm")

    def dense(self, states: ov.Node, name: str) -> ov.Node:
        """(b, n, i) → (b, n, o)."""
        product = op.matmul(states, self._weight(f"{name}.weight"), False, True)
        return op.add(product, self._weight(f"{name}.bias"))

    def norm(self, states: ov.Node, name: str) -> ov.Node:
        """Each token's states with mean 0 and variance 1, then scaled and moved."""
        plain = op.mvn(states, [-1], True, self._epsilon, "INSIDE_SQRT")
        return op.add(op.multiply(plain, self._weight(f"{name}.weight")), self._weight(f"{name}.bias"))

    def _split(self, states: ov.Node) -> ov.Node:
        """(b, n, width) → (b, heads, n, width / heads)."""
        heads = op.reshape(states, [0, 0, self._heads, self._width // self._heads], special_zero=True)
        return op.transpose(heads, [0, 2, 1, 3])

    def _weight(self, name: str) -> ov.Node:
        return op.constant(np.ascontiguousarray(self._weights[name], dtype=np.float32))
