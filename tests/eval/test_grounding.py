import json
from collections.abc import Sequence

import pytest

from corpus.errors import UserError
from eval.comparison import Compared, to_table
from eval.grounding import GroundingCounts, grade, load, save
from eval.predictions import CitedQuote, Prediction, RetrievedPassage, WrittenSentence
from eval.questions import Question
from eval.score import score
from index.passage import Hit
from qa.grounding.check import Support


def check(sentence: str, hits: Sequence[Hit]) -> list[Support]:
    """Support is that every word of the sentence stands in the passage."""
    return [
        Support(number, (), (), 1.0 if set(sentence.split()) <= set(hit.passage.text.split()) else 0.0)
        for number, hit in enumerate(hits)
    ]


def predict(
    sentences: Sequence[tuple[str, tuple[int, ...]]], quotes: Sequence[str], answered: bool = True
) -> Prediction:
    return Prediction(
        "q1",
        "Q?",
        answered,
        "A.",
        None,
        0.9,
        sentences=tuple(WrittenSentence(text, numbers) for text, numbers in sentences),
        citations=tuple(CitedQuote("a.md", quote, number) for number, quote in enumerate(quotes, start=1)),
        retrieved=(RetrievedPassage("a.md", "tea grows in Lankaran"),),
    )


@pytest.mark.parametrize(
    ("sentences", "counts"),
    [
        # Supported alone; by two together, both needed; with one too many; by nothing cited; by nothing at all.
        ([("sheep graze", (1,))], GroundingCounts(1, 1, 1, 1, 0)),
        ([("sheep drink", (1, 2))], GroundingCounts(1, 1, 2, 2, 0)),
        ([("sheep graze", (1, 3))], GroundingCounts(1, 1, 2, 1, 0)),
        ([("tea grows", (1,))], GroundingCounts(1, 0, 1, 0, 0)),
        ([("tea grows", ())], GroundingCounts(1, 0, 0, 0, 0)),
        ([("goats dance", (1, 9))], GroundingCounts(1, 0, 1, 0, 1)),
    ],
)
def test_citations_are_counted_as_alce_counts_them(sentences: list, counts: GroundingCounts) -> None:
    quotes = ["sheep graze here", "cows drink here", "cows eat"]
    assert grade([predict(sentences, quotes)], check) == counts


def test_what_was_declined_says_nothing_and_sums_are_of_all() -> None:
    one = predict([("sheep graze", (1,))], ["sheep graze"])
    counts = grade([one, one, predict([("goats dance", ())], [], answered=False)], check)
    assert (counts.recall, counts.precision, counts.unsupported_rate) == (1.0, 1.0, 0.0)
    assert GroundingCounts().recall is None


def test_counts_are_kept_beside_the_predictions_until_those_change(tmp_path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("{}\n")
    assert load(path) is None
    save(path, GroundingCounts(3, 2, 2, 1, 1))
    assert load(path) == GroundingCounts(3, 2, 2, 1, 1)
    path.write_text("{ }\n")
    assert load(path) is None
    (tmp_path / "none").mkdir()
    with pytest.raises(UserError, match="no such file|cannot be"):
        save(tmp_path / "none" / "gone.jsonl", GroundingCounts())


def test_two_writers_stand_in_one_table() -> None:
    question = Question("q1", "factoid", "Q?", ("tea",))
    right = Prediction("q1", "Q?", True, "It is tea.", None, 0.9)
    wrong = Prediction("q1", "Q?", True, "It is coal.", None, 0.9, writer="small-model")
    columns = [
        Compared("quote", "quote", score([question], {"q1": right}), GroundingCounts(4, 3, 4, 2, 1)),
        Compared("a-name-that-is-too-long", "small-model", score([question], {"q1": wrong}), None),
    ]
    rows = {line[:34].strip(): line[34:].split() for line in to_table(columns).splitlines()}
    assert rows["a short answer stands in it"] == ["100.0", "0.0"]
    assert rows["supported by what it cites"] == ["75.0", "-"]
    assert rows["supported by no passage"] == ["25.0", "-"]
    assert rows["writer"] == ["quote", "small-model"]
    assert json.dumps(rows)
