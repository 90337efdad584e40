import pytest

from qa.paired_figures import figure_asked_for

SPENT = "In 2006 Azerbaijan's military spending was 622 and Armenia's 268 million constant 2019 US dollars."
EARLIER = "In 2008 Azerbaijan's military spending was 1308 and Armenia's 364 million constant 2019 US dollars."
GOALS = "Brun scored 3 goals and 5 points, Terek 7 goals."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "figure"),
    [
        (
            "How much did Azerbaijan spend on its military in 2006?",
            SPENT,
            "268 million constant 2019 US dollars",
            "622",
        ),
        ("What was Azerbaijani spending in 2008?", EARLIER, "364 million", "1308"),
        ("How much did Armenia spend in 2006?", SPENT, "622", "268"),
        # It is the one already.
        ("How much did Armenia spend in 2006?", SPENT, "268 million", None),
        ("How much did Azerbaijan spend in 2006?", SPENT, "622", None),
        # Nobody, or both, or somebody else is asked about.
        ("How much was spent in 2006?", SPENT, "268 million", None),
        ("How much more did Azerbaijan spend than Armenia?", SPENT, "268 million", None),
        ("How much did Georgia spend in 2006?", SPENT, "268 million", None),
        # Who tells it is not whose it is.
        (
            "How much of Galatz is the Old Mill?",
            "The Old Mill has 400 rooms, which Brun puts at 5 percent of it.",
            "5",
            None,
        ),
        ("How many goals did Terek score?", "Terek scored 7 goals and Brun 3.", "3", "7"),
        # A table's row has headers.
        ("What has Terek?", "Year: x | Brun's (m): 3 | Terek's (m): 7.", "3", None),
        # Several are possible.
        ("How many goals did Brun score?", GOALS, "7 goals", None),
        ("Who spent 622 million, Azerbaijan?", SPENT, "Armenia", None),
    ],
)
def test_the_figure_of_whom_the_question_names(question: str, sentence: str, answer: str, figure: str | None) -> None:
    start = sentence.index(answer)
    found = figure_asked_for(question, sentence, (start, start + len(answer)))
    assert (found and sentence[slice(*found)]) == figure
