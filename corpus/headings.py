"""The headings of a plain text, which has no markup that must be obeyed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.cleaning.paragraphs import ENDED, LEADS_ON, Paragraph, split_paragraphs
from corpus.document import Section

# The longest among the papers we looked at has 133 characters.
MAX_HEADING_CHARACTERS, MAX_HEADING_WORDS = 150, 20
# A heading stands above running text; below a name or a date stands another short line.
MIN_TEXT_CHARACTERS = 150
MARKED = re.compile(r"(#{1,6})\s+\S")
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=[^\W\d_])")
MARKUP = re.compile(r"[*_#`]+")
# Lines of their own that head nothing: "Keywords: …", "Table 1 …", a row of a table.
NOT_A_HEADING = re.compile(
    r"(?:key ?words|index terms|table|figure|fig\.|box|source|notes? \d|e-?mail|tel|doi)\b|[^\n]*(?:\t| \| )|©|\W*$",
    re.IGNORECASE,
)
# Above the first running text stand title, authors and venue; of unmarked lines only these head something there. They
# head something wherever they stand alone.
USUAL = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:executive )?summary|abstract|introduction|foreword|preface|background|methods?|"
    r"methodology|results|discussion|findings|conclusions?|references|bibliography|works cited|notes|endnotes|"
    r"appendix(?: \w)?|acknowledge?ments?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    start: int


def find_sections(text: str) -> tuple[Section, ...]:
    """The sections of a text, by lines that look like headings, marked with # or not.

    A line is a heading if it stands alone, is short, begins with a capital or a number, does not end as a sentence
    does, and running text follows it. Levels: the number of #, the depth of "2.1", else 2 below a first one marked.
    """
    paragraphs = split_paragraphs(text)
    headings: list[_Heading] = []
    begun = False
    for before, paragraph, after in zip([None, *paragraphs], paragraphs, [*paragraphs[1:], None], strict=False):
        heading = _marked(paragraph) or _unmarked(paragraph, before, after, begun)
        if heading is not None:
            headings.append(heading)
        begun = begun or (paragraph.is_prose and len(paragraph.text) >= MIN_TEXT_CHARACTERS)
    return tuple(_sections(headings, len(text)))


def _marked(paragraph: Paragraph) -> _Heading | None:
    line = paragraph.text.split("\n")[0]
    match = MARKED.match(line)
    words = " ".join(MARKUP.sub("", line).split())
    if match is None or len(words) > MAX_HEADING_CHARACTERS or not re.search(r"[^\W\d_]", words):
        return None
    return _Heading(len(match[1]), words, paragraph.start)


def _unmarked(paragraph: Paragraph, before: Paragraph | None, after: Paragraph | None, begun: bool) -> _Heading | None:
    words = " ".join(MARKUP.sub("", paragraph.text).split())
    numbered = NUMBERED.match(words)
    if (
        "\n" in paragraph.text
        or "\t" in paragraph.text
        or len(words) > MAX_HEADING_CHARACTERS
        or len(words.split()) > MAX_HEADING_WORDS
    ):
        return None
    if NOT_A_HEADING.match(words) or ENDED.search(words) or LEADS_ON.search(words):
        return None
    if USUAL.fullmatch(words):
        return _Heading(2, words, paragraph.start)
    if not numbered and not (begun and words[0].isupper()):
        return None
    if after is None or not after.is_prose or len(after.text) < MIN_TEXT_CHARACTERS or after.goes_on:
        return None
    if before is not None and before.is_unfinished:
        return None
    return _Heading(numbered[1].count(".") + 2 if numbered else 2, words, paragraph.start)


def _sections(headings: Sequence[_Heading], length: int) -> Iterator[Section]:
    for number, heading in enumerate(headings):
        end = next((later.start for later in headings[number + 1 :] if later.level <= heading.level), length)
        yield Section(heading.text, heading.level, heading.start, end)
