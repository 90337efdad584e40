"""The documents that a visitor may ask, and what becomes of those just added, as HTML."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from qa.rendering.html import escape
from qa.uploads.events import Stage, UploadEvent

if TYPE_CHECKING:
    from index.store import StoredDocument

# Fewer than this are seen at a glance.
FIND_FROM = 8
COLUMNS = ("Title", "Author", "Year", "Passages", "Added", "Whose")


def render_documents(documents: "Sequence[StoredDocument]", chosen: Collection[str] = (), shared: bool = False) -> str:
    """A row for each document, with a box to choose it and, on the visitor's own, a button to take it out.

    chosen: names of those ticked. shared: whether what visitors add is everybody's.
    """
    if not documents:
        return '<p class="no-documents">There are no documents yet. Add some above.</p>'
    find = FIND if len(documents) >= FIND_FROM else ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    # What the visitor added stands first.
    ordered = sorted(documents, key=lambda document: not _is_own(document, shared))
    rows = "".join(_row(document, document.name in chosen, _is_own(document, shared)) for document in ordered)
    return (
        f'{find}<table class="documents"><thead><tr><th scope="col"><span class="visually-hidden">Ask it</span></th>'
        f'{heads}<th scope="col"><span class="visually-hidden">Take it out</span></th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


FIND = (
    '<input class="find-document" type="search" placeholder="Find in this list" aria-label="Find in this list"'
    ' autocomplete="off">'
)


def render_progress(events: Mapping[int, Sequence[UploadEvent]]) -> str:
    """A line for each file being added, by its number: what happened to it last, and what is to be known of it."""
    if not events:
        return ""
    lines = "".join(_line(of_file) for _, of_file in sorted(events.items()))
    return f'<ul class="adding" aria-label="Files being added">{lines}</ul>'


def _row(document: "StoredDocument", chosen: bool, own: bool) -> str:
    name, title = escape(document.name), escape(document.title)
    box = (
        f'<td class="tick"><input class="pick" type="checkbox" data-name="{name}" aria-label="Ask {title}"'
        f"{' checked' if chosen else ''}></td>"
    )
    remove = (
        f'<button class="act take-out" type="button" data-name="{name}" data-title="{title}">'
        f'Remove<span class="visually-hidden"> {title}</span></button>'
        if own
        else ""
    )
    cells = (
        f'<th scope="row"><span class="title">{title}</span><span class="name">{name}</span></th>',
        _cell("Author", document.author or ""),
        _cell("Year", str(document.year or "")),
        _cell("Passages", f"{document.passages:,}"),
        _cell("Added", (document.added or "")[:10]),
        _cell("Whose", "Yours" if own and document.owner else "Everybody’s"),
    )
    return f'<tr>{box}{"".join(cells)}<td class="out">{remove}</td></tr>'


def _cell(label: str, text: str) -> str:
    # A narrow page shows rows as blocks, each value behind its label.
    return (
        f'<td data-label="{label}">{escape(text)}</td>' if text else f'<td class="nothing" data-label="{label}"></td>'
    )


def _is_own(document: "StoredDocument", shared: bool) -> bool:
    return document.uploaded and (shared or document.owner is not None)


def _line(events: Sequence[UploadEvent]) -> str:
    last = next((event for event in reversed(events) if event.stage is not Stage.NOTE), events[-1])
    notes = "".join(
        f'<span class="note">{escape(event.message)}</span>' for event in events if event.stage is Stage.NOTE
    )
    bar = ""
    if last.stage is Stage.EMBEDDING and last.of:
        bar = f'<progress max="{last.of}" value="{last.done}" aria-label="{escape(last.name)}"></progress>'
    return (
        f'<li class="{last.stage.value}"><span class="name">{escape(last.name)}</span> '
        f'<span class="words">{escape(last.words)}</span>{bar}{notes}</li>'
    )
