"""Our encoder against the libraries whose models it runs."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertForTokenClassification, BertModel, MPNetConfig, MPNetForTokenClassification

from index.embedder import DEFAULT_MODEL, Embedder, packaged_folder
from index.encoder import BATCH_TOKENS, Encoder, load_config, load_weights
from qa.reader import WEIGHTS

SHAPE = {"vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48}
CHANCE = np.random.default_rng(5)


def tokens(*lengths: int, vocabulary: int = 60) -> list[list[int]]:
    return [CHANCE.integers(5, vocabulary, length).tolist() for length in lengths]


def outputs(encoder: Encoder, rows: list[list[int]], first: int | None = None) -> list[np.ndarray]:
    found = {number: output for batch in encoder.run(rows, first) for number, output in batch.items()}
    return [found[number] for number in range(len(rows))]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    torch.manual_seed(11)
    BertForTokenClassification(BertConfig(**SHAPE, num_labels=3)).save_pretrained(tmp_path)
    return tmp_path


def test_scores_are_those_of_transformers(tiny: Path) -> None:
    model = BertForTokenClassification.from_pretrained(tiny).eval()
    rows = tokens(9, 40, 3, 40, 17)
    for row, scores in zip(rows, outputs(Encoder(load_config(tiny), load_weights(tiny)), rows, first=2), strict=True):
        types = torch.tensor([[0, 0] + [1] * (len(row) - 2)])
        with torch.inference_mode():
            expected = model(input_ids=torch.tensor([row]), token_type_ids=types).logits[0].numpy()
        # In half precision, where the processor has it.
        assert scores.shape == (len(row), 3) and np.allclose(scores, expected, atol=0.03)


def test_mpnets_scores_are_those_of_transformers(tmp_path: Path) -> None:
    torch.manual_seed(13)
    model = MPNetForTokenClassification(MPNetConfig(**SHAPE, num_labels=2)).eval()
    # As large as in a trained model: so small as it begins, how far tokens are apart would not show.
    torch.nn.init.normal_(model.mpnet.encoder.relative_attention_bias.weight, std=2.0)
    model.save_pretrained(tmp_path)
    rows = tokens(9, 300, 3, 40)
    found = outputs(Encoder(load_config(tmp_path), load_weights(tmp_path)), rows, first=2)
    for row, scores in zip(rows, found, strict=True):
        with torch.inference_mode():
            expected = model(input_ids=torch.tensor([row])).logits[0].numpy()
        assert scores.shape == (len(row), 2) and np.allclose(scores, expected, atol=0.03)


def test_without_a_classifier_the_hidden_states_are_given(tmp_path: Path) -> None:
    torch.manual_seed(12)
    model = BertModel(BertConfig(**SHAPE)).eval()
    model.save_pretrained(tmp_path)
    (row,) = tokens(12)
    (states,) = outputs(Encoder(load_config(tmp_path), load_weights(tmp_path)), [row])
    with torch.inference_mode():
        expected = model(input_ids=torch.tensor([row])).last_hidden_state[0].numpy()
    assert np.allclose(states, expected, atol=0.06)


def test_the_shipped_reader_scores_as_transformers_has_it() -> None:
    model = BertForTokenClassification.from_pretrained(WEIGHTS, dtype=torch.float32).eval()
    row = tokens(120, vocabulary=20_000)[0]
    (scores,) = outputs(Encoder(load_config(WEIGHTS), load_weights(WEIGHTS)), [row], first=12)
    types = torch.tensor([[0] * 12 + [1] * 108])
    with torch.inference_mode():
        expected = model(input_ids=torch.tensor([row]), token_type_ids=types).logits[0].numpy()
    # Scores go from about -12 to 12.
    assert np.abs(scores - expected).mean() < 0.1


def test_the_packaged_models_vectors_are_those_of_sentence_transformers(embedder: Embedder) -> None:
    model = SentenceTransformer(str(packaged_folder(DEFAULT_MODEL)), device="cpu")
    texts = [
        "Tea.",
        "Who won the war?",
        "The port of Baku handled 4,900 containers in 2018. " * 60,
        "Ağdam, Şuşa; Ճիշտ",
        "",
    ]
    expected = model.encode(texts, normalize_embeddings=True)
    assert np.all((embedder.embed(texts) * expected).sum(axis=1) > 0.999)
    assert embedder.dimension == 384


def test_rows_of_like_lengths_go_together_and_no_batch_is_too_large(tiny: Path) -> None:
    rows = tokens(*CHANCE.integers(2, 400, 60).tolist())
    sizes = [
        [len(output) for output in batch.values()] for batch in Encoder(load_config(tiny), load_weights(tiny)).run(rows)
    ]
    assert sorted(size for batch in sizes for size in batch) == sorted(map(len, rows))
    assert all(len(batch) * max(batch) <= BATCH_TOKENS for batch in sizes)
    assert all(max(before) <= min(after) for before, after in zip(sizes, sizes[1:], strict=False))


def test_nothing_is_made_of_nothing(tiny: Path) -> None:
    assert outputs(Encoder(load_config(tiny), load_weights(tiny)), []) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"hidden_act": "relu"}, "hidden_act"),
        ({"model_type": "roberta"}, "model_type"),
        ({"hidden_size": 40}, "weights"),
    ],
)
def test_what_it_cannot_compute_it_does_not_compute_wrong(tiny: Path, change: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        Encoder(load_config(tiny) | change, load_weights(tiny))


def test_a_missing_or_damaged_weight_is_told(tiny: Path) -> None:
    weights = load_weights(tiny)
    del weights["bert.encoder.layer.1.output.dense.bias"]
    with pytest.raises(KeyError, match=r"layer\.1\.output\.dense\.bias"):
        Encoder(load_config(tiny), weights)
    (tiny / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ValueError, match="damaged"):
        load_weights(tiny)


def test_nobody_is_told_that_openvino_is_used(run_python: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    told = run_python("-c", "import sys, index.encoder; print([one for one in sys.modules if 'telemetry.' in one])")
    assert told.stdout == "[]\n", told.stderr
