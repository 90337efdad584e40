"""Receipts made by hand, and any receipts."""

import json
from datetime import UTC, datetime

from hypothesis import strategies as st

from index.manifest import Manifest
from qa.answer import Alteration, Searched, Sentence
from qa.receipts.fingerprint import IndexFingerprint, ModelFingerprint
from qa.receipts.receipt import Receipt, ReceiptCitation

HASH = "5" * 64


def receipt(**changes):
    """A receipt of one sentence and one quote, with changes."""
    quote = "The treaty was signed in May 1994."
    values = {
        "question": "When was the treaty signed?",
        "understood": "When was the treaty signed?",
        "searched": None,
        "answered": True,
        "confidence": 0.87,
        "short_answer": "May 1994",
        "writer": "quote",
        "sentences": (Sentence(quote, (1,)),),
        "citations": (citation(1, quote),),
        "alterations": (),
        "index": IndexFingerprint(Manifest().to_json(), 5, HASH),
        "models": ModelFingerprint(HASH, "all-MiniLM-L6-v2"),
        "program": "0.1.0",
        "made": datetime(2026, 11, 21, 17, 20, 5, tzinfo=UTC),
    }
    return Receipt(**(values | changes))


def citation(number, quote, start=120, document="treaty.md", title="The treaty", author="A. Writer", year=2021):
    return ReceiptCitation(number, document, title, author, year, None, quote, start, start + len(quote), HASH)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
QUOTE = TEXT.filter(str.strip)
NAME = st.none() | TEXT
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
COUNT = st.integers(0, 10**9)


@st.composite
def any_receipts(draw):
    """Any receipt there can be."""
    quotes = draw(st.lists(st.tuples(QUOTE, TEXT, COUNT, TEXT, NAME, st.none() | COUNT), max_size=3))
    citations = tuple(
        citation(number, quote, start, document, title, author, year)
        for number, (quote, document, start, title, author, year) in enumerate(quotes, start=1)
    )
    numbers = st.lists(st.sampled_from(range(1, len(quotes) + 1)), max_size=3) if quotes else st.just([])
    sentences = st.builds(Sentence, TEXT, numbers.map(tuple), st.booleans())
    alterations = st.builds(Alteration, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple))
    manifest = json.dumps(draw(st.dictionaries(TEXT, TEXT | COUNT, max_size=2)), sort_keys=True)
    return receipt(
        question=draw(TEXT),
        understood=draw(TEXT),
        searched=draw(st.none() | st.builds(Searched, COUNT, COUNT)),
        answered=draw(st.booleans()),
        confidence=draw(st.floats(0, 1)),
        short_answer=draw(NAME),
        writer=draw(TEXT),
        sentences=tuple(draw(st.lists(sentences, max_size=3))),
        citations=citations,
        alterations=tuple(draw(st.lists(alterations, max_size=2))),
        index=IndexFingerprint(manifest, draw(COUNT), draw(HEX)),
        models=ModelFingerprint(draw(HEX), draw(TEXT)),
        program=draw(TEXT),
        made=draw(st.datetimes(datetime(1900, 1, 1), timezones=st.just(UTC))).replace(microsecond=0),
    )
