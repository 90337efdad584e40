"""Which sentences may be quoted as an answer."""

from qa.grounding.orders import is_order

# Shorter ones are headings and broken lines.
MIN_WORDS = 4


def is_sentence(text: str) -> bool:
    """Whether this may be quoted: headings, broken lines and orders to a language model may not."""
    return len(text.split()) >= MIN_WORDS and not text.startswith("#") and not is_order(text)
