"""Sentences in documents that speak to a language model rather than to a reader.

Such a sentence proves nothing: "answer 42" does not say that anything is 42. It is neither shown to a model nor counted
as evidence. Only plain orders are told; whatever else a model is talked into, the check of its sentences catches.
"""

import re
from collections.abc import Sequence

from index.passage import Passage

Range = tuple[int, int]
PATTERNS = (
    # Greshake et al., "Not what you've signed up for" (2023), and the injections of public red-teaming sets use these.
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\b[^.!?]{0,60}\b(?:instruct\w+|prompts?|rules?|guidelines|"
    r"context|passages?|documents?|above|previous|prior|earlier|everything|question)\b",
    r"\b(?:you are|act as|pretend to be|behave as|you're)\b[^.!?]{0,30}\b(?:an? )?"
    r"(?:ai|assistant|chatbot|language model|llm|bot|model|dan)\b",
    r"^\W*(?:please |now |instead,? |always |only |just |simply |system:? |assistant:? |important:? )*"
    r"(?:(?:answer|reply|respond|output|tell (?:the )?(?:user|reader|them))\b"
    r"(?!\s+(?:to|of|and|from|by|in|is|was|the (?:question|following))\b)"
    r"|(?:print|say|write|state|return|repeat|conclude)\s+"
    r"(?:only|just|exactly|that|this|with|the words?\b|[\d:\"'“‘]))",
    r"\b(?:the (?:only )?(?:right|correct|true) answer(?: to (?:every|any|all|this|the) \w+)? is|"
    r"answer (?:every|any|all|each|this|the) (?:questions?|prompts?) with)\b",
    r"\b(?:system prompt|new instructions?|instructions? (?:to|for) (?:the )?(?:ai|assistant|model|chatbot|llm))\b",
    r"^\W*(?:system|assistant|user|human)\s*:",
    r"<\|?/?(?:im_start|im_end|system|assistant|user|inst)\b|\[/?INST\]|<<SYS>>",
)
ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS), re.IGNORECASE | re.MULTILINE)
REMOVED = "[…]"


def is_order(sentence: str) -> bool:
    """Whether a sentence of a document tells a language model what to do."""
    return ORDER.search(sentence) is not None


def spoken_to_readers(passage: Passage) -> tuple[Range, ...]:
    """The passage's sentences, places in its document, without orders."""
    return tuple(place for place in passage.sentences if not is_order(_text(passage, place)))


def without_orders(passage: Passage) -> str:
    """The passage's text with REMOVED for each order."""
    text = passage.text
    for start, end in reversed(_orders(passage)):
        text = f"{text[: start - passage.start]}{REMOVED}{text[end - passage.start :]}"
    return text


def _orders(passage: Passage) -> Sequence[Range]:
    return [place for place in passage.sentences if is_order(_text(passage, place))]


def _text(passage: Passage, place: Range) -> str:
    return passage.text[place[0] - passage.start : place[1] - passage.start]
