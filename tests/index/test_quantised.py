import numpy as np
import pytest

from index.graphs import compile_graph
from index.quantised import GROUP, SCALES, bits_of, is_quantised, quantise, restore

CHANCE = np.random.default_rng(7)


def test_large_matrices_are_rounded_and_all_else_is_kept() -> None:
    weights = {
        "large.weight": CHANCE.normal(size=(500, 320)).astype(np.float32),
        "small.weight": CHANCE.normal(size=(4, 320)).astype(np.float32),
        "uneven.weight": CHANCE.normal(size=(5000, 33)).astype(np.float32),
        "bias": CHANCE.normal(size=200_000).astype(np.float32),
    }
    for bits, shape in ((8, (500, 320)), (4, (500, 160))):
        kept = quantise(weights, bits)
        assert [name for name in weights if is_quantised(name, kept)] == ["large.weight"]
        assert kept["large.weight"].shape == shape and bits_of(kept["large.weight"]) == bits
        assert kept["large.weight" + SCALES].shape == (500, 320 // GROUP)
        assert all(kept[name].dtype == np.float16 for name in ("small.weight", "uneven.weight", "bias"))
    with pytest.raises(ValueError, match="4 or 8 bits, not 3"):
        quantise(weights, 3)


def test_what_was_rounded_is_restored_within_half_a_step() -> None:
    weights = {"w": CHANCE.normal(size=(500, 320)).astype(np.float32), "b": np.ones(7, np.float16)}
    for bits in (4, 8):
        restored = restore(quantise(weights, bits))
        assert set(restored) == {"w", "b"} and restored["w"].dtype == np.float16
        steps = np.abs(weights["w"].reshape(500, -1, GROUP)).max(axis=2, keepdims=True) / (2 ** (bits - 1) - 1)
        assert (np.abs(restored["w"] - weights["w"]).reshape(500, -1, GROUP) <= 0.51 * steps + 2e-3).all()


@pytest.mark.parametrize(("bits", "error"), [(8, 0.006), (4, 0.11)])
def test_the_graph_computes_with_what_was_rounded(bits: int, error: float) -> None:
    """Through the graph itself: the rows of a table of words come out as they went in, within half a step."""
    width = 64
    table = CHANCE.normal(size=(4000, width)).astype(np.float32)
    table[3] = 0
    table[4, 0] = 60
    weights = {
        "embeddings.word_embeddings.weight": table,
        "embeddings.position_embeddings.weight": np.zeros((8, width), np.float32),
        "embeddings.token_type_embeddings.weight": np.zeros((2, width), np.float32),
        "embeddings.LayerNorm.weight": np.ones(width, np.float32),
        "embeddings.LayerNorm.bias": np.zeros(width, np.float32),
    }
    config = {"num_hidden_layers": 0, "num_attention_heads": 4, "hidden_size": width, "layer_norm_eps": 1e-9}
    ids = np.array([[5, 3, 4, 3999]])
    few_bits = quantise(weights, bits)
    graphs = [compile_graph(config, kept) for kept in (weights, few_bits)]
    # The graph has what it needs.
    for weight in few_bits.values():
        weight[:] = 1
    whole, rounded = (graph([ids, np.zeros_like(ids), np.ones_like(ids)])[0][0] for graph in graphs)
    assert np.abs(whole[0] - rounded[0]).max() < error * 3
    assert np.abs(whole[3] - rounded[3]).mean() < error
    assert not rounded[1].any()
    # A far outlier spoils the words of its own group only.
    assert np.abs(whole[2, GROUP:] - rounded[2, GROUP:]).mean() < error
