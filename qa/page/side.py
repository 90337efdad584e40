"""The left of the page: the chats, and the ways to the documents and the settings.

It covers a narrow page when open.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.page.keeping import Keeper
from qa.rendering import html
from qa.rendering.chat_list import render_chats


@dataclass(frozen=True, slots=True)
class Side:
    """The parts of the left."""

    new: gr.Button
    query: gr.Textbox
    chats: gr.HTML

    def show(self, keeper: Keeper, visitor: str, chat: int | None, query: str | None = "") -> dict[Any, Any]:
        """The visitor's chats that have the words of a query, the one on the page marked."""
        try:
            found = keeper.find(visitor, query or "")
        except UserError as error:
            return {self.chats: html.render_notice(str(error))}
        return {self.chats: render_chats(found, chat, datetime.now(UTC), bool((query or "").strip()))}


def lay_out_side() -> Side:
    """The left column. gr.Sidebar would cover a phone until its script runs, and keep the focus in when it is shut."""
    with gr.Column(elem_classes="shelf", elem_id="shelf", min_width=0):
        new = gr.Button("New chat", elem_classes="new-chat")
        query = gr.Textbox(
            label="Search your chats",
            show_label=False,
            placeholder="Search your chats",
            lines=1,
            max_lines=1,
            container=False,
            elem_classes="find-chat",
        )
        chats = gr.HTML(apply_default_css=False, elem_classes="chats-holder")
        gr.HTML(html.WAYS, apply_default_css=False, elem_classes="ways")
    return Side(new, query, chats)
