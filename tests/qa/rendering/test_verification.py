import pytest

from qa.receipts.check import CitationState, Kind, Place
from qa.receipts.verify import Verification
from qa.rendering.verification import render_verification
from tests.answers import HOSTILE
from tests.qa.receipts.receipts import citation, receipt

QUOTE = citation(1, "The treaty was signed in May 1994.")


def told(*states, differences=()):
    return render_verification(Verification(receipt(), states, differences))


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        (CitationState(QUOTE, Kind.UNCHANGED, "treaty.md"), ["[1] unchanged: treaty.md, characters 120 to 154"]),
        (CitationState(QUOTE, Kind.UNCHANGED, "pact.md"), ["[1] unchanged", "now called pact.md"]),
        (CitationState(QUOTE, Kind.IN_PLACE, "treaty.md"), ["[1] in place, in a document that was changed"]),
        (
            CitationState(QUOTE, Kind.MOVED, "treaty.md", Place(200, 234, 3, QUOTE.quote)),
            ["[1] moved", "now: page 3, characters 200 to 234"],
        ),
        (
            CitationState(QUOTE, Kind.CHANGED, "treaty.md", Place(9, 20, None, "In May 1995")),
            ["[1] changed", "most like it now: characters 9 to 20", '"In May 1995"'],
        ),
        (CitationState(QUOTE, Kind.CHANGED, "treaty.md"), ["[1] changed", "now: nothing like it"]),
        (CitationState(QUOTE, Kind.GONE), ["[1] gone, no such document: treaty.md"]),
        (CitationState(QUOTE, Kind.GONE, reason="it is empty"), ["gone, the document cannot be read (it is empty)"]),
    ],
    ids=lambda one: one.kind.value if isinstance(one, CitationState) else "",
)
def test_each_quote_is_told_with_what_became_of_it(state, lines):
    shown = told(state)
    assert all(line in shown for line in lines), shown
    assert f'"{QUOTE.quote}"' in shown
    assert shown.endswith("Its quote holds." if state.holds else "Its quote does not hold.")


def test_the_quotes_that_hold_are_counted():
    good, bad = CitationState(QUOTE, Kind.IN_PLACE, "treaty.md"), CitationState(QUOTE, Kind.GONE)
    assert told(good, bad).endswith("1 of 2 quotes hold.")
    assert told(good, good).endswith("All 2 quotes hold.")
    assert told().endswith("It holds no quotes: the documents did not answer.")


def test_what_else_differs_is_told():
    assert "Differs: the reader has other weights\n" in told(differences=("the reader has other weights", "two"))


@pytest.mark.parametrize("hostile", [*HOSTILE, "\x1b[31mred\x1b[0m", "bell\a", "\u202eright to left", "a\rb"])
def test_a_terminal_is_not_steered(hostile):
    quote = citation(1, hostile, document=hostile)
    state = CitationState(quote, Kind.CHANGED, hostile + "2", Place(0, len(hostile), None, hostile), hostile)
    shown = render_verification(Verification(receipt(question=hostile), (state,), (hostile,)))
    assert all(character.isprintable() or character == "\n" for character in shown)
