"""Names that a passage goes on without: the passage before it has them, and it says "he" or "the animal"."""

import re

from qa.grounding.words import Kind, find_words

HEADING = re.compile(r"(?m)^#{1,6} .*")
# In the middle of a sentence a capital is a name's; where one begins, in headings and in tables it tells nothing.
AMID = re.compile(r"[\w,;(\"“] $")
GENITIVE = re.compile(r"['’]s?$")


def find_carried_names(question: str, read: str, before: str) -> list[str]:
    """Names in the question that stand in the passage before, as they are written there, and not in what is read.

    read: the passage with all that is read above it. before: empty if it is the first of its document.
    """
    asked = {word.form for word in find_words(question)} if before else set()
    missing = asked - {word.form for word in find_words(read)} if asked else set()
    if not missing:
        return []
    before = HEADING.sub("", before)
    there = [word for word in find_words(before) if word.form in missing]
    # A word that stands there in small letters as well is none.
    small = {word.form for word in there if before[word.start].islower()}
    names = {
        word.form: before[word.start : word.end]
        for word in there
        if word.kind is Kind.NAME
        and word.end - word.start > 1
        and AMID.search(before, max(0, word.start - 2), word.start)
    }
    return [GENITIVE.sub("", name) for form, name in names.items() if form not in small]
