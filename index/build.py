"""Changing an index: build, add, remove. Whatever happens in between, searchers see the old state or the new."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.document import Document
from corpus.errors import UnreadableDocument, UserError
from corpus.files import SourceFile
from corpus.formats import read_document
from index.chunking import chunk
from index.derived import load_structures
from index.embedder import Embedder, load_embedder
from index.errors import IndexBusy, IndexMismatch, IndexNotFound, IndexNotWritable
from index.manifest import Manifest
from index.store import FILE_NAME, Embedded, Store, StoredDocument

LOCK_NAME = "writer.lock"
# How long a second writer waits for the first: a collection of a thousand papers takes less.
WAIT_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not indexed, and why."""

    path: Path
    reason: str


@dataclass
class Report:
    """What a change did. Lists hold document names; notes are (name, what its reader guessed or left out)."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    seconds: float = 0.0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where long work tells how it goes; every function may be left as it is.

    reading: told each file about to be read. embedding: told how many texts are about to be embedded.
    embedded: told how many of them are done. waiting: told the folder another process is changing.
    """

    reading: Callable[[SourceFile], object] = lambda file: None
    embedding: Callable[[int], object] = lambda count: None
    embedded: Callable[[int], object] = lambda count: None
    waiting: Callable[[Path], object] = lambda directory: None


SILENT = Progress()


def build_index(
    directory: Path,
    files: Sequence[SourceFile],
    manifest: Manifest | None = None,
    max_bytes: int | None = None,
    progress: Progress = SILENT,
) -> Report:
    """Make the index in directory hold exactly these files. What is unchanged is not embedded again.

    manifest: None for the index's embedding model and this version's way of cutting passages. max_bytes: of a file,
    None for its format's own limit. Files that cannot be
    read are left out and reported. Raises UserError if none can be read, IndexBusy, IndexNotWritable; the index then
    stays as it was.
    """
    with _writer(directory, progress) as store:
        chosen = manifest or Manifest(store.manifest.embedding_model)
        return _Change(store, chosen, max_bytes, progress).run(files, keep=())


def add_documents(
    directory: Path,
    files: Sequence[SourceFile],
    embedding_model: str | None = None,
    max_bytes: int | None = None,
    progress: Progress = SILENT,
) -> Report:
    """Add files to the index in directory, or make one; a changed file takes the place of what it was.

    embedding_model: None for the index's own. Raises IndexMismatch if it is another, else as build_index does.
    """
    with _writer(directory, progress) as store:
        documents = store.documents()
        manifest = store.manifest if documents else Manifest(embedding_model or store.manifest.embedding_model)
        if embedding_model not in (None, manifest.embedding_model):
            raise IndexMismatch(
                f"{directory}: made with the embedding model {manifest.embedding_model}, not {embedding_model}; "
                "one index has one model, so build it again or leave --embedding-model out"
            )
        return _Change(store, manifest, max_bytes, progress).run(files, keep=documents)


def remove_documents(directory: Path, names: Sequence[str], progress: Progress = SILENT) -> Report:
    """Take documents out of the index by name. Raises UserError, changing nothing, if one is not in it."""
    if not (directory / FILE_NAME).is_file():
        raise IndexNotFound(f"{directory}: no index there")
    with _writer(directory, progress) as store:
        documents = store.documents()
        known = {document.name for document in documents}
        missing = [name for name in names if name not in known]
        if missing:
            raise UserError(
                f"not in the index: {', '.join(missing)}; it holds: {', '.join(sorted(known)) or 'no documents'}"
            )
        kept = [document.document_id for document in documents if document.name not in set(names)]
        store.publish(store.manifest, kept)
        report = Report(removed=sorted(set(names)))
        sample = store.sample()
        if sample is not None:
            report.problem = load_structures(store, len(sample[1])).problem
        return report


class _Change:
    """One build or add: stages what is new, then publishes."""

    def __init__(self, store: Store, manifest: Manifest, max_bytes: int | None, progress: Progress) -> None:
        self.store = store
        self.manifest = manifest
        self.max_bytes = max_bytes
        self.progress = progress
        self.report = Report()
        self._embedder: Embedder | None = None

    def run(self, files: Sequence[SourceFile], keep: Sequence[StoredDocument]) -> Report:
        """keep: documents that stay unless one of the files takes their place."""
        started = time.perf_counter()
        old = {document.name: document for document in self.store.documents()}
        by_source = {document.source: document for document in keep}
        chosen = {document.name: document.document_id for document in keep}
        hashes = {document.content_hash: document.name for document in keep}
        seen: set[str] = set()
        for file in files:
            self.progress.reading(file)
            name = _free_name(file, by_source, chosen.keys() | seen)
            document = self._read(file, name)
            if document is None:
                continue
            twin = hashes.get(document.content_hash)
            if twin is not None and twin != name:
                self.report.duplicates.append((name, twin))
                continue
            hashes[document.content_hash] = name
            seen.add(name)
            chosen[name] = self._stage(file, document, old.get(name))
        if files and not seen and not self.report.duplicates:
            raise UserError(_nothing_read(self.report.failures))
        self.report.removed = sorted(old.keys() - chosen.keys())
        if self._differs(set(chosen.values())):
            self.store.publish(self.manifest, list(chosen.values()))
        self._finish()
        self.report.seconds = time.perf_counter() - started
        return self.report

    def _read(self, file: SourceFile, name: str) -> Document | None:
        try:
            document = read_document(file.path, name, self.max_bytes)
        except UnreadableDocument as error:
            self.report.failures.append(Failure(error.path, error.reason))
            return None
        self.report.notes.extend((name, note) for note in document.notes)
        return document

    def _stage(self, file: SourceFile, document: Document, before: StoredDocument | None) -> int:
        """The id of the document in the store, put there if it is not yet."""
        found = self.store.find(self.manifest.recipe, document.name, str(file.path), document.content_hash)
        if found is not None and before is not None and before.document_id == found:
            self.report.unchanged.append(document.name)
            return found
        (self.report.updated if before else self.report.added).append(document.name)
        if found is not None:
            return found
        embedded = self._embed(document)
        return self.store.stage(self.manifest, str(file.path), document, embedded)

    def _embed(self, document: Document) -> Embedded:
        """The document cut and embedded; only texts that the index does not hold yet go through the model."""
        embedder = self._load_embedder()
        chunks = chunk(document, embedder.count_tokens, self.manifest.chunking)
        places = dict.fromkeys(place for one in chunks for place in one.sentences)
        sentences = {place: " ".join(document.text[place[0] : place[1]].split()) for place in places}
        texts = [*(one.embedded_text for one in chunks), *sentences.values()]
        vectors = self.store.known_vectors(self.manifest.embedding_model, texts)
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

    def _differs(self, chosen: set[int]) -> bool:
        live = {document.document_id for document in self.store.documents()}
        return live != chosen or self.store.manifest != self.manifest

    def _finish(self) -> None:
        sample = self.store.sample()
        if sample is not None:
            self.report.problem = load_structures(self.store, len(sample[1])).problem


@contextmanager
def _writer(directory: Path, progress: Progress) -> Iterator[Store]:
    """The store, open for this process alone among writers. A lock ends with its process, also a killed one."""
    if directory.exists() and not (directory / FILE_NAME).exists():
        _refuse_other_folder(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(directory / LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress.waiting(directory)
            lock.acquire(timeout=WAIT_SECONDS)
    except Timeout as error:
        raise IndexBusy(f"{directory}: another process is changing this index; try again when it is done") from error
    except OSError as error:
        raise IndexNotWritable(
            f"{directory}: cannot be written ({error.strerror}); allow it or name another folder with --index"
        ) from error
    try:
        store = Store.open_or_create(directory)
        try:
            yield store
        finally:
            store.close()
    finally:
        lock.release()


def _refuse_other_folder(directory: Path) -> None:
    if not directory.is_dir():
        raise UserError(f"{directory}: a file of that name is in the way; name a folder with --index")
    strangers = [entry.name for entry in directory.iterdir() if entry.name != LOCK_NAME]
    if strangers:
        raise UserError(
            f"{directory}: the folder holds other things ({sorted(strangers)[0]}, …) and no index; name a new folder"
        )


def _free_name(file: SourceFile, by_source: dict[str, StoredDocument], taken: set[str]) -> str:
    """The file's name, or, where another file has it, with as many of its folders in front as tell the two apart."""
    before = by_source.get(str(file.path))
    if before is not None:
        return before.name
    name = file.name
    folders = list(file.path.parts[1 : -len(Path(file.name).parts)])
    while name in taken and folders:
        name = f"{folders.pop()}/{name}"
    return name


def _nothing_read(failures: Sequence[Failure]) -> str:
    if len(failures) == 1:
        return f"{failures[0].path}: {failures[0].reason}"
    lines = "; ".join(f"{failure.path}: {failure.reason}" for failure in failures[:3])
    return f"none of the {len(failures)} files could be read ({lines}{'; …' if len(failures) > 3 else ''})"
