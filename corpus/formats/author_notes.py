"""Authors from what is said about them: the first note of a paper, or a paragraph headed "About the author"."""

import re
from collections.abc import Iterator

from corpus.formats.personal_names import parse_names

# Where a paper's first note stands: on its first pages.
NOTE_WITHIN = 8_000
# What is said of one author, before it is cut.
SAID = 400
ROLE = re.compile(
    r"\b(?:fellow|professor|lecturer|researcher|scholar|scientist|research\w*|candidate|student|analyst|director|editor"
    r"|journalist|columnist|historian|economist|economics|sociologist|lawyer|attorney|engineer|consultant|teacher"
    r"|instructor|expert|specialist|correspondent|reporter|writer|author|ambassador|diplomat|officer|adviser|advisor"
    r"|head|chair\w*|member|associate|works|teaches|holds)\b",
    re.IGNORECASE,
)
BLANK_ABOVE = re.compile(r"(?:^|\n)[ \t]*\n\Z|\A\Z")
IS = re.compile(r"\s*,?\s+(?:is|are|has been|holds|teaches|works|serves|ist|sind|est|sont)\b")
# "1." and "* " begin items of lists, and a star may open emphasis.
FIRST_MARK = re.compile(
    r"^[ \t]*(?:\[1\]|1(?=[ \t])|<sup>[1*]</sup>|\^\{[1*]\}|\$\^\{?[1*]\}?\$|[¹†∗]|\*(?=[^\W\d_][^*\n]*$))[ \t]*"
    r"(?=[^\W\d_])",
    re.MULTILINE,
)
HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+)?[*_]{0,3}(?:about|notes? (?:on|about)) the (?:authors?|contributors?|writers?)"
    r"(?:[*_]{0,3}[ \t]*$|[ \t]*[*_]{0,3}:[*_]{0,3}[ \t]*)",
    re.IGNORECASE | re.MULTILINE,
)


def find_noted_authors(text: str) -> tuple[str, ...]:
    """The people that a text says so of, in order; empty if it says so of nobody.

    Who is spoken of above a note is no author: "as Walt¹ says" is explained by "¹ Stephen Walt is a professor".
    """
    heading = next(reversed(list(HEADING.finditer(text))), None)
    if (
        heading
        and BLANK_ABOVE.search(text, max(0, heading.start() - 80), heading.start())
        and (names := tuple(_described(text[heading.end() :])))
    ):
        return names
    note = FIRST_MARK.search(text, 0, NOTE_WITHIN)
    if note is None:
        return ()
    names = _subjects(text[note.end() : note.end() + SAID])
    above = text[: note.start()].casefold()
    return () if any(re.search(rf"\b{re.escape(_surname(name))}\b", above) for name in names) else names


def _described(text: str) -> Iterator[str]:
    """The people that paragraphs describe, up to the first that describes none."""
    for paragraph in re.split(r"\n\s*\n", text.strip())[:10]:
        names = _subjects(paragraph[:SAID])
        if not names:
            return
        yield from names


def _subjects(text: str) -> tuple[str, ...]:
    """Who a text begins to say something of, if that is what they do for a living."""
    said = " ".join(text.split())
    verb = IS.search(said)
    sentence = re.split(r"(?<=[a-z)])\.(?:\s|$)", said[verb.end() :] if verb else "", maxsplit=1)[0]
    if verb is None or not ROLE.search(verb[0] + sentence):
        return ()
    return parse_names(said[: verb.start()].strip("*_ "))


def _surname(name: str) -> str:
    return name.split()[-1].casefold()
