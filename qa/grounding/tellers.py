"""Who only tells it, taken for who did it: "Babayev saw a loss" from "Babayev writes that Armenia saw a loss"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from qa.grounding.facts import has_name
from qa.grounding.words import Kind, Word, find_words

# Stems of verbs of telling.
TELLING = frozenset(
    "add admit argu assert assum believ claim complain conclud consid contend declar describ estim explain find hold "
    "insist maintain mention note observ point propos recal regard remark report say state stress suggest suppos tell "
    "think thought told warn write wrote".split()
)
# A quote and its words.
Told = tuple[str, Sequence[Word]]
PRONOUN = re.compile(r"\b(?:he|she|it|they|who|which|and)\b", re.IGNORECASE)
# So many words behind the name must be the same.
RUN = 3
# "Armenia and the Armenian forces, Babayev says, …".
MAX_NAMES = 3


def find_mistaken_tellers(sentence: str, quotes: Sequence[str]) -> list[str]:
    """Names of those who only tell what the sentence says they did, in words.

    Only where whoever did it has a name, and is named first: "Armenia, Babayev says, saw" and "Babayev: Armenia saw".
    """
    said = find_words(sentence)
    there = [(quote, find_words(quote)) for quote in quotes]
    found: list[str] = []
    for number, word in enumerate(said[:-1]):
        run = _forms(said[number + 1 : number + 1 + RUN])
        if not sentence[word.start].isupper() or run[0] in TELLING or said[number + 1].kind is Kind.NAME:
            continue
        is_doer = any(_follows(words, word.form, run) for _, words in there)
        if not is_doer and any(_tells(quote, word.form, run) for quote in there):
            found.append(f"{sentence[word.start : word.end]} in this place")
    return found


def _forms(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.form for word in words)


def _follows(words: Sequence[Word], name: str, run: tuple[str, ...]) -> bool:
    forms = _forms(words)
    return any(forms[at] == name and forms[at + 1 : at + 1 + len(run)] == run for at in range(len(forms)))


def _tells(quote: Told, name: str, run: tuple[str, ...]) -> bool:
    """Whether somebody of this name tells that another one does what the run says."""
    return any(_is_said_of_others(quote[0], rest, name, run) for rest in _told(quote, name))


def _told(quote: Told, name: str) -> Iterator[Sequence[Word]]:
    """The sentence without the one of this name and the verb of telling, from where what is told begins."""
    text, words = quote
    for at, (word, verb) in enumerate(pairwise(words)):
        # "Buenos Aires, she points out, owned": it tells nothing.
        if word.form != name or verb.form not in TELLING or not text[word.end : verb.start].isspace():
            continue
        # "Armenia, Babayev says, saw": what is told began before.
        yield [*words[:at], *words[at + 2 :]] if at <= MAX_NAMES else words[at + 2 :]


def _is_said_of_others(text: str, told: Sequence[Word], teller: str, run: tuple[str, ...]) -> bool:
    # The first word of a quote may be a name that nothing shows to be one.
    names = 1 + len(list(takewhile(lambda word: word.kind is Kind.NAME, told[1:])))
    if _forms(told[names : names + len(run)]) != run or has_name(teller, told[:names]):
        return False
    # "Jones says Smith and he repaired": he did it too.
    return not PRONOUN.search(text, told[names - 1].end, told[names].start)
