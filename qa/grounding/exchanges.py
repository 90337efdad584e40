"""What stands in a nearly repeated sentence in the place of something else."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from qa.grounding.facts import contraries, has_name
from qa.grounding.words import Kind, Word, find_words

# A text and its words.
Told = tuple[str, Sequence[Word]]

EXACT = frozenset((Kind.NAME, Kind.QUANTITY, Kind.DATE))
# A sentence that has so much of its words in common with a quote repeats it; in their order, if so much of them is.
REPEATED, IN_ORDER = 0.75, 0.5
# And one that has so much of the quote's words in their order, whatever stands among them; or so much of its own words
# out of a part of the quote. Of our own claims the latter suspects 14 of 1,448 supported ones instead of 13, and finds
# 99 of the exchanged ones instead of 52; from 0.66 on the former grow faster.
KEPT = 0.85
TAKEN, TAKEN_FROM = 0.7, 0.5
# What comes before the doer where the rest of a sentence is turned round.
DOER = re.compile(r"\bby\b", re.IGNORECASE)
# Beside a name where the sentence begins or ends.
EDGE = ""
# Names on both sides of these play different parts: Armenia from Karabakh is not Karabakh from Armenia.
PARTING = re.compile(r"\b(?:from|to|into|onto|against|by|than|through|for|over|under|before|after|of)\b", re.IGNORECASE)
# What ties a name to what stands beside it, wherever both stand in the sentence.
TYING = re.compile(
    rf"{PARTING.pattern}|\b(?:in|on|at|with|within|near|about|between|among|like|unlike)\b", re.IGNORECASE
)
GENITIVE = re.compile(r"['’]s?$")
# Between names whose order tells nothing.
JOINING = re.compile(r"\W*(?:(?:and|or)\W+)?(?:the\W+)?", re.IGNORECASE)


def find_exchanges(sentence: str, quotes: Sequence[str]) -> list[str]:
    """What stands in a nearly repeated sentence in the place of something else: a name, a quantity, a date, a denial.

    "Armenia attacked Azerbaijan" has all names of "Azerbaijan attacked Armenia". Nothing for a sentence that is worded
    anew.
    """
    said = _without_tails(sentence)
    forms = [word.form for word in said]
    nearest, likeness = None, 0.0
    for quote in quotes:
        there = _without_tails(quote)
        matcher = SequenceMatcher(None, [word.form for word in there], forms, autojunk=False)
        # The quick ratio leaves the order out of account, which an exchange changes.
        kept = _kept(matcher, len(there))
        is_kept = kept >= KEPT or (kept >= TAKEN_FROM and _kept(matcher, len(said)) >= TAKEN)
        if (is_kept or matcher.quick_ratio() >= REPEATED) and matcher.ratio() >= likeness:
            nearest, likeness = (quote, there, matcher), matcher.ratio()
    if nearest is None:
        return []
    quote, there, matcher = nearest
    names = frozenset(word.form for word in (*said, *there) if word.kind is Kind.NAME)
    found: list[str] = []
    is_alike = matcher.quick_ratio() >= REPEATED
    # What is denied is often said elsewhere in the part of a quote that is left.
    is_whole = is_alike or _kept(matcher, len(there)) >= KEPT
    if likeness >= IN_ORDER:
        for tag, begin, end, start, stop in matcher.get_opcodes():
            if tag != "equal":
                if is_whole:
                    found += _denials_differ(said[start:stop], there[begin:end])
                found += _exchanged(sentence, said[start:stop], there[begin:end], names)
    # In a sentence that says more than the quote, names stand in other places for other reasons.
    if is_alike and len(DOER.findall(sentence)) == len(DOER.findall(quote)):
        found += _moved((sentence, said), (quote, there), names)
        found += _reordered((sentence, said), (quote, there), names)
    return list(dict.fromkeys(found))


def find_replaced_words(sentence: str, quotes: Sequence[str]) -> list[str]:
    """The words of a nearly repeated sentence that stand in the place of others, and nowhere in the quote.

    They may mean the same; who repeats the rest had a reason to change them.
    """
    said = _without_tails(sentence)
    forms = [word.form for word in said]
    compared = [
        (there, SequenceMatcher(None, [word.form for word in there], forms, autojunk=False))
        for there in map(_without_tails, quotes)
    ]
    there, matcher = max(compared, key=lambda one: one[1].ratio(), default=((), SequenceMatcher()))
    if not there or matcher.ratio() < REPEATED:
        return []
    known = {word.form for word in there}
    return [
        sentence[word.start : word.end]
        for tag, _, _, start, stop in matcher.get_opcodes()
        if tag == "replace"
        for word in said[start:stop]
        if word.form not in known
    ]


def _without_tails(text: str) -> list[Word]:
    """The words, of "Western-oriented" only Western: what a hyphen ties to a name goes where the name goes."""
    words = find_words(text)
    tails = {
        behind.start
        for word, behind in pairwise(words)
        if word.kind is Kind.NAME and behind.kind is Kind.WORD and text[word.end : behind.start] == "-"
    }
    return [word for word in words if word.start not in tails]


def _kept(matcher: SequenceMatcher[str], length: int) -> float:
    """The share of a text's words, of which there are so many, that stand in the other in their order."""
    return sum(block.size for block in matcher.get_matching_blocks()) / length if length else 0.0


def _denials_differ(said: Sequence[Word], there: Sequence[Word]) -> Iterator[str]:
    denies, denies_there = (any(word.kind is Kind.DENIAL for word in words) for words in (said, there))
    if denies != denies_there:
        yield "this denial" if denies else "this without a denial"


def _exchanged(sentence: str, said: Sequence[Word], there: Sequence[Word], names: Collection[str]) -> Iterator[str]:
    """names: forms of names. The capital of a first word tells nothing, that of the same word elsewhere does."""

    def kind_of(word: Word, text: str = "") -> Kind:
        # Behind a colon too a capital tells nothing, but for what stands in a name's place.
        is_capital = word.start > 0 and word.kind is Kind.WORD and text[word.start : word.end].istitle()
        return Kind.NAME if is_capital or _is_name(word, names) else word.kind

    if _are_one_name(said, there):
        return
    replaced = {kind_of(word) for word in there}
    for word in said:
        if contraries(word.form) & {one.form for one in there}:
            yield f"{sentence[word.start : word.end]}, but the contrary"
        if kind_of(word, sentence) in replaced & EXACT and not has_name(word.form, there):
            yield f"{sentence[word.start : word.end]} in this place"


def _are_one_name(said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether one is the other's initials: US, United States."""
    short, long = sorted((said, there), key=len)
    return len(short) == 1 and len(long) > 1 and short[0].form == "".join(word.form[0] for word in long)


def _is_name(word: Word, names: Collection[str]) -> bool:
    """Whether a word is a name here or elsewhere; "Second" of a name does not make one of 2."""
    return word.kind is Kind.NAME or (word.form in names and not word.form[0].isdigit())


@dataclass(frozen=True, slots=True)
class _Run:
    """Names that stand together. before, behind: the forms of the words beside them, EDGE where there is none."""

    names: Sequence[Word]
    before: str
    behind: str


def _moved(said: Told, there: Told, names: Collection[str]) -> Iterator[str]:
    """Names that stand between the same two words as others do in the quote: "Aliyev and Vienna met in Pashinyan".

    Not those that are left out or added there, and not the same ones in another order.
    """
    others = list(_runs(*there, names))
    for run in _runs(*said, names):
        for other in others:
            if (run.before, run.behind) != (other.before, other.behind):
                continue
            added = [word for word in run.names if not has_name(word.form, other.names)]
            if added and any(not has_name(word.form, run.names) for word in other.names):
                yield from (f"{said[0][word.start : word.end]} in this place" for word in added)


def _reordered(said: Told, there: Told, names: Collection[str]) -> Iterator[str]:
    """The first name that stands in another's place, in a sentence that else has the quote's words in their order.

    The order of names joined by "and" or a comma tells nothing, nor that of names with the same tie in both.
    """
    placed, placed_there = (list(_placed(*told, names)) for told in (said, there))
    others, others_there = ([word.form for word in told[1] if not _is_name(word, names)] for told in (said, there))
    if others != others_there or sorted(one.form for one in placed) != sorted(one.form for one in placed_there):
        return
    # "On Galatz as on Vienna": a tie of several names does not tell which stands where.
    ties = Counter(one.tie for one in placed)
    kept = {(one.tie, one.form) for one in placed if one.tie and ties[one.tie] == 1}
    kept &= {(one.tie, one.form) for one in placed_there}
    for group, other in zip(_joined(placed, kept), _joined(placed_there, kept), strict=False):
        if sorted(one.form for one in group) != sorted(one.form for one in other):
            word = group[0].word
            yield f"{said[0][word.start : word.end]} in this place"
            return


@dataclass(frozen=True, slots=True)
class _Placed:
    """A name. tie: the last preposition before it, or its genitive. joined: whether to the name before it."""

    word: Word
    tie: str
    joined: bool

    @property
    def form(self) -> str:
        return self.word.form


def _placed(text: str, words: Sequence[Word], names: Collection[str]) -> Iterator[_Placed]:
    before: Word | None = None
    tie_before = ""
    for word in words:
        if _is_name(word, names):
            between = text[before.end if before else 0 : word.start]
            ties = TYING.findall(text[before.start if before else 0 : word.start])
            if GENITIVE.search(text[word.start : word.end]):
                ties.append("'s")
            tie = ties[-1].casefold() if ties else ""
            # "In Iran and in India" as well.
            bare = re.sub(rf"\b{tie}\W+", "", between, flags=re.IGNORECASE) if tie and tie == tie_before else between
            joined = before is not None and _is_name(before, names) and JOINING.fullmatch(bare) is not None
            yield _Placed(word, tie, joined)
            tie_before = tie
        before = word


def _joined(placed: Sequence[_Placed], kept: Collection[tuple[str, str]]) -> list[list[_Placed]]:
    """Those that are joined together, without those kept."""
    groups: list[list[_Placed]] = []
    for one in placed:
        if (one.tie, one.form) not in kept:
            if one.joined and groups:
                groups[-1].append(one)
            else:
                groups.append([one])
    return groups


def _runs(text: str, words: Sequence[Word], names: Collection[str]) -> Iterator[_Run]:
    """Names that nothing parts, in order."""
    # A part is the words between two prepositions that part; what stands at its edge is the preposition.
    before, start = EDGE, 0
    for number in range(1, len(words) + 1):
        found = PARTING.findall(text[words[number - 1].end : words[number].start]) if number < len(words) else [EDGE]
        if not found:
            continue
        behind = found[0].casefold()
        yield from _runs_of_part(words[start:number], names, before, behind)
        before, start = found[-1].casefold(), number


def _runs_of_part(words: Sequence[Word], names: Collection[str], before: str, behind: str) -> Iterator[_Run]:
    start = 0
    for is_name, group in groupby(words, key=lambda word: _is_name(word, names)):
        members = list(group)
        stop = start + len(members)
        if is_name:
            left = words[start - 1].form if start else before
            yield _Run(members, left, words[stop].form if stop < len(words) else behind)
        start = stop
