"""A receipt held against the documents, the index and the models of now."""

from dataclasses import dataclass
from pathlib import Path

from index.store import Store
from qa.reader import WEIGHTS
from qa.receipts.check import CitationState, check_citations
from qa.receipts.documents import FolderDocuments, IndexedDocuments
from qa.receipts.file import read_receipt
from qa.receipts.fingerprint import (
    ModelFingerprint,
    compare_indexes,
    compare_models,
    fingerprint_index,
    fingerprint_reader,
)
from qa.receipts.receipt import Receipt
from qa.receipts.version import program_version


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a receipt.

    states: of its citations, in their order. differences: of index, models and program, a clause each.
    """

    receipt: Receipt
    states: tuple[CitationState, ...]
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every quote stands where the receipt says, whatever else differs."""
        return all(state.holds for state in self.states)


def verify_with_index(path: Path, directory: Path, weights: Path = WEIGHTS) -> Verification:
    """Check the receipt at path against an index.

    Raises NotAReceipt, IndexNotFound, IndexMismatch, or another UserError.
    """
    receipt = read_receipt(path)
    store = Store.open(directory)
    try:
        states = check_citations(receipt.citations, IndexedDocuments(store))
        models = ModelFingerprint(fingerprint_reader(weights), store.manifest.embedding_model)
        differences = [
            *compare_indexes(receipt.index, fingerprint_index(store)),
            *compare_models(receipt.models, models),
        ]
    finally:
        store.close()
    return Verification(receipt, tuple(states), (*differences, *_compare_program(receipt)))


def verify_with_documents(path: Path, folder: Path, weights: Path = WEIGHTS) -> Verification:
    """Check the receipt at path against the files of a folder; of the models only the reader is there to compare.

    Raises NotAReceipt, or UserError if there is no such folder or nothing in it that can be read.
    """
    receipt = read_receipt(path)
    states = check_citations(receipt.citations, FolderDocuments(folder))
    models = ModelFingerprint(fingerprint_reader(weights), receipt.models.embedding_model)
    return Verification(receipt, tuple(states), (*compare_models(receipt.models, models), *_compare_program(receipt)))


def _compare_program(receipt: Receipt) -> tuple[str, ...]:
    now = program_version()
    return () if receipt.program == now else (f"the program is version {now} and was {receipt.program}",)
