"""The index of the documents that are asked about."""

from pathlib import Path

from corpus.errors import UserError
from corpus.files import find_files
from eval.run import fingerprint
from index import DEFAULT_DIRECTORY
from index.build import build_index
from index.console import ProgressBars, tell_problems

# One index a folder of documents, beside the index that people ask.
INDEXES = DEFAULT_DIRECTORY.parent / "eval"


def index_documents(documents: Path) -> Path:
    """The folder of the index of some documents, made or brought up to date. Raises UserError if there are none."""
    folder = documents.resolve()
    if not folder.exists():
        raise UserError(f"{documents}: no such file or folder")
    directory = INDEXES / fingerprint([str(folder)])[:16]
    with ProgressBars() as bars:
        report = build_index(directory, find_files([folder]), progress=bars.progress())
    tell_problems(report)
    return directory
