import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.writers.thinking import drop_thinking


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Sheep.", "Sheep."),
        ("<think>Hm.</think>\n\nSheep.", "Sheep."),
        ("\n<think></think> <think>Once more.\n</think>Sheep.", "Sheep."),
        ("Sheep <think>too</think>.", "Sheep <think>too</think>."),
        ("<b>Sheep</b>", "<b>Sheep</b>"),
        ("<th", "<th"),
        ("<think>Hm. Sheep</thin", ""),
        (" \n", ""),
    ],
)
@given(data=st.data())
def test_thoughts_at_the_front_are_dropped_however_they_are_cut(told: str, shown: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(told) - 1)))))
    pieces = [told[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True)]
    assert "".join(drop_thinking(pieces)) == shown


def test_text_is_given_out_as_soon_as_it_cannot_be_a_thought() -> None:
    pieces = iter(["<", "b", ">one", " two"])
    shown = drop_thinking(pieces)
    assert next(shown) == "<b"
    assert next(pieces) == ">one"


def test_no_piece_is_empty() -> None:
    assert list(drop_thinking(["", "one", "", "two"])) == ["one", "two"]
