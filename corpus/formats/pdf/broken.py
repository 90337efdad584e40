"""Paragraphs of a PDF that a column's or a page's end cuts, made whole."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.formats.pdf.kinds import DASHES, FLOATS, Kind, Paragraph, ends_in_abbreviation, ends_sentence
from corpus.formats.pdf.lines import Line


def join_broken(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Paragraphs whose end stands in the next column or on the next page made one."""
    joined: list[Paragraph] = []
    open_at: int | None = None
    for paragraph in paragraphs:
        if paragraph.kind in FLOATS:
            joined.append(paragraph)
            continue
        if open_at is not None and _goes_on(joined[open_at], paragraph, floats=open_at < len(joined) - 1):
            lines = joined[open_at].lines + paragraph.lines
            joined[open_at] = replace(joined[open_at], lines=lines)
            continue
        joined.append(paragraph)
        open_at = len(joined) - 1 if paragraph.kind in (Kind.TEXT, Kind.ITEM) else None
    return joined


def _goes_on(before: Paragraph, after: Paragraph, floats: bool) -> bool:
    """Whether a paragraph is the rest of the one before, cut by a column's end; floats: something stands between."""
    last, first = before.lines[-1], after.lines[0]
    moved = first.page != last.page or first.baseline <= last.baseline or floats
    is_amid = first.plain[:1].islower() or (_begins_with_dash(first) and not _begins_with_dash(before.lines[0]))
    if not (after.kind is Kind.TEXT or is_amid) or not moved or abs(first.size - last.size) > 0.05 * last.size:
        return False
    # Broken off by the margin: the next word would not have found room.
    room = last.column[1] - last.right - (first.words[0].right - first.words[0].left)
    full = room < last.size
    if ends_sentence(last) and not (full and (is_amid or ends_in_abbreviation(last))):
        return False
    indented = len(after.lines) > 1 and first.left - after.lines[1].left > 0.6 * first.size
    return is_amid or (full and not indented and not first.bold)


def _begins_with_dash(line: Line) -> bool:
    """Whether a dash begins the line: that of a list, or one between words."""
    return len(line.words) > 1 and line.words[0].text in DASHES
