"""Pull quotes: words of the text printed again, larger, somewhere on the page."""

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.asides import find_cuts
from corpus.cleaning.draft import Draft, Edit
from corpus.cleaning.headers import shorten
from corpus.cleaning.paragraphs import Paragraph, split_paragraphs
from corpus.document import Change

# Left out, for the line that was cut there may be another one in the copy.
HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")
WORD = re.compile(r"\w+")
# Paragraphs that share no run of eight words are not compared. A shorter one is a set phrase.
RUN = 8
# Shorter paragraphs are headings, which may well be words of the text.
MIN_WORDS = 12
# Pull quotes are a sentence or two.
MAX_QUOTE_WORDS = 150
# What stands in more places than that is a form, filled in again and again.
MAX_COPIES = 50


def drop_pull_quotes(draft: Draft) -> tuple[Draft, Change]:
    """Take out paragraphs that only repeat a part of longer ones, and such repeats glued to a paragraph's front.

    Word for word: paragraphs that differ in a number or name say different things.
    """
    paragraphs = split_paragraphs(draft.text)
    # One object for equal words: a long text has millions.
    known: dict[str, str] = {}
    said = [
        tuple(known.setdefault(word, word) for word in _words(one.text)) if one.is_prose else () for one in paragraphs
    ]
    texts = _Texts(said)
    # Both ways: a pull quote between the halves is easily taken for the second one.
    for cut in {*find_cuts(paragraphs), *find_cuts(paragraphs, only_inside=True)}:
        texts.add((cut.first, cut.second), said[cut.first] + said[cut.second])
    dropped: set[int] = set()
    # The longest first: a whole pull quote before the half sentence at a page's end that it was taken from.
    for number in sorted(range(len(said)), key=lambda one: (-len(said[one]), one)):
        if len(said[number]) >= MIN_WORDS and texts.hold(said[number], {number} | dropped):
            dropped.add(number)
    edits = [Edit(paragraphs[number].start, paragraphs[number].end) for number in sorted(dropped)]
    for number in set(range(len(said))) - dropped:
        edits += _glued(paragraphs[number], texts, {number} | dropped)
    example = draft.text[edits[0].start : edits[0].end] if edits else ""
    return draft.edited(edits), Change("pull quotes taken out", len(edits), shorten(example))


class _Texts:
    """Paragraphs, and pairs of them that a page cut apart, by the runs of words in them that one begins with."""

    def __init__(self, said: Sequence[tuple[str, ...]]) -> None:
        self._texts: list[tuple[frozenset[int], tuple[str, ...]]] = []
        self._by_run: dict[tuple[str, ...], set[int]] = {words[:RUN]: set() for words in said if len(words) >= RUN}
        for number, words in enumerate(said):
            self.add((number,), words)

    def add(self, numbers: Sequence[int], words: tuple[str, ...]) -> None:
        """numbers: of the paragraphs that the words are of."""
        for run in _runs(words):
            if run in self._by_run:
                self._by_run[run].add(len(self._texts))
        self._texts.append((frozenset(numbers), words))

    def hold(self, words: tuple[str, ...], without: set[int]) -> bool:
        """Whether a longer text, made of none of these paragraphs, has all of the words in a row."""
        candidates = self._by_run.get(words[:RUN], set()) if len(words) >= RUN else set()
        if len(candidates) > MAX_COPIES:
            return False
        sought = f" {' '.join(words)} "
        return any(
            len(self._texts[number][1]) > len(words)
            and not self._texts[number][0] & without
            and sought in f" {' '.join(self._texts[number][1])} "
            for number in candidates
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in WORD.findall(HYPHEN.sub("", text)))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _glued(paragraph: Paragraph, texts: _Texts, without: set[int]) -> Iterator[Edit]:
    """The sentences at the front that another text has too, if what follows them begins inside a sentence."""
    if not paragraph.is_prose:
        return
    for match in re.finditer(r"[.!?…][\"'”’)]*\s+(?=[^\W\d_])", paragraph.text):
        if not paragraph.text[match.end()].islower():
            continue
        words = _words(paragraph.text[: match.end()])
        if len(words) > MAX_QUOTE_WORDS:
            return
        if len(words) >= MIN_WORDS and texts.hold(words, without):
            yield Edit(paragraph.start, paragraph.start + match.end())
            return
