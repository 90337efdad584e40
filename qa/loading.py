"""The one place that picks, opens and wires what answers questions."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from index import DEFAULT_DIRECTORY
from index.filter_flags import add_filter_flags, load_filter
from index.filters import Filter
from qa.pipeline import Answerer

MIN_TOP_K, MAX_TOP_K = 10, 100


@dataclass(frozen=True, slots=True)
class Options:
    """What a user chooses.

    index: the index folder. top_k: passages retrieved and read for a question. only: the documents asked, None for all.
    """

    index: Path = DEFAULT_DIRECTORY
    top_k: int = MIN_TOP_K
    only: Filter | None = None

    def __post_init__(self) -> None:
        if not MIN_TOP_K <= self.top_k <= MAX_TOP_K:
            raise UserError(f"--top-k must be from {MIN_TOP_K} to {MAX_TOP_K}, not {self.top_k}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a command the flags that load_options reads."""
    defaults = Options()
    parser.add_argument(
        "--index", type=Path, default=None, metavar="DIR", help="the index folder (default: .attache/index)"
    )
    parser.add_argument(
        "--top-k", type=int, default=defaults.top_k, metavar="N", help="passages read (default: %(default)s)"
    )
    add_filter_flags(parser)


def load_options(arguments: argparse.Namespace) -> Options:
    """Options from parsed flags. Raises UserError for a value out of range."""
    return Options(arguments.index or DEFAULT_DIRECTORY, arguments.top_k, load_filter(arguments))


def load_answerer(options: Options) -> Answerer:
    """Open the index and load the models.

    Raises IndexNotFound, IndexMismatch, or another UserError, also if there are none of the documents to be asked.
    """
    from index.search import open_searcher
    from qa.reader import Reader

    searcher = open_searcher(options.index, options.only)
    return Answerer(searcher.search, Reader().read, options.top_k, measure=searcher.scope)
