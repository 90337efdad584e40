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
    r"nov(?:ember)?|dec(?:ember)?)"
)
# A line that dates the whole document: a bare year or date, a date with a month, a copyright line, a volume.
DATE_LINES = (
    re.compile(rf"\W*({YEAR})\W*"),
    re.compile(rf"({YEAR})-\d\d-\d\d"),
    re.compile(rf"\d{{1,2}}[./]\d{{1,2}}[./]({YEAR})"),
    re.compile(rf".{{0,40}}\b{MONTH}\b\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? ({YEAR})\W*", re.IGNORECASE),
    re.compile(rf"(?:©|\(c\)|copyright).{{0,60}}?\b({YEAR})\b.{{0,80}}", re.IGNORECASE),
    re.compile(rf".{{0,80}}\bvol(?:\.|ume)\s.{{0,60}}\b({YEAR})\b.{{0,40}}", re.IGNORECASE),
)
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
