"""Words → justified lines with hyphens at their ends, for the PDFs of the benchmark."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

# Behind a vowel and before a consonant with a vowel: near enough to where typesetters cut English words.
BREAK = re.compile(r"(?<=[aeiouyäöüéıə])(?=[bcdfghjklmnpqrstvwxz][aeiouyäöüéıə])")
# What stands on either side of a hyphen at a line end, at least.
MIN_HEAD, MIN_TAIL = 2, 3
MARK_SIZE = 0.62

Width = Callable[[str, float], float]


@dataclass(frozen=True, slots=True)
class Token:
    """A word to be set. mark: a raised number behind it; note: the footnote of that number.

    sentence: the sentence that begins with it, else -1. tight: whether no space stands before it.
    """

    text: str
    mark: str = ""
    note: str = ""
    sentence: int = -1
    tight: bool = False


@dataclass(frozen=True, slots=True)
class SetLine:
    """Words of one line. left: from the edge of the column; width: to be filled; last: of its paragraph."""

    tokens: tuple[Token, ...]
    left: float
    width: float
    last: bool


def break_lines(
    tokens: Sequence[Token], width: float, size: float, measure: Width, indent: float = 0.0, hyphens: bool = True
) -> Iterator[SetLine]:
    """The tokens in lines of at most that width. indent: of the first line. measure: (text, size) → points."""
    space = measure(" ", size)
    line: list[Token] = []
    used, left = indent, indent
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        needed = (space if line and not token.tight else 0.0) + _token_width(token, size, measure)
        if used + needed <= width:
            line.append(token)
            used += needed
            continue
        room = width - used - (space if line else 0.0)
        parts: tuple[Token, Token | None] | None = _cut(token, room, size, measure) if hyphens else None
        if parts is None and not line:
            parts = (token, None)
        if parts is not None:
            line.append(parts[0])
        rest = token if parts is None else parts[1]
        yield SetLine(tuple(line), left, width - left, False)
        line, used, left = [], 0.0, 0.0
        if rest is not None:
            waiting.append(rest)
    if line:
        yield SetLine(tuple(line), left, width - left, True)


def _token_width(token: Token, size: float, measure: Width) -> float:
    return measure(token.text, size) + (measure(token.mark, MARK_SIZE * size) if token.mark else 0.0)


def _cut(token: Token, room: float, size: float, measure: Width) -> tuple[Token, Token] | None:
    """The longest beginning of a word that fits, with its hyphen, and the rest."""
    places = [match.end() for match in re.finditer("-", token.text)]
    if re.fullmatch(r"[^\W\d_]{7,}[.,;:]?", token.text) and not token.text[1:].isupper():
        places += [match.start() for match in BREAK.finditer(token.text)]
    for place in sorted(places, reverse=True):
        head, tail = token.text[:place], token.text[place:]
        if len(head) < MIN_HEAD or len(re.sub(r"\W", "", tail)) < MIN_TAIL:
            continue
        head = head if head.endswith("-") else f"{head}-"
        if measure(head, size) <= room:
            return replace(token, text=head, mark="", note=""), Token(tail, token.mark, token.note)
    return None
