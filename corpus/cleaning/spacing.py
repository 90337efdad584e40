"""Blank lines that separate nothing, and words that a line end cut."""

import re
from statistics import median

from corpus.cleaning.draft import Draft, Edit
from corpus.cleaning.headers import shorten
from corpus.cleaning.paragraphs import ENDED, FULL_LINE, OWN_LINE, URL_LINE, split_paragraphs
from corpus.document import Change
from corpus.hyphens import SUSPENDING, keeps_hyphen

# A longer line was not broken by a margin.
LONGEST_LINE = 130
MIN_FULL_LINES = 20
# A line that ends this far before the margin ends a paragraph.
SHORT_SHARE = 0.75
HYPHEN = re.compile(r"(?<![\w-])([^\W\d_]{2,})-[ \t]*\n\s*([^\W\d_]{2,})")
COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
YEARS = re.compile(r"(?<=\d)[-–][ \t]*\n\s*(?=\d)")


def undo_double_spacing(draft: Draft) -> tuple[Draft, Change]:
    """Take out the blank line after every printed line, where a text is set so; a page's first line begins anew.

    A paragraph ends where more than one line is blank, or the last one is short and its sentence ended.
    """
    lines = draft.text.split("\n")
    if not is_double_spaced(lines):
        return draft, Change("double spacing undone", 0)
    width = median(len(line.strip()) for line in lines if FULL_LINE <= len(line.strip()) <= LONGEST_LINE)
    edits: list[Edit] = []
    undone = 0
    example = ""
    at = 0
    for number, line in enumerate(lines[:-1]):
        following = number + 1
        end = at + len(line)
        if line.strip() and not lines[following].strip():
            if following + 1 < len(lines) and _goes_on(line, lines[following], lines[following + 1], width):
                edits.append(Edit(end, end + len(lines[following]) + 1))
                undone += 1
                example = example or f"{line[-30:]} | {lines[following + 1][:30]}"
        elif line.strip() and lines[following].startswith(" ") and lines[following].strip():
            edits.append(Edit(end, end, ("\n",)))
        at = end + 1
    return draft.edited(edits), Change(
        "blank lines between the lines of a sentence taken out", undone, shorten(example)
    )


def is_double_spaced(lines: list[str]) -> bool:
    """Whether a blank line stands after nearly every full line."""
    full = [number for number, line in enumerate(lines[:-1]) if FULL_LINE <= len(line.strip()) <= LONGEST_LINE]
    if len(full) < MIN_FULL_LINES:
        return False
    followed = sum(not lines[number + 1].strip() for number in full)
    unfinished = sum(not ENDED.search(lines[number]) for number in full)
    return followed >= 0.8 * len(full) and unfinished >= 0.5 * len(full)


def _goes_on(line: str, blank: str, following: str, width: float) -> bool:
    if not following.strip() or OWN_LINE.match(following) or URL_LINE.fullmatch(following.strip()):
        return False
    if URL_LINE.fullmatch(line.strip()):
        return False
    is_short = len(line.strip()) < SHORT_SHARE * width
    return not is_short or not (ENDED.search(line) or following.strip()[:1].isupper())


def join_lines(draft: Draft) -> tuple[Draft, Change]:
    """Put the lines of a paragraph that a margin broke into one, so that it reads as its writer wrote it."""
    edits = []
    for paragraph in split_paragraphs(draft.text):
        lines = paragraph.text.split("\n")
        if len(lines) > 1 and paragraph.is_prose and all(_is_full(line) for line in lines[:-1]):
            edits += [
                Edit(paragraph.start + match.start(), paragraph.start + match.end(), (" ",))
                for match in re.finditer(r"[ \t]*\n[ \t]*", paragraph.text)
            ]
    example = draft.text[max(0, edits[0].start - 30) : edits[0].end + 30] if edits else ""
    return draft.edited(edits), Change("lines of a paragraph joined", len(edits), shorten(example))


def _is_full(line: str) -> bool:
    return FULL_LINE * SHORT_SHARE <= len(line.strip()) <= LONGEST_LINE


def join_hyphens(draft: Draft) -> tuple[Draft, Change]:
    """Put words together that a line end cut, the hyphen kept where the text has it elsewhere ("Nagorno-Karabakh").

    Of others it is kept if both halves stand alone too, or if no word shows that the text is set with hyphens.
    """
    # The halves at line ends are no words of their own.
    known = {word.casefold() for word in COMPOUND.findall(HYPHEN.sub(" ", draft.text))}
    cut = list(HYPHEN.finditer(draft.text))
    is_set_so = any((match[1] + match[2]).casefold() in known for match in cut)
    edits = []
    for match in cut:
        if match[2].casefold() in SUSPENDING:
            edits.append(Edit(match.end(1) + 1, match.start(2), (" ",)))
            continue
        keeps = keeps_hyphen(match[1], match[2], known, is_set_so)
        edits.append(Edit(match.end(1) + keeps, match.start(2)))
    edits += [Edit(match.start() + 1, match.end()) for match in YEARS.finditer(draft.text)]
    edits.sort(key=lambda edit: edit.start)
    example = draft.text[max(0, edits[0].start - 12) : edits[0].end + 12] if edits else ""
    return draft.edited(edits), Change("words cut by a line end joined", len(edits), shorten(example))
