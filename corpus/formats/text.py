"""Plain text."""

import hashlib
from pathlib import Path

from corpus.cleaning.document import clean_document
from corpus.document import Document
from corpus.formats.decoding import decode
from corpus.formats.first_page import read_first_page
from corpus.headings import find_sections


def read(path: Path, name: str, data: bytes) -> Document:
    """A text file as a document: its text unaltered, titled by its first page or else its name."""
    text, notes = decode(path, data)
    first_page = read_first_page(text)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=first_page.title or Path(name).stem.replace("_", " "),
        text=text,
        author=first_page.author,
        year=first_page.year,
        notes=notes,
    )


def clean(document: Document) -> Document:
    """The document without what pages did to its text, and with the sections that this shows."""
    return clean_document(document, find_sections)


def find_title(text: str) -> str | None:
    """The title on the text's first page; None if there is none, or none that is sure."""
    return read_first_page(text).title
