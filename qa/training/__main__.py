"""python -m qa.training DATA --out DIR: make the reader's weights from public data and our own.

DATA is a folder with squad1.jsonl.gz and the other files that examples.PUBLIC names. Run it again after an
interruption, and it goes on from the last checkpoint in DIR.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line

HELD_OUT = 1500


def main(argv: Sequence[str] | None = None) -> int:
    """Train. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the public training data")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where weights and checkpoints go")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, default=None, help="end after so many batches of 6,144 tokens")
    parser.add_argument("--learning-rate", type=float, default=1.5e-4)
    parser.add_argument("--limit", type=int, default=None, help="train on so many examples only, to try things")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _train(arguments))


def _train(arguments: argparse.Namespace) -> int:
    from transformers import AutoTokenizer

    from index.embedder import packaged_folder
    from qa.training.batches import make_features
    from qa.training.examples import load_examples
    from qa.training.train import Recipe, train

    def tell(message: str) -> None:
        print(message, flush=True)

    source = str(packaged_folder("all-MiniLM-L6-v2"))
    examples = load_examples(arguments.data)[: arguments.limit]
    tell(f"{len(examples):,} examples, {sum(one.answerable for one in examples):,} of them answerable")
    features = make_features(examples, AutoTokenizer.from_pretrained(source))
    recipe = Recipe(arguments.epochs, arguments.steps, learning_rate=arguments.learning_rate)
    train(source, features[HELD_OUT:], features[:HELD_OUT], arguments.out, recipe, tell)
    return 0


if __name__ == "__main__":
    sys.exit(main())
