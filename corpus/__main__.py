"""python -m corpus FILE …: what files become when they are read."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import command_line

if TYPE_CHECKING:
    from corpus.audit import Audit
    from corpus.document import Document

PARTLY_DONE = 1
PAGES_SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    """Print what each file becomes. Returns 0, 1 if some of the files could not be read, 2 if none could."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus",
        description="Show what files become when they are read, and how well that went.",
        epilog="Exit status: 0 done, 1 done but for the files listed, 2 nothing could be read.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--text", action="store_true", help="print the whole text as well, as it will be searched")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file, each on a line")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: show(arguments.paths, arguments.text, arguments.json))


def show(paths: Sequence[Path], with_text: bool, as_json: bool) -> int:
    """Print what the files at paths become, one after the other. Raises UserError if a path does not exist."""
    from corpus.audit import audit
    from corpus.errors import UnreadableDocument
    from corpus.files import find_files
    from corpus.formats import read_document

    shown = failed = 0
    for file in find_files(paths):
        try:
            document = read_document(file.path, file.name)
        except UnreadableDocument as error:
            print(f"error: {error}", file=sys.stderr)
            failed += 1
            continue
        if as_json:
            print(json.dumps(_as_json(document, audit(document), with_text), ensure_ascii=False))
        else:
            print("\n" * bool(shown) + "\n".join(_as_lines(document, audit(document), with_text)))
        shown += 1
    if not failed:
        return 0
    return PARTLY_DONE if shown else command_line.WRONG_INPUT


def _as_lines(document: "Document", figures: "Audit", with_text: bool) -> list[str]:
    from corpus.garbling import describe_garbling

    lines = [
        f"name        {document.name}",
        f"title       {document.title}",
        f"author      {document.author or 'not known'}",
        f"year        {document.year or 'not known'}",
        f"collection  {document.collection or 'none'}",
        f"pages       {_describe_pages(figures)}",
        f"text        {figures.characters:,} characters, {figures.words:,} words",
        f"damage      {figures.garbled:.1%} of the words look broken: {describe_garbling(figures.garbled)}",
        f"tables      {figures.tables}" + (f" with {figures.table_rows} rows" if figures.tables else ""),
        f"sha256      {document.content_hash}",
    ]
    lines += [f"cleaned     {one.step}: {one.count}" + _example(one.example) for one in figures.changes]
    lines += [f"note        {note}" for note in figures.notes]
    lines += [f"{one.start:>9}   {'  ' * (one.level - 1)}{one.heading}" for one in document.sections]
    return [*lines, "", document.text[document.body_start :]] if with_text else lines


def _example(example: str) -> str:
    return f", such as “{' '.join(example.split())}”" if example else ""


def _describe_pages(figures: "Audit") -> str:
    if not figures.pages:
        return "none in this format"
    told = (
        f"{figures.pages}, with {figures.page_median:,} characters in the middle and {figures.page_smallest:,} at least"
    )
    empty = figures.pages_without_text
    if not empty:
        return told
    more = f" and {len(empty) - PAGES_SHOWN} more" if len(empty) > PAGES_SHOWN else ""
    return f"{told}; without text: {', '.join(map(str, empty[:PAGES_SHOWN]))}{more}"


def _as_json(document: "Document", figures: "Audit", with_text: bool) -> dict[str, object]:
    from dataclasses import asdict

    from corpus.garbling import describe_garbling

    identity = {
        key: getattr(document, key) for key in ("name", "title", "author", "year", "collection", "content_hash")
    }
    sections = [{"heading": one.heading, "level": one.level, "start": one.start} for one in document.sections]
    told = identity | asdict(figures) | {"damage": describe_garbling(figures.garbled), "sections": sections}
    return told | {"text": document.text[document.body_start :]} if with_text else told


if __name__ == "__main__":
    sys.exit(main())
