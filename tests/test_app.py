import asyncio
import hashlib
import json
import re
import socket
from dataclasses import replace

import pytest

import app
from corpus.files import LIBRARY, find_files
from index.errors import IndexMismatch
from index.filters import Filter, Years
from index.store import StoredDocument
from qa import loading
from qa.rendering.choices import list_choices
from tests.answers import HOSTILE, answered, unanswered


class Stub:
    def __init__(self, *outcomes):
        self.outcomes, self.asked, self.histories, self.filters = list(outcomes), [], [], []

    def ask(self, question, history=(), only=None):
        self.asked.append(question)
        self.filters.append(only)
        self.histories.append([answer.question for answer in history])
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return replace(outcome, question=question)


def build(*arguments):
    """The page, built inside a running event loop: outside one, Gradio opens loops that it never closes."""

    async def built():
        return app.build_app(*arguments)

    return asyncio.run(built())


@pytest.fixture
def page():
    return build(Stub(answered()), list, ["An example?"])


def event(page, name):
    """The function that the page calls for an event, found by its name."""
    return next(one.fn for one in page.fns.values() if getattr(one.fn, "__name__", "") == name)


def by_class(page, changes):
    """What an event changes, by the class or kind of the component."""
    return {
        (component.elem_classes[0] if getattr(component, "elem_classes", None) else component.get_block_name()): change
        for component, change in changes.items()
    }


def library():
    return [
        StoredDocument(number, file.name, str(file.path), digest(file.path), file.name, None, None, 1, 1)
        for number, file in enumerate(find_files([LIBRARY]))
    ]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def asked(*questions, stub):
    conversation = ()
    for question in questions:
        conversation, told = app.begin(question, conversation)
        assert told == ""
        conversation = app.finish(stub, conversation)
    return conversation


# The conversation


def test_a_question_is_shown_before_it_is_answered():
    conversation, told = app.begin("When was it signed?", ())
    assert (told, conversation[-1].pending) == ("", True)
    question, reply = app.messages(conversation)
    assert (question["role"], reply["role"]) == ("user", "assistant")
    assert "When was it signed?" in question["content"]
    assert "Reading the documents" in reply["content"]


def test_answers_keep_their_numbers():
    stub = Stub(answered(), unanswered())
    conversation = asked("First?", "Second?", stub=stub)
    assert stub.asked == ["First?", "Second?"]
    replies = [message["content"] for message in app.messages(conversation) if message["role"] == "assistant"]
    assert 'href="#turn-1-source-1"' in replies[0]
    assert 'id="turn-2-answer"' in replies[1] and "The documents do not answer this" in replies[1]


def test_what_was_asked_before_goes_with_a_question_and_what_failed_does_not():
    stub = Stub(answered(), IndexMismatch("the index changed"), unanswered())
    asked("First?", "Second?", "Third?", stub=stub)
    assert stub.histories == [[], ["First?"], ["First?"]]


@pytest.mark.parametrize("question", ["", "   \n", "?", None])
def test_an_empty_question_changes_nothing_and_is_told(question):
    before = asked("First?", stub=Stub(answered()))
    assert app.begin(question, before) == (before, "the question is empty; ask something in words")


def test_a_question_of_20000_characters_changes_nothing_and_is_told():
    conversation, told = app.begin("a" * 20_000, ())
    assert conversation == () and "20,000 characters" in told


def test_a_second_question_waits_for_the_first():
    conversation, _ = app.begin("First?", ())
    again, told = app.begin("Second?", conversation)
    assert again is conversation and "one question at a time" in told


def test_what_the_user_can_put_right_is_shown_in_the_chat():
    conversation = asked("First?", stub=Stub(IndexMismatch("the index <x> changed; build it again")))
    assert "The index &lt;x&gt; changed; build it again." in app.messages(conversation)[-1]["content"]
    assert "Traceback" not in app.messages(conversation)[-1]["content"]


def test_a_bug_is_not_hidden_and_the_visitor_can_go_on():
    conversation, _ = app.begin("First?", ())
    with pytest.raises(ZeroDivisionError):
        app.finish(Stub(ZeroDivisionError()), conversation)
    recovered = app.recover(conversation)
    assert "Something went wrong" in app.messages(recovered)[-1]["content"]
    assert app.begin("Second?", recovered)[1] == ""


def test_nothing_pending_is_left_as_it_is():
    conversation = asked("First?", stub=Stub(answered()))
    stub = Stub()
    assert app.finish(stub, conversation) is conversation and app.finish(stub, ()) == ()
    assert app.recover(conversation) is conversation and app.recover(()) == ()
    assert stub.asked == []


def test_only_the_last_turns_are_kept():
    conversation = asked(*["Again?"] * (app.MAX_TURNS + 3), stub=Stub(*[answered()] * (app.MAX_TURNS + 3)))
    assert [conversation[0].number, conversation[-1].number] == [4, app.MAX_TURNS + 3]
    assert len(conversation) == app.MAX_TURNS


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_message_holds_markup_of_a_question_or_a_document(hostile):
    conversation = asked(f"Why {hostile}?", stub=Stub(answered(hostile, f"Quote {hostile}", hostile, hostile)))
    for message in app.messages(conversation):
        assert "<img" not in message["content"] and "<script" not in message["content"]
        assert 'href="javascript' not in message["content"] and "\n" not in message["content"]


# The page


def test_asking_shows_the_question_empties_the_box_and_disables_sending(page):
    changes = by_class(page, event(page, "on_ask")("When?", ()))
    assert changes["box"] == ""
    assert changes["send"]["interactive"] is False and changes["clear"]["interactive"] is False
    assert changes["chat"]["visible"] is True and changes["start"]["visible"] is False
    assert changes["state"][-1].question == "When?"


def test_a_question_that_cannot_be_asked_stays_in_the_box(page):
    changes = event(page, "on_ask")("", ())
    ((component, shown),) = changes.items()
    assert component.get_block_name() == "html"
    assert "The question is empty" in shown


def test_answering_shows_the_sources_and_enables_sending(page):
    conversation, _ = app.begin("When?", ())
    changes = event(page, "on_answer")(conversation)
    shown = by_class(page, changes)
    assert shown["send"]["interactive"] is True
    assert "<mark>The treaty was signed in May 1994.</mark>" in shown["html"]


def test_a_failure_ends_the_waiting(page):
    conversation, _ = app.begin("When?", ())
    changes = by_class(page, event(page, "on_failure")(conversation))
    assert changes["send"]["interactive"] is True


def test_clearing_brings_back_the_start(page):
    changes = by_class(page, event(page, "on_clear")())
    assert changes["state"] == () and changes["html"] == ""
    assert changes["start"]["visible"] is True and changes["chat"]["visible"] is False


def test_documents_are_listed_anew_at_each_visit():
    documents = []
    page = build(Stub(), lambda: documents)
    visit = next(one.fn for one in page.fns.values() if one.targets[0][1] == "load")
    assert "No documents are indexed yet" in visit()[0]
    documents.extend(library())
    assert "5 documents" in visit()[1]


def test_the_chat_sanitises_and_renders_neither_markdown_nor_latex(page):
    (chat,) = (block for block in page.blocks.values() if block.get_block_name() == "chatbot")
    assert (chat.sanitize_html, chat.render_markdown, chat.latex_delimiters, chat.allow_tags) == (
        True,
        False,
        [],
        False,
    )


def test_document_text_never_goes_through_a_template(page):
    templates = [block for block in page.blocks.values() if block.get_block_name() == "html"]
    assert templates and {block.html_template for block in templates} == {"${value}"}


def test_no_visitor_data_is_outside_the_session_state(page):
    states = [block for block in page.blocks.values() if block.get_block_name() == "state"]
    assert [state.value for state in states] == [()]


def test_asking_is_the_only_public_endpoint_and_is_documented(page):
    assert page.analytics_enabled is False
    endpoints = page.get_api_info()
    assert list(endpoints["named_endpoints"]) == ["/ask"] and endpoints["unnamed_endpoints"] == {}
    ask = endpoints["named_endpoints"]["/ask"]
    assert ask["description"].startswith("Answer a question from the indexed documents")
    assert [(one["parameter_name"], one["type"]["type"]) for one in ask["parameters"]] == [("question", "string")]


def test_the_endpoint_gives_the_prediction(page):
    assert event(page, "ask")("When?") == json.loads(json.dumps(replace(answered(), question="When?").to_json()))


@pytest.mark.parametrize("question", [None, 7, ["When?"], {"question": "When?"}])
def test_the_endpoint_wants_text(page, question):
    import gradio as gr

    with pytest.raises(gr.Error, match="must be text"):
        event(page, "ask")(question)


def test_the_endpoint_tells_what_is_wrong_with_a_question():
    import gradio as gr

    page = build(Stub(IndexMismatch("build it again")), list)
    with pytest.raises(gr.Error, match="build it again"):
        event(page, "ask")("When?")


def test_following_a_source_waits_for_nothing_and_answers_queue_up(page):
    limited = {one.concurrency_id: one.concurrency_limit for one in page.fns.values() if one.queue}
    assert limited == {"answering": app.ANSWERS_AT_ONCE}


def test_examples_are_offered_for_the_shipped_documents_only():
    shipped = library()
    own = StoredDocument(9, "own.md", "/x/own.md", "0", "Own", None, None, 1, 1)
    assert app.shipped_examples([*shipped, own]) == app.EXAMPLES
    assert list(app.shipped_examples([own])) == []
    assert list(app.shipped_examples(shipped[1:])) == []
    assert list(app.shipped_examples([replace(shipped[0], content_hash="0"), *shipped[1:]])) == []


# Which documents


def shelf():
    tea = StoredDocument(1, "tea.txt", "/x/tea.txt", "1", "Tea", "Ann Lee", 2001, 1, 1, "Plants")
    war = StoredDocument(2, "war.txt", "/x/war.txt", "2", "War", "Bob Ray, Ann Lee", 2020, 1, 1)
    return [war, tea]


@pytest.fixture
def choosing():
    return build(Stub(answered()), shelf)


def test_a_visit_offers_what_there_is_to_choose_from(choosing):
    section, documents, authors, collections, first, last = event(choosing, "on_visit")().values()
    assert (section["label"], section["visible"]) == ("Which documents? All", True)
    assert documents["choices"] == [("Tea", "tea.txt"), ("War", "war.txt")]
    assert (authors["choices"], collections["choices"]) == (["Ann Lee", "Bob Ray"], ["Plants"])
    assert (first["placeholder"], last["placeholder"], first["visible"]) == ("2001", "2020", True)


def test_one_document_is_no_choice():
    page = build(Stub(answered()), lambda: shelf()[:1])
    section, _, authors, collections, first, _ = event(page, "on_visit")().values()
    assert section["visible"] is False
    assert (authors["visible"], collections["visible"], first["visible"]) == (True, False, False)


def test_a_choice_is_told_and_applied_to_every_question_asked(choosing):
    (told, _) = event(choosing, "on_choose")([], ["Bob Ray"], [], None, None).values()
    assert told["label"] == "Which documents? 1 of 2"
    turns = by_class(choosing, event(choosing, "on_ask")("When?", (), [], ["Bob Ray"], [], None, 2021))["state"]
    assert turns[-1].only == Filter(authors=("Bob Ray",), years=(Years(None, 2021),))
    stub = Stub(answered(), answered())
    app.finish(stub, turns)
    app.finish(stub, app.begin("When?", ())[0])
    assert stub.filters == [turns[-1].only, None]


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (([], [], ["Plants"], 2010, None), "1 of 2010-, 1 in the collection Plants"),
        (([], [], [], 2010, 2000), "backwards"),
        ((["gone.txt"], [], [], None, None), "named gone.txt: there are tea.txt; war.txt"),
    ],
)
def test_a_choice_that_means_nothing_is_told_and_asks_nothing(choosing, chosen, reason):
    section, notice = event(choosing, "on_choose")(*chosen).values()
    assert section["label"] == "Which documents? None" and re.search(reason, notice)
    ((component, shown),) = event(choosing, "on_ask")("When?", (), *chosen).items()
    assert component.get_block_name() == "html" and re.search(reason, shown)


def test_documents_of_one_title_are_told_apart_by_their_names():
    same = [replace(document, title="Notes") for document in shelf()]
    assert [shown for shown, _ in list_choices(same).documents] == ["Notes (tea.txt)", "Notes (war.txt)"]


# The command


def test_a_folder_without_an_index_is_told_with_what_to_do(capsys, tmp_path):
    assert app.main(["--index", str(tmp_path / "none"), "--port", str(free_port())]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert "no index there" in told.err and "python -m index build" in told.err


def test_a_port_in_use_is_told_with_the_flag_to_use(capsys, monkeypatch):
    monkeypatch.setattr(loading, "load_answerer", lambda options: pytest.fail("models were loaded"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"port {port}" in error and "in use" in error and "--port" in error


def test_a_port_taken_while_loading_is_told_too(capsys, monkeypatch, library_index):
    monkeypatch.setattr(loading, "load_answerer", lambda options: Stub())
    monkeypatch.setattr(app, "build_app", lambda *ignored: None)
    monkeypatch.setattr(app, "_launch", lambda *ignored: (_ for _ in ()).throw(OSError("Cannot find empty port")))
    assert app.main(["--index", str(library_index), "--port", str(free_port())]) == 2
    assert "it is in use; name another with --port" in capsys.readouterr().err


def test_an_address_that_is_not_ours_is_told(capsys):
    assert app.main(["--host", "192.0.2.1", "--port", str(free_port())]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "192.0.2.1" in error and "--host" in error


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "", "٣"])
def test_a_port_that_is_none_is_told(capsys, port):
    with pytest.raises(SystemExit) as stop:
        app.main([f"--port={port}"])
    assert stop.value.code == 2
    assert "must be a whole number from 1 to 65535" in capsys.readouterr().err


def test_a_top_k_out_of_range_is_told(capsys):
    assert app.main(["--top-k", "100000"]) == 2
    assert "--top-k must be from" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["app", "qa.__main__"])
def test_help_loads_no_model_and_no_page(run_python, module):
    result = run_python(
        "-c",
        f"import sys, {module} as command\n"
        "try: command.main(['--help'])\n"
        "except SystemExit: print(sorted({'torch', 'gradio', 'faiss', 'numpy'} & set(sys.modules)))",
    )
    assert "usage" in result.stdout
    assert result.stdout.splitlines()[-1] == "[]", result.stderr


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
