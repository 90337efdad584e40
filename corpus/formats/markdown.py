"""Markdown with optional YAML front matter."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.cleaning.document import clean_document
from corpus.document import Document, Section
from corpus.errors import UnreadableDocument
from corpus.formats.decoding import decode
from corpus.formats.first_page import read_first_page
from corpus.stated import Stated, StatedWrongly, parse_stated


def read(path: Path, name: str, data: bytes) -> Document:
    """A Markdown file as a document: text unaltered, front matter as its metadata, headings as its sections.

    Front matter keys read: title, author (a text or a list), year, collection; others are ignored. What it does not
    state is looked for on the first page.
    Raises UnreadableDocument if the front matter is not YAML or a value has the wrong type.
    """
    text, notes = decode(path, data)
    tokens = _parse(text)
    line_starts = _line_starts(text)
    stated = Stated()
    body_start = 0
    if tokens and tokens[0].type == "front_matter":
        stated = _parse_front_matter(path, tokens[0].content)
        assert tokens[0].map is not None
        body_start = line_starts[min(tokens[0].map[1], len(line_starts) - 1)]
    if not text[body_start:].strip():
        raise UnreadableDocument(path, "the file holds front matter and no text below it")
    sections = tuple(_sections(tokens, line_starts))
    first_page = read_first_page(text[body_start:])
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=stated.title or first_page.title or _first_title(sections) or Path(name).stem.replace("_", " "),
        text=text,
        body_start=body_start,
        author=stated.author or first_page.author,
        year=stated.year or first_page.year,
        sections=sections,
        notes=notes,
        collection=stated.collection or "",
    )


def clean(document: Document) -> Document:
    """The document without what pages did to its text; its tables written out row by row."""
    return clean_document(document, lambda text: tuple(_sections(_parse(text), _line_starts(text))))


def _parse(text: str) -> list[Token]:
    return MarkdownIt("commonmark").use(front_matter_plugin).enable("table").parse(text)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    starts[-1] = len(text)
    return starts


def _parse_front_matter(path: Path, source: str) -> Stated:
    try:
        # The line above the first one holds the dashes.
        return parse_stated(source, first_line=2)
    except StatedWrongly as error:
        raise UnreadableDocument(path, f"its front matter is wrong: {error}") from error


def _sections(tokens: Sequence[Token], line_starts: Sequence[int]) -> Iterator[Section]:
    headings = [
        (int(opening.tag[1:]), _plain(inline), line_starts[opening.map[0]])
        for opening, inline in zip(tokens, tokens[1:], strict=False)
        if opening.type == "heading_open" and opening.level == 0 and opening.map is not None
    ]
    for position, (level, heading, start) in enumerate(headings):
        following = (later for later_level, _, later in headings[position + 1 :] if later_level <= level)
        end = next(following, line_starts[-1])
        if heading:
            yield Section(heading=heading, level=level, start=start, end=end)


def _plain(inline: Token) -> str:
    kept = (child.content for child in inline.children or () if child.type in ("text", "code_inline"))
    return " ".join("".join(kept).split())


def _first_title(sections: Sequence[Section]) -> str | None:
    return next((section.heading for section in sections if section.level == 1), None)
