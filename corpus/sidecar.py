"""Metadata set by hand beside a document: paper.pdf.yaml for paper.pdf."""

import hashlib
from dataclasses import replace
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.stated import Stated, StatedWrongly, parse_stated

SUFFIXES = (".yaml", ".yml")
# Four short values need a hundredth of it; a larger file is something else under that name.
MAX_BYTES = 64_000


def find_sidecar(path: Path) -> Path | None:
    """The sidecar of the document at path: its whole name with .yaml or .yml behind it; None if there is none.

    Raises UnreadableDocument if there are both.
    """
    found = [beside for suffix in SUFFIXES if (beside := path.with_name(path.name + suffix)).exists()]
    if len(found) > 1:
        raise UnreadableDocument(
            found[0], f"there is also {found[1].name}, and one document has one; delete one of them"
        )
    return found[0] if found else None


def apply_sidecar(document: Document, path: Path) -> Document:
    """The document, read from path, with the values of its sidecar in place of its own.

    Where there is a sidecar, content_hash becomes the sha256 over the hash of the document and the sidecar's bytes, so
    that a changed sidecar makes a changed document. Raises UnreadableDocument for a sidecar that cannot be used.
    """
    sidecar = find_sidecar(path)
    if sidecar is None:
        return document
    data = _read_bytes(sidecar)
    stated = _parse(sidecar, data)
    return replace(
        document,
        content_hash=hashlib.sha256(bytes.fromhex(document.content_hash) + data).hexdigest(),
        title=stated.title or document.title,
        author=stated.author or document.author,
        year=stated.year or document.year,
        collection=stated.collection or document.collection,
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableDocument(path, "not a regular file; a document's metadata are expected there")
        size = path.stat().st_size
        if size > MAX_BYTES:
            reason = f"it has {size:,} bytes and metadata may have {MAX_BYTES:,}; keep title, author, year, collection"
            raise UnreadableDocument(path, reason)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(path, f"cannot be read ({error.strerror}); allow it, or delete it") from error


def _parse(path: Path, data: bytes) -> Stated:
    try:
        return parse_stated(data.decode("utf-8-sig"), only_known_keys=True)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableDocument(path, f"it is not UTF-8 (line {line}); save it again as UTF-8") from error
    except StatedWrongly as error:
        raise UnreadableDocument(path, str(error)) from error
