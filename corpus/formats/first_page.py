"""Title, authors and year from the first page of a text that states them nowhere else.

No model and no list of journals: what counts is where a line stands, how it is written, and whether it comes again.
Where that does not settle it, nothing is given, because a wrong author in a citation is worse than none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.formats.author_notes import find_noted_authors
from corpus.formats.metadata import dates_document, real_title, year_of_publication
from corpus.formats.page_lines import Kind, Line, capitalised_share, classify, find_prose, split_lines
from corpus.formats.personal_names import parse_names, small_words

MAX_TITLE_CHARACTERS = 300
MAX_TITLE_LINES = 4
# Below a name with address and telephone fewer words are a section's heading.
MIN_TITLE_WORDS = 3
# Titles are written with a capital to each longer word; three quarters leaves room for one that is not.
MIN_CAPITALISED = 0.75
# A hundred pages show what repeats; a book is not read to its end for it.
SEARCHED_CHARACTERS = 300_000
# A life names its subject in the first sentence or two.
SUBJECT_WITHIN = 300
LABELS = {
    "title": r"title|subject|re|betreff|objet|mövzu|тема|başlıq|titel|titre|название",
    "author": r"authors?|written by|from|autor(?:en|es)?|verfasser|auteurs?|müəlliflər|müəllif|автор\w*",
}
LABEL = re.compile(
    "|".join(rf"(?:(?P<{key}>{words})\s*:\s*(?P<{key}_value>\S.*))" for key, words in LABELS.items()), re.I
)
BY = re.compile(r"(?:(?:written|posted|reported|a (?:report|study|paper|review)) )?by:?\s+(\S.+)", re.IGNORECASE)
# "Telephone: 12 34": of two such lines, one right below the other, neither is a title.
FIELD = re.compile(r"[^\W\d_][\w’'-]*(?: [\w’'-]+){0,2}: \S.*")
PIECES = re.compile(r"\s+[|·•]\s+")
# A line that ends so goes on in the next, blank line or not.
OPEN_END = re.compile(
    r"(?::|\b(?:of|the|and|in|on|for|to|as|with|from|a|an|by|und|der|die|des|et|de|la|və|и|в))$", re.I
)
NOTE_MARKS = re.compile(r"<sup>.{0,40}?</sup>|\^\{[^}]{0,20}\}|[*†‡§¶¹²³]+$|(?<=[a-z]{4})\d$")
JOURNAL_END = re.compile(
    r"\b(?:perspectives?|reviews?|studies|quarterly|journal|bulletin|papers|affairs|dialogues?|survey|insights?|annals|"
    r"transactions|gazette|herald|observer|monitor|magazine|yearbook|times|news|series|letters|digest|forum)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the first page says of the document; None where it says nothing sure."""

    title: str | None = None
    author: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that may be one title. first, last: numbers of its lines. weak: only a title if authors stand below it."""

    lines: tuple[Line, ...]
    first: int
    weak: bool = False

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def read_first_page(text: str) -> FirstPage:
    """What the first 3,000 characters of a document say about it.

    text: the whole document, Markdown or plain: a line that comes again later is a running header and no title, and a
    word that is written small somewhere is seldom a name.
    """
    text = text[:SEARCHED_CHARACTERS]
    lines = split_lines(text)
    head = lines[: _end_of_head(lines)]
    reader = _Head(head, lines, Counter(_key(line) for line in text.split("\n")), small_words(text))
    authors = reader.authors()
    title = reader.title(authors)
    chosen = title.lines if title else ()
    return FirstPage(
        title=reader.labelled("title") or (_written(title) if title else None),
        author=", ".join(dict.fromkeys(authors.names or find_noted_authors(text))) or None,
        year=_find_year([line for line in head if line not in chosen], lines[len(head) :]),
    )


def _end_of_head(lines: Sequence[Line]) -> int:
    section = next((number for number, line in enumerate(lines) if _starts_body(line)), len(lines))
    return min(section, find_prose(lines))


def _starts_body(line: Line) -> bool:
    return classify(line) in (Kind.SECTION, Kind.SALUTATION)


def _key(line: str) -> str:
    return " ".join(re.sub(r"[*_#`]+", "", line).casefold().split())


@dataclass(frozen=True, slots=True)
class _Authors:
    """names: in order. line: the number of the first line that names them, -1 if none does."""

    names: tuple[str, ...] = ()
    line: int = -1


def _find_fields(head: Sequence[Line]) -> frozenset[int]:
    """The numbers of lines that are fields: two, one right below the other, and all behind these.

    The document's first line may be a title with a colon in it, unless a number stands behind that.
    """
    may = [
        classify(line) is Kind.TEXT
        and not (line.level or LABEL.fullmatch(line.text) or BY.fullmatch(line.text))
        and FIELD.fullmatch(line.text) is not None
        and (number > 0 or any(map(str.isdigit, line.text)))
        for number, line in enumerate(head)
    ]
    first = next((n for n in range(1, len(head)) if head[n].gap == 0 and may[n - 1] and may[n]), len(head) + 1) - 1
    return frozenset(number for number in range(first, len(head)) if may[number])


class _Head:
    """The lines above the first paragraph or section, asked for title and authors."""

    def __init__(
        self, head: Sequence[Line], lines: Sequence[Line], times: Counter[str], small_words: frozenset[str]
    ) -> None:
        self.head = head
        self.following = lines[len(head)] if len(lines) > len(head) else None
        self.opening = " ".join(line.text for line in lines[len(head) :])[:SUBJECT_WITHIN].casefold()
        self.times = times
        self.small_words = small_words
        self.kinds = [self._kind(number) for number in range(len(head))]
        self.fields = _find_fields(head)
        self.is_letter = self.following is not None and classify(self.following) is Kind.SALUTATION

    def labelled(self, key: str) -> str | None:
        """The value of a line such as "Title: …"."""
        for line in self.head:
            match = LABEL.fullmatch(line.text)
            if match and match[key]:
                return match[f"{key}_value"].strip()
        return None

    def authors(self) -> _Authors:
        """The people named in lines of their own below a title, or behind "by" or a label."""
        stated = self.labelled("author")
        if stated and (labelled := parse_names(stated, lenient=True)):
            return _Authors(labelled)
        names: list[str] = []
        first = -1
        for number, line in enumerate(self.head):
            found = self._names_in(number, bool(names))
            if found:
                names.extend(found)
                first = number if first < 0 else first
            elif names and self.kinds[number] is Kind.TEXT and not self._is_address(line, number):
                break
        return _Authors(tuple(names), first)

    def _names_in(self, number: int, others_above: bool) -> tuple[str, ...]:
        line = self.head[number]
        if self.kinds[number] in (Kind.EDITORS, Kind.SECTION) or self.is_letter:
            return ()
        if by := BY.fullmatch(line.text):
            return parse_names(by[1], lenient=True)
        if line.level == 1 or not self._title_above(number):
            return ()
        first, *others = PIECES.split(line.text)
        if others and all(classify(Line(other)) in (Kind.DATE, Kind.FURNITURE) for other in others):
            return parse_names(first, self.small_words)
        names = parse_names(line.text, self.small_words)
        return names if others_above or len(names) > 1 or self._is_sure(names, number) else ()

    def _is_sure(self, names: Sequence[str], number: int) -> bool:
        """Whether one name alone on a line stands where, or is written as, authors are."""
        line = self.head[number]
        below = self.head[number + 1] if number + 1 < len(self.head) else self.following
        if not names or below is None:
            return False
        if line.emphasised or line.text != names[0] or re.search(r"\b[^\W\d_]\.", names[0]):
            return True
        # Four words in full are two names side by side as often as one.
        if len(names[0].split()) > 3:
            return False
        return below is self.following or self.kinds[number + 1] is not Kind.TEXT or bool(parse_names(below.text))

    def _title_above(self, number: int) -> bool:
        return any(
            self.kinds[above] is Kind.TEXT and self._may_be_title(self.head[above].text) for above in range(number)
        )

    @staticmethod
    def _is_address(line: Line, number: int) -> bool:
        return number > 0 and line.gap == 0 and not line.level and "," in line.text

    def _kind(self, number: int) -> Kind:
        """What the line is; names that follow "edited by" are editors too."""
        line = self.head[number]
        kind = classify(line)
        above = number - 1
        while kind is Kind.TEXT and above >= 0 and self.head[above + 1].gap == 0 and parse_names(line.text):
            if classify(self.head[above]) is Kind.EDITORS:
                return Kind.EDITORS
            if not parse_names(self.head[above].text):
                break
            above -= 1
        return kind

    def title(self, authors: _Authors) -> _Group | None:
        """The lines that are most likely the title: those above the authors, else the first that are written as one."""
        if self.is_letter:
            return None
        groups = list(self._groups(authors))
        if authors.line > 0:
            above = [group for group in groups if group.last < authors.line]
            broken = max((n for n in range(authors.line) if self._breaks(n)), default=-1)
            near = [group for group in above if group.first > broken] or above
            if near:
                return next((group for group in near if not group.weak), near[-1])
        strong = [group for group in groups if not group.weak]
        found = next((group for group in strong if self._stands_as_title(group)), None)
        if strong and self._heads_life(strong[0]) and (found is None or len(found.text.split()) < MIN_TITLE_WORDS):
            return strong[0]
        return found

    def _heads_life(self, group: _Group) -> bool:
        """Whether this is one name, with address and telephone below it."""
        return group.first == 0 and bool(self.fields) and len(parse_names(group.text)) == 1

    def _is_subject(self, names: Sequence[str]) -> bool:
        """Whether the first paragraphs speak of these people, so that their name is a title and no author's."""
        return all(name.split()[-1].casefold() in self.opening for name in names)

    def _breaks(self, number: int) -> bool:
        return self.kinds[number] in (Kind.EDITORS, Kind.BREAK)

    def _groups(self, authors: _Authors) -> Iterator[_Group]:
        groups: list[_Group] = []
        number = 0
        while number < len(self.head):
            lines = self._title_lines(number, authors)
            if lines:
                groups.append(_Group(lines, number))
            number += max(len(lines), 1)
        for position, group in enumerate(groups):
            weak = self._is_weak(group, position + 1 < len(groups))
            yield _Group(group.lines, group.first, weak)

    def _title_lines(self, number: int, authors: _Authors) -> tuple[Line, ...]:
        """The lines from this one on that belong together as a title; none if this one belongs to no title."""
        taken: list[Line] = []
        for place in range(number, min(number + MAX_TITLE_LINES, len(self.head))):
            line = self.head[place]
            if self.kinds[place] is not Kind.TEXT or LABEL.fullmatch(line.text) or BY.fullmatch(line.text):
                break
            if place == authors.line or place in self.fields or (taken and not self._continues(taken[-1], line)):
                break
            if taken and authors.line >= 0 and place > authors.line:
                break
            taken.append(line)
        text = " ".join(line.text for line in taken)
        return tuple(taken) if taken and self._may_be_title(text) else ()

    def _continues(self, above: Line, line: Line) -> bool:
        if line.level != above.level:
            return False
        if OPEN_END.search(above.text) and line.gap <= 2:
            return True
        return line.gap == 0 and not line.level and line.text.isupper() == above.text.isupper()

    def _may_be_title(self, text: str) -> bool:
        title = text.strip(" -–—:“”\"'")
        return (
            bool(real_title(title))
            and len(title) <= MAX_TITLE_CHARACTERS
            and len(title.split()) <= 40
            and title[-1] not in ".,;"
            and "\t" not in text
            and not title[0].islower()
            and any(len(word) > 3 for word in re.findall(r"[^\W\d_]+", title))
        )

    def _is_weak(self, group: _Group, more_follow: bool) -> bool:
        if any(line.level for line in group.lines):
            return False
        if any(self.times[_key(line.text)] > 1 for line in group.lines):
            return True
        beside = [n for n in (group.first - 1, group.last + 1) if 0 <= n < len(self.head)]
        if any(self.kinds[n] is Kind.VOLUME for n in beside) and more_follow:
            return True
        return more_follow and len(group.text.split()) <= 6 and JOURNAL_END.search(group.text) is not None

    def _stands_as_title(self, group: _Group) -> bool:
        """Whether a group that no author stands below is written as a title and set off from the text."""
        if group.lines[0].level:
            return True
        if OPEN_END.search(group.text):
            return False
        names = parse_names(group.text, lenient=True)
        if len(names) > 2 or (names == parse_names(group.text) != () and not self._is_subject(names)):
            return False
        below = self.head[group.last + 1] if group.last + 1 < len(self.head) else self.following
        if below is None:
            return False
        last = group.lines[-1]
        if below.gap == 0 and below is self.following and not _starts_body(below):
            # The first line of a paragraph can look like a title.
            if below.text[0].islower() or len(last.text) > 0.75 * len(below.text):
                return False
        if capitalised_share(group.text) >= MIN_CAPITALISED:
            return True
        return below.gap > 0 and len(group.text.split()) >= 3


def _written(group: _Group) -> str:
    """The title on one line without note marks and the quotation marks around all of it."""
    text = NOTE_MARKS.sub("", group.text).strip(" -–—:*_")
    if text[:1] + text[-1:] in ("“”", '""', "''", "«»", "„“") and not set(text[1:-1]) & set('“”"«»„'):
        text = text[1:-1]
    return " ".join(text.split())


def _find_year(head: Sequence[Line], body: Sequence[Line]) -> int | None:
    """The year that the head is dated with, or the publisher's line anywhere on the page; None if they differ."""
    published = {year for line in (*head, *body) if (year := year_of_publication(line.text))}
    if published:
        return published.pop() if len(published) == 1 else None
    pieces = [piece.strip() for line in head for piece in PIECES.split(line.text)]
    dated = {year for piece in pieces if (year := dates_document(piece))}
    return dated.pop() if len(dated) == 1 else None
