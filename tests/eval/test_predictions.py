import pytest

from corpus.errors import UserError
from eval.predictions import CitedQuote, RetrievedPassage, Seconds, WrittenSentence, read_predictions, unusable


@pytest.fixture
def written(stub_answer):
    return stub_answer("Capital?").to_json("q1")


def test_what_an_answer_writes_is_read_back(tmp_path, lines, written):
    predictions = read_predictions(lines(tmp_path / "out.jsonl", [written]))
    assert list(predictions) == ["q1"]
    prediction = predictions["q1"]
    assert prediction.question == "Capital?"
    assert prediction.answered
    assert prediction.answer == "Baku is the capital."
    assert prediction.short_answer == "Baku"
    assert prediction.confidence == 0.9
    assert prediction.sentences == (WrittenSentence("Baku is the capital.", (1,)),)
    assert prediction.citations == (CitedQuote("city.md", "Baku is the capital.", 1),)
    assert prediction.retrieved == (RetrievedPassage("city.md", "Baku is the capital."),)
    assert prediction.seconds == Seconds(0.1, 0.2, 0.3)
    assert prediction.error is None


def test_an_unusable_question_has_the_keys_of_an_answer_and_an_error_and_no_times(tmp_path, lines, written):
    line = unusable("q1", "", "the question is empty")
    assert line.keys() - written.keys() == {"error"}
    assert not written.keys() - line.keys()
    assert line["seconds"].keys() == written["seconds"].keys()
    prediction = read_predictions(lines(tmp_path / "out.jsonl", [line]))["q1"]
    assert (prediction.answered, prediction.answer) == (False, "")
    assert prediction.error == "the question is empty"
    assert prediction.seconds is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answered": "yes"}, '"answered" must be true or false, not "yes"'),
        ({"confidence": 1.5}, '"confidence" must be a number from 0 to 1, not 1.5'),
        ({"confidence": float("nan")}, '"confidence" must be a number from 0 to 1, not NaN'),
        ({"confidence": True}, '"confidence" must be a number'),
        ({"sentences": [{"text": "x", "citations": ["1"]}]}, '"citations" must be a list of whole numbers'),
        ({"citations": [{"document": "x"}]}, 'the key "quote" is missing'),
        ({"retrieved": {}}, '"retrieved" must be a list of objects'),
        ({"seconds": 3}, '"seconds" must be an object'),
    ],
)
def test_a_wrong_value_is_told_with_its_line(tmp_path, lines, written, change, message):
    path = lines(tmp_path / "out.jsonl", [written, written | {"id": "q2"} | change])
    with pytest.raises(UserError) as raised:
        read_predictions(path)
    assert str(raised.value).startswith(f"{path}, line 2: {message}")


@pytest.mark.parametrize("key", ["id", "question", "answer", "answered", "confidence", "sentences", "seconds"])
def test_a_missing_key_is_told(tmp_path, lines, written, key):
    del written[key]
    with pytest.raises(UserError, match=f'line 1: the key "{key}" is missing'):
        read_predictions(lines(tmp_path / "out.jsonl", [written]))


def test_two_predictions_for_one_question_are_told(tmp_path, lines, written):
    with pytest.raises(UserError, match='line 2: the id "q1" stands twice'):
        read_predictions(lines(tmp_path / "out.jsonl", [written, written]))
