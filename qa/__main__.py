"""python -m qa "QUESTION" …: questions, answered in the terminal. Later ones may be follow-ups."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus import command_line
from qa import loading

if TYPE_CHECKING:
    from qa.answer import Answer


def main(argv: Sequence[str] | None = None) -> int:
    """Answer the questions in order. Returns 0, also if the documents do not answer; 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: _ask(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Answer questions from the indexed documents, with the exact words the answers rest on.",
        epilog="Exit status: 0 done (also if the documents do not answer), 2 wrong input.",
    )
    parser.add_argument(
        "questions",
        nargs="+",
        metavar="QUESTION",
        help='in quotation marks; a later one may take up an earlier one: "When did it join?"',
    )
    parser.add_argument("--json", action="store_true", help="print each whole prediction as one line of JSON")
    loading.add_arguments(parser)
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    from qa.pipeline import check_question

    options = loading.load_options(arguments)
    # Before the models are loaded, which takes seconds.
    for question in arguments.questions:
        check_question(question)
    answerer = loading.load_answerer(options)
    history: list[Answer] = []
    for question in arguments.questions:
        answer = answerer.ask(question, history)
        history.append(answer)
        if arguments.json:
            print(json.dumps(answer.to_json(), ensure_ascii=False), flush=True)
        else:
            print(_in_terminal(answer, alone=len(arguments.questions) == 1), flush=True)
    return 0


def _in_terminal(answer: "Answer", alone: bool) -> str:
    """The answer as the terminal shows it, under its question if there are several."""
    from qa.rendering.text import render_heading, render_text

    width, colour = shutil.get_terminal_size().columns, sys.stdout.isatty()
    text = render_text(answer, width, colour)
    return text if alone else f"{render_heading(answer, width, colour)}\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
