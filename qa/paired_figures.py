"""Of figures that a sentence gives for two, the one for whom the question asks.

"In 2006 Azerbaijan's military spending was 622 and Armenia's 268 million US dollars": the reading model prefers the one
with the unit behind it, whomever the question names. Whose figure it is stands before it, and is compared exactly.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.tables import parse_row
from qa.grounding.facts import has_name
from qa.grounding.words import Kind, Word, find_words

Range = tuple[int, int]

GENITIVE = re.compile(r"['’]s?$")


def figure_asked_for(question: str, sentence: str, answer: Range) -> Range | None:
    """The place in a sentence of the figure for whom the question names, if the answer holds another's; else None.

    A figure is that of the last name before it; the later name must be a genitive, or stand right before its figure, so
    that the sentence goes on about somebody else. None too if the question names whose figure the answer is, or names
    none, or the sentence has not exactly one figure for whom it names, or is a table's row.
    """
    asked = find_words(question)
    names = [word for word in asked if word.kind is Kind.NAME]
    # The capital that begins a sentence tells nothing, but the question does.
    words = [
        replace(word, kind=Kind.NAME) if word.kind is Kind.WORD and has_name(word.form, names) else word
        for word in find_words(sentence)
    ]
    figures = [word for word in words if _is_figure(word, sentence) and not any(word.form == one.form for one in asked)]
    said = next((word for word in figures if answer[0] <= word.start < answer[1]), None)
    owner = _owner(said, words) if said else None
    if said is None or owner is None or has_name(owner.form, asked) or parse_row(sentence):
        return None
    owners = {figure: of for figure in figures if (of := _owner(figure, words))}
    meant = [figure for figure, of in owners.items() if has_name(of.form, names)]
    # "622 million constant 2019 dollars": a year only if there is nothing else.
    best = [figure for figure in meant if figure.kind is Kind.QUANTITY] or meant
    if len(best) != 1 or not _goes_on(max(said, best[0], key=lambda one: one.start), owners, words, sentence):
        return None
    return best[0].start, best[0].end


def _is_figure(word: Word, sentence: str) -> bool:
    return word.value == word.value and sentence[word.start].isdigit()


def _owner(figure: Word, words: Sequence[Word]) -> Word | None:
    """The last name before a figure."""
    return next((word for word in reversed(words) if word.kind is Kind.NAME and word.start < figure.start), None)


def _goes_on(later: Word, owners: dict[Word, Word], words: Sequence[Word], sentence: str) -> bool:
    owner = owners[later]
    is_beside = not any(owner.start < word.start < later.start for word in words)
    return is_beside or GENITIVE.search(sentence[owner.start : owner.end]) is not None
