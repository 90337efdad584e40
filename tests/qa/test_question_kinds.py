import pytest

from qa.question_kinds import asks_for_number_of_things, asks_for_several, asks_for_words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Why did the war begin?", False),
        ("How did it begin", False),
        ("How many people came?", True),
        ("Did Turkey take part?", False),
        ("Did Turkey or Iran take part?", True),
        ("Who took part?", True),
    ],
)
def test_explanations_and_yes_or_no_are_no_few_words(question: str, words: bool) -> None:
    assert asks_for_words(question) == words


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which measures does the commission recommend?", True),
        ("What are the main causes?", True),
        ("Name three ways of travelling", True),
        ("why did it fall", True),
        ("How does he explain it?", True),
        ("What was his view of the war?", False),
        ("What process led to it?", False),
        ("Which status has it?", False),
        ("When did the metro open?", False),
        ("How many people came?", False),
    ],
)
def test_what_asks_for_several_things(question: str, several: bool) -> None:
    assert asks_for_several(question) == several


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("Which three Armenian politicians are named?", True),
        ("What are the two conditions?", True),
        ("Describe its four seasons.", True),
        ("What does the third party want?", False),
        ("Which countries are named?", False),
        ("Who were the two?", False),
    ],
)
def test_what_says_how_many_answers_there_are(question: str, counted: bool) -> None:
    assert asks_for_number_of_things(question) == counted
