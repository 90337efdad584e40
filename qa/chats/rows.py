"""Rows of the chats' file ↔ records, and the columns they are read from."""

import json
from datetime import UTC, datetime
from typing import Any

from corpus.errors import UserError
from index.filters import Filter
from qa.answer import Answer
from qa.chats.encoding import decode, encode
from qa.chats.errors import UnreadableRecord
from qa.chats.limits import MAX_ANSWER_CHARACTERS, storable
from qa.chats.records import ChatSummary, Feedback, Rating, Reason, SavedTurn, State
from qa.chats.saved_answer import ADVICE, dump, load

# A row of the sidebar holds about so many.
TITLE_CHARACTERS = 60
UNTITLED = "New chat"

SUMMARY = (
    "chats.chat_id, chats.title, (SELECT question FROM turns WHERE turns.chat_id = chats.chat_id "
    "ORDER BY number LIMIT 1), (SELECT count(*) FROM turns WHERE turns.chat_id = chats.chat_id), "
    "chats.started, chats.asked"
)
RATING = "good, reason, note, given"
TURN = (
    "turns.turn_id, number, turns.question, chosen, run, asked, finished, turns.answer, problem, "
    "rating_id, good, reason, note, given"
)
Row = tuple[Any, ...]


def summary_of(row: Row) -> ChatSummary:
    """The record of a row of SUMMARY."""
    chat_id, title, question, turns, started, asked = row
    shown = title or shorten(question or "") or UNTITLED
    return ChatSummary(chat_id, shown, turns, read_time(started), read_time(asked))


def turn_of(row: Row, run: str) -> SavedTurn:
    """The record of a row of TURN. run: who is reading; a turn that another run left unfinished was interrupted.

    What cannot be read of it any more is told as its problem, so that the rest of the chat can be shown.
    """
    turn_id, number, question, chosen, by, asked, finished, saved, problem, rating_id, *rating = row
    only, answer = None, None
    try:
        only = read_filter(chosen)
        answer = read_answer(saved) if saved is not None else None
    except UnreadableRecord as error:
        problem, answer = str(error), None
    return SavedTurn(
        turn_id=turn_id,
        number=number,
        question=question,
        state=_state(answer, problem, by == run),
        asked=read_time(asked),
        only=only,
        finished=read_time(finished) if finished else None,
        answer=answer,
        problem=problem,
        rating=rating_of(tuple(rating)) if rating_id is not None else None,
    )


def feedback_of(row: Row) -> Feedback:
    """The record of a row of question, answer and RATING. Raises UnreadableRecord if its answer cannot be read."""
    question, saved, *rating = row
    return Feedback(question, read_answer(saved), rating_of(tuple(rating)))


def rating_of(row: Row) -> Rating:
    """The record of a row of RATING."""
    good, reason, note, given = row
    return Rating(bool(good), Reason(reason) if reason else None, note, read_time(given))


def shorten(question: str) -> str:
    """The question on one line, cut between words where it is long."""
    folded = " ".join(question.split())
    if len(folded) <= TITLE_CHARACTERS:
        return folded
    cut = folded[:TITLE_CHARACTERS]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.-") + "…"


def write_time(time: datetime) -> str:
    """A time so that later ones sort behind."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime:
    """The time that write_time wrote, in UTC."""
    return datetime.fromisoformat(text)


def write_answer(answer: Answer) -> str:
    """The answer as JSON. Raises TooLarge if it is larger than any that is kept."""
    return storable(json.dumps(dump(answer)), "answer", MAX_ANSWER_CHARACTERS)


def read_answer(text: str) -> Answer:
    """The answer that write_answer wrote. Raises UnreadableRecord."""
    return load(_parse(text))


def write_filter(only: Filter | None) -> str | None:
    """The filter as JSON; None for none."""
    return None if only is None else json.dumps(encode(only))


def read_filter(text: str | None) -> Filter | None:
    """The filter that write_filter wrote. Raises UnreadableRecord."""
    if text is None:
        return None
    try:
        only: Filter = decode(Filter, _parse(text), "filter")
    except UserError as error:
        raise UnreadableRecord(f"the documents chosen cannot be read again: {error}; {ADVICE}") from error
    return only


def _state(answer: Answer | None, problem: str | None, same_run: bool) -> State:
    if answer is not None:
        return State.ANSWERED
    if problem is not None:
        return State.FAILED
    return State.PENDING if same_run else State.INTERRUPTED


def _parse(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableRecord(f"what was saved is damaged: it is not JSON; {ADVICE}") from error
