"""python -m eval run|score|ground|compare|check.

Answer questions in batch, score the answers, hold their sentences against what they cite, compare runs, and hold
questions against documents.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import command_line
from corpus.errors import UserError
from qa.loading import Options, add_arguments, load_options

if TYPE_CHECKING:
    from eval.questions import Question
    from eval.run import PredictionFile, RunOptions, Tally
    from eval.score import Scores

PROBLEMS_FOUND = 1
ROOT = Path(__file__).resolve().parent.parent
# More ids than this say no more in a message.
SHOWN_IDS = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 if check found something wrong, 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: arguments.command(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description="Measure how well questions are answered. eval/sets/README.md describes the question files.",
        epilog="Exit status: 0 done, 1 check found something wrong, 2 wrong input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="answer every question and save the answers; goes on where it was stopped")
    run.set_defaults(command=_run)
    _add_questions(run)
    add_arguments(run)
    run.add_argument(
        "--documents",
        type=Path,
        metavar="FOLDER",
        help="ask about these documents; they are indexed first, and again only where they changed",
    )
    run.add_argument("--predictions", type=Path, required=True, metavar="OUT.jsonl", help="where the answers go")
    run.add_argument("--fresh", action="store_true", help="start over if there are answers of an earlier run")

    score = commands.add_parser("score", help="score saved answers; loads no model")
    score.set_defaults(command=_score)
    _add_questions(score)
    score.add_argument("predictions", type=Path, metavar="OUT.jsonl", help="what run saved")
    score.add_argument("--json", action="store_true", help="print the scores as one JSON object")

    ground = commands.add_parser("ground", help="hold the sentences of saved answers against what they cite")
    ground.set_defaults(command=_ground)
    ground.add_argument("predictions", type=Path, metavar="OUT.jsonl", help="what run saved")

    compare = commands.add_parser("compare", help="score several runs of the same questions, side by side")
    compare.set_defaults(command=_compare)
    _add_questions(compare)
    compare.add_argument("predictions", type=Path, nargs="+", metavar="OUT.jsonl", help="what run saved")

    check = commands.add_parser("check", help="check that every evidence quote stands in its document")
    check.set_defaults(command=_check)
    _add_questions(check)
    check.add_argument("--documents", type=Path, metavar="FOLDER", help="default: the shipped corpus")
    return parser


def _add_questions(command: argparse.ArgumentParser) -> None:
    command.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one question a line")


def _run(arguments: argparse.Namespace) -> int:
    from eval.documents import index_documents
    from eval.questions import read_questions
    from eval.run import PredictionFile, Tally

    if arguments.index and arguments.documents:
        raise UserError("--index and --documents exclude each other; pass the index, or the documents to index")
    options = load_options(arguments)
    questions = read_questions(arguments.questions)
    file = PredictionFile(arguments.predictions)
    file.check()
    if arguments.documents:
        options = replace(options, index=index_documents(arguments.documents))
    done = file.open(
        _run_options(arguments.questions, options), [one.question_id for one in questions], arguments.fresh
    )
    if done:
        print(f"{file.path}: going on after {done} of {len(questions)} questions", file=sys.stderr)
    tally = _answer(questions, done, options, file) if done < len(questions) else Tally()
    before = f"{done} were there, " if done else ""
    print(
        f"{file.path}: {len(questions)} predictions ({before}{tally.answered} answered, {tally.declined} declined, "
        f"{tally.unusable} with an error)"
    )
    return 0


def _run_options(questions: Path, options: Options) -> "RunOptions":
    import hashlib

    from eval.jsonl import read_bytes
    from eval.run import RunOptions, fingerprint, fingerprint_program
    from index.store import Store
    from qa.pipeline import MIN_CONFIDENCE

    store = Store.open(options.index)
    try:
        documents = [part for one in store.documents() for part in (one.name, one.content_hash)]
        return RunOptions(
            questions=hashlib.sha256(read_bytes(questions)).hexdigest(),
            program=fingerprint_program(ROOT, ("corpus/formats", "index", "qa")),
            documents=fingerprint(documents),
            manifest=store.manifest.to_json(),
            top_k=options.top_k,
            min_confidence=MIN_CONFIDENCE,
            only=repr(options.only) if options.only else "",
            writer=" ".join(
                filter(None, (options.writer, options.model, options.base_url, "in 4 bits" * options.four_bit))
            ),
        )
    finally:
        store.close()


def _answer(questions: "Sequence[Question]", done: int, options: Options, file: "PredictionFile") -> "Tally":
    from tqdm import tqdm

    from eval.run import run
    from qa.loading import load_answerer

    answerer = load_answerer(options)
    with tqdm(total=len(questions), initial=done, unit="question", desc="answering", disable=None) as bar:
        return run(questions[done:], answerer, file, lambda: bar.update())


def _score(arguments: argparse.Namespace) -> int:
    from eval.predictions import read_predictions
    from eval.questions import check_scorable, read_questions
    from eval.report import to_json, to_text
    from eval.score import score

    questions = read_questions(arguments.questions)
    check_scorable(arguments.questions, questions)
    scores = score(questions, read_predictions(arguments.predictions))
    _tell(scores)
    print(json.dumps(to_json(scores), ensure_ascii=False, indent=2) if arguments.json else to_text(scores))
    return 0


def _tell(scores: "Scores") -> None:
    """Say which questions deserve a second look."""
    for message, ids in (
        ("without a prediction, so counted as wrong", scores.missing),
        ("could not be used as a question", scores.unusable),
        ("answered with other words in the question than it has now", scores.reworded),
    ):
        if ids:
            shown = ", ".join(ids[:SHOWN_IDS]) + (", …" if len(ids) > SHOWN_IDS else "")
            print(f"note: {message}: {len(ids)} ({shown})", file=sys.stderr)


def _ground(arguments: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.grounding import grade, save
    from eval.predictions import read_predictions
    from qa.loading import load_check

    predictions = read_predictions(arguments.predictions)
    check = load_check()
    with tqdm(total=len(predictions), unit="answer", desc="checking", disable=None) as bar:
        counts = grade(predictions.values(), check, lambda: bar.update())
    save(arguments.predictions, counts)
    print(
        f"{counts.sentences} sentences: {_percent(counts.recall)} supported by what they cite, "
        f"{_percent(counts.unsupported_rate)} by no passage; {_percent(counts.precision)} of {counts.citations} "
        "citations needed"
    )
    return 0


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _compare(arguments: argparse.Namespace) -> int:
    from eval.comparison import Compared, to_table
    from eval.grounding import load
    from eval.predictions import read_predictions
    from eval.questions import check_scorable, read_questions
    from eval.score import score

    questions = read_questions(arguments.questions)
    check_scorable(arguments.questions, questions)
    columns = []
    for path in arguments.predictions:
        predictions = read_predictions(path)
        scores = score(questions, predictions)
        _tell(scores)
        writers = sorted({one.writer for one in predictions.values() if one.error is None})
        columns.append(Compared(path.stem, ", ".join(writers), scores, load(path)))
    print(to_table(columns))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from corpus.files import LIBRARY, find_files
    from corpus.formats import read_document
    from eval.check import find_problems
    from eval.questions import read_questions

    questions = read_questions(arguments.questions)
    files = find_files([arguments.documents or LIBRARY])
    # As the files have it, which is what predictions quote.
    texts = {file.name: read_document(file.path, file.name, cleaning=False).text for file in files}
    problems = find_problems(questions, texts)
    for problem in problems:
        print(problem)
    quotes = sum(len(question.evidence) for question in questions)
    print(
        f"{arguments.questions}: {len(questions)} questions, {quotes} quotes, {len(problems)} problems", file=sys.stderr
    )
    return PROBLEMS_FOUND if problems else 0


if __name__ == "__main__":
    sys.exit(main())
