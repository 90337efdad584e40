import json
import re
from dataclasses import replace

import gradio as gr
import pytest

from index.filters import Filter, Years
from index.store import StoredDocument
from qa.chats.store import new_token
from qa.page.asking import ANSWERS_AT_ONCE
from qa.page.conversation import Revision
from qa.page.keeping import NO_CHAT
from qa.page.settings import choose_answerer
from qa.pipeline import Searching, Weighing
from qa.serving.limits import QUESTIONS, UPLOADS
from qa.uploads.uploads import Uploads
from tests.answers import answered
from tests.qa.page.stub import Stub, build, make_services


@pytest.fixture
def services(tmp_path):
    return make_services(tmp_path, Stub(*[answered()] * 4), shelf)


@pytest.fixture
def page(services):
    return build(services)


def shelf():
    tea = StoredDocument(1, "tea.txt", "/x/tea.txt", "1", "Tea", "Ann Lee", 2001, 1, 1, "Plants")
    war = StoredDocument(2, "war.txt", "/x/war.txt", "2", "War", "Bob Ray, Ann Lee", 2020, 1, 1)
    return [war, tea]


def event(page, name):
    """The function that the page calls for an event, found by its name; with its class where several have it."""
    kind = "__qualname__" if "." in name else "__name__"
    return next(one.fn for one in page.fns.values() if getattr(one.fn, kind, "") == name)


def happened(**data):
    """An event of a browser with what it told."""
    return gr.EventData(None, data)


def by_class(changes):
    """What an event changes, by the class or kind of the component."""
    return {
        (component.elem_classes[0] if getattr(component, "elem_classes", None) else component.get_block_name()): change
        for component, change in changes.items()
    }


def states(changes):
    """The conversation, the token and the chat that an event leaves."""
    kinds = {component: change for component, change in changes.items() if "state" in component.get_block_name()}
    turns, revision, visitor, chat = kinds.values()
    assert revision is None
    return turns, visitor, chat


def ask(page, question, conversation=(), visitor="", chat=None, chosen=()):
    return event(page, "on_ask")(question, conversation, None, visitor, chat, *chosen)


def ask_and_answer(page, question, conversation=(), visitor="", chat=None):
    turns, visitor, chat = states(ask(page, question, conversation, visitor, chat))
    *_, last = event(page, "on_answer")(turns, visitor)
    (after,) = [change for component, change in last.items() if component.get_block_name() == "state"]
    return after, visitor, chat


# Asking


def test_asking_shows_the_question_empties_the_box_and_offers_to_stop(page):
    changes = by_class(ask(page, "When?"))
    assert changes["box"] == ""
    assert (changes["send"]["visible"], changes["stop"]["visible"]) == (False, True)
    assert changes["chat"]["visible"] is True and changes["start"]["visible"] is False
    assert "When?" in changes["chats-holder"] and "1 question" in changes["chats-holder"]


@pytest.mark.parametrize("question", ["", "   \n", "?", None])
def test_a_question_that_cannot_be_asked_stays_in_the_box_and_begins_no_chat(page, services, question):
    visitor = new_token()
    ((component, shown),) = ask(page, question, visitor=visitor).items()
    assert component.get_block_name() == "html" and "The question is empty" in shown
    assert services.chats.chats(visitor) == []


def test_where_nothing_was_asked_nothing_changes(page):
    turns, visitor, _ = ask_and_answer(page, "When?")
    assert list(event(page, "on_answer")(turns, visitor)) == [gr.skip()]


def test_answering_shows_the_sources_and_offers_to_ask(page):
    turns, visitor, _ = states(ask(page, "When?"))
    *_, last = event(page, "on_answer")(turns, visitor)
    shown = by_class(last)
    assert (shown["send"]["visible"], shown["stop"]["visible"]) == (True, False)
    assert "<mark>The treaty was signed in May 1994.</mark>" in shown["sources-of-turns"]


def test_stopping_is_told_and_kept(page, services):
    turns, visitor, chat = states(ask(page, "When?"))
    changes = by_class(event(page, "on_stop")(turns, visitor))
    assert changes["send"]["visible"] is True and "Stopped before" in changes["chat"]["value"][-1]["content"]
    assert services.chats.load(visitor, chat).turns[0].problem is not None


def test_a_bug_is_told_and_kept_and_goes_up(tmp_path):
    services = make_services(tmp_path, Stub(ZeroDivisionError()))
    page = build(services)
    turns, visitor, chat = states(ask(page, "When?"))
    answering = event(page, "on_answer")(turns, visitor)
    next(answering)
    changes = by_class(next(answering))
    assert changes["send"]["visible"] is True and "Something went wrong" in changes["chat"]["value"][-1]["content"]
    assert services.chats.load(visitor, chat).turns[0].problem is not None
    with pytest.raises(ZeroDivisionError):
        next(answering)


def test_an_answer_that_was_stopped_shows_nothing_any_more_and_ends_the_work(tmp_path):
    stub = Stub(answered(), steps=[Searching(None), Weighing(10)])
    page = build(make_services(tmp_path, stub))
    turns, visitor, chat = states(ask(page, "When?"))
    answering = event(page, "on_answer")(turns, visitor)
    next(answering), next(answering)
    (stopped,) = [
        change
        for component, change in event(page, "on_stop")(turns, visitor).items()
        if component.get_block_name() == "state"
    ]
    assert not stopped[-1].pending
    assert list(answering) == [] and stub.closed and stub.outcomes != []


def test_an_answer_that_came_before_the_stop_stays(page, services):
    turns, visitor, chat = ask_and_answer(page, "When?")
    assert "May 1994" in by_class(event(page, "on_stop")(turns, visitor))["chat"]["value"][-1]["content"]
    assert services.chats.load(visitor, chat).turns[0].answer is not None


def test_editing_puts_the_last_question_into_the_box_and_asking_replaces_it(page, services):
    turns, visitor, chat = ask_and_answer(page, "When?")
    box, revision, notice = event(page, "on_edit")(turns).values()
    assert (box, revision) == ("When?", Revision(1)) and "editing" in notice
    changes = event(page, "on_ask")("Why?", turns, revision, visitor, chat)
    assert [turn.question for turn in states(changes)[0]] == ["Why?"]
    assert [turn.question for turn in services.chats.load(visitor, chat).turns] == ["Why?"]


def test_what_was_understood_can_be_worded_anew_and_is_asked_alone(page):
    turns, _, _ = ask_and_answer(page, "When?")
    box, revision, _ = event(page, "on_reword")(turns).values()
    assert (box, revision) == ("When?", Revision(1, as_worded=True))
    assert set(map(bool, event(page, "on_keep")().values())) == {False}


def test_asking_again_replaces_the_last_answer(page, services):
    turns, visitor, chat = ask_and_answer(page, "When?")
    again = states(event(page, "on_again")(turns, None, visitor, chat))[0]
    assert [(turn.question, turn.pending) for turn in again] == [("When?", True)]
    assert len(services.chats.load(visitor, chat).turns) == 1


def test_an_offered_question_is_asked(page):
    changes = event(page, "on_offered")(happened(question="Where?"), (), None, "", None)
    assert states(changes)[0][-1].question == "Where?"
    ((_, shown),) = event(page, "on_offered")(happened(question=["x"]), (), None, "", None).items()
    assert "The question is empty" in shown


# Kept chats


def test_a_visit_brings_the_last_chat_back_and_a_new_browser_gets_a_token(page):
    turns, visitor, chat = ask_and_answer(page, "When?")
    back = event(page, "on_return")(visitor, chat)
    assert states(back) == (turns, visitor, chat)
    assert "<mark>" in by_class(back)["sources-of-turns"]
    fresh = states(event(page, "on_return")("", None))
    assert fresh[0] == () and len(fresh[1]) > 30 and fresh[2] == NO_CHAT


def test_chats_are_opened_renamed_found_and_deleted(page, services):
    _, visitor, first = ask_and_answer(page, "When?")
    turns, _, second = ask_and_answer(page, "Why?", visitor=visitor)
    opened = states(event(page, "on_open")(happened(chat=first), turns, visitor, second))
    assert [turn.question for turn in opened[0]] == ["When?"] and opened[2] == first
    (listed,) = event(page, "on_rename")(happened(chat=first, title="Our <b> dates"), visitor, first, "").values()
    assert "Our &lt;b&gt; dates" in listed
    (found,) = event(page, "on_find")(visitor, first, "dates").values()
    assert found.count("chat-item") == 1
    gone = event(page, "on_delete")(happened(chat=first), opened[0], visitor, first, "")
    assert states(gone)[0] == () and [one.chat_id for one in services.chats.chats(visitor)] == [second]


def test_a_chat_of_another_visitor_is_neither_opened_renamed_nor_deleted(page, services):
    _, owner, chat = ask_and_answer(page, "When?")
    other = new_token()
    assert states(event(page, "on_open")(happened(chat=chat), (), other, None))[0] == ()
    for name, arguments in (("on_rename", (other, None, "")), ("on_delete", ((), other, None, ""))):
        ((component, told),) = event(page, name)(happened(chat=chat, title="x"), *arguments).items()
        assert "not there" in told
    assert event(page, "on_export")(happened(format="md"), (), other, chat).values()
    assert services.chats.chats(owner)[0].title == "When?"


def test_all_chats_of_a_visitor_are_deleted_and_what_is_being_answered_with_them(page, services):
    _, owner, _ = ask_and_answer(page, "When?")
    _, visitor, _ = ask_and_answer(page, "When?")
    pending, _, _ = states(ask(page, "Why?", visitor=visitor))
    changes = event(page, "on_delete_all")(pending, visitor)
    assert states(changes) == ((), visitor, NO_CHAT) and by_class(changes)["start"]["visible"] is True
    assert "delete-all" not in by_class(changes)["chats-holder"]
    assert services.chats.chats(visitor) == [] and len(services.chats.chats(owner)) == 1
    assert [one["visible"] for one in list(event(page, "on_answer")(pending, visitor))[1:] if "visible" in one] == []
    ((_, told),) = event(page, "on_delete_all")((), "guessed").items()
    assert "not known here" in told


def test_a_new_chat_leaves_the_old_one_as_it_is(page, services):
    turns, visitor, chat = states(ask(page, "When?"))
    changes = event(page, "on_new")(turns, visitor)
    assert states(changes)[0] == () and states(changes)[2] == NO_CHAT
    assert by_class(changes)["start"]["visible"] is True
    assert services.chats.load(visitor, chat).turns[0].problem.startswith("stopped")
    assert list(event(page, "on_export")(happened(format="md"), (), visitor, NO_CHAT).values()) == [None]
    assert states(ask(page, "Why?", visitor=visitor, chat=NO_CHAT))[2] > chat


def test_a_thumb_is_kept_and_the_same_one_again_takes_it_back(page, services):
    turns, visitor, _ = ask_and_answer(page, "When?")
    down = happened(turn=1, thumb="down", reason="incomplete", note="the year")
    after = next(iter(event(page, "on_opinion")(down, turns, visitor).values()))
    assert after[0].helpful is False and len(services.chats.all_feedback()) == 1
    after = next(iter(event(page, "on_opinion")(down, after, visitor).values()))
    assert after[0].helpful is None and services.chats.all_feedback() == []
    assert event(page, "on_opinion")(happened(turn=7, thumb="up"), turns, visitor) == gr.skip()


def test_a_chat_and_an_answer_can_be_taken_along(page):
    turns, visitor, chat = ask_and_answer(page, "When?")
    for suffix, words in (("md", "**May 1994**"), ("json", '"short_answer": "May 1994"')):
        (file,) = event(page, "on_export")(happened(format=suffix), turns, visitor, chat).values()
        assert file["name"].endswith(f".{suffix}") and words in file["text"]
    assert list(event(page, "on_export")(happened(format="exe"), turns, visitor, chat).values()) == [None]
    (file,) = event(page, "on_receipt")(happened(turn=1), turns, visitor, chat).values()
    assert file["text"] == "receipt of When?" and file["type"] == "text/html"
    assert list(event(page, "on_receipt")(happened(turn=2), turns, visitor, chat).values()) == [None]


# The whole document


def test_a_document_that_is_gone_is_told(page):
    turns, *_ = ask_and_answer(page, "When?")
    assert "treaty.md is no longer in the index" in event(page, "on_whole")(
        happened(turn=1, number=1), turns, new_token()
    )


@pytest.mark.parametrize(
    "told", [{}, {"turn": 1, "number": 9}, {"turn": "1", "number": 1}, {"turn": True, "number": 1}]
)
def test_only_a_citation_of_the_visitors_own_page_opens_a_document(page, told):
    turns, *_ = ask_and_answer(page, "When?")
    assert "no longer on this page" in event(page, "on_whole")(happened(**told), turns, new_token())


# What the page is


def test_the_chat_sanitises_and_renders_neither_markdown_nor_latex(page):
    (chat,) = (block for block in page.blocks.values() if block.get_block_name() == "chatbot")
    assert (chat.sanitize_html, chat.render_markdown, chat.latex_delimiters, chat.allow_tags) == (
        *(True, False),
        *([], False),
    )


def test_document_text_never_goes_through_a_template(page):
    templates = [block for block in page.blocks.values() if block.get_block_name() == "html"]
    assert templates and {block.html_template for block in templates} == {"${value}"}


def test_the_states_begin_empty_for_every_visitor(page):
    kept = [block for block in page.blocks.values() if block.get_block_name() in ("state", "browserstate")]
    assert [state.value for state in kept if state.get_block_name() == "state"] == [(), None, []]
    assert {state.default_value for state in kept if state.get_block_name() == "browserstate"} == {"", None}


def test_documents_are_listed_anew_at_each_visit(tmp_path):
    documents = []
    page = build(make_services(tmp_path, Stub(), lambda: documents))
    visit = event(page, "on_visit")
    assert "No documents are indexed yet" in visit("")[0]
    documents.extend(shelf())
    assert "2 documents" in visit(new_token())[1]


def drawing(tmp_path, documents, examples=()):
    """A page, and the choices that it had questions drawn for."""
    drawn = []

    def suggest(only):
        drawn.append(only)
        return [f"Drawn for {len(drawn)}?"]

    return build(make_services(tmp_path, Stub(), lambda: documents, examples=examples, suggest=suggest)), drawn


ALL = ([], [], [], None, None)


def test_questions_are_drawn_from_documents_that_no_examples_are_about(tmp_path):
    def shown(documents, examples):
        page, _ = drawing(tmp_path, documents, examples)
        return str(event(page, "on_suggest")(new_token(), (), *ALL))

    own = replace(shelf()[0], uploaded=True, owner="f" * 32)
    assert "Drawn for 1?" in shown(shelf(), []) and "Drawn for 1?" in shown([*shelf(), own], ["Shipped?"])
    assert "Drawn" not in shown(shelf(), ["Shipped?"])


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ((["tea.txt"], [], [], None, None), Filter(documents=("tea.txt",))),
        (([], ["Bob Ray"], [], None, None), Filter(authors=("Bob Ray",))),
        (([], [], ["Plants"], None, 2010), Filter(collections=("Plants",), years=(Years(None, 2010),))),
    ],
)
def test_with_documents_chosen_questions_are_drawn_from_these(tmp_path, chosen, wanted):
    page, drawn = drawing(tmp_path, shelf(), ["Shipped?"])
    visitor = new_token()
    assert "Shipped?" in event(page, "on_visit")(visitor, *ALL)[0]
    assert "Shipped?" not in event(page, "on_visit")(visitor, *chosen)[0]
    assert "Drawn for 1?" in event(page, "on_suggest")(visitor, (), *chosen)
    assert [replace(only, visible_to=None) for only in drawn] == [wanted]


@pytest.mark.parametrize("chosen", [(["gone.txt"], [], [], None, None), ([], [], [], 2010, 2000)])
def test_a_choice_that_means_no_document_offers_no_question(tmp_path, chosen):
    page, drawn = drawing(tmp_path, shelf(), ["Shipped?"])
    shown = event(page, "on_visit")("", *chosen)[0] + event(page, "on_suggest")("", (), *chosen)
    assert "welcome" in shown and "example" not in shown and drawn == []


def test_in_a_conversation_no_questions_are_drawn(tmp_path):
    page, drawn = drawing(tmp_path, shelf())
    turns, visitor, _ = states(ask(page, "When?"))
    assert event(page, "on_suggest")(visitor, turns, *ALL) == gr.skip() and drawn == []


def test_only_the_calls_of_other_programs_are_public(page):
    assert page.analytics_enabled is False
    endpoints = page.get_api_info()
    assert sorted(endpoints["named_endpoints"]) == ["/ask", "/get_passage", "/list_documents", "/search"]
    assert endpoints["unnamed_endpoints"] == {}


def test_following_a_source_waits_for_nothing_and_answers_queue_up(page):
    limited = {one.concurrency_id: one.concurrency_limit for one in page.fns.values() if one.queue}
    assert limited["answering"] == ANSWERS_AT_ONCE
    assert limited.keys() == {"answering", "uploading", "looking", "suggesting"}


# Which documents


def offered(page):
    told, _, table, narrow, picked, authors, collections, first, last = event(page, "Documents.on_return")(
        "", None
    ).values()
    assert picked == []
    return told, table, narrow, authors, collections, first, last


def test_a_visit_offers_what_there_is_to_choose_from(page):
    told, table, narrow, authors, collections, first, last = offered(page)
    assert (told["value"], told["visible"]) == ("Asking all 2 documents", True)
    assert table.count('class="pick"') == 2 and 'data-name="tea.txt"' in table and narrow["visible"] is True
    assert (authors["choices"], collections["choices"]) == (["Ann Lee", "Bob Ray"], ["Plants"])
    assert (first["placeholder"], last["placeholder"], first["visible"]) == ("2001", "2020", True)


def test_one_document_is_no_choice(tmp_path):
    page = build(make_services(tmp_path, Stub(), lambda: [replace(shelf()[1], author="Ann Lee", collection="")]))
    told, _, narrow, authors, collections, first, _ = offered(page)
    assert told["visible"] is narrow["visible"] is False
    assert (authors["visible"], collections["visible"], first["visible"]) == (False, False, False)


def test_a_choice_is_told_and_applied_to_every_question_asked(page, services):
    visitor = new_token()
    told, _, _ = event(page, "on_choose")(visitor, [], ["Bob Ray"], [], None, None).values()
    assert told["value"] == "Asking 1 of 2 documents"
    picked, told, _, saved = event(page, "on_pick")(
        happened(documents=["tea.txt", 7]), visitor, [], ["Ann Lee"], [], None, None
    ).values()
    assert picked == ["tea.txt"] and told["value"] == "Asking 1 of 2 documents"
    assert saved == [["tea.txt"], ["Ann Lee"], [], None, None]
    turns, visitor, _ = states(ask(page, "When?", visitor=visitor, chosen=([], ["Bob Ray"], [], None, 2021)))
    list(event(page, "on_answer")(turns, visitor))
    wanted = Filter(authors=("Bob Ray",), years=(Years(None, 2021),), visible_to=services.viewer(visitor))
    assert services.answerer.filters == [wanted]


def test_every_question_says_who_asks(page, services):
    turns, visitor, _ = ask_and_answer(page, "When?")
    assert services.answerer.filters == [Filter(visible_to=services.viewer(visitor))]


def test_too_many_questions_are_told_and_not_asked(page, services):
    visitor = new_token()
    for _ in range(QUESTIONS.count):
        services.questions.admit(visitor)
    ((_, told),) = ask(page, "When?", visitor=visitor).items()
    assert "wait" in told and services.chats.chats(visitor) == []


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (([], [], ["Plants"], 2010, None), "1 of 2010-, 1 in the collection Plants"),
        (([], [], [], 2010, 2000), "backwards"),
        ((["gone.txt"], [], [], None, None), "named gone.txt: there are tea.txt; war.txt"),
    ],
)
def test_a_choice_that_means_nothing_is_told_and_asks_nothing(page, chosen, reason):
    told, notice, _ = event(page, "on_choose")("", *chosen).values()
    assert told["value"] == "Asking no document" and re.search(reason, notice)
    ((component, shown),) = ask(page, "When?", chosen=chosen).items()
    assert component.get_block_name() == "html" and re.search(reason, shown)


def choice(changes):
    """What is chosen after an event, what is told of it, and what the browser keeps of it."""
    told, _, table, _, picked, authors, collections, first, last, *saved = changes.values()
    ticked = re.findall(r'data-name="([^"]*)"[^>]* checked', table)
    assert sorted(ticked) == sorted(picked)
    values = [part["value"] for part in (authors, collections, first, last)]
    return [picked, *values], told["value"], json.loads(json.dumps(saved))


def test_what_was_chosen_comes_back_as_far_as_it_is_still_there(page):
    back = event(page, "Documents.on_return")
    saved = [["tea.txt", "gone.txt"], ["Ann Lee", "Cat Fox"], ["Plants", "Gone"], 2000, None]
    shown = back(new_token(), saved)
    kept = [["tea.txt"], ["Ann Lee"], ["Plants"], 2000, None]
    assert choice(shown) == (kept, "Asking 1 of 2 documents", [])
    assert by_class(shown)["choosing"]["open"] is True
    for nothing in (None, "x", [["gone.txt"], [], [], None, None]):
        shown = back(new_token(), nothing)
        assert choice(shown) == (list(ALL), "Asking all 2 documents", [])
        assert "open" not in by_class(shown)["choosing"]


def test_a_choice_stays_when_documents_are_added_or_taken_out_as_far_as_it_holds(tmp_path):
    documents = shelf()
    page = build(make_services(tmp_path, Stub(), lambda: documents))
    chosen = (["tea.txt", "war.txt"], [], ["Plants"], None, None)
    assert choice(event(page, "on_change")("", *chosen)) == (list(chosen), "Asking 1 of 2 documents", [list(chosen)])
    del documents[1]
    left = [["war.txt"], [], [], None, None]
    assert choice(event(page, "on_change")("", *chosen)) == (left, "Asking 1 of 1 documents", [left])
    forgotten = event(page, "on_forget")("")
    assert choice(forgotten) == (list(ALL), "Asking all 1 documents", [list(ALL)]) and "" in forgotten.values()


def test_a_choice_that_comes_back_and_means_no_document_is_told(page):
    told, notice, *_ = event(page, "Documents.on_return")("", [["tea.txt"], ["Bob Ray"], [], None, None]).values()
    assert told["value"] == "Asking no document" and "no document meets all" in notice.lower()


# Adding documents


def test_what_becomes_of_each_file_added_is_told_and_kept_apart_by_visitor(tmp_path, embedder, papers):
    services = make_services(tmp_path, Stub())
    services = replace(services, uploads=Uploads(tmp_path / "uploads", tmp_path / "index", embedder=lambda: embedder))
    page = build(services)
    broken = papers / "broken.pdf"
    broken.write_bytes(b"no pdf")
    changes = list(event(page, "on_add")([str(papers / "tea.txt"), str(broken)], ""))
    (visitor,) = [change for component, change in changes[0].items() if component.get_block_name() == "browserstate"]
    progress = [change for one in changes for component, change in one.items() if "adding" in str(change)][-1]
    assert "ready: " in progress and "failed: " in progress and "broken.pdf" in progress
    owner = services.viewer(visitor)
    (mine,) = [one for one in services.uploads.documents(owner) if one.own]
    assert services.uploads.documents(services.viewer(new_token())) == []
    other = event(page, "on_remove")(happened(name=mine.name), new_token())
    assert "not among your documents" in other
    assert event(page, "on_remove")(happened(name=mine.name), visitor) == ""
    assert services.uploads.documents(owner) == []


def test_too_many_additions_are_told(page, services):
    visitor = new_token()
    for _ in range(UPLOADS.count):
        services.additions.admit(visitor)
    told = [change for one in event(page, "on_add")(["/x"], visitor) for change in one.values()]
    assert any("wait" in str(one) for one in told)


# Settings


def test_what_was_set_is_used_and_kept(tmp_path):
    quoting, writing = Stub(answered()), Stub(answered())
    services = make_services(tmp_path, quoting, answerers={"quote": quoting, "tiny": writing})
    page = build(services)
    turns, visitor, _ = states(ask(page, "When?"))
    list(event(page, "on_answer")(turns, visitor, 20, "Strict", "tiny"))
    assert (quoting.asked, writing.asked, writing.settings) == ([], ["When?"], [(20, 0.7)])
    assert event(page, "on_set")(20, "Strict", "tiny") == [20, "Strict", "tiny"]


@pytest.mark.parametrize(
    ("saved", "shown"),
    [
        ([20, "Strict", "quote"], [20, "Strict", "quote"]),
        ([500, "Mad", "gone"], [10, "Usual", "quote"]),
        (None, [10, "Usual", "quote"]),
        ("x", [10, "Usual", "quote"]),
    ],
)
def test_what_can_no_longer_be_set_is_as_usual(page, saved, shown):
    assert event(page, "Settings.on_return")(saved, 10, "Usual", "quote") == shown


@pytest.mark.parametrize(
    "hostile", [(10**9, "Usual", "quote"), ("x", ["y"], {"z": 1}), (None, None, None), (-1, "", "")]
)
def test_settings_that_no_page_gives_count_as_usual(hostile):
    stub = Stub()
    assert choose_answerer({"quote": stub}, *hostile) is stub
    assert stub.settings == [(None, 0.5)]
