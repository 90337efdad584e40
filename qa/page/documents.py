"""The view of the documents: what there is, adding to it, taking out, and choosing which to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.errors import UserError
from corpus.formats import FORMATS
from index.filters import Filter, select
from qa.page.actions import QUICK, read_text, read_texts
from qa.page.keeping import known
from qa.page.services import Services
from qa.page.visit import SECRET, Visit
from qa.rendering import html
from qa.rendering.choices import Choice, describe_choice, keep_choice, list_choices, make_filter
from qa.rendering.document_table import render_documents, render_progress
from qa.uploads.events import UploadEvent

if TYPE_CHECKING:
    from index.store import StoredDocument

# Copying files is quick, and indexing goes on by itself; what is limited is how many are told of theirs at once.
UPLOADING: dict[str, Any] = QUICK | {"queue": True, "concurrency_limit": 4, "concurrency_id": "uploading"}
# The table is changed in place: a box that was ticked by hand stays as it was, whatever row it now stands in.
SHOW_PICKS = "() => window.showPicks()"


@dataclass(frozen=True, slots=True)
class Documents:
    """The parts of the view. told: the button under the question box that says what is chosen.

    picked: the names of the documents ticked. saved: the parts of a Choice, or None before anything was chosen; kept in
    the visitor's browser.
    """

    services: Services
    visit: Visit
    told: gr.Button
    picked: gr.State
    saved: gr.BrowserState
    files: gr.File
    progress: gr.HTML
    notice: gr.HTML
    table: gr.HTML
    narrow: gr.Accordion
    authors: gr.Dropdown
    collections: gr.Dropdown
    first: gr.Number
    last: gr.Number
    everything: gr.Button

    @property
    def fields(self) -> list[Any]:
        """The components whose values make_filter takes, in its order."""
        return [self.picked, self.authors, self.collections, self.first, self.last]

    @property
    def parts(self) -> list[Any]:
        """The components that offer() sets."""
        return [self.told, self.notice, self.table, self.narrow, *self.fields]

    def wire(self, page: gr.Blocks, actions: gr.HTML) -> None:
        """Offer the documents at each visit; tell at once how many a choice means, or why it means none."""
        visitor, chosen = self.visit.visitor, [self.visit.visitor, *self.fields]
        told = [self.told, self.notice, self.saved]
        changes = [field.input for field in self.fields if field is not self.picked]
        gr.on(changes, self.on_choose, chosen, told, trigger_mode="always_last", **QUICK)
        # Each tick tells all that are ticked; none may be dropped because the one before is not through.
        actions.choose(self.on_pick, chosen, [self.picked, *told], trigger_mode="multiple", **QUICK)
        added = self.files.upload(
            self.on_add, [self.files, visitor], [self.progress, self.notice, self.files, visitor], **UPLOADING
        )
        removed = actions.remove(self.on_remove, [visitor], [self.notice], **QUICK)
        kept = [*self.parts, self.saved]
        for offered in (
            page.load(self.on_return, [visitor, self.saved], self.parts, **QUICK),
            self.everything.click(self.on_forget, [visitor], kept, **QUICK),
            added.then(self.on_change, chosen, kept, **QUICK),
            removed.then(self.on_change, chosen, kept, **QUICK),
        ):
            offered.then(None, js=SHOW_PICKS, **QUICK)

    def scope(self, visitor: str, chosen: tuple[Any, ...]) -> Filter:
        """The documents that a visitor chose, among those that are visible to the visitor.

        Raises UserError if there are none.
        """
        chosen_ones = make_filter(*chosen) if chosen else None
        only = replace(chosen_ones or Filter(), visible_to=self.services.viewer(visitor))
        if only.kinds:
            select(self.services.list_documents(only.visible_to), only)
        return only

    def list_for(self, visitor: str | None) -> "Sequence[StoredDocument]":
        """The documents that a visitor may ask; those of everybody for a browser that has no token yet."""
        return self.services.list_documents(self._owner(visitor))

    def offer(self, visitor: str | None, documents: "Sequence[StoredDocument]", kept: Choice) -> dict[Any, Any]:
        """What the page shows of a visitor's documents to choose from; what leaves no choice is not shown.

        kept: what is chosen of them.
        """
        choices = list_choices(documents)
        first, last = choices.years or (None, None)
        several = (len(choices.authors) > 1, bool(choices.collections), first != last)
        opened = {"open": True} if kept.narrowed else {}
        told, notice = self._describe(visitor, astuple(kept))
        return {
            self.told: gr.update(value=told, visible=len(documents) > 1),
            self.notice: notice or gr.skip(),
            self.table: render_documents(documents, kept.documents, self.services.shared),
            self.narrow: gr.update(visible=any(several), **opened),
            self.picked: list(kept.documents),
            self.authors: gr.update(choices=list(choices.authors), value=list(kept.authors), visible=several[0]),
            self.collections: gr.update(
                choices=list(choices.collections), value=list(kept.collections), visible=several[1]
            ),
            self.first: gr.update(value=kept.first, placeholder=str(first or ""), visible=several[2]),
            self.last: gr.update(value=kept.last, placeholder=str(last or ""), visible=several[2]),
        }

    def on_return(self, visitor: str | None, saved: Any) -> dict[Any, Any]:  # noqa: ANN401
        """The documents that the visitor may ask, chosen as they were in this browser."""
        documents = self.list_for(visitor)
        return self.offer(visitor, documents, keep_choice(documents, saved))

    def on_change(self, visitor: str | None, *chosen: Any) -> dict[Any, Any]:  # noqa: ANN401
        """There are other documents; what was chosen of them stays, as far as it can."""
        documents = self.list_for(visitor)
        kept = keep_choice(documents, chosen)
        return {**self.offer(visitor, documents, kept), self.saved: list(astuple(kept))}

    def on_forget(self, visitor: str | None) -> dict[Any, Any]:
        """The documents that the visitor may ask, none of them chosen."""
        nothing = Choice()
        # Told None, Gradio's browser state would keep what it has.
        saved = list(astuple(nothing))
        return {**self.offer(visitor, self.list_for(visitor), nothing), self.notice: "", self.saved: saved}

    def on_pick(self, event: gr.EventData, visitor: str | None, *chosen: Any) -> dict[Any, Any]:  # noqa: ANN401
        """Other documents are ticked."""
        picked = read_texts(event, "documents")
        return {self.picked: picked, **self.on_choose(visitor, picked, *chosen[1:])}

    def on_choose(self, visitor: str | None, *chosen: Any) -> dict[Any, Any]:  # noqa: ANN401
        """How many documents are chosen now; and for the browser to keep, which."""
        told, notice = self._describe(visitor, chosen)
        return {self.told: gr.update(value=told), self.notice: notice, self.saved: list(chosen)}

    def _describe(self, visitor: str | None, chosen: tuple[Any, ...]) -> tuple[str, str]:
        """How many documents a choice means, and nothing more to say; or that it means none, and why."""
        try:
            only = self.scope(visitor or "", chosen)
        except UserError as error:
            return "Asking no document", html.render_notice(str(error))
        documents = self.services.list_documents(only.visible_to)
        return describe_choice(documents, only if only.kinds else None), ""

    def on_add(self, paths: list[str] | None, visitor: str | None) -> Iterator[dict[Any, Any]]:
        """Add files to what the visitor has; what becomes of each is told as it happens."""
        token = known(visitor)
        happened: dict[int, list[UploadEvent]] = {}
        yield {self.progress: "", self.notice: "", self.visit.visitor: token}
        try:
            self.services.additions.admit(token)
            files = [(Path(path).name, Path(path)) for path in paths or []]
            for event in self.services.uploads.add(self.services.viewer(token), files):
                happened.setdefault(event.file, []).append(event)
                yield {self.progress: render_progress(happened)}
        except UserError as error:
            yield {self.notice: html.render_notice(str(error))}
        # An empty field takes the next files.
        yield {self.files: None}

    def on_remove(self, event: gr.EventData, visitor: str | None) -> str:
        """Take one of the visitor's documents out; says why not, if so."""
        try:
            self.services.uploads.remove(self._owner(visitor), read_text(event, "name"))
        except UserError as error:
            return html.render_notice(str(error))
        return ""

    def _owner(self, visitor: str | None) -> str | None:
        return self.services.viewer(visitor) if visitor else None


def lay_out_documents(services: Services, visit: Visit, told: gr.Button) -> Documents:
    """The view, hidden until it is gone to."""

    def choose(label: str) -> gr.Dropdown:
        return gr.Dropdown([], label=label, multiselect=True, elem_classes="choose")

    picked = gr.State([])
    saved = gr.BrowserState(None, storage_key="attache-choice", secret=SECRET)
    with gr.Column(elem_classes="view documents-view"):
        gr.HTML(html.DOCUMENTS_HEAD, apply_default_css=False)
        files = gr.File(
            label="Add documents",
            show_label=False,
            file_count="multiple",
            file_types=sorted(FORMATS),
            height=130,
            elem_classes="add-files",
        )
        progress = gr.HTML(apply_default_css=False, elem_classes="telling")
        notice = gr.HTML(apply_default_css=False, elem_classes="telling")
        table = gr.HTML(apply_default_css=False, elem_classes="table-holder")
        with gr.Accordion("Choose by author, collection or year", open=False, elem_classes="choosing") as narrow:
            authors, collections = choose("Authors"), choose("Collections")
            with gr.Row(elem_classes="years"):
                first = gr.Number(label="From the year", precision=0, min_width=90, elem_classes="choose")
                last = gr.Number(label="To the year", precision=0, min_width=90, elem_classes="choose")
        everything = gr.Button("Ask all documents again", elem_classes="clear")
    chosen = (narrow, authors, collections, first, last, everything)
    return Documents(services, visit, told, picked, saved, files, progress, notice, table, *chosen)
