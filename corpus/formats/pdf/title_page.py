"""Title and authors as the first page of a PDF prints them: large, one above the other, before the text begins.

A wrong author in a citation is worse than none: names count only right below a title, and only as long as they are set
alike.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.formats.metadata import real_title
from corpus.formats.page_lines import Kind as LineKind
from corpus.formats.page_lines import Line as PlainLine
from corpus.formats.page_lines import classify
from corpus.formats.pdf.author_lines import (
    BY,
    find_names,
    is_mark,
    leaves_out,
    names_above_institution,
    names_beside,
    standing,
)
from corpus.formats.pdf.kinds import Kind, Paragraph
from corpus.formats.pdf.lines import Line, make_line
from corpus.formats.pdf.words import Word
from corpus.formats.personal_names import INSTITUTION, parse_names

# As shares of the font size: a gap that parts columns, the distance to the next line of one title, and of two styles.
COLUMN_GAP = 1.2
TITLE_PITCH = 1.9
SAME_SIZE = 0.04
MIN_PROSE_WORDS = 7
MAX_PROSE_SIZE = 1.09
# A page of so many labels is a map, a table or a slide. A title is among the largest lines.
MAX_CELLS = 400
MAX_BLOCKS = 10
# How far below the first author's line the last one stands, in points.
NAMES_WITHIN = 200.0
INITIAL = re.compile(r"\b[^\W\d_]\.")
FROM = re.compile(r"^(?:from|to)\s+(?!.*:)", re.IGNORECASE)
ABSTRACT = re.compile(
    r"\s*(?:abstract|summary of|key ?words|index terms|zusammenfassung|résumé|resumen|özet|xülasə|аннотация|açar sözlər"
    r"|ключевые слова|摘要|要旨)\b",
    re.IGNORECASE,
)
# What stands above or before people who did not write the document.
OTHER_ROLE = re.compile(
    r"(?:bill(?:ed)?|ship(?:ped)?|sold|awarded|presented|dedicated|addressed|submitted) to|to|for|cc|invoice.*"
    r"|attend\w+|present|absent|apologies|participants|members|patient|customer|client|tenant|landlord|seller|buyer"
    r"|recipient|(?:first |last |full )?name|signature|signed|(?:press )?contacts?(?: person)?|certificate.*"
    r"|in (?:honou?r|memory) of|(?:(?:phd|doctoral|thesis|academic) )?(?:supervis\w+|advis[eo]r\w*)(?: committee)?"
    r"|(?:\w+ )?committee(?: members)?|(?:\w+ )?board|examin\w+|referees?|reviewers?|betreu\w+"
    r"|(?:erst|zweit)?gutachter\w*|ansprechpartner\w*|kontakt|herausgegeben von|(?:hrsg|hg)\b.*|под ред.*"
    r"|(?:научный )?руководитель|рецензент\w*"
    r"|elmi rəhbər|redaktor|sous la direction de|directeur.*",
    re.IGNORECASE,
)
# "Essays in Honour of" goes on with a name that is no author's.
HANGING = re.compile(r"\b(?:of|for|to|by|with|zu|für|von|à|de|pour)$", re.IGNORECASE)
UNFINISHED = (":", "-", "–", "—")
# The second half of a title is set a line below; a title below a journal's name is larger than the text by more.
SUBTITLE_PITCH = 2.4
MIN_SECOND_TITLE = 1.2
MAX_TITLE_LINES = 5
# A paragraph ends the head of a page; the longest list of authors has fewer words, or is none that heads anything.
MIN_PARAGRAPH_WORDS = 40
# Names without a heading above them would have to be told from any other line.
MIN_TITLE_SIZE = 1.05
ADDRESS = re.compile(r"\S@\S|\bwww\.|https?://|\d{3}")


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What is printed. title: None if nothing is set as one; authors: empty if none are named right below it."""

    title: str | None = None
    authors: tuple[str, ...] = ()


def read_title_page(
    rows: Sequence[Line], text_size: float, small_words: Collection[str] = (), stated: str = ""
) -> TitlePage:
    """Title and authors of a page; nothing if there are no authors, or nothing but their looks says that they are some.

    rows: all its lines across the page, from the top. text_size: that of the document's text, in points. small_words:
    words that the document also writes small, which are seldom names. stated: who the file's properties say wrote it.
    """
    cells = [cell for row in rows if not row.is_alone for cell in _cells(row)]
    if len(cells) > MAX_CELLS or any(_kind(cell) is LineKind.SALUTATION for cell in cells):
        return TitlePage()
    for block in _blocks(cells, text_size)[:MAX_BLOCKS]:
        title = _title(block, small_words)
        stacks = _below(cells, block, text_size) if title else []
        authors, line = _authors(stacks, block, small_words)
        if title and authors and _is_borne_out(authors, stacks, cells, stated):
            nearer = _title_below(block, stacks, line, text_size, small_words)
            return TitlePage(f"{title} {nearer}" if title.endswith(UNFINISHED) and nearer else nearer or title, authors)
    return TitlePage()


def _is_borne_out(authors: Sequence[str], stacks: Sequence[Sequence[Line]], cells: Sequence[Line], stated: str) -> bool:
    """Whether more than looks says that these are authors: any two words with capitals may stand below a title.

    "by", note marks, initials, an institution or an e-mail address among the lines below the title; an abstract on the
    page; or the file's properties.
    """
    head = [cell for stack in stacks for cell in stack]
    if any(BY.match(cell.plain) or "@" in cell.plain or INSTITUTION.search(cell.plain) for cell in head):
        return True
    if any(ABSTRACT.match(cell.plain) for cell in cells):
        return True
    if any(is_mark(word) for cell in head if find_names([cell], ()) for word in cell.words):
        return True
    surnames = {name.split()[-1].casefold() for name in authors}
    return any(INITIAL.search(name) for name in authors) or bool(
        surnames & {word.casefold() for word in re.findall(r"[^\W\d_]+", stated)}
    )


def without_author_headings(paragraphs: Sequence[Paragraph], page: TitlePage) -> list[Paragraph]:
    """The paragraphs, with headings above the text that begin with an author's name made text."""
    result = list(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        if len(paragraph.plain.split()) >= MIN_PARAGRAPH_WORDS:
            break
        text = BY.sub("", paragraph.plain)
        if paragraph.kind is Kind.HEADING and text.startswith(page.authors) and not _is_part(text, page.title):
            result[number] = replace(paragraph, kind=Kind.TEXT)
    return result


def _is_part(text: str, title: str | None) -> bool:
    return " ".join(text.split()).casefold() in (title or "").casefold()


def _cells(row: Line) -> Iterator[Line]:
    """The parts of a row that wide gaps part; names with wide gaps in them, as scans have them, whole."""
    parts = list(_parts(row))
    if len(parts) > 1 and any(len(part.words) == 1 for part in parts) and find_names([row], ()):
        parts = [row]
    yield from parts


def _parts(row: Line) -> Iterator[Line]:
    current: list[Word] = []
    for word in row.words:
        if current and word.left - current[-1].right > COLUMN_GAP * max(word.size, row.size):
            yield make_line(current, row.page)
            current = []
        current.append(word)
    yield make_line(current, row.page)


def _blocks(cells: Sequence[Line], text_size: float) -> list[tuple[Line, ...]]:
    """What may be a title, the largest first: lines of one size below each other, larger than the text."""
    blocks: list[list[Line]] = []
    for cell in cells:
        if cell.size < MIN_TITLE_SIZE * text_size and not cell.bold:
            continue
        above = next((block for block in blocks if _continues_title(block, cell)), None)
        if above:
            above.append(cell)
        else:
            blocks.append([cell])
    sized = [tuple(block) for block in blocks if len(block) <= MAX_TITLE_LINES]
    return sorted(sized, key=lambda block: (-round(block[0].size), block[0].baseline))


def _continues_title(block: Sequence[Line], cell: Line) -> bool:
    last = block[-1]
    distance = cell.baseline - last.baseline
    return (
        _is_like(last, cell)
        and 0 < distance < TITLE_PITCH * last.size
        and cell.left < last.right
        and last.left < cell.right
    )


def _is_like(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= SAME_SIZE * one.size and one.bold == other.bold


def _title(block: Sequence[Line], small_words: Collection[str]) -> str | None:
    """The lines as a title; None if they are a date, a journal's name, the head of a section, or names."""
    lines = [standing(line) for line in block]
    text = " ".join(lines)
    # "From … to …" begins a letter's field, unless it is set as large as a title.
    kinds = {classify(PlainLine(FROM.sub("", line))) for line in (*lines, text)}
    if kinds != {LineKind.TEXT} or BY.match(text) or parse_names(text, small_words):
        return None
    if OTHER_ROLE.fullmatch(text.strip(" :")) or HANGING.search(text):
        return None
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 4 or len(letters) < 0.5 * len(text.replace(" ", "")):
        return None
    return real_title(text.strip(" *∗†‡§¶"))


def _below(cells: Sequence[Line], title: Sequence[Line], text_size: float) -> list[list[Line]]:
    """What stands between a title and the text, or people who are named for another reason; by _stacks."""
    left, right = _extent(title)
    below = [cell for cell in cells if cell.baseline > title[-1].baseline + 0.1]
    ends = (cell.baseline for cell in below if _begins_text(cell, left, right, text_size) or _is_other_role(cell))
    end = next(ends, float("inf"))
    return _stacks([cell for cell in below if cell.baseline < end])


def _is_other_role(cell: Line) -> bool:
    """Whether those named below or behind are editors, supervisors, addressees and so on."""
    text = standing(cell)
    return _kind(cell) is LineKind.EDITORS or OTHER_ROLE.fullmatch(text.strip(" :*_")) is not None


def _kind(cell: Line) -> LineKind:
    return classify(PlainLine(standing(cell)))


def _extent(lines: Sequence[Line]) -> tuple[float, float]:
    return min(line.left for line in lines), max(line.right for line in lines)


def _is_below(stack: Sequence[Line], title: Sequence[Line]) -> bool:
    """Whether these lines stand right under a title, not beside."""
    (left, right), (title_left, title_right) = _extent(stack), _extent(title)
    return left < title_right and title_left < right


def _title_below(
    block: Sequence[Line],
    stacks: Sequence[Sequence[Line]],
    author: float,
    text_size: float,
    small_words: Collection[str],
) -> str | None:
    """A title between the largest one and its authors: the second half of one, or below the name of a journal.

    What follows right below a title that is whole may be anything. author: the baseline of the first.
    """
    is_open = standing(block[-1]).endswith(UNFINISHED)
    for stack in stacks:
        if stack[0].baseline >= author or len(stack) > MAX_TITLE_LINES or not _is_below(stack, block):
            continue
        is_near = stack[0].baseline - block[-1].baseline <= SUBTITLE_PITCH * stack[0].size
        is_large = stack[0].size >= (MIN_TITLE_SIZE if is_open else MIN_SECOND_TITLE) * text_size
        if is_near == is_open and is_large and (title := _title(stack, small_words)):
            return title
    return None


def _authors(
    stacks: Sequence[Sequence[Line]], title: Sequence[Line], small_words: Collection[str]
) -> tuple[tuple[str, ...], float]:
    """The people named below a title, and the baseline of the first line that does."""
    next_below = next((stack for stack in stacks if _is_below(stack, title)), [])
    sure = [stack for stack in stacks if find_names(stack, small_words)]
    names = names_above_institution(next_below)
    if len(names) > len(find_names(next_below, small_words)):
        return names, next_below[0].baseline
    if not sure:
        return (), 0.0
    # Beside those that can only be names, others count that could also be words.
    first = sure[0][0]
    beside = {round(cell.baseline) for stack in sure for cell in stack}
    named = [
        stack
        for stack in stacks
        if _is_like(first, stack[0])
        and stack[0].baseline - first.baseline < NAMES_WITHIN
        and any(round(cell.baseline) in beside for cell in stack)
    ]
    found = [name for stack in named for name in find_names(stack, ()) or names_beside(stack)]
    # Where several authors work is said once for each.
    once = tuple(name for name, times in Counter(found).items() if times == 1)
    return () if any(leaves_out(stack, found) for stack in named) else once, first.baseline


def _begins_text(cell: Line, left: float, right: float, text_size: float) -> bool:
    """Whether a cell below the title is the head of a section, or a line of prose."""
    if _kind(cell) is LineKind.SECTION:
        return True
    if cell.right <= left or cell.left >= right or cell.size > MAX_PROSE_SIZE * text_size:
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", cell.plain)]
    small = sum(word.islower() for word in words)
    return len(words) >= MIN_PROSE_WORDS and 2 * small > len(words) and not ADDRESS.search(cell.plain)


def _stacks(cells: Sequence[Line]) -> list[list[Line]]:
    """Cells of one style right below each other, together."""
    stacks: list[list[Line]] = []
    for cell in cells:
        above = next((stack for stack in reversed(stacks) if _continues_title(stack, cell)), None)
        if above:
            above.append(cell)
        else:
            stacks.append([cell])
    return stacks
