import json

import pytest

from eval.predictions import Prediction, Seconds
from eval.questions import Evidence, Question
from eval.report import to_json, to_text
from eval.score import score

QUESTIONS = [
    Question("q1", "factoid", "Capital?", answers=("Baku",), evidence=(Evidence("city.md", "Baku"),)),
    Question("q2", "factoid", "Port?", answers=("Baku",), evidence=(Evidence("city.md", "Baku"),)),
    Question("q3", "a kind with a long name", "Colours?", answers=("red",)),
    Question("u1", "unanswerable", "Cost?"),
]
PREDICTIONS = {
    "q1": Prediction("q1", "Capital?", True, "It is Baku.", "Baku", 0.9, seconds=Seconds(0.1, 0.02, 0.12)),
    "u1": Prediction("u1", "Cost?", False, "", None, 0.1),
}


@pytest.fixture
def scores():
    return score(QUESTIONS, PREDICTIONS)


def cells(text, heading):
    """The cells under a heading, by kind."""
    rows = text.splitlines()[1:6]
    end = rows[0].index(heading) + len(heading)
    return {row[:15].strip(): row[end - max(len(heading), 5) : end].strip() for row in rows[1:]}


def test_the_table_has_a_row_for_all_and_each_kind_and_a_dash_where_nothing_applies(scores):
    text = to_text(scores)
    assert cells(text, "    n") == {"all": "4", "factoid": "2", "a kind with a…": "1", "unanswerable": "1"}
    assert cells(text, "holds") == {"all": "33.3", "factoid": "50.0", "a kind with a…": "0.0", "unanswerable": "-"}
    assert cells(text, "R@5") == {"all": "0.0", "factoid": "0.0", "a kind with a…": "-", "unanswerable": "-"}
    assert cells(text, "right") == {"all": "50.0", "factoid": "50.0", "a kind with a…": "0.0", "unanswerable": "100.0"}
    assert cells(text, "corr") == {"all": "50.0", "factoid": "50.0", "a kind with a…": "0.0", "unanswerable": "100.0"}


def test_what_does_not_fit_a_column_stands_below(scores):
    text = to_text(scores)
    assert "answered    33.3 % of 3 answerable questions; 66.7 % wrongly declined" in text
    assert "declined    100.0 % of 1 unanswerable questions" in text
    assert "AUROC 33.3" in text
    assert "total      0.120   0.120" in text


def test_the_report_fits_a_terminal_of_120_columns(scores):
    assert max(map(len, to_text(scores).splitlines())) <= 120


def test_json_has_the_same_scores_as_fractions(scores):
    loaded = json.loads(json.dumps(to_json(scores)))
    assert loaded["overall"]["contained"] == pytest.approx(1 / 3)
    assert loaded["kinds"]["unanswerable"]["contained"] is None
    assert loaded["kinds"]["unanswerable"]["decided_right"] == 1
    assert loaded["overall"]["total_seconds"] == {"median": 0.12, "percentile_95": 0.12}
    assert loaded["missing"] == ["q2", "q3"]
