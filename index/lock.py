"""One writer at a time: the lock on an index that is being changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import UserError
from index.errors import IndexBusy, IndexNotWritable
from index.store import FILE_NAME, Store

LOCK_NAME = "writer.lock"
# How long a second writer waits for the first: a collection of a thousand papers takes less.
WAIT_SECONDS = 1800.0


@contextmanager
def open_for_writing(directory: Path, waiting: Callable[[Path], object]) -> Iterator[Store]:
    """The store, open for this process alone among writers. A lock ends with its process, also a killed one.

    waiting: told the folder if another process is changing it. Raises IndexBusy, IndexNotWritable, or UserError if the
    folder holds other things.
    """
    if directory.exists() and not (directory / FILE_NAME).exists():
        _refuse_other_folder(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(directory / LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting(directory)
            lock.acquire(timeout=WAIT_SECONDS)
    except Timeout as error:
        raise IndexBusy(f"{directory}: another process is changing this index; try again when it is done") from error
    except OSError as error:
        raise IndexNotWritable(
            f"{directory}: cannot be written ({error.strerror}); allow it or name another folder with --index"
        ) from error
    try:
        store = Store.open_or_create(directory)
        try:
            yield store
        finally:
            store.close()
    finally:
        lock.release()


def _refuse_other_folder(directory: Path) -> None:
    if not directory.is_dir():
        raise UserError(f"{directory}: a file of that name is in the way; name a folder with --index")
    strangers = [entry.name for entry in directory.iterdir() if entry.name != LOCK_NAME]
    if strangers:
        raise UserError(
            f"{directory}: the folder holds other things ({sorted(strangers)[0]}, …) and no index; name a new folder"
        )
