"""The quoting writer: the answer is sentences of the documents, each citing itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Hit
from qa.answer import Citation, Reading, Sentence, Span

LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[^\W\d_])")
NOTE_MARKS = re.compile(r"<sup>[^<]{0,12}</sup>|\^\{[^}]{0,12}\}|(?<=[.,;!?”\"])[¹²³⁰-⁹]+|(?<=[a-z]\.)\d{1,3}$")
MARKUP = re.compile(r"(\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])|`)")
LINE_START = re.compile(r"^(#{1,6}\s+|[-*•+]\s+|>\s+)")
ESCAPE = re.compile(r"\\([$&%#_{}*])")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer put into words: its sentences, what they cite, and the short answer where there is one."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    short_answer: str | None


def write(reading: Reading, hits: Sequence[Hit]) -> Written:
    """Quote the reading's sentences in its order, numbering the citations from 1."""
    citations = tuple(_cite(number, span, hits) for number, span in enumerate(reading.sentences, start=1))
    sentences = tuple(Sentence(tidy(citation.quote), (citation.number,)) for citation in citations)
    short = reading.short_answer
    return Written(sentences, citations, tidy(_quote(short, hits)) if short else None)


def tidy(quote: str) -> str:
    """A quote as it reads: one line, without Markdown marks, note marks and bullets. Adds no word and drops none."""
    text = LINE_HYPHEN.sub("-", quote)
    text = " ".join(text.split())
    text = NOTE_MARKS.sub("", text)
    text = LINE_START.sub("", text)
    text = MARKUP.sub("", ESCAPE.sub(r"\1", text))
    return _tidy_row(text.strip())


def _tidy_row(text: str) -> str:
    if not (text.startswith("|") and text.endswith("|")):
        return text
    return " · ".join(cell.strip() for cell in text.strip("|").split("|") if cell.strip())


def _quote(span: Span, hits: Sequence[Hit]) -> str:
    passage = hits[span.hit].passage
    return passage.text[span.start - passage.start : span.end - passage.start]


def _cite(number: int, span: Span, hits: Sequence[Hit]) -> Citation:
    passage = hits[span.hit].passage
    return Citation(
        number=number,
        document=passage.document,
        title=passage.title,
        author=passage.author,
        year=passage.year,
        quote=_quote(span, hits),
        start=span.start,
        end=span.end,
        passage=span.hit,
    )
