"""What other programs may call, without the server around it. Everything that comes in is checked here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import UserError
from index.filters import select
from qa.answer import Answer, Citation, Seconds, Understood
from qa.pipeline import check_question
from qa.rendering.choices import make_filter

if TYPE_CHECKING:
    from corpus.document import Document
    from index.filters import Filter
    from index.passage import Hit
    from index.store import StoredDocument

# As many as --top-k allows.
MAX_TOP_K = 100
# A passage has about 1,000 characters; this is one with what stands around it, and far from a whole paper.
MAX_PASSAGE_CHARACTERS = 4000
# Only the last of them is looked at, and it carries what it took from those before it.
MAX_EARLIER = 50
# No name of a document, an author or a collection is as long, nor is any choice as large.
MAX_NAME_CHARACTERS = 500
MAX_NAMES = 100


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls, and the parts that they stand on. Threads may share it if they may share those.

    answer: question, earlier answers, the documents meant → answer. find: query, top_k, the documents meant → hits.
    list_stored: the documents that everybody may ask, by name. read: a document's name → the document, whole.
    """

    answer: "Callable[[str, Sequence[Answer], Filter | None], Answer]"
    find: "Callable[[str, int, Filter | None], Sequence[Hit]]"
    list_stored: "Callable[[], Sequence[StoredDocument]]"
    read: "Callable[[str], Document]"

    def ask(self, question: object, earlier: object = None, only: "Filter | None" = None) -> dict[str, Any]:
        """The answer as Answer.to_json gives it. earlier: such answers, oldest first, if this is a follow-up.

        Raises UserError if anything that was handed over cannot be used.
        """
        if not isinstance(question, str):
            raise UserError("the question must be text")
        history = recall(earlier)
        self._check_choice(only)
        return self.answer(question, history, only).to_json()

    def search(self, query: object, top_k: object = 10) -> list[dict[str, Any]]:
        """The best passages, best first. Raises UserError if the query or top_k cannot be used."""
        if not isinstance(query, str):
            raise UserError("the query must be text")
        count = _whole(top_k, "top_k")
        if not 1 <= count <= MAX_TOP_K:
            raise UserError(f"top_k must be from 1 to {MAX_TOP_K}, not {count}")
        return [_describe_hit(hit) for hit in self.find(check_question(query), count, None)]

    def list_documents(self) -> list[dict[str, Any]]:
        """The documents by name, without where their files are."""
        return [
            {
                "document": one.name,
                "title": one.title,
                "author": one.author,
                "year": one.year,
                "collection": one.collection or None,
                "passages": one.passages,
            }
            for one in self.list_stored()
        ]

    def read_passage(self, document: object, start: object, end: object) -> dict[str, Any]:
        """The characters [start, end) of a document's text as citations count them: of the file's, before cleaning.

        end may lie behind the text's end. Raises UserError if there is no such document or place, or it is too long.
        """
        stored = {one.name: one for one in self.list_stored()}
        if not isinstance(document, str) or document not in stored:
            raise UserError("there is no document of that name; list_documents tells the names")
        first, last = _whole(start, "start"), _whole(end, "end")
        if not 0 <= first < last:
            raise UserError("start must be 0 or more, and end more than start")
        if last - first > MAX_PASSAGE_CHARACTERS:
            raise UserError(f"a passage has at most {MAX_PASSAGE_CHARACTERS:,} characters, not {last - first:,}")
        whole = self._text(document)
        if first >= len(whole):
            raise UserError(f"the document's text ends at {len(whole):,}")
        text = whole[first:last]
        one = stored[document]
        about = {"document": document, "title": one.title, "author": one.author, "year": one.year}
        return {**about, "start": first, "end": first + len(text), "text": text, "characters": len(whole)}

    def _text(self, name: str) -> str:
        try:
            document = self.read(name)
        except KeyError as error:
            raise UserError("the document was taken out just now; list_documents tells the names") from error
        return document.original.text if document.original else document.text

    def _check_choice(self, only: "Filter | None") -> None:
        if only is not None:
            select(self.list_stored(), only)


def choose(
    documents: object, authors: object, collections: object, from_year: object, to_year: object
) -> "Filter | None":
    """The documents meant, None for all. Raises UserError if a value is of another kind than the signature says."""
    names = [
        _names(value, what)
        for value, what in ((documents, "documents"), (authors, "authors"), (collections, "collections"))
    ]
    years = [
        None if year is None else _whole(year, what) for year, what in ((from_year, "from_year"), (to_year, "to_year"))
    ]
    return make_filter(names[0], names[1], names[2], years[0], years[1])


def recall(earlier: object) -> list[Answer]:
    """Answers of before, as far as a follow-up needs them, from what ask gave.

    Of each only "question", "understood", "short_answer" and "citations" are looked at; all but the first may be
    missing. Raises UserError if it is not a list of such objects.
    """
    if earlier is None:
        return []
    if not isinstance(earlier, list) or len(earlier) > MAX_EARLIER:
        raise UserError(f"earlier must be a list of at most {MAX_EARLIER} answers, as ask gave them")
    return [_recall_one(one) for one in earlier]


def _recall_one(told: object) -> Answer:
    parts = [told.get(key) for key in ("question", "understood", "short_answer")] if isinstance(told, dict) else [None]
    if not isinstance(parts[0], str) or not all(part is None or isinstance(part, str) for part in parts):
        raise UserError('each of earlier must be an object with a "question", as ask gave it')
    question, understood, short_answer = parts[0], parts[1], parts[2]
    return Answer(
        question=check_question(question),
        answered=short_answer is not None,
        sentences=(),
        citations=_recall_citations(told.get("citations") if isinstance(told, dict) else None),
        short_answer=None if short_answer is None else short_answer[:MAX_NAME_CHARACTERS],
        confidence=0.0,
        hits=(),
        seconds=Seconds(0.0, 0.0, 0.0),
        understood=None if understood is None else _understood(question, check_question(understood)),
    )


def _recall_citations(told: object) -> tuple[Citation, ...]:
    """Where an answer's citations begin, which is all that a follow-up needs of them."""
    found = []
    for number, one in enumerate(told if isinstance(told, list) else [told] if told is not None else [], start=1):
        document, start = (one.get("document"), one.get("start")) if isinstance(one, dict) else (None, None)
        if not isinstance(document, str) or not isinstance(start, int):
            raise UserError('the "citations" of each of earlier must be as ask gave them, or be left out')
        found.append(Citation(number, document, "", None, None, "", start, start, 0, (0, 0)))
    return tuple(found)


def _understood(question: str, text: str) -> Understood:
    """What Understood.text was made of, as far as it can be told apart again."""
    start = f"{question} ("
    if text.startswith(start) and text.endswith(")"):
        return Understood(question, tuple(text[len(start) : -1].split("; ")))
    return Understood(text)


def _describe_hit(hit: "Hit") -> dict[str, Any]:
    passage = hit.passage
    start, end = passage.place(passage.start, passage.end)
    return {
        "document": passage.document,
        "title": passage.title,
        "author": passage.author,
        "year": passage.year,
        "headings": list(passage.headings),
        "page": passage.page_at(passage.start),
        "start": start,
        "end": end,
        "text": passage.quote(passage.start, passage.end),
        "score": round(hit.score, 4),
    }


def _whole(value: object, what: str) -> int:
    # JSON's numbers may arrive as 3.0; True is an int to Python and to nobody else.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UserError(f"{what} must be a whole number")
    return value


def _names(value: object, what: str) -> list[str]:
    names = [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UserError(f"{what} must be a list of texts")
    if len(names) > MAX_NAMES or any(len(name) > MAX_NAME_CHARACTERS for name in names):
        raise UserError(f"{what} may hold {MAX_NAMES} texts of {MAX_NAME_CHARACTERS} characters at most")
    return names
