"""The FAISS and BM25 structures beside the store: loaded if they belong to its state, else rebuilt from it."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import Dense
from index.lexical import Lexical
from index.store import Store

FOLDER = "derived"
SEAL = "seal.json"


@dataclass(frozen=True, slots=True)
class Structures:
    """The searchable structures of one published state.

    Passages are numbered by passage_ids; dense holds their vectors, then those of the sentences. Passage i holds the
    sentences whose vectors are members[bounds[i] : bounds[i + 1]].

    problem: why they could not be saved for the next start; None if they were.
    """

    stamp: str
    passage_ids: NDArray[np.int64]
    bounds: NDArray[np.int64]
    members: NDArray[np.int64]
    dense: Dense
    lexical: Lexical
    problem: str | None = None

    def holders(self, vector: int) -> list[int]:
        """The passages that a vector of dense stands for: the passage itself, or all that hold the sentence."""
        if vector < len(self.passage_ids):
            return [vector]
        places = np.flatnonzero(self.members == vector)
        return [int(number) for number in np.searchsorted(self.bounds, places, side="right") - 1]


def load_structures(store: Store, dimension: int) -> Structures:
    """The structures of the store's published state: from disk if whole and current, else rebuilt and saved.

    Embeds nothing. dimension: of the vectors. Raises IndexNotWritable if the store itself cannot be read.
    """
    with store.reading():
        stamp = store.stamp
        passage_ids = store.passage_ids()
        folder = store.path.parent / FOLDER
        saved = _load(folder, stamp, passage_ids)
        if saved is not None:
            return saved
        bounds, numbers = store.members()
        dense = Dense.build(chain(store.passage_vectors(), store.sentence_vectors()), dimension)
        lexical = Lexical.build(store.indexed_texts())
    built = Structures(stamp, passage_ids, bounds, numbers + len(passage_ids), dense, lexical)
    return replace(built, problem=_save(folder, built))


def _load(folder: Path, stamp: str, passage_ids: NDArray[np.int64]) -> Structures | None:
    """None if there is nothing, or it is of another state or not what was written."""
    try:
        seal = json.loads((folder / SEAL).read_text())
        if seal["stamp"] != stamp or seal["files"] != _digests(folder):
            return None
        bounds, members = np.load(folder / "bounds.npy"), np.load(folder / "members.npy")
        dense = Dense.load(folder / "dense.faiss")
        lexical = Lexical.load(folder / "lexical", len(passage_ids))
        return Structures(stamp, passage_ids, bounds, members, dense, lexical)
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
        (fresh / SEAL).write_text(json.dumps({"stamp": built.stamp, "files": _digests(fresh)}))
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
