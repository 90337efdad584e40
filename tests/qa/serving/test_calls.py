from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Original, Piece
from corpus.errors import UserError
from index.filters import Filter, Years
from index.search import open_searcher
from qa.conversation import Exchange, understand
from qa.loading import Options, load_answerer
from qa.serving.calls import MAX_PASSAGE_CHARACTERS, Calls, choose, recall
from tests.answers import answered

pytestmark = pytest.mark.usefixtures("models_loaded_once")

FIRST = "When did Azerbaijan become a full member of the Non-Aligned Movement?"


@pytest.fixture(scope="module")
def calls(library_index):
    searcher = open_searcher(library_index)
    answerer = load_answerer(Options(library_index))
    return Calls(answerer.ask, searcher.search, searcher.store.documents, searcher.store.document)


def without_time(told):
    return {part: value for part, value in told.items() if part != "seconds"}


def test_asking_gives_the_prediction(calls):
    told = calls.ask(FIRST)
    assert told["answered"] and told["short_answer"] == "May 2011"
    assert without_time(told) == without_time(calls.answer(FIRST, [], None).to_json())


def test_a_follow_up_is_understood_as_in_the_chat(calls):
    history = []
    earlier = []
    for question in (FIRST, "And Armenia?", "why?"):
        told = calls.ask(question, earlier)
        answer = calls.answer(question, history, None)
        assert without_time(told) == without_time(answer.to_json())
        history.append(answer)
        earlier.append(told)
    assert earlier[1]["understood"] != "And Armenia?" and earlier[2]["understood"] != "why?"


@pytest.mark.parametrize(
    "question", ["And Armenia?", "why?", "Who proposed it?", "What did he (Strakes) say about it?"]
)
def test_what_a_follow_up_took_over_goes_on_to_the_next(question):
    first = replace(answered(), question=FIRST, short_answer="May 2011", understood=None)
    second = replace(
        answered(),
        question=question,
        short_answer=None,
        understood=understand(
            question, [Exchange(first.understood or recall([first.to_json()])[0].understood, "May 2011")]
        ),
    )
    remembered = recall([first.to_json(), second.to_json()])[-1].understood
    assert remembered.text == second.understood.text
    for then in ("And Georgia?", "Where was that?", "who else?"):
        assert understand(then, [Exchange(remembered)]).text == understand(then, [Exchange(second.understood)]).text


def test_only_what_was_chosen_is_asked(calls):
    only = choose(["why-the-war-happened.md"], None, None, None, None)
    told = calls.ask("How much did Azerbaijan spend on its military?", None, only)
    assert {hit["document"] for hit in told["retrieved"]} == {"why-the-war-happened.md"}
    with pytest.raises(UserError, match="named gone.md: there are"):
        calls.ask(FIRST, None, choose(["gone.md"], None, None, None, None))


def test_a_choice_is_the_filter_of_the_page():
    assert choose(None, None, None, None, None) is None and choose([], [], [], None, None) is None
    assert choose(["a.md"], ["Kaya"], ["ada"], 2010, 2020.0) == Filter(
        documents=("a.md",), authors=("Kaya",), years=(Years(2010, 2020),), collections=("ada",)
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("a.md", None, None, None, None), "documents must be a list of texts"),
        ((None, [3], None, None, None), "authors must be a list of texts"),
        ((None, None, {"a": 1}, None, None), "collections must be a list of texts"),
        ((None, None, ["x" * 501], None, None), "500 characters at most"),
        ((["x"] * 101, None, None, None, None), "100 texts"),
        ((None, None, None, "2010", None), "from_year must be a whole number"),
        ((None, None, None, None, True), "to_year must be a whole number"),
        ((None, None, None, 2010, 2000), "backwards"),
    ],
)
def test_a_choice_of_another_kind_is_told(arguments, reason):
    with pytest.raises(UserError, match=reason):
        choose(*arguments)


@pytest.mark.parametrize("question", [None, 7, ["When?"], {"question": "When?"}])
def test_a_question_that_is_no_text_is_told(calls, question):
    with pytest.raises(UserError, match="the question must be text"):
        calls.ask(question)


@pytest.mark.parametrize(
    "earlier",
    ["When?", {"question": "When?"}, ["When?"], [None], [{}], [{"question": 7}], [{"question": "a", "understood": 7}]]
    + [[{"question": "a", "short_answer": []}], [{"question": "a"}] * 51]
    + [[{"question": "a", "citations": told}] for told in (7, ["a"], [{"document": "a.md"}], [{"start": 1}])],
)
def test_earlier_answers_that_are_none_are_told(calls, earlier):
    with pytest.raises(UserError, match="earlier"):
        calls.ask("And then?", earlier)


def test_earlier_answers_may_be_bare_questions_and_hold_anything_else():
    (answer,) = recall([{"question": "When?", "retrieved": [{"text": "<x>"}], "seconds": "?"}])
    assert (answer.question, answer.understood, answer.short_answer, answer.hits) == ("When?", None, None, ())


def test_searching_gives_the_passages_in_order_with_their_places(calls):
    found = calls.search("OSCE Minsk Group", 3)
    assert len(found) == 3 and [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)
    for hit in found:
        read = calls.read_passage(hit["document"], hit["start"], hit["end"])
        assert read["text"] == hit["text"] and read["title"] == hit["title"]


@pytest.mark.parametrize("top_k", [0, 101, -1, "ten", None, 2.5, True])
def test_a_number_of_passages_out_of_range_is_told(calls, top_k):
    with pytest.raises(UserError, match="top_k must be"):
        calls.search("Minsk", top_k)


@pytest.mark.parametrize("query", ["", "?!", "a" * 2001])
def test_a_query_that_says_nothing_or_too_much_is_told(calls, query):
    with pytest.raises(UserError, match="empty|2,000"):
        calls.search(query)


def test_the_list_says_what_there_is_and_not_where_it_lies(calls, library_index):
    listed = calls.list_documents()
    assert len(listed) == 5
    assert set(listed[0]) == {"document", "title", "author", "year", "collection", "passages"}
    sources = {one.source for one in calls.list_stored()}
    told = str(listed)
    assert not any(source in told for source in sources) and str(library_index) not in told


@settings(max_examples=50, deadline=None)
@given(start=st.integers(0, 9000), length=st.integers(1, MAX_PASSAGE_CHARACTERS))
def test_every_place_of_a_document_can_be_read(calls, start, length):
    name = "why-the-war-happened.md"
    document = calls.read(name)
    whole = document.original.text if document.original else document.text
    read = calls.read_passage(name, start, start + length)
    assert read["text"] == whole[start : start + length] == whole[read["start"] : read["end"]]
    assert read["characters"] == len(whole)


@pytest.mark.parametrize(
    ("document", "start", "end", "reason"),
    [
        ("../../../etc/passwd", 0, 9, "no document of that name"),
        ("/etc/passwd", 0, 9, "no document of that name"),
        ("*", 0, 9, "no document of that name"),
        ("", 0, 9, "no document of that name"),
        (None, 0, 9, "no document of that name"),
        (["why-the-war-happened.md"], 0, 9, "no document of that name"),
        ("why-the-war-happened.md", -5, 9, "start must be 0 or more"),
        ("why-the-war-happened.md", 9, 9, "end more than start"),
        ("why-the-war-happened.md", 0, 4001, "at most 4,000 characters, not 4,001"),
        ("why-the-war-happened.md", 10**9, 10**9 + 5, "the document's text ends at"),
        ("why-the-war-happened.md", "0", 9, "start must be a whole number"),
        ("why-the-war-happened.md", 0, None, "end must be a whole number"),
    ],
)
def test_a_place_that_is_none_is_told(calls, document, start, end, reason):
    with pytest.raises(UserError, match=reason):
        calls.read_passage(document, start, end)


def test_what_is_not_listed_cannot_be_read_though_it_is_there(calls):
    hiding = replace(calls, list_stored=lambda: calls.list_stored()[1:])
    name = calls.list_stored()[0].name
    assert calls.read_passage(name, 0, 5)["text"]
    with pytest.raises(UserError, match="no document of that name"):
        hiding.read_passage(name, 0, 5)


def test_a_document_taken_out_in_between_is_told(calls):
    def gone(name):
        raise KeyError(name)

    with pytest.raises(UserError, match="taken out just now"):
        replace(calls, read=gone).read_passage("why-the-war-happened.md", 0, 5)


def test_places_are_counted_in_the_text_as_it_was_before_cleaning(calls):
    before = "Page 1\nThe treaty held."
    original = Original(before, (Piece(0, 16, 7),))
    document = Document(name="a.txt", content_hash="x", title="A", text="The treaty held.", original=original)
    cleaned = replace(calls, read=lambda name: document)
    assert cleaned.read_passage("why-the-war-happened.md", 7, 17)["text"] == "The treaty"
