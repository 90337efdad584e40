"""The quoting writer: the answer is sentences of the documents, each citing itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby, pairwise

from corpus.sentences import LIST_MARK
from corpus.tables import NUMBER, SEPARATOR, parse_row
from index.passage import Hit
from index.words import STOPWORDS, WORD
from qa.answer import Alteration, Citation, Reading, Sentence, Span

# Two sources for a sentence are a comfort, more are a nuisance.
MAX_CITATIONS = 2
MAX_NEW_WORDS, MIN_COMMON_WORDS = 2, 4
# A row of a table with more of them is read for one of them.
MAX_CELLS = 5
NEGATIONS = frozenset(("not", "no", "never", "none", "nor", "neithe", "cannot", "withou"))

LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[^\W\d_])")
NOTE_MARKS = re.compile(r"<sup>[^<]{0,12}</sup>|\^\{[^}]{0,12}\}|(?<=[.,;!?”\"])[¹²³⁰-⁹]+|(?<=[a-z]\.)\d{1,3}$")
MARKUP = re.compile(r"(\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])|`)")
LINE_START = re.compile(r"^(#{1,6}\s+|[-*•+]\s+|>\s+)")
ITEM_BREAK = re.compile(rf"\n\s*(?={LIST_MARK.pattern.replace('?P<bullet>', '?:')})")
ESCAPE = re.compile(r"\\([$&%#_{}*])")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer put into words: its sentences, what they cite, and the short answer where there is one.

    sentences: empty if nothing can be said. alterations: what was changed of what a language model wrote.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    short_answer: str | None
    alterations: tuple[Alteration, ...] = ()


def write(reading: Reading) -> Written:
    """Quote the reading's sentences in its order, numbering the citations from 1.

    A sentence that says no more than an earlier one is not repeated; the earlier one cites it as well.
    """
    told: list[list[Span]] = []
    for span in reading.sentences:
        said = _said(span, reading.hits)
        same = next((one for one in told if _repeats(said, _said(one[0], reading.hits))), None)
        if same is None:
            told.append([span])
        elif len(same) < MAX_CITATIONS:
            same.append(span)
    numbers = count(1)
    cited = [[cite(next(numbers), span, reading.hits) for span in one] for one in told]
    sentences = tuple(
        Sentence(_shown(spans[0], reading), tuple(citation.number for citation in citations))
        for spans, citations in zip(told, cited, strict=True)
    )
    short = reading.short_answer
    return Written(sentences, tuple(chain.from_iterable(cited)), tidy(_said(short, reading.hits)) if short else None)


def _repeats(quote: str, earlier: str) -> bool:
    """Whether a quote adds at most two words, and no number or negation, to an earlier one."""
    words, known = _telling(quote), _telling(earlier)
    new = words - known
    if any(not word.isalpha() for word in new) or (words ^ known) & NEGATIONS:
        return False
    return len(new) <= MAX_NEW_WORDS and len(words & known) >= MIN_COMMON_WORDS


def _telling(quote: str) -> frozenset[str]:
    return frozenset(word[:6] for word in WORD.findall(tidy(quote).casefold()) if word not in STOPWORDS)


def tidy(quote: str) -> str:
    """A quote as it reads: one line, without Markdown marks, note marks and bullets. Adds no word and drops none.

    A list has a line for what introduces it and one for each item, which begins with "- " or with its number.
    """
    lines = [line for line in ITEM_BREAK.split(quote) if line.strip()]
    return _tidy_line(quote) if len(lines) < 2 else "\n".join(map(_tidy_item, lines))


def _tidy_item(line: str) -> str:
    mark = LIST_MARK.match(line)
    return ("- " if mark and mark["bullet"] else "") + _tidy_line(line)


def _tidy_line(quote: str) -> str:
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


def _shown(span: Span, reading: Reading) -> str:
    """A sentence as it is read in the answer: of a long row of a table what it is called by, and the cell asked for."""
    said, answer = _said(span, reading.hits), reading.short_answer
    row = parse_row(said)
    if answer is None or len(row) <= MAX_CELLS or answer.hit != span.hit:
        return tidy(said)
    asked = answer.start - span.start
    named = next(number for number, cell in enumerate(row) if cell.header)
    kept = [
        number in (0, named) or not NUMBER.fullmatch(cell.value) or cell.start <= asked < cell.end
        for number, cell in enumerate(row)
    ]
    cells = [said[: row[0].end], *(said[before.end + len(SEPARATOR) : cell.end] for before, cell in pairwise(row))]
    shown = [cell if keep else "…" for cell, keep in zip(cells, kept, strict=True)]
    return tidy(SEPARATOR.join(cell for cell, _ in groupby(shown)))


def _said(span: Span, hits: Sequence[Hit]) -> str:
    passage = hits[span.hit].passage
    return passage.text[span.start - passage.start : span.end - passage.start]


def cite(number: int, span: Span, hits: Sequence[Hit]) -> Citation:
    """A citation of a place in a passage. number: as shown to the user."""
    passage = hits[span.hit].passage
    start, end = passage.place(span.start, span.end)
    return Citation(
        number=number,
        document=passage.document,
        title=passage.title,
        author=passage.author,
        year=passage.year,
        quote=passage.quote(span.start, span.end),
        start=start,
        end=end,
        passage=span.hit,
        highlight=(span.start - passage.start, span.end - passage.start),
        page=passage.page_at(span.start),
    )
