"""What is kept of conversations: chats, their turns, and what visitors thought of the answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from index.filters import Filter
from qa.answer import Answer


class Reason(Enum):
    """What may be wrong with an answer."""

    WRONG_SOURCE = "wrong source"
    NOT_IN_DOCUMENTS = "not in my documents"
    INCOMPLETE = "incomplete"
    OTHER = "other"


class State(Enum):
    """What became of a question. INTERRUPTED: the program ended before there was an answer."""

    PENDING = "pending"
    ANSWERED = "answered"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Rating:
    """A thumb up (good) or down, with what was wrong and the visitor's own words; empty for none. given: in UTC."""

    good: bool
    reason: Reason | None
    note: str
    given: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """A rating together with what it was given for, as it was then."""

    question: str
    answer: Answer
    rating: Rating


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A question and what became of it.

    turn_id: never given to another turn, so that a late answer cannot land in a turn that took this one's place.
    number: its place in the chat, from 1. question: as typed. only: the documents it was asked of, None for all.
    asked, finished: in UTC; finished is None without an outcome. problem: why there is no answer. rating: of this
    very answer.
    """

    turn_id: int
    number: int
    question: str
    state: State
    asked: datetime
    only: Filter | None = None
    finished: datetime | None = None
    answer: Answer | None = None
    problem: str | None = None
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """A chat in a list. title: the first question, shortened, or what the visitor named it. times: in UTC.

    turns: how many. asked: when its last question was.
    """

    chat_id: int
    title: str
    turns: int
    started: datetime
    asked: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """A whole chat, its turns in order of their numbers."""

    summary: ChatSummary
    turns: tuple[SavedTurn, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A chat that a search found. turn: the number of the best turn, None if only the title fits.

    excerpt: the words around what was found in that turn, shortened; empty without a turn.
    """

    chat: ChatSummary
    turn: int | None = None
    excerpt: str = ""
