"""The documents as they are now, in an index or in a folder: what quotes are held against."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from corpus.document import Document, Page
from corpus.errors import UnreadableDocument
from corpus.files import find_files
from corpus.formats import read_document
from corpus.sidecar import find_sidecar
from index.store import Store, StoredDocument


@dataclass(frozen=True, slots=True)
class FileText:
    """What a document's file says, before cleaning: the text that citations give places in.

    content_hash: as Document has it. pages: as ranges of the text; none where they are not known.
    """

    name: str
    content_hash: str
    text: str
    pages: tuple[Page, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The number of the page that a character stands on; None if that is not known."""
        reached = [page for page in self.pages if page.start <= offset]
        return max(reached, key=lambda page: page.start).number if reached else None


class Documents(Protocol):
    """Documents by name; two may have one name, a visitor's own and everybody's."""

    def names(self) -> Collection[str]:
        """The names of all of them."""

    def name_of(self, content_hash: str) -> str | None:
        """The first name, in alphabetical order, of a document with this content; None if there is none."""

    def read(self, name: str) -> list[FileText]:
        """Those of a name, whole; none if there is none. Raises UnreadableDocument if a file cannot be read."""


class IndexedDocuments:
    """The documents of an index that one visitor may see. Threads may share it."""

    def __init__(self, store: Store, visible_to: str | None = None) -> None:
        """visible_to: the owner who asks; None for everybody's documents alone."""
        self._store = store
        self._visible_to = visible_to
        self._known: dict[str, list[StoredDocument]] = {}
        for document in store.documents(visible_to):
            self._known.setdefault(document.name, []).append(document)

    def names(self) -> Collection[str]:
        """As Documents has it."""
        return self._known.keys()

    def name_of(self, content_hash: str) -> str | None:
        """As Documents has it."""
        hashes = ((one.name, one.content_hash) for documents in self._known.values() for one in documents)
        return min((name for name, known in hashes if known == content_hash), default=None)

    def read(self, name: str) -> list[FileText]:
        """As Documents has it."""
        return [text for one in self._known.get(name, ()) if (text := self._read(one)) is not None]

    def _read(self, document: StoredDocument) -> FileText | None:
        """None if it was removed since it was listed."""
        try:
            return _file_text(self._store.document_by_id(document.document_id, self._visible_to))
        except KeyError:
            return None


class FolderDocuments:
    """The documents of a folder, or one file.

    Raises UserError if there is no such folder, or nothing in it that can be read.
    """

    def __init__(self, path: Path) -> None:
        self._files = {file.name: file.path for file in find_files([path])}

    def names(self) -> Collection[str]:
        """As Documents has it."""
        return self._files.keys()

    def name_of(self, content_hash: str) -> str | None:
        """As Documents has it; the first call reads every file."""
        return min((name for name, known in self._hashes.items() if known == content_hash), default=None)

    def read(self, name: str) -> list[FileText]:
        """As Documents has it."""
        path = self._files.get(name)
        return [] if path is None else [_file_text(read_document(path, name, cleaning=False))]

    @cached_property
    def _hashes(self) -> dict[str, str]:
        hashes = {name: _content_hash(path) for name, path in self._files.items()}
        return {name: content_hash for name, content_hash in hashes.items() if content_hash is not None}


def _content_hash(path: Path) -> str | None:
    """The content hash of the document at path; None if that cannot be told."""
    try:
        if find_sidecar(path) is not None:
            return read_document(path, path.name, cleaning=False).content_hash
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, UnreadableDocument):
        # Told where a quote of it is looked for; here it only is not the one that is looked for.
        return None


def _file_text(document: Document) -> FileText:
    original = document.original
    # Pages are ranges of the clean text, and a document that was cleaned has another.
    return FileText(
        document.name,
        document.content_hash,
        original.text if original else document.text,
        () if original else document.pages,
    )
