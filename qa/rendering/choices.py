"""What a visitor may choose documents by, and what was chosen. No Gradio."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.filters import Filter, Years, authors_of, collections_of, matching

if TYPE_CHECKING:
    from index.store import StoredDocument


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from.

    documents: (what is shown, name) by what is shown. years: the first and the last that is known of any document.
    """

    documents: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]
    collections: tuple[str, ...]
    years: tuple[int, int] | None


def list_choices(documents: "Sequence[StoredDocument]") -> Choices:
    """What these documents can be chosen by."""
    titles = [document.title for document in documents]
    shown = [
        (f"{document.title} ({document.name})" if titles.count(document.title) > 1 else document.title, document.name)
        for document in documents
    ]
    years = [document.year for document in documents if document.year is not None]
    return Choices(
        documents=tuple(sorted(shown, key=lambda one: one[0].casefold())),
        authors=tuple(authors_of(documents)),
        collections=tuple(collections_of(documents)),
        years=(min(years), max(years)) if years else None,
    )


def make_filter(
    documents: Sequence[str] | None,
    authors: Sequence[str] | None,
    collections: Sequence[str] | None,
    first: float | None,
    last: float | None,
) -> Filter | None:
    """The filter for what was chosen; None for nothing. Raises UserError if the years run backwards."""
    ends = [None if year is None else int(year) for year in (first, last)]
    only = Filter(
        documents=tuple(documents or ()),
        authors=tuple(authors or ()),
        years=(Years(*ends),) if ends != [None, None] else (),
        collections=tuple(collections or ()),
    )
    return None if only == Filter() else only


def describe_choice(documents: "Sequence[StoredDocument]", only: Filter | None) -> str:
    """How many documents are chosen, as the button says it that leads to the choice."""
    if only is None:
        return f"Asking all {len(documents):,} documents"
    return f"Asking {len(matching(documents, only)):,} of {len(documents):,} documents"
