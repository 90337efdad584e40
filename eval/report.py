"""Scores → tables for a terminal, at most 120 columns wide, and their JSON."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.score import Scores, StageSeconds, Summary

DASH = "-"
KIND_WIDTH = 15
COUNT_WIDTH = 5
COLUMN_WIDTH = 7


@dataclass(frozen=True, slots=True)
class Column:
    """A metric in the table."""

    heading: str
    value: Callable[[Summary], float | None]


GROUPS: tuple[tuple[str, tuple[Column, ...]], ...] = (
    (
        "retrieval",
        (
            Column("R@1", lambda one: one.recall_at_1),
            Column("R@5", lambda one: one.recall_at_5),
            Column("R@10", lambda one: one.recall_at_10),
            Column("MRR", lambda one: one.mean_reciprocal_rank),
            Column("cov@5", lambda one: one.covered_at_5),
        ),
    ),
    (
        "answer",
        (
            Column("holds", lambda one: one.contained),
            Column("F1", lambda one: one.token_f1),
            Column("longF1", lambda one: one.long_f1),
            Column("nugget", lambda one: one.nugget_recall),
        ),
    ),
    (
        "citations",
        (
            Column("prec", lambda one: one.citation_precision),
            Column("recall", lambda one: one.citation_recall),
            Column("cited", lambda one: one.sentences_cited),
        ),
    ),
    (
        "decision",
        (
            Column("right", lambda one: one.decided_right),
            Column("corr", lambda one: one.correct),
        ),
    ),
)

LEGEND = """\
Percentages; - where no question has what the metric needs. R@k: evidence quotes that stand whole in one of the first k
passages; MRR: of the first passage that holds one; cov@5: quotes that the first five cover to 80 % together. holds: a
short answer stands in the answer; F1, longF1: words shared with the short and the long answer; nugget: facts in the
answer. prec: citations on the evidence; recall: evidence that is cited; cited: sentences that carry a citation.
right: answered if answerable, declined if not; corr: rightly declined, or a short answer or all facts are in it."""


def to_text(scores: Scores) -> str:
    """The table, overall and by kind, with what does not fit a column below it and a legend."""
    rows = [_row("all", scores.overall), *(_row(kind, summary) for kind, summary in scores.kinds.items())]
    return "\n".join([_group_headings(), _headings(), *rows, "", *_lines(scores.overall), "", LEGEND])


def to_json(scores: Scores) -> dict[str, Any]:
    """All scores as fractions, null where there is none, ready for json.dumps."""
    return asdict(scores)


def _group_headings() -> str:
    line = " " * (KIND_WIDTH + COUNT_WIDTH)
    for heading, columns in GROUPS:
        line += f"  {heading} ".ljust(COLUMN_WIDTH * len(columns), ".")
    return line


def _headings() -> str:
    headings = (column.heading for _, columns in GROUPS for column in columns)
    return "kind".ljust(KIND_WIDTH) + "n".rjust(COUNT_WIDTH) + "".join(one.rjust(COLUMN_WIDTH) for one in headings)


def _row(kind: str, summary: Summary) -> str:
    name = kind if len(kind) < KIND_WIDTH else kind[: KIND_WIDTH - 2] + "…"
    values = (column.value(summary) for _, columns in GROUPS for column in columns)
    cells = "".join(_percent(value).rjust(COLUMN_WIDTH) for value in values)
    return name.ljust(KIND_WIDTH) + str(summary.questions).rjust(COUNT_WIDTH) + cells


def _lines(overall: Summary) -> Sequence[str]:
    return (
        f"answered    {_percent(overall.answered_of_answerable)} % of {overall.answerable} answerable questions; "
        f"{_percent(overall.declined_of_answerable)} % wrongly declined",
        f"declined    {_percent(overall.declined_of_unanswerable)} % of {overall.unanswerable} unanswerable questions",
        f"confidence  AUROC {_percent(overall.auroc)}, calibration error {_percent(overall.calibration_error)}",
        "seconds     median  95th percentile",
        f"  total     {_seconds(overall.total_seconds)}",
        f"  retrieve  {_seconds(overall.retrieve_seconds)}",
        f"  read      {_seconds(overall.read_seconds)}",
    )


def _percent(value: float | None) -> str:
    return DASH if value is None else f"{100 * value:.1f}"


def _seconds(stage: StageSeconds) -> str:
    values = (DASH if value is None else f"{value:.3f}" for value in (stage.median, stage.percentile_95))
    return "  ".join(value.rjust(6) for value in values)
