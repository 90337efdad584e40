"""A document whose text is cleaned, its sections found in the clean text."""

from collections.abc import Callable
from dataclasses import replace

from corpus.cleaning import clean
from corpus.document import Document, Original, Piece, Section


def clean_document(document: Document, find_sections: Callable[[str], tuple[Section, ...]]) -> Document:
    """The document with its text cleaned from body_start on. It must have no pages: their places would move.

    find_sections: text → its sections.
    """
    start = document.body_start
    cleaned = clean(document.text[start:])
    if cleaned.original is None:
        return replace(document, sections=find_sections(document.text))
    text = document.text[:start] + cleaned.text
    front = (Piece(0, start, 0),) if start else ()
    moved = (Piece(one.start + start, one.end + start, one.original + start) for one in cleaned.original.pieces)
    return replace(
        document,
        text=text,
        sections=find_sections(text),
        original=Original(document.text, (*front, *moved)),
        changes=cleaned.changes,
    )
