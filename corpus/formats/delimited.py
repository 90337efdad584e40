"""Tables saved as text: .csv and .tsv."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.blocks import MAX_CHARACTERS, Block, Kind, assemble, clean, fold
from corpus.formats.decoding import decode
from corpus.tables import has_header, render_rows

# An hour of embedding. Larger tables are data for a database: a question on them needs sums, not passages.
MAX_ROWS = 50_000
MAX_COLUMNS = 2000
DELIMITERS = "\t;|,"
LINES_SNIFFED = 60
CHARACTERS_SNIFFED = 200_000
# Some lines above or below the table have other widths.
EVEN_SHARE = 0.9
# What spreadsheets write on top for each other; it is no row.
SEPARATOR_LINE = re.compile(r"\s*sep=(.)\s*\n", re.IGNORECASE)
MAX_PREAMBLE_ROWS = 20


def read(path: Path, name: str, data: bytes) -> Document:
    """A table as a document: each row a line that repeats the names of the columns, so that it can be cited alone.

    Lines above the table that fill one cell only are kept as paragraphs; the first is the title and, in every row, the
    caption. Raises UnreadableDocument if the file is empty, binary, has a quote that never ends, or a line with more
    than MAX_COLUMNS cells.
    """
    text, notes = decode(path, data)
    stated = SEPARATOR_LINE.match(text)
    text = clean(text[stated.end() :] if stated else text)
    delimiter = stated[1] if stated else _find_delimiter(text, "\t" if path.suffix.lower() == ".tsv" else ",")
    rows = list(islice(_rows(path, text, delimiter), MAX_ROWS + 2 + MAX_PREAMBLE_ROWS))
    preamble, rows = _split_preamble(rows)
    named = has_header(rows)
    limit = MAX_ROWS + named
    if len(rows) > limit:
        rows, notes = rows[:limit], (*notes, f"only the first {MAX_ROWS:,} rows were read; split the table")
    if not named and len(rows) > 1:
        rows = [[""] * len(rows[0]), *rows]
    caption = preamble[0] if preamble else ""
    lines = Block("\n".join(_bounded(path, render_rows(rows, caption))), Kind.LINES)
    body = assemble(path, [*map(Block, preamble), lines])
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=caption or Path(name).stem.replace("_", " "),
        text=body.text,
        notes=notes,
    )


def _find_delimiter(text: str, default: str) -> str:
    """The delimiter that cuts nearly all of the first lines into the same number of cells, and into more than one.

    Commas come last: they also stand in numbers ("2159,5;1397,2") and in prose, the others hardly ever in each line.
    Where no lines are so even, it is the one that cuts most of them at all.
    """
    lines = "\n".join(islice(io.StringIO(text), LINES_SNIFFED))[:CHARACTERS_SNIFFED]
    widths = {delimiter: _widths(lines, delimiter) for delimiter in DELIMITERS}
    even = {delimiter: max(_cut(of).values(), default=0) / max(1, of.total()) for delimiter, of in widths.items()}
    best = next((delimiter for delimiter in DELIMITERS if even[delimiter] >= EVEN_SHARE), None)
    shares = {delimiter: _cut(of).total() / max(1, of.total()) for delimiter, of in widths.items()}
    return best or max([default, *DELIMITERS], key=lambda one: (shares[one], even[one]))


def _widths(lines: str, delimiter: str) -> Counter[int]:
    """How many rows have how many cells."""
    try:
        return Counter(len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if row)
    except csv.Error:
        return Counter()


def _cut(widths: Counter[int]) -> Counter[int]:
    return Counter({width: count for width, count in widths.items() if width > 1})


def _rows(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows that hold something."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                reason = f"line {reader.line_num} has {len(row):,} cells and the limit is {MAX_COLUMNS:,}"
                raise UnreadableDocument(path, reason)
            if any(cell.strip() for cell in row):
                yield [fold(cell) for cell in row]
    except csv.Error as error:
        reason = f"line {reader.line_num} cannot be read as a table ({error}); look for a quote that never ends"
        raise UnreadableDocument(path, reason) from error


def _split_preamble(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Lines of a single cell above a table of several columns, and the table."""
    filled = [sum(map(bool, row)) for row in rows[: MAX_PREAMBLE_ROWS + 1]]
    start = next((place for place, count in enumerate(filled) if count > 1), 0)
    return [next(filter(None, row)) for row in rows[:start]], rows[start:]


def _bounded(path: Path, lines: Iterator[str]) -> Iterator[str]:
    """The lines, as long as their sum stays below what assemble takes: headers repeated in each row add up."""
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > MAX_CHARACTERS:
            reason = f"written out, its rows have more than {MAX_CHARACTERS / 1e6:.0f} million characters; split it"
            raise UnreadableDocument(path, reason)
        yield line
