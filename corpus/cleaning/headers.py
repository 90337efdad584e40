"""What is printed on every page: running headers and footers, and page numbers."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.cleaning.draft import Draft, Edit
from corpus.cleaning.paragraphs import ENDED, FULL_LINE, URL_LINE, Paragraph, split_paragraphs
from corpus.document import Change

# Twice may be a title and its mention; a paper of four pages repeats its header three times.
MIN_REPEATS = 3
MAX_HEADER_CHARACTERS = 120
# A paragraph this long is no title and no list of authors.
MIN_PROSE_CHARACTERS = 200
PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|стр\.?|səh\.?)?\s*(\d{1,4})(?:\s*(?:/|of|von)\s*\d{1,4})?\W*", re.IGNORECASE
)
# Fewer numbers in a row may be anything.
MIN_PAGES = 3
# Between two page numbers stands a page. A list of numbers has nothing between them.
MIN_PAGE_CHARACTERS = 300
MARKS = re.compile(r"[*_#>`|“”\"'’‘\s]+")
LIST_OR_TABLE = re.compile(r"\s*(?:[-*•+]\s+\S|\||[^\n]*\t)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank. [start, end): with its line end. key: what it says, digits and markup left out."""

    start: int
    end: int
    text: str
    key: str

    @property
    def is_page_number(self) -> bool:
        """Whether it may be the number of a page, and nothing else."""
        return PAGE_NUMBER.fullmatch(self.text) is not None


def drop_running_headers(draft: Draft) -> tuple[Draft, Change]:
    """Take out lines that come again and again and somewhere cut a sentence in two; their first occurrence stays.

    That they cut a sentence shows that a page put them there: refrains, speakers and labels stand between sentences.
    """
    lines = list(_lines(draft.text))
    pages = _starts_of_pages(lines)
    repeated = _repeated(lines, pages)
    runs = list(_runs(lines, repeated, pages))
    cutting = {line.key for run in runs if _cuts(lines, run, pages) for line in lines[run[0] : run[1]]}
    # A header of several lines may lose or gain one from page to page.
    dropped = [run for run in runs if any(line.key in cutting for line in lines[run[0] : run[1]])]
    # Above the running text a header belongs to the title.
    begins = _start_of_prose(draft.text) if dropped else 0
    edits = [_without(lines, run) for run in dropped if lines[run[0]].start > begins]
    example = draft.text[edits[0].start : edits[0].end] if edits else ""
    return draft.edited(edits), Change("running headers taken out", len(edits), shorten(example))


def drop_page_numbers(draft: Draft) -> tuple[Draft, Change]:
    """Take out lines that hold nothing but a number, each one more than the one before, a page apart."""
    best = _longest_count(_numbered(_lines(draft.text)))
    if len(best) < MIN_PAGES:
        best = []
    edits = [Edit(line.start, line.end) for line in best]
    return draft.edited(edits), Change("page numbers taken out", len(edits), best[0].text.strip() if best else "")


def shorten(text: str, length: int = 80) -> str:
    """On one line, and no longer than that."""
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield _Line(at, at + len(line), line, re.sub(r"\d+", "0", MARKS.sub(" ", line)).strip().casefold())
        at += len(line)


def _numbered(lines: Iterable[_Line]) -> list[tuple[_Line, int]]:
    return [(line, int(match[1])) for line in lines if (match := PAGE_NUMBER.fullmatch(line.text))]


def _starts_of_pages(lines: Sequence[_Line]) -> set[int]:
    """Where the numbers of pages stand: those that count up, or a 2 that ends a first page."""
    numbered = _numbered(lines)
    best = _longest_count(numbered)
    if len(best) > 1:
        return {line.start for line in best}
    return {line.start for line, number in numbered if number == 2 and line.start >= MIN_PAGE_CHARACTERS}


def _repeated(lines: Sequence[_Line], pages: Collection[int]) -> set[str]:
    places: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        wordy = len(re.findall(r"[^\W\d_]", line.key)) >= 3
        # "12 Ibid., p. 7." is a note, "12 Journal of Coasts" a header.
        is_note = _as_paragraph(line).is_note and ENDED.search(line.text)
        own = is_note or LIST_OR_TABLE.match(line.text) or URL_LINE.fullmatch(line.text.strip())
        if wordy and len(line.text) <= MAX_HEADER_CHARACTERS and not own:
            places[line.key].append(line.start)
    # Behind a page's number the title is a header also of a text of two pages.
    title = {following.key for line, following in pairwise(lines) if line.start in pages}
    title &= {line.key for line in lines[:1]}
    return {key for key, starts in places.items() if len(starts) >= MIN_REPEATS or (key in title and len(starts) > 1)}


def _runs(lines: Sequence[_Line], repeated: set[str], pages: Collection[int]) -> Iterator[tuple[int, int]]:
    """Ranges of line numbers that hold repeated lines only, and numbers behind them, and those of pages before them."""
    number = 0
    while number < len(lines):
        first = number
        while first < len(lines) and lines[first].start in pages:
            first += 1
        end = first
        while end < len(lines) and (lines[end].key in repeated or (end > first and lines[end].is_page_number)):
            end += 1
        if end > first:
            yield number, end
        number = max(end, number + 1)


def _cuts(lines: Sequence[_Line], run: tuple[int, int], pages: Collection[int]) -> bool:
    first, end = run
    if first == 0 or end == len(lines) or not _as_paragraph(lines[end]).goes_on:
        return False
    before = _as_paragraph(lines[first - 1])
    is_long = len(before.text) > 40
    # Before a page's number may stand its notes, which end with a full stop.
    if any(line.start in pages for line in lines[first:end]):
        return is_long or before.is_note
    return is_long and not ENDED.search(before.text)


def _as_paragraph(line: _Line) -> Paragraph:
    return Paragraph(line.start, line.end, line.text.strip())


def _without(lines: Sequence[_Line], run: tuple[int, int]) -> Edit:
    return Edit(lines[run[0]].start, lines[run[1] - 1].end)


def _start_of_prose(text: str) -> int:
    long = (one.start for one in split_paragraphs(text) if one.is_prose and len(one.text) > MIN_PROSE_CHARACTERS)
    # With a blank line after every line no paragraph is long.
    broken = (
        line.start
        for line, following in pairwise(_lines(text))
        if len(line.text.strip()) >= FULL_LINE
        and not ENDED.search(line.text)
        and following.start > line.end
        and _as_paragraph(following).text[:1].islower()
    )
    return min(next(long, len(text)), next(broken, len(text)))


def _longest_count(found: Sequence[tuple[_Line, int]]) -> list[_Line]:
    """The longest run of lines whose numbers rise by one each, a page apart."""
    lengths: list[int] = []
    before: list[int | None] = []
    latest: dict[int, int] = {}
    for place, (line, number) in enumerate(found):
        previous = latest.get(number - 1)
        if previous is not None and line.start - found[previous][0].end < MIN_PAGE_CHARACTERS:
            previous = None
        lengths.append(1 if previous is None else lengths[previous] + 1)
        before.append(previous)
        if number not in latest or lengths[place] >= lengths[latest[number]]:
            latest[number] = place
    at = max(range(len(found)), key=lambda place: lengths[place]) if found else None
    run: list[_Line] = []
    while at is not None:
        run.append(found[at][0])
        at = before[at]
    return run[::-1]
