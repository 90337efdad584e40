import pytest

from corpus.formats.pdf.accents import compose, is_over


@pytest.mark.parametrize(
    ("letter", "accent", "composed"),
    [
        ("o", "¨", "ö"),
        ("ı", "´", "í"),
        ("E", "`", "È"),
        ("c", "¸", "ç"),
        ("x", "¨", "ẍ"),
        ("1", "´", None),
        ("p", "ˇ", None),
    ],
)
def test_a_letter_and_an_accent_are_one_character_if_there_is_one(
    letter: str, accent: str, composed: str | None
) -> None:
    assert compose(letter, accent) == composed


# Of a font of 10 points: left, right, baseline.
LETTER = (50.0, 55.0, 100.0)


@pytest.mark.parametrize(
    ("accent", "over"),
    [
        ((50.8, 54.1, 100.0), True),
        ((50.8, 54.1, 97.5), True),
        # Beside the letter, on the line above, drawn below it.
        ((55.0, 58.3, 100.0), False),
        ((46.7, 50.0, 100.0), False),
        ((50.8, 54.1, 90.0), False),
        ((50.8, 54.1, 103.0), False),
    ],
)
def test_an_accent_lies_over_a_letter_or_beside_it(accent: tuple[float, float, float], over: bool) -> None:
    assert is_over(accent, LETTER, 10) == over


def test_a_mark_beside_a_narrow_letter_is_none_of_its_accents() -> None:
    # Liberation Sans Narrow: an l is 1.8 points wide, the accent 2.7.
    assert not is_over((51.8, 54.5, 100.0), (50.0, 51.8, 100.0), 10)
