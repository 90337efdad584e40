"""The SQLite file under the chats: opened, guarded, and its troubles told plainly."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa.chats.errors import ChatsUnusable
from qa.chats.migrations import migrate

Connection = sqlite3.Connection
# Every change is a few rows; whoever holds the file longer than this has stopped.
BUSY_SECONDS = 10.0
# What people ask is their own affair: no other user of the machine may read it.
OWNER_ONLY = 0o600


class Database:
    """One open file. Threads may share it; they take turns. Other processes may use the file at the same time."""

    def __init__(self, path: Path) -> None:
        """Open the file, made if it is not there. Raises ChatsUnusable if that cannot be done."""
        self.path = path
        self._lock = threading.RLock()
        with _told_plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._connection.execute("PRAGMA foreign_keys = ON")
                # What is deleted is overwritten.
                self._connection.execute("PRAGMA secure_delete = ON")
                migrate(path, self._connection)
                # Readers do not wait for a writer, and a killed process leaves whole transactions.
                self._connection.execute("PRAGMA journal_mode = WAL")
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Close the file; the database cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """All reads inside see one state, whatever other processes do meanwhile."""
        with self._lock, _told_plainly(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.rollback()

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """All changes inside are made together, or none."""
        with self._lock, _told_plainly(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def forget(self) -> None:
        """Take what was deleted out of the index of words and out of the journal, so that the file holds it no more.

        What other processes are reading at this moment goes with the next call.
        """
        with self.changing() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        with self._lock, _told_plainly(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    """Turn what the disk and the database say into what the user can do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        told = str(error)
        if "locked" in told:
            message = f"{path}: another process has held the chats for {BUSY_SECONDS:.0f} s; try again later"
        elif "full" in told:
            message = f"{path}: the disk is full; free some space and try again, what was kept before is there"
        elif "readonly" in told or "unable to open" in told:
            message = f"{path}: the chats cannot be written; allow writing to the file and its folder, or name another"
        else:
            message = f"{path}: the chats cannot be used ({told}); move the file away to begin anew"
        raise ChatsUnusable(message) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        message = f"{path}: this is no file of chats, or it is damaged ({error}); move it away to begin anew"
        raise ChatsUnusable(message) from error
    except OSError as error:
        raise ChatsUnusable(f"{path}: the chats cannot be kept there ({error.strerror}); name another file") from error
