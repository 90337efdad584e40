"""Where the sentences of a text begin and end.

Written for papers, also badly extracted ones: hard-wrapped lines, a blank line after every line, sentences cut by a
page break, note marks behind the full stop, initials, abbreviations, headings, bullets and table rows.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

ABBREVIATIONS = frozenset(
    "al approx art assoc av c ca capt cf ch chap cmdr co col corp dept dir doc dr ed eds e.g eg esp est et etc fig "
    "figs fn gen gov govt hon i.e ibid inc incl jan feb mar apr jun jul aug sep sept oct nov dec jr lt ltd maj mr "
    "mrs ms mt n.b nb no nos op p para paras pl pp prof pt publ rep res rev sec sen sgt sr st suppl trans u.k u.n "
    "u.s u.s.a v viz vol vols vs".split()
)
# Abbreviations that end a sentence as often as they stand inside one: a capital behind them decides nothing, one of
# these words does.
MAY_END = frozenset("al etc u.k u.n u.s u.s.a inc ltd co corp jr sr".split())
STARTERS = frozenset("the in on at it he she they this that these those a an as for from but and however we i".split())

SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070-\u2079"
# A number glued to a full stop is a note mark, unless a digit stands before the stop: "3.5".
NOTE_MARK = (
    r"(?:<sup>[^<\n]{1,12}</sup>|\^\{[^}\n]{1,12}\}|\[\d{1,3}(?:, ?\d{1,3})*\]"
    rf"|[{SUPERSCRIPTS}]+|(?<=[^\d][.!?”\"])\d{{1,3}}(?=\s))"
)
END = re.compile(rf"""[.!?…]+["'”’»)\]*_]*{NOTE_MARK}*["'”’»)\]*_]*(?=\s)""")
NEXT_START = re.compile(r"""\s*["'“‘«(\[*_—–-]*\s*(?:[^\W_a-zß-öø-ÿ]|\d)""")
LAST_WORD = re.compile(r"(?<!\w)([^\W\d_](?:[^\W_]|[.])*)$")

GAP = re.compile(r"[ \t]*\n(?:[ \t]*\n)*[ \t]*")
OWN_LINE = re.compile(
    r"#{1,6}\s|[-*•+]\s|\d{1,2}[.)]\s|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[\"“(]?[^\W\d_a-zß-öø-ÿ]"
    r"|\||>|---|[^\n\t]*(?:\t| \| )"
)
# What an item of a list begins with: "- ", "2. ", "(b) ".
LIST_MARK = re.compile(r"(?P<bullet>[-*•+–◦▪])\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s+")
# "Weight: 31 kg". Two such lines, one below the other, are no running text.
FIELD = re.compile(r"[^\W\d_][^:.!?\n]{0,40}:[ \t]+\S")
CLOSED = re.compile(r"""[.!?…:;]["'”’»)\]*_]*(?:<sup>[^<]*</sup>|\d{1,3})?$""")
# A line at least this long was broken by the margin, not by its writer.
FULL_LINE = 60


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of text[start:end] as half-open ranges of text, in order, white space trimmed.

    Headings, bullets and table rows count as sentences. The ranges do not overlap, and everything between them is
    white space.
    """
    end = len(text) if end is None else end
    double_spaced = _is_double_spaced(text[start:end])
    cuts = {start, end}
    cuts.update(_sentence_ends(text, start, end))
    cuts.update(_line_breaks(text, start, end, double_spaced))
    spans = (trim(text, left, right) for left, right in pairwise(sorted(cuts)))
    return [(left, right) for left, right in spans if left < right]


def _sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    for match in END.finditer(text, start, end):
        following = NEXT_START.match(text, match.end(), end)
        if following and not _is_abbreviation(text, start, match.start(), match.end(), end):
            yield match.end()


def _is_abbreviation(text: str, start: int, stop: int, after: int, end: int) -> bool:
    if text[stop] != ".":
        return False
    word = LAST_WORD.search(text, max(start, stop - 24), stop)
    if word is None:
        return _is_list_number(text, start, stop)
    if len(word[1]) == 1 and word[1].isupper() and word[1] != "I":
        return True
    last = word[1].lower()
    if last not in ABBREVIATIONS:
        return False
    following = re.match(r"\W*(\w+)", text[after : min(end, after + 40)])
    return not (last in MAY_END and following is not None and following[1].lower() in STARTERS)


def _is_list_number(text: str, start: int, stop: int) -> bool:
    line = text[max(start, text.rfind("\n", start, stop) + 1) : stop]
    return re.fullmatch(r"\s*\d{1,2}", line) is not None


def _line_breaks(text: str, start: int, end: int, double_spaced: bool) -> Iterator[int]:
    for gap in GAP.finditer(text, start, end):
        line = text[max(start, text.rfind("\n", start, gap.start()) + 1) : gap.start()].strip()
        if _breaks(text, gap, line, double_spaced):
            yield gap.end()


def _breaks(text: str, gap: re.Match[str], line: str, double_spaced: bool) -> bool:
    """Whether the line end at gap ends a sentence although no full stop says so."""
    if OWN_LINE.match(text, gap.end()) or line.startswith(("#", "|")) or "\t" in line or " | " in line:
        return True
    if _is_field(text, line, gap.end()):
        return True
    if gap[0].count("\n") < 2 or CLOSED.search(line):
        return gap[0].count("\n") >= 2
    if double_spaced and len(line) >= FULL_LINE:
        return False
    # A page break may cut a sentence: it goes on in lower case.
    return not text[gap.end() : gap.end() + 1].islower()


def _is_field(text: str, line: str, start: int) -> bool:
    """Whether the line that begins at start is one of several fields, of which the line before it may be the first."""
    if len(line) >= FULL_LINE or not FIELD.match(text, start):
        return False
    after = text.find("\n", start) + 1
    return FIELD.match(line) is not None or (after > 0 and FIELD.match(text, after) is not None)


def _is_double_spaced(text: str) -> bool:
    """Whether a blank line stands after nearly every full line, so that it separates nothing."""
    lines = text.split("\n")
    full = [number for number, line in enumerate(lines[:-1]) if FULL_LINE <= len(line.strip()) <= 120]
    if len(full) < 20:
        return False
    followed_by_blank = sum(not lines[number + 1].strip() for number in full)
    unfinished = sum(not CLOSED.search(lines[number].strip()) for number in full)
    return followed_by_blank >= 0.8 * len(full) and unfinished >= 0.5 * len(full)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the white space at its ends; an empty range if it holds nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
