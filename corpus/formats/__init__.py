"""The file formats that can be read: one module a format, one line in READERS to add one."""

from collections.abc import Callable
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats import markdown, text

Reader = Callable[[Path, str, bytes], Document]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}

# A thousand-page book is about 3 MB of text. Larger files are logs and data dumps, which take an hour to embed.
MAX_BYTES = 20_000_000


def read_document(path: Path, name: str, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file, by the reader its suffix names.

    name: what the document is to be called. Raises UnreadableDocument if the suffix is unknown, or the file is
    missing, not a regular file, not readable, larger than max_bytes, or not what its reader expects.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableDocument(path, f"files ending in {path.suffix or 'nothing'} cannot be read (only {known})")
    return reader(path, name, _read_bytes(path, max_bytes))


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
