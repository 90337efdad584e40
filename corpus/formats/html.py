"""Web pages saved as files."""

import hashlib
import re
from collections import defaultdict
from html.entities import html5
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.archives import OLE_SIGNATURE, describe
from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.blocks import Block, Kind, assemble, fold
from corpus.formats.decoding import BYTE_ORDER_MARKS, decode
from corpus.formats.html_body import body_blocks
from corpus.formats.metadata import real_author, real_title, year_in, year_near_top
from corpus.formats.text import find_title

if TYPE_CHECKING:
    from lxml.etree import _Element

# Only encodings of text that cost no more than their length: Python also knows "punycode", "idna" and "unicode_escape".
DECLARED_ENCODING = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*((?:windows-|cp)(?:125\d|866|874)|iso-?8859-\d{1,2}|latin-?1|us-ascii|koi8-[ru]|"""
    rb"""gb2312|gbk|gb18030|big5(?:-hkscs)?|shift_jis|euc-(?:jp|kr)|macintosh|tis-620)\b""",
    re.IGNORECASE,
)
# As browsers do: pages that say Latin-1 or ASCII use the quotes and dashes of Windows-1252.
SAID_AND_MEANT = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252"} | {
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "macintosh": "mac_roman",
}
BYTES_SEARCHED_FOR_A_DECLARATION = 4096
# A heading that is less of the stated title than this is a word in it, not the title without the site's name.
MIN_HEADING_SHARE = 0.3
TITLE_FIELDS = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
AUTHOR_FIELDS = ("citation_author", "author", "dc.creator", "dcterms.creator", "article:author", "citation_authors")
DATE_FIELDS = (
    ("citation_publication_date", "citation_date", "citation_year", "article:published_time", "datepublished")
    + ("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "date", "pubdate", "dcterms.created")
)  # fmt: skip
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def read(path: Path, name: str, data: bytes) -> Document:
    """A web page as a document: its content without menus, banners and footers.

    Raises UnreadableDocument if the file is no web page, or nothing but menus is in it.
    """
    if data.startswith((b"%PDF", b"PK\x03\x04", OLE_SIGNATURE)):
        raise UnreadableDocument(path, f"this is not a web page but seems to be {describe(data)}")
    source, notes = decode_page(path, data)
    root = parse_page(path, source)
    blocks = list(body_blocks(path, root))
    if not blocks:
        reason = "it holds no text (a page that a script fills in?); save it from the browser as a complete page"
        raise UnreadableDocument(path, reason)
    body = assemble(path, blocks)
    fields = _fields(root)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=_title(root, fields, blocks) or find_title(body.text) or Path(name).stem.replace("_", " "),
        text=body.text,
        author=real_author(next((fields[key] for key in AUTHOR_FIELDS if real_author(fields[key])), [])),
        year=_year(fields) or year_near_top(body.text),
        sections=body.sections,
        notes=notes,
    )


def decode_page(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The source of a page, in the encoding of its byte order mark, else UTF-8 if it is valid, else as it declares.

    Raises UnreadableDocument as decode does; a declared encoding that does not hold is noted, not refused.
    """
    declared = DECLARED_ENCODING.search(data[:BYTES_SEARCHED_FOR_A_DECLARATION])
    if declared is None or any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS) or _is_utf8(data):
        return decode(path, data)
    said = declared[1].decode("ascii").lower()
    encoding = SAID_AND_MEANT.get(said, said)
    text = data.decode(encoding, errors="replace")
    wrong = text.count("�")
    notes = (f"{wrong} characters are not valid {said}, which the page says it is written in",) if wrong else ()
    return text, notes


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse_page(path: Path, source: str, is_xhtml: bool = False) -> "_Element":
    """The root of a page, tags without namespaces: as XML if it says so and is, else as browsers read HTML.

    is_xhtml: whether it is XML by rule, as in e-books: in HTML <title/> would begin a title that never ends.
    Raises UnreadableDocument if there is nothing in it, or it nests deeper than 2,048 elements (libxml2's bound).
    """
    from lxml import etree

    source = source.replace("\x00", "")
    if (is_xhtml or source.lstrip()[:5] == "<?xml") and (root := _parse_xhtml(path, source)) is not None:
        return root
    # huge_tree lifts the depth from 256, which pages with unclosed tags exceed; HTML has no entities to expand.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    encoded = source.encode("utf-8", errors="replace")
    root = etree.fromstring(encoded, parser) if source.strip() else None
    if parser.error_log.filter_from_fatals():
        reason = "its tags are nested thousands deep or never end; open it in a browser and save it anew"
        raise UnreadableDocument(path, reason)
    if root is None:
        raise UnreadableDocument(path, "it holds no text")
    return root


def _parse_xhtml(path: Path, source: str) -> "_Element | None":
    from corpus.formats.xml_parsing import parse_xml

    # The names come from a DTD, which is not fetched.
    source = NAMED_ENTITY.sub(lambda match: _character(match[1]) or match[0], source)
    encoded = re.sub(r"^\s*<\?xml[^>]*\?>", "", source, count=1).encode("utf-8", errors="replace")
    try:
        root = parse_xml(path, encoded, "page")
    except UnreadableDocument:
        return None
    for element in root.iter("*"):
        element.tag = str(element.tag).rpartition("}")[2].lower()
    return root


def _character(entity: str) -> str | None:
    return None if entity in XML_ENTITIES else html5.get(f"{entity};")


def _fields(root: "_Element") -> dict[str, list[str]]:
    fields: dict[str, list[str]] = defaultdict(list)
    for meta in root.iter("meta"):
        content = fold(meta.get("content") or "")
        for key in {(meta.get(kind) or "").lower() for kind in ("name", "property", "itemprop")} - {""}:
            if content:
                fields[key].append(content)
    return fields


def _title(root: "_Element", fields: dict[str, list[str]], blocks: list[Block]) -> str | None:
    heading = next((block.text for block in blocks if block.kind is Kind.HEADING), None)
    element = next(root.iter("title"), None)
    written = "".join(element.itertext()) if element is not None else ""
    stated = real_title(next((fields[key][0] for key in TITLE_FIELDS if fields[key]), written)) or real_title(written)
    if stated is None:
        return real_title(heading)
    if heading is not None and heading.lower() in stated.lower() and len(heading) >= MIN_HEADING_SHARE * len(stated):
        # "Heading | Name of the site"
        return heading
    site = next(iter(fields["og:site_name"]), "")
    return re.sub(rf"\s*[|–—:·-]+\s*{re.escape(site)}$", "", stated) if site else stated


def _year(fields: dict[str, list[str]]) -> int | None:
    years = (year_in(date) for key in DATE_FIELDS for date in fields[key])
    return next((year for year in years if year is not None), None)
