import pytest

from corpus.errors import UserError
from qa.chats.records import Reason, State
from qa.chats.store import ChatStore, new_token
from qa.page import conversation as talking
from qa.page.keeping import Keeper, known
from tests.answers import answered
from tests.qa.page.stub import Stub


@pytest.fixture
def keeper(tmp_path):
    return Keeper(ChatStore(tmp_path / "chats.sqlite3"))


def ask(keeper, visitor, chat, conversation, question, stub):
    """A question kept, answered, and its answer kept."""
    before = conversation
    conversation, _ = talking.begin(question, before)
    chat, conversation = keeper.begin(visitor, chat, conversation)
    *_, conversation = talking.proceed(stub, conversation)
    keeper.settle(visitor, conversation)
    return chat, conversation


def test_a_chat_is_opened_as_it_was(keeper):
    visitor, stub = new_token(), Stub(answered(), UserError("no such document"))
    chat, conversation = ask(keeper, visitor, None, (), "First?", stub)
    chat, conversation = ask(keeper, visitor, chat, conversation, "Second?", stub)
    assert keeper.open(visitor, chat) == (chat, conversation)
    assert talking.messages(keeper.open(visitor, chat)[1]) == talking.messages(conversation)


def test_a_question_without_an_outcome_is_told_as_interrupted_and_can_be_asked_again(keeper):
    visitor = new_token()
    conversation, _ = talking.begin("First?", ())
    chat, _ = keeper.begin(visitor, None, conversation)
    _, opened = keeper.open(visitor, chat)
    assert opened[-1].problem == talking.INTERRUPTED and not opened[-1].pending
    chat, again = keeper.begin(visitor, chat, talking.ask_again(opened, None), replaced=1)
    *_, answered_now = talking.proceed(Stub(answered()), again)
    keeper.settle(visitor, answered_now)
    assert [turn.answer is not None for turn in keeper.open(visitor, chat)[1]] == [True]


def test_an_answer_that_comes_after_its_question_was_asked_anew_is_not_kept(keeper):
    visitor = new_token()
    chat, first = keeper.begin(visitor, None, talking.begin("First?", ())[0])
    keeper.begin(visitor, chat, talking.begin("Anew?", ())[0], replaced=1)
    *_, late = talking.proceed(Stub(answered()), first)
    keeper.settle(visitor, late)
    (turn,) = keeper.chats.load(visitor, chat).turns
    assert (turn.question, turn.state) == ("Anew?", State.PENDING)


def test_nobody_opens_the_chat_of_another(keeper):
    chat, _ = ask(keeper, new_token(), None, (), "First?", Stub(answered()))
    assert keeper.open(new_token(), chat) == (None, ())
    assert keeper.open("", chat) == (None, ()) and keeper.open(new_token(), None) == (None, ())
    assert keeper.open(new_token(), "1 OR 1") == keeper.open(new_token(), [chat]) == (None, ())


def test_a_rating_is_kept_and_taken_back(keeper):
    visitor = new_token()
    chat, conversation = ask(keeper, visitor, None, (), "First?", Stub(answered()))
    keeper.rate(visitor, conversation[0], False, Reason.INCOMPLETE, "the year")
    assert keeper.open(visitor, chat)[1][0].helpful is False
    (feedback,) = keeper.chats.all_feedback()
    assert (feedback.rating.reason, feedback.rating.note) == (Reason.INCOMPLETE, "the year")
    keeper.rate(visitor, conversation[0], None)
    assert keeper.open(visitor, chat)[1][0].helpful is None


@pytest.mark.parametrize("unknown", ["", None, 7])
def test_a_browser_without_a_token_gets_one_of_its_own(unknown):
    assert len({known(unknown), known(unknown)}) == 2
    assert known("kept") == "kept"
