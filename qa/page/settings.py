"""How questions are answered for one visitor; kept in the visitor's browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.page.actions import QUICK
from qa.page.conversation import Answers
from qa.page.visit import SECRET
from qa.rendering import html

# More than this takes three times as long and seldom finds more.
MOST_PASSAGES = 30
STRICTNESS = {"Lenient": 0.35, "Usual": 0.5, "Strict": 0.7}
USUAL = "Usual"
QUOTING = "The documents' own sentences"


@dataclass(frozen=True, slots=True)
class Settings:
    """The parts of the view. saved: [passages, strictness, writer], or None before anything was set."""

    saved: gr.BrowserState
    passages: gr.Slider
    strictness: gr.Radio
    writer: gr.Radio

    @property
    def fields(self) -> list[Any]:
        """The components whose values choose_answerer takes, in its order."""
        return [self.passages, self.strictness, self.writer]

    def wire(self, page: gr.Blocks) -> None:
        """Bring back what was set in this browser, and keep what is set now."""
        page.load(self.on_return, [self.saved, *self.fields], self.fields, **QUICK)
        events = [self.passages.release, self.strictness.input, self.writer.input]
        gr.on(events, self.on_set, self.fields, [self.saved], **QUICK)

    def on_return(self, saved: Any, *now: Any) -> list[Any]:  # noqa: ANN401
        """What was set before, as far as it can still be."""
        kept = list(saved) if isinstance(saved, list | tuple) and len(saved) == len(now) else [None] * len(now)
        passages, strictness, writer = kept
        fits = (
            isinstance(passages, int) and self.passages.minimum <= passages <= self.passages.maximum,
            strictness in STRICTNESS,
            writer in [value for _, value in self.writer.choices],
        )
        return [old if fit else new for fit, old, new in zip(fits, kept, now, strict=True)]

    def on_set(self, *now: Any) -> list[Any]:  # noqa: ANN401
        """What is set now, for the browser to keep."""
        return list(now)


def choose_answerer(answerers: Mapping[str, Answers], passages: object, strictness: object, writer: object) -> Answers:
    """What answers as the visitor set it; what cannot be is left as it is usual."""
    answerer = answerers.get(writer) if isinstance(writer, str) else None
    confidence = STRICTNESS.get(strictness, STRICTNESS[USUAL]) if isinstance(strictness, str) else STRICTNESS[USUAL]
    count = passages if isinstance(passages, int) and 1 <= passages <= MOST_PASSAGES else None
    return (answerer or next(iter(answerers.values()))).adjusted(count, confidence)


def lay_out_settings(answerers: Mapping[str, Answers], passages: int) -> Settings:
    """The view, hidden until it is gone to. passages: how many are usually read."""
    saved = gr.BrowserState(None, storage_key="attache-settings", secret=SECRET)
    writers = [(QUOTING if name == "quote" else name, name) for name in answerers]
    most = max(MOST_PASSAGES, passages)
    with gr.Column(elem_classes="view settings-view"):
        gr.HTML(html.SETTINGS_HEAD, apply_default_css=False)
        read = gr.Slider(
            10,
            most,
            value=passages,
            step=1,
            label="Passages read for a question",
            info="More find more of what is spread over many places, and take longer.",
            elem_classes="setting",
        )
        strictness = gr.Radio(
            list(STRICTNESS),
            value=USUAL,
            label="When to answer",
            info="Lenient answers more and errs more often; strict rather says that the documents do not answer.",
            elem_classes="setting",
        )
        writer = gr.Radio(
            writers,
            value=writers[0][1],
            label="Who words the answer",
            info="A language model's sentences are held against the documents.",
            visible=len(writers) > 1,
            elem_classes="setting",
        )
    return Settings(saved, read, strictness, writer)
