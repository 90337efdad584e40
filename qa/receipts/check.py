"""Holding saved quotes against the documents as they are now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from corpus.errors import UnreadableDocument
from index.store import Store
from qa.answer import Answer, Citation
from qa.receipts.documents import Documents, FileText, IndexedDocuments
from qa.receipts.nearest import find_nearest, find_quote
from qa.receipts.receipt import Receipt, ReceiptCitation

Cited = Citation | ReceiptCitation
Saved = TypeVar("Saved", Answer, Receipt)


class Kind(Enum):
    """What became of a quote, the best first.

    UNCHANGED: it stands at its place in the same document. IN_PLACE: the document was changed, and it still stands at
    its place. MOVED: its words stand at another place, or with other blanks and line ends. CHANGED: they do not stand
    in the document. GONE: there is no such document.
    """

    UNCHANGED = "unchanged"
    IN_PLACE = "in place"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


HOLDING = (Kind.UNCHANGED, Kind.IN_PLACE)


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a document: exactly [start, end) of the file's text. page: None where it is not known."""

    start: int
    end: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class CitationState:
    """What became of a citation.

    document: the name under which its document was found, which may be another; None if it is gone. now: where the
    quote stands; of a changed one, what is most like it, None if nothing is. reason: why a document that is there
    cannot be read; empty if it can.
    """

    citation: Cited
    kind: Kind
    document: str | None = None
    now: Place | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the quote stands where the citation says."""
        return self.kind in HOLDING


@dataclass(frozen=True, slots=True)
class _Key:
    """What a document is found by. sha256: None where it was not saved."""

    name: str
    sha256: str | None


def check_citations(citations: Sequence[Cited], documents: Documents) -> list[CitationState]:
    """What became of each citation, in their order.

    An answer's own citations hold no hash: with those a document is known by its name alone, and a quote at its place
    is UNCHANGED whatever else changed. Documents are read one after the other, each once for all its citations.
    """
    numbers: dict[_Key, list[int]] = defaultdict(list)
    for number, citation in enumerate(citations):
        numbers[_key(citation)].append(number)
    states: dict[int, CitationState] = {}
    for key, members in numbers.items():
        found = _check_document(key, [citations[number] for number in members], documents)
        states.update(zip(members, found, strict=True))
    return [states[number] for number in range(len(citations))]


def list_affected(
    answers: Sequence[Saved], store: Store, visible_to: str | None = None
) -> list[tuple[Saved, list[CitationState]]]:
    """The saved answers, in their order, of which a quote no longer stands at its place, with the states of those.

    visible_to: the owner whose answers they are; None for nobody in particular.
    """
    documents = IndexedDocuments(store, visible_to)
    states = iter(check_citations([one for answer in answers for one in answer.citations], documents))
    checked = [(answer, [next(states) for _ in answer.citations]) for answer in answers]
    lost = [(answer, [state for state in found if not state.holds]) for answer, found in checked]
    return [(answer, found) for answer, found in lost if found]


def _key(citation: Cited) -> _Key:
    return _Key(citation.document, citation.sha256 if isinstance(citation, ReceiptCitation) else None)


def _check_document(key: _Key, citations: Sequence[Cited], documents: Documents) -> list[CitationState]:
    """The states of the citations of one document."""
    found = _find(key, documents)
    if found:
        return [_best([_check(citation, one, key.sha256) for one in found]) for citation in citations]
    alike = _find_alike(key.name, documents)
    states = [_check(citation, alike, key.sha256) for citation in citations] if alike else []
    if any(state.kind is not Kind.CHANGED for state in states):
        return states
    reason = _why_unreadable(documents, key.name)
    return [CitationState(citation, Kind.GONE, reason=reason) for citation in citations]


def _find(key: _Key, documents: Documents) -> list[FileText]:
    """The document of that name and content, or of that content, or those of that name; none if it is gone."""
    named = _read(documents, key.name)
    if key.sha256 is None:
        return named
    same = [one for one in named if one.content_hash == key.sha256]
    renamed = None if same else documents.name_of(key.sha256)
    if renamed is not None:
        same = [one for one in _read(documents, renamed) if one.content_hash == key.sha256]
    return same[:1] or named


def _find_alike(name: str, documents: Documents) -> FileText | None:
    """The only document whose name ends like this, for names are relative to the folder that was indexed."""
    names = [one for one in documents.names() if one.endswith(f"/{name}") or name.endswith(f"/{one}")]
    found = _read(documents, names[0]) if len(names) == 1 else []
    return found[0] if found else None


def _best(states: Sequence[CitationState]) -> CitationState:
    order = list(Kind)
    return min(states, key=lambda state: order.index(state.kind))


def _read(documents: Documents, name: str) -> list[FileText]:
    try:
        return documents.read(name)
    except UnreadableDocument:
        # Why it cannot be read is told once it is known that no other takes its place.
        return []


def _why_unreadable(documents: Documents, name: str) -> str:
    try:
        documents.read(name)
    except UnreadableDocument as error:
        return error.reason
    return ""


def _check(citation: Cited, document: FileText, sha256: str | None) -> CitationState:
    if document.text[citation.start : citation.end] == citation.quote:
        kind = Kind.UNCHANGED if sha256 in (None, document.content_hash) else Kind.IN_PLACE
        return CitationState(citation, kind, document.name, _place(document, citation.start, citation.end))
    found = find_quote(document.text, citation.quote, citation.start)
    if found is not None:
        return CitationState(citation, Kind.MOVED, document.name, _place(document, *found))
    nearest = find_nearest(document.text, citation.quote, citation.start)
    now = None if nearest is None else _place(document, *nearest)
    return CitationState(citation, Kind.CHANGED, document.name, now)


def _place(document: FileText, start: int, end: int) -> Place:
    return Place(start, end, document.page_at(start), document.text[start:end])
