"""Which sentences may be quoted as an answer."""

import re

from corpus.sentences import FIELD
from index.passage import Passage
from qa.enumerations import find_lists
from qa.grounding.orders import is_order

# Shorter ones are headings and broken lines.
MIN_WORDS = 4


def is_sentence(text: str) -> bool:
    """Whether this may be quoted: no heading, broken line or order to a language model; but "Weight: 31 kg" may."""
    whole = len(text.split()) >= MIN_WORDS or FIELD.match(text) is not None
    return whole and not _is_heading(text) and not is_order(text)


def _is_heading(text: str) -> bool:
    is_path = text.count(" > ") + text.count(" » ") + text.count(" › ") > 1
    return text.startswith("#") or is_path or (text.isupper() and not text.endswith((".", "!", "?")))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def quotable(passage: Passage) -> tuple[bool, ...]:
    """Whether each sentence of a passage may be quoted: those that are sentences, and all of a list, however short.

    What repeats the title or a heading says nothing, however it reads: "Why Functional Programming Matters".
    """
    said = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
    lists = find_lists(passage)
    heads = {_plain(head) for head in (passage.title, *passage.headings)}
    return tuple(
        (is_sentence(text) and _plain(text) not in heads)
        or (any(one.start <= start < one.end for one in lists) and not is_order(text))
        for text, (start, _) in zip(said, passage.sentences, strict=True)
    )
