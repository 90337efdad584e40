"""What a written sentence gives as the documents' own words, held against what they say."""

import re
from collections.abc import Iterator, Sequence

from qa.grounding.facts import has_name
from qa.grounding.words import Kind, Word, find_words

# Not the inches of a 15" screen.
QUOTED = re.compile(r"(?<!\w)[\"“„](?=\S)([^\"“”„]+)(?<=\S)[\"”“](?!\w)")
# Inside of a quotation.
LEFT_OUT = re.compile(r"…|\.\.\.|\[[^\]]*\]")
NOTE_MARKS = re.compile(r"\[\^?\d+\]|<sup>.{0,40}?</sup>|[⁰¹²³⁴-⁹]+")
WORDS = re.compile(r"[^\W_]+")
# Of one word: an abbreviation, a year.
BRACKET = re.compile(r"\((\w+)\)")


def find_misquotations(sentence: str, texts: Sequence[str]) -> Iterator[str]:
    """What a sentence has in quotation marks, two words or more, and none of the texts says so, in words."""
    there = [_spelt(text) for text in texts]
    for found in QUOTED.finditer(sentence):
        for part in LEFT_OUT.split(found[1]):
            said = _spelt(part)
            if said.count(" ") > 2 and not any(said in text for text in there):
                yield f"“{part.strip()}” in these words"


def _spelt(text: str) -> str:
    """The words of a text alone, without note marks, with a blank before and behind each."""
    return f" {' '.join(WORDS.findall(NOTE_MARKS.sub('', text).casefold()))} "


def find_misnamed(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """Names before a bracket before which the quotes have others, in words: "Azerbaijan (CIS)", "Muradov (2020)".

    A quote may word a name otherwise, so these can be right.
    """
    there: dict[str, list[Word]] = {}
    for quote in quotes:
        for inside, named in _before_brackets(quote):
            there.setdefault(inside, []).extend(named)
    for inside, named in _before_brackets(sentence):
        others = there.get(inside, [])
        if named and others and not any(has_name(word.form, others) for word in named):
            yield f"{sentence[named[0].start : named[-1].end]} ({inside})"


def _before_brackets(text: str) -> Iterator[tuple[str, list[Word]]]:
    """What stands in each bracket, and the names before it, with nothing but small words between."""
    said = find_words(text)
    for bracket in BRACKET.finditer(text):
        words = [word for word in said if word.end <= bracket.start()]
        first = next((n for n in range(len(words), 0, -1) if words[n - 1].kind is not Kind.NAME), 0)
        yield bracket[1], words[first:]
