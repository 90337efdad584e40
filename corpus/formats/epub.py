"""E-books (.epub)."""

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.archives import Archive
from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.blocks import Block, Kind, assemble
from corpus.formats.html import decode_page, parse_page
from corpus.formats.html_body import body_blocks
from corpus.formats.metadata import real_author, real_title, year_in, year_near_top
from corpus.formats.xml_parsing import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
# These only disguise fonts.
FONT_ALGORITHMS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
CHAPTER_TYPES = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))
MAX_CHAPTERS = 5000
# A chapter that is nothing but a contents page, in books that do not mark it as one.
CONTENTS_HEADINGS = frozenset(("contents", "table of contents", "inhalt", "inhaltsverzeichnis", "table des matières"))
PUBLICATION_EVENTS = frozenset(("", "publication", "original-publication", "issued"))


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the book in reading order. part: its name in the container."""

    part: str
    is_contents: bool


def read(path: Path, name: str, data: bytes) -> Document:
    """An e-book, its chapters in reading order without the table of contents, metadata as its publisher gives it.

    Raises UnreadableDocument if it is no .epub, is damaged, protected against copying, or holds no text.
    """
    archive = Archive(path, data)
    if CONTAINER not in archive.names:
        raise archive.wrong_kind()
    _refuse_protected(path, archive)
    part = _package_part(path, archive)
    package = _without_namespaces(parse_xml(path, archive.read(part), part))
    chapters = _chapters(path, part, package)
    present = [chapter for chapter in chapters if chapter.part in archive.names]
    body = assemble(path, (block for chapter in present for block in _chapter_blocks(path, archive, chapter)))
    missing = len(chapters) - len(present)
    heading = next((section.heading for section in body.sections), None)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=_title(package) or real_title(heading) or Path(name).stem.replace("_", " "),
        text=body.text,
        author=real_author("".join(one.itertext()) for one in package.iter("creator")),
        year=_year(package) or year_near_top(body.text),
        sections=body.sections,
        notes=(f"{missing} of {len(chapters)} chapters are missing from the file",) if missing else (),
    )


def _without_namespaces(root: "_Element") -> "_Element":
    for element in root.iter("*"):
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def _refuse_protected(path: Path, archive: Archive) -> None:
    if ENCRYPTION not in archive.names:
        return
    for one in parse_xml(path, archive.read(ENCRYPTION), ENCRYPTION).iter("{*}EncryptionMethod"):
        if one.get("Algorithm") not in FONT_ALGORITHMS:
            reason = "it is protected against copying (DRM); only its seller's programs can read it"
            raise UnreadableDocument(path, reason)


def _package_part(path: Path, archive: Archive) -> str:
    root = _without_namespaces(parse_xml(path, archive.read(CONTAINER), CONTAINER))
    stated = next((one.get("full-path") for one in root.iter("rootfile")), None)
    if not stated or stated not in archive.names:
        raise UnreadableDocument(path, "it does not say which chapters it has; get it again, or convert it anew")
    return stated


def _chapters(path: Path, part: str, package: "_Element") -> list[Chapter]:
    """The chapters of the spine, those outside the main flow (linear="no": notes, answers) last."""
    items = {one.get("id", ""): one for one in package.iter("item")}
    references = list(package.iter("itemref"))
    if len(references) > MAX_CHAPTERS:
        reason = f"it has {len(references):,} chapters and no book needs more than {MAX_CHAPTERS:,}"
        raise UnreadableDocument(path, reason)
    contents = {
        _resolve(part, one.get("href", "")) for one in package.iter("reference") if one.get("type", "").lower() == "toc"
    }
    found: dict[str, Chapter] = {}
    for reference in sorted(references, key=lambda one: one.get("linear") == "no"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type", "").strip().lower() not in CHAPTER_TYPES:
            continue
        target = _resolve(part, item.get("href", ""))
        is_contents = "nav" in item.get("properties", "").split() or target in contents
        found.setdefault(target, Chapter(target, is_contents))
    return list(found.values())


def _resolve(part: str, href: str) -> str:
    target = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target)) if target else ""


def _chapter_blocks(path: Path, archive: Archive, chapter: Chapter) -> Iterator[Block]:
    data = archive.read(chapter.part)
    if chapter.is_contents or not data.strip():
        return
    source, _ = decode_page(path, data)
    blocks = list(body_blocks(path, parse_page(path, source, is_xhtml=True), keep_asides=True))
    first = next(iter(blocks), None)
    rest = [block for block in blocks if block.kind is not Kind.ITEM]
    if first is not None and first.text.lower() in CONTENTS_HEADINGS and _are_entries(blocks, rest):
        return
    yield from blocks


def _are_entries(blocks: list[Block], rest: list[Block]) -> bool:
    """Whether what stands below the word "Contents" is a list: of items, or of short lines without full stops."""
    return (
        len(rest) <= 2 and len(blocks) > 2 or all(len(one.text) < 100 and one.text[-1] not in ".!?" for one in blocks)
    )


def _title(package: "_Element") -> str | None:
    titles = (real_title("".join(one.itertext())) for one in package.iter("title"))
    return next((title for title in titles if title), None)


def _year(package: "_Element") -> int | None:
    """The year of publication; when the file was made or changed says nothing about the book."""
    for date in package.iter("date"):
        event = next((value for key, value in date.items() if str(key).rpartition("}")[2] == "event"), "")
        year = year_in("".join(date.itertext())) if str(event).lower() in PUBLICATION_EVENTS else None
        if year is not None:
            return year
    return None
