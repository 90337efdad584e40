"""Paragraphs of a PDF → one text, with the places of its pages and sections."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.document import Page, Section
from corpus.formats.pdf.kinds import Kind, Paragraph
from corpus.formats.pdf.lines import LEADERS, Line, is_one_word
from corpus.formats.pdf.paragraphs import BULLET, NUMBERING
from corpus.formats.pdf.words import Word
from corpus.hyphens import SUSPENDING, keeps_hyphen
from corpus.tables import render_table

SUPERSCRIPTS = str.maketrans("0123456789+-−–=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾")
ORDINALS = frozenset("st nd rd th er re e o a º ª".split())
UNITS = frozenset("m km cm mm dm ft mi nm in s".split())
NUMBER_MARK = re.compile(r"[\[(]?\d{1,3}(?:[,–-]\s?\d{1,3})*,?[\])]?")
SIGN_MARK = re.compile(r"[*†‡§¶#∗⁎,\[\]()]+|[a-z](?:,[a-z])*,?")
WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HYPHENATED = re.compile(r"([^\W\d_]+)-$")
OPEN_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org/)\S*[/_=&?#.-]$")
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


class TextBuilder:
    """Puts paragraphs into one text and notes where pages and headings begin. Used once, by one thread."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        lines = [line for paragraph in paragraphs for line in paragraph.lines]
        self._vocabulary = _count_words(lines)
        self._usual = {word for word, times in self._vocabulary.items() if times > 1}
        self._marks = {line.words[0].text for line in lines if line.words[0].raised}
        self._levels = _heading_levels(paragraphs)
        self._pieces: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []
        self._headings: list[tuple[str, int, int]] = []

    def build(self, paragraphs: Sequence[Paragraph]) -> tuple[str, tuple[Page, ...], tuple[Section, ...]]:
        """Text, pages and sections. Footnotes stand at the end of their section; their ranges name their own page."""
        notes: list[Paragraph] = []
        caption: Paragraph | None = None
        table_caption: Paragraph | None = None
        for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
            if paragraph.kind is Kind.NOTE:
                notes.append(paragraph)
                continue
            if paragraph.kind is Kind.HEADING:
                self._add_all(notes)
                notes = []
            is_table_caption = paragraph.kind is Kind.CAPTION and following is not None and following.kind is Kind.TABLE
            if is_table_caption:
                caption = paragraph
                continue
            if paragraph.kind is Kind.TABLE:
                caption = table_caption = table_caption if paragraph.lines[0].continues else caption
            self._add(paragraph, caption)
            caption = None
        self._add_all(notes)
        text = "".join(self._pieces)
        return text, tuple(self._page_ranges()), tuple(self._sections())

    def _add_all(self, paragraphs: Iterable[Paragraph]) -> None:
        for paragraph in paragraphs:
            self._add(paragraph, None)

    def _add(self, paragraph: Paragraph, caption: Paragraph | None) -> None:
        pieces = self._render(paragraph, caption)
        if not any(text.strip() for text, _ in pieces):
            return
        if self._length:
            self._append("\n\n", None)
        if paragraph.kind is Kind.HEADING:
            heading = "".join(text for text, _ in pieces)
            self._headings.append((heading, self._levels[_look(paragraph)], self._length))
        for text, page in pieces:
            self._append(text, page)

    def _append(self, text: str, page: int | None) -> None:
        if page is not None and (not self._pages or self._pages[-1][0] != page):
            self._pages.append((page, self._length))
        self._pieces.append(text)
        self._length += len(text)

    def _render(self, paragraph: Paragraph, caption: Paragraph | None) -> list[tuple[str, int]]:
        first = paragraph.lines[0]
        if first.table:
            title = "".join(text for text, _ in self._join(caption.lines)).rstrip(".") if caption else ""
            return [(_clean(render_table(first.table.folded, title)), first.page)]
        pieces = self._join(_with_mark_apart(paragraph) if paragraph.kind is Kind.NOTE else paragraph.lines)
        if paragraph.kind is Kind.ITEM and BULLET.match(pieces[0][0]):
            pieces[0] = ("- " + pieces[0][0][1:].lstrip(), pieces[0][1])
        return pieces

    def _join(self, lines: Sequence[Line]) -> list[tuple[str, int]]:
        """The text of each line with its page, the line ends undone."""
        pieces: list[tuple[str, int]] = []
        for line in lines:
            text = _clean(LEADERS.sub(" ", line_text(line, self._marks)))
            if not text:
                continue
            if pieces:
                before, page = pieces[-1]
                pieces[-1] = (_fit(before, text, self._vocabulary, self._usual), page)
            pieces.append((text, line.page))
        return pieces or [("", lines[0].page)]

    def _page_ranges(self) -> Iterator[Page]:
        ends = [start for _, start in self._pages[1:]] + [self._length]
        for (number, start), end in zip(self._pages, ends, strict=True):
            yield Page(number=number, start=start, end=end)

    def _sections(self) -> Iterator[Section]:
        for position, (heading, level, start) in enumerate(self._headings):
            following = (place for _, other, place in self._headings[position + 1 :] if other <= level)
            yield Section(heading=heading, level=level, start=start, end=next(following, self._length))


def _with_mark_apart(note: Paragraph) -> tuple[Line, ...]:
    """The lines of a footnote with a space behind its mark, which some files set close to the first word."""
    first = note.lines[0]
    words = (first.words[0], *(replace(word, glued=False) for word in first.words[1:2]), *first.words[2:])
    return (replace(first, words=words), *note.lines[1:])


def _clean(text: str) -> str:
    kept = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


def _count_words(lines: Sequence[Line]) -> Counter[str]:
    """How often each word stands whole in a line, in lower case."""
    counts: Counter[str] = Counter()
    is_cut = False
    for line in lines:
        text = line.plain.casefold()
        words = WORDS.findall(text[:-1].rpartition(" ")[0] if text.endswith("-") else text)
        counts.update(words[1:] if is_cut else words)
        is_cut = text.endswith("-")
    return counts


def _fit(before: str, after: str, vocabulary: Counter[str], usual: Collection[str]) -> str:
    """The text before a line end as it stands before the text after it: with a space, or with its hyphen undone.

    usual: the words of the vocabulary that are no slip or piece of a formula.
    """
    hyphenated = HYPHENATED.search(before)
    second = WORDS.match(after)
    if hyphenated and second:
        head, tail = hyphenated[1], second[0].partition("-")[0]
        whole, parted = (head + tail).casefold(), f"{head}-{tail}".casefold()
        if tail in SUSPENDING and head[-1].islower() and not vocabulary[whole]:
            return before + " "
        if head[-1].islower() and tail[0].islower():
            # "Proof-of-work", wherever the line ends.
            is_longer = before[hyphenated.start() - 1 : hyphenated.start()] == "-"
            if vocabulary[whole] or vocabulary[parted]:
                return before[:-1] if vocabulary[whole] else before
            return before if is_longer or keeps_hyphen(head, tail, usual, is_set_so=True) else before[:-1]
        if head.isupper() and tail.isupper() and vocabulary[whole]:
            return before[:-1]
        return before
    if OPEN_ADDRESS.search(before) or re.search(r"\d[-–/]$", before) and after[0].isdigit():
        return before
    if CJK.match(before[-1]) and CJK.match(after):
        return before
    return before + " "


def line_text(line: Line, marks: set[str]) -> str:
    """A line's words with spaces between them; note marks left out, powers and ordinals kept.

    marks: the marks with which footnotes begin: one of them behind a number is no power.
    """
    text = ""
    before: Word | None = None
    for word in line.words:
        if word.raised and before is not None:
            text += _raised_text(text, word.text, marks)
        else:
            text += word.text if before is None or is_one_word(before, word) else f" {word.text}"
        before = word
    return text


def _raised_text(before: str, mark: str, marks: set[str]) -> str:
    last = before.split()[-1] if before.split() else ""
    if mark.lower() in ORDINALS and last[-1:].isdigit():
        return mark
    if NUMBER_MARK.fullmatch(mark):
        is_power = (last[-1:].isdigit() and mark not in marks) or (last.lower() in UNITS and mark in ("2", "3"))
        return mark.translate(SUPERSCRIPTS) if is_power else ""
    if SIGN_MARK.fullmatch(mark):
        return ""
    return mark.translate(SUPERSCRIPTS) if re.fullmatch(r"[-+−–]?\d+", mark) else mark


def _look(paragraph: Paragraph) -> tuple[float, bool, bool, int]:
    """What tells one kind of heading from another: size, weight, capitals, depth of its number."""
    text = paragraph.plain
    numbering = NUMBERING.match(text)
    depth = numbering[1].count(".") + 1 if numbering and numbering[1] else 0
    return round(paragraph.size * 2) / 2, all(line.bold for line in paragraph.lines), text.isupper(), depth


def _heading_levels(paragraphs: Sequence[Paragraph]) -> dict[tuple[float, bool, bool, int], int]:
    """A level for every look of a heading: larger before smaller, bold before plain, shorter numbers before longer."""
    looks = {_look(paragraph) for paragraph in paragraphs if paragraph.kind is Kind.HEADING}
    styles = sorted({look[:3] for look in looks}, key=lambda style: (-style[0], not style[1], not style[2]))
    numbered = [look for look in looks if look[3]]
    levels: dict[tuple[float, bool, bool, int], int] = {}
    for look in looks:
        level = styles.index(look[:3]) + 1
        shallower = [other for other in numbered if 0 < other[3] < look[3]]
        if shallower:
            top = min(shallower, key=lambda other: other[3])
            level = max(level, styles.index(top[:3]) + 1 + look[3] - top[3])
        levels[look] = min(level, 6)
    return levels
