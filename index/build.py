"""Changing an index: build, add, remove. Whatever happens in between, searchers see the old state or the new."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableDocument, UserError
from corpus.files import SourceFile
from corpus.formats import read_document
from index.chunking import chunk
from index.derived import load_structures
from index.embedder import Embedder, load_embedder
from index.errors import IndexMismatch, IndexNotFound
from index.freshness import look
from index.lock import open_for_writing
from index.manifest import Manifest
from index.near_duplicates import SENTENCE_CHARACTERS, NearDuplicate, find_near_duplicates
from index.store import FILE_NAME, SHELF, UPLOADS, Embedded, Origin, Shelf, Store, StoredDocument


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not indexed, and why."""

    path: Path
    reason: str


@dataclass
class Report:
    """What a change did. Lists hold document names.

    duplicates: (left out, the one with the same content). near_duplicates: with a document added or updated. missing:
    documents whose files are gone from the folders they were added from, still in the index. notes: (name, what its
    reader guessed or left out), of documents added or updated.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    near_duplicates: list[NearDuplicate] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    seconds: float = 0.0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where long work tells how it goes; every function may be left as it is.

    starting: told how many files there are. reading: told each file about to be looked at. embedding: told how many
    texts of it are about to be embedded. embedded: told how many of them are done. done: told how many passages were
    made of the file; 0 if it is unchanged or cannot be read. waiting: told the folder another process is changing.
    """

    starting: Callable[[int], object] = lambda count: None
    reading: Callable[[SourceFile], object] = lambda file: None
    embedding: Callable[[int], object] = lambda count: None
    embedded: Callable[[int], object] = lambda count: None
    done: Callable[[int], object] = lambda passages: None
    waiting: Callable[[Path], object] = lambda directory: None


SILENT = Progress()


def build_index(
    directory: Path,
    files: Sequence[SourceFile],
    manifest: Manifest | None = None,
    max_bytes: int | None = None,
    progress: Progress = SILENT,
    collection: str | None = None,
) -> Report:
    """Make the index in directory hold exactly these files. What is unchanged is not embedded again.

    manifest: None for the index's embedding model and this version's way of cutting passages. max_bytes: of a file,
    None for its format's own limit. collection: for the files that name none themselves; None for the one they were
    given before. Files that cannot be read are left out and reported; what visitors added stays. Raises UserError if
    none can be read, IndexBusy, IndexNotWritable; the index then stays as it was.
    """
    with open_for_writing(directory, progress.waiting) as store:
        chosen = manifest or Manifest(store.manifest.embedding_model)
        return _Change(store, chosen, max_bytes, progress, collection).run(files, keep=())


def add_documents(
    directory: Path,
    files: Sequence[SourceFile],
    embedding_model: str | None = None,
    max_bytes: int | None = None,
    progress: Progress = SILENT,
    collection: str | None = None,
) -> Report:
    """Add files to the index in directory, or make one; a changed file takes the place of what it was.

    embedding_model: None for the index's own. collection: as build_index has it. Raises IndexMismatch if the model is
    another, else as build_index does.
    """
    with open_for_writing(directory, progress.waiting) as store:
        every = store.every_document()
        manifest = store.manifest if every else Manifest(embedding_model or store.manifest.embedding_model)
        if embedding_model not in (None, manifest.embedding_model):
            raise IndexMismatch(
                f"{directory}: made with the embedding model {manifest.embedding_model}, not {embedding_model}; "
                "one index has one model, so build it again or leave --embedding-model out"
            )
        documents = [one for one in every if one.shelf == SHELF]
        report = _Change(store, manifest, max_bytes, progress, collection).run(files, keep=documents)
        report.missing = _missing(documents, files)
        return report


def upload_documents(
    directory: Path,
    files: Sequence[SourceFile],
    shelf: Shelf,
    embedder: Embedder | None = None,
    progress: Progress = SILENT,
) -> Report:
    """Add files to a visitors' shelf of the index in directory, or make one. Documents are named as the files are.

    embedder: used if it is the index's own, else that is loaded. What everybody can see already, and what stands on the
    shelf, is a duplicate; what stands on other shelves is not looked at. Files that cannot be read are reported, even
    if all are. Raises IndexBusy, IndexNotWritable.
    """
    with open_for_writing(directory, progress.waiting) as store:
        every = store.every_document()
        manifest = store.manifest if every else Manifest(store.manifest.embedding_model)
        change = _Change(store, manifest, None, progress, None, shelf, embedder)
        return change.run(files, keep=[one for one in every if one.shelf == shelf], may_be_none=True)


def remove_documents(
    directory: Path, names: Sequence[str], progress: Progress = SILENT, shelf: Shelf = SHELF
) -> Report:
    """Take documents of a shelf out of the index by name. Raises UserError, changing nothing, if one is not on it."""
    if not (directory / FILE_NAME).is_file():
        raise IndexNotFound(f"{directory}: no index there")
    with open_for_writing(directory, progress.waiting) as store:
        documents = store.every_document()
        _refuse_others(names, documents, shelf)
        gone = {(name, shelf) for name in names}
        kept = [document.document_id for document in documents if (document.name, document.shelf) not in gone]
        store.publish(store.manifest, kept)
        report = Report(removed=sorted(set(names)))
        sample = store.sample()
        if sample is not None:
            report.problem = load_structures(store, len(sample[1])).problem
        return report


def _refuse_others(names: Sequence[str], documents: Sequence[StoredDocument], shelf: Shelf) -> None:
    """Raises UserError if one of the names is not on the shelf; tells of no shelf but that and everybody's."""
    known = {document.name for document in documents if document.shelf == shelf}
    missing = [name for name in names if name not in known]
    uploaded = {document.name for document in documents if document.shelf == Shelf(None, uploaded=True)}
    if shelf == SHELF and any(name in uploaded for name in missing):
        raise UserError(f"{missing[0]}: added in the chat; it is taken out there")
    if missing:
        raise UserError(
            f"not in the index: {', '.join(missing)}; it holds: {', '.join(sorted(known)) or 'no documents'}"
        )


class _Change:
    """One build or add: stages what is new on one shelf, then publishes it with what stands on the others."""

    def __init__(
        self,
        store: Store,
        manifest: Manifest,
        max_bytes: int | None,
        progress: Progress,
        collection: str | None,
        shelf: Shelf = SHELF,
        embedder: Embedder | None = None,
    ) -> None:
        self.store = store
        self.manifest = manifest
        self.max_bytes = max_bytes
        self.progress = progress
        self.collection = collection
        self.report = Report()
        self.shelf = shelf
        self._embedder = embedder if embedder is not None and embedder.name == manifest.embedding_model else None
        every = store.every_document()
        self._old = {document.name: document for document in every if document.shelf == shelf}
        self._others = [document for document in every if document.shelf != shelf]
        # What is to be live: names → ids, and content hashes → names.
        self._chosen: dict[str, int] = {}
        self._hashes: dict[str, str] = {}
        self._taken: set[str] = set()
        self._looks: dict[int, str] = {}

    def run(self, files: Sequence[SourceFile], keep: Sequence[StoredDocument], may_be_none: bool = False) -> Report:
        """keep: documents of the shelf that stay unless one of the files takes their place.

        may_be_none: whether it is no error if none of the files can be read.
        """
        started = time.perf_counter()
        by_source = {document.source: document for document in keep}
        self._chosen = {document.name: document.document_id for document in keep}
        self._hashes = {document.content_hash: document.name for document in (*self._twins(), *keep)}
        self.progress.starting(len(files))
        for file in files:
            self.progress.reading(file)
            taken = self._chosen.keys() | self._taken
            passages = self._take(file, file.name if self.shelf.uploaded else _free_name(file, by_source, taken))
            self.progress.done(passages)
        if files and not self._taken and not self.report.duplicates and not may_be_none:
            raise UserError(_nothing_read(self.report.failures))
        self.report.removed = sorted(self._old.keys() - self._chosen.keys())
        self._publish([*self._chosen.values(), *(self._renew(document) for document in self._others)])
        self._finish()
        self.report.seconds = time.perf_counter() - started
        return self.report

    def _twins(self) -> list[StoredDocument]:
        """The documents of other shelves that make it needless to have the same content on this one."""
        # The other way round they may go at any time, with the visitors who added them.
        return [document for document in self._others if document.owner is None] if self.shelf.uploaded else []

    def _publish(self, document_ids: Sequence[int]) -> None:
        live = {document.document_id for document in self.store.every_document()}
        if live != set(document_ids) or self.store.manifest != self.manifest:
            self.store.publish(self.manifest, document_ids)

    def _renew(self, stored: StoredDocument) -> int:
        """The id of a document of another shelf, made by the present recipe: itself, unless a build changed that."""
        if self.store.manifest.recipe == self.manifest.recipe:
            return stored.document_id
        try:
            document = read_document(Path(stored.source), stored.name, None, self.manifest.cleaning)
        except UnreadableDocument:
            # Nothing is lost without its file: the text of before is whole in the store, and gets new vectors.
            document = self.store.document_by_id(stored.document_id, stored.owner)
        origin = Origin(stored.source, stored.given, None, stored.shelf, stored.added)
        found = self.store.find(self.manifest.recipe, stored.name, origin, document.content_hash)
        if found is not None:
            return found
        return self.store.stage(self.manifest, origin, document, self._embed(document, stored.owner))

    def _take(self, file: SourceFile, name: str) -> int:
        """See that the file's document is in the store; returns how many passages were made of it now."""
        before = self._old.get(name)
        given = self.collection if self.collection is not None else before.given if before else ""
        added = before.added if before else datetime.now(UTC).isoformat(timespec="seconds")
        origin = Origin(str(file.path), given, look(file.path), self.shelf, added)
        unread = self._find_unread(name, origin)
        if unread is not None:
            if not self._is_copy(name, unread[1]):
                self._choose(name, unread[0], before)
            return 0
        document = self._read(file, name)
        if document is None or self._is_copy(name, document.content_hash):
            return 0
        found = self.store.find(self.manifest.recipe, name, origin, document.content_hash)
        embedded = self._embed(document, self.shelf.owner) if found is None else None
        staged = self.store.stage(self.manifest, origin, document, embedded) if embedded else found
        assert staged is not None
        if origin.seen is not None:
            self._looks[staged] = origin.seen
        if self._choose(name, staged, before):
            self.report.notes.extend((name, note) for note in document.notes)
        return len(embedded.passages) if embedded else 0

    def _find_unread(self, name: str, origin: Origin) -> tuple[int, str] | None:
        # A limit on their size is for files, so they must be looked at.
        return self.store.find_unread(self.manifest.recipe, name, origin) if self.max_bytes is None else None

    def _read(self, file: SourceFile, name: str) -> Document | None:
        try:
            return read_document(file.path, name, self.max_bytes, self.manifest.cleaning)
        except UnreadableDocument as error:
            self.report.failures.append(Failure(error.path, error.reason))
            return None

    def _is_copy(self, name: str, content_hash: str) -> bool:
        """Whether another document with this content is in already; reported if so."""
        twin = self._hashes.setdefault(content_hash, name)
        if twin != name:
            self.report.duplicates.append((name, twin))
        return twin != name

    def _choose(self, name: str, document_id: int, before: StoredDocument | None) -> bool:
        """Make a document the one of its name; whether that is a change."""
        self._taken.add(name)
        self._chosen[name] = document_id
        if before is not None and before.document_id == document_id:
            self.report.unchanged.append(name)
            return False
        (self.report.updated if before else self.report.added).append(name)
        return True

    def _embed(self, document: Document, owner: str | None) -> Embedded:
        """The document cut and embedded; only texts that its owner's documents do not hold yet go through the model."""
        embedder = self._load_embedder()
        chunks = chunk(document, embedder.count_tokens, self.manifest.chunking)
        places = dict.fromkeys(place for one in chunks for place in one.sentences)
        sentences = {place: " ".join(document.text[place[0] : place[1]].split()) for place in places}
        texts = [*(one.embedded_text for one in chunks), *sentences.values()]
        vectors = self.store.known_vectors(self.manifest.embedding_model, texts, owner)
        fresh = [text for text in dict.fromkeys(texts) if text not in vectors]
        self.progress.embedding(len(fresh))
        vectors.update(zip(fresh, embedder.embed(fresh, self.progress.embedded), strict=True))
        self.report.embedded += len(fresh)
        return Embedded(
            passages=tuple((one, vectors[one.embedded_text]) for one in chunks),
            sentences={place: (text, vectors[text]) for place, text in sentences.items()},
        )

    def _load_embedder(self) -> Embedder:
        if self._embedder is None:
            self._embedder = load_embedder(self.manifest.embedding_model)
        return self._embedder

    def _finish(self) -> None:
        self.store.note_seen(self._looks)
        changed = {*self.report.added, *self.report.updated}
        if changed:
            hashes = self.store.sentence_hashes(SENTENCE_CHARACTERS, self.shelf.owner)
            self.report.near_duplicates = find_near_duplicates(hashes, changed)
        sample = self.store.sample()
        if sample is not None:
            self.report.problem = load_structures(self.store, len(sample[1])).problem


def _missing(documents: Sequence[StoredDocument], files: Sequence[SourceFile]) -> list[str]:
    """The documents whose files were in the folders that files were found in, and are there no longer."""
    folders = {file.path.parents[len(Path(file.name).parts) - 1] for file in files}
    return [
        document.name
        for document in documents
        if folders & set(Path(document.source).parents) and not Path(document.source).exists()
    ]


def _free_name(file: SourceFile, by_source: dict[str, StoredDocument], taken: set[str]) -> str:
    """The file's name, or, where another file has it, with as many of its folders in front as tell the two apart."""
    before = by_source.get(str(file.path))
    if before is not None:
        return before.name
    name = file.name
    folders = list(file.path.parts[1 : -len(Path(file.name).parts)])
    while (name in taken or name.startswith(f"{UPLOADS}/")) and folders:
        name = f"{folders.pop()}/{name}"
    return name


def _nothing_read(failures: Sequence[Failure]) -> str:
    if len(failures) == 1:
        return f"{failures[0].path}: {failures[0].reason}"
    lines = "; ".join(f"{failure.path}: {failure.reason}" for failure in failures[:3])
    return f"none of the {len(failures)} files could be read ({lines}{'; …' if len(failures) > 3 else ''})"
