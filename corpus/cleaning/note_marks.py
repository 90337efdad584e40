"""Marks that send the reader to a note: they are not part of the sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.cleaning.draft import Draft, Edit
from corpus.cleaning.headers import shorten
from corpus.cleaning.paragraphs import split_paragraphs
from corpus.document import Change

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
IN_MARKUP = re.compile(r"\s?(?:<sup>\s*[\d,\s*†‡–-]{1,12}\s*</sup>|\$?\^\{?\\?\s*[\d,\s*†‡–-]{1,12}\\?\}\$?)")
# Behind a letter or a sign, not behind a digit: 10² is a number. Units of two letters are left alone: km².
SUPERSCRIPT = re.compile(
    r"(?:(?<=[^\W\d_]{3})|(?<=[.,;:!?”\"’')\]]))\s?[⁰¹²³⁴-⁹]{1,3}(?:[,–][⁰¹²³⁴-⁹]{1,3})*(?=[\s.,;:!?”\"’')\]]|$)"
)
MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
# A blank before the number only where a sentence ends: "in Gyumri, 12 Armenians".
PLAIN = re.compile(
    rf"(?:(?<=[^\W\d_][.!?])\s?|(?<=[^\W\d_][.!?][”\"’')])\s?|(?<=[^\W\d_][,;])|(?<=[^\W\d_][,;][”\"’')]))"
    rf"(\d{{1,3}})(?=\s+(?!(?:{MONTHS})\b)[^\W\d_a-z\s]|\s*\n|\s*$)"
)
NOTE_NUMBER = re.compile(r"\s*(?:\$?\^\{?|<sup>|\[)?\s*([\d⁰¹²³⁴-⁹]{1,3})")


def drop_note_marks(draft: Draft) -> tuple[Draft, Change]:
    """Take out marks of notes; plain numbers only where the text has a note of that number.

    The mark that begins a note stays.
    """
    notes = _numbers_of_notes(draft.text)
    edits = sorted(_marks(draft.text, notes), key=lambda edit: edit.start)
    kept = [edit for number, edit in enumerate(edits) if number == 0 or edit.start >= edits[number - 1].end]
    example = draft.text[max(0, kept[0].start - 30) : kept[0].end] if kept else ""
    return draft.edited(kept), Change("note marks taken out", len(kept), shorten(example))


def _numbers_of_notes(text: str) -> frozenset[int]:
    """The numbers that paragraphs written as notes begin with."""
    matches = (NOTE_NUMBER.match(one.text) for one in split_paragraphs(text) if one.is_note)
    return frozenset(int(match[1].translate(SUPERSCRIPTS)) for match in matches if match)


def _marks(text: str, notes: frozenset[int]) -> Iterator[Edit]:
    found = sorted(_candidates(text, notes), key=lambda one: one.start)
    for number, one in enumerate(found):
        beside = [*found[max(number - 1, 0) : number], *found[number + 1 : number + 2]]
        counts = any(other.is_sure and abs(other.number - one.number) == 1 for other in beside)
        if one.is_sure or counts:
            yield Edit(one.start, one.end)


@dataclass(frozen=True, slots=True)
class _Mark:
    """[start, end): its place. number: of its note. is_sure: it is no number of the text, whatever stands around it."""

    start: int
    end: int
    number: int
    is_sure: bool


def _candidates(text: str, notes: frozenset[int]) -> Iterator[_Mark]:
    line_starts = {0} | {match.end() for match in re.finditer(r"\n\s*", text)}
    for match in IN_MARKUP.finditer(text):
        begins = match.start() in line_starts or not text[: match.start()].strip()
        if not begins and match.start() + len(match[0]) - len(match[0].lstrip()) not in line_starts:
            yield _mark(match, is_sure=True)
    if not notes:
        return
    for match in SUPERSCRIPT.finditer(text):
        yield _mark(match, is_sure=True)
    for paragraph in split_paragraphs(text):
        # In a note, "Vol. 3" and "pp. 12" are what they seem.
        if paragraph.is_prose:
            for match in PLAIN.finditer(text, paragraph.start, paragraph.end):
                if int(match[1]) in notes:
                    # "It fell. 12 ships came": a number like any other, unless the marks around it count up to it.
                    yield _mark(match, is_sure=not match[0][0].isspace())


def _mark(match: re.Match[str], is_sure: bool) -> _Mark:
    """Of several numbers the last one."""
    numbers = re.findall(r"\d+", match[0].translate(SUPERSCRIPTS))
    return _Mark(match.start(), match.end(), int(numbers[-1]) if numbers else 0, is_sure)
