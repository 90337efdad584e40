"""What the page knows of its visitor. All of it lives in the visitor's session or browser, none in a module."""

from dataclasses import dataclass

import gradio as gr

# Gradio scrambles what it puts into the browser's storage with a key of its own making, which would be another after a
# restart: then nobody would be known again. It hides nothing from whoever can read that storage anyway.
SECRET = "attache"


@dataclass(frozen=True, slots=True)
class Visit:
    """The states of a visit.

    turns: the Conversation on the page. revision: a Revision, or None. visitor: the token that the chats are kept for.
    chat: the id of the one on the page, keeping.NO_CHAT or None before the first question.
    """

    turns: gr.State
    revision: gr.State
    visitor: gr.BrowserState
    chat: gr.BrowserState


def lay_out_visit() -> Visit:
    """The states, which show nothing."""
    return Visit(
        turns=gr.State(()),
        revision=gr.State(None),
        visitor=gr.BrowserState("", storage_key="attache-visitor", secret=SECRET),
        chat=gr.BrowserState(None, storage_key="attache-chat", secret=SECRET),
    )
