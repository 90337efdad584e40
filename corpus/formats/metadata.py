"""Title, author and year as files state them, once what programs wrote into those fields is left out."""

import re
from collections.abc import Iterable

from corpus.formats.blocks import fold

# The longest author list of a paper that a reader still wants to see in a citation.
MAX_AUTHOR_CHARACTERS = 300
MAX_TITLE_CHARACTERS = 300

JUNK_TITLE = re.compile(
    r"(?:(?:untitled|unbenannt|sans titre|no|blank|new|word|powerpoint)[ _-]*)?"
    r"(?:untitled|unbenannt|sans titre|title|document|presentation|page|slide|folie|diapositive|chapter)[ _-]*\d*"
    r"|\d{1,3}|microsoft (?:word|powerpoint) - .*|.*\.(?:docx?|pptx?|pdf|html?|xhtml|epub|rtf|odt|indd|tex|dvi)",
    re.IGNORECASE,
)
JUNK_AUTHOR = re.compile(
    r"(?:microsoft(?: office)?|windows|office)? ?(?:user|owner|admin|administrator|author|root|guest|pc|home|default)"
    r"|unknown(?: author)?|anonymous|none|n/?a|your name|python-docx|python-pptx|openpyxl|pandoc|calibre.*|https?://.*|.",
    re.IGNORECASE,
)

YEAR = r"(?:1[5-9]|20)\d\d"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|fall|winter|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"yanvar|fevral|mart|aprel|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
)
DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
DAYS = rf"{DAY}(?:\s?[-–—]\s?{DAY})?"
# "March 2, 2019", "November 9th-10th 2023", "9–10 November 2023", "30 May – 2 June 2019", "2 mart 2019-cu il".
DATE = (
    rf"(?:{DAYS}\s)?(?:{MONTH}\.?\s?[-–—/]\s?(?:{DAY}\s)?)?\b{MONTH}\b\.?(?:\s{DAYS})?,?\s({YEAR})"
    r"(?:-\w{2,3})?(?:\s(?:il|ildə|года?|г)\.?)?"
)
# A line that dates the whole document: a bare year or date, a date with a month, a copyright line, a volume.
DATE_LINES = (
    re.compile(rf"\W*({YEAR})\W*"),
    re.compile(rf"({YEAR})-\d\d-\d\d"),
    re.compile(rf"\d{{1,2}}[./]\d{{1,2}}[./]({YEAR})"),
    re.compile(rf"(?:.{{0,40}}\W)?{DATE}\W*", re.IGNORECASE),
    re.compile(rf"(?:©|\(c\)|copyright).{{0,60}}?\b({YEAR})\b.{{0,80}}", re.IGNORECASE),
    re.compile(rf".{{0,80}}\bvol(?:\.|ume)\s.{{0,60}}\b({YEAR})\b.{{0,40}}", re.IGNORECASE),
)
# A date alone, after a place or after what it is the date of; not a title that ends with a date.
PURE_DATE = re.compile(
    rf"(?:[^\W\d_][\w .’'-]{{0,30}}(?:,|:|\s[-–—|])\s*){{0,4}}(?:(?:im|in|le|den|the)\s)?{DATE}\W*"
    rf"|(?:[^\W\d_][\w ]{{0,20}}:\s*|[^\W\d_][\w ’'-]{{0,25}},\s*)?(?:\d{{1,2}}[./]\d{{1,2}}[./])?"
    rf"({YEAR})(?:-\d\d-\d\d)?\W*",
    re.IGNORECASE,
)
# Where publishers and organisers print the year. Searched, not matched whole.
PUBLICATION_LINES = (
    re.compile(rf"(?:©|\(c\)|copyright).{{0,60}}?\b({YEAR})\b", re.IGNORECASE),
    re.compile(rf"\bpublished\b.{{0,40}}?\b({YEAR})\b", re.IGNORECASE),
    re.compile(rf"\b(?:vol(?:ume)?|no|nr|issue|№)\b\.?\s?\w*\d.{{0,60}}?\b({YEAR})\b", re.IGNORECASE),
    re.compile(rf"\b({YEAR})\b.{{0,20}}\b(?:vol(?:ume)?|issue)\b\.?\s?\d", re.IGNORECASE),
    re.compile(rf"\b\d{{1,3}}(?:\.\d+)?\s?(?:\(\d+\)\s?)?\(({YEAR})\)"),
    # With a capital: any sentence may speak of a workshop, or of the press.
    re.compile(
        r"\b(?:Conference|Symposium|Workshop|Congress|Proceedings|Press|"
        rf"CONFERENCE|SYMPOSIUM|WORKSHOP|CONGRESS|PROCEEDINGS|PRESS)\b.{{0,160}}?\b({YEAR})\b"
    ),
    re.compile(rf"\barxiv:.{{0,60}}\b({YEAR})\b", re.IGNORECASE),
)
# Lines about other dates than that of publication.
OTHER_DATES = re.compile(
    r"\W*(?:received|submitted|accepted|revised|accessed|retrieved|downloaded|printed|deadline|born)\b", re.IGNORECASE
)
MAX_PUBLICATION_LINE = 200
LINES_SEARCHED_FOR_A_YEAR = 10


def real_title(stated: str | None) -> str | None:
    """The title on one line, or None if it is empty or what a program writes when nobody gave one."""
    title = fold(stated or "")
    return None if not title or len(title) > MAX_TITLE_CHARACTERS or JUNK_TITLE.fullmatch(title) else title


def real_author(stated: Iterable[str]) -> str | None:
    """The authors, each once, joined with commas; None if none is a person's or an institution's name."""
    names = [name for name in map(fold, stated) if name and not JUNK_AUTHOR.fullmatch(name)]
    joined = ""
    for name in dict.fromkeys(names):
        longer = f"{joined}, {name}" if joined else name
        if len(longer) > MAX_AUTHOR_CHARACTERS:
            return f"{joined} et al." if joined else None
        joined = longer
    return joined or None


def year_in(date: str) -> int | None:
    """The year of a stated date such as "2019-03-02T10:00Z" or "March 2, 2019"; None if there is none or several."""
    years = set(re.findall(rf"(?<!\d){YEAR}(?!\d)", date[:200]))
    return int(years.pop()) if len(years) == 1 else None


def year_near_top(text: str) -> int | None:
    """The year in the first line near the top that does nothing but date the document; None if there is none."""
    lines = [line.strip() for line in text[:4000].split("\n")]
    for line in [line for line in lines if line][:LINES_SEARCHED_FOR_A_YEAR]:
        if len(line) > 200 or line.endswith(("?", ":")):
            continue
        for pattern in DATE_LINES:
            match = pattern.fullmatch(line)
            if match and year_in(line) is not None:
                return int(match[1])
    return None


def dates_document(line: str) -> int | None:
    """The year of a line that is nothing but a date, with a place or a label at most; None for any other line."""
    match = None if len(line) > 100 or OTHER_DATES.match(line) else PURE_DATE.fullmatch(line)
    return int(match[1] or match[2]) if match and year_in(line) is not None else None


def year_of_publication(line: str) -> int | None:
    """The year that a line of a publisher, journal or conference gives for the document; None if it gives none."""
    # The number of a preprint begins like a year.
    line = re.sub(r"(?<=arxiv:)\S+", "", line, flags=re.IGNORECASE)
    if len(line) > MAX_PUBLICATION_LINE or (OTHER_DATES.match(line) and "ublished" not in line):
        return None
    if year_in(line) is None and "ublished" not in line:
        return None
    found = next((match for pattern in PUBLICATION_LINES if (match := pattern.search(line))), None)
    return int(found[1]) if found else None
