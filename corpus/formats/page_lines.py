"""The lines of a first page, and what a line is by its looks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from corpus.formats.metadata import dates_document
from corpus.formats.personal_names import parse_names

# About a printed page.
PAGE_CHARACTERS = 3000
# Of the papers we looked at, double spacing gives 9 in 10 gaps of one blank line, paragraphs on one line each give long
# lines, and poems or lists short ones.
DOUBLE_SPACED_SHARE = 0.7
MIN_LINES_TO_JUDGE = 8
# Without it a paragraph may be two lines of a title.
MIN_PROSE_WORDS = 25
MIN_SENTENCE_WORDS = 8


class Kind(Enum):
    """What a line is by its looks, before its neighbours are asked."""

    TEXT = auto()
    DATE = auto()
    # Journals, conferences, publishers, addresses, institutions, kinds of paper.
    FURNITURE = auto()
    # Furniture that stands below or above a journal's name.
    VOLUME = auto()
    EDITORS = auto()
    # A rule, a lone number, "Chapter 1".
    BREAK = auto()
    # The head of a first section, which ends the page's head.
    SECTION = auto()
    SALUTATION = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line. text: without markup; level: of a Markdown heading, else 0; gap: blank lines above it."""

    text: str
    level: int = 0
    gap: int = 0
    emphasised: bool = False


SECTION = re.compile(
    r"(?:\d{1,2}(?:\.\d+)*\.?\s+|[IVX]{1,4}\.\s+)?"
    r"(?:abstract|(?:executive )?summary|introduction|(?:table of )?contents|key ?words|preface|foreword|background"
    r"|acknowledge?ments?|xülasə|giriş|açar sözlər|mündəricat"
    r"|zusammenfassung|einleitung|einführung|inhalt(?:sverzeichnis)?"
    r"|résumé|mots[- ]clés|sommaire|аннотация|введение|содержание|резюме|ключевые слова|resumen|özet|anahtar kelimeler)"
    r"(?:\s*[.:—–-].*)?|\d{1,2}(?:\.\d+)*[.)]\s+\S.*|\d{1,2}\.\d+\s+\S.*|.*\.{4,}\s*\d+|[-•*–]\s+\S.*",
    re.IGNORECASE,
)
BREAK = re.compile(
    r"[\W\d_]*|(?:chapter|part|kapitel|teil|chapitre|fəsil|глава|часть|section)\s+(?:\d+|[ivxl]+)\.?|[ivxl]{1,5}\.?"
    r"|(?:page|p\.)\s*\d+(?: of \d+)?",
    re.IGNORECASE,
)
EDITORS = re.compile(
    r"(?:(?:selected and )?edited|translated|reviewed|introduced|compiled|(?:with )?an? (?:foreword|introduction)) by"
    r"\b.*"
    r"|(?:series |volume |guest |managing )?editors?\b\s*:?.*|.*\(eds?\.?\)\.?",
    re.IGNORECASE,
)
SALUTATION = re.compile(
    r"(?:dear\b|sehr geehrte|liebe[rs]?\b|chère?s?\b|hörmətli\b|уважаем\w+|to whom it may concern).{0,60}[,:!]",
    re.IGNORECASE,
)
VOLUME = re.compile(
    r".*\b(?:vol(?:ume)?\b\.?\s?\w*\d|(?:no|nr|issue|number|№)\b\.?\s?\d|pp?\.\s?\d|\d+\s?\(\d+\)|issn\b)"
    r"|№\s?\d.*|.*\bcilt\b.*",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"https?://|\bwww\.|\S@\S+\.\w|\bdoi\b|\bisbn\b|\barxiv:|©|\(c\) |\bcopyright\b|all rights reserved"
    r"|^(?:received|accepted|submitted|published|posted|available|downloaded|retrieved|first published|last updated"
    r"|corresponding|correspondence|to cite|cite as|citation|jel|tel|fax|phone|e-?mail|from|to|cc|updated|presented|"
    r"prepared (?:for|by)|funded|sponsored|volume|reading time)\b[ :.]"
    r"|\b(?:proceedings|transactions|annals) of\b|^(?:international |european |american )?(?:journal|review) of\b"
    r"|\bjournal$|^for immediate release|\bmin(?:ute)? read\b|^(?:draft|confidential|preprint|embargoed)\b.{0,40}$"
    r"|\b(?:technical|working|discussion|research|occasional) (?:report|paper)s?\b.*\d"
    r"|\bpeer[- ]reviewed\b|\bopen access\b",
    re.IGNORECASE,
)
CONFERENCE = re.compile(
    r"\b(?:conference|symposium|workshop|congress|colloquium|seminar|konferans\w*|konfrans\w*|конференци\w+|konferenz"
    r"|tagung)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\b\d{1,3}(?:st|nd|rd|th|-\w{1,2}|\.)(?!\w)|\b(?:1[89]|20)\d\d\b|\b[XVI]{2,}\b|\binternational\b", re.IGNORECASE
)
PUBLISHER = re.compile(
    r"\b(?:press|publishers?|publishing|verlag|éditions|nəşriyyat\w*|издательств\w+)\W*$", re.IGNORECASE
)
PAPER_KIND = re.compile(
    r"(?:(?:original|research|review|full|short|feature|invited|regular|occasional|working|discussion|white|position|"
    r"background|conference|policy|technical|special|case|press|issue|briefing|news|opinion|final|master['’]?s|phd|"
    r"doctoral|bachelor['’]?s)[ -])*(?:article|papers?|report|briefs?|release|editorial|commentary|essay|letter|note|"
    r"memo(?:randum)?|thesis|dissertation|review|study|opinion|blog|news|series|manuscript|home|menu)(?:\s+(?:no\.?|nr\.?|#|№)?\s*[\d/-]+)?",
    re.IGNORECASE,
)
AFFILIATION = re.compile(
    r"(?:[Tt]he )?(?:[^\W\d_][\w'’.-]* ){0,5}(?:University|Institute|Department|Ministry|Faculty|Academy|Cent(?:er|re)|"
    r"College|School|Foundation|Council|Committee|Agency|Bank|Laboratory|Universität|Université|Universiteti|Institutu|"
    r"Akademiyası|Nazirliyi|Университет|Институт)(?:,.*| (?:of|for|der|des|de|für) .*)?"
)
SMALL_START = re.compile(
    r"(?:the )?(?:role|rise|future|history|case|place|end|idea|making|impact|state) (?:of|in|at)\b", re.I
)
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?:\[\d+\]|\d{1,2})?$")


def classify(line: Line) -> Kind:
    """What the line is; Kind.TEXT where its looks do not say."""
    text = line.text
    if BREAK.fullmatch(text):
        return Kind.DATE if dates_document(text) else Kind.BREAK
    # Lists mark only plain lines: a heading "1. Tea" may be a title's.
    if SALUTATION.fullmatch(text) or SECTION.fullmatch(text):
        return Kind.SALUTATION if SALUTATION.fullmatch(text) else Kind.SECTION
    if dates_document(text) and not line.level and len(text) <= 60:
        return Kind.DATE
    if EDITORS.fullmatch(text):
        return Kind.EDITORS
    if VOLUME.match(text) and not line.level:
        return Kind.VOLUME
    return Kind.FURNITURE if _is_furniture(text) else Kind.TEXT


def _is_furniture(text: str) -> bool:
    words = len(text.split())
    return bool(
        FURNITURE.search(text)
        or PAPER_KIND.fullmatch(text)
        or (CONFERENCE.search(text) and COUNTED.search(text) and words <= 20)
        or (PUBLISHER.search(text) and words <= 6)
        or (AFFILIATION.fullmatch(text) and words <= 14 and not SMALL_START.match(text) and ":" not in text)
    )


def split_lines(text: str) -> list[Line]:
    """The lines of the first page that hold something, double spacing undone."""
    return _undo_double_spacing(list(_raw_lines(text[:PAGE_CHARACTERS].replace("\f", "\n"))))


def _raw_lines(page: str) -> Iterator[Line]:
    gap = 0
    pending: Line | None = None
    for raw in page.split("\n"):
        if not raw.strip():
            gap += 1
            continue
        # A line of dashes right below a line makes that a heading.
        underlined = re.fullmatch(r"\s*(?:={3,}|-{3,})\s*", raw)
        if underlined and pending and gap == 0 and not pending.level:
            pending = replace(pending, level=1 if "=" in raw else 2)
            continue
        if pending:
            yield pending
        pending = _line(raw, gap)
        gap = 0
    if pending:
        yield pending


def _line(raw: str, gap: int) -> Line:
    stripped = raw.strip()
    hashes = re.match(r"(#{1,6})\s+", stripped)
    emphasised = re.match(r"(?:#+\s+)?[*_]{1,3}\w.*", stripped) is not None
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", stripped)
    plain = re.sub(r"^#{1,6}\s+|\s+#+$|(?<!\w)[*_`]+(?=\S)|(?<=[^\s*_`])(?:\*{2,3}|_+|`+)(?!\w)", "", plain)
    if emphasised:
        plain = re.sub(r"(?<=\w)\*+$|(?<=[\"'”’.?!)])\*+$", "", plain)
    return Line(" ".join(plain.split()) or stripped, len(hashes[1]) if hashes else 0, gap, emphasised)


def _undo_double_spacing(lines: Sequence[Line]) -> list[Line]:
    followers = [line for line in lines[1:] if not line.level]
    single = sum(line.gap == 1 for line in followers)
    printed = sum(30 <= len(line.text) <= 130 for line in followers)
    ended = sum(SENTENCE_END.search(line.text) is not None for line in followers)
    if len(followers) < MIN_LINES_TO_JUDGE or single < DOUBLE_SPACED_SHARE * len(followers):
        return list(lines)
    if printed < DOUBLE_SPACED_SHARE * len(followers) or ended > 0.4 * len(followers):
        return list(lines)
    return [replace(line, gap=line.gap // 2) for line in lines]


def capitalised_share(text: str) -> float:
    """Of the words of four letters and more, the share that begins with a capital; 0 without such words."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def find_prose(lines: Sequence[Line]) -> int:
    """The number of the line with which the first paragraph begins, len(lines) if there is none."""
    for start, line in enumerate(lines):
        if line.level or classify(line) not in (Kind.TEXT, Kind.FURNITURE):
            continue
        if capitalised_share(line.text) >= 0.75 and len(line.text) < 160:
            continue
        if _begins_paragraph(_block(lines, start)):
            return start
    return len(lines)


def _block(lines: Sequence[Line], start: int) -> str:
    end = start + 1
    while end < len(lines) and _goes_on(lines[end]):
        end += 1
    return " ".join(line.text for line in lines[start:end])


def _goes_on(line: Line) -> bool:
    return line.gap == 0 and not line.level and classify(line) is Kind.TEXT and not parse_names(line.text)


def _begins_paragraph(block: str) -> bool:
    words = len(block.split())
    return words >= MIN_PROSE_WORDS or (words >= MIN_SENTENCE_WORDS and SENTENCE_END.search(block) is not None)
