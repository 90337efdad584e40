"""Receipts as JSON, and back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from qa.answer import Alteration, Searched, Sentence
from qa.receipts.errors import NotAReceipt
from qa.receipts.fields import Fields
from qa.receipts.fingerprint import IndexFingerprint, ModelFingerprint
from qa.receipts.receipt import Receipt, ReceiptCitation

KIND = "attache receipt"
# Raised when a reader of the format before would misread what is written now.
FORMAT = 1


def to_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt ready for json.dumps.

    checksum: sha256 over all else. It tells damage and edits in passing; who means to deceive can make a new one.
    """
    data = {
        "kind": KIND,
        "format": FORMAT,
        "made": receipt.made.isoformat().replace("+00:00", "Z"),
        "program": receipt.program,
        "question": receipt.question,
        "understood": receipt.understood,
        "searched": asdict(receipt.searched) if receipt.searched else None,
        "answered": receipt.answered,
        "confidence": receipt.confidence,
        "short_answer": receipt.short_answer,
        "writer": receipt.writer,
        "sentences": [asdict(one) | {"citations": list(one.citations)} for one in receipt.sentences],
        "citations": [asdict(one) for one in receipt.citations],
        "alterations": [asdict(one) | {"reasons": list(one.reasons)} for one in receipt.alterations],
        "index": asdict(receipt.index) | {"manifest": json.loads(receipt.index.manifest)},
        "models": asdict(receipt.models),
    }
    return data | {"checksum": _checksum(data)}


def from_json(data: object) -> Receipt:
    """The receipt that to_json made an object of; keys that are not known are passed over.

    Raises NotAReceipt, its message a clause, if it is no receipt, was changed, or was made by a newer version.
    """
    fields = Fields(data)
    assert isinstance(data, Mapping)
    if data.get("kind") != KIND:
        raise NotAReceipt("it does not say that it is one")
    if fields.integer("format", least=1) > FORMAT:
        raise NotAReceipt(f"a newer version made it (format {data['format']}; this one reads {FORMAT}); update first")
    if data.get("checksum") != _checksum({key: value for key, value in data.items() if key != "checksum"}):
        raise NotAReceipt("it is damaged, or was changed after it was made")
    receipt = _receipt(fields)
    _check_numbers(receipt)
    return receipt


def _receipt(fields: Fields) -> Receipt:
    return Receipt(
        question=fields.text("question"),
        understood=fields.text("understood"),
        searched=_searched(fields.inner_or_none("searched")),
        answered=fields.truth("answered"),
        confidence=fields.share("confidence"),
        short_answer=fields.text_or_none("short_answer"),
        writer=fields.text("writer"),
        sentences=tuple(
            Sentence(one.text("text"), one.integers("citations"), one.truth("supported"))
            for one in fields.objects("sentences")
        ),
        citations=tuple(_citation(one) for one in fields.objects("citations")),
        alterations=tuple(
            Alteration(one.text("sentence"), one.text("done"), one.texts("reasons"))
            for one in fields.objects("alterations")
        ),
        index=_index(fields.inner("index")),
        models=ModelFingerprint(
            fields.inner("models").sha256("reader_sha256"), fields.inner("models").text("embedding_model")
        ),
        program=fields.text("program"),
        made=_time(fields.text("made")),
    )


def _searched(fields: Fields | None) -> Searched | None:
    return None if fields is None else Searched(fields.integer("documents"), fields.integer("of"))


def _citation(fields: Fields) -> ReceiptCitation:
    citation = ReceiptCitation(
        number=fields.integer("number", least=1),
        document=fields.text("document"),
        title=fields.text("title"),
        author=fields.text_or_none("author"),
        year=fields.integer_or_none("year"),
        page=fields.integer_or_none("page", least=1),
        quote=fields.text("quote"),
        start=fields.integer("start"),
        end=fields.integer("end"),
        sha256=fields.sha256("sha256"),
    )
    if not citation.quote.strip() or citation.end - citation.start != len(citation.quote):
        raise NotAReceipt(f"quote {citation.number} does not fit its place")
    return citation


def _index(fields: Fields) -> IndexFingerprint:
    return IndexFingerprint(
        json.dumps(fields.mapping("manifest"), sort_keys=True),
        fields.integer("documents"),
        fields.sha256("documents_sha256"),
    )


def _time(told: str) -> datetime:
    try:
        made = datetime.fromisoformat(told)
    except ValueError as error:
        raise NotAReceipt("its time cannot be read") from error
    if made.tzinfo is None:
        raise NotAReceipt("its time has no time zone")
    try:
        return made.astimezone(UTC)
    except OverflowError as error:
        raise NotAReceipt("its time cannot be read") from error


def _check_numbers(receipt: Receipt) -> None:
    numbers = [citation.number for citation in receipt.citations]
    if len(set(numbers)) != len(numbers):
        raise NotAReceipt("two of its citations have the same number")
    missing = {number for sentence in receipt.sentences for number in sentence.citations} - set(numbers)
    if missing:
        raise NotAReceipt(f"a sentence of it cites {min(missing)}, which is not there")


def _checksum(data: Mapping[str, Any]) -> str:
    # However it was laid out in the file.
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
