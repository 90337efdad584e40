import pytest

from qa.grounding.words import Kind, find_words


def kinds(text: str) -> list[tuple[str, Kind]]:
    return [(text[word.start : word.end], word.kind) for word in find_words(text)]


def values(text: str) -> list[float]:
    return [word.value for word in find_words(text) if word.kind is Kind.QUANTITY]


def test_words_are_told_apart_by_what_they_are() -> None:
    assert kinds("Although Aliyev never met 40 envoys of Rome in May 1994.") == [
        ("Although", Kind.WORD),
        ("Aliyev", Kind.NAME),
        ("never", Kind.DENIAL),
        ("met", Kind.WORD),
        ("40", Kind.QUANTITY),
        ("envoys", Kind.WORD),
        ("Rome", Kind.NAME),
        ("May", Kind.DATE),
        ("1994", Kind.DATE),
    ]


def test_the_capital_of_a_sentences_first_word_makes_no_name() -> None:
    assert kinds("Sheep graze. Wool is sold.")[0] == ("Sheep", Kind.WORD)
    assert ("Wool", Kind.WORD) in kinds("Sheep graze. Wool is sold.")
    assert kinds("NATO grew.")[0] == ("NATO", Kind.NAME)
    assert kinds("Heydar Aliyev ruled.")[0] == ("Heydar", Kind.NAME)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,308 people", [1308]),
        ("2.2 million people", [2.2e6]),
        ("three million and 40 thousand", [3e6, 40e3]),
        ("it grew fivefold", [5]),
        ("the two sides met twice", [2]),
        ("12,5 per cent", [12.5]),
        ("four fifths of them, half of us, and a fifth of you", []),
        ("x² and 3²", [3]),
        ("Thirty-two men, fifty-five thousand sheep", [32, 55e3]),
        ("thirty men and three dogs", [30, 3]),
        ("more than seven in ten of 40 men", [40]),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, expected: list[float]) -> None:
    assert values(text) == pytest.approx(expected)


def test_words_of_one_meaning_have_one_form() -> None:
    forms = {find_words(text)[0].form for text in ("a Türkiye's plan", "in turkiye", "TURKIYE")}
    assert len(forms) == 1
