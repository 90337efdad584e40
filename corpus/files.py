"""Which files a user means by the paths given, and what each document is to be called."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.formats import CONVERTIBLE, FORMATS
from corpus.sidecar import SUFFIXES

WANTED = FORMATS.keys() | CONVERTIBLE.keys()
LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. path: absolute. name: the document's name, relative to the folder that was given."""

    path: Path
    name: str


def find_files(paths: Sequence[Path]) -> list[SourceFile]:
    """The files meant by paths, each once, folders searched to the bottom in alphabetical order.

    A file named outright is taken whatever its suffix, so that its error is told; in a folder only files that can be
    read, or could be after conversion, are taken, hidden ones are left out, and links to folders are not followed (they
    can form a loop). Raises UserError if a path does not exist or a folder holds nothing that can be read.
    """
    found: dict[Path, SourceFile] = {}
    for path in paths:
        for file in _expand(path):
            if not _is_sidecar(file.path):
                found.setdefault(file.path, file)
    return list(found.values())


def _is_sidecar(path: Path) -> bool:
    """Whether it belongs to a document beside it, so that "papers/*" names both."""
    return path.suffix in SUFFIXES and path.with_suffix("").is_file()


def _expand(path: Path) -> list[SourceFile]:
    if not path.exists():
        raise UserError(f"{path}: no such file or folder")
    if not path.is_dir():
        return [SourceFile(path.absolute(), path.name)]
    files = [SourceFile(file.absolute(), file.relative_to(path).as_posix()) for file in _walk(path)]
    if not files:
        raise UserError(f"{path}: the folder holds no document that can be read ({', '.join(sorted(FORMATS))})")
    return files


def _walk(folder: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in WANTED:
                yield Path(current, name)
