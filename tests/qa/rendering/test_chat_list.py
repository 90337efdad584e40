from datetime import UTC, datetime, timedelta

import pytest

from qa.chats.records import ChatSummary, Match
from qa.rendering.chat_list import render_chats, tell_age
from tests.answers import HOSTILE

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def match(chat_id=1, title="When?", turns=1, asked=NOW, excerpt=""):
    return Match(ChatSummary(chat_id, title, turns, asked, asked), 1 if excerpt else None, excerpt)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "3 March"),
        (timedelta(days=100), "30 November 2025"),
        (timedelta(seconds=-5), "just now"),
    ],
)
def test_the_age_of_a_chat_is_told_in_words(ago, words):
    assert tell_age(NOW - ago, NOW) == words


def test_each_chat_can_be_opened_renamed_and_deleted_and_the_one_on_the_page_is_marked():
    shown = render_chats([match(1, "First?"), match(2, "Second?", turns=3)], 2, NOW)
    assert [shown.count(f'class="{name}"') for name in ("open-chat", "rename-chat", "delete-chat")] == [2, 2, 2]
    assert shown.count("aria-current") == 1 and shown.index("aria-current") > shown.index('data-chat="2"')
    assert "1 question ·" in shown and "3 questions ·" in shown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_titles_and_excerpts_are_escaped(hostile):
    shown = render_chats([match(title=f"{hostile}<i>\"'", excerpt=f"{hostile}<i>")], None, NOW)
    assert "<i>" not in shown and "<img" not in shown and "<script" not in shown and "\n" not in shown


def test_no_chats_are_told_as_such():
    assert "are kept here" in render_chats([], None, NOW)
    assert "No chat has" in render_chats([], None, NOW, searched=True)


def test_all_chats_can_be_deleted_where_all_are_shown():
    assert 'class="delete-all" type="button" data-count="2"' in render_chats([match(1), match(2)], None, NOW)
    assert "delete-all" not in render_chats([match(1)], None, NOW, searched=True) + render_chats([], None, NOW)
