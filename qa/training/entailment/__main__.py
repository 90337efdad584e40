"""python -m qa.training.entailment DATA … --out DIR: make the entailment model's weights from public data and our own.

DATA are folders that hold nli.jsonl.gz, squad1.jsonl.gz and the other files that claims.py and questions.py name. Run
it again after an interruption, and it goes on from the last checkpoint in DIR.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line
from qa.training.base import add_base, prepare_base

ANSWERED = (24_000, 3_000, 3_000, 1_300)
UNANSWERABLE = 10_000
SENTENCES = 9_000


def main(argv: Sequence[str] | None = None) -> int:
    """Train. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.entailment", description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="folders of the public training data")
    parser.add_argument("--start", type=Path, metavar="DIR", help="an earlier training to go on from")
    add_base(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where weights and checkpoints go")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, default=None, help="end after so many batches")
    parser.add_argument("--learning-rate", type=float, default=1.5e-4)
    parser.add_argument("--share", type=float, default=1.0, help="of the public data, 0 to 1")
    parser.add_argument("--repeats", type=int, default=2, help="how often our own claims are seen in an epoch")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out our first N facts")
    parser.add_argument("--elsewhere", type=float, default=1.0, help="how many of our facts are put to another passage")
    parser.add_argument("--batch-tokens", type=int, default=6144, help="padded (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="another one takes another sample and order of the data")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _train(arguments))


def _train(arguments: argparse.Namespace) -> int:
    import random

    from qa.reader import WEIGHTS
    from qa.training.entailment.claims import (
        claims_of,
        load_climate,
        load_inference,
        load_wikipedia,
        load_written,
        split_facts,
    )
    from qa.training.entailment.questions import load_answered, load_sentences, load_unanswerable
    from qa.training.entailment.train import shuffled, train
    from qa.training.loop import Recipe

    chance = random.Random(arguments.seed)
    own, kept = split_facts(load_written(arguments.data))
    held_out = [claim for fact in kept for claim in claims_of(fact, chance, kept)]
    counts = [int(arguments.share * count) for count in ANSWERED]
    public = [
        *load_inference(arguments.data),
        *load_wikipedia(arguments.data, chance),
        *load_climate(arguments.data),
        *load_answered(arguments.data, counts, chance),
        *load_unanswerable(arguments.data, int(arguments.share * UNANSWERABLE), chance),
        *load_sentences(arguments.data, int(arguments.share * SENTENCES), chance),
    ]
    chance.shuffle(public)
    public = public[: int(arguments.share * len(public))]
    own = own[arguments.skip :]
    written = [
        claim
        for _ in range(arguments.repeats)
        for fact in own
        for claim in claims_of(fact, chance, own, arguments.elsewhere)
    ]
    recipe = Recipe(
        arguments.epochs, arguments.steps, arguments.batch_tokens, arguments.learning_rate, seed=arguments.seed
    )
    source = WEIGHTS
    if arguments.base is not None:
        source = arguments.out / "base"
        prepare_base(arguments.base, arguments.layers, WEIGHTS, source)

    def tell(message: str) -> None:
        print(message, flush=True)

    claims = shuffled([*public, *written], chance)
    train(str(source), claims, held_out, arguments.out, recipe, tell, arguments.start, arguments.bits)
    return 0


if __name__ == "__main__":
    sys.exit(main())
