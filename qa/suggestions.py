"""Questions to offer: drawn from the documents chosen, and offered only if those documents really answer them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.document import Document
from index.filters import Filter
from index.store import StoredDocument
from qa.answer import Answer
from qa.question_shapes import Shaped, shape_questions

MAX_QUESTIONS = 4
# Each costs the time of an answer.
MAX_ASKED = 12
# Higher than for an answer: whoever tries the first question offered must not be told that there is none.
MIN_CONFIDENCE = 0.75
# More would be opened for nothing: twelve questions are asked of them at most.
MAX_DOCUMENTS = 6

# question, the documents asked → the answer
Ask = Callable[[str, Filter | None], Answer]


@dataclass(frozen=True, slots=True)
class _Candidate:
    document: StoredDocument
    shaped: Shaped


def suggest(
    documents: Sequence[StoredDocument],
    open_document: Callable[[StoredDocument], Document],
    ask: Ask,
    only: Filter | None = None,
) -> list[str]:
    """Up to four questions that the documents answer from the place they were drawn from; the same for one index.

    documents: those chosen, from which only chooses as well; a few of them, evenly spread, are opened. ask: called
    twelve times at most. Raises what ask raises.
    """
    pool = [candidate for document in _spread(documents) for candidate in _candidates(document, open_document)]
    suggested: list[_Candidate] = []
    tried: Counter[int] = Counter()
    for _ in range(MAX_ASKED):
        if not pool or len(suggested) == MAX_QUESTIONS:
            break
        candidate = _next(pool, suggested, tried)
        pool.remove(candidate)
        tried[candidate.document.document_id] += 1
        if _is_answered(candidate, ask(candidate.shaped.question, only)):
            suggested.append(candidate)
    return [candidate.shaped.question for candidate in suggested]


def for_everybody(documents: Sequence[StoredDocument], only: Filter) -> Filter:
    """The same choice in nobody's name, if none of the documents that it means is somebody's own.

    Everybody who makes it can then be offered the questions that were drawn once.
    """
    return only if any(document.owner is not None for document in documents) else replace(only, visible_to=None)


def _spread(documents: Sequence[StoredDocument]) -> list[StoredDocument]:
    count = min(len(documents), MAX_DOCUMENTS)
    return [documents[number * len(documents) // count] for number in range(count)]


def _candidates(document: StoredDocument, open_document: Callable[[StoredDocument], Document]) -> list[_Candidate]:
    found: dict[str, dict[str, Shaped]] = {}
    for shaped in shape_questions(open_document(document)):
        found.setdefault(shaped.shape, {}).setdefault(shaped.question, shaped)
    return [
        _Candidate(document, shaped) for of_shape in found.values() for shaped in islice(of_shape.values(), MAX_ASKED)
    ]


def _next(pool: Sequence[_Candidate], suggested: Sequence[_Candidate], tried: Counter[int]) -> _Candidate:
    """The first candidate of the document, and then of the shape, that has had the least of its turn."""
    documents = Counter(one.document.document_id for one in suggested)
    shapes = Counter(one.shaped.shape for one in suggested)

    def turn(candidate: _Candidate) -> tuple[int, int, int]:
        number = candidate.document.document_id
        return documents[number], tried[number], shapes[candidate.shaped.shape]

    return min(pool, key=turn)


def _is_answered(candidate: _Candidate, answer: Answer) -> bool:
    """Whether the documents answer it surely, and from where it was drawn."""
    shaped = candidate.shaped
    if not answer.answered or answer.confidence < MIN_CONFIDENCE:
        return False
    if shaped.holds is not None and shaped.holds not in (answer.short_answer or ""):
        return False
    return any(_stands_in(answer, number, candidate) for number in range(len(answer.citations)))


def _stands_in(answer: Answer, number: int, candidate: _Candidate) -> bool:
    citation = answer.citations[number]
    begin = answer.hits[citation.passage].passage.start + citation.highlight[0]
    inside = candidate.shaped.start <= begin < candidate.shaped.end
    return inside and (citation.document, citation.title) == (candidate.document.name, candidate.document.title)
