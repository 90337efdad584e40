"""python -m eval.benchmarks.tables [--documents FOLDER]: whether the right cell of a table is found.

Asks for every figure in the tables of some documents, by what its row and its column are called, and prints how many
times it is the short answer, and how many times the answer quotes its row first.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from corpus import command_line
from corpus.document import Document
from corpus.errors import UserError
from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from corpus.sentences import split_sentences
from corpus.tables import NUMBER, Entry, parse_row
from eval.documents import index_documents
from qa.loading import Options, load_answerer
from qa.writers.extractive import tidy

PARENTHESES = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for a figure, and the row in which it stands."""

    question: str
    value: str
    row: str


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.tables", description=__doc__)
    parser.add_argument("--documents", type=Path, default=LIBRARY, metavar="FOLDER", help="default: the shipped ones")
    parser.add_argument("--limit", type=int, default=200, metavar="N", help="figures asked for (default: %(default)s)")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments.documents, arguments.limit))


def measure(folder: Path, limit: int) -> int:
    """Print the figures. Raises UserError if the documents hold no tables."""
    asked = [one for file in find_files([folder]) for one in _figures(read_document(file.path, file.name))][:limit]
    if not asked:
        raise UserError(f"{folder}: no tables with figures in these documents")
    answerer = load_answerer(Options(index_documents(folder)))
    short = rows = answered = 0
    for one in asked:
        answer = answerer.ask(one.question)
        answered += answer.answered
        short += answer.answered and answer.short_answer == one.value
        rows += answer.answered and tidy(one.row) == tidy(answer.said(answer.citations[0]))
    count = len(asked)
    print(f"{count} figures asked for, such as: {asked[0].question}")
    print(
        f"answered {100 * answered / count:.1f} %, the figure is the short answer {100 * short / count:.1f} %, ", end=""
    )
    print(f"its row comes first {100 * rows / count:.1f} %")
    return 0


def _figures(document: Document) -> Iterator[Asked]:
    text = document.text
    rows = [(start, text[start:end]) for start, end in split_sentences(text, document.body_start, len(text))]
    parsed = [(start, row, entries) for start, row in rows if (entries := parse_row(row))]
    for _, table in groupby(parsed, key=lambda one: [entry.header for entry in one[2]]):
        yield from _figures_of(list(table), document)


def _figures_of(table: Sequence[tuple[int, str, Sequence[Entry]]], document: Document) -> Iterator[Asked]:
    columns = list(zip(*(entries for _, _, entries in table), strict=True))
    varying = [place for place, column in enumerate(columns) if len({entry.value for entry in column}) > 1]
    names = [place for place in varying if not any(NUMBER.fullmatch(entry.value) for entry in columns[place])]
    key = next(iter(names or varying), None)
    for start, row, entries in table:
        same = [entry.value for place, entry in enumerate(entries) if place not in varying]
        subject = same[0] if same else (document.heading_path(start) or (document.title,))[-1]
        for place, entry in enumerate(entries):
            if key is not None and place != key and entry.header and NUMBER.fullmatch(entry.value):
                # Units stand in parentheses, and nobody asks for them.
                column = PARENTHESES.sub("", entry.header).strip()
                yield Asked(
                    f"{PARENTHESES.sub('', subject).strip()}: {column}, {entries[key].value}?", entry.value, row
                )


if __name__ == "__main__":
    sys.exit(main())
