"""What builder and searcher must agree on, saved with the index."""

import hashlib
import json
from dataclasses import asdict, dataclass

from corpus.formats import READING
from index.chunking import Chunking
from index.embedder import DEFAULT_MODEL
from index.errors import IndexMismatch


@dataclass(frozen=True, slots=True)
class Manifest:
    """How an index was made.

    embedding_model: as load_embedder takes it. chunking: how passages were cut. cleaning: whether what pages did to
    plain texts was undone. reading: the version of the readers of files and of what cuts passages; a better one makes
    documents new.
    """

    embedding_model: str = DEFAULT_MODEL
    chunking: Chunking = Chunking()
    cleaning: bool = True
    reading: int = READING

    def to_json(self) -> str:
        """One line of JSON with sorted keys, equal for equal manifests."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, source: str) -> "Manifest":
        """Raises IndexMismatch if the text is not a manifest this version can read."""
        try:
            loaded = json.loads(source)
            # Indexes of before there was cleaning say nothing of it.
            cleaning, reading = bool(loaded.get("cleaning", False)), int(loaded.get("reading", 1))
            return cls(loaded["embedding_model"], Chunking(**loaded["chunking"]), cleaning, reading)
        except (ValueError, KeyError, TypeError) as error:
            message = "the index was made with settings this version does not know; build it again"
            raise IndexMismatch(message) from error

    @property
    def recipe(self) -> str:
        """Identifies the manifest: documents made by one recipe are never mixed with those of another."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]
