"""python -m eval.benchmarks.reading FILE.jsonl.gz …: the reader alone, given the right passage.

FILE holds public question-answering data, a JSON object a line, of one of two shapes: SQuAD's (question, context,
answers with text; none where the context does not answer), or CLAPNQ's (question, sentences, answerable, answers).
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from corpus import command_line
from corpus.errors import UserError
from eval.benchmarks.collection import add_weights, as_passage, read_rows
from eval.metrics.abstention import auroc
from eval.metrics.answers import best_token_f1
from eval.metrics.longest import rouge_l
from eval.metrics.words import normalise
from index.passage import Hit, Passage

if TYPE_CHECKING:
    from qa.reader import Reader


# Phase-1 notebook of phlpknrth/verbatimrag-clapnq-eval, which also quotes the CLAPNQ paper's rows.
CLAPNQ_PUBLISHED = (
    ("FLAN-T5-XXL", 31.9, 78.1),
    ("Llama-13B-chat", 35.5, 25.0),
    ("Mistral-7B-Instruct", 39.0, 18.6),
    ("GPT-3.5", 39.8, 37.0),
    ("GPT-4", 35.9, 18.0),
    ("CLAPNQ-T5-LG-200, tuned", 41.5, 89.7),
    ("CLAPNQ-T5-LG, tuned", 57.2, 89.2),
    ("the whole passage copied", 49.5, 0.0),
    ("VerbatimRAG, spans by a language model", 58.8, 77.0),
    ("VerbatimRAG, spans by an encoder of 150M", 44.1, 91.3),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A question on a passage. answers: short ones; long_answers: in sentences; both empty if it has none."""

    question: str
    passage: Passage
    answers: tuple[str, ...]
    long_answers: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether the passage answers the question."""
        return bool(self.answers or self.long_answers)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of an item."""

    item: Item
    confidence: float
    short_answer: str
    sentences: str
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.reading", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl.gz")
    add_weights(parser)
    parser.add_argument("--limit", type=int, default=None, help="the first so many questions only")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print the figures of every file."""
    from qa.reader import Reader

    reader = Reader(arguments.weights)
    for path in arguments.files:
        outcomes = [_read(reader, item) for item in list(_items(path))[: arguments.limit]]
        print(path.name)
        for line in report(outcomes):
            print(f"  {line}")
    return 0


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The figures that the outcomes allow."""
    found = [one for one in outcomes if one.item.answerable]
    short = [one for one in found if one.item.answers]
    if short:
        f1 = mean(best_token_f1(one.short_answer, one.item.answers) for one in short)
        exact = mean(normalise(one.short_answer) in map(normalise, one.item.answers) for one in short)
        yield f"{len(short)} answerable: F1 {100 * f1:.1f}, exact match {100 * exact:.1f} (official SQuAD definitions)"
        holds = mean(any(normalise(a) in normalise(one.sentences) for a in one.item.answers) for one in short)
        yield f"a short answer stands in the sentences chosen: {100 * holds:.1f} %"
    none = [one for one in outcomes if not one.item.answerable]
    if none:
        area = auroc([one.confidence for one in found], [one.confidence for one in none])
        yield f"{len(found)} answerable against {len(none)} unanswerable: AUROC {100 * (area or 0):.1f}"
        for share in (0.7, 0.75, 0.8, 0.85, 0.9):
            yield _trade_off(found, none, share)
        if found[0].item.long_answers:
            yield "published on the whole development set (ROUGE-L of answers, unanswerable declined):"
            for system, rouge, declined in CLAPNQ_PUBLISHED:
                yield f"  {system:44}{rouge:6.1f}{declined:8.1f} %"
    yield f"median {1000 * median(one.seconds for one in outcomes):.0f} ms a passage"


def _trade_off(found: Sequence[Outcome], none: Sequence[Outcome], share: float) -> str:
    threshold = sorted(one.confidence for one in none)[int(share * len(none))]
    kept = mean(one.confidence >= threshold for one in found)
    line = f"declining {100 * share:.0f} % of the unanswerable answers {100 * kept:.1f} % of the answerable"
    if found[0].item.long_answers:
        given = [(one.sentences if one.confidence >= threshold else "", one.item.long_answers) for one in found]
        line += f", ROUGE-L {100 * mean(max(rouge_l(text, long) for long in longs) for text, longs in given):.1f}"
    return line


def _read(reader: "Reader", item: Item) -> Outcome:
    from qa.reader import conclude

    hit = Hit(item.passage, 1, 1.0, 1.0, 1.0, ())
    started = perf_counter()
    (judged,) = reader.judge(item.question, [hit])
    reading = conclude(item.question, [judged])
    seconds = perf_counter() - started
    text = item.passage.text
    sentences = sorted((span.start, span.end) for span in reading.sentences)
    return Outcome(
        item,
        reading.confidence,
        # The model's own: to why and how the product gives sentences alone.
        text[slice(*judged.answer)] if judged.answer else "",
        " ".join(text[start:end] for start, end in sentences),
        seconds,
    )


def _items(path: Path) -> Iterator[Item]:
    for number, row in enumerate(read_rows(path), start=1):
        try:
            yield _item(row)
        except (KeyError, TypeError) as error:
            raise UserError(f"{path}, line {number}: not a question of SQuAD's or CLAPNQ's shape ({error})") from error


def _item(row: Mapping[str, Any]) -> Item:
    if "sentences" in row:
        text, sentences = "", []
        for sentence in row["sentences"]:
            sentences.append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        longs = tuple(one["answer"] for one in row["answers"]) if row["answerable"] else ()
        return Item(row["question"], _passage(text, sentences), (), longs)
    answers = tuple(one["text"] for one in row["answers"])
    return Item(row["question"], as_passage(row["context"], 1), answers, ())


def _passage(text: str, sentences: Sequence[tuple[int, int]]) -> Passage:
    return Passage(1, "passage", "", None, None, (), 0, len(text), text, tuple(sentences))


if __name__ == "__main__":
    sys.exit(main())
