"""python -m qa.training.quantise FOLDER --out DIR: a trained model's weights in four bits, to ship.

Train with --bits first, so that the model bears it. --bits 16 is the way back: weights that transformers loads.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line
from corpus.errors import UserError
from index.quantised import BITS

WEIGHTS = "model.safetensors"
RESTORED = 16


def main(argv: Sequence[str] | None = None) -> int:
    """Quantise. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.quantise", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="configuration and weights of a model")
    parser.add_argument(
        "--bits", type=int, choices=(*BITS, RESTORED), default=4, help="of a weight (default: %(default)s)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the smaller model goes")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: shrink(arguments.folder, arguments.bits, arguments.out))


def shrink(folder: Path, bits: int, out: Path) -> int:
    """Write the model's configuration, and its weights in so many bits. Raises UserError if there is no such model."""
    from safetensors.numpy import save_file

    from index.encoder import load_weights
    from index.quantised import quantise, restore

    try:
        weights = load_weights(folder)
        out.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "config.json", out / "config.json")
    except (OSError, ValueError) as error:
        raise UserError(f"{folder}: holds no model ({error})") from error
    if bits == RESTORED:
        # What the format is called tells transformers that it may load it.
        save_file(restore(weights), out / WEIGHTS, metadata={"format": "pt"})
    else:
        save_file(quantise(weights, bits), out / WEIGHTS, metadata={"format": "np"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
