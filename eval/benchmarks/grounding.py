"""python -m eval.benchmarks.grounding [PAIRS.jsonl]: how well written sentences are held against what they cite.

Each line of the set is a sentence as a language model might write it, with passages of the shipped digests and the
numbers of those it cites. Prints for each kind how many were kept as they are, moved to another passage, and dropped;
with --fit, fits the weights in qa/grounding/check.py instead: to the claims of our own that the entailment model was
not trained on. The set of sentences is not looked at then.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import command_line
from corpus.document import Document
from corpus.errors import UserError
from corpus.files import LIBRARY
from corpus.formats import read_document
from corpus.sentences import split_sentences
from eval.benchmarks.collection import add_weights
from eval.benchmarks.confidence import fit_logistic
from eval.metrics.abstention import auroc
from index.passage import Hit, Passage
from qa.grounding.check import check, find_faults_in, measure
from qa.grounding.entailment import WEIGHTS, Entailment
from qa.grounding.resolve import Outcome, resolve
from qa.reader import Reader
from qa.training.entailment.claims import Fact, load_written, split_facts

Array = NDArray[Any]

PAIRS = Path(__file__).parents[1] / "sets" / "grounding.jsonl"
KINDS = ("supported", "wrong_number", "wrong_name", "wrong_date", "negated", "invented", "miscited")
# What the project allows of the supported sentences.
TOUCHED = 0.08
THRESHOLDS = [round(0.05 * step, 2) for step in range(1, 20)]
SIGNALS = ("entailment", "coverage", "support")


@dataclass(frozen=True, slots=True)
class Pair:
    """A written sentence and what it was written from. cites, right: numbers of passages, from 1."""

    pair_id: str
    kind: str
    sentence: str
    passages: tuple[Passage, ...]
    cites: tuple[int, ...]
    right: tuple[int, ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.grounding", description=__doc__)
    parser.add_argument("pairs", nargs="?", type=Path, default=PAIRS, metavar="PAIRS.jsonl")
    parser.add_argument("--fit", action="store_true", help="fit the weights to claims of our own instead")
    parser.add_argument("--entailment", type=Path, default=WEIGHTS, metavar="DIR", help="weights of the other model")
    parser.add_argument("--show", action="store_true", help="print each sentence that was judged wrongly, and why")
    add_weights(parser)
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> int:
    reader, entailment = Reader(arguments.weights), Entailment(arguments.entailment)
    if arguments.fit:
        return _fit(reader, entailment)
    return _measure(arguments.pairs, reader, entailment, arguments.show)


def read_pairs(path: Path) -> list[Pair]:
    """Raises UserError if a line is malformed or its passages do not stand in the digests."""
    documents = {file.name: read_document(file, file.name) for file in sorted(LIBRARY.glob("*.md"))}
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            passages = tuple(_passage(documents[one["doc"]], one["text"]) for one in row["passages"])
            cites, right = tuple(row["cites"]), tuple(row.get("right", ()))
            pairs.append(Pair(row["id"], row["kind"], row["sentence"], passages, cites, right))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path}: line {number} is not a sentence with its passages ({error})") from error
    return pairs


def _passage(document: Document, text: str) -> Passage:
    start = document.text.index(text)
    end = start + len(text)
    sentences = tuple(split_sentences(document.text, start, end))
    path = document.heading_path(start)
    return Passage(0, document.name, document.title, document.author, document.year, path, start, end, text, sentences)


def judge_pair(pair: Pair, reader: Reader, entailment: Entailment) -> Outcome:
    """What becomes of the pair's sentence."""
    hits = [Hit(passage, rank, 1.0, 1.0, 1.0) for rank, passage in enumerate(pair.passages, start=1)]
    cited = [number - 1 for number in pair.cites]
    return resolve(cited, check(pair.sentence, hits, reader.skim, entailment.weigh))


def is_right(pair: Pair, outcome: Outcome) -> bool:
    """Whether the sentence met the fate it deserved."""
    if pair.kind == "supported":
        return outcome.kept and not outcome.moved
    if pair.kind == "miscited":
        return outcome.kept and {one.hit + 1 for one in outcome.supports} <= set(pair.right)
    return not outcome.kept


def _measure(path: Path, reader: Reader, entailment: Entailment, show: bool) -> int:
    fates: Counter[tuple[str, str]] = Counter()
    right: Counter[str] = Counter()
    pairs = read_pairs(path)
    for pair in pairs:
        outcome = judge_pair(pair, reader, entailment)
        fates[pair.kind, "dropped" if not outcome.kept else "moved" if outcome.moved else "kept"] += 1
        right[pair.kind] += is_right(pair, outcome)
        if show and not is_right(pair, outcome):
            print(f"{pair.pair_id} {pair.kind}: {pair.sentence}\n    {'; '.join(outcome.reasons) or 'no fault found'}")
    print(f"{'':14}sentences   kept  moved  dropped   right %")
    for kind in KINDS:
        of = {fate: fates[kind, fate] for fate in ("kept", "moved", "dropped")}
        count = sum(of.values())
        if count:
            row = f"{of['kept']:7}{of['moved']:7}{of['dropped']:9}{100 * right[kind] / count:10.1f}"
            print(f"{kind:14}{count:9}{row}")
    corrupted = [pair for pair in pairs if pair.kind != "supported"]
    caught = sum(right[kind] for kind in KINDS[1:])
    supported = len(pairs) - len(corrupted)
    print(f"corrupted caught: {100 * caught / max(1, len(corrupted)):.1f} %")
    print(f"supported touched: {100 * (1 - right['supported'] / max(1, supported)):.1f} %")
    return 0


def _fit(reader: Reader, entailment: Entailment) -> int:
    samples = list(_samples(reader, entailment))
    features = np.array([sample[:3] for sample in samples])
    faulty = np.array([sample[3] for sample in samples], dtype=bool)
    labels = np.array([sample[4] for sample in samples], dtype=bool)
    print(f"{labels.sum()} supported claims and {(~labels).sum()} others")
    print(f"facts alone find fault with {100 * faulty[labels].mean():.1f} %, {100 * faulty[~labels].mean():.1f} %")
    entailed = features[:, 0]
    area = auroc(entailed[labels].tolist(), entailed[~labels].tolist()) or 0.0
    caught = (entailed[~labels] < np.quantile(entailed[labels], TOUCHED)).mean()
    print(
        f"entailment alone: AUROC {100 * area:.1f}, {100 * caught:.1f} % of the others caught where "
        f"{100 * TOUCHED:.0f} % of the supported are touched"
    )
    for names, chosen in ((SIGNALS[:1], [0]), (SIGNALS, [0, 1, 2])):
        weights, bias = fit_logistic(features[:, chosen], labels)
        odds = features[:, chosen] @ weights + bias
        shown = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(names, weights, strict=True))
        print(f"{shown}, bias {bias:.2f}; {_best_thresholds(odds, faulty, labels)}")
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.95):
            shown = odds >= np.log(threshold / (1 - threshold))
            plain, differing = (
                [100 * (shown & of)[kind].mean() for kind in (labels, ~labels)] for of in (~faulty, faulty)
            )
            print(
                f"  at {threshold:.2f} are shown, where nothing differs, {plain[0]:.1f} % of the supported and "
                f"{plain[1]:.1f} % of the others; where something does, {differing[0]:.1f} % and {differing[1]:.1f} %"
            )
    return 0


def _best_thresholds(odds: Array, faulty: Array, supported: Array) -> str:
    """The two thresholds at which the others left out are the most above the supported left out (Youden, 1950)."""

    def left_out(plain: float, at_fault: float) -> tuple[float, float]:
        needed = np.where(faulty, at_fault, plain)
        hidden = odds < np.log(needed / (1 - needed))
        return float(hidden[~supported].mean()), float(hidden[supported].mean())

    pairs = [(plain, at_fault) for plain in THRESHOLDS for at_fault in THRESHOLDS]
    plain, at_fault = max(pairs, key=lambda pair: float(np.subtract(*left_out(*pair))))
    caught, touched = left_out(plain, at_fault)
    return (
        f"best thresholds: {plain:.2f}, and {at_fault:.2f} where something differs; "
        f"{100 * caught:.1f} % of the others and {100 * touched:.1f} % of the supported are left out"
    )


def _samples(reader: Reader, entailment: Entailment) -> Iterator[tuple[float, float, float, bool, bool]]:
    """Entailment, coverage, support, whether facts find fault, and whether it is supported, of each claim kept."""
    _, kept = split_facts(load_written())
    for fact in kept:
        passage = _lone_passage(fact)
        hits = [Hit(passage, 1, 1.0, 1.0, 1.0)]
        for sentence in (fact.supported, *fact.corrupted):
            near = measure(sentence, reader.skim(sentence, hits)[0])
            (entailed,) = entailment.weigh(sentence, [passage])
            faults = find_faults_in(sentence, passage, near)
            yield entailed.support, near.coverage, near.support, bool(faults), sentence == fact.supported


def _lone_passage(fact: Fact) -> Passage:
    sentences = tuple(split_sentences(fact.passage))
    return Passage(0, "claims", fact.title, None, None, (), 0, len(fact.passage), fact.passage, sentences)


if __name__ == "__main__":
    sys.exit(main())
