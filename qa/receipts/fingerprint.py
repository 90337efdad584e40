"""What tells one state of an index and its models from another."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from index.store import Store
from qa.reader import CLOSE, WEIGHTS

WEIGHTS_FILE = "model.safetensors"


@dataclass(frozen=True, slots=True)
class IndexFingerprint:
    """Which documents an index held, and how it was made.

    manifest: one line of JSON with sorted keys. documents: how many. documents_sha256: over their
    content hashes, sorted.
    """

    manifest: str
    documents: int
    documents_sha256: str


@dataclass(frozen=True, slots=True)
class ModelFingerprint:
    """reader_sha256: as fingerprint_reader gives it. embedding_model: its name, as the index records it."""

    reader_sha256: str
    embedding_model: str


def fingerprint_index(store: Store, visible_to: str | None = None) -> IndexFingerprint:
    """What an index holds at this moment of what one visitor may see; None for everybody's documents alone."""
    with store.reading():
        hashes = sorted(document.content_hash for document in store.documents(visible_to))
        manifest = store.manifest
    joined = "\n".join(hashes).encode()
    return IndexFingerprint(manifest.to_json(), len(hashes), hashlib.sha256(joined).hexdigest())


def fingerprint_reader(folder: Path = WEIGHTS) -> str:
    """The sha256 of the reader's weights, hexadecimal; the larger model's file, if any, behind the small one's.

    Raises UserError if the folder holds none.
    """
    files = [folder / WEIGHTS_FILE]
    if (folder / CLOSE).is_dir():
        files.append(folder / CLOSE / WEIGHTS_FILE)
    digest = hashlib.sha256()
    for path in files:
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            raise UserError(
                f"{path}: the reader's weights cannot be read ({error.strerror}); install them again"
            ) from error
    return digest.hexdigest()


def compare_indexes(then: IndexFingerprint, now: IndexFingerprint) -> list[str]:
    """How an index differs from what it was, a clause each; none if it does not."""
    told = []
    if then.documents != now.documents:
        told.append(f"the index holds {now.documents:,} documents and held {then.documents:,}")
    elif then.documents_sha256 != now.documents_sha256:
        told.append("the index holds other documents, or documents that were changed")
    ways = ", ".join(_other_settings(then.manifest, now.manifest))
    return [*told, f"the index was made in another way ({ways})"] if ways else told


def compare_models(then: ModelFingerprint, now: ModelFingerprint) -> list[str]:
    """How the models differ from what they were, a clause each; none if they do not."""
    told = []
    if then.reader_sha256 != now.reader_sha256:
        told.append("the reader has other weights")
    if then.embedding_model != now.embedding_model:
        told.append(f"the embedding model is {now.embedding_model} and was {then.embedding_model}")
    return told


def _other_settings(then: str, now: str) -> Iterator[str]:
    """The settings in which two manifests differ, but for the embedding model, which is told among the models."""
    before, after = json.loads(then), json.loads(now)
    for key in sorted((before.keys() | after.keys()) - {"embedding_model"}):
        if before.get(key) != after.get(key):
            yield f"{key}: {_short(after.get(key))}, was {_short(before.get(key))}"


def _short(setting: object) -> str:
    return "not known" if setting is None else json.dumps(setting, sort_keys=True)
