"""A generated document against what was read from its file."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.document import Document
from eval.benchmarks.extraction.truth import Expected, Sample, Table

# Stands for the end of a paragraph, so that no sentence is found across one.
PARAGRAPH_END = "¶"
# So many words of a sentence in a paragraph that also holds furniture: the furniture stands inside the sentence.
SHARED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over documents, each "right of all"; inside: sentences with furniture in them; stray: furniture left.

    lost: what was not found, for whoever mends a reader.
    """

    sentences: tuple[int, int] = (0, 0)
    inside: int = 0
    stray: int = 0
    tables: tuple[int, int] = (0, 0)
    headings: tuple[int, int] = (0, 0)
    false_headings: int = 0
    pages: tuple[int, int] = (0, 0)
    lost: tuple[str, ...] = ()


def add(scores: Iterable[Score]) -> Score:
    """The scores of several documents as one."""
    every = list(scores)
    return Score(
        sentences=_sum([one.sentences for one in every]),
        inside=sum(one.inside for one in every),
        stray=sum(one.stray for one in every),
        tables=_sum([one.tables for one in every]),
        headings=_sum([one.headings for one in every]),
        false_headings=sum(one.false_headings for one in every),
        pages=_sum([one.pages for one in every]),
        lost=tuple(text for one in every for text in one.lost),
    )


def _sum(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(right for right, _ in pairs), sum(count for _, count in pairs)


def score_document(sample: Sample, document: Document) -> Score:
    """How much of a sample came out."""
    text, origins = _folded(document.text)
    places = [text.find(sentence.text) for sentence in sample.sentences]
    whole = _in_order(sample.sentences, places)
    paged = [number for number in whole if sample.sentences[number].page]
    right = sum(_page_at(document, origins[places[number]]) == sample.sentences[number].page for number in paged)
    missing = [sentence for number, sentence in enumerate(sample.sentences) if number not in whole]
    readable = [is_readable(table, document.text) for table in sample.tables]
    found = {section.heading for section in document.sections}
    unread = [table.caption for table, is_read in zip(sample.tables, readable, strict=True) if not is_read]
    unfound = [heading for heading in sample.headings if heading not in found]
    return Score(
        sentences=(len(whole), len(sample.sentences)),
        inside=sum(_holds_furniture(sentence, sample, text) for sentence in missing),
        stray=sum(len(re.findall(rf"\b{word}\b", text)) for word in sample.furniture) - _known_furniture(sample),
        tables=(sum(readable), len(sample.tables)),
        headings=(len(sample.headings) - len(unfound), len(sample.headings)),
        false_headings=len(found - set(sample.headings)),
        pages=(right, len(paged)),
        lost=(*(f"sentence: {one.text}" for one in missing), *(f"table: {one}" for one in unread),
              *(f"heading: {one}" for one in unfound),
              *(f"false heading: {one}" for one in sorted(found - set(sample.headings)))),
    )  # fmt: skip


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with white space as one blank and ends of paragraphs marked; for each character where it was."""
    pieces: list[str] = []
    origins: list[int] = []
    end = 0
    for match in re.finditer(r"\S+", text):
        gap = text[end : match.start()]
        between = f" {PARAGRAPH_END} " if gap.count("\n") >= 2 else " "
        pieces += [between, match[0]]
        origins += [match.start()] * len(between) + list(range(match.start(), match.end()))
        end = match.end()
    return "".join(pieces), origins


def _in_order(sentences: Sequence[Expected], places: Sequence[int]) -> set[int]:
    """The sentences that were found; of those whose order is known the longest run in it."""
    ends: list[int] = []
    tails: list[int] = []
    before: dict[int, int] = {}
    for number, (sentence, place) in enumerate(zip(sentences, places, strict=True)):
        if place < 0 or not sentence.in_order:
            continue
        length = bisect_left(ends, place)
        before[number] = tails[length - 1] if length else -1
        ends[length : length + 1] = [place]
        tails[length : length + 1] = [number]
    chosen = {number for number, one in enumerate(sentences) if places[number] >= 0 and not one.in_order}
    number = tails[-1] if tails else -1
    while number >= 0:
        chosen.add(number)
        number = before[number]
    return chosen


def _page_at(document: Document, offset: int) -> int:
    return next((page.number for page in document.pages if page.start <= offset < page.end), 0)


def _holds_furniture(sentence: Expected, sample: Sample, text: str) -> bool:
    words = sentence.text.split()
    runs = [" ".join(words[start : start + SHARED_WORDS]) for start in range(len(words) - SHARED_WORDS + 1)]
    own = set(re.findall(r"\w+", sentence.text))
    for paragraph in text.split(PARAGRAPH_END):
        alien = any(word not in own and re.search(rf"\b{word}\b", paragraph) for word in sample.furniture)
        if alien and any(run in paragraph for run in runs):
            return True
    return False


def _known_furniture(sample: Sample) -> int:
    """How often the sample's own sentences, footnotes above all, hold a word of its furniture."""
    return sum(one.text.count(word) for one in sample.sentences for word in sample.furniture)


def is_readable(table: Table, text: str) -> bool:
    """Whether for every row some line holds all its cells, each with its header."""
    lines = text.splitlines()
    for row in table.rows:
        cells = [f"{head}: {cell}" for head, cell in zip(table.header, row, strict=True) if cell]
        if not any(all(_stands_in(cell, line) for cell in cells) for line in lines):
            return False
    return True


def _stands_in(cell: str, line: str) -> bool:
    """Whether a line holds the cell, and not the beginning of a longer one."""
    return re.search(rf"(?:^|\| ){re.escape(cell)}(?: \||\.?$)", line) is not None
