"""The chats of all visitors of this machine, one SQLite file.

A visitor is known by a token that only the visitor's browser keeps; the file holds a hash of it. Every question put to
the store names the visitor, and of another visitor's chats it says what it says of chats that do not exist.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import UserError
from index.filters import Filter
from qa.answer import Answer
from qa.chats import limits
from qa.chats.database import Connection, Database
from qa.chats.errors import NoSuchChat, TooLarge
from qa.chats.full_text import match_expression, title_holds, words_of
from qa.chats.limits import storable
from qa.chats.records import Chat, ChatSummary, Feedback, Match, Reason, SavedTurn
from qa.chats.rows import (
    RATING,
    SUMMARY,
    TURN,
    Row,
    feedback_of,
    summary_of,
    turn_of,
    write_answer,
    write_filter,
    write_time,
)

FILE_NAME = "chats.sqlite3"
# More found chats than this nobody looks through; another word helps.
MATCHES = 50
EXCERPT_WORDS = 14
NEWEST_FIRST = "ORDER BY chats.asked DESC, chats.chat_id DESC"
LARGEST_ID = 2**63 - 1


def new_token() -> str:
    """A token for a new visitor, for the visitor's browser to keep. Whoever has it reads the visitor's chats."""
    return secrets.token_urlsafe(32)


class ChatStore:
    """The open file of the chats. Threads may share it, and other processes may use the file at the same time.

    A turn that another run of the program began and did not finish counts as interrupted. That other run may still be
    there, but not for this visitor: a browser keeps a token for each address, and at one address one program listens.

    visitor: everywhere the token that new_token made. Every method raises ChatsUnusable if the file cannot be used,
    and UserError if the token is none; nothing is then changed.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Open the file, made if it is not there. now: the time, with its zone. Raises ChatsUnusable."""
        self._database = Database(path)
        self._now = now
        # Turns that another run left without an outcome were interrupted.
        self._run = secrets.token_hex(8)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._database.close()

    # Asking

    def start(self, visitor: str) -> int:
        """Begin a chat without turns; returns its id. Raises TooLarge if the visitor keeps too many."""
        key = _key(visitor)
        with self._database.changing() as connection:
            kept = connection.execute("SELECT count(*) FROM chats WHERE visitor = ?", (key,)).fetchone()[0]
            if kept >= limits.MAX_CHATS:
                raise TooLarge(f"{limits.MAX_CHATS:,} chats are the most that are kept; delete some that are done with")
            time = write_time(self._now())
            insert = "INSERT INTO chats (visitor, started, asked) VALUES (?, ?, ?)"
            return int(connection.execute(insert, (key, time, time)).lastrowid or 0)

    def begin(
        self, visitor: str, chat_id: int, question: str, only: Filter | None = None, number: int | None = None
    ) -> SavedTurn:
        """Save a question that is going to be answered now, before there is an answer.

        only: the documents it is asked of, None for all. number: the turn to put it in the place of; None for a new
        one. Raises NoSuchChat, or TooLarge for a long question or too many turns.
        """
        question = storable(question, "question", limits.MAX_QUESTION_CHARACTERS)
        with self._database.changing() as connection:
            _check_owner(connection, _key(visitor), chat_id)
            place = _next_number(connection, chat_id) if number is None else _clear(connection, chat_id, number)
            # Taken here, so that times are in the order of the changes.
            time = write_time(self._now())
            values = (chat_id, place, question, write_filter(only), self._run, time)
            insert = "INSERT INTO turns (chat_id, number, question, chosen, run, asked) VALUES (?, ?, ?, ?, ?, ?)"
            turn_id = connection.execute(insert, values).lastrowid
            connection.execute("UPDATE chats SET asked = ? WHERE chat_id = ?", (time, chat_id))
            return turn_of(_turns(connection, "turn_id", turn_id)[0], self._run)

    def finish(self, visitor: str, turn_id: int, answer: Answer) -> bool:
        """Save the answer of a turn that was begun.

        Returns False, and saves nothing, if it has an outcome already or is gone: deleted, or replaced by another
        attempt. Raises TooLarge for an answer larger than any that is kept.
        """
        said = storable(_searchable(answer), "answer", limits.MAX_ANSWER_CHARACTERS)
        return self._settle(visitor, turn_id, "answer = ?, said = ?", write_answer(answer), said)

    def fail(self, visitor: str, turn_id: int, problem: str) -> bool:
        """Save why a turn that was begun has no answer; returns as finish does."""
        told = problem[: limits.MAX_PROBLEM_CHARACTERS]
        return self._settle(visitor, turn_id, "problem = ?", storable(told, "problem", limits.MAX_PROBLEM_CHARACTERS))

    # Looking

    def chats(self, visitor: str) -> list[ChatSummary]:
        """The visitor's chats, the one last asked in first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {SUMMARY} FROM chats WHERE visitor = ? {NEWEST_FIRST}", (_key(visitor),))
            return [summary_of(row) for row in rows]

    def load(self, visitor: str, chat_id: int) -> Chat:
        """A whole chat. Raises NoSuchChat."""
        with self._database.reading() as connection:
            _check_owner(connection, _key(visitor), chat_id)
            summary = summary_of(
                connection.execute(f"SELECT {SUMMARY} FROM chats WHERE chat_id = ?", (chat_id,)).fetchone()
            )
            turns = _turns(connection, "chat_id", chat_id)
        return Chat(summary, tuple(turn_of(row, self._run) for row in turns))

    def search(self, visitor: str, query: str) -> list[Match]:
        """The visitor's chats with a turn, or else a title, that has all words; the best first, at most MATCHES.

        Case and accents do not count, and the last word may be the beginning of one. A query without words finds
        every chat. Raises TooLarge for a long query.
        """
        words = words_of(storable(query, "query", limits.MAX_QUERY_CHARACTERS))
        chats = self.chats(visitor)
        if not words:
            return [Match(chat) for chat in chats]
        by_id = {chat.chat_id: chat for chat in chats}
        found: dict[int, Match] = {}
        for chat_id, number, excerpt in self._said(visitor, words):
            if chat_id in by_id:
                found.setdefault(chat_id, Match(by_id[chat_id], number, excerpt))
        for chat in chats:
            if title_holds(chat.title, words):
                found.setdefault(chat.chat_id, Match(chat))
        return list(found.values())[:MATCHES]

    # Keeping order

    def rename(self, visitor: str, chat_id: int, title: str) -> None:
        """Give a chat a title; an empty one brings the first question back. Raises NoSuchChat, TooLarge."""
        given = " ".join(storable(title, "title", limits.MAX_TITLE_CHARACTERS).split())
        with self._database.changing() as connection:
            _check_owner(connection, _key(visitor), chat_id)
            connection.execute("UPDATE chats SET title = ? WHERE chat_id = ?", (given or None, chat_id))

    def delete(self, visitor: str, chat_id: int) -> None:
        """Delete a chat with its turns and ratings, so that the file holds nothing of it. Raises NoSuchChat."""
        with self._database.changing() as connection:
            _check_owner(connection, _key(visitor), chat_id)
            connection.execute("DELETE FROM chats WHERE chat_id = ?", (chat_id,))
        self._database.forget()

    def delete_all(self, visitor: str) -> None:
        """Delete all chats of the visitor, as delete does one; all of them or, if that cannot be done, none."""
        key = _key(visitor)
        with self._database.changing() as connection:
            connection.execute("DELETE FROM chats WHERE visitor = ?", (key,))
        self._database.forget()

    # Ratings

    def rate(self, visitor: str, turn_id: int, good: bool, reason: Reason | None = None, note: str = "") -> None:
        """Save what the visitor thinks of an answer, in place of what was thought before.

        reason: what is wrong; note: the visitor's own words. Raises NoSuchChat if there is no such answer, TooLarge
        for a long note.
        """
        note = storable(note, "note", limits.MAX_NOTE_CHARACTERS)
        with self._database.changing() as connection:
            chat_id, question, answer = _answered(connection, _key(visitor), turn_id)
            connection.execute("DELETE FROM ratings WHERE turn_id = ?", (turn_id,))
            connection.execute(
                f"INSERT INTO ratings (chat_id, turn_id, question, answer, {RATING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(chat_id, turn_id, question, answer),
                    *(int(good), reason.value if reason else None, note, write_time(self._now())),
                ),
            )

    def take_back(self, visitor: str, turn_id: int) -> None:
        """Forget what the visitor thinks of an answer. Raises NoSuchChat if there is no such answer."""
        with self._database.changing() as connection:
            _answered(connection, _key(visitor), turn_id)
            connection.execute("DELETE FROM ratings WHERE turn_id = ?", (turn_id,))

    def all_feedback(self) -> list[Feedback]:
        """What all visitors thought, oldest first, without who they are. For whoever runs the program, not for pages.

        Ratings of an answer that was asked anew since are there, with the answer that they were given for. Raises
        UnreadableRecord if one cannot be read.
        """
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT question, answer, {RATING} FROM ratings ORDER BY given, rating_id")
            return [feedback_of(row) for row in rows]

    # How it is done

    def _settle(self, visitor: str, turn_id: int, assignments: str, *values: str) -> bool:
        key = _key(visitor)
        with self._database.changing() as connection:
            cursor = connection.execute(
                f"UPDATE turns SET {assignments}, finished = ? WHERE turn_id = ? AND answer IS NULL "
                "AND problem IS NULL AND chat_id IN (SELECT chat_id FROM chats WHERE visitor = ?)",
                (*values, write_time(self._now()), _bounded(turn_id), key),
            )
            return cursor.rowcount == 1

    def _said(self, visitor: str, words: list[str]) -> Iterator[tuple[int, int, str]]:
        """The chat, number and excerpt of every turn of the visitor's that has all words, the best first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT turns.chat_id, turns.number, snippet(words, -1, '', '', '…', {EXCERPT_WORDS}) "
                "FROM words JOIN turns ON turns.turn_id = words.rowid JOIN chats ON chats.chat_id = turns.chat_id "
                "WHERE words MATCH ? AND chats.visitor = ? ORDER BY words.rank, turns.turn_id DESC",
                (match_expression(words), _key(visitor)),
            ).fetchall()
        yield from ((chat_id, number, " ".join(excerpt.split())) for chat_id, number, excerpt in rows)


def _key(visitor: str) -> bytes:
    """What the file knows a visitor by. Raises UserError if the token is not one of new_token's kind.

    The token has 256 random bits, so that its hash needs no salt.
    """
    if not limits.MIN_TOKEN_CHARACTERS <= len(visitor) <= limits.MAX_TOKEN_CHARACTERS or not visitor.isascii():
        raise UserError("this browser is not known here; load the page again")
    return hashlib.sha256(visitor.encode()).digest()


def _check_owner(connection: Connection, key: bytes, chat_id: int) -> None:
    statement = "SELECT 1 FROM chats WHERE chat_id = ? AND visitor = ?"
    if connection.execute(statement, (_bounded(chat_id), key)).fetchone() is None:
        raise NoSuchChat("this chat is not there; it may have been deleted: choose another, or begin a new one")


def _answered(connection: Connection, key: bytes, turn_id: int) -> tuple[int, str, str]:
    """The chat, question and saved answer of a visitor's turn. Raises NoSuchChat if there is no such answer."""
    row = connection.execute(
        "SELECT chat_id, question, answer FROM turns JOIN chats USING (chat_id) "
        "WHERE turn_id = ? AND visitor = ? AND answer IS NOT NULL",
        (_bounded(turn_id), key),
    ).fetchone()
    if row is None:
        raise NoSuchChat("there is no such answer any more; it may have been deleted or asked anew")
    return int(row[0]), str(row[1]), str(row[2])


def _next_number(connection: Connection, chat_id: int) -> int:
    count, last = connection.execute(
        "SELECT count(*), coalesce(max(number), 0) FROM turns WHERE chat_id = ?", (chat_id,)
    ).fetchone()
    if count >= limits.MAX_TURNS:
        raise TooLarge(f"a chat keeps {limits.MAX_TURNS:,} questions at most; begin a new one")
    return int(last) + 1


def _clear(connection: Connection, chat_id: int, number: int) -> int:
    """Take the turn of this number away, for another to take its place. Raises NoSuchChat if there is none."""
    statement = "DELETE FROM turns WHERE chat_id = ? AND number = ?"
    if connection.execute(statement, (chat_id, _bounded(number))).rowcount != 1:
        raise NoSuchChat(f"the chat has no question number {number}; load it again")
    return number


def _turns(connection: Connection, column: str, value: int | None) -> list[Row]:
    return connection.execute(
        f"SELECT {TURN} FROM turns LEFT JOIN ratings ON ratings.turn_id = turns.turn_id "
        f"WHERE turns.{column} = ? ORDER BY number",
        (value,),
    ).fetchall()


def _bounded(number: int) -> int:
    """The number, or one that nothing has if it is more than SQLite can count."""
    return number if 0 <= number <= LARGEST_ID else 0


def _searchable(answer: Answer) -> str:
    return "\n".join(part for part in (answer.short_answer, answer.text) if part)
