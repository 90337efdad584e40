"""python -m eval.benchmarks.dialogues DIALOGUES.jsonl --documents FOLDER: how well follow-ups are understood.

Asks every turn three times: as typed and alone, as typed within its dialogue, and as a person worded it to stand alone.
Prints evidence recall, how often a sentence of the answer holds a short answer, and how often it was rightly declined.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from corpus import command_line
from corpus.files import LIBRARY
from eval.documents import index_documents
from eval.jsonl import Entry, read_entries
from eval.metrics.retrieval import evidence_ranks, recall_at_k
from eval.metrics.words import normalise
from eval.predictions import RetrievedPassage
from eval.questions import Evidence, read_evidence
from qa.answer import Answer
from qa.loading import Options, load_answerer
from qa.pipeline import Answerer

DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a dialogue, what it means when worded to stand alone, and where the answer stands, if anywhere."""

    question: str
    standalone: str
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.dialogues", description=__doc__)
    parser.add_argument("dialogues", type=Path, metavar="DIALOGUES.jsonl")
    parser.add_argument("--documents", type=Path, default=LIBRARY, metavar="FOLDER", help="default: the shipped corpus")
    parser.add_argument("--show", action="store_true", help="print what every turn was understood as")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a table with a row for each way of asking."""
    dialogues = read_dialogues(arguments.dialogues)
    answerer = load_answerer(Options(index_documents(arguments.documents)))
    turns = [turn for dialogue in dialogues for turn in dialogue]
    within = [answer for dialogue in dialogues for answer in _converse(answerer, dialogue)]
    ways = {
        "as typed, alone": [answerer.ask(turn.question) for turn in turns],
        "as typed, in its dialogue": within,
        "worded to stand alone": [answerer.ask(turn.standalone) for turn in turns],
    }
    if arguments.show:
        for turn, answer in zip(turns, within, strict=True):
            ranks = " ".join(map(str, _ranks(turn, answer)))
            print(f"{answer.to_json()['understood']}  [{ranks}]  {answer.short_answer}")
    follow_ups = [number for dialogue in dialogues for number in range(len(dialogue))]
    for name, chosen in (
        ("all turns", turns),
        ("follow-ups", [t for t, n in zip(turns, follow_ups, strict=True) if n]),
    ):
        print(f"\n{name + f' ({len(chosen)})':28}" + "".join(f"{f'R@{k}':>8}" for k in DEPTHS) + "   holds  declined")
        for way, answers in ways.items():
            kept = [a for a, n in zip(answers, follow_ups, strict=True) if n or chosen is turns]
            print(f"{way:28}" + _figures(chosen, kept))
    return 0


def read_dialogues(path: Path) -> list[tuple[Turn, ...]]:
    """The dialogues of a file, in order. Raises UserError if it cannot be read or a line is broken."""
    return [tuple(_turn(turn) for turn in entry.entries("turns")) for entry in read_entries(path)]


def _turn(entry: Entry) -> Turn:
    return Turn(
        entry.text("question"),
        entry.text("standalone"),
        entry.texts("answers"),
        tuple(read_evidence(one) for one in entry.entries("evidence", [])),
    )


def _converse(answerer: Answerer, turns: Sequence[Turn]) -> list[Answer]:
    answers: list[Answer] = []
    for turn in turns:
        answers.append(answerer.ask(turn.question, answers))
    return answers


def _ranks(turn: Turn, answer: Answer) -> list[int | None]:
    passages = [hit.passage for hit in answer.hits]
    # As the file has it, which is what predictions hold.
    retrieved = [RetrievedPassage(one.document, one.quote(one.start, one.end)) for one in passages]
    return evidence_ranks(turn.evidence, retrieved)


def _figures(turns: Sequence[Turn], answers: Sequence[Answer]) -> str:
    pairs = list(zip(turns, answers, strict=True))
    ranks = [_ranks(turn, answer) for turn, answer in pairs if turn.evidence]
    figures = [mean(recall_at_k(one, k) for one in ranks) for k in DEPTHS]
    figures.append(mean(_holds(turn, answer) for turn, answer in pairs if turn.answers))
    declined = [not answer.answered for turn, answer in pairs if not turn.evidence]
    return "".join(f"{100 * figure:8.1f}" for figure in figures) + f"   {sum(declined)} of {len(declined)}"


def _holds(turn: Turn, answer: Answer) -> bool:
    said = normalise(f"{answer.short_answer or ''} {answer.text}")
    return any(normalise(one) in said for one in turn.answers)


if __name__ == "__main__":
    sys.exit(main())
