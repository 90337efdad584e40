"""python -m qa.training.average FIRST SECOND --share S --out DIR: weights between those of two trainings.

Where the second training went on from the first one's weights, the mean of both often does better on what neither has
seen (Wortsman et al., "Model soups", ICML 2022).
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line
from corpus.errors import UserError

WEIGHTS = "model.safetensors"


def main(argv: Sequence[str] | None = None) -> int:
    """Average. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.average", description=__doc__)
    parser.add_argument("first", type=Path, metavar="FIRST", help="a folder of weights")
    parser.add_argument("second", type=Path, metavar="SECOND", help="another, of the same shape")
    parser.add_argument("--share", type=float, default=0.7, help="of the second, 0 to 1 (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the mean goes")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: average(arguments.first, arguments.second, arguments.share, arguments.out))


def average(first: Path, second: Path, share: float, out: Path) -> int:
    """Write (1 - share) times the first weights plus share times the second, in half precision.

    Raises UserError if share is not within 0 to 1, or the weights are missing or not of one shape.
    """
    import torch
    from safetensors.torch import load_file, save_file

    if not 0 <= share <= 1:
        raise UserError(f"--share must be from 0 to 1, not {share}")
    for folder in (first, second):
        if not (folder / WEIGHTS).is_file():
            raise UserError(f"{folder}: holds no {WEIGHTS}; name a folder as python -m qa.training writes it")
    one, other = load_file(first / WEIGHTS), load_file(second / WEIGHTS)
    if {name: weight.shape for name, weight in one.items()} != {name: weight.shape for name, weight in other.items()}:
        raise UserError(f"{first} and {second}: these models are not of one shape")
    mean = {name: ((1 - share) * one[name].float() + share * other[name].float()).to(torch.float16) for name in one}
    shutil.copytree(second, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(WEIGHTS, "*.pt", "README.md"))
    save_file(mean, out / WEIGHTS, metadata={"format": "pt"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
