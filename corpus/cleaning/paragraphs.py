"""The paragraphs of a text as it came out of pages, and whether one was cut before its end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

URL_LINE = re.compile(r"[<(\[]?(?:https?://|www\.)\S+[>)\]]?(?:\s+\S*[/%&=?]\S*)*")
# What begins a note at the foot of a page: a superscript, a number in any of the ways they are printed, a star.
NOTE_START = re.compile(
    r"\s*(?:[¹²³⁰⁴-⁹]+|\$?\^\{?\(?[\d*†‡]|<sup>|\[\d{1,3}\]\s|[*†‡]\s?(?=[A-Z\"“*])|\d{1,3}[.)]?\s+(?=[A-Z\"“'‘]))"
)
OWN_LINE = re.compile(r"\s*(?:#{1,6}\s|```|~~~|[-*•+–]\s|\d{1,2}[.)]\s|[a-z][.)]\s|\||>|---)")
QUOTES = r"""["'”’»)\]*_]*"""
MARK = r"(?:\s?(?:<sup>[^<\n]{0,12}</sup>|\^\{[^}\n]{0,12}\}|[¹²³⁰⁴-⁹]+|\[[\d, ]+\]|\d{1,3}))?"
ENDED = re.compile(rf"[.!?…:;]{QUOTES}{MARK}{QUOTES}\s*$")
# No sentence and no heading ends with one of these.
LEADS_ON = re.compile(
    r"(?:\b(?:a|an|the|of|to|in|on|at|by|for|from|with|into|and|or|but|as|that|which|who|whose|is|are|was|were|be|been|"
    r"has|have|had|not|its|their|his|her|this|these|than|between|both|no|also|most|more)|,|-|–)\s*$",
    re.IGNORECASE,
)
# Nor with one of these, full stop or not: "(2015, p."
SHORTENED = re.compile(r"(?<![.\w])(?:pp?|[Vv]ol|Dr|Mrs?|Ms|cf|vs)\.$")
GAP = re.compile(r"\n[ \t]*\n\s*")
# A line at least this long was broken by the margin, not by its writer.
FULL_LINE = 60
# Shorter ones are headings and captions, of which nobody can say whether they end.
MIN_WORDS = 5


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines between two blank ones. [start, end): its place, white space at the ends left out."""

    start: int
    end: int
    text: str

    @property
    def is_addresses(self) -> bool:
        """Whether every line is an address of the web."""
        return all(URL_LINE.fullmatch(line.strip()) for line in self.text.split("\n"))

    @property
    def is_note(self) -> bool:
        """Whether it begins as a footnote does."""
        return NOTE_START.match(self.text) is not None

    @property
    def is_prose(self) -> bool:
        """Whether it is running text, not a heading, item, row of a table, note or address."""
        rows = "\t" in self.text or " | " in self.text or self.text.startswith("|")
        own = OWN_LINE.match(self.text) is not None or self.is_note or rows or self.is_addresses
        return not own and len(self.text.split()) >= MIN_WORDS

    @property
    def is_unfinished(self) -> bool:
        """Whether it is running text that stops in the middle of a sentence."""
        if not self.is_prose or (ENDED.search(self.text) and not SHORTENED.search(self.text)):
            return False
        return self.leads_on or not _is_title(self.text)

    @property
    def goes_on(self) -> bool:
        """Whether it begins in the middle of a sentence."""
        first = self.text.lstrip("\"'“‘«(*_")[:1]
        return first.islower() or self.text[:1] in ",;.)%"

    @property
    def is_tail(self) -> bool:
        """Whether it may be the last words of a sentence that began elsewhere."""
        return self.text[:1].islower() and ENDED.search(self.text) is not None and not OWN_LINE.match(self.text)

    @property
    def leads_on(self) -> bool:
        """Whether its last word demands another one."""
        return LEADS_ON.search(self.text) is not None or SHORTENED.search(self.text) is not None


def split_paragraphs(text: str) -> list[Paragraph]:
    """All of a text, in order; a run of addresses is a paragraph of its own."""
    found: list[Paragraph] = []
    at = 0
    for match in GAP.finditer(text):
        found.extend(_paragraphs(text, at, match.start()))
        at = match.end()
    found.extend(_paragraphs(text, at, len(text)))
    return found


def _paragraphs(text: str, start: int, end: int) -> Iterator[Paragraph]:
    """Cut where addresses begin or end."""
    left, at, before = start, start, None
    for line in text[start:end].splitlines(keepends=True):
        kind = URL_LINE.fullmatch(line.strip()) is not None
        if before is not None and kind is not before:
            yield from _paragraph(text, left, at)
            left = at
        before = kind
        at += len(line)
    yield from _paragraph(text, left, end)


def _paragraph(text: str, start: int, end: int) -> Iterator[Paragraph]:
    inner = text[start:end]
    stripped = inner.strip()
    if stripped:
        left = start + inner.index(stripped)
        yield Paragraph(left, left + len(stripped), stripped)


def _is_title(text: str) -> bool:
    """Whether most of the longer words begin with a capital, on few lines."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return len(text) < 200 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)
