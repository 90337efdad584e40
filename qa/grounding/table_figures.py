"""The figures that a written sentence takes from a table, held against the row and the column that it names for them.

The cells of a row read alike to a language model, and to an entailment model: "Armenia spent 1,308 million" has every
word of a row in which that is Azerbaijan's. What rows and columns are called is compared word by word.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import Stemmer

from corpus.tables import NUMBER, YEAR, Entry, parse_row
from index.words import STOPWORDS, WORD
from qa.grounding.facts import has_quantity, is_same_name
from qa.grounding.words import Kind, Word, find_words, fold

# Before a year for which something is told, not that of a publication.
OF_YEAR = re.compile(r"\b(?:in|by|for|of|from|since|until|during|year)\s+(?:the year\s+)?$", re.IGNORECASE)

# What may stand in a sentence that only says what a cell holds, and around the figure.
GLUE = frozenset("a an as at for had has in is it its of on s that the was were are".split())
BEFORE, BEHIND = re.compile(r"(?:^|[\w:),|]\s+\(?)$"), re.compile(r"(?!\s*[<>≤≥≠±~%$€£¥?])(?:[\s).,;|]|$)")
ASIDE = re.compile(r"\s*\([^()]*\)")
# A name behind these is what something is compared with.
COMPARED = re.compile(
    r"\b(?:(?:after|before|since|than|unlike|until|(?:compared|relative) (?:to|with))(?: in)?(?: the year)?\s+|non-)$",
    re.IGNORECASE,
)

# A word's form, and where it begins.
Placed = tuple[str, int]
# What tells a row or column: its place, or its header.
Key = int | str
# Figures, and the rows or columns that have them.
Held = dict[Word, set[Key]]


@dataclass(frozen=True)
class Row:
    """A row of a table. place: its number among the sentences that it was taken from."""

    place: int
    entries: tuple[Entry, ...]

    @property
    def headers(self) -> set[str]:
        """What its columns are called."""
        return {entry.header for entry in self.entries if entry.header}

    @property
    def figures(self) -> list[Entry]:
        """The cells that hold a number alone, but for the first."""
        return [one for one in self.entries if one.header and one is not self.first and NUMBER.fullmatch(one.value)]

    @cached_property
    def first(self) -> Entry:
        """What the row is called, as a rule."""
        return next(entry for entry in self.entries if entry.header)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that tell which row it is."""
        told = [one for one in self.entries if one.header and (one is self.first or not NUMBER.fullmatch(one.value))]
        return frozenset(form for one in told for form, _ in _forms(one.value))

    def has(self, cell: Entry) -> bool:
        """Whether one of the cells has this value, with its asides or without, under this header or a longer one."""
        return any(_is_headed_like(cell, one) and _has_value_of(cell, one) for one in self.entries)

    def is_headed(self, cell: Entry) -> bool:
        """Whether one of the columns is called so, or longer."""
        return any(_is_headed_like(cell, one) for one in self.entries)

    def says_otherwise(self, cell: Entry) -> bool:
        """Whether a column is called so and has other numbers there, or none of the words."""
        there = [one for one in self.entries if _is_headed_like(cell, one)]
        return bool(there) and not any(_may_say(cell, one) for one in there)

    def has_value(self, cell: Entry) -> bool:
        """Whether one of the cells has this value."""
        return any(_has_value_of(cell, one) for one in self.entries)

    def has_elsewhere(self, cell: Entry) -> bool:
        """Whether cells have this value, and what tells their headers from the others is not in this one's."""
        header = {form for form, _ in _forms(cell.header)}
        holding = [one for one in self.entries if _has_value_of(cell, one)]
        return bool(holding) and not any(header & self._telling(one) for one in holding)

    def _telling(self, entry: Entry) -> set[str]:
        others = {form for one in self.entries if one is not entry for form, _ in _forms(one.header)}
        return {form for form, _ in _forms(entry.header)} - others

    def cells_with(self, figure: Word, before: str) -> Iterator[Entry]:
        """The cells with this number. before: what the sentence says before it."""
        for entry in self.entries:
            if entry.header and has_quantity(figure, before, _numbers(entry)):
                yield entry


def _is_headed_like(cell: Entry, one: Entry) -> bool:
    header = {form for form, _ in _forms(cell.header)}
    return bool(header) and header <= {form for form, _ in _forms(one.header)}


def _may_say(cell: Entry, one: Entry) -> bool:
    """Whether a cell may say shorter or longer what another one says."""
    numbers = [word for word in find_words(cell.value) if word.kind in (Kind.QUANTITY, Kind.DATE)]
    if numbers:
        return all(has_quantity(word, "", _numbers(one)) for word in numbers if word.value == word.value)
    return bool({form for form, _ in _forms(cell.value)} & {form for form, _ in _forms(one.value)})


def _is_number(cell: Entry) -> bool:
    return NUMBER.fullmatch(cell.value) is not None


def _has_value_of(cell: Entry, one: Entry) -> bool:
    if _is_number(cell):
        return any(has_quantity(word, "", _numbers(one)) for word in find_words(cell.value))
    value = [form for form, _ in _forms(cell.value)]
    return value in ([form for form, _ in _forms(text)] for text in (one.value, ASIDE.sub("", one.value)))


@dataclass(frozen=True, slots=True)
class _Named:
    """Which rows or columns a sentence names. labels: where it names each, if by a word of its own."""

    names: frozenset[Key]
    labels: tuple[tuple[int, Key], ...]


def read_rows(sentences: Sequence[str]) -> list[Row]:
    """Those of the sentences that are rows of tables."""
    parsed = ((place, parse_row(sentence)) for place, sentence in enumerate(sentences))
    return [Row(place, entries) for place, entries in parsed if entries]


def find_misplaced(sentence: str, sentences: Sequence[str]) -> list[str]:
    """Figures that stand in another row or column than those that the sentence names for them, in words.

    sentences: of a passage. Nothing for a figure that one of them gives in prose, or that none gives. Of a sentence
    that is written like one of the rows, the numbers that it has under other headers, and what else these have not.
    """
    rows = read_rows(sentences)
    if not rows:
        return []
    if strange := _strange_cells(sentence, rows):
        return [f"{cell.value} in this place" for cell in strange]
    prose = [
        word
        for number, text in enumerate(sentences)
        if number not in {row.place for row in rows}
        for word in find_words(text)
    ]
    verdicts: dict[Word, list[bool]] = {}
    for table in _tables(rows):
        for figure, fits in _TableClaim(sentence, table, prose).verdicts():
            verdicts.setdefault(figure, []).append(fits)
    return [f"{sentence[one.start : one.end]} in this place" for one, fits in verdicts.items() if not any(fits)]


def _strange_cells(sentence: str, rows: Sequence[Row]) -> list[Entry]:
    """The cells of a sentence written like one of the rows that are not that row's; none if it is written otherwise.

    It is, if half of its headers are the row's, and one of its values.
    """
    cells = [cell for cell in parse_row(sentence) if cell.header]
    # Two rows in one line.
    if not cells or len({cell.header for cell in cells}) < len(cells):
        return []
    row = max(rows, key=lambda row: [sum(map(row.has, cells)), sum(map(row.has_value, cells))])
    if not any(map(row.has_value, cells)) or 2 * sum(map(row.is_headed, cells)) < len(cells):
        return []
    strange = [cell for cell in cells if not row.has(cell)]
    return [cell for cell in strange if row.says_otherwise(cell) or row.has_elsewhere(cell)]


def find_row_read_off(sentence: str, sentences: Sequence[str]) -> int | None:
    """The number of the row that a sentence repeats in part: one figure, with what its row and its column are called.

    All words of both names must be there in their order, the figure as the cell has it and nothing else in it, and no
    other words than those that such a sentence is built with. None if anything is otherwise.
    """
    for table in _tables(read_rows(sentences)):
        claim = _TableClaim(sentence, table, ())
        for row, entry in claim.holders(claim.figures[0]) if len(claim.figures) == 1 else ():
            is_named = claim.columns.names == {entry.header} and claim.rows.names == {row.place}
            if is_named and _is_all_of(sentence, claim.figures[0], row, entry):
                return row.place
    return None


def _is_all_of(sentence: str, figure: Word, row: Row, entry: Entry) -> bool:
    """Whether a sentence says this cell of this row, and nothing else."""
    before, said, behind = sentence[: figure.start], sentence[figure.start : figure.end], sentence[figure.end :]
    if said.replace(",", "") != entry.value.replace(",", "") or not BEFORE.search(before) or not BEHIND.match(behind):
        return False
    # A stop takes the figure's place, lest what stands on both sides of it make one word.
    words = [word for word, _ in _forms(f"{before} . {behind}")]
    header, name = ([word for word, _ in _forms(text)] for text in (entry.header, row.first.value))
    glue = [found.casefold() for found in WORD.findall(f"{before} . {behind}") if found.casefold() in STOPWORDS]
    # The first column's own name may be there too: "in the year 2010".
    left = Counter(words) - Counter(header) - Counter(name) - Counter(word for word, _ in _forms(row.first.header))
    return not left and set(glue) <= GLUE and _is_within(header, words) and _is_within(name, words)


def _is_within(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether all words of a name are there, in their order."""
    left = iter(words)
    return all(word in left for word in name)


class _TableClaim:
    """A sentence, held against a table."""

    def __init__(self, sentence: str, table: Sequence[Row], prose: Sequence[Word]) -> None:
        self._sentence = sentence
        self._table = table
        said = [(form, at) for form, at in _forms(sentence) if not COMPARED.search(sentence[:at])]
        headers = {header for row in table for header in row.headers}
        # Names stand in the other columns, and whoever says what they are called says nothing of a figure's place.
        of_figures = {one.header for row in table for one in row.figures}
        self.columns = _name(said, {header: frozenset(form for form, _ in _forms(header)) for header in of_figures})
        of_columns = {form for header in headers for form, _ in _forms(header)}
        of_rows = [one for one in said if not any(is_same_name(one[0], form) for form in of_columns)]
        self.rows = _name(of_rows, {row.place: row.names for row in table})
        labels = of_columns.union(form for row in table for form, _ in _forms(row.first.value))
        self.figures = [word for word in find_words(sentence) if self._is_figure(word, labels, prose)]
        self._is_elsewhere = self._is_of_another_year(prose)

    def _is_figure(self, word: Word, labels: Iterable[str], prose: Sequence[Word]) -> bool:
        text, before = self._sentence[word.start : word.end], self._sentence[: word.start]
        if word.value != word.value or not text[0].isdigit() or before[-1:].isalnum():
            return False
        return text.replace(",", "") not in labels and not has_quantity(word, before, prose)

    def _is_of_another_year(self, prose: Sequence[Word]) -> bool:
        """Whether the rows are called by years, and the sentence names one that none has, and none of theirs."""
        if self.rows.names or not all(YEAR.fullmatch(row.first.value) for row in self._table):
            return False
        years = [word for word in find_words(self._sentence) if word.kind is Kind.DATE and word.value == word.value]
        known = {word.form for word in prose}
        return any(
            OF_YEAR.search(self._sentence[: word.start]) and word.form not in known and not self.holders(word)
            for word in years
        )

    def holders(self, figure: Word) -> list[tuple[Row, Entry]]:
        before = self._sentence[: figure.start]
        return [(row, entry) for row in self._table for entry in row.cells_with(figure, before)]

    def verdicts(self) -> Iterator[tuple[Word, bool]]:
        """Each figure that the table has, and whether it has it where the sentence says."""
        held = {figure: found for figure in self.figures if (found := self.holders(figure))}
        in_columns: Held = {figure: {entry.header for _, entry in found} for figure, found in held.items()}
        in_rows: Held = {figure: {row.place for row, _ in found} for figure, found in held.items()}
        ordered = _are_in_order(in_columns, self.columns, self.rows) and _are_in_order(in_rows, self.rows, self.columns)
        for figure, found in held.items():
            columns, rows = _open_to(figure, in_columns, self.columns), _open_to(figure, in_rows, self.rows)
            fits = any(
                (columns is None or entry.header in columns) and (rows is None or row.place in rows)
                for row, entry in found
            )
            yield figure, fits and ordered and not self._is_elsewhere


def _open_to(figure: Word, held: Held, named: _Named) -> frozenset[Key] | None:
    """Where the figure may stand; None for anywhere: nothing is named, or all that is has a figure of its own."""
    others = {name for other, places in held.items() if other is not figure for name in places}
    return None if named.names <= others else named.names


def _are_in_order(held: Held, named: _Named, crossing: _Named) -> bool:
    """Whether figures and names go together, if there are several of both.

    Each with the name before it, each with the name behind it, or the first with the first and so on. crossing: the
    rows named, if these are columns; where they are several too, only as many names as figures tell what goes together.
    """
    figures = sorted(held, key=lambda word: word.start)
    labels = [label for label in named.labels if any(label[1] in places for places in held.values())]
    if len(figures) < 2 or len({name for _, name in labels}) < 2:
        return True
    if len(crossing.names) > 1 and len(labels) != len(figures):
        return True
    orders = []
    if labels[0][0] < figures[0].start:
        orders.append([[name for place, name in labels if place < one.start][-1] for one in figures])
    if labels[-1][0] > figures[-1].start:
        orders.append([next(name for place, name in labels if place > one.start) for one in figures])
    if len(labels) == len(figures):
        orders.append([name for _, name in labels])
    fitting = (all(name in held[one] for name, one in zip(order, figures, strict=True)) for order in orders)
    return not orders or any(fitting)


def _name(said: Sequence[Placed], names: Mapping[Key, frozenset[str]]) -> _Named:
    """Those named best: none of whose words in the sentence are but a part of another's. None if that goes for all."""
    matched = {
        name: frozenset(
            number for number, (form, _) in enumerate(said) if any(is_same_name(form, one) for one in forms)
        )
        for name, forms in names.items()
    }
    best = {name for name, of in matched.items() if of and not any(of < other for other in matched.values())}
    if len(best) == len(names) and len(set(matched.values())) == 1:
        best = set()
    of_several = {number for number in range(len(said)) if sum(number in of for of in matched.values()) > 1}
    labels = sorted((said[number][1], name) for name in best for number in matched[name] - of_several)
    return _Named(frozenset(best), tuple(labels))


def _tables(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each table: empty cells are left out of rows, so not all of their headers are the same."""
    tables: list[list[Row]] = []
    for row in rows:
        for table in tables:
            if 2 * len(row.headers & table[0].headers) > min(len(row.headers), len(table[0].headers)):
                table.append(row)
                break
        else:
            tables.append([row])
    return tables


def _numbers(entry: Entry) -> list[Word]:
    """The numbers of a cell, and the unit that its header gives them."""
    return [*find_words(entry.value), *(word for word in find_words(entry.header) if word.kind is Kind.WORD)]


def _forms(text: str) -> Iterator[Placed]:
    """The words of a text that tell something, in the form that equal ones share."""
    stemmer = Stemmer.Stemmer("english")
    for found in WORD.finditer(text):
        word = fold(found.group())
        if word not in STOPWORDS or (len(word) == 1 and found.group().isupper()):
            yield (stemmer.stemWord(word) if word.isalpha() else word.replace(",", "")), found.start()
