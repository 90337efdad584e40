"""Lines of a PDF in reading order → paragraphs, headings, list items, captions and footnotes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.formats.pdf.broken import join_broken
from corpus.formats.pdf.kinds import DASHES, Kind, Paragraph, ends_in_abbreviation, ends_sentence
from corpus.formats.pdf.lines import Line
from corpus.formats.pdf.tables import CAPTION, LIST_MARK

BULLET = re.compile(r"[•◦▪●■○–—*·‣▶►✓\uf0b7\uf0a7\uf0d8]")
NAME_PARTICLES = frozenset("de del della di da dos van von der den ten zu al bin ibn oğlu qızı".split())
NUMBERING = re.compile(
    r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})\.?|[IVXL]{1,5}\.|[A-H]\.|(?:Chapter|Part|Appendix)\s\w{1,4}[.:]?)\s+\S"
)
NOTE_MARK = re.compile(r"\d{1,3}|[*†‡§¶]{1,3}|[a-z]")
# Footnotes are set at 0.8 to 0.9 of the text's size.
NOTE_SIZE = 0.93
HEADING_SIZE = 1.09
MAX_HEADING_CHARACTERS = 180
# A distance between lines that is this much over the usual parts paragraphs; double spacing is usual to itself.
PARAGRAPH_GAP = 1.28


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set. size: of its text; pitch: from line to line, as a share of the size; bold: throughout."""

    size: float
    pitch: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    pitch: float


def measure(blocks: Sequence[Sequence[Line]]) -> Style:
    """The style of most of the text. blocks: at least one line in all."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    pitches: list[float] = []
    for block in blocks:
        for line in block:
            length = len(line.plain)
            sizes[round(line.size * 4) / 4] += length
            bold, total = bold + length * line.bold, total + length
        pitches += [distance / block[0].size for distance in _distances(block)]
    return Style(sizes.most_common(1)[0][0], _low_quartile(pitches, 1.2), bold * 2 > total)


def _distances(block: Sequence[Line]) -> list[float]:
    """From line to line of one size, where they can belong together."""
    pairs = zip(block, block[1:], strict=False)
    distances = [
        (after.baseline - before.baseline, before.size) for before, after in pairs if before.size == after.size
    ]
    return [distance for distance, size in distances if 0.8 * size < distance < 3.2 * size]


def _low_quartile(values: list[float], otherwise: float) -> float:
    return sorted(values)[len(values) // 4] if values else otherwise


def find_paragraphs(pages: Sequence[Sequence[Sequence[Line]]], style: Style) -> list[Paragraph]:
    """The paragraphs of a document in reading order, those cut by a column's or a page's end made whole.

    pages: for each page its blocks of lines. Footnotes come where they stand; captions, tables and notes in the middle
    of a paragraph that runs on come behind it.
    """
    paragraphs: list[Paragraph] = []
    for blocks in pages:
        for block in blocks:
            lines, notes = part_notes(block, style)
            paragraphs += [Paragraph(_kind(group, style), group) for group in _split(lines, style)]
            paragraphs += [Paragraph(Kind.NOTE, group) for group in _split_notes(notes)]
    return join_broken(_without_bylines(paragraphs))


def _without_bylines(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Authors under the title are set larger than the text, as headings are; but no other heading looks like them."""
    looks = Counter(_look(one) for one in paragraphs if one.kind is Kind.HEADING)
    titles = [number for number, one in enumerate(paragraphs[:12]) if one.kind is Kind.HEADING]
    result = list(paragraphs)
    for before, number in zip(titles, titles[1:], strict=False):
        one = paragraphs[number]
        follows = before == number - 1 and paragraphs[before].size > one.size
        known = len(one.plain.split()) < 2 or NUMBERING.match(one.plain) or one.plain.isupper()
        if one.lines[0].bold and not (_are_names(one.plain) and _is_no_prose(paragraphs[number + 1 : number + 2])):
            known = True
        if follows and not known and looks[_look(one)] == 1:
            result[number] = replace(one, kind=Kind.TEXT)
    return result


def _are_names(text: str) -> bool:
    """Whether each part of a list could be a person's name: two to five words, all with a capital but for "de"."""
    parts = re.split(r",|;|&|\band\b", re.sub(r"[\d*†‡§¶∗]", "", text))
    names = [part.split() for part in parts if part.strip()]
    return bool(names) and all(
        2 <= len(name) <= 5 and all(word[0].isupper() or word in NAME_PARTICLES for word in name) for name in names
    )


def _is_no_prose(following: Sequence[Paragraph]) -> bool:
    """Whether a heading or a short line, such as where the authors work, stands below; below a heading stands text."""
    return all(one.kind is Kind.HEADING or len(one.plain) < 100 for one in following)


def _look(paragraph: Paragraph) -> tuple[float, bool]:
    return round(paragraph.size, 1), paragraph.lines[0].bold


def part_notes(block: Sequence[Line], style: Style) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines of a column, and those of the footnotes at its bottom."""
    start = len(block)
    while start > 0 and not block[start - 1].is_alone and block[start - 1].size <= NOTE_SIZE * style.size:
        start -= 1
    while start < len(block) and not _begins_note(block[start]):
        start += 1
    return block[:start], block[start:]


def _begins_note(line: Line) -> bool:
    first = line.words[0]
    marked = NOTE_MARK.fullmatch(first.text) is not None and len(line.words) > 1
    return marked and (first.raised or not first.text.isalpha())


def _split_notes(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    if not lines:
        return
    starts = [number for number, line in enumerate(lines) if _begins_note(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield tuple(lines[start:end])


def _split(lines: Sequence[Line], style: Style) -> Iterator[tuple[Line, ...]]:
    if not lines:
        return
    margins = _margins(lines, style)
    current = [lines[0]]
    for line in lines[1:]:
        if _starts_paragraph(current, line, margins):
            yield tuple(current)
            current = []
        current.append(line)
    yield tuple(current)


def _margins(lines: Sequence[Line], style: Style) -> _Margins:
    """The left margin is the leftmost at which one line in seven begins."""
    places = Counter(round(line.left / 2) for line in lines if not line.is_alone)
    common = [place for place, count in places.items() if count * 7 >= len(lines)]
    left = min(common or places or [0]) * 2.0
    right = max(line.column[1] for line in lines)
    distances = _distances(lines)
    usual = style.pitch * lines[0].size
    return _Margins(left, right, _low_quartile(distances, usual) if len(distances) > 5 else usual)


def _starts_paragraph(current: Sequence[Line], line: Line, margins: _Margins) -> bool:
    before = current[-1]
    if line.is_alone or before.is_alone or abs(line.size - before.size) > 0.08 * line.size:
        return True
    distance = line.baseline - before.baseline
    pitch = margins.pitch * max(1.0, line.size / max(line.size, before.size))
    larger = line.size > 1.3 * pitch / 1.2
    if distance <= 0 or distance > PARAGRAPH_GAP * (1.2 * line.size if larger else pitch):
        return True
    ended = ends_sentence(before)
    if before.bold != line.bold and (ended or not line.plain[:1].islower()):
        return True
    if line.bold and before.bold and NUMBERING.match(line.plain):
        return True
    if _begins_item(line) and (ended or _is_bulleted(line) or _continues_list(current[0], line)):
        return True
    return _is_broken_off(current, line, margins, ended)


def _begins_item(line: Line) -> bool:
    return (
        len(line.words) > 1
        and (LIST_MARK.fullmatch(line.words[0].text) or BULLET.fullmatch(line.words[0].text)) is not None
    )


def _continues_list(first: Line, line: Line) -> bool:
    """Whether a paragraph's first line and this one both begin as items do; a dash may also stand between words."""
    is_dash = line.words[0].text in DASHES
    return _begins_item(first) and (not is_dash or first.words[0].text == line.words[0].text)


def _is_bulleted(line: Line) -> bool:
    """Whether a list mark begins the line that can be nothing else; a dash may go on with a sentence."""
    mark = line.words[0].text
    return BULLET.fullmatch(mark) is not None and mark not in DASHES


def _is_broken_off(current: Sequence[Line], line: Line, margins: _Margins, ended: bool) -> bool:
    """Whether the line before ends early, or this one is set in or out, as a new paragraph is."""
    before = current[-1]
    centred = abs(before.left + before.right - line.left - line.right) < 4 and before.left > margins.left + line.size
    if centred:
        return False
    room = margins.right - before.right - (line.words[0].right - line.words[0].left)
    short = room > 2 * line.size
    shift = line.left - before.left
    if shift > 0.6 * line.size and not _begins_item(current[0]):
        return ended or short
    if shift < -0.6 * line.size and len(current) > 1:
        return ended or short
    width = margins.right - margins.left
    if line.plain[:1].islower():
        return short and ended and before.plain[-1] != ":" and not ends_in_abbreviation(before)
    return short and (ended or room > 0.35 * width)


def _kind(lines: Sequence[Line], style: Style) -> Kind:
    text = " ".join(line.plain for line in lines)
    if lines[0].table:
        return Kind.TABLE
    if lines[0].is_alone:
        return Kind.FIGURE
    if CAPTION.match(text) and len(text) < 600:
        return Kind.CAPTION
    if _is_heading(lines, text, style):
        return Kind.HEADING
    return Kind.ITEM if _begins_item(lines[0]) else Kind.TEXT


def _is_heading(lines: Sequence[Line], text: str, style: Style) -> bool:
    """Short, written as a heading is, and set larger, bolder or in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(lines) > 3 or len(text) > MAX_HEADING_CHARACTERS or len(letters) < max(3, 0.5 * len(text.replace(" ", ""))):
        return False
    if (
        text[-1] in ".,;:"
        or BULLET.match(text)
        or not (NUMBERING.match(text) or letters[0].isupper() or not letters[0].islower())
    ):
        return False
    size = min(line.size for line in lines)
    capitals = "".join(letters).isupper() and len(letters) > 4 and len(text.split()) <= 14
    bold = all(line.bold for line in lines) and not style.bold
    return size >= HEADING_SIZE * style.size or (size >= 0.93 * style.size and (bold or capitals))
