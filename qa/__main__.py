"""python -m qa "QUESTION": one question, answered in the terminal."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence

from corpus import command_line
from qa import loading


def main(argv: Sequence[str] | None = None) -> int:
    """Answer one question. Returns 0, also if the documents do not answer; 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: _ask(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Answer a question from the indexed documents, with the exact words the answer rests on.",
        epilog="Exit status: 0 done (also if the documents do not answer), 2 wrong input.",
    )
    parser.add_argument("question", metavar="QUESTION", help="in quotation marks")
    parser.add_argument("--json", action="store_true", help="print the whole prediction as one line of JSON")
    loading.add_arguments(parser)
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    from qa.pipeline import check_question
    from qa.rendering.text import render_text

    options = loading.load_options(arguments)
    # Before the models are loaded, which takes seconds.
    check_question(arguments.question)
    answer = loading.load_answerer(options).ask(arguments.question)
    if arguments.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False))
    else:
        print(render_text(answer, shutil.get_terminal_size().columns, colour=sys.stdout.isatty()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
