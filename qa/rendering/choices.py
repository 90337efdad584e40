"""What a visitor may choose documents by, and what was chosen. No Gradio."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import UserError
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


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor chose, in the order in which make_filter takes it.

    documents: the names of those ticked. first, last: the years, None for an open end.
    """

    documents: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but documents is chosen."""
        return self != Choice(self.documents)


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


def keep_choice(documents: "Sequence[StoredDocument]", chosen: object) -> Choice:
    """What still holds of a choice: what none of these documents is called by, or what is no choice, is left out.

    So is what these documents give no choice by: an author where all are by one, years where all are of one. chosen:
    the parts of a Choice in their order, or whatever else a browser says it was.
    """
    parts = list(chosen) if isinstance(chosen, list | tuple) else []
    names, authors, collections, first, last = parts if len(parts) == len(Choice.__slots__) else [None] * 5
    there = list_choices(documents)
    years = _keep_years(documents, first, last) if there.years and there.years[0] != there.years[1] else (None, None)
    return Choice(
        _keep_names(names, [document.name for document in documents]),
        _keep_names(authors, there.authors if len(there.authors) > 1 else ()),
        _keep_names(collections, there.collections),
        *years,
    )


def is_chosen(chosen: Sequence[object]) -> bool:
    """Whether anything is chosen. chosen: what make_filter takes."""
    return any(part is not None and part != [] for part in chosen)


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


def _keep_names(names: object, there: Container[str]) -> tuple[str, ...]:
    listed = names if isinstance(names, list | tuple) else ()
    return tuple(name for name in listed if isinstance(name, str) and name in there)


def _keep_years(documents: "Sequence[StoredDocument]", *ends: object) -> tuple[int | None, int | None]:
    """The first and last year if any of the documents is of those between; otherwise none."""
    first, last = (end if isinstance(end, int) and not isinstance(end, bool) else None for end in ends)
    try:
        years = Years(first, last)
    except UserError:
        return None, None
    held = any(document.year is not None and years.hold(document.year) for document in documents)
    return (first, last) if held else (None, None)
