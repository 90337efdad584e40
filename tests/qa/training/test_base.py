import hashlib
import json
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, MPNetConfig, MPNetForTokenClassification, MPNetModel

from corpus.errors import UserError
from qa.training import base


@pytest.fixture
def published(tmp_path: Path, tiny_reader: Path) -> Path:
    """A tiny MPNet whose vocabulary has BERT's pieces of words in another order, as the large one's has."""
    tokenizer = json.loads((tiny_reader / "tokenizer.json").read_text())
    pieces = [piece for piece in tokenizer["model"]["vocab"] if piece not in base.SPECIAL]
    vocabulary = ["<s>", "<pad>", "</s>", *reversed(pieces)]
    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=24
    )
    folder = tmp_path / "published"
    MPNetModel(config).save_pretrained(folder)
    tokenizer["model"]["vocab"] = {piece: number for number, piece in enumerate(vocabulary)}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    return folder


def test_its_first_layers_take_our_tokens(
    published: Path, tiny_reader: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha256((published / "model.safetensors").read_bytes()).hexdigest()
    monkeypatch.setattr(base, "SHA256", digest)
    base.prepare_base(published, 2, tiny_reader, tmp_path / "made")
    made = MPNetForTokenClassification.from_pretrained(tmp_path / "made", num_labels=2).eval()
    whole = MPNetModel.from_pretrained(published, num_hidden_layers=2).eval()
    ours = AutoTokenizer.from_pretrained(tmp_path / "made")("the metro of baku")["input_ids"]
    vocabulary = json.loads((published / "tokenizer.json").read_text())["model"]["vocab"]
    theirs = [
        vocabulary[base.SPECIAL.get(piece, piece)]
        for piece in AutoTokenizer.from_pretrained(tiny_reader).convert_ids_to_tokens(ours)
    ]
    with torch.inference_mode():
        states = made.mpnet(input_ids=torch.tensor([ours])).last_hidden_state
        expected = whole(input_ids=torch.tensor([theirs])).last_hidden_state
    assert ours != theirs and torch.allclose(states, expected, atol=1e-5)


def test_another_model_is_refused(published: Path, tiny_reader: Path, tmp_path: Path) -> None:
    for folder in (published, tmp_path):
        with pytest.raises(UserError, match="is not the model.safetensors of all-mpnet-base-v2"):
            base.prepare_base(folder, 2, tiny_reader, tmp_path / "made")
    assert not (tmp_path / "made").exists()
