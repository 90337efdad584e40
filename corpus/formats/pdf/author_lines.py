"""The people that lines below a title name, read with the places of their words."""

import re
from collections.abc import Collection, Sequence
from itertools import chain
from statistics import median

from corpus.formats.pdf.lines import Line, join_words
from corpus.formats.pdf.words import Word
from corpus.formats.personal_names import INSTITUTION, SEPARATORS, parse_names

# Names side by side may be parted by no more than twice the usual space.
NAME_GAP = 1.7
MAX_BROKEN_LINES = 4
BY = re.compile(r"^(?:by|and|authors?|written by)\s*:?\s+(?=\S)", re.IGNORECASE)
# A star from a font without a table of characters.
LOST_MARK = re.compile(r"(?<=[^\W\d_])\d?\?(?=,|\s|$)")
E_MAIL = re.compile(r"[<(\[]?[^\s<(\[]{1,100}@[^\s>)\]]{1,100}[>)\]]?")
MARK = re.compile(r"[*∗†‡§¶#✉◊?]+|\d{1,2}(?:,\d{1,2})*|[a-z](?:,[a-z])*,?[∗*]?")
WRITTEN_AS_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_]\.)* [^\W\d_a-z][\w’'-]+")


def standing(line: Line) -> str:
    """The line's words without note marks."""
    return join_words([word for word in line.words if not is_mark(word)] or line.words)


def is_mark(word: Word) -> bool:
    """Whether a word is set above the line as the mark of a note is."""
    return word.raised and MARK.fullmatch(word.text.strip(", ")) is not None


def find_names(stack: Sequence[Line], small_words: Collection[str]) -> list[str]:
    """The people that lines name, each line its own or two to four together where lines break names."""
    text = " ".join(_parted(cell) for cell in stack)
    each = [parse_names(part, small_words, lenient=True) for part in text.strip(" ;").split(";")]
    if len(each) > 1 and all(each):
        return list(chain(*each))
    names: list[str] = []
    number = 0
    while number < len(stack):
        found = _names_in(stack[number], small_words)
        taken = 1
        if not found:
            is_list = SEPARATORS.search(_parted(stack[number])) is not None
            for more in range(2, min(MAX_BROKEN_LINES, len(stack) - number) + 1) if is_list else ():
                text = " ".join(_parted(cell) for cell in stack[number : number + more])
                together = parse_names(text, small_words)
                if together and _is_all(text, together):
                    found, taken = together, more
                    break
        names += found
        number += taken
    return names


def names_beside(stack: Sequence[Line]) -> list[str]:
    """What stands beside names, alone and written as they are: "Russell Power", a word that is seldom a name."""
    text = _parted(stack[0])
    return [text] if WRITTEN_AS_NAME.fullmatch(text) and not INSTITUTION.search(text) else []


def leaves_out(stack: Sequence[Line], names: Sequence[str]) -> bool:
    """Whether a line between two names could be a third: rather no authors than half of them."""
    lines = [_parted(cell) for cell in stack]
    at = [number for number, cell in enumerate(stack) if find_names([cell], ())]
    between = lines[at[0] : at[-1]] if at else []
    return any(
        WRITTEN_AS_NAME.fullmatch(line) and not INSTITUTION.search(line) and line not in names for line in between
    )


def names_above_institution(stack: Sequence[Line]) -> tuple[str, ...]:
    """Names that could also be words, in a line right below the title and above where their bearers work.

    Or in front of that on each line.
    """
    lines = [_parted(cell) for cell in stack]
    if len(lines) > 1 and INSTITUTION.search(lines[1]) and (names := parse_names(lines[0])):
        return names
    each = [parse_names(line, lenient=True) for line in lines if "," in line]
    return tuple(chain(*each)) if len(each) > 1 and len(each) == len(lines) and all(each) else ()


def _names_in(cell: Line, small_words: Collection[str]) -> tuple[str, ...]:
    names = parse_names(_parted(cell), small_words)
    if len(names) > 1 or (names and len(names[0].split()) < 4):
        return names
    return parse_names(_parted(cell, wide_gaps=True), small_words) or names


def _is_all(text: str, names: Sequence[str]) -> bool:
    """Whether a text holds nothing but these names and what joins them."""
    for name in names:
        text = text.replace(name, "", 1)
    return not re.sub(r"\band\b", "", text, flags=re.IGNORECASE).strip(" ,;&")


def _parted(cell: Line, wide_gaps: bool = False) -> str:
    """A line's words, with a comma for each note mark and, if asked, for each gap that is wider than most."""
    gaps = [
        after.left - before.right for before, after in zip(cell.words, cell.words[1:], strict=False) if not after.glued
    ]
    usual = median(gaps) if gaps else 0.0
    text = ""
    before: Word | None = None
    for word in cell.words:
        if is_mark(word):
            text += ", "
        elif before is not None and wide_gaps and word.left - before.right > NAME_GAP * usual:
            text += f", {word.text}"
        else:
            text += word.text if before is None or _is_glued(before, word) else f" {word.text}"
        before = word
    text = LOST_MARK.sub("", E_MAIL.sub("", text) if "@" in text else text)
    return BY.sub("", re.sub(r"(?:\s*,)+", ",", text).strip(" ,"), count=1)


def _is_glued(one: Word, other: Word) -> bool:
    return join_words([one, other]) == one.text + other.text
