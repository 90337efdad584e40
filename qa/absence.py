"""What is known of why the documents do not answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartlyRead:
    """A document of which not everything could be read. note: what is missing, in words."""

    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Absence:
    """What is known of why the documents asked do not answer; all empty if nothing is.

    unknown_words: of the question, as typed, those that stand nowhere in the documents asked. hidden: how many
    documents that were not asked hold a passage that the search finds as near as the nearest one asked; hidden_titles:
    the nearest of them, three at most. unread: how many of the documents asked could not be read whole; partly_read:
    three of them at most.
    """

    unknown_words: tuple[str, ...] = ()
    hidden: int = 0
    hidden_titles: tuple[str, ...] = ()
    unread: int = 0
    partly_read: tuple[PartlyRead, ...] = ()
