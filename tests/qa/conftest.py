"""A reading model small enough to build in a test."""

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

from qa.reading_scores import SCORES

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
WORDS = "the metro of baku opened in when did it how many stations had sheep tea war 1967 five".split()


@pytest.fixture(scope="session")
def tiny_reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained model and its tokenizer, as transformers saves them."""
    folder = tmp_path_factory.mktemp("tiny-reader")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *".,;:!?#|-", *LETTERS, *WORDS]
    vocabulary += [f"##{letter}" for letter in LETTERS]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(dict.fromkeys(vocabulary)),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        num_labels=SCORES,
    )
    BertForTokenClassification(config).save_pretrained(folder)
    return folder
