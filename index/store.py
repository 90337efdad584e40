"""The saved truth of an index, one SQLite file: documents, passages and vectors. All else is rebuilt from it.

A document is first *staged*, whole with its passages and vectors, in a transaction of its own; searchers do not see it.
When all are staged, one short transaction makes them *live* and takes away what they replace. A process killed at any
moment leaves the last published state, and what it had staged is found again by the next one.
"""

import hashlib
import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Change, Document, Original, Page, Piece, Section
from index.errors import IndexMismatch, IndexNotFound, IndexNotWritable
from index.manifest import Manifest
from index.migrations import FORMAT, migrate
from index.passage import Passage

if TYPE_CHECKING:
    from index.chunking import Chunk

FILE_NAME = "index.sqlite3"
# "Atta" in ASCII: marks the file as ours (SQLite's application_id).
APPLICATION_ID = 0x41747461
BUSY_SECONDS = 30.0
ROWS_AT_A_TIME = 4096

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    document_id INTEGER PRIMARY KEY,
    live INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    embedding_model TEXT NOT NULL,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT,
    year INTEGER,
    text TEXT NOT NULL,
    body_start INTEGER NOT NULL,
    structure TEXT NOT NULL,
    collection TEXT NOT NULL DEFAULT '',
    original TEXT,
    given TEXT NOT NULL DEFAULT '',
    owner TEXT,
    uploaded INTEGER NOT NULL DEFAULT 0,
    added TEXT
);
CREATE UNIQUE INDEX document_names ON documents (name, coalesce(owner, '')) WHERE live;
CREATE INDEX document_hashes ON documents (content_hash);
CREATE INDEX document_sources ON documents (name, source);
CREATE TABLE looks (document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, seen TEXT NOT NULL);
CREATE TABLE passages (
    passage_id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    headings TEXT NOT NULL,
    sentences TEXT NOT NULL,
    indexed_text TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passage_documents ON passages (document_id);
CREATE INDEX passage_hashes ON passages (text_hash);
CREATE TABLE sentences (
    sentence_id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text_hash BLOB NOT NULL,
    vector BLOB NOT NULL
);
CREATE UNIQUE INDEX sentence_places ON sentences (document_id, start, "end");
CREATE INDEX sentence_hashes ON sentences (text_hash);
CREATE INDEX sentence_texts ON sentences (document_id, text_hash, start, "end");
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents that are changed together and have names of their own.

    owner: who alone may see them; None for everybody. uploaded: whether visitors put them there, and not whoever
    builds the index.
    """

    owner: str | None = None
    uploaded: bool = False


# Where whoever builds the index puts documents.
SHELF = Shelf()
# The folder in the names of what visitors added: no other document's name begins with it, so that of all documents
# somebody sees no two have one name, whatever is added later.
UPLOADS = "uploads"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from.

    source: where its file was when it was read. given: the collection that the user put it in when adding it, for want
    of one that the file names; empty for none. seen: what index.freshness.look said of the file; None for nothing.
    shelf: whose it is. added: when it first came in, in ISO 8601 with its zone; None where nobody wrote that down.
    """

    source: str
    given: str = ""
    seen: str | None = None
    shelf: Shelf = SHELF
    added: str | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document in the index without its text. source, given, added: as Origin has them; owner, uploaded: as Shelf."""

    document_id: int
    name: str
    source: str
    content_hash: str
    title: str
    author: str | None
    year: int | None
    characters: int
    passages: int
    collection: str = ""
    given: str = ""
    owner: str | None = None
    uploaded: bool = False
    added: str | None = None

    @property
    def shelf(self) -> Shelf:
        """Where it stands."""
        return Shelf(self.owner, self.uploaded)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A document's passages and sentences with their vectors, each (dimension,).

    sentences: place in the document's text → (what was embedded, vector).
    """

    passages: "tuple[tuple[Chunk, NDArray[np.float32]], ...]"
    sentences: dict[tuple[int, int], tuple[str, NDArray[np.float32]]]


class Store:
    """One open index file. Threads may share it; they take turns."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, directory: Path) -> "Store":
        """Open the index in a folder.

        Raises IndexNotFound if there is none, IndexMismatch if a newer version made it.
        """
        path = directory / FILE_NAME
        if not directory.is_dir():
            raise IndexNotFound(
                f"{directory}: no index there; make one with: python -m index build --index {directory}"
            )
        if not path.is_file():
            raise IndexNotFound(
                f"{directory}: this folder holds no index; make one with: python -m index build --index DIR"
            )
        # Opened for writing where allowed, because the journal of a killed process can only be rolled back so.
        connection = _connect(path, "rw")
        try:
            _check_format(path, connection)
            migrate(path, connection)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    @classmethod
    def open_or_create(cls, directory: Path) -> "Store":
        """Open the index in a folder, or make an empty one.

        Raises IndexNotWritable if it cannot be made there, else as open does.
        """
        path = directory / FILE_NAME
        if path.exists():
            return cls.open(directory)
        with _told_plainly(path):
            directory.mkdir(parents=True, exist_ok=True)
            connection = _connect(path, "rwc")
            try:
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    for statement in SCHEMA.split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    connection.execute(f"PRAGMA user_version = {FORMAT}")
                    connection.executemany(
                        "INSERT INTO meta VALUES (?, ?)",
                        [
                            ("identity", uuid.uuid4().hex),
                            ("generation", "0"),
                            ("manifest", Manifest().to_json()),
                        ],
                    )
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    # What is there

    @property
    def stamp(self) -> str:
        """Names the published state: changes with every publish and differs between indexes."""
        rows = dict(self._rows("SELECT key, value FROM meta"))
        return f"{rows['identity']}-{rows['generation']}"

    @property
    def manifest(self) -> Manifest:
        """How the live passages were made."""
        return Manifest.from_json(self._rows("SELECT value FROM meta WHERE key = 'manifest'")[0][0])

    def documents(self, visible_to: str | None = None) -> list[StoredDocument]:
        """The live documents by name: everybody's, and those of one owner."""
        return [one for one in self.every_document() if one.owner in (None, visible_to)]

    def every_document(self) -> list[StoredDocument]:
        """The live documents of all owners, by name. For building; what is shown to somebody is documents()."""
        rows = self._rows(
            "SELECT document_id, name, source, content_hash, title, author, year, length(text), "
            "(SELECT count(*) FROM passages WHERE passages.document_id = documents.document_id), collection, given, "
            "owner, uploaded, added FROM documents WHERE live ORDER BY name, owner"
        )
        # SQLite has no truth values.
        return [StoredDocument(*[*row[:12], bool(row[12]), row[13]]) for row in rows]

    def document(self, name: str, visible_to: str | None = None) -> Document:
        """A live document, everybody's or the owner's, whole. Raises KeyError if there is none of that name."""
        rows = self._rows(
            "SELECT document_id FROM documents "
            "WHERE live AND name = ? AND (owner IS NULL OR owner = ?) ORDER BY owner IS NULL LIMIT 1",
            name,
            visible_to,
        )
        if not rows:
            raise KeyError(name)
        return self.document_by_id(rows[0][0], visible_to)

    def document_by_id(self, document_id: int, visible_to: str | None = None) -> Document:
        """A live document, everybody's or the owner's, whole. Raises KeyError if there is none of that id."""
        rows = self._rows(
            "SELECT name, content_hash, title, text, body_start, author, year, structure, collection, original "
            "FROM documents WHERE live AND document_id = ? AND (owner IS NULL OR owner = ?)",
            document_id,
            visible_to,
        )
        if not rows:
            raise KeyError(document_id)
        name, content_hash, title, text, body_start, author, year, structure, collection, original = rows[0]
        parts = json.loads(structure)
        return Document(
            name=name,
            content_hash=content_hash,
            title=title,
            text=text,
            body_start=body_start,
            author=author,
            year=year,
            sections=tuple(Section(**section) for section in parts["sections"]),
            pages=_pages(parts),
            notes=tuple(parts["notes"]),
            collection=collection,
            original=_original(parts, original),
            changes=tuple(Change(**change) for change in parts.get("changes", ())),
        )

    def notes(self) -> dict[int, tuple[str, ...]]:
        """What a reader guessed or left out of the live documents, by id; those without a note are left out."""
        # Where there is no note nothing is parsed, for a structure can be long. A quotation mark inside of a value is
        # escaped, so that this stands only before the notes themselves.
        rows = self._rows(
            "SELECT document_id, json_extract(structure, '$.notes') FROM documents "
            'WHERE live AND instr(structure, \'"notes": ["\') ORDER BY name'
        )
        return {document_id: tuple(json.loads(notes)) for document_id, notes in rows}

    def passage_ids(self) -> NDArray[np.int64]:
        """(n,) the ids of the live passages, ascending: the order of passage_vectors() and indexed_texts()."""
        rows = self._rows("SELECT passage_id FROM passages JOIN documents USING (document_id) WHERE live ORDER BY 1")
        return np.array([row[0] for row in rows], dtype=np.int64)

    def passage_documents(self) -> NDArray[np.int64]:
        """(n,) the id of the document of each live passage, by ascending passage id."""
        rows = self._rows(
            "SELECT passages.document_id FROM passages JOIN documents USING (document_id) "
            "WHERE live ORDER BY passage_id"
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def passage_vectors(self) -> Iterator[NDArray[np.float32]]:
        """The vectors of the live passages as (n, dimension) batches, by ascending passage id."""
        for rows in self._batches("passages", "passage_id", "vector"):
            yield _matrix(row[1] for row in rows)

    def sentence_vectors(self) -> Iterator[NDArray[np.float32]]:
        """The vectors of the live sentences as (n, dimension) batches, by ascending sentence id."""
        for rows in self._batches("sentences", "sentence_id", "vector"):
            yield _matrix(row[1] for row in rows)

    def indexed_texts(self) -> Iterator[str]:
        """What was embedded for each live passage, by ascending passage id."""
        for rows in self._batches("passages", "passage_id", "indexed_text"):
            yield from (row[1] for row in rows)

    def members(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which sentences each live passage holds, by their numbers in the order of sentence_vectors().

        Returns (bounds, numbers): passage i holds numbers[bounds[i] : bounds[i + 1]], in the order of its sentences.
        """
        places: dict[tuple[int, int, int], int] = {}
        for rows in self._batches("sentences", "sentence_id", 'document_id, start, "end"'):
            for _, *place in rows:
                places[(place[0], place[1], place[2])] = len(places)
        bounds: list[int] = [0]
        numbers: list[int] = []
        for rows in self._batches("passages", "passage_id", "document_id, sentences"):
            for _, document_id, sentences in rows:
                numbers.extend(places[(document_id, start, end)] for start, end in json.loads(sentences))
                bounds.append(len(numbers))
        return np.array(bounds, dtype=np.int64), np.array(numbers, dtype=np.int64)

    def sample(self) -> tuple[str, NDArray[np.float32]] | None:
        """One live passage's embedded text and vector; None if there are no passages."""
        rows = self._rows(
            "SELECT indexed_text, vector FROM passages JOIN documents USING (document_id) WHERE live LIMIT 1"
        )
        return (rows[0][0], np.frombuffer(rows[0][1], dtype="<f4")) if rows else None

    def passages(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """The live passages of these ids, by id; ids that are gone are left out."""
        marks = ",".join("?" * len(passage_ids))
        rows = self._rows(
            'SELECT passage_id, name, title, author, year, headings, start, "end", '
            'substr(text, start + 1, "end" - start), sentences, collection, document_id '
            f"FROM passages JOIN documents USING (document_id) WHERE live AND passage_id IN ({marks})",
            *passage_ids,
        )
        layouts = {document_id: self._layout(document_id) for document_id in {row[-1] for row in rows}}
        return {row[0]: _passage(row, *layouts[row[-1]]) for row in rows}

    def _layout(self, document_id: int) -> tuple[tuple[Page, ...], Original | None]:
        """A document's pages and original."""
        rows = self._rows("SELECT structure, original FROM documents WHERE document_id = ?", document_id)
        # Gone since its passages were read: they are then not looked at any further.
        parts, original = (json.loads(rows[0][0]), rows[0][1]) if rows else ({"pages": ()}, None)
        return _pages(parts), _original(parts, original)

    # Changing it

    def known_vectors(
        self, embedding_model: str, texts: Sequence[str], visible_to: str | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """Vectors this model already made of any of the texts, staged ones included.

        Of everybody's documents and one owner's: how little is left to embed would tell what others have.
        """
        found = {}
        for text in dict.fromkeys(texts):
            for table in ("passages", "sentences"):
                rows = self._rows(
                    f"SELECT vector FROM {table} JOIN documents USING (document_id) "
                    "WHERE text_hash = ? AND embedding_model = ? AND (owner IS NULL OR owner = ?) LIMIT 1",
                    hash_text(text),
                    embedding_model,
                    visible_to,
                )
                if rows:
                    found[text] = np.frombuffer(rows[0][0], dtype="<f4")
        return found

    def find(self, recipe: str, name: str, origin: Origin, content_hash: str) -> int | None:
        """The id of this very document made by this recipe, live or staged; None if there is none."""
        rows = self._rows(
            "SELECT document_id FROM documents "
            "WHERE recipe = ? AND name = ? AND source = ? AND given = ? AND owner IS ? AND uploaded = ? "
            "AND content_hash = ? ORDER BY live DESC LIMIT 1",
            recipe,
            name,
            origin.source,
            origin.given,
            origin.shelf.owner,
            origin.shelf.uploaded,
            content_hash,
        )
        return int(rows[0][0]) if rows else None

    def find_unread(self, recipe: str, name: str, origin: Origin) -> tuple[int, str] | None:
        """The id and content hash of the document, live or staged, whose file looked just so when it was read."""
        if origin.seen is None:
            return None
        rows = self._rows(
            "SELECT document_id, content_hash FROM documents JOIN looks USING (document_id) "
            "WHERE recipe = ? AND name = ? AND source = ? AND given = ? AND owner IS ? AND uploaded = ? AND seen = ? "
            "ORDER BY live DESC LIMIT 1",
            recipe,
            name,
            origin.source,
            origin.given,
            origin.shelf.owner,
            origin.shelf.uploaded,
            origin.seen,
        )
        return (int(rows[0][0]), str(rows[0][1])) if rows else None

    def note_seen(self, seen: Mapping[int, str]) -> None:
        """Remember how the files of documents, by id, look now. Searchers notice nothing."""
        if not seen:
            return
        with self._change() as connection:
            connection.executemany("INSERT OR REPLACE INTO looks VALUES (?, ?)", seen.items())

    def sentence_hashes(self, min_characters: int, visible_to: str | None = None) -> dict[str, NDArray[np.uint64]]:
        """For each live document, by name, hashes of its sentences of at least so many characters, each once.

        Of everybody's documents and one owner's.
        """
        documents = self.documents(visible_to)
        return {one.name: self._sentence_hashes(one.document_id, min_characters) for one in documents}

    def _sentence_hashes(self, document_id: int, min_characters: int) -> NDArray[np.uint64]:
        rows = self._rows(
            'SELECT DISTINCT text_hash FROM sentences WHERE document_id = ? AND "end" - start >= ?',
            document_id,
            min_characters,
        )
        # Half of a hash tells sentences apart well enough to count them.
        return np.array([int.from_bytes(row[0][:8], "little") for row in rows], dtype=np.uint64)

    def stage(self, manifest: Manifest, origin: Origin, document: Document, embedded: "Embedded") -> int:
        """Save a document with its passages and sentences, not yet live; returns its id."""
        structure = {
            "sections": [asdict(section) for section in document.sections],
            "pages": [asdict(page) for page in document.pages],
            "notes": document.notes,
            "changes": [asdict(change) for change in document.changes],
            "pieces": [[one.start, one.end, one.original] for one in document.original.pieces]
            if document.original
            else [],
        }
        with self._change() as connection:
            cursor = connection.execute(
                "INSERT INTO documents (live, recipe, embedding_model, source, name, content_hash, title, author, "
                "year, text, body_start, structure, collection, original, given, owner, uploaded, added) "
                "VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    manifest.recipe,
                    manifest.embedding_model,
                    origin.source,
                    document.name,
                    document.content_hash,
                    document.title,
                    document.author,
                    document.year,
                    document.text,
                    document.body_start,
                    json.dumps(structure),
                    document.collection or origin.given,
                    document.original.text if document.original else None,
                    origin.given,
                    origin.shelf.owner,
                    origin.shelf.uploaded,
                    origin.added,
                ),
            )
            document_id = int(cursor.lastrowid or 0)
            if origin.seen is not None:
                connection.execute("INSERT INTO looks VALUES (?, ?)", (document_id, origin.seen))
            connection.executemany(
                "INSERT INTO passages "
                '(document_id, start, "end", headings, sentences, indexed_text, text_hash, vector) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (_passage_row(document_id, one, vector) for one, vector in embedded.passages),
            )
            connection.executemany(
                'INSERT INTO sentences (document_id, start, "end", text_hash, vector) VALUES (?, ?, ?, ?, ?)',
                (
                    (document_id, *place, hash_text(text), _blob(vector))
                    for place, (text, vector) in embedded.sentences.items()
                ),
            )
        return document_id

    def publish(self, manifest: Manifest, document_ids: Sequence[int]) -> None:
        """Make exactly these documents live, in one transaction, and drop all others."""
        with self._change() as connection:
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (document_id INTEGER PRIMARY KEY)")
            connection.execute("DELETE FROM kept")
            connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", [(one,) for one in document_ids])
            connection.execute("DELETE FROM documents WHERE document_id NOT IN (SELECT document_id FROM kept)")
            connection.execute("UPDATE documents SET live = 1 WHERE NOT live")
            connection.execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (manifest.to_json(),))
            connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")

    # How it is done

    def _rows(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock, _told_plainly(self.path):
            return self._connection.execute(statement, values).fetchall()

    def _batches(self, table: str, key: str, columns: str) -> Iterator[list[tuple]]:  # type: ignore[type-arg]
        """Rows (key, *columns) of the live documents by ascending key, some thousands at a time."""
        last = -1
        while True:
            rows = self._rows(
                f"SELECT {key}, {columns} FROM {table} JOIN documents USING (document_id) "
                f"WHERE live AND {key} > ? ORDER BY {key} LIMIT ?",
                last,
                ROWS_AT_A_TIME,
            )
            if not rows:
                return
            yield rows
            last = rows[-1][0]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All reads inside see one published state, whatever other processes do meanwhile."""
        with self._lock, _told_plainly(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.rollback()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _told_plainly(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    with _told_plainly(path):
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _check_format(path: Path, connection: sqlite3.Connection) -> None:
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise IndexNotFound(f"{path}: this is not an index, or it is damaged; delete it and build again") from error
    if application != APPLICATION_ID:
        raise IndexNotFound(f"{path}: this SQLite file is not one of our indexes; name another folder")
    if version > FORMAT:
        raise IndexMismatch(
            f"{path}: made by a newer version (index format {version}; this version reads up to {FORMAT}); "
            "update the program, or build the index again in another folder"
        )


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    """Turn what the disk and the database say into what the user can do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        told = str(error)
        if "locked" in told:
            message = f"{path}: another process has held the index for {BUSY_SECONDS:.0f} s; try again later"
        elif "full" in told:
            message = f"{path}: the disk is full; free some space and run the same command again, nothing is lost"
        elif "readonly" in told or "unable to open" in told:
            message = f"{path}: cannot be written; allow writing to the folder, or name another with --index"
        else:
            message = f"{path}: the index cannot be used ({told})"
        raise IndexNotWritable(message) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        message = f"{path}: the index is damaged ({error}); delete its folder and build it again"
        raise IndexNotWritable(message) from error
    except OSError as error:
        raise IndexNotWritable(f"{path}: cannot be written ({error.strerror}); name another folder") from error


def _pages(structure: Mapping[str, Any]) -> tuple[Page, ...]:
    return tuple(Page(**page) for page in structure["pages"])


def _original(structure: Mapping[str, Any], text: str | None) -> Original | None:
    return None if text is None else Original(text, tuple(Piece(*one) for one in structure["pieces"]))


def _passage(row: tuple, pages: Sequence[Page], original: Original | None) -> Passage:  # type: ignore[type-arg]
    passage_id, document, title, author, year, headings, start, end, text, sentences, collection, _ = row
    return Passage(
        passage_id=passage_id,
        document=document,
        title=title,
        author=author,
        year=year,
        headings=tuple(json.loads(headings)),
        start=start,
        end=end,
        text=text,
        sentences=tuple((left, right) for left, right in json.loads(sentences)),
        pages=tuple(page for page in pages if page.start < end and page.end > start),
        collection=collection,
        original=original.excerpt(start, end) if original else None,
    )


def _passage_row(document_id: int, one: "Chunk", vector: NDArray[np.float32]) -> tuple:  # type: ignore[type-arg]
    headings, sentences = json.dumps(one.headings), json.dumps(one.sentences)
    text_hash = hash_text(one.embedded_text)
    return document_id, one.start, one.end, headings, sentences, one.embedded_text, text_hash, _blob(vector)


def hash_text(text: str) -> bytes:
    """16 bytes that tell texts apart."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _matrix(blobs: Iterable[bytes]) -> NDArray[np.float32]:
    return np.stack([np.frombuffer(blob, dtype="<f4") for blob in blobs])


def _blob(vector: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()
