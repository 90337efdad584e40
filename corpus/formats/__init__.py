"""The file formats that can be read: one module a format, one line in FORMATS to add one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats import delimited, docx, eml, epub, html, markdown, pdf, pptx, text
from corpus.garbling import is_badly_garbled
from corpus.sidecar import apply_sidecar

Reader = Callable[[Path, str, bytes], Document]
# Raised when files or their passages come out better than before, so that indexes read them again.
READING = 7

# A thousand-page book is about 3 MB of text. Larger files are logs and data dumps, which take an hour to embed.
TEXT_BYTES = 20_000_000
# A letter carries its attachments, which are not read.
LETTER_BYTES = 50_000_000
# Mostly pictures; what is unpacked from them is bounded by their readers.
CONTAINER_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one suffix are read, and how large they may be unless the user says otherwise.

    clean: undoes what pages did to the text; None where the reader knows the pages, or there are none.
    """

    read: Reader
    max_bytes: int = TEXT_BYTES
    clean: Callable[[Document], Document] | None = None


FORMATS = {
    ".txt": Format(text.read, clean=text.clean),
    ".text": Format(text.read, clean=text.clean),
    ".md": Format(markdown.read, clean=markdown.clean),
    ".markdown": Format(markdown.read, clean=markdown.clean),
    ".pdf": Format(pdf.read, CONTAINER_BYTES),
    ".docx": Format(docx.read, CONTAINER_BYTES),
    ".docm": Format(docx.read, CONTAINER_BYTES),
    ".pptx": Format(pptx.read, CONTAINER_BYTES),
    ".html": Format(html.read),
    ".htm": Format(html.read),
    ".xhtml": Format(html.read),
    ".epub": Format(epub.read, CONTAINER_BYTES),
    ".csv": Format(delimited.read),
    ".tsv": Format(delimited.read),
    ".eml": Format(eml.read, LETTER_BYTES),
}
# Documents all the same: found in a folder they are told, not passed over.
CONVERTIBLE = {
    ".doc": "an old Word document; save it as .docx",
    ".rtf": "a rich text document; save it as .docx",
    ".odt": "an OpenDocument text; save it as .docx",
    ".ppt": "an old PowerPoint file; save it as .pptx",
    ".odp": "an OpenDocument presentation; save it as .pptx",
    ".xls": "an Excel workbook; save each sheet as .csv",
    ".xlsx": "an Excel workbook; save each sheet as .csv",
    ".ods": "an OpenDocument table; save each sheet as .csv",
    ".mobi": "a Kindle book; convert it to .epub",
    ".djvu": "a DjVu scan; convert it to .pdf",
}


def read_document(path: Path, name: str, max_bytes: int | None = None, cleaning: bool = True) -> Document:
    """Read one file, by the reader its suffix names, and the metadata set by hand beside it (corpus.sidecar).

    name: what the document is to be called. max_bytes: None for its format's own limit. cleaning: whether to undo what
    pages did to plain text. Raises UnreadableDocument if the suffix is unknown, or the file is missing, not a regular
    file, not readable, larger than max_bytes, or not what its reader expects; or if its sidecar cannot be used.
    """
    suffix = path.suffix.lower()
    if suffix in CONVERTIBLE:
        raise UnreadableDocument(path, f"this is {CONVERTIBLE[suffix]}")
    chosen = FORMATS.get(suffix)
    if chosen is None:
        known = ", ".join(sorted(FORMATS))
        raise UnreadableDocument(path, f"files ending in {path.suffix or 'nothing'} cannot be read (only {known})")
    document = chosen.read(path, name, _read_bytes(path, max_bytes or chosen.max_bytes))
    if cleaning and chosen.clean is not None:
        document = chosen.clean(document)
    return apply_sidecar(_note_damage(document), path)


def _note_damage(document: Document) -> Document:
    if not is_badly_garbled(document.text[document.body_start :]):
        return document
    note = "its text looks damaged, so quotes from it may be unreadable; look at it with python -m corpus FILE --text"
    return replace(document, notes=(*document.notes, note))


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if not path.exists():
            raise UnreadableDocument(path, "no such file")
        if not path.is_file():
            raise UnreadableDocument(path, "not a regular file")
        size = path.stat().st_size
        if size > max_bytes:
            reason = (
                f"the file has {size / 1e6:.1f} MB and the limit is {max_bytes / 1e6:.0f} MB; "
                "split it, or raise the limit with --max-megabytes"
            )
            raise UnreadableDocument(path, reason)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(path, f"cannot be read ({error.strerror})") from error
