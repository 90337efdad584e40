"""The page's conversation and the chat that is kept of it: one becomes the other here. No Gradio."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import UserError
from qa.chats.records import Chat, Match, Reason, SavedTurn
from qa.chats.store import ChatStore, new_token
from qa.page import conversation as talking
from qa.page.conversation import MAX_TURNS, Conversation, Turn

# No chat has this id. Told None or 0, Gradio's browser state would keep the last chat's, and bring it back.
NO_CHAT = -1


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps what one visitor's browser names by its token. Threads may share it."""

    chats: ChatStore

    def begin(
        self, visitor: str, chat: int | None, conversation: Conversation, replaced: int | None = None
    ) -> tuple[int, Conversation]:
        """Keep the question just asked, before there is an answer; returns its chat, a new one if there is none yet.

        chat: None or NO_CHAT for none. replaced: the number of the turn whose place it takes, None for a new one.
        Raises UserError if it cannot be kept.
        """
        last = conversation[-1]
        kept_in = self.chats.start(visitor) if chat is None or chat == NO_CHAT else chat
        saved = self.chats.begin(visitor, kept_in, last.question, last.only, replaced)
        return kept_in, (*conversation[:-1], replace(last, number=saved.number, turn_id=saved.turn_id))

    def settle(self, visitor: str, conversation: Conversation) -> None:
        """Keep what became of the last question. One that was asked anew since, or deleted, is left alone."""
        last = conversation[-1] if conversation else None
        if last is None or last.turn_id is None:
            return
        if last.answer:
            self.chats.finish(visitor, last.turn_id, last.answer)
        elif last.problem:
            self.chats.fail(visitor, last.turn_id, last.problem)

    def open(self, visitor: str, chat: object) -> tuple[int | None, Conversation]:
        """A kept chat and what was said in it; no chat and nothing if there is none.

        chat: whatever a browser says it was.
        """
        try:
            saved = self.chats.load(visitor, chat) if isinstance(chat, int) else None
        except UserError:
            saved = None
        return (saved.summary.chat_id, _shown(saved)) if saved else (None, ())

    def find(self, visitor: str, query: str) -> Sequence[Match]:
        """The visitor's chats that have the words of a query, all of them for none."""
        return self.chats.search(visitor, query)

    def rate(self, visitor: str, turn: Turn, good: bool | None, reason: Reason | None = None, note: str = "") -> None:
        """Keep what the visitor thinks of an answer; None takes it back. Raises UserError if that cannot be kept."""
        if turn.turn_id is None:
            return
        if good is None:
            self.chats.take_back(visitor, turn.turn_id)
        else:
            self.chats.rate(visitor, turn.turn_id, good, reason, note)


def known(visitor: str | None) -> str:
    """The token that a browser keeps, or a new one for a browser without."""
    return visitor if isinstance(visitor, str) and visitor else new_token()


def _shown(chat: Chat) -> Conversation:
    return tuple(_turn(saved) for saved in chat.turns[-MAX_TURNS:])


def _turn(saved: SavedTurn) -> Turn:
    # Whoever opens a chat anew is not told of an answer that is made for another window.
    problem = saved.problem or (None if saved.answer else talking.INTERRUPTED)
    helpful = saved.rating.good if saved.rating else None
    return Turn(
        saved.number,
        saved.question,
        saved.only,
        answer=saved.answer,
        problem=problem,
        helpful=helpful,
        turn_id=saved.turn_id,
    )
