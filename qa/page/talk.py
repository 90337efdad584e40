"""The middle of the page: the conversation and the box in which it goes on."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.page.conversation import Conversation, is_pending, messages


@dataclass(frozen=True, slots=True)
class Talk:
    """The parts of the middle."""

    start: gr.Column
    welcome: gr.HTML
    chat: gr.Chatbot
    notice: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    scope: gr.Button

    def show(self, conversation: Conversation) -> dict[Any, Any]:
        """What the middle shows of a conversation."""
        pending = is_pending(conversation)
        return {
            self.start: gr.update(visible=not conversation),
            self.chat: gr.update(value=messages(conversation), visible=bool(conversation)),
            self.send: gr.update(visible=not pending),
            self.stop: gr.update(visible=pending),
        }

    @property
    def shown(self) -> list[Any]:
        """The components that show() sets."""
        return [self.start, self.chat, self.send, self.stop]


def lay_out_talk() -> Talk:
    """The middle column."""
    with gr.Column(scale=3, min_width=280, elem_classes="talk"):
        with gr.Column(elem_classes="start") as start:
            welcome = gr.HTML(apply_default_css=False)
        chat = _chat()
        with gr.Column(elem_classes="asking"):
            notice = gr.HTML(apply_default_css=False)
            with gr.Row(elem_classes="asking-row"):
                box = _question_box()
                send = gr.Button("Ask", variant="primary", scale=0, min_width=84, elem_classes="send")
                stop = gr.Button("Stop", visible=False, scale=0, min_width=84, elem_classes="stop")
            scope = gr.Button("", visible=False, elem_classes="scope-button")
    return Talk(start, welcome, chat, notice, box, send, stop, scope)


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        visible=False,
        container=False,
        height="auto",
        autoscroll=False,
        layout="panel",
        elem_classes="chat",
        # What we hand over is HTML, escaped. With these off, nothing in a document is taken for Markdown or LaTeX.
        render_markdown=False,
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        buttons=[],
        feedback_options=None,
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask a question",
        lines=1,
        max_lines=6,
        autofocus=True,
        container=False,
        scale=1,
        elem_classes="box",
    )
