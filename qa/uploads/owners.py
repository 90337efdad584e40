"""Who a visitor is to the index."""

import hashlib
import re

OWNER = re.compile(r"[0-9a-f]{32}")
# What else is stored of a visitor's token is hashed otherwise, so that the two cannot be matched.
PURPOSE = b"attache uploads\0"


def owner_of(token: str) -> str:
    """The owner, 32 hexadecimal digits, that a visitor's secret token stands for; the token cannot be found from it."""
    return hashlib.sha256(PURPOSE + token.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_owner(text: str) -> bool:
    """Whether it is what owner_of gives."""
    return OWNER.fullmatch(text) is not None
