"""Finding a quote, or what is most like it, in a text that was changed."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from corpus.sentences import split_sentences

Range = tuple[int, int]

WORD = re.compile(r"\w+")
# Around the place where most words of the quote stand; a sentence longer than this is shown in part.
CONTEXT_CHARACTERS = 2000
# A run of sentences is compared as a whole, and quotes have few.
MAX_SENTENCES = 6
# Of 250 sentences looked for in other documents on the same subject 3 % find something as like as this, of 125 with
# more than a quarter of their words exchanged or left out 94 % (measured on our digests).
LEAST_LIKENESS = 0.35


def find_quote(text: str, quote: str, near: int) -> Range | None:
    """Where the words of a quote stand in a text, whatever blanks and line ends are between them.

    near: where it stood; of several places the exact ones come first, then the nearest. None if it is not there.
    """
    words = quote.split()
    if not words:
        return None
    # Not in the middle of a word: "art" does not stand in "party".
    before = r"(?<!\w)" if WORD.match(words[0]) else ""
    after = r"(?!\w)" if WORD.match(words[-1][-1]) else ""
    pattern = re.compile(before + r"\s+".join(map(re.escape, words)) + after)
    places = [match.span() for match in pattern.finditer(text)]
    return min(places, key=lambda place: (text[slice(*place)] != quote, abs(place[0] - near)), default=None)


def find_nearest(text: str, quote: str, near: int) -> Range | None:
    """The sentences of a text that say most nearly what a quote says; None if nothing is much like it.

    near: where it stood, which decides between places that are equally like it.
    """
    window = _best_window(text, quote, near)
    if window is None:
        return None
    left, right = max(0, window[0] - CONTEXT_CHARACTERS), min(len(text), window[1] + CONTEXT_CHARACTERS)
    touched = [one for one in split_sentences(text, left, right) if one[0] < window[1] and window[0] < one[1]]
    wanted = _words(quote)
    runs = [
        (first[0], last[1]) for number, first in enumerate(touched) for last in touched[number : number + MAX_SENTENCES]
    ]
    scored = [(likeness(_words(text[start:end]), wanted), -number) for number, (start, end) in enumerate(runs)]
    if not scored:
        return None
    best, number = max(scored)
    return runs[-number] if best >= LEAST_LIKENESS else None


def likeness(words: Sequence[str], others: Sequence[str]) -> float:
    """0 to 1: twice the words in common, in their order, by all words of both."""
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _best_window(text: str, quote: str, near: int) -> Range | None:
    """The place, as long as the quote in words, that has most words in common with it; None if there is none."""
    places = [match.span() for match in WORD.finditer(text)]
    words = _words(text)
    needed = Counter(_words(quote))
    if not needed:
        return None
    size = needed.total()
    held: Counter[str] = Counter()
    common, best, at = 0, (0, 0), -1
    for number, word in enumerate(words):
        if word in needed:
            common += held[word] < needed[word]
            held[word] += 1
        gone = words[number - size] if number >= size else ""
        if gone in needed:
            held[gone] -= 1
            common -= held[gone] < needed[gone]
        reached = (common, -abs(places[max(0, number - size + 1)][0] - near))
        if common and reached > best:
            best, at = reached, number
    if at < 0:
        return None
    return places[max(0, at - size + 1)][0], places[at][1]
