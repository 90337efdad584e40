import pytest

from qa.short_answers import find_short_answer, holds_what_is_asked


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("When did the metro open?", "The Baku metro opened in November 1967.", "November 1967"),
        ("In which year was the Group formed?", "The Minsk Group was formed in 1992 in Helsinki.", "1992"),
        ("When was it signed?", "They signed it on 10 November 2020, at night.", "10 November 2020"),
        ("How many resolutions were passed?", "The Council passed 4 resolutions.", "4"),
        ("How much was spent?", "Armenia spent US$ 635 million that year.", "US$ 635 million"),
        ("What share of them agreed?", "Of those asked, 70 percent agreed.", "70 percent"),
        ("Who won?", "In the end Nikol Pashinyan won.", "Nikol Pashinyan"),
    ],
)
def test_the_thing_asked_for_is_found(question: str, sentence: str, expected: str) -> None:
    found = find_short_answer(question, sentence)
    assert found is not None
    assert sentence[found[0] : found[1]] == expected
    assert holds_what_is_asked(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did it end?", "It ended in 1994 because of the armistice."),
        ("When did it end?", "It began in 1988 and ended in 1994."),
        ("When did the war of 1992 end?", "The war of 1992 ended badly."),
        ("Who won?", "Nobody won."),
    ],
)
def test_nothing_is_guessed(question: str, sentence: str) -> None:
    assert find_short_answer(question, sentence) is None


def test_what_the_question_says_itself_is_not_its_answer() -> None:
    assert not holds_what_is_asked("When did the war of 1992 end?", "The war of 1992 ended badly.")
