"""The words of a sentence with what they are: a quantity, a date, a name, a denial, or a word like any other."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import Stemmer

from index.words import STOPWORDS

# "U.S." is a word, and the same as US.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|(?:[A-Z]\.){2,}|[^\W\d_]+(?:[’'][^\W\d_]+)*")
DOTTED = re.compile(r"(?<![^\W\d_])([^\W\d_])\.")
MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec"
).split()
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
NUMBER_WORDS = {word: float(number) for number, word in enumerate(SMALL)} | {
    word: 10.0 * tens
    for tens, word in enumerate("thirty forty fifty sixty seventy eighty ninety hundred".split(), start=3)
}
TENS = {word: value for word, value in NUMBER_WORDS.items() if 20 <= value <= 90}
UNITS = {word: value for word, value in NUMBER_WORDS.items() if 1 <= value <= 9}
NUMBER_WORDS |= {"half": 0.5, "double": 2.0, "twice": 2.0, "thrice": 3.0, "triple": 3.0, "dozen": 12.0}
NUMBER_WORDS |= {f"{word}fold": value for word, value in NUMBER_WORDS.items()}
ORDINALS = {
    word: float(number)
    for number, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1)
}
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "hundred": 1e2, "mn": 1e6, "bn": 1e9}
# "One of them", "the two countries", "the first time", "by half": seldom a count that a text gives in these words.
VAGUE = frozenset(("one", "two", "first", "second", "half"))
# "Four fifths" for 81 per cent.
FRACTIONS = frozenset("halves third thirds quarter quarters fifth fifths sixth sixths tenth tenths".split())
# "Seven in ten" for a share that a text gives in per cent.
PARTED = frozenset(("three", "four", "five", "ten", "hundred"))
DENIALS = frozenset(
    "not no never none neither nobody nothing nowhere without cannot hardly scarcely barely seldom rarely".split()
)
# Stems of verbs and adjectives that deny what belongs to them.
DENYING = frozenset(
    "fail refus deni lack reject unabl imposs absent absenc oppos against forbid prevent abandon dismiss ban miss "
    "unwil".split()
)
# Capitalised for beginning a sentence even before a name.
OPENERS = frozenset(
    "although though when while because since after before during according despite unlike even only both neither "
    "either each every all many most some several few no other another such like under over above between among "
    "against without within until once where whereas if as in on at by for from to with of the a an and but or so yet "
    "then there this that these those its their his her he she it they what which who why how".split()
)
# Armenian, Azerbaijani, Turkish, Chinese: names also where they begin a sentence.
PEOPLES = ("ian", "ani", "ish", "ese")
YEAR = range(1000, 2101)


class Kind(StrEnum):
    """What a word is."""

    QUANTITY = "quantity"
    DATE = "date"
    NAME = "name"
    DENIAL = "denial"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its place [start, end) in the text, what it is, and the form that equal words share.

    value: of a number, its unit of thousands or millions counted in, and plain: without; nan for others.
    """

    start: int
    end: int
    kind: Kind
    form: str
    value: float = float("nan")
    plain: float = float("nan")


def find_words(text: str) -> list[Word]:
    """The words of a text in order, without those that sentences are built with."""
    return list(_classify(text, [*TOKEN.finditer(text)]))


def _classify(text: str, tokens: list[re.Match[str]]) -> Iterator[Word]:
    stemmer = Stemmer.Stemmer("english")
    for number, token in enumerate(tokens):
        word = token.group()
        following = tokens[number + 1].group().casefold() if number + 1 < len(tokens) else ""
        folded = fold(word)
        if folded in SCALES and number and _value(tokens[number - 1].group()) is not None:
            continue
        if number and _is_compound(text, tokens[number - 1], token):
            continue
        if word[0].isdecimal():
            yield _number(token, following)
        elif folded in MONTHS and word[0].isupper():
            yield Word(token.start(), token.end(), Kind.DATE, folded[:3])
        elif folded in DENIALS or folded.endswith(("n't", "n’t")):
            yield Word(token.start(), token.end(), Kind.DENIAL, "not")
        elif folded in NUMBER_WORDS | ORDINALS:
            value, end = (NUMBER_WORDS | ORDINALS)[folded], token.end()
            if following and _is_compound(text, token, unit := tokens[number + 1]):
                value, end = value + UNITS[unit.group().casefold()], unit.end()
                following = tokens[number + 2].group().casefold() if number + 2 < len(tokens) else ""
            scaled = value * SCALES.get(following, 1.0)
            yield Word(token.start(), end, _kind_of_number(text, tokens, number), f"{scaled:g}", scaled, value)
        elif folded not in STOPWORDS:
            stem = stemmer.stemWord(folded)
            yield Word(token.start(), token.end(), Kind.NAME if _is_name(text, token) else Kind.WORD, stem)


def _is_compound(text: str, tens: re.Match[str], unit: re.Match[str]) -> bool:
    """Whether these are the thirty and the two of thirty-two."""
    return (
        tens.group().casefold() in TENS
        and unit.group().casefold() in UNITS
        and text[tens.end() : unit.start()] in ("-", "‑", " ")
    )


def _kind_of_number(text: str, tokens: Sequence[re.Match[str]], number: int) -> Kind:
    """What a number in words is, at this place among the tokens."""
    word = fold(tokens[number].group())
    following = tokens[number + 1].group().casefold() if number + 1 < len(tokens) else ""
    if word in ORDINALS and _begins_name(text, tokens, number):
        return Kind.NAME
    is_vague = word in VAGUE or following in FRACTIONS or _is_fraction(tokens, number)
    return Kind.WORD if is_vague else Kind.QUANTITY


def _begins_name(text: str, tokens: Sequence[re.Match[str]], number: int) -> bool:
    """Whether this is the second of "the Second Karabakh War", the third of "a Third Worldist critique"."""
    if not tokens[number].group()[0].isupper() or _begins(text, tokens[number]) or number + 1 == len(tokens):
        return False
    behind = tokens[number + 1]
    return behind.group()[0].isupper() and text[tokens[number].end() : behind.start()].isspace()


def _is_fraction(tokens: Sequence[re.Match[str]], number: int) -> bool:
    """Whether this is the fifth of "a fifth of" or "four fifths of", the seven or the ten of "seven in ten"."""
    first, before, word, behind, last = (
        tokens[at].group().casefold() if 0 <= at < len(tokens) else "" for at in range(number - 2, number + 3)
    )
    if word in FRACTIONS:
        return behind == "of" and (before in ("a", "one") or before in NUMBER_WORDS)
    return (behind == "in" and last in PARTED) or (before == "in" and word in PARTED and first in NUMBER_WORDS)


def _number(token: re.Match[str], following: str) -> Word:
    value = _value(token.group())
    assert value is not None
    scale = SCALES.get(following, 1.0)
    is_year = value in YEAR and "," not in token.group() and scale == 1.0
    kind = Kind.DATE if is_year else Kind.QUANTITY
    return Word(token.start(), token.end(), kind, f"{value * scale:g}", value * scale, value)


def _value(word: str) -> float | None:
    """1,308.5 → 1308.5; two → 2; None if it is no number."""
    if not word[0].isdecimal():
        return NUMBER_WORDS.get(word.casefold())
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", word)
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return float(re.sub(r"\D", "", word))


def _is_name(text: str, token: re.Match[str]) -> bool:
    """Whether a capital is there for a name: not for the beginning of a sentence, unless a name goes on behind it."""
    word = token.group()
    if not word[0].isupper() or word.casefold() in OPENERS:
        return False
    return (
        not _begins(text, token)
        or (len(word) > 1 and word.isupper())
        or word.endswith(PEOPLES)
        or bool(re.match(r"\s+[A-Z]|['’]s?\s|,?\s\(\d", text[token.end() :]))
    )


def _begins(text: str, token: re.Match[str]) -> bool:
    """Whether a sentence begins with this word."""
    before = text[: token.start()].rstrip(" \t\n\"'“‘(*_[")
    return not before or before[-1] in ".!?:;…|"


def fold(word: str) -> str:
    """Without case, accents and the genitive's ending."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("ə", "a"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"['’]s?$", "", DOTTED.sub(r"\1", plain))
