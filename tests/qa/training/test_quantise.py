from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from transformers import AutoModelForTokenClassification

from index.encoder import Encoder, load_config, load_weights
from index.quantised import SCALES, quantise, restore
from qa.grounding.entailment import WEIGHTS
from qa.training.loop import rounded
from qa.training.quantise import main


@pytest.mark.parametrize("bits", [4, 8])
def test_a_training_rounds_as_the_shipped_weights_are_rounded(bits: int) -> None:
    weight = np.random.default_rng(2).normal(size=(400, 256)).astype(np.float32)
    kept = quantise({"w": weight}, bits)
    assert np.allclose(rounded(torch.from_numpy(weight), bits).numpy(), restore(kept)["w"], atol=3e-3)
    small = torch.ones(3, 32) / 3
    assert rounded(small, bits) is small


def test_a_model_is_made_smaller(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "whole", tmp_path / "small"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "mpnet"}')
    save_file({"w": np.ones((400, 256), np.float16), "b": np.ones(9, np.float16)}, folder / "model.safetensors")
    assert main([str(folder), "--out", str(out)]) == 0
    assert load_config(out) == {"model_type": "mpnet"}
    assert set(load_weights(out)) == {"w", "w" + SCALES, "b"}
    assert (out / "model.safetensors").stat().st_size < (folder / "model.safetensors").stat().st_size / 3
    assert main([str(tmp_path / "none"), "--out", str(out)]) == 2
    assert "holds no model" in capsys.readouterr().err


def test_shipped_weights_of_four_bits_can_be_loaded_by_transformers(tmp_path: Path) -> None:
    assert main([str(WEIGHTS), "--bits", "16", "--out", str(tmp_path)]) == 0
    model = AutoModelForTokenClassification.from_pretrained(tmp_path, dtype=torch.float32)
    ids = [101, *range(2000, 2060), 102]
    with torch.inference_mode():
        expected = model(input_ids=torch.tensor([ids])).logits[0].numpy()
    (scores,) = next(Encoder(load_config(WEIGHTS), load_weights(WEIGHTS)).run([ids])).values()
    assert np.corrcoef(scores[:, 0], expected[:, 0])[0, 1] > 0.99
    assert np.abs(scores - expected).mean() < 0.05 * np.abs(expected).mean()
