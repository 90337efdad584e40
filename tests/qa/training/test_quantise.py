from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from index.encoder import load_config, load_weights
from index.quantised import SCALES, quantise
from qa.training.loop import rounded
from qa.training.quantise import main


@pytest.mark.parametrize("bits", [4, 8])
def test_a_training_rounds_as_the_shipped_weights_are_rounded(bits: int) -> None:
    weight = np.random.default_rng(2).normal(size=(400, 256)).astype(np.float32)
    kept = quantise({"w": weight}, bits)
    numbers = kept["w"].astype(np.uint8)
    if bits == 4:
        halves = np.stack([numbers & 0xF, numbers >> 4], axis=2).reshape(400, 256).astype(np.int8)
        numbers = np.where(halves > 7, halves - 16, halves)
    restored = numbers.astype(np.int8).reshape(400, -1, 32) * kept["w" + SCALES].astype(np.float32)[:, :, None]
    assert np.allclose(rounded(torch.from_numpy(weight), bits).numpy(), restored.reshape(400, 256), atol=1e-6)
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
