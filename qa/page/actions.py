"""What visitors do inside the HTML that we render: chat.js tells it here, and the parts of the page listen.

What a browser tells may be anything; the readers below let through only what it should be.
"""

import json
from typing import Any

import gradio as gr

# Nothing of a visit may wait for an answer, and none of it is for other programs.
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
NAMES = (
    *("ask", "again", "edit", "reword", "keep"),
    *("whole", "receipt", "opinion"),
    *("choose", "remove"),
    *("open", "rename", "delete", "delete_all", "export"),
)
SCRIPT = "window.attacheDo = (name, data) => { if (%s.includes(name)) trigger(name, data); };"


def lay_out_actions() -> gr.HTML:
    """The hidden part that gives the page's events: actions.again(…) and so on, one for each of NAMES."""
    return gr.HTML("", visible="hidden", apply_default_css=False, js_on_load=SCRIPT % json.dumps(NAMES))


def change_nothing() -> dict[Any, Any]:
    """What an event gives that leaves the page as it is; an empty dict would empty the components."""
    return dict(gr.skip())


def read_number(event: gr.EventData, name: str) -> int | None:
    """A whole number that came with an event; None if there is none."""
    value = getattr(event, "_data", None)
    number = value.get(name) if isinstance(value, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def read_text(event: gr.EventData, name: str) -> str:
    """A text that came with an event; empty if there is none."""
    value = getattr(event, "_data", None)
    text = value.get(name) if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def read_texts(event: gr.EventData, name: str) -> list[str]:
    """The texts in a list that came with an event; none if there is no list."""
    value = getattr(event, "_data", None)
    texts = value.get(name) if isinstance(value, dict) else None
    return [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []
