"""python -m qa "QUESTION" … | verify RECEIPT: questions answered in the terminal, and saved answers checked."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import command_line
from corpus.errors import UserError
from qa import loading

if TYPE_CHECKING:
    from qa.answer import Answer

VERIFY = "verify"
NOT_ALL_HOLD = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Answer the questions in order, or check a receipt.

    Returns 0, also if the documents do not answer; 1 if a quote of a receipt no longer holds; 2 for wrong input.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == [VERIFY]:
        arguments = _verify_parser().parse_args(given[1:])
        return command_line.run(lambda: _verify(arguments))
    arguments = _parser().parse_args(given)
    return command_line.run(lambda: _ask(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Answer questions from the indexed documents, with the exact words the answers rest on. "
        "To check a saved answer: python -m qa verify RECEIPT (see python -m qa verify --help).",
        epilog="Exit status: 0 done (also if the documents do not answer), 2 wrong input.",
    )
    parser.add_argument(
        "questions",
        nargs="+",
        metavar="QUESTION",
        help='in quotation marks; a later one may take up an earlier one: "When did it join?"',
    )
    parser.add_argument("--json", action="store_true", help="print each whole prediction as one line of JSON")
    parser.add_argument(
        "--receipt",
        type=Path,
        metavar="FILE",
        help="save the answer, the last of several, as one .html or .json file that verify can check later",
    )
    loading.add_arguments(parser)
    return parser


def _verify_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa verify",
        description="Check whether the quotes of a saved answer still stand in the documents.",
        epilog="Exit status: 0 all quotes hold, 1 a quote moved, changed or is gone, 2 no receipt or wrong input.",
    )
    # Not required here, so that what is missing is told in our words.
    parser.add_argument("receipt", nargs="?", type=Path, metavar="RECEIPT", help="as --receipt saved it")
    against = parser.add_mutually_exclusive_group()
    against.add_argument("--index", type=Path, metavar="DIR", help="the index to check against (the default index)")
    against.add_argument("--documents", type=Path, metavar="FOLDER", help="a folder with the documents' files instead")
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    from qa.pipeline import check_question

    options = loading.load_options(arguments)
    # Before the models are loaded, which takes seconds.
    _check_words(arguments.questions)
    for question in arguments.questions:
        check_question(question)
    if arguments.receipt is not None:
        from qa.receipts.file import check_target

        check_target(arguments.receipt)
    answerer = loading.load_answerer(options)
    history: list[Answer] = []
    for question in arguments.questions:
        answer = answerer.ask(question, history)
        history.append(answer)
        if arguments.json:
            print(json.dumps(answer.to_json(), ensure_ascii=False), flush=True)
        else:
            print(_in_terminal(answer, alone=len(arguments.questions) == 1), flush=True)
    if arguments.receipt is not None:
        _save(history[-1], options.index, arguments.receipt)
    return 0


def _check_words(questions: Sequence[str]) -> None:
    """Raises UserError if verify stands behind a flag, where it would be taken for a question."""
    if questions[0] == VERIFY:
        raise UserError("verify is a command and stands first: python -m qa verify RECEIPT")


def _save(answer: "Answer", index: Path, path: Path) -> None:
    """Save the receipt of an answer that this index gave."""
    from datetime import UTC, datetime

    from index.store import Store
    from qa.receipts.file import write_receipt
    from qa.receipts.receipt import make_receipt

    store = Store.open(index)
    try:
        write_receipt(make_receipt(answer, store, datetime.now(UTC)), path)
    finally:
        store.close()


def _verify(arguments: argparse.Namespace) -> int:
    if arguments.receipt is None:
        raise UserError(
            'verify needs the file of a receipt: python -m qa verify RECEIPT; as a question, write "verify?"'
        )
    from index import DEFAULT_DIRECTORY
    from qa.receipts.verify import verify_with_documents, verify_with_index
    from qa.rendering.verification import render_verification

    if arguments.documents is not None:
        verification = verify_with_documents(arguments.receipt, arguments.documents)
    else:
        verification = verify_with_index(arguments.receipt, arguments.index or DEFAULT_DIRECTORY)
    print(render_verification(verification))
    return 0 if verification.holds else NOT_ALL_HOLD


def _in_terminal(answer: "Answer", alone: bool) -> str:
    """The answer as the terminal shows it, under its question if there are several."""
    from qa.rendering.text import render_heading, render_text

    width, colour = shutil.get_terminal_size().columns, sys.stdout.isatty()
    text = render_text(answer, width, colour)
    return text if alone else f"{render_heading(answer, width, colour)}\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
