"""The graphs of BERT and MPNet encoders, built from their weights for OpenVINO to run.

OpenVINO could convert the models from PyTorch, but that takes longer than all our models take to answer, and needs
PyTorch for it.
"""

import sys
from collections.abc import Mapping
from typing import Any

# OpenVINO reports that it is used to its makers whenever it is imported, unless this package is not there (openvino
# 2026.4, tools/ovc/__init__.py). Nothing of ours tells anybody anything.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import numpy as np  # noqa: E402
import openvino as ov  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from openvino import opset15 as op  # noqa: E402

from index.quantised import SCALES, bits_of, is_quantised  # noqa: E402

Weights = Mapping[str, NDArray[Any]]

# What the graphs compute; anything else in a configuration would be computed wrong.
EXPECTED = {"hidden_act": "gelu", "position_embedding_type": "absolute"}
# Added to the scores of what is not to be attended to.
NOT_ATTENDED = np.float32(-1e9)
# By transformers' MPNetEmbeddings the places of tokens are counted from here.
FIRST_PLACE = 2
# By transformers' MPNetEncoder distances beyond this are not told apart.
FARTHEST = 128


def compile_graph(config: Mapping[str, Any], weights: Weights) -> ov.CompiledModel:
    """ids, types, attention (b, n) → (b, n, width): scores of the classifier, or without one the last hidden states.

    config: as transformers writes config.json. weights: by the names of its model, of BertForTokenClassification for
    example; some may be in few bits, as quantised.py leaves them. Raises ValueError if the configuration is of
    another kind of model, or does not go with the weights; KeyError if one is missing.
    """
    for key, value in EXPECTED.items():
        if config.get(key, value) != value:
            raise ValueError(f"its {key} is {config[key]!r}, not {value!r}")
    kind = config.get("model_type", "bert")
    if kind not in KINDS:
        raise ValueError(f"its model_type is {kind!r}, not one of {', '.join(KINDS)}")
    plain = {name.removeprefix(f"{kind}."): weight for name, weight in weights.items()}
    ids, types, attention = (op.parameter([-1, -1], np.int64) for _ in range(3))
    try:
        states = KINDS[kind](config, plain).encode(ids, types, attention)
        model = ov.Model([states], [ids, types, attention])
        return ov.Core().compile_model(model, "CPU", {"PERFORMANCE_HINT": "LATENCY"})
    except RuntimeError as error:
        raise ValueError(f"its weights do not go with its configuration ({error})") from error


class _Layers:
    """The layers of an encoder, as nodes of a graph. Each is given the name that its weights begin with."""

    # The names of query, key, value, and of what joins the heads and norms the sum.
    attention: tuple[str, str, str, str, str]

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        self.weights = weights
        self._count = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._width = int(config["hidden_size"])
        self._epsilon = float(config["layer_norm_eps"])

    def encode(self, ids: ov.Node, types: ov.Node, attention: ov.Node) -> ov.Node:
        """(b, n) → (b, n, width)."""
        length = op.gather(op.shape_of(ids), [1], 0)
        states = self.norm(self.embed(ids, types, length), "embeddings.LayerNorm")
        masked = op.select(op.convert(op.unsqueeze(attention, [1, 2]), "boolean"), np.float32(0), NOT_ATTENDED)
        bias = self.bias(masked, length)
        for number in range(self._count):
            states = self.transform(states, bias, f"encoder.layer.{number}")
        return self.dense(states, "classifier") if "classifier.weight" in self.weights else states

    def embed(self, ids: ov.Node, types: ov.Node, length: ov.Node) -> ov.Node:
        """(b, n) → (b, n, width): the sum of what token, place and text stand for."""
        raise NotImplementedError

    def bias(self, masked: ov.Node, length: ov.Node) -> ov.Node:
        """What is added to the scores of attention. masked: (b, 1, 1, n)."""
        return masked

    def transform(self, states: ov.Node, bias: ov.Node, name: str) -> ov.Node:
        """(b, n, width) → (b, n, width): attention, then two dense layers, each added to what it is given."""
        *parts, joint, norm = (f"{name}.attention.{part}" for part in self.attention)
        query, key, value = (self._split(self.dense(states, part)) for part in parts)
        attended = op.transpose(op.scaled_dot_product_attention(query, key, value, bias), [0, 2, 1, 3])
        joined = op.reshape(attended, [0, 0, self._width], special_zero=True)
        mixed = self.norm(op.add(self.dense(joined, joint), states), norm)
        wide = op.gelu(self.dense(mixed, f"{name}.intermediate.dense"), "erf")
        return self.norm(op.add(self.dense(wide, f"{name}.output.dense"), mixed), f"{name}.output.LayerNorm")

    def dense(self, states: ov.Node, name: str) -> ov.Node:
        """(b, n, i) → (b, n, o)."""
        product = op.matmul(states, self.weight(f"{name}.weight"), False, True)
        return op.add(product, self.weight(f"{name}.bias"))

    def norm(self, states: ov.Node, name: str) -> ov.Node:
        """Each token's states with mean 0 and variance 1, then scaled and moved."""
        plain = op.mvn(states, [-1], True, self._epsilon, "INSIDE_SQRT")
        return op.add(op.multiply(plain, self.weight(f"{name}.weight")), self.weight(f"{name}.bias"))

    def rows(self, name: str, numbers: ov.Node) -> ov.Node:
        """(b, n) → (b, n, width): the rows of an embedding."""
        return op.gather(self.weight(f"embeddings.{name}_embeddings.weight"), numbers, 0)

    def places(self, length: ov.Node, first: int) -> ov.Node:
        """(n, width): what the places from first on stand for."""
        table = self.weight("embeddings.position_embeddings.weight")
        return op.slice(table, [first], op.add(length, np.int64(first)), [1], [0])

    def weight(self, name: str) -> ov.Node:
        """A constant in float32; one in few bits stays so in memory."""
        weight = np.ascontiguousarray(self.weights[name])
        if not is_quantised(name, self.weights):
            return op.constant(weight.astype(np.float32))
        scales = self.weights[name + SCALES].astype(np.float32)[:, :, None]
        bits = bits_of(weight)
        rows, columns = len(weight), weight.shape[1] * 8 // bits
        groups = [rows, scales.shape[1], columns // scales.shape[1]]
        tensor = ov.Tensor(weight, ov.Shape(groups), ov.Type.i4 if bits == 4 else ov.Type.i8)
        # Otherwise the graph computes with whatever comes to stand where the weights were.
        numbers = op.constant(tensor, shared_memory=False)
        whole = op.multiply(op.convert(numbers, np.float32), op.constant(scales))
        return op.reshape(whole, [rows, columns], False)

    def _split(self, states: ov.Node) -> ov.Node:
        """(b, n, width) → (b, heads, n, width / heads)."""
        heads = op.reshape(states, [0, 0, self._heads, self._width // self._heads], special_zero=True)
        return op.transpose(heads, [0, 2, 1, 3])


class _Bert(_Layers):
    """Devlin et al., 2019, as transformers' BertModel computes it."""

    attention = ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm")

    def embed(self, ids: ov.Node, types: ov.Node, length: ov.Node) -> ov.Node:
        both = op.add(self.rows("word", ids), self.rows("token_type", types))
        return op.add(both, self.places(length, 0))


class _MPNet(_Layers):
    """Song et al., 2020, as transformers' MPNetModel computes it: places count by their distance too."""

    attention = ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm")

    def embed(self, ids: ov.Node, types: ov.Node, length: ov.Node) -> ov.Node:
        return op.add(self.rows("word", ids), self.places(length, FIRST_PLACE))

    def bias(self, masked: ov.Node, length: ov.Node) -> ov.Node:
        table = self.weights["encoder.relative_attention_bias.weight"]
        farthest = len(self.weights["embeddings.position_embeddings.weight"])
        distances = np.arange(-farthest, farthest + 1)
        by_distance = op.constant(np.ascontiguousarray(table[_buckets(distances, len(table))].T, dtype=np.float32))
        places = op.range(np.int64(0), op.squeeze(length, [0]), np.int64(1), "i64")
        between = op.subtract(op.unsqueeze(places, [0]), op.unsqueeze(places, [1]))
        near = op.gather(by_distance, op.add(between, np.int64(farthest)), 1)
        return op.add(op.unsqueeze(near, [0]), masked)


def _buckets(distances: NDArray[Any], count: int) -> NDArray[Any]:
    """Which row of the table stands for each distance: near ones have their own, far ones share by their logarithm."""
    half = count // 2
    exact = half // 2
    far = np.abs(distances)
    logarithm = np.log(np.maximum(far, 1) / exact) / np.log(FARTHEST / exact)
    shared = np.minimum(exact + (logarithm * (half - exact)).astype(np.int64), half - 1)
    buckets: NDArray[Any] = np.where(distances > 0, half, 0) + np.where(far < exact, far, shared)
    return buckets


KINDS: dict[str, type[_Layers]] = {"bert": _Bert, "mpnet": _MPNet}
