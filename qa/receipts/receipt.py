"""The receipt of an answer: what was said, the quotes it rests on, and what they were taken from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import UserError
from index.store import Store
from qa.answer import Alteration, Answer, Citation, Searched, Sentence
from qa.reader import WEIGHTS
from qa.receipts.documents import FileText, IndexedDocuments
from qa.receipts.fingerprint import IndexFingerprint, ModelFingerprint, fingerprint_index, fingerprint_reader
from qa.receipts.version import program_version


@dataclass(frozen=True, slots=True)
class ReceiptCitation:
    """A quote and where it stood: exactly [start, end) of the file's text, as Citation has it.

    sha256: the document's content hash, as Document has it.
    """

    number: int
    document: str
    title: str
    author: str | None
    year: int | None
    page: int | None
    quote: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer and what it rests on, enough to check it without the program that gave it.

    understood: the question that was searched and read. searched: None if all documents were. made: in UTC, to the
    second. program: the version that made it. The rest is as Answer has it.
    """

    question: str
    understood: str
    searched: Searched | None
    answered: bool
    confidence: float
    short_answer: str | None
    writer: str
    sentences: tuple[Sentence, ...]
    citations: tuple[ReceiptCitation, ...]
    alterations: tuple[Alteration, ...]
    index: IndexFingerprint
    models: ModelFingerprint
    program: str
    made: datetime


def make_receipt(
    answer: Answer, store: Store, made: datetime, visible_to: str | None = None, weights: Path = WEIGHTS
) -> Receipt:
    """The receipt of an answer that this index gave with the reader of these weights.

    made: now, with a time zone. visible_to: the owner who asked; None for nobody in particular. Raises UserError if a
    quote no longer stands where the answer says: the documents have changed since, and a receipt must be true when it
    is made.
    """
    documents = IndexedDocuments(store, visible_to)
    texts = {name: documents.read(name) for name in sorted({one.document for one in answer.citations})}
    return Receipt(
        question=_writable(answer.question),
        understood=_writable(answer.understood.text if answer.understood else answer.question),
        searched=answer.searched,
        answered=answer.answered,
        # As the prediction has it.
        confidence=round(answer.confidence, 4),
        short_answer=None if answer.short_answer is None else _writable(answer.short_answer),
        writer=answer.writer,
        sentences=tuple(Sentence(_writable(one.text), one.citations, one.supported) for one in answer.sentences),
        citations=tuple(_cited(one, texts[one.document]) for one in answer.citations),
        alterations=tuple(
            Alteration(_writable(one.sentence), one.done, tuple(map(_writable, one.reasons)))
            for one in answer.alterations
        ),
        index=fingerprint_index(store, visible_to),
        models=ModelFingerprint(fingerprint_reader(weights), store.manifest.embedding_model),
        program=program_version(),
        made=made.astimezone(UTC).replace(microsecond=0),
    )


def _cited(citation: Citation, documents: Sequence[FileText]) -> ReceiptCitation:
    """The citation with the hash of that of the documents of its name in which the quote stands."""
    holding = [one for one in documents if one.text[citation.start : citation.end] == citation.quote]
    if not holding:
        raise UserError(
            f"{citation.document} was changed or removed after this was answered, so that quote {citation.number} no "
            "longer stands there; ask the question again"
        )
    return ReceiptCitation(
        number=citation.number,
        document=citation.document,
        title=citation.title,
        author=citation.author,
        year=citation.year,
        page=citation.page,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        sha256=holding[0].content_hash,
    )


def _writable(text: str) -> str:
    """The text with "?" for halves of characters, which a terminal may send and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
