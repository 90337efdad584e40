import pytest

from qa.grounding.tellers import find_mistaken_tellers

TOLD = "Babayev writes that Armenia saw any withdrawal as a strategic loss, and Azerbaijan any change as weakening."


@pytest.mark.parametrize(
    ("sentence", "quote", "found"),
    [
        ("Babayev saw any withdrawal as a strategic loss.", TOLD, ["Babayev in this place"]),
        (
            "Babayev saw any withdrawal as loss.",
            "Armenia, Babayev says, saw any withdrawal as loss.",
            ["Babayev in this place"],
        ),
        ("Armenia saw any withdrawal as a strategic loss.", TOLD, []),
        ("Babayev writes that Armenia saw any withdrawal as a loss.", TOLD, []),
        # The teller speaks of himself, or does it as well.
        ("Babayev opened the talks in Rome.", "Babayev says he opened the talks in Rome.", []),
        (
            "Babayev saw any withdrawal as loss.",
            "Babayev says that Armenia saw any withdrawal as loss. Babayev saw any withdrawal as loss.",
            [],
        ),
        ("Smith and Jones repaired the old roof.", "Jones says Smith and he repaired the old roof.", []),
        ("Germany lost two million men.", "Germany claims the German Empire lost two million men.", []),
        # It tells nothing.
        ("Ostrava owned the railways of Galatz.", "Ostrava, she points out, owned the railways of Galatz.", []),
        ("Sheep graze.", TOLD, []),
        ("Babayev", TOLD, []),
        ("", TOLD, []),
    ],
)
def test_who_only_tells_it_is_not_who_did_it(sentence: str, quote: str, found: list[str]) -> None:
    assert find_mistaken_tellers(sentence, [quote]) == found
