"""python -m eval.benchmarks.grounding [PAIRS.jsonl]: how well written sentences are held against what they cite.

Each line of the set is a sentence as a language model might write it, with passages of the shipped digests and the
numbers of those it cites. Prints for each kind how many were kept as they are, moved to another passage, and dropped;
with --fit QUESTIONS.jsonl …, fits the weights in qa/grounding/check.py instead: to long answers of question sets on the
digests, against passages that hold their evidence and passages that do not. The set of sentences is not looked at then.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import command_line
from corpus.document import Document
from corpus.errors import UserError
from corpus.files import LIBRARY
from corpus.formats import read_document
from corpus.sentences import split_sentences
from eval.benchmarks.collection import add_weights
from eval.benchmarks.confidence import fit_logistic
from eval.documents import index_documents
from eval.questions import read_questions
from index.passage import Hit, Passage
from index.search import open_searcher
from qa.grounding.check import check, measure
from qa.grounding.resolve import Outcome, resolve
from qa.reader import Reader

PAIRS = Path(__file__).parents[1] / "sets" / "grounding.jsonl"
KINDS = ("supported", "wrong_number", "wrong_name", "wrong_date", "negated", "invented", "miscited")
DEPTH = 8


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
    parser.add_argument("--fit", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--show", action="store_true", help="print each sentence that was judged wrongly, and why")
    add_weights(parser)
    arguments = parser.parse_args(argv)
    reader = Reader(arguments.weights)
    if arguments.fit:
        return command_line.run(lambda: _fit(arguments.fit, reader))
    return command_line.run(lambda: _measure(arguments.pairs, reader, arguments.show))


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


def judge_pair(pair: Pair, reader: Reader) -> Outcome:
    """What becomes of the pair's sentence."""
    hits = [Hit(passage, rank, 1.0, 1.0, 1.0) for rank, passage in enumerate(pair.passages, start=1)]
    cited = [number - 1 for number in pair.cites]
    return resolve(cited, check(pair.sentence, hits, reader.judge))


def is_right(pair: Pair, outcome: Outcome) -> bool:
    """Whether the sentence met the fate it deserved."""
    if pair.kind == "supported":
        return outcome.kept and not outcome.moved
    if pair.kind == "miscited":
        return outcome.kept and {one.hit + 1 for one in outcome.supports} <= set(pair.right)
    return not outcome.kept


def _measure(path: Path, reader: Reader, show: bool) -> int:
    fates: Counter[tuple[str, str]] = Counter()
    right: Counter[str] = Counter()
    pairs = read_pairs(path)
    for pair in pairs:
        outcome = judge_pair(pair, reader)
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


def _fit(paths: Sequence[Path], reader: Reader) -> int:
    samples = [sample for path in paths for sample in _samples(path, reader)]
    features = np.array([sample[:2] for sample in samples])
    labels = np.array([sample[2] for sample in samples], dtype=bool)
    weights, bias = fit_logistic(features, labels)
    odds = features @ weights + bias
    print(f"{labels.sum()} passages with the evidence, {(~labels).sum()} without")
    print(f"coverage {weights[0]:.2f}, support {weights[1]:.2f}, bias {bias:.2f}")
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        bar = np.log(threshold / (1 - threshold))
        print(
            f"  at {threshold:.1f}: {100 * (odds[labels] < bar).mean():5.1f} % of the supported touched, "
            f"{100 * (odds[~labels] < bar).mean():5.1f} % of the others caught"
        )
    return 0


def _samples(path: Path, reader: Reader) -> Iterator[tuple[float, float, bool]]:
    """Coverage, support, and whether the passage holds the evidence, of each long answer and passage found for it."""
    searcher = open_searcher(index_documents(LIBRARY))
    for question in read_questions(path):
        if not question.answer_long or not question.evidence:
            continue
        quotes = [" ".join(one.quote.split()) for one in question.evidence]
        for judged in reader.judge(question.answer_long, searcher.search(question.answer_long, DEPTH)):
            passage = judged.hit.passage
            whole = " ".join(passage.text.split())
            sentences = [passage.text[a - passage.start : b - passage.start] for a, b in passage.sentences]
            held = sum(quote in whole for quote in quotes)
            touches = any(" ".join(one.split()) in quote for quote in quotes for one in sentences)
            if held == len(quotes) or not (held or touches):
                _, coverage, support = measure(question.answer_long, judged)
                yield coverage, support, held == len(quotes)


if __name__ == "__main__":
    sys.exit(main())
