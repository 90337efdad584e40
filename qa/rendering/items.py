"""Lists inside an answer."""

from dataclasses import dataclass

from corpus.sentences import LIST_MARK

BULLET = "- "


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence's text. introduction: all of it if it is no list; empty for a list that nothing introduces.

    items: the lines of a list, each with BULLET or its number in front.
    """

    introduction: str
    items: tuple[str, ...]


def take_apart(text: str) -> Said:
    """What a sentence's text consists of."""
    first, *others = text.split("\n")
    if not others or not all(map(LIST_MARK.match, others)):
        return Said(text, ())
    return Said("", (first, *others)) if LIST_MARK.match(first) else Said(first, tuple(others))
