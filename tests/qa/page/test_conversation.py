from dataclasses import replace

import pytest

from index.errors import IndexMismatch
from index.filters import Filter
from qa.answer import Sentence, Understood
from qa.page import conversation as talking
from qa.page.conversation import Revision
from qa.pipeline import Searching, Weighing, Writing
from qa.writers.extractive import Written
from tests.answers import HOSTILE, answered, unanswered
from tests.qa.page.stub import Stub


def finish(stub, conversation):
    return list(talking.proceed(stub, conversation))[-1]


def asked(*questions, stub):
    conversation = ()
    for question in questions:
        conversation, told = talking.begin(question, conversation)
        assert told == ""
        conversation = finish(stub, conversation)
    return conversation


def test_a_question_is_shown_before_it_is_answered():
    conversation, told = talking.begin("When was it signed?", ())
    assert (told, conversation[-1].pending) == ("", True)
    question, reply = talking.messages(conversation)
    assert (question["role"], reply["role"]) == ("user", "assistant")
    assert "When was it signed?" in question["content"]
    assert "Searching the documents" in reply["content"]


def test_answers_keep_their_numbers():
    stub = Stub(answered(), unanswered())
    conversation = asked("First?", "Second?", stub=stub)
    assert stub.asked == ["First?", "Second?"]
    replies = [message["content"] for message in talking.messages(conversation) if message["role"] == "assistant"]
    assert 'href="#turn-1-source-1"' in replies[0]
    assert 'id="turn-2-answer"' in replies[1] and "The documents do not answer this" in replies[1]


def test_what_was_asked_before_goes_with_a_question_and_what_failed_does_not():
    stub = Stub(answered(), IndexMismatch("the index changed"), unanswered())
    asked("First?", "Second?", "Third?", stub=stub)
    assert stub.histories == [[], ["First?"], ["First?"]]


@pytest.mark.parametrize("question", ["", "   \n", "?", None])
def test_an_empty_question_changes_nothing_and_is_told(question):
    before = asked("First?", stub=Stub(answered()))
    assert talking.begin(question, before) == (before, "the question is empty; ask something in words")


def test_a_question_of_20000_characters_changes_nothing_and_is_told():
    conversation, told = talking.begin("a" * 20_000, ())
    assert conversation == () and "20,000 characters" in told


def test_a_second_question_waits_for_the_first():
    conversation, _ = talking.begin("First?", ())
    again, told = talking.begin("Second?", conversation)
    assert again is conversation and "one question at a time" in told


def test_what_the_user_can_put_right_is_shown_in_the_chat():
    conversation = asked("First?", stub=Stub(IndexMismatch("the index <x> changed; build it again")))
    assert "The index &lt;x&gt; changed; build it again." in talking.messages(conversation)[-1]["content"]
    assert "Traceback" not in talking.messages(conversation)[-1]["content"]


def test_a_bug_is_not_hidden_and_the_visitor_can_go_on():
    conversation, _ = talking.begin("First?", ())
    with pytest.raises(ZeroDivisionError):
        finish(Stub(ZeroDivisionError()), conversation)
    recovered = talking.end(conversation, talking.BROKEN)
    assert "Something went wrong" in talking.messages(recovered)[-1]["content"]
    assert talking.begin("Second?", recovered)[1] == ""


def test_nothing_pending_is_left_as_it_is():
    conversation = asked("First?", stub=Stub(answered()))
    stub = Stub()
    assert list(talking.proceed(stub, conversation)) == list(talking.proceed(stub, ())) == []
    assert talking.end(conversation, "why") is conversation and talking.end((), "why") == ()
    assert talking.ask_again((), None) == ()
    assert stub.asked == []


def test_only_the_last_turns_are_kept():
    conversation = asked(*["Again?"] * (talking.MAX_TURNS + 3), stub=Stub(*[answered()] * (talking.MAX_TURNS + 3)))
    assert [conversation[0].number, conversation[-1].number] == [4, talking.MAX_TURNS + 3]
    assert len(conversation) == talking.MAX_TURNS


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_message_holds_markup_of_a_question_or_a_document(hostile):
    conversation = asked(f"Why {hostile}?", stub=Stub(answered(hostile, f"Quote {hostile}", hostile, hostile)))
    for message in talking.messages(conversation):
        assert "<img" not in message["content"] and "<script" not in message["content"]
        assert 'href="javascript' not in message["content"] and "\n" not in message["content"]


def test_each_step_is_shown_as_it_begins():
    draft = Written((Sentence("It was signed.", (1,)),), (), None)
    stub = Stub(answered(), steps=[Searching(None), Weighing(10), Writing(draft)])
    conversation, _ = talking.begin("When?", ())
    shown = [talking.messages(after)[-1]["content"] for after in talking.proceed(stub, conversation)]
    for words, content in zip(
        ("Searching the documents", "Reading 10 passages", "It was signed.", "May 1994"), shown, strict=True
    ):
        assert words in content


def test_closing_stops_the_work():
    stub = Stub(answered(), steps=[Searching(None), Weighing(10)])
    conversation, _ = talking.begin("When?", ())
    proceeding = talking.proceed(stub, conversation)
    next(proceeding)
    assert not stub.closed
    proceeding.close()
    assert stub.closed


def test_the_last_question_can_be_worded_anew_and_its_answer_goes():
    conversation = asked("First?", "Second?", stub=Stub(answered(), answered()))
    after, told = talking.begin("Third?", conversation, revision=Revision(2))
    assert told == "" and [turn.question for turn in after] == ["First?", "Third?"]
    assert after[-1].number == 2 and after[-1].pending and not after[-1].alone


def test_a_question_worded_anew_for_a_turn_that_is_not_the_last_is_a_new_one():
    conversation = asked("First?", "Second?", stub=Stub(answered(), answered()))
    after, _ = talking.begin("Third?", conversation, revision=Revision(1, as_worded=True))
    assert [turn.number for turn in after] == [1, 2, 3] and not after[-1].alone


def test_a_question_asked_as_worded_takes_nothing_from_what_was_asked_before():
    conversation = asked("First?", "And?", stub=Stub(answered(), answered()))
    after, _ = talking.begin("What of Armenia?", conversation, revision=Revision(2, as_worded=True))
    stub = Stub(answered(), answered())
    again = talking.ask_again(finish(stub, after), None)
    finish(stub, again)
    assert stub.histories == [[], []] and stub.asked == ["What of Armenia?"] * 2


def test_asking_again_replaces_the_last_answer_and_uses_what_is_chosen_now():
    conversation = asked("First?", "Second?", stub=Stub(answered(), unanswered()))
    again = talking.ask_again(conversation, Filter(authors=("Ann",)))
    assert again[:-1] == conversation[:-1] and again[-1].pending and again[-1].number == 2
    stub = Stub(answered())
    assert finish(stub, again)[-1].answer.answered
    assert stub.filters == [Filter(authors=("Ann",))]
    assert talking.ask_again(again, None) is again


def test_only_the_last_turn_offers_to_be_asked_again():
    follow_up = replace(answered(), understood=Understood("And?", ("Baku",)))
    shown = talking.messages(asked("First?", "Second?", stub=Stub(follow_up, follow_up)))
    assert ["act again" in message["content"] for message in shown] == [False, False, False, True]


def test_what_the_visitor_thinks_of_an_answer_is_shown_on_it_alone():
    conversation = talking.judge(asked("First?", "Second?", stub=Stub(answered(), answered())), 1, True)
    assert ["pressed" in message["content"] for message in talking.messages(conversation)] == [
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("number", [2, 0, None, "1", 1.5])
def test_an_answer_that_is_not_there_is_not_found(number):
    conversation = asked("First?", stub=Stub(answered()))
    assert talking.find_answer(conversation, number) is None
    assert talking.find_answer(conversation, 1) is not None
