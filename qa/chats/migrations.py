"""Making the file of the chats, and bringing an earlier version's up to date, one numbered step after the other."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from qa.chats.errors import ChatsUnusable

# "Attc" in ASCII: marks the file as ours (SQLite's application_id).
APPLICATION_ID = 0x41747463

# Format to begin with → statements that lead to the next one; 0 is an empty file.
STEPS: Mapping[int, tuple[str, ...]] = {
    0: (
        "CREATE TABLE chats (chat_id INTEGER PRIMARY KEY AUTOINCREMENT, visitor BLOB NOT NULL, title TEXT, "
        "started TEXT NOT NULL, asked TEXT NOT NULL)",
        "CREATE INDEX chat_visitors ON chats (visitor, asked)",
        "CREATE TABLE turns (turn_id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE, number INTEGER NOT NULL, "
        "question TEXT NOT NULL, chosen TEXT, run TEXT NOT NULL, asked TEXT NOT NULL, finished TEXT, "
        "answer TEXT, problem TEXT, said TEXT NOT NULL DEFAULT '')",
        "CREATE UNIQUE INDEX turn_numbers ON turns (chat_id, number)",
        "CREATE TABLE ratings (rating_id INTEGER PRIMARY KEY, "
        "chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE, "
        "turn_id INTEGER UNIQUE REFERENCES turns ON DELETE SET NULL, "
        "given TEXT NOT NULL, good INTEGER NOT NULL, reason TEXT, note TEXT NOT NULL, "
        "question TEXT NOT NULL, answer TEXT NOT NULL)",
        "CREATE INDEX rating_chats ON ratings (chat_id)",
        # The texts stand in turns alone; the triggers keep the words in step, cascades included.
        "CREATE VIRTUAL TABLE words USING fts5 (question, said, content = 'turns', content_rowid = 'turn_id', "
        "tokenize = 'unicode61 remove_diacritics 2')",
        "CREATE TRIGGER turn_added AFTER INSERT ON turns BEGIN "
        "INSERT INTO words (rowid, question, said) VALUES (new.turn_id, new.question, new.said); END",
        "CREATE TRIGGER turn_removed AFTER DELETE ON turns BEGIN "
        "INSERT INTO words (words, rowid, question, said) VALUES ('delete', old.turn_id, old.question, old.said); END",
        "CREATE TRIGGER turn_changed AFTER UPDATE OF question, said ON turns BEGIN "
        "INSERT INTO words (words, rowid, question, said) VALUES ('delete', old.turn_id, old.question, old.said); "
        "INSERT INTO words (rowid, question, said) VALUES (new.turn_id, new.question, new.said); END",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
}
FORMAT = len(STEPS)


def migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Bring the file to FORMAT in one transaction; an empty one gets its tables. Nothing kept is lost.

    Raises ChatsUnusable if it is another program's or a newer version's.
    """
    with connection:
        # Also for the look alone: another process may be making the file at this moment.
        connection.execute("BEGIN IMMEDIATE")
        for step in range(_check(path, connection), FORMAT):
            for statement in STEPS[step]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def _check(path: Path, connection: sqlite3.Connection) -> int:
    """The file's format. Raises ChatsUnusable if it is not ours, or newer than we are."""
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if application != APPLICATION_ID and not (empty and application == version == 0):
        raise ChatsUnusable(f"{path}: this SQLite file does not hold our chats; name another file")
    if version > FORMAT:
        raise ChatsUnusable(
            f"{path}: made by a newer version (chat format {version}; this version reads up to {FORMAT}); "
            "update the program, or name another file"
        )
    return version
