"""A document's author line, and the persons in it."""

import re

# More names than a source is recognised by.
MOST_NAMES = 3


def author_names(author: str | None) -> list[str]:
    """The persons in an author's line; a comma parts them unless a lone family name stands before it."""
    names = []
    for part in re.split(r"\s*(?:;|&|\band\b)\s*", author or ""):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        names += pieces if all(" " in piece for piece in pieces) else [part.strip(" ,")]
    return list(dict.fromkeys(name for name in names if name))


def short_author(author: str | None) -> str | None:
    """The line as it is where it names three persons or fewer; else the first two, "et al."."""
    names = author_names(author)
    return author if len(names) <= MOST_NAMES else f"{', '.join(names[: MOST_NAMES - 1])} et al."
