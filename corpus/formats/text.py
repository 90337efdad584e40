"""Plain text."""

import hashlib
import re
from pathlib import Path

from corpus.document import Document
from corpus.formats.decoding import decode

# A title is one line; the longest title among the papers we looked at has 153 characters.
MAX_TITLE_CHARACTERS = 160
LINES_SEARCHED_FOR_A_TITLE = 12


def read(path: Path, name: str, data: bytes) -> Document:
    """A text file as a document: its text unaltered, titled by its first title-like line or else its name."""
    text, notes = decode(path, data)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=find_title(text) or Path(name).stem.replace("_", " "),
        text=text,
        notes=notes,
    )


def find_title(text: str) -> str | None:
    """The first line near the top that is written as titles are, without markup; None if there is none.

    A title is a line marked as a heading ("# …"), or is capitalised and either has three longer words or stands alone
    on top; it does not end as a sentence does.
    """
    lines = [line.strip() for line in text[:5000].strip().splitlines()]
    alone = len(lines) > 1 and not lines[1]
    for number, line in enumerate([line for line in lines if line][:LINES_SEARCHED_FOR_A_TITLE]):
        title = re.sub(r"[*_#`]+", "", line).strip(" -–—:“”\"'")
        if not title or len(title) > MAX_TITLE_CHARACTERS or title[-1] in ".,;":
            continue
        words = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) > 3]
        capitalised = sum(word[0].isupper() for word in words)
        long_enough = len(words) >= 3 or (number == 0 and alone and words)
        if words and line.startswith("#") or long_enough and capitalised >= 0.75 * len(words):
            return title
    return None
