"""The prediction: what was answered to a question, as Answer.to_json writes it, read back for scoring."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.jsonl import Entry, read_entries


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A citation: a document's name and words of its text. number: what sentences call it."""

    document: str
    quote: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage that was retrieved."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long each stage took, in seconds."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was answered.

    confidence: 0 to 1. retrieved: best first. writer: who put it into words. seconds: None if nothing was asked. error:
    why the question could not be used.
    """

    question_id: str
    question: str
    answered: bool
    answer: str
    short_answer: str | None
    confidence: float
    sentences: tuple[WrittenSentence, ...] = ()
    citations: tuple[CitedQuote, ...] = ()
    retrieved: tuple[RetrievedPassage, ...] = ()
    seconds: Seconds | None = None
    error: str | None = None
    writer: str = "quote"


def read_predictions(path: Path) -> dict[str, Prediction]:
    """The predictions of a file by question id.

    Raises UserError if the file cannot be read, a line is broken or lacks a key, or an id stands twice.
    """
    predictions: dict[str, Prediction] = {}
    for entry in read_entries(path):
        prediction = _prediction(entry)
        if prediction.question_id in predictions:
            raise entry.error(f'the id "{prediction.question_id}" stands twice; one prediction a question')
        predictions[prediction.question_id] = prediction
    return predictions


def unusable(question_id: str, question: str, error: str) -> dict[str, Any]:
    """The prediction object for a question that could not be asked, ready for json.dumps."""
    return {
        "id": question_id,
        "question": question,
        "understood": question,
        "searched": None,
        "answer": "",
        "short_answer": None,
        "answered": False,
        "confidence": 0.0,
        "sentences": [],
        "citations": [],
        "writer": "quote",
        "alterations": [],
        "absence": None,
        "retrieved": [],
        "seconds": {"retrieve": 0.0, "read": 0.0, "total": 0.0},
        "error": error,
    }


def _prediction(entry: Entry) -> Prediction:
    seconds = entry.entry("seconds")
    error = entry.optional_text("error")
    return Prediction(
        question_id=entry.text("id"),
        question=entry.text("question"),
        answered=entry.flag("answered"),
        answer=entry.text("answer"),
        short_answer=entry.optional_text("short_answer"),
        confidence=entry.amount("confidence", maximum=1),
        sentences=tuple(
            WrittenSentence(one.text("text"), one.whole_numbers("citations")) for one in entry.entries("sentences")
        ),
        citations=tuple(
            CitedQuote(one.text("document"), one.text("quote"), int(one.amount("number")))
            for one in entry.entries("citations")
        ),
        retrieved=tuple(RetrievedPassage(one.text("document"), one.text("text")) for one in entry.entries("retrieved")),
        # A question that was never asked took no time; zeros would make the rest look fast.
        seconds=None
        if error is not None
        else Seconds(seconds.amount("retrieve"), seconds.amount("read"), seconds.amount("total")),
        error=error,
        writer=entry.optional_text("writer") or "quote",
    )
