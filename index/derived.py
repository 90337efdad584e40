"""The FAISS and BM25 structures beside the store: loaded if they belong to its state, else rebuilt from it."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import Dense
from index.lexical import Lexical
from index.store import Store, StoredDocument

FOLDER = "derived"
SEAL = "seal.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is searched: the documents and passages of one published state, named by its stamp.

    documents: all, whoever may see them. owners: for each passage, the number of its document among documents.
    passage_ids: ascending; a passage's number everywhere is its place among them.
    """

    stamp: str
    documents: tuple[StoredDocument, ...]
    owners: NDArray[np.int64]
    passage_ids: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Structures:
    """The searchable structures of one published state.

    dense holds the vectors of the passages, then those of the sentences. Passage i holds the sentences whose vectors
    are members[bounds[i] : bounds[i + 1]].

    problem: why they could not be saved for the next start; None if they were.
    """

    contents: Contents
    bounds: NDArray[np.int64]
    members: NDArray[np.int64]
    dense: Dense
    lexical: Lexical
    problem: str | None = None

    @property
    def passage_ids(self) -> NDArray[np.int64]:
        """The ids of the passages, by number."""
        return self.contents.passage_ids

    def holders(self, vector: int) -> list[int]:
        """The passages that a vector of dense stands for: the passage itself, or all that hold the sentence."""
        if vector < len(self.passage_ids):
            return [vector]
        places = np.flatnonzero(self.members == vector)
        return [int(number) for number in np.searchsorted(self.bounds, places, side="right") - 1]

    def passages_of(self, document_ids: Collection[int]) -> NDArray[np.bool_]:
        """(passages,) which of them belong to one of these documents."""
        chosen = np.array(
            [document.document_id in document_ids for document in self.contents.documents], dtype=np.bool_
        )
        return chosen[self.contents.owners]

    def vectors_of(self, passages: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(dense.count,) which vectors stand for one of the passages marked, (passages,), or for a sentence of one."""
        marked = np.zeros(self.dense.count, dtype=np.bool_)
        marked[: len(passages)] = passages
        marked[self.members[np.repeat(passages, np.diff(self.bounds))]] = True
        return marked


def load_structures(store: Store, dimension: int) -> Structures:
    """The structures of the store's published state: from disk if whole and current, else rebuilt and saved.

    Embeds nothing. dimension: of the vectors. Raises IndexNotWritable if the store itself cannot be read.
    """
    with store.reading():
        contents = _list_contents(store)
        folder = store.path.parent / FOLDER
        saved = _load(folder, contents)
        if saved is not None:
            return saved
        bounds, numbers = store.members()
        dense = Dense.build(chain(store.passage_vectors(), store.sentence_vectors()), dimension)
        lexical = Lexical.build(store.indexed_texts())
    built = Structures(contents, bounds, numbers + len(contents.passage_ids), dense, lexical)
    return replace(built, problem=_save(folder, built))


def _list_contents(store: Store) -> Contents:
    documents = tuple(store.every_document())
    passage_ids, holders = store.passage_ids(), store.passage_documents()
    ids = np.array([document.document_id for document in documents], dtype=np.int64)
    order = np.argsort(ids)
    return Contents(store.stamp, documents, order[np.searchsorted(ids, holders, sorter=order)], passage_ids)


def _load(folder: Path, contents: Contents) -> Structures | None:
    """None if there is nothing, or it is of another state or not what was written."""
    try:
        seal = json.loads((folder / SEAL).read_text())
        if seal["stamp"] != contents.stamp or seal["files"] != _digests(folder):
            return None
        bounds, members = np.load(folder / "bounds.npy"), np.load(folder / "members.npy")
        dense = Dense.load(folder / "dense.faiss")
        lexical = Lexical.load(folder / "lexical", len(contents.passage_ids))
        return Structures(contents, bounds, members, dense, lexical)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None


def _save(folder: Path, built: Structures) -> str | None:
    """Write them and seal them; returns what went wrong, in words, if anything did.

    A failure costs the next start some time and nothing else, so it is told and not raised.
    """
    fresh = None
    try:
        fresh = Path(tempfile.mkdtemp(prefix=f"{FOLDER}-", dir=folder.parent))
        built.dense.save(fresh / "dense.faiss")
        built.lexical.save(fresh / "lexical")
        np.save(fresh / "bounds.npy", built.bounds)
        np.save(fresh / "members.npy", built.members)
        (fresh / SEAL).write_text(json.dumps({"stamp": built.contents.stamp, "files": _digests(fresh)}))
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    except (OSError, RuntimeError) as error:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        return f"{folder}: the search structures could not be saved and will be rebuilt at every start ({error})"
    return None


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SEAL)
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
