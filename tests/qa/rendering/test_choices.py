from dataclasses import astuple

import pytest

from index.filters import Filter, Years
from index.store import StoredDocument
from qa.rendering.choices import Choice, is_chosen, keep_choice, make_filter


def document(number, name, author=None, year=None, collection=""):
    return StoredDocument(number, name, f"/x/{name}", str(number), name.title(), author, year, 1, 1, collection)


SHELF = [document(1, "tea", "Ann Lee", 2001, "Plants"), document(2, "war", "Bob Ray", 2020), document(3, "art")]
WHOLE = (("tea",), ("Bob Ray",), ("Plants",), 2010, 2020)


def test_a_choice_that_holds_is_kept_as_it_was_also_over_json():
    assert astuple(keep_choice(SHELF, WHOLE)) == WHOLE
    assert keep_choice(SHELF, [["tea"], ["Bob Ray"], ["Plants"], 2010, 2020]) == Choice(*WHOLE)
    assert make_filter(*WHOLE) == Filter(("tea",), ("Bob Ray",), (Years(2010, 2020),), ("Plants",))


@pytest.mark.parametrize(
    ("documents", "kept"),
    [
        (SHELF[1:], ((), (), (), None, None)),
        ([*SHELF[1:], document(4, "tea", "Cat Fox", 2011)], (("tea",), ("Bob Ray",), (), 2010, 2020)),
        # One author, one year: there is nothing left to choose by, and nobody could undo it.
        ([SHELF[0], document(2, "war", "Ann Lee", 2001)], (("tea",), (), ("Plants",), None, None)),
        ([SHELF[0], document(5, "ode", "Bob Ray", 2002)], (("tea",), ("Bob Ray",), ("Plants",), None, None)),
        ([], ((), (), (), None, None)),
    ],
)
def test_what_is_no_longer_there_is_left_out(documents, kept):
    assert astuple(keep_choice(documents, WHOLE)) == kept


@pytest.mark.parametrize(
    "hostile",
    [
        *(None, "", "abcde", 7, {}, [], [[]], [None] * 5, [[], [], [], None, None, None]),
        *(
            [7, {}, "tea", "2010", True],
            [[["tea"], None], [{}], [7], 2020, 2010],
            ["tea", "Bob Ray", "Plants", 3000, 1],
        ),
    ],
)
def test_what_no_page_keeps_is_no_choice(hostile):
    assert keep_choice(SHELF, hostile) == Choice()


def test_only_what_is_chosen_beside_documents_narrows():
    assert not Choice(("tea",)).narrowed and Choice(("tea",), first=2010).narrowed


@pytest.mark.parametrize("part", range(5))
def test_each_part_is_a_choice(part):
    chosen = [[], [], [], None, None]
    assert not is_chosen(chosen)
    chosen[part] = ["tea"] if part < 3 else 0
    assert is_chosen(chosen)
