"""Questions that name several authors, "What do Muradov and Babayev say of the war?": each is asked alone.

One ranking of all passages answers with whoever says it in the words of the question, and leaves the others unheard.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.filters import Filter
from qa.answer import Reading, Span
from qa.grounding.words import fold

# Further sentences of one author would crowd out the next.
SENTENCES_EACH = 2
# More would keep a visitor waiting, and make an answer that nobody reads.
MAX_AUTHORS = 5
BETWEEN_PERSONS = re.compile(r"[,;&/]|\band\b")
EVERYBODY = re.compile(
    r"\b(?:each|every|all|both|different|various|several)\s+(?:of\s+)?(?:the\s+)?(?:authors?|papers?|documents?|sources?)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
MIN_LETTERS = 3
# A name taken out, and what joined it to the next one.
GONE = "\ufdd0"
LEFT_BEHIND = re.compile(
    rf"(?:\s*,)?(?:\s*\b(?:and|or)\b)?\s*{GONE}(?:\s*,)?(?:\s*\b(?:and|or|both)\b)?|\bboth\s+(?={GONE})"
)
# No person: "Government of Armenia" must not make every question that names Armenia one to that author.
ORGANISATION = re.compile(r"(?i)\b(?:of|the|for)\b")


class Authored(Protocol):
    """A document that may be asked."""

    @property
    def name(self) -> str:
        """As the index calls it."""

    @property
    def title(self) -> str:
        """As the document is called, or its name."""

    @property
    def author(self) -> str | None:
        """One or several persons, as the document names them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one author. documents: the names of theirs."""

    question: str
    documents: tuple[str, ...]

    def within(self, only: Filter | None) -> Filter:
        """These documents, for whoever asks."""
        return replace(only or Filter(), documents=self.documents)


def ask_each(question: str, documents: Sequence[Authored]) -> list[Asked]:
    """The question to each author that it names, in the order it names them; none if it does not name two.

    Authors of one document are one. Who asks each author, or every document, names all of them.
    """
    written: dict[str, list[str]] = {}
    for document in documents:
        # A document that names no author speaks for itself.
        written.setdefault(document.author or document.name, []).append(document.name)
    named = _named(question, {document.author for document in documents if document.author})
    if len(named) < 2 and EVERYBODY.search(question):
        named = [[author] for author in written]
    if not 2 <= len(named) <= MAX_AUTHORS:
        return []
    every = {author for together in named for author in together}
    return [
        Asked(
            _without(question, every - set(together), together),
            tuple(name for author in together for name in written[author]),
        )
        for together in named
    ]


def join(readings: Sequence[Reading], min_confidence: float) -> Reading | None:
    """What several authors say, one after the other; None if fewer than two of them answer.

    Its confidence is that of the least sure of those who do.
    """
    answering = [one for one in readings if one.sentences and one.confidence >= min_confidence]
    if len(answering) < 2:
        return None
    hits = sorted((hit for one in answering for hit in one.hits), key=lambda hit: -hit.score)
    places = {(hit.passage.document, hit.passage.start): number for number, hit in enumerate(hits)}

    def moved(span: Span, reading: Reading) -> Span:
        passage = reading.hits[span.hit].passage
        return replace(span, hit=places[passage.document, passage.start])

    spans = tuple(moved(span, one) for one in answering for span in one.sentences[:SENTENCES_EACH])
    ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))
    return Reading(min(one.confidence for one in answering), spans, ranked)


def _named(question: str, authors: Collection[str]) -> list[list[str]]:
    """The authors whose surnames stand in a question, in its order; together those who are named by one."""
    words = [word for word in WORD.findall(question) if word[0].isupper()]
    # "The long war" names nobody called Long; but who types no capitals may.
    folded = [fold(word) for word in words or WORD.findall(question)]
    found: list[list[str]] = []
    for word in dict.fromkeys(folded):
        together = sorted(author for author in authors if word in surnames(author))
        if together and not any(set(together) & set(before) for before in found):
            found.append(together)
    return found


def surnames(author: str) -> set[str]:
    """The surnames of one or several persons, without case, accents and endings; none of an organisation."""
    persons = [WORD.findall(person) for person in BETWEEN_PERSONS.split(author) if not ORGANISATION.search(person)]
    return {fold(person[-1]) for person in persons if person and len(person[-1]) >= MIN_LETTERS}


def _without(question: str, others: Iterable[str], kept: Iterable[str]) -> str:
    """The question without the names of other authors."""
    gone = set[str]().union(*map(surnames, others)) - set[str]().union(*map(surnames, kept))
    left = WORD.sub(lambda match: GONE if fold(match.group()) in gone else match.group(), question)
    return " ".join(LEFT_BEHIND.sub(" ", left).split())
