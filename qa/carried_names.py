"""Names that a passage goes on without: the passage before it has them, and it says "he" or "the animal"."""

from qa.grounding.words import Kind, find_words


def find_carried_names(question: str, read: str, before: str) -> list[str]:
    """Names in the question that stand in the passage before, as they are written there, and not in what is read.

    read: the passage with all that is read above it. before: empty if it is the first of its document.
    """
    asked = {word.form for word in find_words(question)} if before else set()
    missing = asked - {word.form for word in find_words(read)} if asked else set()
    names = {word.form: before[word.start : word.end] for word in find_words(before) if word.kind is Kind.NAME}
    return [name for form, name in names.items() if form in missing]
