"""Which lines of a PDF are running headers, footers and page numbers."""

import re
from collections.abc import Sequence
from statistics import median

from corpus.formats.pdf.lines import Line

# Headers and footers are looked for among this many rows at either end of a page.
DEEPEST = 4
# The same place, in points: repeated lines sit exactly alike, but for rounding.
SAME_PLACE = 3.0
# A line which repeats on so many pages at one place is furniture. Two are enough in a document of two or three pages.
MIN_REPEATS = 3
# Page numbers alone stand in this outer share of a page's height.
MARGIN = 0.15
ROMAN = re.compile(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
# A page number alone: "12", "- 12 -", "Page 3 of 12", "3/12", "xii".
ALONE = re.compile(
    r"[-–—|\[( ]*(?:page|p\.|seite)? ?(\d{1,4}|[ivxlc]{1,7})(?: ?(?:of|/|von) ?\d{1,4})?[-–—|\]) ]*", re.I
)
# A footer is parted from the text by more than the text's own line distance.
MIN_GAP = 1.12


def remove_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The pages without what repeats at their tops and bottoms.

    pages: the rows of each page from the top, heights: of the pages, in points. A row goes if its words repeat at the
    same place on other pages (digits may change), if it begins or ends with the number of the page, or is nothing but
    a page number at the edge; and only if all rows between it and the edge go too and a gap parts it from the text.
    """
    repeats = min(MIN_REPEATS, max(2, len(pages)))
    tops = _Edge(pages, False, heights, repeats)
    bottoms = _Edge(pages, True, heights, repeats)
    kept = []
    for number, rows in enumerate(pages):
        head = tops.depth(number)
        foot = bottoms.depth(number)
        kept.append(list(rows[head : max(head, len(rows) - foot)]))
    return kept


class _Edge:
    """One end of all pages: what repeats there. Built for one call, read only."""

    def __init__(
        self, pages: Sequence[Sequence[Line]], at_bottom: bool, heights: Sequence[float], repeats: int
    ) -> None:
        self.at_bottom = at_bottom
        self.heights = heights
        self.repeats = repeats
        self.pages = pages
        self.rows = [list(reversed(rows)) if at_bottom else list(rows) for rows in pages]
        edge = [(number, row) for number, rows in enumerate(self.rows) for row in rows[:DEEPEST]]
        self.places: dict[str, list[tuple[int, float]]] = {}
        for number, row in edge:
            self.places.setdefault(_shape(row.plain), []).append((number, self._place(number, row)))
        firsts = [(found, found[0][1]) for found in self.places.values() if len(found) >= 2]
        self.one_sided = [(side, at) for found, at in firsts if (side := _side(found, at)) is not None]
        self.offsets: dict[int, list[tuple[int, float]]] = {}
        for number, rows in enumerate(self.rows):
            for row in rows[:2]:
                for offset in _offsets(number, row):
                    self.offsets.setdefault(offset, []).append((number, self._place(number, row)))

    def _place(self, number: int, row: Line) -> float:
        """Distance from this end of the page, so that pages of different height compare."""
        return self.heights[number] - row.baseline if self.at_bottom else row.baseline

    def depth(self, number: int) -> int:
        """How many rows at this end of a page are furniture."""
        rows = self.rows[number]
        depth = 0
        while depth < min(DEEPEST, len(rows)) and self._is_furniture(number, rows[depth], depth):
            depth += 1
        if depth == len(rows) or depth == 0:
            return depth
        if _is_parted(rows[depth - 1], rows[depth], self.pages[number]) or _has_page_number(rows[:depth]):
            return depth
        return 0

    def _is_furniture(self, number: int, row: Line, depth: int) -> bool:
        if row.table:
            return False
        place = self._place(number, row)
        shape = _shape(row.plain)
        is_written = any(letter.isalpha() for letter in row.plain) or ALONE.fullmatch(row.plain)
        if is_written and (self._repeats(self.places[shape], place) or self._alternates(shape, place)):
            return True
        if depth < 2 and any(self._repeats(self.offsets.get(one, []), place) for one in _offsets(number, row)):
            return len(row.plain) <= 150 and self._in_margin(number, place)
        return depth == 0 and ALONE.fullmatch(row.plain) is not None and self._in_margin(number, place)

    def _repeats(self, found: Sequence[tuple[int, float]], place: float) -> bool:
        """Whether enough pages have it at this place. found: (page, place) of each."""
        return len({page for page, other in found if abs(place - other) <= SAME_PLACE}) >= self.repeats

    def _alternates(self, shape: str, place: float) -> bool:
        """Whether pages on one side have this row and those on the other side another, each twice at least."""
        side = _side(self.places[shape], place)
        return side is not None and any(
            other == 1 - side and abs(place - at) <= SAME_PLACE for other, at in self.one_sided
        )

    def _in_margin(self, number: int, place: float) -> bool:
        return place <= MARGIN * self.heights[number]


def _side(found: Sequence[tuple[int, float]], place: float) -> int | None:
    """0 or 1 if a row stands at a place on at least two pages, all of them left or all right ones; else None."""
    pages = {page for page, at in found if abs(place - at) <= SAME_PLACE}
    sides = {page % 2 for page in pages}
    return min(sides) if len(pages) >= 2 and len(sides) == 1 else None


def _shape(text: str) -> str:
    """The row with every number made alike."""
    return re.sub(r"\d+", "#", text.casefold())


def _offsets(number: int, row: Line) -> set[int]:
    """By how much a number at the start or the end of a row differs from the page's place in the file.

    Raised numbers are those of footnotes.
    """
    ends = [word.text.strip("-–—|.,[]()") for word in (row.words[0], row.words[-1]) if not word.raised]
    return {value - number for value in map(_page_number, ends) if value is not None}


def _page_number(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return int(text)
    if text and len(text) <= 7 and (text.islower() or len(text) > 1) and ROMAN.fullmatch(text):
        values = [ROMAN_VALUES[letter] for letter in text.lower()]
        return sum(-one if one < following else one for one, following in zip(values, values[1:] + [0], strict=True))
    return None


def _has_page_number(rows: Sequence[Line]) -> bool:
    return any(_page_number(word.text.strip("-–—|.,[]()")) is not None for row in rows for word in row.words)


def _is_parted(outer: Line, inner: Line, rows: Sequence[Line]) -> bool:
    pairs = zip(rows, rows[1:], strict=False)
    distances = [after.baseline - before.baseline for before, after in pairs if not (before.is_alone or after.is_alone)]
    # Wider ones are set around headings, tables and footnotes.
    usual = median([distance for distance in distances if distance < 2 * inner.size] or [1.2 * inner.size])
    return abs(inner.baseline - outer.baseline) > MIN_GAP * usual or outer.size < 0.93 * inner.size
