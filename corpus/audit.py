"""What came of a file on its way to a document, so that a person can see whether to trust it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from corpus.document import Change, Document
from corpus.garbling import measure_garbling

CELLS = " | "
MARKDOWN_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*")


@dataclass(frozen=True, slots=True)
class Audit:
    """Figures on one document; characters and words without front matter.

    pages: the number of the last page, 0 where the format has none. page_median, page_smallest: characters of those
    with text, white space at the ends not counted. pages_without_text: numbers up to the last page that has some; empty
    pages behind it are not known here. garbled: as measure_garbling gives it. tables: runs of lines that are rows.
    changes: what cleaning did. notes: what the reader guessed or left out.
    """

    characters: int
    words: int
    pages: int
    page_median: int
    page_smallest: int
    pages_without_text: tuple[int, ...]
    garbled: float
    tables: int
    table_rows: int
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def audit(document: Document) -> Audit:
    """The figures on a document."""
    body = document.text[document.body_start :]
    lengths = _page_lengths(document)
    filled = [length for length in lengths.values() if length]
    tables = list(find_tables(body))
    pages = max(lengths, default=0)
    return Audit(
        characters=len(body),
        words=len(body.split()),
        pages=pages,
        page_median=int(median(filled)) if filled else 0,
        page_smallest=min(filled, default=0),
        pages_without_text=tuple(number for number in range(1, pages + 1) if not lengths[number]),
        garbled=measure_garbling(body),
        tables=len(tables),
        table_rows=sum(tables),
        changes=document.changes,
        notes=document.notes,
    )


def _page_lengths(document: Document) -> Counter[int]:
    """Characters by page number; a page may stand in several places of the text."""
    lengths: Counter[int] = Counter()
    for page in document.pages:
        lengths[page.number] += len(document.text[page.start : page.end].strip())
    return lengths


def find_tables(text: str) -> Iterator[int]:
    """The number of rows of each table in a text: lines of cells as corpus.tables writes them, or a Markdown table.

    One line of cells alone counts only if it names their columns; several must be lines next to each other.
    """
    lines = [line.strip() for line in text.split("\n")]
    for is_row, run in groupby(lines, key=_is_row):
        rows = [line for line in run if not MARKDOWN_RULE.fullmatch(line)] if is_row else []
        markdown = bool(rows) and rows[0].startswith("|")
        if len(rows) > 1 or (rows and _names_columns(rows[0])):
            yield len(rows) - markdown


def _is_row(line: str) -> bool:
    return CELLS in line or MARKDOWN_RULE.fullmatch(line) is not None


def _names_columns(line: str) -> bool:
    # The first cell may be the table's caption.
    return all(": " in cell for cell in line.split(CELLS)[1:])
