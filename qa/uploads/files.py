"""The files of a shelf: FOLDER/DIGEST/NAME, so that a new version never lies where the old one does."""

import hashlib
import os
import uuid
from pathlib import Path

from corpus.errors import UserError

CHUNK_BYTES = 1_000_000
# Copies that are not whole begin so; no digest does.
PART = ".part-"
DIGEST_CHARACTERS = 16


def keep(source: Path, folder: Path, name: str) -> Path:
    """Copy a file into a shelf's folder under a name; it appears whole, and outlives a power cut, or not at all.

    Returns where it is. Raises UserError if it cannot be read or written.
    """
    part = folder / f"{PART}{uuid.uuid4().hex}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / _copy(source, part)[:DIGEST_CHARACTERS] / name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(f"{name}: cannot be kept ({(error.strerror or str(error)).lower()}); try again") from error
    return target


def _copy(source: Path, part: Path) -> str:
    """Copy a file; returns the sha256 of its bytes, hexadecimal."""
    digest = hashlib.sha256()
    with source.open("rb") as reader, part.open("xb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def kept(folder: Path) -> list[Path]:
    """The whole files of a shelf's folder, oldest first; none if there is no folder."""
    found = [path for path in folder.glob("*/*") if path.is_file() and not path.is_symlink()]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path))


def discard(path: Path) -> None:
    """Delete a file of a shelf, and the folder it had for itself. No error if it is gone."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def discard_parts(folder: Path) -> None:
    """Delete copies that were cut off. Nobody may be copying meanwhile."""
    for part in folder.glob(f"{PART}*"):
        part.unlink(missing_ok=True)
