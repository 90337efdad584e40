"""Why the documents do not answer, asked of the index."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.filters import Filter
from qa.absence import Absence, PartlyRead
from qa.conversation import EMPTY

if TYPE_CHECKING:
    from index.store import StoredDocument

# More names would drown what there is to learn from them.
MAX_NAMED = 3
# How notes begin that tell of a guess, by which nothing is lost.
GUESSED = ("not UTF-8; read as",)

# question, the documents asked (None for all) → words of the question that stand nowhere in them, as typed
FindUnknownWords = Callable[[str, Filter | None], Sequence[str]]
# question, the documents asked → the others that hold a passage as near as the nearest asked, nearest first
FindHidden = Callable[[str, Filter | None], "Sequence[StoredDocument]"]
# the documents asked → those of them of which a reader guessed or left out something, and what that was
FindNotes = Callable[[Filter | None], "Sequence[tuple[StoredDocument, Sequence[str]]]"]
# question, the documents asked → why they do not answer; None if nobody can tell
Explain = Callable[[str, Filter | None], Absence | None]


def make_explain(unknown_words: FindUnknownWords, hidden: FindHidden, notes: FindNotes) -> Explain:
    """What says why documents do not answer, of the three things that an index can tell about it."""

    def explain(question: str, only: Filter | None) -> Absence:
        others = hidden(question, only)
        unread = [PartlyRead(document.title, note) for document, said in notes(only) if (note := _missing(said))]
        return Absence(
            unknown_words=tuple(word for word in unknown_words(question, only) if _tells(word)),
            hidden=len(others),
            hidden_titles=tuple(document.title for document in others[:MAX_NAMED]),
            unread=len(unread),
            partly_read=tuple(unread[:MAX_NAMED]),
        )

    return explain


def _tells(word: str) -> bool:
    """Whether a word is of the question's matter; nobody expects "explain" to stand in a document."""
    return word.casefold() not in EMPTY


def _missing(notes: Sequence[str]) -> str:
    """What notes say of things that were not read; empty for nothing."""
    return "; ".join(note for note in notes if not note.startswith(GUESSED))
