import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.draft import Draft, Edit
from corpus.document import Original, Piece

TEXT = "The quick brown fox jumps over the lazy dog."


def test_what_is_taken_out_leaves_a_gap_in_the_pieces():
    draft = Draft.of(TEXT).edited([Edit(4, 10)])
    assert draft.text == "The brown fox jumps over the lazy dog."
    assert draft.pieces == (Piece(0, 4, 0), Piece(4, 38, 10))


def test_what_is_moved_keeps_its_place_in_the_original():
    draft = Draft.of(TEXT).edited([Edit(4, 10), Edit(44, 44, (" ", (4, 10)))])
    assert draft.text == "The brown fox jumps over the lazy dog. quick "
    assert Original(TEXT, draft.pieces).quote(39, 44) == "quick"


def test_edits_of_an_edited_draft_lead_back_to_the_first_text():
    draft = Draft.of(TEXT).edited([Edit(4, 10)]).edited([Edit(4, 9, ("red",))])
    assert draft.text == "The red fox jumps over the lazy dog."
    assert Original(TEXT, draft.pieces).place(8, 11) == (16, 19)


def test_edits_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        Draft.of(TEXT).edited([Edit(0, 5), Edit(4, 8)])


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, Draft]:
    text = draw(st.text("abc \n", max_size=40))
    draft = Draft.of(text)
    for _ in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(draft.text)), min_size=2, max_size=6, unique=False)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        words = draw(st.sampled_from(["", "X", "YZ"]))
        draft = draft.edited([Edit(left, right, (words,) if words else ()) for left, right in pairs])
    return text, draft


@given(drafts())
def test_every_piece_stands_in_both_texts_and_only_inserted_words_in_none(made: tuple[str, Draft]):
    text, draft = made
    covered = 0
    for piece in draft.pieces:
        assert draft.text[piece.start : piece.end] == text[piece.original : piece.original + piece.end - piece.start]
        covered += piece.end - piece.start
    assert covered + sum(draft.text.count(letter) for letter in "XYZ") == len(draft.text)


def test_the_place_of_words_that_were_moved_apart_spans_what_lies_between():
    original = Original("one TWO three", (Piece(0, 4, 0), Piece(4, 9, 8), Piece(10, 13, 4)))
    assert original.place(0, 9) == (0, 13)
    assert original.quote(10, 13) == "TWO"
    with pytest.raises(ValueError, match="9 to 10"):
        original.place(9, 10)


def test_an_excerpt_gives_the_same_places_and_quotes_as_the_whole():
    original = Original("one TWO three", (Piece(0, 4, 0), Piece(4, 9, 8), Piece(10, 13, 4)))
    excerpt = original.excerpt(2, 7)
    assert excerpt.text == "e TWO thr"
    assert excerpt.place(5, 7) == original.place(5, 7) == (9, 11)
    assert excerpt.quote(5, 7) == original.quote(5, 7) == "hr"
