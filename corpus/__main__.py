"""python -m corpus FILE: what a file becomes when it is read."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line


def main(argv: Sequence[str] | None = None) -> int:
    """Print a file's metadata, headings and, on request, its text. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description="Show what a file becomes when it is read.")
    parser.add_argument("file", type=Path, help="a document")
    parser.add_argument("--text", action="store_true", help="print the whole text as well")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: show(arguments.file, arguments.text))


def show(path: Path, with_text: bool) -> int:
    """Print what the file at path becomes. Raises UnreadableDocument."""
    from corpus.formats import read_document

    document = read_document(path, path.name)
    print(f"name     {document.name}\ntitle    {document.title}")
    print(f"author   {document.author or 'not known'}\nyear     {document.year or 'not known'}")
    print(f"text     {len(document.text):,} characters, {len(document.text.split()):,} words")
    print(f"sha256   {document.content_hash}")
    for note in document.notes:
        print(f"note     {note}")
    for section in document.sections:
        print(f"{section.start:>8} {'  ' * (section.level - 1)}{section.heading}")
    if with_text:
        print("\n" + document.text[document.body_start :])
    return 0


if __name__ == "__main__":
    sys.exit(main())
