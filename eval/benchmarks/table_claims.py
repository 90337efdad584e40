"""python -m eval.benchmarks.table_claims [FOLDER …]: whether sentences about figures are held against a table's cells.

Makes three sentences for each row of the tables in some documents: one that gives a figure by what its row and its
column are called, one that gives another figure of the same row instead, and one another of the same column. Prints how
many of each are shown as supported.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from corpus import command_line
from corpus.document import Document
from corpus.errors import UserError
from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from corpus.tables import NUMBER, Entry, parse_row
from index.chunking import Chunking, chunk
from index.passage import Hit, Passage
from qa.loading import load_check

SETS = Path(__file__).parents[1] / "sets"
FOLDERS = (LIBRARY, *(SETS / name for name in ("everyday", "everyday2", "everyday3")))
WORDINGS = (
    "{column} of {row} is {value}.",
    "For {row}, the {column} is {value}.",
    "{row} has {value} as its {column}.",
    "It was {value} ({column}) for {row}.",
)
KINDS = ("right", "of another column", "of another row")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about a passage's table."""

    kind: str
    sentence: str
    passage: Passage


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.table_claims", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments.folders, arguments.seed))


def measure(folders: Sequence[Path], seed: int) -> int:
    """Print the figures. Raises UserError if the documents hold no tables."""
    chance = random.Random(seed)
    documents = [read_document(file.path, file.name) for folder in folders for file in find_files([folder])]
    claims = [claim for document in documents for claim in _claims(document, chance)]
    if not claims:
        raise UserError("no tables with figures in these documents")
    check = load_check()
    written, shown = Counter(claim.kind for claim in claims), Counter[str]()
    for claim in tqdm(claims, unit="sentence", desc="checking", disable=None):
        (support,) = check(claim.sentence, [Hit(claim.passage, 1, 1.0, 1.0, 1.0)])
        shown[claim.kind] += support.holds
    for kind in KINDS:
        print(f"{kind:18} {shown[kind]:4} of {written[kind]:4} shown as supported")
    return 0


def _claims(document: Document, chance: random.Random) -> Iterator[Claim]:
    for one in chunk(document, lambda text: len(text.split()), Chunking()):
        text = document.text[one.start : one.end]
        passage = Passage(
            0, document.name, document.title, document.author, document.year, one.headings, one.start, one.end, text,
            one.sentences,
        )  # fmt: skip
        parsed = [parse_row(document.text[start:end]) for start, end in one.sentences]
        rows = [row for row in parsed if row and all(entry.header for entry in row)]
        for row in rows:
            if [other[0].value for other in rows].count(row[0].value) == 1:
                yield from (Claim(kind, said, passage) for kind, said in _sentences(row, rows, chance))


def _sentences(
    row: Sequence[Entry], rows: Sequence[Sequence[Entry]], chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Of each kind one, with what it is."""
    figures = [entry for entry in row[1:] if NUMBER.fullmatch(entry.value)]
    if not figures:
        return
    entry, wording = chance.choice(figures), chance.choice(WORDINGS)
    in_row = [one.value for one in figures if one.value != entry.value]
    in_column = [one.value for other in rows for one in other[1:] if one.header == entry.header]
    others = [value for value in in_column if value != entry.value and NUMBER.fullmatch(value)]
    for kind, values in zip(KINDS, ([entry.value], in_row, others), strict=True):
        if values:
            said = wording.format(column=entry.header, row=row[0].value, value=chance.choice(values))
            yield kind, said[0].upper() + said[1:]


if __name__ == "__main__":
    sys.exit(main())
