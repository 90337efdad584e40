"""A larger model to start from: all-mpnet-base-v2's first layers, with the vocabulary that our tokenizer has."""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

from corpus.errors import UserError
from index.quantised import BITS

# Of model.safetensors of sentence-transformers/all-mpnet-base-v2 (Apache 2.0). It is found in packages of others.
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
# What MPNet calls the special tokens of BERT. All other pieces of words have the same name in both vocabularies.
SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
EMBEDDINGS = "embeddings.word_embeddings.weight"
TOKENIZER = ("tokenizer.json", "tokenizer_config.json")


def add_base(parser: argparse.ArgumentParser) -> None:
    """The options of a training that may begin with the larger model."""
    parser.add_argument("--base", type=Path, metavar="DIR", help="all-mpnet-base-v2, to begin with instead")
    parser.add_argument("--layers", type=int, default=8, help="of --base, from the first (default: %(default)s)")
    parser.add_argument("--bits", type=int, choices=BITS, help="learn to bear weights of so many bits")


def prepare_base(base: Path, layers: int, tokenizer: Path, folder: Path) -> None:
    """Write the first layers of the model in base to folder, its word embeddings in the order of our vocabulary.

    transformers' MPNetForTokenClassification loads it; its head begins anew. tokenizer: a folder with a BERT model's.
    Raises UserError if base does not hold all-mpnet-base-v2 as its makers published it.
    """
    import torch
    from safetensors.torch import load_file, save_file

    file = base / "model.safetensors"
    if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise UserError(f"{file} is not the model.safetensors of all-mpnet-base-v2")
    weights = load_file(file)
    rows = _vocabulary(base)
    wanted = _vocabulary(tokenizer)
    names = {SPECIAL.get(token, token): number for token, number in wanted.items()}
    order = torch.tensor([rows[token] for token, _ in sorted(names.items(), key=lambda pair: pair[1])])
    kept = {f"mpnet.{name}": weight for name, weight in weights.items() if _is_kept(name, layers)}
    kept[f"mpnet.{EMBEDDINGS}"] = weights[EMBEDDINGS][order].contiguous()
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    config |= {
        "architectures": ["MPNetForTokenClassification"],
        "num_hidden_layers": layers,
        "vocab_size": len(order),
        "bos_token_id": wanted["[CLS]"],
        "eos_token_id": wanted["[SEP]"],
        "pad_token_id": wanted["[PAD]"],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    for name in TOKENIZER:
        shutil.copy(tokenizer / name, folder / name)


def _is_kept(name: str, layers: int) -> bool:
    parts = name.split(".")
    return parts[0] != "pooler" and name != EMBEDDINGS and (parts[1] != "layer" or int(parts[2]) < layers)


def _vocabulary(folder: Path) -> dict[str, int]:
    """The number of each piece of a word."""
    model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    vocabulary: dict[str, int] = model["vocab"]
    return vocabulary
