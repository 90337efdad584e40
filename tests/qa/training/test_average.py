from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from qa.reader import Reader
from qa.training import average


@pytest.fixture
def changed(tiny_reader: Path, tmp_path: Path) -> Path:
    """The tiny reader with every weight one higher."""
    folder = tmp_path / "changed"
    assert average.main([str(tiny_reader), str(tiny_reader), "--out", str(folder)]) == 0
    weights = load_file(folder / "model.safetensors")
    save_file({name: weight + 1 for name, weight in weights.items()}, folder / "model.safetensors", {"format": "pt"})
    return folder


def test_the_mean_lies_between_and_can_be_read(tiny_reader: Path, changed: Path, tmp_path: Path) -> None:
    out = tmp_path / "mean"
    assert average.main([str(tiny_reader), str(changed), "--share", "0.25", "--out", str(out)]) == 0
    first, mean = load_file(tiny_reader / "model.safetensors"), load_file(out / "model.safetensors")
    assert first.keys() == mean.keys()
    for name, weight in mean.items():
        assert torch.allclose(weight.float(), first[name].float() + 0.25, atol=2e-3), name
    assert Reader(out).read("When?", []).sentences == ()


@pytest.mark.parametrize(("share", "told"), [("1.5", "--share must be"), ("-1", "--share must be")])
def test_a_share_out_of_range_is_told(tiny_reader: Path, share: str, told: str, capsys, tmp_path: Path) -> None:
    assert average.main([str(tiny_reader), str(tiny_reader), "--share", share, "--out", str(tmp_path / "o")]) == 2
    assert told in capsys.readouterr().err


def test_a_folder_without_weights_is_told(tiny_reader: Path, capsys, tmp_path: Path) -> None:
    assert average.main([str(tmp_path), str(tiny_reader), "--out", str(tmp_path / "o")]) == 2
    assert "holds no model.safetensors" in capsys.readouterr().err
