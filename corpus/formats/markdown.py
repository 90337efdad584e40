"""Markdown with optional YAML front matter."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.document import Document, Section
from corpus.errors import UnreadableDocument
from corpus.formats.decoding import decode
from corpus.formats.text import find_title


def read(path: Path, name: str, data: bytes) -> Document:
    """A Markdown file as a document: text unaltered, front matter as its metadata, headings as its sections.

    Front matter keys read: title, author (a text or a list), year; others are ignored.
    Raises UnreadableDocument if the front matter is not YAML or a value has the wrong type.
    """
    text, notes = decode(path, data)
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).enable("table").parse(text)
    line_starts = _line_starts(text)
    metadata: dict[str, Any] = {}
    body_start = 0
    if tokens and tokens[0].type == "front_matter":
        metadata = _parse_front_matter(path, tokens[0].content)
        assert tokens[0].map is not None
        body_start = line_starts[min(tokens[0].map[1], len(line_starts) - 1)]
    if not text[body_start:].strip():
        raise UnreadableDocument(path, "the file holds front matter and no text below it")
    sections = tuple(_sections(tokens, line_starts))
    title = metadata.get("title") or _first_title(sections) or find_title(text[body_start:])
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=title or Path(name).stem.replace("_", " "),
        text=text,
        body_start=body_start,
        author=metadata.get("author"),
        year=metadata.get("year"),
        sections=sections,
        notes=notes,
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    starts[-1] = len(text)
    return starts


def _parse_front_matter(path: Path, source: str) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(source) or {}
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" (line {line + 2})" if line is not None else ""
        reason = f"its front matter is not valid YAML{where}; quote values that hold a colon"
        raise UnreadableDocument(path, reason) from error
    if not isinstance(loaded, dict):
        raise UnreadableDocument(path, "its front matter must be lines of the form key: value")
    author = loaded.get("author")
    if isinstance(author, list):
        loaded["author"] = ", ".join(str(one) for one in author)
    for key in ("title", "author"):
        if loaded.get(key) is not None:
            loaded[key] = str(loaded[key]).strip() or None
    year = loaded.get("year")
    if isinstance(year, str) and year.strip().isdigit():
        loaded["year"] = year = int(year)
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise UnreadableDocument(path, f"front matter year must be a number such as 2021, not {year!r}")
    return loaded


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
