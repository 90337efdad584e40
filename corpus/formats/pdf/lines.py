"""Words of a PDF page → lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.formats.pdf.words import Table, Word

# Words nearer than this share of the font size were cut by a change of font, not by a space.
NO_SPACE = 0.06
# An initial over several lines is at least so many times as large as they are.
INITIAL_SIZE = 1.9
# Dots that lead the eye to a number.
LEADERS = re.compile(r"(?:\s?[.…]){5,}")
RIGHT_TO_LEFT = ("\u0590", "\u08ff")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline in one column, in reading order. left, right: of the words; size: the commonest by length.

    bold: whether every word is. column: (left, right) of the column the line stands in.
    """

    words: tuple[Word, ...]
    page: int
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    column: tuple[float, float] = (0.0, 0.0)

    @property
    def table(self) -> Table | None:
        """The table that stands in place of the line, if one does."""
        return self.words[0].table

    @property
    def continues(self) -> bool:
        """Whether it is the rest of the table before."""
        return self.table is not None and self.table.continues

    @property
    def is_alone(self) -> bool:
        """Whether a table or the labels of a drawing stand in place of the line."""
        return self.words[0].is_alone

    @property
    def plain(self) -> str:
        """The words with spaces between them, note marks and all."""
        return join_words(self.words)


def join_words(words: Sequence[Word]) -> str:
    """Words in reading order with spaces where spaces belong."""
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        text += word.text if before is None or is_one_word(before, word) else f" {word.text}"
    return text


def is_one_word(one: Word, other: Word) -> bool:
    """Whether no space stands between neighbours, although a change of font or a raised mark parts them."""
    gap = max(other.left - one.right, one.left - other.right)
    return other.glued and gap < NO_SPACE * max(one.size, other.size)


def make_line(words: Sequence[Word], page: int) -> Line:
    """A line of at least one word."""
    ordered = sorted(words, key=lambda word: word.left)
    letters = "".join(word.text for word in words)
    if sum(RIGHT_TO_LEFT[0] <= letter <= RIGHT_TO_LEFT[1] for letter in letters) * 2 > len(letters):
        ordered.reverse()
    standing = [word for word in ordered if not word.raised] or ordered
    lengths: dict[float, int] = {}
    for word in standing:
        lengths[word.size] = lengths.get(word.size, 0) + len(word.text)
    return Line(
        words=tuple(ordered),
        page=page,
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        baseline=median(word.baseline for word in standing),
        size=max(lengths, key=lambda size: lengths[size]),
        bold=all(word.bold for word in standing),
    )


def group_rows(words: Sequence[Word], page: int) -> list[Line]:
    """All words on one baseline, across the page, from the top; small raised ones with the line they belong to."""
    rows: list[list[Word]] = []
    present = _lower_initials([word for word in words if word.text or word.table])
    for word in sorted(present, key=lambda word: word.baseline):
        alone = word.is_alone or (rows and rows[-1][0].is_alone)
        near = rows and abs(word.baseline - rows[-1][0].baseline) <= 0.25 * min(word.size, rows[-1][0].size)
        if near and not alone:
            rows[-1].append(word)
        else:
            rows.append([word])
    _reattach(rows)
    return [make_line(row, page) for row in rows if row]


def _lower_initials(words: list[Word]) -> list[Word]:
    """Initials several lines high made part of the word they begin."""
    if not words:
        return words
    usual = median(word.size for word in words)
    result = list(words)
    for index, initial in enumerate(words):
        if not (len(initial.text) == 1 and initial.text.isupper() and initial.size > INITIAL_SIZE * usual):
            continue
        beside = [
            word
            for word in words
            if word.size < initial.size / INITIAL_SIZE
            and -0.5 * usual < word.left - initial.right < 1.2 * usual
            and initial.baseline - 0.95 * initial.size < word.baseline <= initial.baseline + 0.1 * usual
        ]
        if len(beside) >= 2:
            first = min(beside, key=lambda word: word.baseline)
            result[index] = Word(initial.text, first.left - usual, first.left, first.baseline, first.size)
            result[words.index(first)] = replace(first, glued=True)
    return result


def _reattach(rows: list[list[Word]]) -> None:
    """Move raised and lowered words to the line they are set against."""
    largest = [max(word.size for word in row) for row in rows]
    for index, row in enumerate(rows):
        for word in list(row):
            for other in (index + 1, index + 2, index - 1):
                if 0 <= other < len(rows) and word.size <= 0.88 * largest[other] and _is_set_against(word, rows[other]):
                    raised = rows[other][0].baseline > word.baseline
                    rows[other].append(replace(word, raised=raised))
                    row.remove(word)
                    break


def _is_set_against(word: Word, row: Sequence[Word]) -> bool:
    if word.is_alone:
        return False
    for neighbour in row:
        height = neighbour.baseline - word.baseline
        small = 0.4 * neighbour.size <= word.size <= 0.88 * neighbour.size
        if small and not neighbour.raised and -0.35 * neighbour.size < height < 0.7 * neighbour.size:
            distance = max(word.left - neighbour.right, neighbour.left - word.right)
            if distance < 0.3 * neighbour.size:
                return True
    return False
