"""What several test modules share: the real embedding model, once, and an index of the shipped corpus, once."""

import functools
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

from corpus.files import LIBRARY, find_files
from index.build import build_index
from index.embedder import Embedder, load_embedder
from qa.grounding.entailment import Entailment
from qa.reader import Reader

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="session")
def library_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped corpus, the same for all processes. Tests read it and leave it as it is."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    directory = shared / "library" / "index"
    with FileLock(shared / "library.lock"):
        if not directory.exists():
            build_index(directory, find_files([LIBRARY]))
    return directory


@pytest.fixture(scope="session")
def kept_models() -> Mapping[str, Callable[..., object]]:
    """By the names of the shipped models' classes: what makes each model at the first call and gives it ever after."""
    return {f"{one.__module__}.{one.__name__}": functools.cache(one) for one in (Reader, Entailment)}


@pytest.fixture(scope="module")
def models_loaded_once(kept_models: Mapping[str, Callable[..., object]]) -> Iterator[None]:
    """Commands run in this process share the models instead of loading their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, make in kept_models.items():
            patch.setattr(name, make)
        yield


@pytest.fixture
def without_model_loading(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> Embedder:
    """Building and opening share the session's model instead of loading their own."""
    monkeypatch.setattr("index.build.load_embedder", lambda name: embedder)
    monkeypatch.setattr("index.search.load_embedder", lambda name: embedder)
    return embedder


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder of three small documents."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "baku.md").write_text(
        "---\ntitle: A report on Baku\nauthor: N. Aliyeva\nyear: 2019\n---\n# A report on Baku\n\n## Port\n\n"
        "The port of Baku handled 4,900 containers in 2018. Most of them went to Kazakhstan.\n\n## Metro\n\n"
        "The Baku metro opened in November 1967. It had five stations on the first day.\n"
    )
    (folder / "sheep.txt").write_text(
        "Sheep of the Caucasus\n\nThe Gala sheep gives coarse wool. Shepherds move it to summer pastures in May.\n"
    )
    (folder / "tea.txt").write_text(
        "Tea in Lankaran\n\nTea was first planted near Lankaran in 1896. The harvest fell after 1991.\n"
    )
    return folder


@pytest.fixture
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the project's Python in a process of its own, from the repository's root."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)

    return run


@pytest.fixture
def ordinary_user() -> Callable[[], AbstractContextManager[None]]:
    """Takes root's right to read and write everything away for a while; an ordinary user has none to lose."""

    @contextmanager
    def become() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    return become


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that every user can enter, unlike pytest's own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def pytest_collection_finish() -> None:
    """What was imported stays; looking through it for garbage again and again takes a fifth of the time."""
    gc.collect()
    gc.freeze()
