"""Several predictions of the same questions side by side, one a column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.grounding import GroundingCounts
from eval.score import Scores, Summary

NAME_WIDTH, VALUE_WIDTH = 34, 14


@dataclass(frozen=True, slots=True)
class Compared:
    """One column. name: the predictions file's. grounding: None if its sentences were not held against anything."""

    name: str
    writer: str
    scores: Scores
    grounding: GroundingCounts | None


ROWS: tuple[tuple[str, Callable[[Summary], float | None]], ...] = (
    ("decision right", lambda one: one.decided_right),
    ("correct: declined, or all in it", lambda one: one.correct),
    ("answerable answered", lambda one: one.answered_of_answerable),
    ("unanswerable declined", lambda one: one.declined_of_unanswerable),
    ("a short answer stands in it", lambda one: one.contained),
    ("short answer: token F1", lambda one: one.token_f1),
    ("long answer: token F1", lambda one: one.long_f1),
    ("facts of a full answer", lambda one: one.nugget_recall),
    ("evidence among 5 passages", lambda one: one.recall_at_5),
    ("citations on the evidence", lambda one: one.citation_precision),
    ("evidence cited", lambda one: one.citation_recall),
    ("sentences with a citation", lambda one: one.sentences_cited),
)
GROUNDING_ROWS: tuple[tuple[str, Callable[[GroundingCounts], float | None]], ...] = (
    ("supported by what it cites", lambda one: one.recall),
    ("citations that are needed", lambda one: one.precision),
    ("supported by no passage", lambda one: one.unsupported_rate),
)


def to_table(columns: Sequence[Compared]) -> str:
    """Percentages, and seconds; - where nothing is known."""
    lines = [_line("", [_short(one.name) for one in columns]), _line("writer", [_short(one.writer) for one in columns])]
    lines += [_line(name, [_percent(value(one.scores.overall)) for one in columns]) for name, value in ROWS]
    lines += [
        _line(name, [_percent(value(one.grounding)) if one.grounding else "-" for one in columns])
        for name, value in GROUNDING_ROWS
    ]
    medians = [one.scores.overall.total_seconds.median for one in columns]
    lines.append(_line("median seconds", ["-" if one is None else f"{one:.2f}" for one in medians]))
    return "\n".join(lines)


def _line(name: str, values: Sequence[str]) -> str:
    return name.ljust(NAME_WIDTH) + "".join(value.rjust(VALUE_WIDTH) for value in values)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _short(name: str) -> str:
    return name if len(name) < VALUE_WIDTH else f"{name[: VALUE_WIDTH - 2]}…"
