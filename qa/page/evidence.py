"""The right of the page: what an answer rests on; and a whole document with the quotes marked in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa.page.actions import QUICK, read_number
from qa.page.conversation import Conversation, find_answer
from qa.page.visit import Visit
from qa.rendering import html
from qa.rendering.whole_document import render_gone, render_whole

if TYPE_CHECKING:
    from qa.page.services import Services

OPEN_WHOLE = "() => window.openWhole()"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of the right, and the dialog in which a document is shown."""

    sources: gr.HTML
    library: gr.HTML
    whole: gr.HTML

    def show(self, conversation: Conversation) -> dict[Any, Any]:
        """What the right shows of a conversation."""
        return {self.sources: html.render_sources({turn.number: turn.answer for turn in conversation if turn.answer})}

    def wire(self, actions: gr.HTML, visit: Visit, services: "Services") -> None:
        """Open a cited document where the visitor asks for it: by turn and citation, never by a name from outside."""

        def on_whole(event: gr.EventData, conversation: Conversation, visitor: str) -> str:
            answer = find_answer(conversation, read_number(event, "turn"))
            number = read_number(event, "number")
            citation = next((one for one in answer.citations if one.number == number), None) if answer else None
            if answer is None or citation is None:
                return render_gone("That citation is no longer on this page.")
            try:
                document = services.read_document(citation.document, services.viewer(visitor))
            except KeyError:
                return render_gone(f"{citation.document} is no longer in the index.")
            return render_whole(document, answer, citation)

        opened = actions.whole(on_whole, [visit.turns, visit.visitor], [self.whole], **QUICK)
        opened.then(None, js=OPEN_WHOLE, **QUICK)


def lay_out_evidence() -> Evidence:
    """The right column, a drawer on a phone; and the empty dialog."""
    with gr.Column(scale=2, min_width=280, elem_classes="evidence", elem_id="evidence"):
        gr.HTML(html.DRAWER_HEAD, apply_default_css=False, elem_classes="drawer-head")
        sources = gr.HTML(apply_default_css=False, elem_classes="sources-of-turns")
        library = gr.HTML(apply_default_css=False)
    whole = gr.HTML(apply_default_css=False, elem_classes="whole-holder")
    return Evidence(sources, library, whole)
