"""How much of anything is kept, and what a text must be to be kept."""

import re

from qa.chats.errors import TooLarge

# Ten times what can be answered (qa.pipeline): a question is kept as typed, white space included.
MAX_QUESTION_CHARACTERS = 20_000
MAX_TITLE_CHARACTERS = 200
# A page of text says what was wrong.
MAX_NOTE_CHARACTERS = 4_000
MAX_PROBLEM_CHARACTERS = 4_000
# An answer with thirty passages of two thousand characters, each with its original, has 200,000.
MAX_ANSWER_CHARACTERS = 4_000_000
# Opening a chat shows all of it: more turns than this no page shows quickly.
MAX_TURNS = 500
# Ten a week for twenty years; it also bounds what one visitor can fill a shared disk with.
MAX_CHATS = 10_000
MAX_QUERY_CHARACTERS = 400
# As many letters as 128 random bits have in base64; a shorter token could be guessed.
MIN_TOKEN_CHARACTERS, MAX_TOKEN_CHARACTERS = 22, 256

# SQLite stops reading at a NUL, and cannot hold half of a surrogate pair.
NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, what: str, limit: int) -> str:
    """The text as SQLite can hold it: characters that it cannot become U+FFFD.

    what: names it in the message. limit: in characters. Raises TooLarge if the text is longer.
    """
    if len(text) > limit:
        raise TooLarge(f"the {what} has {len(text):,} characters, and {limit:,} are the most that are kept; shorten it")
    return NOT_STORABLE.sub("\ufffd", text)
