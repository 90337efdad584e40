"""Which words of a text stand nowhere in some documents."""

from collections.abc import Iterable, Sequence

from index.derived import Structures
from index.store import StoredDocument


def find_unknown_words(structures: Structures, text: str, documents: Sequence[StoredDocument]) -> list[str]:
    """The words of a text, as typed, each once, whose stems stand in none of these documents.

    Stopwords are left out; where there is no document, there is no word to tell. Titles, authors, years, names and
    collections count as the documents' words.
    """
    if not documents:
        return []
    stems: dict[str, str] = {}
    for typed, stem in structures.lexical.stems(text):
        stems.setdefault(stem, typed)
    passages = structures.passages_of({document.document_id for document in documents})
    unknown = [stem for stem in stems if not passages[structures.lexical.holders(stem)].any()]
    if not unknown:
        return []
    described = structures.lexical.vocabulary("\n".join(_describe(documents)))
    return list(dict.fromkeys(stems[stem] for stem in unknown if stem not in described))


def _describe(documents: Sequence[StoredDocument]) -> Iterable[str]:
    for one in documents:
        yield f"{one.title}\n{one.author or ''}\n{one.year or ''}\n{one.name}\n{one.collection}"
