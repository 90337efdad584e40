"""Title, author and year of a PDF: what its properties say, if that was meant for readers, and what is printed."""

import html
import re
from collections.abc import Mapping, Sequence

from corpus.authors import author_names
from corpus.formats.first_page import read_first_page
from corpus.formats.metadata import MAX_TITLE_CHARACTERS, real_author
from corpus.formats.pdf.kinds import Kind, Paragraph
from corpus.formats.pdf.lines import Line
from corpus.formats.pdf.title_page import TitlePage

JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|powerpoint presentation|untitled.*|template\b.*|doi:.*|pii:.*"
    r"|.*\.(?:docx?|rtf|odt|tex|dvi|indd|qxd|qxp|pdf|pptx?|xlsx?|eps|ps|wpd|fm|psd|exe|html?|txt|ai|cdr|pub)"
    r"|(?:slide|page|layout|document|presentation|paper|article|manuscript|title) ?\d*"
    r"|\(?(?:anonymous|unspecified|unknown|null|none)\)?|[\d\W_]*|\S{0,3}|\S*_\S*|[\w-]*\d[\w-]*",
    re.IGNORECASE,
)
JUNK_AUTHOR = re.compile(
    r"\(?(?:user|admin|administrator|owner|author|authors|anonymous|unspecified|unknown|none|null|default|guest|test|root|pc|hp|dell"
    r"|acer|lenovo|windows user|microsoft(?: office)?(?: user)?|ieee|acm|adobe.*|acrobat.*|latex.*|pdftex.*|quark.*"
    r"|indesign.*"
    r"|.*libreoffice.*|.*openoffice.*|.*\\.*|\S*\d\S*|\W*)\)?",
    re.IGNORECASE,
)
# Properties shorten titles, and write them with other hyphens and accents.
PRINTED = 0.6
TAGGED = re.compile(r"<(i|b|em|strong|sub|sup|small|span|emphasis)\b[^<>]{0,60}>([^<>]{0,300})</\1>", re.IGNORECASE)
MAX_PACKET_BYTES = 100_000
YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/]|-\d{4})")
MONTHS = "january february march april may june july august september october november december"
# Where publishers print the year, the surest first. The last two count only in lines too short for prose.
YEAR_LINES = (
    (re.compile(r"©|\(c\)|copyright", re.IGNORECASE), 400),
    (re.compile(r"\bvol(?:ume|\.)\s?\w|\b\d+\s?\(\d+\)|\barxiv:|\bpublished\b", re.IGNORECASE), 160),
    (
        re.compile(r"\b(?:proceedings|press|journal|review|conference|symposium|workshop|university|edition)\b", re.I),
        90,
    ),
    (re.compile(rf"\b(?:{'|'.join(MONTHS.split())}|spring|summer|autumn|fall|winter)\b", re.IGNORECASE), 50),
    (re.compile(r"^\W*(?:19|20)\d\d\W*$"), 12),
)


def find_title_in(
    properties: Mapping[str, str], printed: TitlePage, paragraphs: Sequence[Paragraph], text: str
) -> str | None:
    """The title among the properties, if it is printed too; else the one above the authors; else the largest heading.

    Without these, a line that looks like one.
    """
    title = " ".join(TAGGED.sub(r"\2", properties.get("Title", "")).split())
    if title and not JUNK_TITLE.fullmatch(title) and len(title) <= MAX_TITLE_CHARACTERS:
        if not printed.authors or not printed.title or _share_printed(title, printed.title) >= PRINTED:
            return title
    if printed.authors and printed.title:
        return printed.title
    first_page = paragraphs[0].lines[0].page
    headings = [one for one in paragraphs if one.kind is Kind.HEADING and one.lines[0].page == first_page]
    if headings:
        largest = max(headings, key=lambda heading: round(heading.size))
        return " ".join(largest.plain.split())[:MAX_TITLE_CHARACTERS]
    return read_first_page(text).title


def _share_printed(title: str, printed: str) -> float:
    """Of a title's words, the share that a printed one has."""
    words, others = (re.findall(r"[^\W_]+", one.casefold()) for one in (title, printed))
    return sum(word in others for word in words) / len(words) if words else 0.0


def _stands_alone(word: str, page: str) -> bool:
    """Whether a word can be a whole name, as institutions' are, and is no account nor half of a name on the page."""
    half = re.search(rf"\b{re.escape(word)}\s+[^\W\d_]", page)
    # "UNICEF Azerbaijan" is no one's first and last name.
    return not word.islower() and (word.isupper() or not (half and half[0][-1].isupper()))


def settle_author(properties: Mapping[str, str], printed: TitlePage, rows: Sequence[Line]) -> str | None:
    """The authors among the properties, if they are printed too and not fewer; else those printed below the title.

    Programs write the account, the first author or whoever scanned the paper into the properties. rows: the first
    page's.
    """
    stated = " ".join(properties.get("Author", "").replace(";", ", ").replace(" ,", ",").split())
    page = " ".join(row.plain for row in rows)
    if JUNK_AUTHOR.fullmatch(stated) or len(stated) >= 300 or (" " not in stated and not _stands_alone(stated, page)):
        stated = ""
    names = author_names(stated)
    if printed.authors:
        are_printed = all(name.split()[-1].casefold() in page.casefold() for name in names)
        is_cut = re.search(r"\bet al\b", stated) is not None
        if len(names) < len(printed.authors) or is_cut or not are_printed:
            names = list(printed.authors)
        return real_author(names)
    return real_author([stated])


def find_year_on(rows: Sequence[Line]) -> int | None:
    """The year the first page gives as that of publication; None if it gives none. rows: headers and footers too."""
    for pattern, longest in YEAR_LINES:
        for row in rows:
            years = YEAR.findall(row.plain)
            if years and len(row.plain) <= longest and pattern.search(row.plain):
                return max(map(int, years))
    return None


def read_packet(data: bytes) -> dict[str, str]:
    """Title and author from the file's XMP packet, where one stands uncompressed.

    Searched as text on purpose: an XML parser can be made to work for ever.
    """
    start = data.rfind(b"<x:xmpmeta")
    packet = data[start : start + MAX_PACKET_BYTES].decode("utf-8", "replace") if start >= 0 else ""
    found: dict[str, str] = {}
    for key, element in (("Title", "title"), ("Author", "creator")):
        whole = re.search(rf"<dc:{element}>(.{{0,4000}}?)</dc:{element}>", packet, re.DOTALL)
        items = re.findall(r"<rdf:li[^>]{0,200}>([^<]{1,500})</rdf:li>", whole[1]) if whole else []
        if items:
            found[key] = html.unescape(items[0] if key == "Title" else ", ".join(items))
    return found
