"""Bringing an index that an earlier version made up to date, one numbered step after the other."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from index.errors import IndexMismatch

# Format to begin with → statements that lead to the next one.
STEPS: Mapping[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN original TEXT",
    ),
    2: (
        "ALTER TABLE documents ADD COLUMN given TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX document_sources ON documents (name, source)",
        "CREATE TABLE looks "
        "(document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, seen TEXT NOT NULL)",
        'CREATE INDEX sentence_texts ON sentences (document_id, text_hash, start, "end")',
    ),
    3: (
        "ALTER TABLE documents ADD COLUMN owner TEXT",
        "ALTER TABLE documents ADD COLUMN uploaded INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE documents ADD COLUMN added TEXT",
        "DROP INDEX document_names",
        "CREATE UNIQUE INDEX document_names ON documents (name, coalesce(owner, '')) WHERE live",
    ),
}
FORMAT = 1 + len(STEPS)


def migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Bring the index to FORMAT in one transaction; nothing is embedded, nothing lost.

    Raises IndexMismatch if it is an old one and may not be written.
    """
    if _format(connection) >= FORMAT:
        return
    try:
        with connection:
            # Another process may have done it since.
            connection.execute("BEGIN IMMEDIATE")
            for step in range(_format(connection), FORMAT):
                for statement in STEPS[step]:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
    except sqlite3.OperationalError as error:
        message = f"{path}: made by an earlier version and cannot be brought up to date ({error}); allow writing to it"
        raise IndexMismatch(message) from error


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
