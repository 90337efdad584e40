"""What a visitor types to find a chat, as a query that SQLite's full text search takes."""

import re

# A word with what is inside it: 12.5, don't, e-mail. Nothing else reaches the query, so no syntax of it does.
WORD = re.compile(r"[^\W_]+(?:[^\w\s]+[^\W_]+)*")


def words_of(query: str) -> list[str]:
    """The words of a query."""
    return WORD.findall(query)


def match_expression(words: list[str]) -> str:
    """An FTS5 expression that all words must meet, the last one as a beginning: it may still be being typed."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) + "*"


def title_holds(title: str, words: list[str]) -> bool:
    """Whether a title meets what match_expression asks, but for accents."""
    there = [one.casefold() for one in words_of(title)]
    *whole, last = [word.casefold() for word in words]
    return set(whole) <= set(there) and any(one.startswith(last) for one in there)
