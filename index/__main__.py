"""python -m index build|add|remove|info|search: make, change and look into an index."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import command_line
from corpus.errors import UserError
from index import DEFAULT_DIRECTORY
from index.console import ProgressBars, tell_problems
from index.filter_flags import add_filter_flags, load_filter

if TYPE_CHECKING:
    from index.build import Report

PARTLY_DONE = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 if some of the files could not be indexed, 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: arguments.command(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description="Make, change and look into an index of documents.",
        epilog="Exit status: 0 done, 1 done but for the files listed, 2 wrong input and nothing changed.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="index documents, and nothing else, embedding only what changed")
    build.set_defaults(command=_build)
    build.add_argument("paths", nargs="*", type=Path, metavar="DOCUMENT_OR_FOLDER", help="default: the shipped corpus")
    build.add_argument("--if-missing", action="store_true", help="leave an index that is already there as it is")
    _add_reading_arguments(build)

    add = commands.add_parser("add", help="add documents; changed ones take the place of what they were")
    add.set_defaults(command=_add)
    add.add_argument("paths", nargs="+", type=Path, metavar="DOCUMENT_OR_FOLDER")
    _add_reading_arguments(add)

    remove = commands.add_parser("remove", help="take documents out, by the name that info prints")
    remove.set_defaults(command=_remove)
    remove.add_argument("names", nargs="+", metavar="NAME")

    info = commands.add_parser("info", help="what the index holds")
    info.set_defaults(command=_info)
    info.add_argument("--details", action="store_true", help="tell of each document what came of its file")
    add_filter_flags(info)

    search = commands.add_parser("search", help="the passages found for a question, without reading them")
    search.set_defaults(command=_search)
    search.add_argument("question")
    search.add_argument("--top-k", type=_positive, default=10, help="how many passages (default: %(default)s)")
    add_filter_flags(search)

    for command in (build, add, remove, info, search):
        command.add_argument(
            "--index",
            type=Path,
            default=DEFAULT_DIRECTORY,
            metavar="DIR",
            help="the index folder (default: .attache/index)",
        )
    return parser


def _add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--embedding-model",
        metavar="NAME",
        help="a packaged model, a folder, or a hub name (default: all-MiniLM-L6-v2)",
    )
    parser.add_argument(
        "--collection",
        metavar="NAME",
        type=lambda value: " ".join(value.split()),
        help='put the documents that name no collection themselves in this one; "" takes them out again',
    )
    parser.add_argument(
        "--max-megabytes",
        type=_positive,
        default=None,
        metavar="N",
        help="leave out larger files (default: 20 for texts, 50 for letters, 200 for PDF, Office files and e-books)",
    )


def _max_bytes(arguments: argparse.Namespace) -> int | None:
    megabytes: int | None = arguments.max_megabytes
    return None if megabytes is None else megabytes * 1_000_000


def _positive(value: str) -> int:
    number = int(value) if value.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {value!r}")
    return number


def _build(arguments: argparse.Namespace) -> int:
    from index.store import FILE_NAME, Store

    if arguments.if_missing and (arguments.index / FILE_NAME).exists():
        if Store.open(arguments.index).documents():
            return 0
    from corpus.files import LIBRARY, find_files
    from index.build import build_index
    from index.manifest import Manifest

    files = find_files(arguments.paths or [LIBRARY])
    manifest = Manifest(arguments.embedding_model) if arguments.embedding_model else None
    with ProgressBars() as bars:
        report = build_index(
            arguments.index, files, manifest, _max_bytes(arguments), bars.progress(), arguments.collection
        )
    return _tell(arguments.index, report)


def _add(arguments: argparse.Namespace) -> int:
    from corpus.files import find_files
    from index.build import add_documents

    files = find_files(arguments.paths)
    with ProgressBars() as bars:
        report = add_documents(
            arguments.index,
            files,
            arguments.embedding_model,
            _max_bytes(arguments),
            bars.progress(),
            arguments.collection,
        )
    return _tell(arguments.index, report)


def _remove(arguments: argparse.Namespace) -> int:
    from index.build import remove_documents

    return _tell(arguments.index, remove_documents(arguments.index, arguments.names))


def _info(arguments: argparse.Namespace) -> int:
    from index.filters import Filter, select
    from index.info import describe_details, describe_document, describe_index, describe_near_duplicate
    from index.near_duplicates import SENTENCE_CHARACTERS, find_near_duplicates
    from index.store import Store

    store = Store.open(arguments.index)
    documents = store.documents()
    chosen = select(documents, load_filter(arguments) or Filter())
    every = store.every_document()
    print("\n".join(describe_index(arguments.index, store.manifest, chosen, len(documents), every)))
    for document in chosen:
        print(describe_document(document))
        if arguments.details:
            print("\n".join(describe_details(document, store.document(document.name))))
    names = {document.name for document in chosen}
    for pair in find_near_duplicates(store.sentence_hashes(SENTENCE_CHARACTERS), names):
        print(f"note: {describe_near_duplicate(pair)}")
    return 0


def _search(arguments: argparse.Namespace) -> int:
    from index.search import open_searcher

    if not arguments.question.strip():
        raise UserError("the question is empty; write it in quotation marks")
    searcher = open_searcher(arguments.index, load_filter(arguments))
    scope = searcher.scope()
    if scope:
        print(f"searched {scope.documents} of {scope.of} documents")
    for hit in searcher.search(arguments.question, arguments.top_k):
        passage = hit.passage
        place = f"{passage.document} [{passage.start}:{passage.end}]"
        print(f"{hit.rank:>3}  {hit.score:.3f}  cosine {hit.dense_score:.3f}  BM25 {hit.lexical_score:5.2f}  {place}")
        print(f"     {' '.join(passage.text.split())[:300]}")
    return 0


def _tell(directory: Path, report: "Report") -> int:
    tell_problems(report)
    counts = [
        f"{len(names)} {what}"
        for what in ("added", "updated", "unchanged", "removed")
        if (names := getattr(report, what))
    ]
    print(f"{directory}: {', '.join(counts) or 'nothing to do'}; {report.embedded} texts embedded")
    return PARTLY_DONE if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
