"""Which rows of a table a question asks for, and which cell of them.

The rows of a table read nearly alike, so the reading model takes one year's figure for another's. What rows and columns
are called stands there exactly, and is compared exactly.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import Stemmer

from corpus.tables import NUMBER, Entry, parse_row
from index.passage import Hit
from index.words import STOPWORDS, WORD
from qa.answer import Span
from qa.grounding.words import fold

# Names are one if they begin alike: Armenia, Armenian; Azerbaijan, Azerbaijani.
MIN_NAME, MAX_ENDING = 5, 3
# Tables often name countries by their first letters: ARM, AZE.
ABBREVIATION = re.compile(r"\b[A-Z]{3,4}\b")
ROUNDING_ERROR = 1e-9
# Whoever names more of them asks for the table.
MAX_ROWS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, in a passage that was read.

    hit: the passage's number. [start, end): of the document's text. headers, values: the words of each entry's.
    """

    document: str
    hit: int
    start: int
    end: int
    entries: tuple[Entry, ...]
    headers: tuple["Words", ...]
    values: tuple["Words", ...]

    def is_beside(self, other: "Row") -> bool:
        """Whether both are of one table: empty cells are left out of rows, so not all of their headers are the same."""
        ours, theirs = ({entry.header for entry in row.entries} for row in (self, other))
        return self.document == other.document and 2 * len(ours & theirs) > min(len(ours), len(theirs))


@dataclass(frozen=True, slots=True)
class Words:
    """What tells something in a header or cell: forms that equal words share, and abbreviations in small letters."""

    forms: frozenset[str]
    abbreviations: tuple[str, ...]

    def have(self, asked: str) -> bool:
        """Whether a word of a question, by its form, is among them."""
        if asked in self.forms or any(asked.startswith(short) for short in self.abbreviations):
            return True
        return any(_begin_alike(form, asked) for form in self.forms)


class TableRows:
    """The rows of tables in the passages read for a question."""

    def __init__(self, question: str, hits: Sequence[Hit]) -> None:
        self._asked = _forms(question)
        self._hits = hits
        # Headers stand in every row.
        self._words: dict[str, Words] = {}
        self._rows: dict[tuple[str, int], Row] = {}
        for number, hit in enumerate(hits):
            for start, end in hit.passage.sentences:
                self._add(number, start, end)

    def choose(self, sentences: Sequence[Span]) -> tuple[Span, ...]:
        """The sentences, each row among them exchanged for those of its table that the question names, three at most.

        A row stays where the question names none, or very many.
        """
        chosen: dict[tuple[str, int], Span] = {}
        for span in sentences:
            row = self._row_at(span)
            best = self._best(row) if row else []
            if row is None or (row in best and not self._are_asked_for(best, row)):
                chosen.setdefault((self._hits[span.hit].passage.document, span.start), span)
                continue
            for one in best[:MAX_ROWS]:
                chosen.setdefault((one.document, one.start), Span(one.hit, one.start, one.end, span.score))
        return tuple(chosen.values())

    def cell(self, answer: Span | None, sentence: Span) -> Span | None:
        """The short answer: if it or the best sentence is in a row, the value asked for, of the row that is named.

        That is the cell whose header has most of the question's words, those that fewer headers have counting more. An
        answer in a row is None if the question asks for several cells, or no header tells which is meant and the answer
        lies across cells.
        """
        row = self._row_at(sentence)
        named = self._cell_of(row, None) if row else None
        row = self._row_at(answer) if answer else None
        if answer is None or named is not None or row is None:
            return named or answer
        return self._cell_of(row, answer)

    def _cell_of(self, row: Row, answer: Span | None) -> Span | None:
        """The one cell that the question names in the one row that it names, or in which the answer lies."""
        best = self._best(row)
        if len(best) > 1 and (row not in best or self._are_asked_for(best, row)):
            return None
        row = row if row in best else best[0]
        entries = self._asked_for(row) or [one for one in row.entries if answer and _lies_in(answer, row, one)]
        if len(entries) != 1:
            return None
        (entry,) = entries
        return Span(row.hit, row.start + entry.start, row.start + entry.end, answer.score if answer else 0.0)

    def _add(self, number: int, start: int, end: int) -> None:
        passage = self._hits[number].passage
        if (passage.document, start) not in self._rows:
            entries = parse_row(passage.text[start - passage.start : end - passage.start])
            if entries:
                headers = tuple(self._read(entry.header) for entry in entries)
                values = tuple(self._read(entry.value) for entry in entries)
                self._rows[passage.document, start] = Row(
                    passage.document, number, start, end, entries, headers, values
                )

    def _read(self, text: str) -> Words:
        if text not in self._words:
            self._words[text] = Words(_forms(text), tuple(map(str.casefold, ABBREVIATION.findall(text))))
        return self._words[text]

    def _row_at(self, span: Span) -> Row | None:
        document = self._hits[span.hit].passage.document
        rows = (row for row in self._rows.values() if row.document == document)
        return next((row for row in rows if row.start <= span.start < row.end), None)

    def _beside(self, row: Row) -> list[Row]:
        """The rows of the same table, itself among them."""
        return [one for one in self._rows.values() if one.is_beside(row)]

    def _telling(self, row: Row) -> set[str]:
        """The headers of the columns that tell the rows of a table apart; all if there is but one row."""
        values: dict[str, set[str]] = {}
        for one in self._beside(row):
            for entry in one.entries:
                values.setdefault(entry.header, set()).add(entry.value)
        return {header for header, of in values.items() if len(of) > 1} or set(values)

    def _best(self, row: Row) -> list[Row]:
        """The rows beside this one, and itself, that have most of the question's words where rows differ.

        Of those with as many, the ones that have one in their first cell: Turkey's row, not that of its partner.
        """
        telling, beside = self._telling(row), self._beside(row)
        cells = [self._cells(one, telling) for one in beside]
        named = [(sum(_have(word, of) for word in self._asked), self._names(of[:1])) for of in cells]
        best = [one for one, counts in zip(beside, named, strict=True) if counts == max(named)]
        alike = [one for one in best if self._unnamed(one, telling) == self._unnamed(row, telling)]
        return alike if row in best and len(alike) > 1 else best

    def _unnamed(self, row: Row, telling: set[str]) -> set[tuple[str, str]]:
        """What a row says in words, and the question does not: of figures of two countries, their unit."""
        return {
            (entry.header, entry.value)
            for entry, words in zip(row.entries, row.values, strict=True)
            if entry.header in telling and not NUMBER.fullmatch(entry.value) and not self._names([words])
        }

    def _cells(self, row: Row, telling: set[str]) -> list[Words]:
        return [words for entry, words in zip(row.entries, row.values, strict=True) if entry.header in telling]

    def _names(self, cells: Sequence[Words]) -> bool:
        return any(_have(word, cells) for word in self._asked)

    def _are_asked_for(self, best: Sequence[Row], row: Row) -> bool:
        """Whether the question names these few rows together: some of a table, or each by a name of its own."""
        if not 1 < len(best) <= MAX_ROWS or not all(self._names(one.values) for one in best):
            return False
        named = [{word for word in self._asked if _have(word, self._cells(one, self._telling(row)))} for one in best]
        return len(best) < len(self._beside(row)) or all(words - set[str].intersection(*named) for words in named)

    def _asked_for(self, row: Row) -> list[Entry]:
        """The cells whose headers the question names best; none if it names no header that tells cells apart."""
        telling = self._telling(row)
        shares = [0.0] * len(row.entries)
        for word in self._asked:
            having = [place for place, words in enumerate(row.headers) if words.have(word)]
            for place in having if len(having) < len(row.entries) else ():
                shares[place] += 1 / len(having)
        told = [
            place
            for place, entry in enumerate(row.entries)
            # What all rows say is the table's caption or unit; and whoever asks for 2006 is not told that it is 2006.
            if (entry.header in telling or NUMBER.fullmatch(entry.value))
            and not self._names(row.values[place : place + 1])
        ]
        most = max((shares[place] for place in told), default=0.0)
        return [row.entries[place] for place in told if shares[place] > most - ROUNDING_ERROR] if most else []


def _have(asked: str, cells: Sequence[Words]) -> bool:
    return any(cell.have(asked) for cell in cells)


def _lies_in(answer: Span, row: Row, entry: Entry) -> bool:
    return row.start + entry.start < answer.end and answer.start < row.start + entry.end


def _forms(text: str) -> frozenset[str]:
    """The words of a text that tell something, in the form that equal ones share."""
    stemmer = Stemmer.Stemmer("english")
    folded = [fold(word) for word in WORD.findall(text) if word.casefold() not in STOPWORDS]
    return frozenset(stemmer.stemWord(word) if word.isalpha() else word.replace(",", "") for word in folded)


def _begin_alike(form: str, asked: str) -> bool:
    short, long = sorted((form, asked), key=len)
    return long.startswith(short) and len(short) >= MIN_NAME and len(long) - len(short) <= MAX_ENDING and long.isalpha()
