"""Undoing what a page did to a text, one named step after the other, with the way back to where everything stood."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.cleaning.asides import join_cut_sentences
from corpus.cleaning.draft import Draft
from corpus.cleaning.flattened import write_out_tables
from corpus.cleaning.headers import drop_page_numbers, drop_running_headers
from corpus.cleaning.note_marks import drop_note_marks
from corpus.cleaning.repetition import drop_pull_quotes
from corpus.cleaning.spacing import join_hyphens, join_lines, undo_double_spacing
from corpus.document import Change, Original

# In this order: what stands between the halves of a sentence must be gone, or known for what it is, before they are
# joined; words are joined only when their halves follow each other.
STEPS: tuple[Callable[[Draft], tuple[Draft, Change]], ...] = (
    drop_running_headers,
    drop_page_numbers,
    undo_double_spacing,
    write_out_tables,
    drop_pull_quotes,
    join_cut_sentences,
    join_hyphens,
    join_lines,
    drop_note_marks,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text. original: the way back, None if nothing was changed. changes: of the steps that did something."""

    text: str
    original: Original | None
    changes: tuple[Change, ...]


def clean(text: str) -> Cleaned:
    """Take the text through all steps. Every character it keeps can be traced to its place in the original."""
    draft = Draft.of(text)
    changes = []
    for step in STEPS:
        draft, change = step(draft)
        if change.count:
            changes.append(change)
    if draft.text == text:
        return Cleaned(text, None, ())
    return Cleaned(draft.text, Original(text, draft.pieces), tuple(changes))
