"""python -m eval.benchmarks.extraction: how whole sentences come out of generated PDF, Office, web and e-book files.

Each document has known sentences, headings, tables and furniture. Prints for each format the share of sentences that
come out whole (white space folded, hyphens at line ends undone) and in order, how many have a header, footer, menu
entry or footnote inside, words of those left in the text, tables of which every cell can be read with its header in one
line, headings found and false, sentences on the right page, and seconds of processor time for a document.
Exit status 1 if a format misses the demand: 99 %, none, all.
"""

import argparse
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from corpus import command_line
from corpus.formats import read_document
from eval.benchmarks.extraction.formats import FORMATS, Maker
from eval.benchmarks.extraction.measure import Score, add, score_document
from eval.benchmarks.extraction.papers import write_paper
from eval.benchmarks.extraction.pdf import make_pdf
from eval.benchmarks.extraction.prose import Prose

# Of sentences whole and in order.
DEMANDED = 0.99
SECTIONS = 9


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.extraction", description=__doc__)
    parser.add_argument("--documents", type=int, default=20, help="of each format (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", nargs="*", default=None, metavar="NAME", help="these only")
    parser.add_argument("--show", action="store_true", help="print what was lost")
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER", help="write the documents there")
    parser.add_argument("--long", type=int, default=0, metavar="PAGES", help="also time one PDF of about so many pages")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments))


def measure(arguments: argparse.Namespace) -> int:
    """Print a row for each format."""
    chosen = {name: make for name, make in FORMATS.items() if _is_chosen(name, arguments.formats)}
    print(f"{'':18} sentences  whole %  inside  stray  tables    headings  false  pages %  s each")
    failed = False
    for name, make in chosen.items():
        score, seconds = _measure_format(make, arguments)
        _print_row(name, score, seconds / arguments.documents)
        failed |= not _meets_demand(score)
        if arguments.show:
            print("\n".join(f"    {line}" for line in score.lost))
    if arguments.long:
        _time_long(arguments)
    return int(failed)


def _is_chosen(name: str, wanted: Sequence[str] | None) -> bool:
    return wanted is None or any(word.lower() in name.lower() for word in wanted)


def _measure_format(make: Maker, arguments: argparse.Namespace) -> tuple[Score, float]:
    scores, seconds = [], 0.0
    with TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(arguments.documents):
            random = Random(f"{arguments.seed}-{number}")
            sample = make(write_paper(Prose(random), SECTIONS), random, f"paper-{arguments.seed}-{number}")
            path = folder / sample.name
            path.write_bytes(sample.data)
            started = process_time()
            document = read_document(path, path.name)
            seconds += process_time() - started
            scores.append(score_document(sample, document))
    return add(scores), seconds


def _meets_demand(score: Score) -> bool:
    whole, count = score.sentences
    return whole >= DEMANDED * count and score.inside == 0 and score.tables[0] == score.tables[1]


def _print_row(name: str, score: Score, seconds: float) -> None:
    whole, count = score.sentences
    pages = f"{100 * score.pages[0] / score.pages[1]:7.2f}" if score.pages[1] else "      -"
    print(
        f"{name:18} {count:9} {100 * whole / count:8.2f} {score.inside:7} {score.stray:6} "
        f"{score.tables[0]:3} of {score.tables[1]:3} {score.headings[0]:4} of {score.headings[1]:4} "
        f"{score.false_headings:5} {pages} {seconds:7.2f}"
    )


def _time_long(arguments: argparse.Namespace) -> None:
    """Time and peak memory for one long PDF."""
    random = Random(arguments.seed)
    # Nine sections take eight to ten pages.
    sample = make_pdf(write_paper(Prose(random), arguments.long), random, 1, "long.pdf")
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / sample.name
        path.write_bytes(sample.data)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = process_time()
        document = read_document(path, path.name)
        seconds = process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = max(page.number for page in document.pages)
    print(f"a PDF of {pages} pages: {seconds:.1f} s, peak memory {before / 1024:.0f} → {after / 1024:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
