"""Title, author and year of a PDF: what its properties say, if that was meant for readers."""

import html
import re
from collections.abc import Mapping, Sequence

from corpus.formats.first_page import read_first_page
from corpus.formats.metadata import MAX_TITLE_CHARACTERS
from corpus.formats.pdf.kinds import Kind, Paragraph
from corpus.formats.pdf.lines import Line

JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|powerpoint presentation|untitled.*|template\b.*|doi:.*|pii:.*"
    r"|.*\.(?:docx?|rtf|odt|tex|dvi|indd|qxd|qxp|pdf|pptx?|xlsx?|eps|ps|wpd|fm|psd|exe|html?|txt|ai|cdr|pub)"
    r"|(?:slide|page|layout|document|presentation|paper|article|manuscript|title) ?\d*"
    r"|\(?(?:anonymous|unspecified|unknown|null|none)\)?|[\d\W_]*|\S{0,3}|\S*_\S*|[\w-]*\d[\w-]*",
    re.IGNORECASE,
)
JUNK_AUTHOR = re.compile(
    r"\(?(?:user|admin|administrator|owner|author|authors|anonymous|unspecified|unknown|none|null|default|guest|test|root|pc|hp|dell"
    r"|acer|lenovo|windows user|microsoft(?: office)?(?: user)?|adobe.*|acrobat.*|latex.*|pdftex.*|quark.*|indesign.*"
    r"|.*libreoffice.*|.*openoffice.*|.*\\.*|\S*\d\S*|\W*)\)?",
    re.IGNORECASE,
)
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


def find_title_in(properties: Mapping[str, str], paragraphs: Sequence[Paragraph], text: str) -> str | None:
    """The title among the properties, else the largest heading of the first page, else a line that looks like one."""
    title = " ".join(properties.get("Title", "").split())
    if title and not JUNK_TITLE.fullmatch(title) and len(title) <= MAX_TITLE_CHARACTERS:
        return title
    first_page = paragraphs[0].lines[0].page
    headings = [one for one in paragraphs if one.kind is Kind.HEADING and one.lines[0].page == first_page]
    if headings:
        largest = max(headings, key=lambda heading: round(heading.size))
        return " ".join(largest.plain.split())[:MAX_TITLE_CHARACTERS]
    return read_first_page(text).title


def find_author_in(properties: Mapping[str, str]) -> str | None:
    """The author among the properties, unless it is a machine or an account."""
    author = " ".join(properties.get("Author", "").replace(";", ", ").replace(" ,", ",").split())
    return author if author and not JUNK_AUTHOR.fullmatch(author) and len(author) < 300 else None


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
