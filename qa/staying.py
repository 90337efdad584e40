"""A question that names nothing, "Can I pay by card?", prefers the documents cited last to others that fit as well."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.passage import Hit
from qa.conversation import names_nothing
from qa.grounding.words import Kind, find_words

# Unless another document clearly says more: the reader takes a tenth of a score for one unit of log-odds.
OF_ANOTHER_DOCUMENT = 0.9


def stay(question: str, documents: Collection[str], hits: Sequence[Hit]) -> list[Hit]:
    """The hits ranked anew, with less score for those of other documents than these, where the question names nothing.

    It names something if it has a name in capitals, or a word that is a name, or of the title, of another document that
    was found, and that the ones found of these do not have.
    """
    ours = [hit for hit in hits if hit.passage.document in documents]
    others = [hit for hit in hits if hit.passage.document not in documents]
    asked = {word.form for word in find_words(question)}
    if not ours or not names_nothing(question) or asked & (_named(others) - _said(ours)):
        return list(hits)
    scores = [hit.score * (1 if hit.passage.document in documents else OF_ANOTHER_DOCUMENT) for hit in hits]
    ranked = sorted(zip(scores, hits, strict=True), key=lambda pair: -pair[0])
    return [replace(hit, rank=rank, score=score) for rank, (score, hit) in enumerate(ranked, start=1)]


def _named(hits: Sequence[Hit]) -> set[str]:
    texts = {hit.passage.text for hit in hits}
    names = {word.form for text in texts for word in find_words(text) if word.kind is Kind.NAME}
    return names | {word.form for above in _above(hits) for word in find_words(above)}


def _said(hits: Sequence[Hit]) -> set[str]:
    return {word.form for text in {hit.passage.text for hit in hits} | _above(hits) for word in find_words(text)}


def _above(hits: Sequence[Hit]) -> set[str]:
    return {f"{hit.passage.title}. {hit.passage.author or ''}" for hit in hits}
