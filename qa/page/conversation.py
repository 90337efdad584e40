"""What one visitor asked and what became of it. No Gradio: the page shows it, tests call it."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.errors import UserError
from index.filters import Filter
from qa.answer import Answer
from qa.pipeline import Step, Weighing, Writing, check_question
from qa.rendering import html

# So many turns are kept on the page; each carries the passages it was answered from.
MAX_TURNS = 50

STOPPED = "stopped before there was an answer"
BROKEN = "something went wrong while answering this; the terminal in which the program runs says what"
INTERRUPTED = "the program was stopped while it answered this; ask again"
ONE_AT_A_TIME = "one question at a time, please; the last one is still being answered"


class Answers(Protocol):
    """What answers a question, at once or step by step, as qa.pipeline.Answerer does."""

    def ask(self, question: str, history: Sequence[Answer] = (), only: Filter | None = None) -> Answer:
        """The answer."""

    def steps(
        self, question: str, history: Sequence[Answer] = (), only: Filter | None = None
    ) -> Generator[Step, None, None]:
        """Each step as it begins, and the answer at last."""

    def adjusted(self, top_k: int | None, min_confidence: float) -> "Answers":
        """The same that reads so many passages, None for as many as before, and declines below this confidence."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it. With neither an answer nor a problem, it is being answered.

    only: the documents that it was asked of, None for all. alone: asked as worded, whatever was asked before. step:
    how far answering is. helpful: what the visitor thinks of the answer, None for nothing said. turn_id: under which
    it is kept, None if it is not.
    """

    number: int
    question: str
    only: Filter | None = None
    alone: bool = False
    answer: Answer | None = None
    problem: str | None = None
    step: Step | None = None
    helpful: bool | None = None
    turn_id: int | None = None

    @property
    def pending(self) -> bool:
        """Whether it is still being answered."""
        return self.answer is None and self.problem is None


# What one visitor asked, oldest first. It lives in the visitor's gr.State and nowhere else.
Conversation = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """The last question is being worded anew in the question box. as_worded: to be asked whatever came before."""

    number: int
    as_worded: bool = False


def is_pending(conversation: Conversation) -> bool:
    """Whether the last question is still being answered."""
    return bool(conversation) and conversation[-1].pending


def begin(
    question: str | None, conversation: Conversation, only: Filter | None = None, revision: Revision | None = None
) -> tuple[Conversation, str]:
    """The conversation with one more question, and nothing to say; or as it was, and why it cannot be asked.

    only: the documents to ask, None for all. revision: the question takes the last one's place.
    """
    if is_pending(conversation):
        return conversation, ONE_AT_A_TIME
    try:
        check_question(question or "")
    except UserError as error:
        return conversation, str(error)
    # Words put into the box before the last question changed stand for a question of their own.
    revised = revision is not None and bool(conversation) and conversation[-1].number == revision.number
    before = conversation[:-1] if revised else conversation
    number = conversation[-1].number + (0 if revised else 1) if conversation else 1
    alone = revised and revision is not None and revision.as_worded
    return (*before, Turn(number, question or "", only, alone))[-MAX_TURNS:], ""


def ask_again(conversation: Conversation, only: Filter | None) -> Conversation:
    """The conversation with its last question to be answered anew; as it was if there is none or it is pending."""
    if not conversation or is_pending(conversation):
        return conversation
    last = conversation[-1]
    return (*conversation[:-1], Turn(last.number, last.question, only, last.alone))


def proceed(answerer: Answers, conversation: Conversation) -> Generator[Conversation, None, None]:
    """The conversation at each step of answering its last question; with the answer, or why there is none, at last.

    Nothing comes if no question is pending. Closing the generator stops the work.
    """
    if not is_pending(conversation):
        return
    *before, last = conversation
    history = [] if last.alone else [turn.answer for turn in before if turn.answer]
    try:
        with closing(answerer.steps(last.question, history, last.only)) as steps:
            for step in steps:
                done = {"answer": step, "step": None} if isinstance(step, Answer) else {"step": step}
                yield (*before, replace(last, **done))
    except UserError as error:
        yield (*before, replace(last, problem=str(error)))


def end(conversation: Conversation, why: str) -> Conversation:
    """The conversation with its last question given up, if it is pending, so that the visitor can go on."""
    if not is_pending(conversation):
        return conversation
    return (*conversation[:-1], replace(conversation[-1], problem=why, step=None))


def judge(conversation: Conversation, number: int, helpful: bool | None) -> Conversation:
    """The conversation with what the visitor thinks of one answer."""
    return tuple(replace(turn, helpful=helpful) if turn.number == number else turn for turn in conversation)


def find_answer(conversation: Conversation, number: object) -> Answer | None:
    """The answer of a turn; None if there is none. number: whatever the browser said it was."""
    return next((turn.answer for turn in conversation if turn.number == number), None)


def messages(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation as the chat shows it."""
    shown = []
    for turn in conversation:
        shown.append({"role": "user", "content": html.render_question(turn.question)})
        shown.append({"role": "assistant", "content": _reply(turn, last=turn is conversation[-1])})
    return shown


def _reply(turn: Turn, last: bool) -> str:
    if turn.answer:
        return html.render_answer(turn.answer, turn.number, last, turn.helpful)
    if turn.problem:
        return html.render_problem(turn.problem, turn.number, last)
    if isinstance(turn.step, Writing):
        return html.render_pending("Writing", draft=[sentence.text for sentence in turn.step.so_far.sentences])
    if isinstance(turn.step, Weighing):
        return html.render_pending(f"Reading {turn.step.passages} passages")
    return html.render_pending("Searching the documents")
