import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UserError
from index.filters import Filter, Years
from qa.chats import limits
from qa.chats.errors import ChatsUnusable, NoSuchChat, TooLarge
from qa.chats.migrations import APPLICATION_ID, FORMAT
from qa.chats.records import Reason, State
from qa.chats.store import ChatStore, new_token
from tests.answers import HOSTILE, answered, unanswered
from tests.conftest import ROOT

MINE, THEIRS = new_token(), new_token()
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def clock():
    """A minute passes with every look at it."""
    minutes = count()
    return lambda: START + timedelta(minutes=next(minutes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "chats.sqlite3"


@pytest.fixture
def store(path: Path):
    store = ChatStore(path, clock())
    yield store
    store.close()


def ask(store, question="Who won?", answer=None, visitor=MINE, chat_id=None):
    """A chat with one more answered turn; returns the ids of both."""
    chat_id = store.start(visitor) if chat_id is None else chat_id
    turn = store.begin(visitor, chat_id, question)
    assert store.finish(visitor, turn.turn_id, answer or answered(question=question))
    return chat_id, turn.turn_id


def whole(path: Path) -> bool:
    """Whether the file is sound, the index of words included."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def bytes_kept(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_chat_comes_back_as_it_was(store, path):
    only = Filter(documents=("a.md",), years=(Years(1990, None),))
    chat_id = store.start(MINE)
    first = store.begin(MINE, chat_id, "  When\nwas it signed? ", only)
    store.finish(MINE, first.turn_id, answered())
    second = store.begin(MINE, chat_id, "And why?")
    store.fail(MINE, second.turn_id, "no document is named so")
    store.close()
    again = ChatStore(path)
    chat = again.load(MINE, chat_id)
    again.close()
    one, two = chat.turns
    assert (one.number, one.question, one.only, one.answer) == (1, "  When\nwas it signed? ", only, answered())
    assert (one.state, one.problem, one.finished) == (State.ANSWERED, None, START + timedelta(minutes=2))
    assert (two.number, two.state, two.answer, two.problem) == (2, State.FAILED, None, "no document is named so")
    assert two.asked == START + timedelta(minutes=3)
    assert (chat.summary.title, chat.summary.turns) == ("When was it signed?", 2)
    assert (chat.summary.started, chat.summary.asked) == (START, two.asked)


def test_the_chat_last_asked_in_comes_first(store):
    old, _ = ask(store, "old")
    new, _ = ask(store, "new")
    assert [chat.chat_id for chat in store.chats(MINE)] == [new, old]
    ask(store, "again", chat_id=old)
    assert [(chat.chat_id, chat.turns) for chat in store.chats(MINE)] == [(old, 2), (new, 1)]


def test_a_chat_is_called_after_its_first_question_until_it_is_renamed(store):
    chat_id = store.start(MINE)
    assert store.chats(MINE)[0].title == "New chat"
    ask(store, "How does Muradov explain the calm that lasted from 1994 to the year 2014?", chat_id=chat_id)
    ask(store, "And why?", chat_id=chat_id)
    assert store.chats(MINE)[0].title == "How does Muradov explain the calm that lasted from 1994 to…"
    store.rename(MINE, chat_id, "  The  calm\n")
    assert store.load(MINE, chat_id).summary.title == store.chats(MINE)[0].title == "The calm"
    store.rename(MINE, chat_id, " ")
    assert store.chats(MINE)[0].title.startswith("How does Muradov")


def test_a_long_first_word_is_cut(store):
    ask(store, "x" * 500)
    assert store.chats(MINE)[0].title == "x" * 60 + "…"


# What becomes of a question


def test_a_question_is_pending_until_it_has_an_outcome(store):
    chat_id = store.start(MINE)
    turn = store.begin(MINE, chat_id, "Who won?")
    assert turn.state is State.PENDING
    assert store.load(MINE, chat_id).turns == (turn,)
    assert store.finish(MINE, turn.turn_id, unanswered())
    assert store.load(MINE, chat_id).turns[0].state is State.ANSWERED


def test_what_was_being_answered_when_the_program_ended_was_interrupted(store, path):
    chat_id, _ = ask(store)
    store.begin(MINE, chat_id, "And why?")
    with closing(ChatStore(path)) as next_run:
        assert [turn.state for turn in next_run.load(MINE, chat_id).turns] == [State.ANSWERED, State.INTERRUPTED]
        assert next_run.begin(MINE, chat_id, "And why?", number=2).state is State.PENDING
        assert [turn.state for turn in next_run.load(MINE, chat_id).turns] == [State.ANSWERED, State.PENDING]


def test_an_answer_that_comes_after_its_turn_was_replaced_is_not_saved(store):
    chat_id = store.start(MINE)
    first = store.begin(MINE, chat_id, "Who won?")
    second = store.begin(MINE, chat_id, "Who lost?", number=1)
    assert not store.finish(MINE, first.turn_id, answered())
    assert store.load(MINE, chat_id).turns == (second,)
    assert store.finish(MINE, second.turn_id, unanswered())


def test_the_first_outcome_stands(store):
    chat_id = store.start(MINE)
    turn = store.begin(MINE, chat_id, "Who won?")
    assert store.fail(MINE, turn.turn_id, "stopped")
    assert not store.finish(MINE, turn.turn_id, answered())
    assert not store.fail(MINE, turn.turn_id, "again")
    assert store.load(MINE, chat_id).turns[0].problem == "stopped"


def test_an_answer_for_a_deleted_chat_is_not_saved(store):
    chat_id = store.start(MINE)
    turn = store.begin(MINE, chat_id, "Who won?")
    store.delete(MINE, chat_id)
    assert not store.finish(MINE, turn.turn_id, answered())


def test_only_a_turn_that_is_there_can_be_replaced(store):
    chat_id, _ = ask(store)
    for number in (0, 2, -1, 10**30):
        with pytest.raises(NoSuchChat, match=f"no question number {number}"):
            store.begin(MINE, chat_id, "Who?", number=number)
    ask(store, "Second?", chat_id=chat_id)
    store.begin(MINE, chat_id, "First again?", number=1)
    assert [(one.number, one.question) for one in store.load(MINE, chat_id).turns] == [
        (1, "First again?"),
        (2, "Second?"),
    ]


def test_an_answer_that_cannot_be_read_leaves_the_rest_of_the_chat(store, path):
    chat_id, turn_id = ask(store)
    ask(store, "And why?", chat_id=chat_id)
    for damaged in ('{"format": 99, "answer": {}}', "{", "[" * 200_000, '{"format": 1, "answer": {"question": 1}}'):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE turns SET answer = ? WHERE turn_id = ?", (damaged, turn_id))
            connection.commit()
        first, second = store.load(MINE, chat_id).turns
        assert (first.state, first.answer) == (State.FAILED, None)
        assert "ask the question again" in first.problem
        assert second.state is State.ANSWERED


# Whose it is


def test_nobody_sees_or_changes_what_another_asked(store):
    chat_id, turn_id = ask(store, "My secret question?")
    pending = store.begin(MINE, chat_id, "Another secret?")
    before = store.load(MINE, chat_id)
    assert store.chats(THEIRS) == store.search(THEIRS, "secret") == store.search(THEIRS, "") == []
    with pytest.raises(NoSuchChat) as told:
        store.load(THEIRS, chat_id)
    for action in (
        lambda: store.begin(THEIRS, chat_id, "Mine now?"),
        lambda: store.begin(THEIRS, chat_id, "Mine now?", number=1),
        lambda: store.rename(THEIRS, chat_id, "Mine"),
        lambda: store.delete(THEIRS, chat_id),
        lambda: store.rate(THEIRS, turn_id, True),
        lambda: store.take_back(THEIRS, turn_id),
    ):
        with pytest.raises(NoSuchChat):
            action()
    assert not store.finish(THEIRS, pending.turn_id, answered())
    assert not store.fail(THEIRS, pending.turn_id, "no")
    assert store.load(MINE, chat_id) == before
    with pytest.raises(NoSuchChat) as same:
        store.load(MINE, chat_id + 1)
    assert str(told.value) == str(same.value)


def test_the_token_itself_is_not_kept(store, path):
    ask(store)
    assert MINE.encode() not in bytes_kept(path)


@pytest.mark.parametrize("token", ["", "short", "x" * 21, "x" * 257, "é" * 30])
def test_a_token_that_could_be_guessed_is_refused(store, token):
    with pytest.raises(UserError, match="load the page again"):
        store.start(token)


def test_tokens_differ():
    assert len({new_token() for _ in range(100)}) == 100


def test_only_the_owner_of_the_file_may_read_it(store, path):
    ask(store)
    assert {file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {0}


@pytest.mark.parametrize("chat_id", [-1, 0, 10**30])
def test_an_id_that_no_chat_has_is_told(store, chat_id):
    with pytest.raises(NoSuchChat):
        store.load(MINE, chat_id)


# Searching


def test_questions_and_answers_are_searched(store):
    treaty, _ = ask(store, "When was it signed?", answered(quote="The Shusha declaration came in 2021."))
    war, _ = ask(store, "Who won the war?", unanswered())
    assert [match.chat.chat_id for match in store.search(MINE, "declaration")] == [treaty]
    assert [match.chat.chat_id for match in store.search(MINE, "WAR")] == [war]
    assert store.search(MINE, "declaration war") == []
    found = store.search(MINE, "shusha decl")[0]
    assert (found.turn, found.excerpt) == (1, "May 1994 The Shusha declaration came in 2021.")


def test_case_accents_and_the_end_of_the_last_word_do_not_count(store):
    chat_id, _ = ask(store, "Qui a signé à Genève?")
    for query in ("geneve", "GENÈVE", "Gen", "sign gen", "signé"):
        assert bool(store.search(MINE, query)) == (query != "sign gen"), query
    assert store.search(MINE, "neve") == []


def test_a_title_is_found_too(store):
    chat_id, _ = ask(store, "Who won?")
    store.rename(MINE, chat_id, "Notes for chapter two")
    found = store.search(MINE, "chap")
    assert [(match.chat.chat_id, match.turn, match.excerpt) for match in found] == [(chat_id, None, "")]


def test_each_chat_is_found_once(store):
    chat_id, _ = ask(store, "war and peace")
    ask(store, "war", chat_id=chat_id)
    assert [match.chat.chat_id for match in store.search(MINE, "war")] == [chat_id]


def test_no_words_find_every_chat(store):
    ask(store)
    ask(store)
    for query in ("", "  ", "?!", '"', "***", "\x00"):
        assert [match.chat for match in store.search(MINE, query)] == store.chats(MINE)


@pytest.mark.parametrize(
    "query",
    ['"', 'war"', "war*", "war AND", "NOT war", "NEAR(war peace, 2)", "question:war", "^war", "-war", "war OR peace",
     "a" * 400, "war " * 100, "(war", "war + peace", "war\x00peace", "'; DROP TABLE turns; --", 'war"x', "\ud800war",
     "{question said}: war", "𞄀𞄁", *HOSTILE],
)  # fmt: skip
def test_no_syntax_breaks_the_search(store, path, query):
    ask(store, f"Who won the war? {query}")
    found = store.search(MINE, query)
    assert len(found) <= 1
    assert whole(path)


def test_words_are_searched_as_they_were_typed(store):
    ask(store, "Is it 12.5 or AND-gates, in don't?")
    for query in ("12.5", "AND-gates", "don't", "and", "it is"):
        assert store.search(MINE, query), query
    for query in ("12.6", "OR gates-AND", "NOT war"):
        assert not store.search(MINE, query), query


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_question_can_be_kept_and_any_query_asked(store, question, query):
    chat_id, _ = ask(store, question)
    kept = store.load(MINE, chat_id).turns[0].question
    assert kept == "".join("\ufffd" if one == "\x00" or "\ud800" <= one <= "\udfff" else one for one in question)
    store.search(MINE, query)
    store.delete(MINE, chat_id)


@pytest.mark.parametrize("text", [*HOSTILE, "half \ud83d of a pair", "nul \x00 here", "𝔘 🙂 ə ş"])
def test_hostile_text_is_kept_whole(store, path, text):
    chat_id, turn_id = ask(store, text, answered(quote="It is so: " + text, question=text))
    kept = limits.NOT_STORABLE.sub("\ufffd", text)
    store.rename(MINE, chat_id, text[:200])
    store.rate(MINE, turn_id, False, Reason.OTHER, text)
    turn = store.load(MINE, chat_id).turns[0]
    assert (turn.question, turn.rating.note) == (kept, kept)
    assert turn.answer == answered(quote="It is so: " + text, question=text)
    assert store.chats(MINE)[0].title == " ".join(kept.split())
    again = store.begin(MINE, chat_id, "next")
    assert store.fail(MINE, again.turn_id, text)
    assert store.load(MINE, chat_id).turns[1].problem == kept
    assert whole(path)


# Deleting


def test_what_is_deleted_is_in_no_file_any_more(store, path):
    kept, _ = ask(store, "Something kept")
    for _ in range(3):
        chat_id, turn_id = ask(store, "zanzibarquestion", answered(quote="The zanzibaranswer stands here."))
        store.rate(MINE, turn_id, False, note="zanzibarnote")
        store.begin(MINE, chat_id, "zanzibaragain", number=1)
        assert b"zanzibar" in bytes_kept(path)
        store.delete(MINE, chat_id)
        assert b"zanzibar" not in bytes_kept(path)
    assert [chat.chat_id for chat in store.chats(MINE)] == [kept]
    assert store.search(MINE, "zanzibarquestion") == store.all_feedback() == []
    assert whole(path)


def test_all_chats_of_one_visitor_are_deleted_and_no_others(store, path):
    theirs, _ = ask(store, "Something kept", visitor=THEIRS)
    store.delete_all(MINE)
    for _ in range(2):
        _, turn_id = ask(store, "zanzibarquestion", answered(quote="The zanzibaranswer stands here."))
        store.rate(MINE, turn_id, False, note="zanzibarnote")
    store.delete_all(MINE)
    assert store.chats(MINE) == store.all_feedback() == [] and b"zanzibar" not in bytes_kept(path)
    assert [chat.chat_id for chat in store.chats(THEIRS)] == [theirs] and store.search(THEIRS, "something")
    assert whole(path)


def test_all_chats_are_deleted_or_none(store, path):
    chats = [ask(store, f"Question {number}?")[0] for number in range(3)]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            f"CREATE TRIGGER stubborn BEFORE DELETE ON chats WHEN old.chat_id = {chats[1]} "
            "BEGIN SELECT raise(ABORT, 'stubborn'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="stubborn"):
        store.delete_all(MINE)
    assert [chat.chat_id for chat in store.chats(MINE)] == chats[::-1]


def test_a_deleted_chats_id_is_not_given_again(store):
    chat_id, turn_id = ask(store)
    store.delete(MINE, chat_id)
    with pytest.raises(NoSuchChat):
        store.delete(MINE, chat_id)
    again, other = ask(store)
    assert again != chat_id
    assert other != turn_id


# Ratings


def test_a_rating_is_shown_with_its_answer_and_can_be_changed_and_taken_back(store):
    chat_id, turn_id = ask(store)
    store.rate(MINE, turn_id, True)
    assert store.load(MINE, chat_id).turns[0].rating.good
    store.rate(MINE, turn_id, False, Reason.WRONG_SOURCE, "page 3")
    rating = store.load(MINE, chat_id).turns[0].rating
    assert (rating.good, rating.reason, rating.note) == (False, Reason.WRONG_SOURCE, "page 3")
    assert rating.given == START + timedelta(minutes=4)
    assert len(store.all_feedback()) == 1
    store.take_back(MINE, turn_id)
    assert store.load(MINE, chat_id).turns[0].rating is None
    assert store.all_feedback() == []


def test_a_rating_stays_with_the_answer_that_it_was_given_for(store):
    chat_id, turn_id = ask(store, "Who won?", unanswered())
    store.rate(MINE, turn_id, False, Reason.NOT_IN_DOCUMENTS)
    new = store.begin(MINE, chat_id, "Who lost?", number=1)
    store.finish(MINE, new.turn_id, answered())
    assert store.load(MINE, chat_id).turns[0].rating is None
    store.rate(MINE, new.turn_id, True)
    with pytest.raises(NoSuchChat):
        store.rate(MINE, turn_id, True)
    assert [(one.question, one.answer, one.rating.good) for one in store.all_feedback()] == [
        ("Who won?", unanswered(), False),
        ("Who lost?", answered(), True),
    ]


def test_only_an_answer_can_be_rated(store):
    chat_id = store.start(MINE)
    turn = store.begin(MINE, chat_id, "Who won?")
    for _ in range(2):
        with pytest.raises(NoSuchChat):
            store.rate(MINE, turn.turn_id, True)
        store.fail(MINE, turn.turn_id, "stopped")


# Sizes


@pytest.mark.parametrize(
    "action",
    [
        lambda store, chat_id, turn_id: store.begin(MINE, chat_id, "x" * (limits.MAX_QUESTION_CHARACTERS + 1)),
        lambda store, chat_id, turn_id: store.rename(MINE, chat_id, "x" * (limits.MAX_TITLE_CHARACTERS + 1)),
        lambda store, chat_id, turn_id: store.rate(MINE, turn_id, True, note="x" * (limits.MAX_NOTE_CHARACTERS + 1)),
        lambda store, chat_id, turn_id: store.search(MINE, "x" * (limits.MAX_QUERY_CHARACTERS + 1)),
        lambda store, chat_id, turn_id: store.finish(
            MINE, turn_id, replace(answered(), writer="x" * limits.MAX_ANSWER_CHARACTERS)
        ),
    ],
)
def test_too_long_a_text_is_told_and_changes_nothing(store, action):
    chat_id, turn_id = ask(store)
    before = store.load(MINE, chat_id)
    with pytest.raises(TooLarge, match="are the most that are kept"):
        action(store, chat_id, turn_id)
    assert store.load(MINE, chat_id) == before


def test_texts_of_just_the_longest_length_are_kept(store):
    chat_id, turn_id = ask(store, "x" * limits.MAX_QUESTION_CHARACTERS)
    store.rename(MINE, chat_id, "t" * limits.MAX_TITLE_CHARACTERS)
    store.rate(MINE, turn_id, True, note="n" * limits.MAX_NOTE_CHARACTERS)
    chat = store.load(MINE, chat_id)
    assert chat.summary.title == "t" * limits.MAX_TITLE_CHARACTERS
    assert chat.turns[0].question == "x" * limits.MAX_QUESTION_CHARACTERS


def test_a_long_problem_is_cut(store):
    chat_id = store.start(MINE)
    turn = store.begin(MINE, chat_id, "Who won?")
    assert store.fail(MINE, turn.turn_id, "x" * 10_000)
    assert len(store.load(MINE, chat_id).turns[0].problem) == limits.MAX_PROBLEM_CHARACTERS


def test_more_turns_or_chats_than_are_kept_are_told(store, monkeypatch):
    monkeypatch.setattr(limits, "MAX_TURNS", 2)
    monkeypatch.setattr(limits, "MAX_CHATS", 2)
    chat_id, _ = ask(store)
    ask(store, chat_id=chat_id)
    with pytest.raises(TooLarge, match="begin a new one"):
        store.begin(MINE, chat_id, "One more?")
    store.begin(MINE, chat_id, "In place of another?", number=2)
    store.start(MINE)
    with pytest.raises(TooLarge, match="delete some"):
        store.start(MINE)
    store.start(THEIRS)


# Threads, processes and the file


def test_threads_may_share_a_store(store, path):
    visitors = [new_token() for _ in range(4)]
    gate = threading.Barrier(len(visitors))

    def live(visitor):
        gate.wait(timeout=60)
        for number in range(5):
            chat_id, turn_id = ask(store, f"question {visitor} {number}", visitor=visitor)
            store.rate(visitor, turn_id, True)
            assert store.search(visitor, visitor)
        store.delete(visitor, chat_id)
        return [chat.title for chat in store.chats(visitor)]

    with ThreadPoolExecutor(len(visitors)) as pool:
        titles = list(pool.map(live, visitors))
    for visitor, own in zip(visitors, titles, strict=True):
        assert own == [f"question {visitor} {number}" for number in (3, 2, 1, 0)]
    assert whole(path)


def test_threads_that_open_a_new_file_at_once_share_it(path):
    gate = threading.Barrier(6)

    def open_and_ask(visitor):
        gate.wait(timeout=60)
        with closing(ChatStore(path)) as own:
            ask(own, visitor=visitor)
            return len(own.chats(visitor))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_and_ask, [new_token() for _ in range(6)])) == [1] * 6
    assert whole(path)


@contextmanager
def writer(path, chat_id, manner):
    """A process that writes; killed at the end, at the latest."""
    program = Path(__file__).with_name("killed_writer.py")
    command = [sys.executable, "-c", f"import runpy; runpy.run_path({str(program)!r})", path, MINE, chat_id, manner]
    with subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_process_killed_while_it_writes_leaves_whole_turns(store, path):
    chat_id = store.start(MINE)
    with writer(path, chat_id, "steadily") as process:
        saved = [int(process.stdout.readline()) for _ in range(10)]
        ask(store, "asked meanwhile")
        process.kill()
    with closing(ChatStore(path)) as again:
        turns = again.load(MINE, chat_id).turns
        assert [turn.turn_id for turn in turns if turn.turn_id in saved] == saved
        assert all(turn.answer == answered() for turn in turns[:-1])
        assert turns[-1].state in (State.ANSWERED, State.INTERRUPTED)
        assert len(again.search(MINE, "steadily")) == len(again.search(MINE, "meanwhile")) == 1
    assert whole(path)


def test_a_process_killed_in_the_middle_of_a_change_leaves_the_state_before_it(store, path):
    chat_id, _ = ask(store, "the old question")
    before = store.load(MINE, chat_id)
    with writer(path, chat_id, "halfway") as process:
        assert process.stdout.readline() == "inside\n"
        assert store.load(MINE, chat_id) == before
        process.kill()
    assert store.load(MINE, chat_id) == before
    assert store.search(MINE, "old") and not store.search(MINE, "new")
    ask(store, "and on", chat_id=chat_id)
    assert whole(path)


def test_a_file_in_a_new_folder_is_made(path):
    assert not path.parent.exists()
    with closing(ChatStore(path)) as store:
        assert store.chats(MINE) == []


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be looked at" * 100, b"SQLite format 3\0" * 90]
)
def test_a_file_that_is_no_database_is_told(tmp_path, content):
    (tmp_path / "chats").write_bytes(content)
    with pytest.raises(ChatsUnusable, match="move it away to begin anew"):
        ChatStore(tmp_path / "chats")


def test_somebody_elses_database_is_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "theirs")) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = (tmp_path / "theirs").read_bytes()
    with pytest.raises(ChatsUnusable, match="does not hold our chats"):
        ChatStore(tmp_path / "theirs")
    assert (tmp_path / "theirs").read_bytes() == before


def test_a_newer_format_is_told(store, path):
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(ChatsUnusable, match=f"chat format {FORMAT + 1}.*update the program"):
        ChatStore(path)


def test_a_folder_that_may_not_be_written_is_told(open_folder, ordinary_user):
    open_folder.chmod(0o555)
    with ordinary_user(), pytest.raises(ChatsUnusable, match="cannot be kept there"):
        ChatStore(open_folder / "chats")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    with pytest.raises(ChatsUnusable, match="name another file"):
        ChatStore(tmp_path)
