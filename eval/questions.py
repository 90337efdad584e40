"""The question of an evaluation, and its JSON Lines: sets/README.md describes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from eval.jsonl import Entry, read_entries

UNANSWERABLE = "unanswerable"
NO_KIND = "other"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the answer stands.

    document: its name. quote: words of its text. white_space_folded: whether the quote's blanks may stand for line
    breaks and other white space there.
    """

    document: str
    quote: str
    white_space_folded: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and by what the answer is judged.

    answers: short answers, any of which will do. answer_long: an answer in whole sentences, or empty.
    nuggets: the facts that a full answer holds. why_unanswerable: for the reader of the file.
    """

    question_id: str
    kind: str
    question: str
    answers: tuple[str, ...] = ()
    answer_long: str = ""
    evidence: tuple[Evidence, ...] = ()
    nuggets: tuple[str, ...] = ()
    why_unanswerable: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return self.kind != UNANSWERABLE


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, in order.

    Raises UserError if the file cannot be read, a line is broken, an id stands twice, or there are no questions.
    """
    questions: dict[str, Question] = {}
    for entry in read_entries(path):
        question = _question(entry)
        if question.question_id in questions:
            raise entry.error(f'the id "{question.question_id}" stands twice; every question needs its own')
        questions[question.question_id] = question
    if not questions:
        raise UserError(f"{path}: no questions in it; it must hold one JSON object a line")
    return list(questions.values())


def check_scorable(path: Path, questions: Sequence[Question]) -> None:
    """Raises UserError if there is an answerable question without anything to judge an answer by."""
    for one in questions:
        if one.answerable and not (one.answers or one.answer_long or one.evidence or one.nuggets):
            raise UserError(
                f'{path}: question "{one.question_id}" has no answers, answer_long, evidence or nuggets to score by; '
                f'add them, or give it the kind "{UNANSWERABLE}"'
            )


def _question(entry: Entry) -> Question:
    """Raises UserError if a key is missing or wrong, or an unanswerable question has an answer."""
    question = Question(
        question_id=entry.text("id"),
        kind=entry.text("kind", NO_KIND),
        question=entry.text("question"),
        answers=entry.texts("answers"),
        answer_long=entry.text("answer_long", ""),
        evidence=tuple(read_evidence(one) for one in entry.entries("evidence", [])),
        nuggets=entry.texts("nuggets"),
        why_unanswerable=entry.optional_text("why_unanswerable"),
    )
    if not question.question_id.strip():
        raise entry.error('"id" is empty; every question needs one')
    if not question.answerable and (question.answers or question.evidence or question.nuggets):
        raise entry.error(f'a question of the kind "{UNANSWERABLE}" can have no answers, evidence or nuggets')
    return question


def read_evidence(entry: Entry) -> Evidence:
    """An evidence of a question or a turn. Raises UserError if its quote is empty."""
    evidence = Evidence(entry.text("doc"), entry.text("quote"), entry.flag("ws_normalised", False))
    if not evidence.quote.strip():
        raise entry.error('the "quote" of an evidence is empty')
    return evidence
