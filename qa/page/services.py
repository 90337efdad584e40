"""What the page needs from the rest of the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.filters import Filter
from qa.answer import Answer
from qa.chats.store import ChatStore
from qa.page.conversation import Answers
from qa.serving.calls import Calls
from qa.serving.limits import RateLimiter
from qa.uploads.uploads import Uploads

if TYPE_CHECKING:
    from corpus.document import Document
    from index.store import StoredDocument


@dataclass(frozen=True, slots=True)
class Services:
    """What answers, what there is to ask, and where things are kept.

    answerers: by the name of their writer, the first for who chooses none. list_documents: what an owner may ask,
    None for nobody in particular; asked at each visit, for the index may change. read_document: one of them by its
    name, whole; raises KeyError if it is gone. viewer: the owner that a visitor's token stands for. uploads: where
    visitors add documents. make_receipt: the receipt of an answer to an owner, as a file's text; raises UserError
    if it can no longer be given. chats: where conversations are kept. calls: what other programs may call.
    questions, additions: count those of a visitor's, and say when it is one too many. start: begins what takes its
    time, once the page is served. shared: whether what visitors add is everybody's. passages: how many are usually
    read. examples: questions to offer to who has no documents of their own. suggest: questions that some documents
    answer; takes as long as a dozen answers, the first time.
    """

    answerers: Mapping[str, Answers]
    list_documents: "Callable[[str | None], Sequence[StoredDocument]]"
    read_document: "Callable[[str, str | None], Document]"
    viewer: Callable[[str], str | None]
    uploads: Uploads
    make_receipt: Callable[[Answer, str | None], str]
    chats: ChatStore
    calls: Calls
    questions: RateLimiter
    additions: RateLimiter
    start: Callable[[], None] = lambda: None
    shared: bool = False
    passages: int = 10
    examples: Sequence[str] = ()
    suggest: Callable[[Filter], Sequence[str]] = lambda only: ()

    @property
    def answerer(self) -> Answers:
        """What answers for who chooses none."""
        return next(iter(self.answerers.values()))
