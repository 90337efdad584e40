"""Whether a file is as it was when it was last read, told without reading it."""

import time
from pathlib import Path

from corpus.sidecar import SUFFIXES

# FAT keeps times to two seconds: a file that is this young may be written again without its time showing it.
SETTLED_NANOSECONDS = 2_000_000_000


def look(path: Path) -> str | None:
    """The sizes and times of last change of a file and its sidecars, equal as long as nobody writes to them.

    None if that is not to be trusted: the file is gone, or was changed within the last two seconds.
    """
    beside = (path.with_name(path.name + suffix) for suffix in SUFFIXES)
    try:
        states = [(one.name, one.stat()) for one in (path, *(other for other in beside if other.exists()))]
    except OSError:
        return None
    if max(state.st_mtime_ns for _, state in states) > time.time_ns() - SETTLED_NANOSECONDS:
        return None
    return " ".join(f"{Path(name).suffix}:{state.st_size}:{state.st_mtime_ns}" for name, state in states)
