"""Where a visitor chooses which documents to ask. What is chosen stays in the visitor's page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.errors import UserError
from index.filters import Filter, select
from qa.page.actions import QUICK
from qa.rendering import html
from qa.rendering.choices import describe_choice, list_choices, make_filter

if TYPE_CHECKING:
    from index.store import StoredDocument


@dataclass(frozen=True, slots=True)
class Choice:
    """The fields that documents are chosen by. told: the button under the question box that says what is chosen."""

    told: gr.Button
    documents: gr.Dropdown
    authors: gr.Dropdown
    collections: gr.Dropdown
    first: gr.Number
    last: gr.Number
    everything: gr.Button

    @property
    def fields(self) -> list[Any]:
        """The components whose values make_filter takes, in its order."""
        return [self.documents, self.authors, self.collections, self.first, self.last]

    @property
    def parts(self) -> list[Any]:
        """The components that offer() sets."""
        return [self.told, *self.fields]

    def offer(self, documents: "Sequence[StoredDocument]") -> dict[Any, Any]:
        """What the page shows of documents to choose from, nothing chosen; what leaves no choice is not shown."""
        choices = list_choices(documents)
        first, last = choices.years or (None, None)
        several_years = first != last
        return {
            self.told: gr.update(value=describe_choice(documents, None), visible=len(documents) > 1),
            self.documents: gr.update(choices=list(choices.documents), value=[]),
            self.authors: gr.update(choices=list(choices.authors), value=[], visible=len(choices.authors) > 1),
            self.collections: gr.update(choices=list(choices.collections), value=[], visible=bool(choices.collections)),
            self.first: gr.update(value=None, placeholder=str(first or ""), visible=several_years),
            self.last: gr.update(value=None, placeholder=str(last or ""), visible=several_years),
        }

    def wire(self, app: gr.Blocks, list_documents: "Callable[[], Sequence[StoredDocument]]", notice: gr.HTML) -> None:
        """Offer the documents at each visit, and tell at once how many a choice means, or why it means none."""

        def on_offer() -> dict[Any, Any]:
            return self.offer(list_documents())

        def on_choose(*chosen: Any) -> dict[Any, Any]:  # noqa: ANN401
            documents = list_documents()
            try:
                only = make_filter(*chosen)
                select(documents, only or Filter())
            except UserError as error:
                return {self.told: gr.update(value="Asking no document"), notice: html.render_notice(str(error))}
            return {self.told: gr.update(value=describe_choice(documents, only)), notice: ""}

        gr.on([field.change for field in self.fields], on_choose, self.fields, [self.told, notice], **QUICK)
        gr.on([app.load, self.everything.click], on_offer, None, self.parts, **QUICK)


def lay_out_choice(told: gr.Button) -> Choice:
    """The fields to choose documents by."""

    def choose(label: str) -> gr.Dropdown:
        return gr.Dropdown([], label=label, multiselect=True, elem_classes="choose")

    with gr.Column(elem_classes="choosing"):
        documents, authors, collections = choose("Documents"), choose("Authors"), choose("Collections")
        with gr.Row(elem_classes="years"):
            first = gr.Number(label="From the year", precision=0, min_width=90, elem_classes="choose")
            last = gr.Number(label="To the year", precision=0, min_width=90, elem_classes="choose")
        everything = gr.Button("Ask all documents again", elem_classes="clear")
    return Choice(told, documents, authors, collections, first, last, everything)
