"""An index without vectors, made in a blink, and an answer that quotes it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.files import find_files
from corpus.formats import read_document
from index.manifest import Manifest
from index.passage import Hit, Passage
from index.store import Embedded, Origin, Shelf, Store
from qa.answer import Answer, Citation, Seconds, Sentence

MANIFEST = Manifest()


@pytest.fixture
def index_of(tmp_path: Path) -> Callable[..., Store]:
    """Makes the index hold the documents of a folder, and of another what one owner put there."""

    def make(folder: Path, owned: Path | None = None, manifest: Manifest = MANIFEST) -> Store:
        store = Store.open_or_create(tmp_path / "index")
        files = [(file, Shelf()) for file in find_files([folder])]
        files += [(file, Shelf("ann", True)) for file in find_files([owned])] if owned else []
        numbers = [
            store.stage(
                manifest,
                Origin(str(file.path), shelf=shelf),
                read_document(file.path, file.name),
                Embedded((), {}),
            )
            for file, shelf in files
        ]
        store.publish(manifest, numbers)
        return store

    return make


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A folder with a file where a reader's weights would be."""
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture
def cite() -> Callable[..., Answer]:
    """Makes an answer that quotes words of files, each where it first stands."""

    def make(*quotes: tuple[Path, str], question: str = "When did it open?") -> Answer:
        cited, hits = [], []
        for number, (path, quote) in enumerate(quotes, start=1):
            text = path.read_text(encoding="utf-8")
            start = text.index(quote)
            end = start + len(quote)
            place = (number, path.name, f"About {path.stem}", "N. Aliyeva", 2019, quote, start, end, number - 1)
            cited.append(Citation(*place, (0, len(quote))))
            passage = Passage(number, path.name, path.stem, None, None, (), start, end, quote)
            hits.append(Hit(passage, number, 1 / number, 0.5, 1.0))
        sentences = tuple(Sentence(one.quote, (one.number,)) for one in cited)
        seconds = Seconds(0.1, 0.2, 0.3)
        return Answer(question, bool(cited), sentences, tuple(cited), None, 0.87654, tuple(hits), seconds)

    return make
