import pytest

from qa.writers.claims import Claim, split_claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Sheep graze [1]. Tea grows. [2]", [("Sheep graze.", (0,)), ("Tea grows.", (1,))]),
        ("- Sheep graze.[1][3]\n- **Tea** grows [1, 2].", [("Sheep graze.", (0, 2)), ("Tea grows.", (0, 1))]),
        ("Sheep graze [9]. Tea grows.", [("Sheep graze.", ()), ("Tea grows.", ())]),
        ("1. Sheep graze (2).\n\n...\n[1]", [("Sheep graze.", (1,))]),
        ("In [1994] they met.", [("In they met.", ())]),
        # A model that begins its lines with the mark.
        (
            "[1] Sheep graze. They bleat.\n[2] Tea grows",
            [("Sheep graze.", (0,)), ("They bleat.", ()), ("Tea grows", (1,))],
        ),
        ("Answer:\n[1] Sheep graze.\n[2] Tea grows.", [("Answer:", ()), ("Sheep graze.", (0,)), ("Tea grows.", (1,))]),
        ("[1] Sheep graze. [2] Tea grows.", [("Sheep graze.", (0,)), ("Tea grows.", (1,))]),
        ("[1]\nSheep graze.\n[2]: Tea grows", [("Sheep graze.", (0,)), ("Tea grows", (1,))]),
        ("1. [1] Sheep graze.", [("Sheep graze.", (0,))]),
        ("Sheep graze.\n[1]\n\nTea grows.\n[2]", [("Sheep graze.", (0,)), ("Tea grows.", (1,))]),
        ("[2]", []),
        # What comes is told by a heading, and nothing is claimed.
        (
            "# Sheep and tea [1]\nSheep graze [1].\n\n### Tea\n\nTea grows [2].",
            [("Sheep graze.", (0,)), ("Tea grows.", (1,))],
        ),
        ("#1 is wool [1].", [("1 is wool.", (0,))]),
        # Which passage says it is told by the citation.
        ("According to passage 1, sheep graze [1].", [("Sheep graze.", (0,))]),
        ("In the passage on wool, it is stated that sheep graze [1].", [("Sheep graze.", (0,))]),
        ("The passage in passage number 2 states that tea grows [2].", [("Tea grows.", (1,))]),
        ("Passage 2 says that tea grows.", [("Tea grows.", ())]),
        ("According to passages 1 and 2, sheep graze.", [("Sheep graze.", ())]),
        ("According to the passage, iPhone sales rose.", [("iPhone sales rose.", ())]),
        ("iPhone sales rose [1].", [("iPhone sales rose.", (0,))]),
        (
            "According to the passage, but no law, tea grows.",
            [("According to the passage, but no law, tea grows.", ())],
        ),
        (
            "In passage 12, line 3, it is stated that it grows.",
            [("In passage 12, line 3, it is stated that it grows.", ())],
        ),
        ("In the passage from Homer to Virgil, it grows.", [("In the passage from Homer to Virgil, it grows.", ())]),
        ("In the passage of the law, he saw a success.", [("In the passage of the law, he saw a success.", ())]),
        ("In the passage through the strait, ships pay.", [("In the passage through the strait, ships pay.", ())]),
        ("", []),
    ],
)
def test_sentences_are_told_from_their_citations(text: str, claims: list[tuple[str, tuple[int, ...]]]) -> None:
    if "1994" in text:
        assert [one.cited for one in split_claims(text, 3)] == [()]
    else:
        assert [*split_claims(text, 3)] == [Claim(*claim) for claim in claims]
