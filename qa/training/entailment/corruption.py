"""Sentences of passages worded otherwise, and corrupted: what a careless writer might make of them."""

import random
import re
from collections.abc import Callable, Sequence

from qa.grounding.facts import has_name
from qa.grounding.words import MONTHS, OPENERS, Kind, find_words

CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĐĞİŁŚŞŠŻŽƏ]"
NAME = re.compile(rf"(?<![.!?]\s)(?<!^)\b{CAPITAL}[\w’'-]+(?:\s+(?:of\s+|the\s+)?{CAPITAL}[\w’'-]+)*")
# Capitalised without being one, or dates.
NO_NAMES = OPENERS.union(MONTHS)
AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|may|might|must|should)\b(?! not\b|n't)")
DENIED = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|did|does|do) not ")
LEADING = re.compile(
    r"^((?:In|On|At|During|After|Before|Since|By|From|With|For|Under|According to) [^,]{3,60}), (.+?)([.!?]?)$"
)
ASIDE = re.compile(r"\s*\([^()]{2,80}\)|, (?:which|who|where) [^,]{4,80},")
SAYING = re.compile(r"^([A-Z][\w .'’-]{2,40}?) (?:said|says|argued|argues|wrote|claimed|noted|believed) that (.+)$")
EXCHANGES = [
    tuple(pair.split("/"))
    for pair in (
        "before/after first/last more/fewer more/less most/few north/south northern/southern east/west "
        "eastern/western increased/decreased rose/fell increase/decrease rise/fall higher/lower high/low "
        "largest/smallest larger/smaller large/small early/late earlier/later always/never all/none many/few "
        "often/rarely accepted/rejected supported/opposed support/oppose allowed/banned allow/forbid won/lost "
        "win/lose success/failure successful/unsuccessful strong/weak stronger/weaker old/new older/younger "
        "above/below inside/outside internal/external public/private same/different possible/impossible "
        "with/without begin/end began/ended beginning/end opened/closed joined/left included/excluded "
        "imported/exported gained/lost increased/reduced best/worst better/worse major/minor male/female "
        "father/mother son/daughter husband/wife king/queen approved/condemned agreed/refused expanded/reduced "
        "built/destroyed both/neither positive/negative offensive/defensive victory/defeat ally/enemy "
        "allies/enemies democratic/authoritarian only/not "
    ).split()
]
EXCHANGED = {word: other for pair in EXCHANGES for word, other in (pair, pair[::-1])}


def reword(sentence: str, chance: random.Random) -> str:
    """The same, or less, in another order or without asides."""
    if chance.random() < 0.5:
        sentence = ASIDE.sub("", sentence)
    found = LEADING.match(sentence)
    if found and chance.random() < 0.7:
        place, rest, stop = found.groups()
        rest = rest[0].upper() + rest[1:]
        if chance.random() < 0.3:
            return f"{rest}{stop}"
        return f"{rest} {place[0].lower()}{place[1:]}{stop}"
    found = SAYING.match(sentence)
    if found and chance.random() < 0.7:
        return f"According to {found[1]}, {found[2]}"
    return sentence


def corrupt(sentence: str, passage: str, chance: random.Random) -> str | None:
    """The sentence with one thing changed to what the passage does not say; None if there is nothing to change."""
    ways: list[Callable[[str, str, random.Random], str | None]] = [
        _other_number, _other_number, _other_name, _other_name, _names_exchanged, _denied, _denied, _contrary, _contrary
    ]  # fmt: skip
    chance.shuffle(ways)
    for way in ways:
        made = way(sentence, passage, chance)
        if made is not None and made != sentence and made not in passage:
            return made
    return None


def _other_number(sentence: str, passage: str, chance: random.Random) -> str | None:
    words = [one for one in find_words(sentence) if one.kind in (Kind.QUANTITY, Kind.DATE)]
    if not words:
        return None
    word = chance.choice(words)
    text = sentence[word.start : word.end]
    same = [
        passage[one.start : one.end]
        for one in find_words(passage)
        if one.kind is word.kind and one.form != word.form and text[0].isdigit() == passage[one.start].isdigit()
    ]
    if text.casefold()[:3] in {month[:3] for month in MONTHS} and not text[0].isdigit():
        other = chance.choice([month.title() for month in MONTHS[:12] if month[:3] != text.casefold()[:3]])
    elif same and chance.random() < 0.5:
        other = chance.choice(same)
    elif text[0].isdigit():
        other = _near(text, chance)
    else:
        other = chance.choice(
            [
                one
                for one in "three four five six seven eight ten twelve twenty".split()
                if word.value != find_words(one)[0].value
            ]
        )
    return sentence[: word.start] + other + sentence[word.end :]


def _near(number: str, chance: random.Random) -> str:
    """Another number of the same length: one of its digits is changed."""
    places = [at for at, character in enumerate(number) if character.isdigit()]
    at = chance.choice(places[-2:] if len(places) == 4 else places)
    digit = chance.choice([one for one in "123456789" if one != number[at]])
    return number[:at] + digit + number[at + 1 :]


def _names(text: str) -> list[re.Match[str]]:
    return [found for found in NAME.finditer(text) if found.group().split()[0].casefold() not in NO_NAMES]


def _other_name(sentence: str, passage: str, chance: random.Random) -> str | None:
    names = _names(sentence)
    if not names:
        return None
    name = chance.choice(names)
    family = [word.form for word in find_words(name.group())]
    others = [
        one.group()
        for one in _names(passage)
        if one.group() not in sentence and not any(has_name(form, find_words(one.group())) for form in family)
    ]
    if not others:
        return None
    return sentence[: name.start()] + chance.choice(others) + sentence[name.end() :]


def _names_exchanged(sentence: str, passage: str, chance: random.Random) -> str | None:
    names = _names(sentence)
    if len(names) < 2:
        return None
    at = chance.randrange(len(names) - 1)
    one, other = names[at], names[at + 1]
    between = sentence[one.end() : other.start()]
    # "Armenia's troops and Armenian flags" exchanged says the same.
    if all(has_name(word.form, find_words(other.group())) for word in find_words(one.group())):
        return None
    # And so do "Aliyev and Demirel", "NATO and the East" and "in Iran, and in India".
    tie = re.search(r"(?:^|\W)(\w+\W+)$", sentence[: one.start()])
    if re.fullmatch(rf"\W*(?:(?:and|or)\W+)?(?:{re.escape(tie[1]) if tie else ''})?(?:the\W+)?", between):
        return None
    return sentence[: one.start()] + other.group() + between + one.group() + sentence[other.end() :]


def _denied(sentence: str, passage: str, chance: random.Random) -> str | None:
    if DENIED.search(sentence):
        return DENIED.sub(r"\1 ", sentence, count=1)
    found = list(AUXILIARY.finditer(sentence))
    if not found:
        return None
    one = found[0]
    return f"{sentence[: one.end()]} {chance.choice(['not', 'never', 'no longer', 'hardly'])}{sentence[one.end() :]}"


def _contrary(sentence: str, passage: str, chance: random.Random) -> str | None:
    found = [one for one in re.finditer(r"\b[a-z]+\b", sentence) if one.group() in EXCHANGED]
    if not found:
        return None
    one = chance.choice(found)
    return sentence[: one.start()] + EXCHANGED[one.group()] + sentence[one.end() :]


def same_kind(answer: str, others: Sequence[str]) -> list[str]:
    """The others that might be taken for the answer: numbers for a number, names for a name."""
    kind = _shape(answer)
    return [
        one
        for one in others
        if _shape(one) == kind and one.casefold() not in answer.casefold() and answer.casefold() not in one.casefold()
    ]


def _shape(answer: str) -> str:
    if any(character.isdigit() for character in answer):
        return "year" if re.fullmatch(r"\D*\d{4}", answer) else "number"
    return "name" if answer[:1].isupper() else "words" if " " in answer else "word"
