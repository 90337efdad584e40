"""A chat model's weights in 4 bits instead of 16: a quarter of the memory, for a little of the quality."""

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from corpus.errors import MissingExtra

if TYPE_CHECKING:
    import torch
    from transformers import BitsAndBytesConfig

INSTALL = {"bitsandbytes": "bitsandbytes==0.50.2", "accelerate": "accelerate==1.15.0"}


def in_four_bits(precision: "torch.dtype") -> "BitsAndBytesConfig":
    """How transformers is to load the weights: NF4 (Dettmers et al., "QLoRA", 2023), computing in this precision.

    Raises MissingExtra if a package for it is not installed.
    """
    missing = [package for package in INSTALL if find_spec(package) is None]
    if missing:
        raise MissingExtra(f"--four-bit needs {' and '.join(missing)}; run: pip install {' '.join(INSTALL.values())}")
    # It would tell of a faster kernel to be had from the model hub.
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=precision)
