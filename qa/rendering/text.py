"""Answers as plain text, for the terminal and for the clipboard."""

import re
import textwrap
from collections.abc import Callable, Sequence

from corpus.authors import short_author
from index.passage import Passage
from qa.answer import Alteration, Answer, Citation, Searched
from qa.rendering.items import take_apart
from qa.rendering.reasons import give_reasons
from qa.rendering.sides import Side, take_sides

NEAREST_PASSAGES = 3
EXCERPT_CHARACTERS = 300
# Wider lines are tiring to read, however wide the terminal is.
MAX_WIDTH, MIN_WIDTH = 100, 20

HEADING_LINES = re.compile(r"(?:#{1,6} [^\n]*(?:\n\s*|$))+")
TABLE_RULE = re.compile(r"^\|[-:| ]+\|\s*$", re.MULTILINE)
TABLE_ROW = re.compile(r"^\|(.*)\|\s*$", re.MULTILINE)

# Behind a sentence of a language model that no passage supports.
UNSAID = "[not in the passages]"
BOLD, FAINT, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"

Style = Callable[[str], str]


def render_text(answer: Answer, width: int = 80, colour: bool = False) -> str:
    """The answer with its quotes, or that the documents do not answer, with the nearest passages.

    width: of the terminal, in characters. Control characters of documents are left out: they could steer a terminal.
    """
    width = max(MIN_WIDTH, min(width, MAX_WIDTH))
    bold, faint = _style(BOLD, colour), _style(FAINT, colour)
    blocks = _found(answer, width, bold, faint) if answer.answered else _not_found(answer, width, bold, faint)
    if answer.understood:
        blocks = [faint(_wrap(f"Understood as: {answer.understood.text}", width)), *blocks]
    if answer.alterations:
        blocks.append(faint("\n".join(_wrap(tell(one), width, rest="  ") for one in answer.alterations)))
    return "\n\n".join([*blocks, faint(_wrap(_verdict(answer), width))])


def render_heading(answer: Answer, width: int = 80, colour: bool = False) -> str:
    """The question, to stand above its answer among others."""
    return _style(BOLD, colour)(_wrap("> " + answer.question, max(MIN_WIDTH, min(width, MAX_WIDTH)), rest="  "))


def percentage(share: float) -> str:
    """A probability in whole per cent, never rounded to certainty."""
    if share > 0.99:
        return "over 99%"
    if share < 0.01:
        return "under 1%"
    return f"{share:.0%}"


def seconds(duration: float) -> str:
    """A duration in seconds."""
    return f"{duration:.1f} s" if duration >= 1 else f"{duration:.2f} s"


def asked_of(searched: Searched) -> str:
    """How many documents were asked, if not all."""
    return f"asked of {searched.documents:,} of {searched.of:,} documents"


def elsewhere(searched: Searched) -> str:
    """Where else an answer may stand that was not found."""
    return f"Only {searched.documents:,} of {searched.of:,} documents were asked; another may hold the answer."


def tell(alteration: Alteration) -> str:
    """What was changed of what a language model wrote, and why."""
    why = f" ({'; '.join(alteration.reasons)})" if alteration.reasons else ""
    return f"{alteration.done.capitalize()}: {alteration.sentence}{why}"


def without_headings(passage: Passage) -> str:
    """The passage's text after its own first headings, unless there is nothing after them."""
    found = HEADING_LINES.match(passage.text)
    return passage.text[found.end() :] if found and found.end() < len(passage.text) else passage.text


def excerpt(passage: Passage) -> str:
    """How the passage begins, on one line and without the ruling of tables."""
    unruled = TABLE_ROW.sub(lambda row: row[1].replace("|", " · "), TABLE_RULE.sub("", without_headings(passage)))
    folded = " ".join(unruled.split())
    if len(folded) <= EXCERPT_CHARACTERS:
        return folded
    return folded[:EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + " ..."


def _found(answer: Answer, width: int, bold: Style, faint: Style) -> list[str]:
    blocks = [bold(_wrap(answer.short_answer, width))] if answer.short_answer else []
    sources = [_source(citation, answer.said(citation), width, faint) for citation in answer.citations]
    sides = [block for side in take_sides(answer) for block in _side(side, width)]
    return [*blocks, *(sides or _running(answer, width)), bold("Sources"), *sources]


def _running(answer: Answer, width: int) -> list[str]:
    marked = [
        (one.text, "".join(f"[{number}]" for number in one.citations) if one.supported else UNSAID)
        for one in answer.sentences
    ]
    return _wrapped("", marked, width)


def _side(side: Side, width: int) -> list[str]:
    return _wrapped(f"{side.name}: ", [(text, f"[{citation.number}]") for text, citation in side.said], width)


def _wrapped(before: str, marked: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Blocks of text: sentences with their marks, one after the other, and every list with its items on lines."""
    blocks: list[str] = []
    running = before
    for text, mark in marked:
        said = take_apart(text)
        if not said.items:
            running += f"{text} {mark} "
            continue
        running += f"{said.introduction} {mark}"
        items = [_wrap(item, width, "  ", "    ") for item in said.items]
        blocks.append("\n".join([_wrap(running, width), *items]))
        running = ""
    return [*blocks, _wrap(running, width)] if running.strip() else blocks


def _source(citation: Citation, said: str, width: int, faint: Style) -> str:
    mark = f"[{citation.number}] "
    label = _wrap(mark + _label(citation.title, citation.author, citation.year), width, rest=" " * len(mark))
    place = _wrap(_place(citation.document, citation.page, citation.start, citation.end), width, " " * len(mark))
    quote = _wrap(f'"{said}"', width, " " * len(mark))
    return f"{label}\n{quote}\n{faint(place)}"


def _not_found(answer: Answer, width: int, bold: Style, faint: Style) -> list[str]:
    blocks = [bold(_wrap("The documents do not answer this.", width))]
    if answer.searched:
        blocks.append(_wrap(elsewhere(answer.searched), width))
    blocks += [_wrap(reason, width) for reason in give_reasons(answer.absence)]
    nearest = [hit.passage for hit in answer.hits[:NEAREST_PASSAGES]]
    if nearest:
        blocks.append(_wrap("The nearest passages:", width))
    for passage in nearest:
        label = _wrap("- " + _label(passage.title, passage.author, passage.year), width, rest="  ")
        page = passage.page_at(passage.start)
        place = _wrap(_place(passage.document, page, passage.start, passage.end), width, "  ")
        quoted = _wrap(excerpt(passage), width, "  ")
        blocks.append(f"{label}\n{quoted}\n{faint(place)}")
    return blocks


def _verdict(answer: Answer) -> str:
    found = "Found in the documents, confidence" if answer.answered else "Confidence that the documents answer"
    scope = f"; {asked_of(answer.searched)}" if answer.searched else ""
    return f"{found} {percentage(answer.confidence)}; {seconds(answer.seconds.total)}{scope}"


def _label(title: str, author: str | None, year: int | None) -> str:
    return ", ".join(str(part) for part in (title, short_author(author), year) if part)


def _place(document: str, page: int | None, start: int, end: int) -> str:
    return f"{document}{f', page {page},' if page is not None else ''} {start}-{end}"


def _wrap(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    indent = first if rest is None else rest
    return textwrap.fill(
        _printable(text), width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    )


def _printable(text: str) -> str:
    """One line without control characters: an escape sequence in a document must have no effect on a terminal."""
    return "".join(character if character.isprintable() else "" for character in " ".join(text.split()))


def _style(code: str, colour: bool) -> Style:
    return (lambda text: f"{code}{text}{PLAIN}") if colour else (lambda text: text)
