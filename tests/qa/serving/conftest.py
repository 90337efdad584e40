"""The calls on a real server, in a process of its own that cannot reach any other machine."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.qa.serving.outside import TOLD

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Served:
    """A running server. printed: the file of all that it prints."""

    url: str
    printed: Path

    def reached_for(self) -> list[str]:
        """The machines that it tried to reach."""
        lines = self.printed.read_text(encoding="utf-8").splitlines()
        return [line.removeprefix(TOLD) for line in lines if line.startswith(TOLD)]


Serve = Callable[..., AbstractContextManager[Served]]


@pytest.fixture(scope="session")
def serve(library_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Starts a Python module that is told --index and --port and prints its address when it listens."""

    @contextmanager
    def served(module: str, *flags: str | Path) -> Iterator[Served]:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        printed = tmp_path_factory.mktemp("served") / "printed.txt"
        command = [sys.executable, "-m", module, "--index", str(library_index), "--port", str(port), *map(str, flags)]
        with (
            printed.open("w", encoding="utf-8") as errors,
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        ):
            try:
                assert process.stdout is not None
                ready = any(line.startswith((f"ready: {url}", f"Attaché is at {url}")) for line in process.stdout)
                assert ready, f"it did not start: {printed.read_text(encoding='utf-8')}"
                yield Served(url, printed)
            finally:
                process.terminate()

    return served
