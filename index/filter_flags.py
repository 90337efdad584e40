"""The flags by which every command chooses documents."""

import argparse

from corpus.errors import UserError
from index.filters import Filter, Years, parse_years


def add_filter_flags(parser: argparse.ArgumentParser) -> None:
    """Give a command the flags that load_filter reads."""
    group = parser.add_argument_group(
        "which documents", "Each may be repeated: any of the values of one flag, and all flags together."
    )
    group.add_argument(
        "--document",
        action="append",
        default=[],
        type=_not_empty,
        metavar="NAME",
        help="by name, folder, or pattern (papers/*.pdf)",
    )
    group.add_argument(
        "--author", action="append", default=[], type=_not_empty, metavar="WORDS", help="by words of the author's name"
    )
    group.add_argument(
        "--year",
        action="append",
        default=[],
        type=_years,
        metavar="YEARS",
        help="by year: 2019, 2010-2020, 2015- or -2000",
    )
    group.add_argument(
        "--collection", action="append", default=[], type=_not_empty, metavar="NAME", help="by collection"
    )


def load_filter(arguments: argparse.Namespace) -> Filter | None:
    """The filter that parsed flags ask for; None if they ask for none."""
    only = Filter(
        documents=tuple(arguments.document),
        authors=tuple(arguments.author),
        years=tuple(arguments.year),
        collections=tuple(arguments.collection),
    )
    return None if only == Filter() else only


def _not_empty(value: str) -> str:
    if not value.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return value


def _years(value: str) -> Years:
    try:
        return parse_years(value)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
