"""What is done with kept chats: opened, searched, named, deleted, taken along, and their answers judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.chats.records import Reason
from qa.page import conversation as talking
from qa.page.actions import QUICK, change_nothing, read_number, read_text
from qa.page.asking import SHOW_LATEST_TURN, Asking
from qa.page.conversation import Conversation
from qa.page.keeping import NO_CHAT, known
from qa.rendering import html
from qa.rendering.export import render_json, render_markdown

SAVE_FILE = "(file) => window.saveFile(file)"
FORMATS: dict[str, tuple[str, Callable[..., str]]] = {
    "md": ("text/markdown", render_markdown),
    "json": ("application/json", render_json),
}
REASONS = {reason.value: reason for reason in Reason}


@dataclass(frozen=True, slots=True)
class Past:
    """The kept chats of the page. file: what the browser is told to save."""

    asking: Asking
    file: gr.JSON

    def wire(self, page: gr.Blocks, actions: gr.HTML) -> None:
        """Listen to what is done with chats, and bring the last one back when the page is loaded."""
        asking, visit = self.asking, self.asking.visit
        talk, side = asking.talk, asking.side
        states = [visit.turns, visit.visitor, visit.chat]
        shown = [*asking.shown, side.query]
        page.load(self.on_return, [visit.visitor, visit.chat], shown, **QUICK).then(None, js=SHOW_LATEST_TURN, **QUICK)
        actions.open(self.on_open, states, shown, **QUICK).then(None, js=SHOW_LATEST_TURN, **QUICK)
        # Gradio's own clear button is hidden, but a visitor's style sheet may show it.
        gr.on([side.new.click, talk.chat.clear], self.on_new, states[:2], shown, **QUICK)
        listed = [side.chats, talk.notice]
        queried = [visit.visitor, visit.chat, side.query]
        side.query.change(self.on_find, queried, listed, trigger_mode="always_last", **QUICK)
        actions.rename(self.on_rename, queried, listed, **QUICK)
        actions.delete(self.on_delete, [*states, side.query], shown, **QUICK)
        actions.delete_all(self.on_delete_all, states[:2], shown, **QUICK)
        actions.opinion(self.on_opinion, states[:2], [visit.turns, talk.chat, talk.notice], **QUICK)
        saved = [self.file, talk.notice]
        for action, listen in ((actions.export, self.on_export), (actions.receipt, self.on_receipt)):
            action(listen, states, saved, **QUICK).success(None, [self.file], None, js=SAVE_FILE, **QUICK)

    def on_return(self, visitor: str | None, chat: int | None) -> dict[Any, Any]:
        """The chat that was on the page when it was left."""
        return self._open(known(visitor), chat)

    def on_open(
        self, event: gr.EventData, conversation: Conversation, visitor: str, chat: int | None
    ) -> dict[Any, Any]:
        """Another chat comes onto the page; what is still being answered is given up."""
        self.asking.give_up(conversation, visitor)
        return self._open(visitor, read_number(event, "chat"))

    def on_new(self, conversation: Conversation, visitor: str) -> dict[Any, Any]:
        """An empty page, on which the next question begins a chat."""
        self.asking.give_up(conversation, visitor)
        return self._open(visitor, None)

    def on_find(self, visitor: str, chat: int | None, query: str) -> dict[Any, Any]:
        """The chats that have the words."""
        return self.asking.side.show(self.asking.keeper, visitor, chat, query)

    def on_rename(self, event: gr.EventData, visitor: str, chat: int | None, query: str) -> dict[Any, Any]:
        """A chat gets another title."""
        try:
            self.asking.keeper.chats.rename(visitor, read_number(event, "chat") or 0, read_text(event, "title"))
        except UserError as error:
            return {self.asking.talk.notice: html.render_notice(str(error))}
        return self.on_find(visitor, chat, query)

    def on_delete(
        self, event: gr.EventData, conversation: Conversation, visitor: str, chat: int | None, query: str
    ) -> dict[Any, Any]:
        """A chat goes for good; the one on the page makes room for an empty page."""
        deleted = read_number(event, "chat") or 0
        try:
            self.asking.keeper.chats.delete(visitor, deleted)
        except UserError as error:
            return {self.asking.talk.notice: html.render_notice(str(error))}
        if deleted == chat and not talking.is_pending(conversation):
            return self._open(visitor, None)
        return self.on_find(visitor, chat, query)

    def on_delete_all(self, conversation: Conversation, visitor: str) -> dict[Any, Any]:
        """All chats go for good, also one that is being answered, and an empty page comes."""
        self.asking.give_up(conversation, visitor)
        try:
            self.asking.keeper.chats.delete_all(visitor)
        except UserError as error:
            return {self.asking.talk.notice: html.render_notice(str(error))}
        return self._open(visitor, None)

    def on_opinion(self, event: gr.EventData, conversation: Conversation, visitor: str) -> dict[Any, Any]:
        """What the visitor thinks of an answer; the same said again takes it back."""
        number, good = read_number(event, "turn"), read_text(event, "thumb") == "up"
        turn = next((one for one in conversation if one.number == number and one.answer), None)
        if turn is None:
            return change_nothing()
        helpful = None if turn.helpful is good else good
        reason = REASONS.get(read_text(event, "reason")) if helpful is False else None
        try:
            self.asking.keeper.rate(visitor, turn, helpful, reason, read_text(event, "note"))
        except UserError as error:
            return {self.asking.talk.notice: html.render_notice(str(error))}
        after = talking.judge(conversation, turn.number, helpful)
        return {self.asking.visit.turns: after, self.asking.talk.chat: gr.update(value=talking.messages(after))}

    def on_export(self, event: gr.EventData, conversation: Conversation, visitor: str, chat: int | None) -> Any:  # noqa: ANN401
        """The chat on the page as a file."""
        suffix = read_text(event, "format")
        if suffix not in FORMATS or chat is None or chat == NO_CHAT:
            return {self.file: None}
        kind, render = FORMATS[suffix]
        try:
            text = render(self.asking.keeper.chats.load(visitor, chat))
        except UserError as error:
            return {self.file: None, self.asking.talk.notice: html.render_notice(str(error))}
        return {self.file: {"name": f"chat-{chat}.{suffix}", "type": kind, "text": text}}

    def on_receipt(self, event: gr.EventData, conversation: Conversation, visitor: str, chat: int | None) -> Any:  # noqa: ANN401
        """An answer as a receipt."""
        number = read_number(event, "turn")
        answer = talking.find_answer(conversation, number)
        if answer is None:
            return {self.file: None}
        try:
            text = self.asking.services.make_receipt(answer, self.asking.services.viewer(visitor))
        except UserError as error:
            return {self.file: None, self.asking.talk.notice: html.render_notice(str(error))}
        return {self.file: {"name": f"receipt-{chat or 0}-{number}.html", "type": "text/html", "text": text}}

    def _open(self, visitor: str, chat: int | None) -> dict[Any, Any]:
        opened, conversation = self.asking.keeper.open(visitor, chat)
        return {**self.asking.show(conversation, visitor, opened), self.asking.side.query: ""}


def lay_out_file() -> gr.JSON:
    """The hidden part that takes a file to the browser."""
    return gr.JSON(visible=False)
