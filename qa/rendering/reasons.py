"""Why the documents do not answer, in sentences."""

from collections.abc import Sequence

from qa.absence import Absence

# More words of a question tell no more: it is in another language, or about something else altogether.
MAX_WORDS = 12


def give_reasons(absence: Absence | None) -> list[str]:
    """A sentence for each thing that is known; none if nothing is."""
    if absence is None:
        return []
    return [*_tell_words(absence.unknown_words), *_tell_hidden(absence), *_tell_unread(absence)]


def _tell_words(words: Sequence[str]) -> list[str]:
    more = f" and {len(words) - MAX_WORDS:,} more words" if len(words) > MAX_WORDS + 1 else ""
    shown = ", ".join(words[:MAX_WORDS] if more else words)
    return [f"Nowhere in these documents: {shown}{more}."] if words else []


def _tell_hidden(absence: Absence) -> list[str]:
    if not absence.hidden:
        return []
    one = absence.hidden == 1
    have = (
        "document that your choice leaves out has a passage"
        if one
        else "documents that your choice leaves out have passages"
    )
    return [f"{absence.hidden:,} {have} as near as these: {_list(absence.hidden_titles, absence.hidden)}."]


def _tell_unread(absence: Absence) -> list[str]:
    if not absence.unread:
        return []
    documents = "document" if absence.unread == 1 else "documents"
    named = [f"{one.title} ({one.note})" for one in absence.partly_read]
    return [f"Not everything in {absence.unread:,} {documents} could be read: {_list(named, absence.unread)}."]


def _list(named: Sequence[str], of: int) -> str:
    # Titles have commas.
    return "; ".join(named) + (f" and {of - len(named):,} more" if of > len(named) else "")
