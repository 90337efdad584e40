"""python -m eval.benchmarks.ingestion FILE.jsonl.gz …: how many passages a second are indexed.

FILE holds public question-answering data with a context in each line. The contexts are written into text files, and
those are indexed as python -m index build does it, from reading to the search structures on disk.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import mean
from time import perf_counter

from corpus import command_line
from corpus.errors import UserError
from corpus.files import find_files
from eval.benchmarks.collection import read_rows
from index.build import build_index
from index.embedder import load_embedder
from index.store import Store

# About ten pages.
CONTEXTS_A_FILE = 40


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.ingestion", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl.gz")
    parser.add_argument("--documents", type=int, default=40, metavar="N", help="how many (default: %(default)s)")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: measure(arguments.files, arguments.documents))


def measure(paths: Sequence[Path], documents: int) -> int:
    """Print passages a second, and what was indexed. Raises UserError if there are too few contexts."""
    contexts = dict.fromkeys(str(row["context"]) for path in paths for row in read_rows(path))
    texts = iter(contexts)
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder, "documents"), Path(folder, "index")
        source.mkdir()
        for number in range(documents):
            some = list(islice(texts, CONTEXTS_A_FILE))
            if len(some) < CONTEXTS_A_FILE:
                raise UserError(f"the files hold {len(contexts)} contexts, which make {number} documents")
            (source / f"{number:04}.txt").write_text("\n\n".join(some), encoding="utf-8")
        started = perf_counter()
        report = build_index(index, find_files([source]))
        seconds = perf_counter() - started
        passages = list(Store.open(index).indexed_texts())
    embedder = load_embedder()
    tokens = mean(embedder.count_tokens(passage) for passage in passages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{documents} documents, {len(passages)} passages of {tokens:.0f} tokens, {report.embedded} texts embedded")
    print(f"{len(passages) / seconds:.1f} passages a second end to end, {seconds:.1f} s; peak memory {peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
