import json
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Original, Page, Piece
from corpus.errors import UserError
from index.filters import Filter, Years
from qa.answer import Alteration, Answer, Searched, Understood
from qa.chats.encoding import decode, encode
from qa.chats.errors import UnreadableRecord
from qa.chats.saved_answer import FORMAT, dump, load
from qa.rendering.html import render_answer, render_sources
from tests.answers import HOSTILE, answered, unanswered
from tests.qa.chats.arbitrary import answers


def full_answer() -> Answer:
    """An answer that uses everything an answer may have."""
    answer = answered()
    passage = answer.hits[0].passage
    original = Original("-- 7 --" + passage.text, (Piece(passage.start, passage.end, 107),), 100)
    paged = replace(passage, pages=(Page(7, 0, 999),), original=original, sentences=((100, 120),))
    hit = replace(answer.hits[0], passage=paged, sentence_scores=(0.25,))
    return replace(
        answer,
        hits=(hit, *answer.hits[1:]),
        understood=Understood("And when?", ("Shusha",)),
        searched=Searched(2, 5),
        writer="a model",
        alterations=(Alteration("It was so.", "left out", ("no passage says so",)),),
    )


def through_json(data):
    return json.loads(json.dumps(data))


# Hypothesis takes long to draw the first of so many nested objects.
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(answers())
def test_any_answer_comes_back_as_it_was(answer):
    assert load(dump(answer)) == answer
    assert load(through_json(dump(answer))) == answer


@pytest.mark.parametrize("answer", [answered(), unanswered(), full_answer(), *(answered(quote=one) for one in HOSTILE)])
def test_a_saved_answer_is_shown_exactly_as_before(answer):
    again = load(through_json(dump(answer)))
    assert again == answer
    assert render_sources({3: again}) == render_sources({3: answer})
    assert again.to_json() == answer.to_json()
    assert render_answer(again, 3) == render_answer(answer, 3)


def test_numbers_of_numpy_are_saved_as_plain_ones():
    answer = replace(answered(), confidence=np.float32(0.5))
    hit = replace(answer.hits[0], rank=np.int64(1), score=np.float64(0.25))
    again = load(through_json(dump(replace(answer, hits=(hit, *answer.hits[1:])))))
    assert (type(again.confidence), type(again.hits[0].rank)) == (float, int)
    assert (again.confidence, again.hits[0].score) == (0.5, 0.25)


def test_what_is_no_part_of_an_answer_cannot_be_saved():
    with pytest.raises(TypeError, match="list cannot be saved"):
        encode(replace(answered(), writer=["quote"]))


def places(data, path=()):
    """The paths of all values inside."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def parent_of(data, path):
    for key in path[:-1]:
        data = data[key]
    return data


SAVED = through_json(dump(full_answer()))
PLACES = list(places(SAVED))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_value_of_another_kind_is_told_and_nothing_breaks(path):
    for wrong in (object(), {"x": 1}, [1, [2]], [], {}, "text", True, 7, 1.5, None, 10**5000):
        data = deepcopy(SAVED)
        parent_of(data, path)[path[-1]] = wrong
        try:
            answer = load(data)
        except UnreadableRecord as error:
            assert len(str(error)) < 300
        else:
            assert load(through_json(dump(answer))) == answer


@pytest.mark.parametrize(
    "path", [path for path in PLACES if isinstance(path[-1], str)], ids=lambda path: ".".join(map(str, path))
)
def test_a_key_that_is_missing_is_told_or_was_added_later(path):
    data = deepcopy(SAVED)
    del parent_of(data, path)[path[-1]]
    try:
        answer = load(data)
    except UnreadableRecord as error:
        assert path[-1] in str(error)
    else:
        assert isinstance(answer, Answer)


@pytest.mark.parametrize("key", ["question", "hits", "citations", "confidence"])
def test_an_answer_is_not_made_up_without_what_it_needs(key):
    data = deepcopy(SAVED)
    del data["answer"][key]
    with pytest.raises(UnreadableRecord, match=f"answer: {key} is missing; ask the question again"):
        load(data)


def test_what_was_saved_before_a_field_existed_takes_its_default():
    data = deepcopy(SAVED)
    del data["answer"]["alterations"], data["answer"]["hits"][0]["sentence_scores"]
    again = load(data)
    assert again.alterations == again.hits[0].sentence_scores == ()


def test_a_key_that_nobody_knows_is_told():
    data = deepcopy(SAVED)
    data["answer"]["hits"][0]["passage"]["colour"] = "red"
    with pytest.raises(UnreadableRecord, match=r"answer\.hits\[0\]\.passage: colour is not known"):
        load(data)


@pytest.mark.parametrize("found", [0, -1, "1", None, 1.0, True])
def test_a_format_that_never_was_is_told(found):
    with pytest.raises(UnreadableRecord, match="format must be a number"):
        load({**SAVED, "format": found})


def test_a_newer_format_is_told_with_what_to_do():
    with pytest.raises(UnreadableRecord, match=f"newer version.*up to {FORMAT}: update the program"):
        load({**SAVED, "format": FORMAT + 1})


@pytest.mark.parametrize("data", [{}, [], None, "text", {"format": 1}, {**SAVED, "more": 1}])
def test_what_is_no_saved_answer_is_told(data):
    with pytest.raises(UnreadableRecord, match="no saved answer"):
        load(data)


@pytest.mark.parametrize("passage", [-1, 2])
def test_a_citation_of_a_passage_that_is_not_there_is_told(passage):
    data = deepcopy(SAVED)
    data["answer"]["citations"][0]["passage"] = passage
    with pytest.raises(UnreadableRecord, match="passage that is not there"):
        load(data)


def test_a_sentence_that_cites_what_is_not_there_is_told():
    data = deepcopy(SAVED)
    data["answer"]["sentences"][0]["citations"] = [1, 4]
    with pytest.raises(UnreadableRecord, match=r"cites \[4\]"):
        load(data)


FILTERS = st.builds(
    Filter,
    years=st.lists(
        st.tuples(st.integers(0, 9), st.none() | st.integers(9, 20)).map(lambda ends: Years(*ends)), max_size=3
    ).map(tuple),
)


@given(FILTERS)
def test_a_filter_comes_back_as_it_was(only):
    assert decode(Filter, through_json(encode(only)), "filter") == only


def test_years_that_run_backwards_are_no_filter():
    with pytest.raises(UserError, match="run backwards"):
        decode(Filter, {"years": [{"first": 5, "last": 2}]}, "filter")
