"""What an index holds, in lines for a terminal."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.audit import audit
from corpus.document import Document
from corpus.garbling import describe_garbling
from index.manifest import Manifest
from index.near_duplicates import NearDuplicate
from index.store import StoredDocument


def describe_index(
    directory: Path,
    manifest: Manifest,
    documents: Sequence[StoredDocument],
    of: int,
    every: Sequence[StoredDocument] = (),
) -> list[str]:
    """The figures on some of everybody's documents of an index. of: how many those are. every: those of all owners."""
    chunking = manifest.chunking
    count = f"{len(documents)}" if len(documents) == of else f"{len(documents)} of {of}"
    return [
        f"index        {directory}",
        f"documents    {count}",
        f"passages     {sum(document.passages for document in documents)}",
        f"collections  {_describe_collections(documents)}",
        f"years        {_describe_years(documents)}",
        f"model        {manifest.embedding_model}",
        f"passage      up to {chunking.max_tokens} tokens, {chunking.overlap_sentences} sentence of overlap",
        *_describe_uploads([document for document in every if document.uploaded]),
    ]


def _describe_uploads(documents: Sequence[StoredDocument]) -> list[str]:
    """How many documents visitors added in the chat; whose they are and what they hold is not told."""
    owned = [document.owner for document in documents if document.owner is not None]
    shared = len(documents) - len(owned)
    told = [
        *([f"{len(owned)} of {len(set(owned))} visitors, for them alone"] if owned else []),
        *([f"{shared} for everybody"] if shared else []),
    ]
    return [f"uploads      {'; '.join(told)}"] if told else []


def describe_document(document: StoredDocument) -> str:
    """A document in one line."""
    by = ", ".join(str(part) for part in (document.author, document.year) if part) or "author not known"
    collection = f"  |  {document.collection}" if document.collection else ""
    return f"{document.passages:>6} passages  {document.name}  |  {document.title}  |  {by}{collection}"


def describe_details(stored: StoredDocument, document: Document) -> list[str]:
    """What came of a document's file, to stand below its line."""
    figures = audit(document)
    pages = f"{figures.pages} pages, " if figures.pages else ""
    empty = f", {len(figures.pages_without_text)} of the pages without text" if figures.pages_without_text else ""
    tables = f", {figures.tables} tables" if figures.tables else ""
    lines = [
        f"{pages}{figures.characters:,} characters, {figures.words:,} words{tables}{empty}",
        f"text {describe_garbling(figures.garbled)} ({figures.garbled:.1%} of the words look broken)",
        *(f"cleaned: {change.step}: {change.count}" for change in figures.changes),
        *(f"note: {note}" for note in figures.notes),
        f"read from {stored.source}",
    ]
    return [f"                 {line}" for line in lines]


def describe_near_duplicate(pair: NearDuplicate) -> str:
    """A near-duplicate in one line, its shorter document first."""
    return f"{pair.document}: {100 * pair.share:.0f}% of its sentences also stand in {pair.other}"


def _describe_collections(documents: Sequence[StoredDocument]) -> str:
    counts = Counter(document.collection for document in documents)
    without = counts.pop("", 0)
    told = [f"{name} ({count})" for name, count in sorted(counts.items())]
    return ", ".join([*told, *([f"without one ({without})"] if told and without else [])]) or "none"


def _describe_years(documents: Sequence[StoredDocument]) -> str:
    years = [document.year for document in documents if document.year is not None]
    if not years:
        return "not known"
    told = str(min(years)) if min(years) == max(years) else f"{min(years)} to {max(years)}"
    unknown = len(documents) - len(years)
    return told + (f", not known of {unknown}" if unknown else "")
