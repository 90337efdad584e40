"""What the page needs from the rest of the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.answer import Answer
from qa.chats.store import ChatStore
from qa.page.conversation import Answers

if TYPE_CHECKING:
    from corpus.document import Document
    from index.store import StoredDocument


@dataclass(frozen=True, slots=True)
class Services:
    """What answers, and what there is to ask.

    answerers: by the name of their writer, the first for who chooses none. list_documents: asked at each visit, for the
    index may change. read_document: one of them by its name, whole; raises KeyError if it is gone. make_receipt: the
    receipt of an answer to a visitor, as a file's text; raises UserError if it can no longer be given. chats: where
    conversations are kept. examples: questions to offer.
    """

    answerers: Mapping[str, Answers]
    list_documents: "Callable[[], Sequence[StoredDocument]]"
    read_document: "Callable[[str], Document]"
    make_receipt: Callable[[Answer, str], str]
    chats: ChatStore
    examples: Sequence[str] = ()

    @property
    def answerer(self) -> Answers:
        """What answers for who chooses none."""
        return next(iter(self.answerers.values()))
