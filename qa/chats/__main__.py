"""python -m qa.chats FILE: the feedback that visitors gave, as JSON lines."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import command_line
from corpus.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Print the feedback. Returns 2 for wrong input."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.chats",
        description="Print what visitors thought of their answers, one JSON object a line. Nobody is named.",
        epilog="Exit status: 0 done, 2 wrong input.",
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file that the chat keeps its conversations in")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _print_feedback(arguments.file))


def _print_feedback(path: Path) -> int:
    if not path.is_file():
        raise UserError(f"{path}: no such file; name the one that the chat keeps its conversations in")
    from qa.chats.feedback import feedback_lines
    from qa.chats.store import ChatStore

    store = ChatStore(path)
    try:
        for line in feedback_lines(store.all_feedback()):
            print(line)
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
