"""Documents as they come off printed pages: the same text, cut by what a page puts between its lines.

Running headers, page numbers, notes, their marks, pull quotes, hyphens at line ends, and in every second document an
empty line after every line: what the five papers have that this project began with. The text around them is kept, and
where each character of it went.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.document import Document
from corpus.errors import UserError
from corpus.files import find_files
from corpus.formats import read_document
from corpus.sentences import split_sentences
from eval.questions import Evidence, Question

# Characters in a line, and lines of running text on a page: of a book of ordinary size.
WIDTH, LINES = 80, 32
# Shorter words are not parted.
MIN_PARTED = 7
SYLLABLE = re.compile(r"[aeiou](?=[bcdfghjklmnpqrstvwxz][aeiou])")
# Every third page has a pull quote; its sentence is neither short nor long.
PULL_QUOTE_EVERY, PULL_QUOTE_CHARACTERS = 3, range(60, 200)
# Shorter ones are headings and items.
MIN_SENTENCE = 40
SENTENCE_END = re.compile(r"[a-z]{3}[.](?=\s+[A-Z])")
HEADING = re.compile(r"#{1,6}\s+")
RULE = re.compile(r"[|:\s-]+")
EMPHASIS = re.compile(r"[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}")
WORD = re.compile(r"\S+")
# Made up on purpose, like what stands in notes everywhere.
NOTES = (
    "See {author}, {work}, Tern Press, Bergen, 2009, p. {page}.",
    "Personal communication of {author} with the author, spring 2012.",
    "{author}, “{work}”, Journal of Coastal Trade, Vol. {page}, No. 2 (2006), pp. 11–29.",
    "{work}, www.tern-archive.example/ledgers/{page} (accessed: May 4, 2015).",
)
AUTHORS = ("H. Brandvold", "P. Okonjo", "Mirela Tasch", "J. Quillfeather", "A. Dressen and L. Moy", "T. Varga")
WORKS = ("The Lighthouse Keepers", "Tides and Ledgers", "Nets, Boats and Debts", "A Harbour Lost", "Salt Roads")


@dataclass(frozen=True, slots=True)
class Printed:
    """A document off its pages. places: for characters of the document's text where they stand in this one."""

    text: str
    places: dict[int, int]

    def quote(self, start: int, end: int) -> str | None:
        """What the pages made of a range of the document's text; None if nothing of it was printed."""
        kept = [self.places[at] for at in range(start, end) if at in self.places]
        return self.text[min(kept) : max(kept) + 1] if kept else None


def print_document(document: Document, is_spaced: bool, chance: random.Random) -> Printed:
    """is_spaced: an empty line after every line, and a line with a blank between paragraphs."""
    press = _Press(document, is_spaced, chance)
    for start, end in _lines(document.text, document.body_start):
        press.put_paragraph(start, end)
    return Printed("".join(press.printed), press.places)


def print_folder(documents: Path, folder: Path, seed: int = 0) -> dict[str, tuple[Document, Printed, str]]:
    """Print all documents into a folder. Returns for the name of each what it was, what became of it, and its new name.

    Title, author and year, which their files state, are stated beside them, so that all that differs is the text.
    """
    chance = random.Random(seed)
    printed: dict[str, tuple[Document, Printed, str]] = {}
    for number, file in enumerate(find_files([documents])):
        document = read_document(file.path, file.name, cleaning=False)
        name = f"{file.name.replace('/', '-')}.txt"
        made = print_document(document, number % 2 == 1, chance)
        (folder / name).write_text(made.text, encoding="utf-8")
        stated = {"title": document.title, "author": document.author, "year": document.year}
        # JSON is YAML.
        sidecar = json.dumps({key: value for key, value in stated.items() if value is not None})
        (folder / f"{name}.yaml").write_text(sidecar, encoding="utf-8")
        printed[file.name] = document, made, name
    return printed


def whole_sentences(document: Document, text: str) -> tuple[int, int]:
    """How many of the document's sentences stand whole in a text, and how many there are.

    text: what was read of the printed document. Sentences of at least MIN_SENTENCE characters outside of tables; white
    space is folded and marks of emphasis are left out.
    """
    begin = document.body_start
    sentences = [document.text[begin + start : begin + end] for start, end in split_sentences(document.text[begin:])]
    sought = [_plain(one) for one in sentences if "|" not in one and "\n" not in one and len(one) >= MIN_SENTENCE]
    found = _plain(text)
    return sum(one in found for one in sought), len(sought)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_#]", "", text).split())


def ask_printed(
    questions: Sequence[Question], printed: dict[str, tuple[Document, Printed, str]]
) -> tuple[list[Question], int]:
    """The questions with their evidence as the pages left it, and how many quotes the pages cut.

    Evidence in tables, whose rows are worded anew, is left out. Raises UserError if a document was not printed.
    """
    asked: list[Question] = []
    cut = 0
    for question in questions:
        moved = [made for one in question.evidence if (made := _moved(one, printed)) is not None]
        cut += sum(is_cut for _, is_cut in moved)
        asked.append(replace(question, evidence=tuple(evidence for evidence, _ in moved)))
    return asked, cut


def _moved(evidence: Evidence, printed: dict[str, tuple[Document, Printed, str]]) -> tuple[Evidence, bool] | None:
    if evidence.document not in printed:
        raise UserError(f"the questions ask about {evidence.document}, which is not in the folder of the documents")
    document, made, name = printed[evidence.document]
    words = [re.escape(word) for word in evidence.quote.split()]
    found = re.compile(r"\s+".join(words)).search(document.text, document.body_start)
    quote = made.quote(*found.span()) if found else None
    if quote is None:
        return None
    return Evidence(name, quote, white_space_folded=True), quote.split() != evidence.quote.split()


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    for found in re.compile(r"[^\n]+").finditer(text, start):
        yield found.span()


@dataclass(slots=True)
class _Press:
    """Sets line after line, and turns the page."""

    document: Document
    is_spaced: bool
    chance: random.Random
    printed: list[str] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    length: int = 0
    lines: int = 0
    page: int = 1
    notes: int = 0
    # The number of this page's note, once its mark is set.
    marked: int | None = None

    def put_paragraph(self, start: int, end: int) -> None:
        """Print a paragraph, a heading or a row of a table, which stands in one line of the document."""
        text = self.document.text
        line = text[start:end]
        if line.startswith("|"):
            if not RULE.fullmatch(line):
                self._put_row(start, end)
            return
        heading = HEADING.match(line)
        start += heading.end() if heading else 0
        self._put("\n \n" if self.is_spaced else "\n")
        gone = {at for found in EMPHASIS.finditer(text, start, end) for at in range(*found.span())}
        words = [(found.start(), found.end()) for found in WORD.finditer(text, start, end)]
        column = 0
        for begin, stop in words:
            kept = [at for at in range(begin, stop) if at not in gone]
            room = WIDTH - column - 1
            if column and len(kept) > room:
                parted = self._part(kept, room)
                if parted:
                    self._put(" ")
                    self._put_characters(kept[:parted])
                    self._put("-")
                kept = kept[parted:]
                self._end_line(is_inside=not heading, before=start)
                column = 0
            elif column:
                self._put(" ")
                column += 1
            self._put_characters(kept)
            column += len(kept)
            if self.marked is None and SENTENCE_END.match(text, stop - 4, end):
                self.notes += 1
                self.marked = self.notes
                self._put(str(self.marked))
        self._put("\n")
        self.lines += 1

    def _part(self, kept: Sequence[int], room: int) -> int:
        """How many characters of a word stay in the line, up to a vowel before a consonant; 0 for none."""
        word = "".join(self.document.text[at] for at in kept)
        if len(word) < MIN_PARTED or not word.isalpha() or self.chance.random() < 0.5:
            return 0
        return max(
            (found.end() for found in SYLLABLE.finditer(word, 1, len(word) - 3) if found.end() < room), default=0
        )

    def _put_row(self, start: int, end: int) -> None:
        for found in re.compile(r"[^|]+").finditer(self.document.text, start, end):
            self._put_characters(range(*found.span()))
            self._put(" ")
        self._put("\n")

    def _end_line(self, is_inside: bool, before: int) -> None:
        """before: where what may be quoted ends."""
        self._put("\n\n" if self.is_spaced else "\n")
        self.lines += 1
        if self.lines % LINES == 0 and is_inside:
            self._turn_page()
        elif self.lines % LINES == LINES // 2 and self.page % PULL_QUOTE_EVERY == 0 and is_inside:
            self._put_pull_quote(before)

    def _turn_page(self) -> None:
        if self.marked is not None:
            note = self.chance.choice(NOTES).format(
                author=self.chance.choice(AUTHORS), work=self.chance.choice(WORKS), page=self.chance.randrange(10, 300)
            )
            self._put(f"\n{self.marked} {note}\n")
        self.page += 1
        self.marked = None
        self._put(f"\n{self.page}\n\n{self.document.title}\n\n")

    def _put_pull_quote(self, before: int) -> None:
        text = self.document.text[self.document.body_start : before]
        sentences = [" ".join(text[begin:end].split()) for begin, end in split_sentences(text)]
        fitting = [one for one in sentences[-12:] if len(one) in PULL_QUOTE_CHARACTERS and not set(one) & set("|#*")]
        if fitting:
            self._put(f"\n{self.chance.choice(fitting)}\n\n")

    def _put_characters(self, of: Sequence[int]) -> None:
        for at in of:
            self.places[at] = self.length
            self._put(self.document.text[at])

    def _put(self, text: str) -> None:
        self.printed.append(text)
        self.length += len(text)
