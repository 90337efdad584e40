"""python -m qa.training DATA … --out DIR: make the reader's weights from public data and our own.

DATA are folders that hold squad1.jsonl.gz and the other files that examples.PUBLIC names. Run it again after an
interruption, and it goes on from the last checkpoint in DIR.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line
from qa.training.base import add_base, prepare_base
from qa.training.examples import WRITTEN_REPEATS

HELD_OUT = 500
# Share of the questions that are put as in a dialogue.
FOLLOW_UPS = 0.15
# Share of the questions whose passages are read without what stands above them.
BARE = 0.3


def main(argv: Sequence[str] | None = None) -> int:
    """Train. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="folders of the public training data")
    parser.add_argument("--start", metavar="DIR", help="weights to start from (default: the packaged sentence model)")
    add_base(parser)
    parser.add_argument("--still", type=int, default=0, metavar="LAYERS", help="keep so many of the first as they are")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where weights and checkpoints go")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, default=None, help="end after so many batches")
    parser.add_argument("--batch-tokens", type=int, default=6144, help="padded (default: %(default)s)")
    parser.add_argument("--learning-rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=0, help="another one takes another sample and order of the data")
    parser.add_argument("--squad", type=float, default=1.0, metavar="SHARE", help="of SQuAD's questions to take")
    parser.add_argument(
        "--written", type=int, default=WRITTEN_REPEATS, metavar="TIMES", help="to see our own questions"
    )
    parser.add_argument("--limit", type=int, default=None, help="train on so many questions only, to try things")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _train(arguments))


def _train(arguments: argparse.Namespace) -> int:
    import random

    from transformers import AutoTokenizer

    from index.embedder import packaged_folder
    from qa.training.batches import make_feature_groups
    from qa.training.examples import load_asked
    from qa.training.followups import with_follow_ups
    from qa.training.loop import Recipe
    from qa.training.negatives import with_negatives, without_headings
    from qa.training.train import train

    def tell(message: str) -> None:
        print(message, flush=True)

    source = arguments.start or str(packaged_folder("all-MiniLM-L6-v2"))
    if arguments.base is not None:
        prepare_base(arguments.base, arguments.layers, Path(source), arguments.out / "base")
        source = str(arguments.out / "base")
    chance = random.Random(arguments.seed)
    asked = with_follow_ups(
        load_asked(arguments.data, chance, arguments.squad, arguments.written)[: arguments.limit], FOLLOW_UPS, chance
    )
    groups = without_headings(with_negatives(asked, chance), BARE, chance)
    answerable = sum(example.answerable for group in groups for example in group)
    tell(f"{sum(map(len, groups)):,} examples of {len(groups):,} questions; {answerable:,} passages answer")
    features = make_feature_groups(groups, AutoTokenizer.from_pretrained(source), arguments.seed)
    recipe = Recipe(
        arguments.epochs, arguments.steps, arguments.batch_tokens, arguments.learning_rate, seed=arguments.seed
    )
    train(
        source, features[HELD_OUT:], features[:HELD_OUT], arguments.out, recipe, tell, arguments.bits, arguments.still
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
