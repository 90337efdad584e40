"""Which documents a question is asked of."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from corpus.authors import author_names
from corpus.errors import UserError

if TYPE_CHECKING:
    from index.store import StoredDocument

# More names than this say no more in a message of one line.
SHOWN = 6
YEARS = re.compile(r"\s*(?P<first>[0-9]{1,4})?\s*(?P<dash>[-–—])?\s*(?P<last>[0-9]{1,4})?\s*")
# Letters that Unicode does not take for a plain one with a mark, though a keyboard without them types the plain one.
PLAIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Years:
    """Some years, both ends included; None for an open end.

    Raises UserError if both ends are open or the first comes after the last.
    """

    first: int | None
    last: int | None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise UserError("a year, or a first or last one, must be named: 2019, 2010-2020, 2015- or -2000")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise UserError(f"the years {self.first} to {self.last} run backwards; put the earlier one first")

    def hold(self, year: int) -> bool:
        """Whether a year is one of them."""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{'' if self.first is None else self.first}-{'' if self.last is None else self.last}"


@dataclass(frozen=True, slots=True)
class Filter:
    """The documents that are meant: any of the values within one kind, and all kinds together; empty means everything.

    documents: names; folders of names ("papers", "papers/"); or patterns, where * stands for any characters, / among
    them, and ? for one. authors: words that stand together in the author's name, whatever their case and accents.
    collections: names, whatever their case and accents. A document without an author, year or collection is never
    meant by a filter on that. visible_to: the owner who asks: everybody's documents are meant, and this owner's, and
    never another's; None for nobody in particular, so that who forgets to say it sees too little and not too much.
    """

    documents: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    years: tuple[Years, ...] = ()
    collections: tuple[str, ...] = ()
    visible_to: str | None = None

    @property
    def kinds(self) -> tuple["Filter", ...]:
        """A filter for each kind that says something; a document is meant if each of them means it."""
        nothing = Filter(visible_to=self.visible_to)
        alone = (
            replace(nothing, documents=self.documents),
            replace(nothing, authors=self.authors),
            replace(nothing, years=self.years),
            replace(nothing, collections=self.collections),
        )
        return tuple(one for one in alone if one != nothing)


@dataclass(frozen=True, slots=True)
class Scope:
    """How many documents a filter means, of how many there are."""

    documents: int
    of: int


def visible(documents: "Sequence[StoredDocument]", owner: str | None) -> "list[StoredDocument]":
    """Everybody's documents among these, and the owner's, in their order."""
    return [document for document in documents if document.owner is None or document.owner == owner]


def askable(documents: "Sequence[StoredDocument]", within: Filter | None) -> "list[StoredDocument]":
    """The documents that may be asked where only those within may: what visitors added may be asked all the same.

    within: None for everything. Raises UserError as select does.
    """
    if within is None:
        return list(documents)
    kept = {one.document_id for one in select([one for one in documents if not one.uploaded], within)}
    return [one for one in documents if one.uploaded or one.document_id in kept]


def matching(documents: "Sequence[StoredDocument]", only: Filter) -> "list[StoredDocument]":
    """The documents that are meant, in their order; none if there are none."""
    documents = visible(documents, only.visible_to)
    names = {_normal(document.name) for document in documents}
    wanted = [_normal(pattern) for pattern in only.documents]
    tests: list[Callable[[StoredDocument], bool]] = []
    if only.documents:
        tests.append(lambda document: any(_named(document.name, one, names) for one in wanted))
    if only.authors:
        authors = [_words(author) for author in only.authors]
        tests.append(lambda document: any(_together(one, _words(document.author or "")) for one in authors))
    if only.years:
        tests.append(lambda document: document.year is not None and any(one.hold(document.year) for one in only.years))
    if only.collections:
        collections = {_fold(collection) for collection in only.collections} - {""}
        tests.append(lambda document: _fold(document.collection) in collections)
    return [document for document in documents if all(test(document) for test in tests)]


def select(documents: "Sequence[StoredDocument]", only: Filter) -> "list[StoredDocument]":
    """The documents that are meant, in their order.

    Raises UserError if there are none, saying which kind left nothing and what there is of it.
    """
    documents = visible(documents, only.visible_to)
    found = matching(documents, only)
    if found or not only.kinds:
        return found
    if not documents:
        raise UserError("no document is indexed that could be chosen from; add some with: python -m index add FOLDER")
    counts = [(kind, len(matching(documents, kind))) for kind in only.kinds]
    alone = [kind for kind, count in counts if not count]
    if alone:
        raise UserError("; ".join(f"no document is {_describe(kind)}: {_offer(documents, kind)}" for kind in alone))
    told = ", ".join(f"{count} {_describe(kind)}" for kind, count in counts)
    raise UserError(f"no document meets all of what was chosen: of {len(documents)} there are {told}; choose less")


def parse_years(text: str) -> Years:
    """The years that "2019", "2010-2020", "2015-" or "-2000" names. Raises UserError for anything else."""
    found = YEARS.fullmatch(text)
    first, last = (int(found[end]) if found and found[end] else None for end in ("first", "last"))
    ranged = found is not None and found["dash"] is not None
    if (first is None and last is None) or (last is not None and not ranged):
        raise UserError(f"{text!r} names no years; write 2019, 2010-2020, 2015- or -2000")
    return Years(first, last) if ranged else Years(first, first)


def authors_of(documents: "Sequence[StoredDocument]") -> list[str]:
    """The persons who wrote any of the documents, in alphabetical order, each once whatever case and accents."""
    return _once(name for document in documents for name in author_names(document.author))


def collections_of(documents: "Sequence[StoredDocument]") -> list[str]:
    """The collections that any of the documents is in, in alphabetical order, each once whatever case and accents."""
    return _once(document.collection for document in documents if document.collection)


def _once(names: Iterable[str]) -> list[str]:
    by_fold = {_fold(name): name for name in sorted(names, reverse=True)}
    return [by_fold[fold] for fold in sorted(by_fold)]


def _named(name: str, wanted: str, names: set[str]) -> bool:
    """Whether a name is wanted; a name that is somebody's is no pattern, whatever characters it has."""
    name = _normal(name)
    if name == wanted:
        return True
    if wanted in names:
        return False
    return name.startswith(wanted.rstrip("/") + "/") or fnmatchcase(name, wanted)


def _together(part: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words of part stand in a row among words; no words stand nowhere."""
    last = len(words) - len(part)
    return bool(part) and any(list(words[at : at + len(part)]) == list(part) for at in range(last + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _fold(text))


def _fold(text: str) -> str:
    """The text without case, accents and the number of its blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(PLAIN)
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _normal(name: str) -> str:
    # Some file systems take letters and their accents apart.
    return unicodedata.normalize("NFC", name)


def _describe(kind: Filter) -> str:
    """What a filter of one kind wants of a document, to stand after "is"."""
    if kind.documents:
        return "named " + " or ".join(kind.documents)
    if kind.authors:
        return "by " + " or ".join(kind.authors)
    if kind.collections:
        return "in the collection " + " or ".join(kind.collections)
    return "of " + " or ".join(map(str, kind.years))


def _offer(documents: "Sequence[StoredDocument]", kind: Filter) -> str:
    """What there is of the kind that a filter asks for; the likest first where something is like it."""
    if kind.documents:
        return "there are " + _shorten([document.name for document in documents], kind.documents)
    if kind.authors:
        authors = authors_of(documents)
        return f"there are {_shorten(authors, kind.authors)}" if authors else "no author is known of any"
    if kind.collections:
        collections = collections_of(documents)
        none = "there are none; python -m index add FOLDER --collection NAME makes one"
        return f"there are {_shorten(collections, kind.collections)}" if collections else none
    years = sorted({document.year for document in documents if document.year is not None})
    return f"there are {_shorten(list(map(str, years)), ())}" if years else "no year is known of any"


def _shorten(values: Sequence[str], like: Sequence[str]) -> str:
    # A mistyped name is what the user looks for, so what is like it must not be cut off.
    near = [value for one in like for value in get_close_matches(one, values, SHOWN)]
    shown = list(dict.fromkeys([*near, *values]))
    # Authors' names may hold commas.
    return "; ".join(shown[:SHOWN]) + (f"; … ({len(shown)} in all)" if len(shown) > SHOWN else "")
