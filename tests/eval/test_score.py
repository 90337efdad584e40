import pytest

from corpus.errors import UserError
from eval.predictions import CitedQuote, Prediction, RetrievedPassage, Seconds, WrittenSentence
from eval.questions import Evidence, Question
from eval.score import StageSeconds, score

CAPITAL = Question(
    "q1",
    "factoid",
    "Capital?",
    answers=("Baku",),
    answer_long="The capital is Baku.",
    evidence=(Evidence("city.md", "Baku is the capital."),),
    nuggets=("Baku, capital",),
)
OPENED = Question("q2", "factoid", "Opened?", answers=("1995",), evidence=(Evidence("city.md", "It opened in 1995."),))
COLOURS = Question("q3", "list", "Colours?", answers=("red and blue",))
COST = Question("u1", "unanswerable", "Cost?")
WEIGHT = Question("u2", "unanswerable", "Weight?")
QUESTIONS = [CAPITAL, OPENED, COLOURS, COST, WEIGHT]

PREDICTIONS = {
    "q1": Prediction(
        "q1",
        "Capital?",
        answered=True,
        answer="Baku is the capital. It has a port.",
        short_answer="Baku",
        confidence=0.9,
        sentences=(WrittenSentence("A.", (1,)), WrittenSentence("B.", ())),
        citations=(CitedQuote("city.md", "Baku is the capital."), CitedQuote("city.md", "Some other words here.")),
        retrieved=(
            RetrievedPassage("port.md", "Baku is the capital."),
            RetrievedPassage("city.md", "Baku is\nthe capital."),
        ),
        seconds=Seconds(0.1, 0.2, 0.3),
    ),
    # q2 has no prediction
    "q3": Prediction("q3", "Colours?", False, "", None, 0.2, seconds=Seconds(0.3, 0.2, 0.5)),
    "u1": Prediction("u1", "Cost?", False, "", None, 0.1, seconds=Seconds(0.2, 0.2, 0.4)),
    "u2": Prediction(
        "u2",
        "Weight?",
        answered=True,
        answer="It weighs much.",
        short_answer=None,
        confidence=0.4,
        sentences=(WrittenSentence("A.", (1,)),),
        citations=(CitedQuote("city.md", "It weighs much."),),
        seconds=Seconds(0.4, 0.2, 0.6),
    ),
}


def test_scores_are_the_sums_done_by_hand():
    overall = score(QUESTIONS, PREDICTIONS).overall
    assert (overall.questions, overall.answerable, overall.unanswerable) == (5, 3, 2)
    # q1 found at rank 2, q2 not at all
    assert (overall.recall_at_1, overall.recall_at_5, overall.recall_at_10) == (0, 0.5, 0.5)
    assert overall.mean_reciprocal_rank == 0.25
    assert overall.covered_at_5 == 0.5
    # q1 right, q2 and q3 wrong
    assert overall.contained == pytest.approx(1 / 3)
    assert overall.token_f1 == pytest.approx(1 / 3)
    # baku is capital it has port / capital is baku: 2 · 3 / (6 + 3)
    assert overall.long_f1 == pytest.approx(6 / 9)
    assert overall.nugget_recall == 1
    # one of two citations; one of two quotes; two of three sentences
    assert overall.citation_precision == 0.5
    assert overall.citation_recall == 0.5
    assert overall.sentences_cited == pytest.approx(2 / 3)
    assert overall.answered_of_answerable == pytest.approx(1 / 3)
    assert overall.declined_of_answerable == pytest.approx(2 / 3)
    assert overall.declined_of_unanswerable == 0.5
    assert overall.decided_right == pytest.approx(2 / 5)
    # q1 and u1 right, q2, q3 and u2 wrong
    assert overall.correct == pytest.approx(2 / 5)
    # .9, 0 (missing), .2 against .1, .4: three of six pairs
    assert overall.auroc == 0.5
    # bins: .9 true; 0 true; .2 true; .1 false; .4 false
    assert overall.calibration_error == pytest.approx((0.1 + 1 + 0.8 + 0.1 + 0.4) / 5)
    assert overall.total_seconds.median == pytest.approx(0.45)
    # 0.3 0.4 0.5 0.6: position 2.85
    assert overall.total_seconds.percentile_95 == pytest.approx(0.585)
    assert overall.retrieve_seconds.median == pytest.approx(0.25)
    assert overall.read_seconds.median == pytest.approx(0.2)


def test_kinds_are_scored_alone_in_order_and_what_they_lack_is_none():
    kinds = score(QUESTIONS, PREDICTIONS).kinds
    assert list(kinds) == ["factoid", "list", "unanswerable"]
    assert kinds["factoid"].contained == 0.5
    assert kinds["list"].contained == 0
    assert kinds["list"].recall_at_5 is None
    assert kinds["list"].citation_precision is None
    assert kinds["list"].auroc is None
    assert kinds["unanswerable"].contained is None
    assert kinds["unanswerable"].decided_right == 0.5
    assert kinds["unanswerable"].answered_of_answerable is None


def test_a_question_without_a_prediction_is_wrong_whichever_it_is():
    scores = score(QUESTIONS, {})
    assert scores.missing == ("q1", "q2", "q3", "u1", "u2")
    assert scores.overall.decided_right == 0
    assert scores.overall.auroc == 0
    assert scores.overall.contained == 0
    assert scores.overall.recall_at_10 == 0
    assert scores.overall.citation_recall == 0
    assert scores.overall.total_seconds == StageSeconds(None, None)


def test_a_prediction_for_an_unknown_question_is_an_error():
    with pytest.raises(UserError, match='1 predictions are for questions .*"q1"'):
        score([OPENED], {"q1": PREDICTIONS["q1"]})


def test_what_a_declining_prediction_says_besides_is_no_answer():
    said = Prediction(
        "q1",
        "Capital?",
        False,
        "Baku is the capital.",
        "Baku",
        0.3,
        sentences=(WrittenSentence("A.", (1,)),),
        citations=(CitedQuote("city.md", "Baku is the capital."),),
    )
    overall = score([CAPITAL], {"q1": said}).overall
    assert (overall.contained, overall.token_f1, overall.nugget_recall) == (0, 0, 0)
    assert (overall.citation_precision, overall.citation_recall, overall.sentences_cited) == (None, 0, None)


def test_the_answer_stands_in_for_a_short_answer_that_is_null():
    whole = Prediction("q2", "Opened?", True, "In 1995", None, 0.9)
    # in 1995 / 1995: 2 · 1 / 3
    assert score([OPENED], {"q2": whole}).overall.token_f1 == pytest.approx(2 / 3)


def test_unusable_and_reworded_questions_are_named():
    predictions = {
        "q1": Prediction("q1", "capital, please?", False, "", None, 0.0),
        "q2": Prediction("q2", " Opened? ", False, "", None, 0.0, error="the question is empty"),
    }
    scores = score([CAPITAL, OPENED], predictions)
    assert scores.reworded == ("q1",)
    assert scores.unusable == ("q2",)
    assert scores.missing == ()


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ({"answers": ("1995",)}, "It opened in 1995.", 1),
        ({"answers": ("1995",), "nuggets": ("opened in spring", "by the mayor")}, "It opened in 1995.", 1),
        ({"nuggets": ("opened in spring", "by the mayor")}, "It opened in spring.", 0),
        ({"nuggets": ("opened in spring", "by the mayor")}, "It was opened in spring by the mayor.", 1),
        ({"answers": ("1995",)}, "It opened late.", 0),
        # Nothing to judge it by.
        ({"answer_long": "It opened in 1995."}, "It opened in 1995.", None),
    ],
)
def test_an_answer_is_correct_with_a_short_answer_or_all_facts_in_it(question, answer, expected):
    asked = Question("q", "factoid", "When?", **question)
    answered = Prediction("q", "When?", True, answer, None, 0.9)
    assert score([asked], {"q": answered}).overall.correct == expected
    declined = score([asked], {"q": Prediction("q", "When?", False, answer, None, 0.1)}).overall.correct
    assert declined == (None if expected is None else 0)
