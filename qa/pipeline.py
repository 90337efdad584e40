"""The whole path from a question to its answer."""

import copy
import re
import time
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.filters import Filter, Scope
from index.passage import Hit, Passage, Place
from qa.answer import Answer, Reading, Searched, Seconds, Understood
from qa.conversation import Exchange, resumed, understand
from qa.errors import UnusableQuestion
from qa.named_authors import Authored, ask_each, join
from qa.overview import CLOSING, OPENING, documents_meant, overview
from qa.reference_lists import asks_about_sources, without_reference_lists
from qa.staying import stay
from qa.why_not import Explain
from qa.writers.extractive import Written, write

# Longer than any question in the public question sets, a paragraph of text with a question at its end included.
MAX_QUESTION_CHARACTERS = 2000
# Whoever tries whether somebody is there is told what to do.
GREETING = re.compile(
    r"\W*(?:hi|hello|hey|good (?:morning|day|afternoon|evening)|thanks|thank you|bye|goodbye|ok|okay)(?: there)?\W*",
    re.IGNORECASE,
)
# Below this probability we say that the documents do not answer. What it rests on: CENTRE in qa/reader.py.
MIN_CONFIDENCE = 0.5

# Each brings up to four others to read.
MAX_AROUND = 2


# question, top_k, the documents meant (None for all), places near which to look as well → the best passages,
# best first
Search = Callable[[str, int, Filter | None, Collection[Place]], list[Hit]]
# the documents meant → how many those are; None for all
Measure = Callable[[Filter | None], Scope | None]
# the documents meant, None for all → those documents
Documents = Callable[[Filter | None], Sequence[Authored]]
# a document's name, how many passages, how many, the documents meant → its first and last passages, in order
Ends = Callable[[str, int, int, Filter | None], Sequence[Passage]]
# question, hits → what the hits say to it
Read = Callable[[str, Sequence[Hit]], Reading]
# question, what was read, what was said before → the answer in words: so much of it as there is, and at last the whole
Write = Callable[[str, Reading, Sequence[Answer]], Generator[Written, None, None]]


@dataclass(frozen=True, slots=True)
class Searching:
    """Passages are looked for. understood: what is searched, if that is another question than the one typed."""

    understood: Understood | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """The passages found are read. passages: how many."""

    passages: int


@dataclass(frozen=True, slots=True)
class Writing:
    """The answer is put into words. so_far: the sentences that are whole and checked."""

    so_far: Written


# What the way to an answer consists of; the answer is the last.
Step = Searching | Weighing | Writing | Answer


def quote(question: str, reading: Reading, history: Sequence[Answer]) -> Generator[Written, None, None]:
    """The quoting writer, whose words are there at once."""
    yield write(reading)


class Answerer:
    """Answers questions. Threads may share it if they may share its parts."""

    def __init__(
        self,
        search: Search,
        read: Read,
        top_k: int = 10,
        min_confidence: float = MIN_CONFIDENCE,
        measure: Measure = lambda only: None,
        write: Write = quote,
        writer: str = "quote",
        explain: Explain = lambda question, only: None,
        documents: Documents = lambda only: (),
        ends: Ends = lambda name, first, last, only: (),
    ) -> None:
        """top_k: how many passages are retrieved and read. min_confidence: 0 to 1, below it we decline.

        write: asked only above that. writer: its name. explain: asked why the documents do not answer, if so.
        documents: of whose authors each is asked alone, if a question names several. ends: of documents, for questions
        about the documents themselves.
        """
        self._search = search
        self._read = read
        self._measure = measure
        self._top_k = top_k
        self._min_confidence = min_confidence
        self._write = write
        self._writer = writer
        self._explain = explain
        self._documents = documents
        self._ends = ends

    def ask(self, question: str, history: Sequence[Answer] = (), only: Filter | None = None) -> Answer:
        """Understand, retrieve, read, decide, write: the last of the steps, and what they raise."""
        *_, answer = self.steps(question, history, only)
        assert isinstance(answer, Answer)
        return answer

    def steps(
        self, question: str, history: Sequence[Answer] = (), only: Filter | None = None
    ) -> Generator[Step, None, None]:
        """Each step as it begins, and the answer at last. Closing the generator stops the work.

        history: what was asked before in the same conversation. only: the documents to ask, None for all. Raises
        UnusableQuestion if the question is empty or far too long, UserError if there are no such documents.
        """
        question = check_question(question)
        started = time.perf_counter()
        exchanges = [_exchange(answer) for answer in history]
        before = resumed(question, exchanges)
        understood = understand(question, exchanges[:before])
        other = None if understood.text == question else understood
        yield Searching(other)
        cited = _cited(history[:before])
        found = self._find(understood.text, only, cited[:MAX_AROUND] if other else ())
        found = stay(question, {document for document, _ in cited}, found)
        retrieved = time.perf_counter()
        yield Weighing(len(found))
        special = self._look_over(understood, only) or self._hear_each(understood.text, only)
        reading = special or self._read(understood.text, found)
        written = Written((), (), None)
        if reading.sentences and reading.confidence >= self._min_confidence:
            with closing(self._write(understood.text, reading, history)) as growing:
                for written in growing:
                    yield Writing(written)
        answered = any(sentence.supported for sentence in written.sentences)
        absence = None if answered else self._explain(understood.text, only)
        finished = time.perf_counter()
        yield Answer(
            question=question,
            answered=answered,
            sentences=written.sentences,
            citations=written.citations,
            short_answer=written.short_answer,
            confidence=reading.confidence,
            hits=reading.hits,
            seconds=Seconds(retrieved - started, finished - retrieved, finished - started),
            understood=other,
            searched=self._searched(only),
            writer=self._writer,
            alterations=written.alterations,
            absence=absence,
        )

    def _find(self, question: str, only: Filter | None, around: Collection[Place]) -> list[Hit]:
        """The best passages, others in place of lists of references unless the question is about sources."""
        found = self._search(question, self._top_k, only, around)
        kept = found if asks_about_sources(question) else without_reference_lists(found)
        if len(kept) < len(found):
            more = without_reference_lists(self._search(question, 2 * self._top_k, only, around))
            kept = [replace(hit, rank=rank) for rank, hit in enumerate(more[: len(found)], start=1)]
        return kept or found

    def _look_over(self, understood: Understood, only: Filter | None) -> Reading | None:
        """What the documents say of themselves, if nothing else is asked; else None."""
        meant = [] if understood.context else documents_meant(understood.question, self._documents(only))
        return overview([self._ends(one.name, OPENING, CLOSING, only) for one in meant])

    def _hear_each(self, question: str, only: Filter | None) -> Reading | None:
        """What several authors say whom the question names; None if it does not, or fewer than two of them answer."""
        asked = ask_each(question, self._documents(only))
        found = [(one.question, self._find(one.question, one.within(only), ())) for one in asked]
        return join([self._read(*one) for one in found], self._min_confidence)

    def adjusted(self, top_k: int | None, min_confidence: float) -> "Answerer":
        """The same with other numbers, which __init__ explains; None leaves top_k. Nothing is loaded anew."""
        other = copy.copy(self)
        other._top_k, other._min_confidence = top_k or self._top_k, min_confidence
        return other

    def worded_by(self, write: Write, writer: str) -> "Answerer":
        """The same with another writer, which __init__ explains. Nothing is loaded anew."""
        other = copy.copy(self)
        other._write, other._writer = write, writer
        return other

    def _searched(self, only: Filter | None) -> Searched | None:
        scope = self._measure(only)
        return None if scope is None else Searched(scope.documents, scope.of)


def _cited(history: Sequence[Answer]) -> tuple[Place, ...]:
    """Where the citations begin of the last answer that has any."""
    last = next((answer for answer in reversed(history) if answer.citations), None)
    return tuple((one.document, one.start) for one in last.citations) if last else ()


def _exchange(answer: Answer) -> Exchange:
    return Exchange(answer.understood or Understood(answer.question), answer.short_answer or "")


def check_question(question: str) -> str:
    """The question with its white space folded. Raises UnusableQuestion if there is nothing to answer."""
    folded = " ".join(question.split())
    if not any(character.isalnum() for character in folded):
        raise UnusableQuestion("the question is empty; ask something in words")
    if GREETING.fullmatch(folded):
        raise UnusableQuestion("that asks nothing; ask about the documents, for example: What are they about?")
    if len(folded) > MAX_QUESTION_CHARACTERS:
        raise UnusableQuestion(
            f"the question has {len(folded):,} characters, and {MAX_QUESTION_CHARACTERS:,} are the most that can be "
            "answered; ask one thing at a time"
        )
    return folded
