"""The visitor's chats as HTML, for the side of the page."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from qa.chats.records import ChatSummary, Match
from qa.rendering.html import escape

MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

DELETE_ALL = '<button class="delete-all" type="button" data-count="%d">Delete all chats</button>'


def render_chats(found: Sequence[Match], current: int | None, now: datetime, searched: bool = False) -> str:
    """The chats found, each to be opened, renamed and deleted, and all of them to be deleted at once.

    current: the one on the page. searched: these are not all that there are. now: with its zone.
    """
    if not found:
        told = "No chat has all of these words." if searched else "Your chats are kept here, on this machine."
        return f'<p class="no-chats">{told}</p>'
    items = "".join(_item(match, match.chat.chat_id == current, now) for match in found)
    # Beside those found, it would seem to delete these alone.
    every = "" if searched else DELETE_ALL % len(found)
    return f'<ul class="chats" aria-label="Your chats">{items}</ul>{every}'


def tell_age(then: datetime, now: datetime) -> str:
    """How long ago something was, in words; its day if that is more than a week ago."""
    age = now - then
    if age < MINUTES:
        return "just now"
    if age < HOURS:
        return f"{age // MINUTES} min ago"
    if age < DAYS:
        return f"{age // HOURS} h ago"
    if age < 7 * DAYS:
        days = age // DAYS
        return "yesterday" if days == 1 else f"{days} days ago"
    day = then.astimezone(UTC)
    return f"{day.day} {day:%B %Y}" if day.year != now.year else f"{day.day} {day:%B}"


def _item(match: Match, current: bool, now: datetime) -> str:
    chat = match.chat
    excerpt = f'<span class="excerpt">{escape(match.excerpt)}</span>' if match.excerpt else ""
    here = ' aria-current="true"' if current else ""
    return (
        f'<li class="chat-item" data-chat="{chat.chat_id}">'
        f'<button class="open-chat" type="button"{here}><span class="title">{escape(chat.title)}</span>{excerpt}'
        f'<span class="when">{_questions(chat)} · {tell_age(chat.asked, now)}</span></button>'
        f'<span class="of-chat">{_button("rename-chat", "Rename", chat)}{_button("delete-chat", "Delete", chat)}</span>'
        "</li>"
    )


def _button(name: str, label: str, chat: ChatSummary) -> str:
    told = escape(f"{label} “{chat.title}”")
    return f'<button class="{name}" type="button" title="{label}" aria-label="{told}"></button>'


def _questions(chat: ChatSummary) -> str:
    return f"{chat.turns:,} question{'' if chat.turns == 1 else 's'}"
