"""A whole document as HTML, with the quotes that an answer takes from it marked where they stand."""

import re
from collections.abc import Sequence

from corpus.document import Document
from qa.answer import Answer, Citation
from qa.rendering.html import escape

# A browser shows so much text at once without effort; of a longer document the part around the quote is shown.
MAX_CHARACTERS = 400_000
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def render_whole(document: Document, answer: Answer, citation: Citation) -> str:
    """A dialog with the document's text. The citation's quote is marked to be scrolled to, the answer's others faintly.

    A quote is marked only where the document still says it: no mark beats a wrong one.
    """
    ranges = _ranges(document, answer, citation)
    current = next((one for one in ranges if one[2] == citation.number), None)
    first, last = _window(len(document.text), current[0] if current else 0)
    shown = _marked(document.text, [one for one in ranges if first <= one[0] and one[1] <= last], first, last, citation)
    by = " · ".join(str(part) for part in (document.author, document.year, document.name) if part)
    told = "" if current else '<p class="told">The document has changed since; the quote no longer stands there.</p>'
    told += _part(first, last, len(document.text))
    return _dialog(document.title, by, f'{told}<div class="passage">{shown}</div>')


def render_gone(message: str) -> str:
    """A dialog that says why there is no document to show."""
    return _dialog("No document to show", "", f'<p class="told">{escape(message)}</p>')


def _dialog(title: str, by: str, body: str) -> str:
    close = '<button class="act close" type="button">Close</button>'
    head = f'<header><div><h2 id="whole-title">{escape(title)}</h2><p>{escape(by)}</p></div>{close}</header>'
    # A text that scrolls must be reachable by keyboard.
    text = f'<div class="whole-text" tabindex="0" role="region" aria-labelledby="whole-title">{body}</div>'
    return f'<dialog class="whole-dialog" aria-labelledby="whole-title">{head}{text}</dialog>'


def _ranges(document: Document, answer: Answer, citation: Citation) -> list[tuple[int, int, int]]:
    """(start, end, number) of the answer's quotes from the document, in the document's text, without overlaps."""
    others = [one for one in answer.citations if one.document == citation.document and one.number != citation.number]
    found: list[tuple[int, int, int]] = []
    for one in (citation, *others):
        begins = answer.hits[one.passage].passage.start
        start, end = begins + one.highlight[0], begins + one.highlight[1]
        apart = all(end <= other[0] or other[1] <= start for other in found)
        if apart and start < end and document.text[start:end] == answer.said(one):
            found.append((start, end, one.number))
    return sorted(found)


def _window(characters: int, around: int) -> tuple[int, int]:
    """The part of a text to show: all of it if it is not too long."""
    first = max(0, min(around - MAX_CHARACTERS // 2, characters - MAX_CHARACTERS))
    return first, min(characters, first + MAX_CHARACTERS)


def _part(first: int, last: int, characters: int) -> str:
    if last - first == characters:
        return ""
    return f'<p class="told">Characters {first:,} to {last:,} of {characters:,}, around the quote.</p>'


def _marked(text: str, ranges: Sequence[tuple[int, int, int]], first: int, last: int, citation: Citation) -> str:
    pieces, at = [], first
    for start, end, number in ranges:
        kind = "current" if number == citation.number else "other"
        pieces.append(f'{_plain(text[at:start])}<mark class="{kind}">{escape(text[start:end])}</mark>')
        at = end
    return "".join(pieces) + _plain(text[at:last])


def _plain(text: str) -> str:
    """Text between the quotes, its heading lines as such."""
    pieces, at = [], 0
    for found in HEADING.finditer(text):
        pieces.append(f'{escape(text[at : found.start()])}<span class="heading">{escape(found[1])}</span>')
        at = found.end()
    return "".join(pieces) + escape(text[at:])
