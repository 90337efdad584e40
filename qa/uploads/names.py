"""What a file that somebody sends may be called here."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

# Room for " (2)" and for what tools put behind a name; file systems take 255 bytes.
MAX_BYTES = 200
# The longest of those that can be read has nine characters; what is longer is part of a sentence.
SUFFIX = re.compile(r"\.[^.\s]{1,11}$")
NAMELESS = "document"
# Windows and its network shares refuse these in names, and shells read some of them.
FORBIDDEN = re.compile(r'[<>:"|?*]')
# Windows opens a device under these names, whatever follows a dot.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def safe_name(name: str) -> str:
    """A name for a file on any system, as near to the one given as can be; never empty, hidden or a path.

    Folders in front, control and invisible characters and those that turn the direction of reading go; look-alikes of
    plain characters become these. The ending stays, and long names are cut before it.
    """
    plain = unicodedata.normalize("NFKC", _visible(name))
    last = re.split(r"[/\\]", plain)[-1]
    return _fit(FORBIDDEN.sub("_", " ".join(last.split())).rstrip(" ."))


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or where it is taken, with a number before its ending: "paper (2).pdf"."""
    path = PurePosixPath(name)
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{path.stem} ({number}){path.suffix}"
    return free


def _visible(name: str) -> str:
    """The name without characters that nobody sees: controls, marks of direction, lone surrogates, unassigned ones."""
    return "".join(
        " " if character.isspace() else character
        for character in name
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )


def _strip(name: str) -> str:
    # A dot in front hides a file; one at the end is dropped by Windows.
    return name.strip(" .")


def _fit(name: str) -> str:
    found = SUFFIX.search(name)
    suffix = found[0] if found else ""
    stem = _strip(name.removesuffix(suffix)) or NAMELESS
    if stem.split(".")[0].strip().casefold() in DEVICES:
        stem = f"_{stem}"
    room = MAX_BYTES - len(suffix.encode())
    return unicodedata.normalize("NFC", _strip(stem.encode()[:room].decode("utf-8", "ignore")) + suffix)
