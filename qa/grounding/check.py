"""Whether passages say what a written sentence says, and in which words.

Entailment models of this size read over a changed number or name. So what a sentence states exactly is compared exactly
(facts.py), and what differs must be outweighed by the model's certainty, for the same can be said in other words. The
reader, with the sentence in the place of the question, tells which sentences of a passage to quote.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.passage import Hit, Passage
from qa.grounding.entailment import Entailed, probability, unsaid_words
from qa.grounding.exchanges import find_exchanges, find_replaced_words
from qa.grounding.facts import DENIES_UNMENTIONED, DENIES_WHOLLY, find_faults, find_unmentioned_denials
from qa.grounding.orders import spoken_to_readers
from qa.grounding.quotations import find_misnamed, find_misquotations
from qa.grounding.table_figures import find_misplaced, find_row_read_off
from qa.grounding.tellers import find_mistaken_tellers
from qa.grounding.words import Kind, Word, find_words
from qa.reading_model import Judged

# A written sentence joins at most so many of a passage.
MAX_SENTENCES = 3
# A further sentence must bring so many words of the written one.
MIN_GAIN = 2
# Log-odds of support: fitted by python -m eval.benchmarks.grounding --fit to claims that the model was not trained on.
# Coverage and the reader's support bring nothing beside entailment, and are not used.
OF_ENTAILMENT, BIAS = 1.15, 1.25
# Where, by the same command, most of the other claims are left out for the fewest supported ones: 88 % and 14 %. Where
# something differs, the model must be surer.
MIN_PROBABILITY, MIN_PROBABILITY_AT_FAULT = 0.4, 0.65
# Where another passage repeats the sentence with something else in a place of it, a vague likeness supports nothing. Of
# 0.6 to 1 on corrupted sentences of the digests; from 0.8 on hardly anything changes, and no sentence of our two sets
# is contested at more than 0.63.
MIN_PROBABILITY_CONTESTED = 0.9
# What nobody did or never happened, and the quotes do not mention. Of our own claims of this kind 138 are not supported
# and 59 are; from 0.9 on the model supports none of the former and 40 of the latter. Of those that deny it of everybody
# or for ever, 0.95 leaves as many.
MIN_PROBABILITY_DENIED, MIN_PROBABILITY_DENIED_WHOLLY = 0.9, 0.95
# A word for another in a sentence that else repeats a quote: "wanted" for "given away". 18 of 21 of our own supported
# claims that have one reach it, and one of 24 others.
MIN_PROBABILITY_REPLACED = 0.9

# Where fewer of its words stand in the quotes, a sentence differs from them. From 0.25 to 0.5 are as good.
MIN_COVERAGE = 0.4
# To a model, a shred of a sentence ("A great war.") is said by many passages.
MIN_WORDS = 4
SHRED = "all of its few words"

POINTING = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|that|these|those|there|then|latter|former|both|same|such)\b",
    re.IGNORECASE,
)

WORDS = re.compile(r"\w+")

# sentence, hits → what the reading model says of each hit, in their order
Judge = Callable[[str, Sequence[Hit]], list[Judged]]
# sentence, passages → what the entailment model says of each passage, in their order
Entail = Callable[[str, Sequence[Passage]], list[Entailed]]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Support:
    """What one passage says to a written sentence.

    hit: its number, from 0. quotes: the sentences of it that come nearest, places in the document's text. faults: what
    the written sentence states that they do not, in words. probability: 0 to 1, that the passage says it. unsaid: the
    words that make that unlikely, where the model can tell. exchanges: what stands in the place of something else in a
    sentence that else repeats a quote. misquoted: what it gives as the passage's own words falsely. contested: whether
    another passage found such exchanges, or has the figures in other places; nothing may differ then. needed: what the
    probability must reach. misplaced: figures that the passage's tables have in other places.
    """

    hit: int
    quotes: tuple[Range, ...]
    faults: tuple[str, ...]
    probability: float
    unsaid: tuple[str, ...] = ()
    exchanges: tuple[str, ...] = ()
    misquoted: tuple[str, ...] = ()
    contested: bool = False
    needed: float = MIN_PROBABILITY
    misplaced: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the passage supports the sentence."""
        needed = max(self.needed, MIN_PROBABILITY_CONTESTED if self.contested else 0.0)
        is_against = self.exchanges or self.misquoted or self.misplaced or (self.contested and self.faults)
        return not is_against and self.probability >= needed


def check(sentence: str, hits: Sequence[Hit], judge: Judge, entail: Entail) -> list[Support]:
    """What each hit says to a written sentence, in their order."""
    if not hits:
        return []
    judged, entailed = judge(sentence, hits), entail(sentence, [hit.passage for hit in hits])
    supports = [_weigh(number, sentence, *both) for number, both in enumerate(zip(judged, entailed, strict=True))]
    contesting = {one.hit for one in supports if one.exchanges or one.misplaced}
    return [replace(one, contested=bool(contesting - {one.hit})) for one in supports]


@dataclass(frozen=True, slots=True)
class Measured:
    """quotes: the sentences of a passage that come nearest to a written one. coverage: the share of its words in them.

    support: the reader's highest log-odds of support by one of them.
    """

    quotes: tuple[Range, ...]
    coverage: float
    support: float


def measure(sentence: str, judged: Judged) -> Measured:
    """What in a passage comes nearest to a sentence."""
    words = [word for word in find_words(sentence) if word.kind in (Kind.WORD, Kind.NAME)]
    passage = judged.hit.passage
    spoken = spoken_to_readers(passage)
    supports = [support for place, support in zip(passage.sentences, judged.supports, strict=True) if place in spoken]
    forms = [{word.form for word in find_words(_text(passage, place))} for place in spoken]
    chosen = _choose(words, forms, supports)
    around = {word.form for word in find_words(f"{passage.title}. {passage.author or ''}") if word.kind is Kind.NAME}
    known = around.union(*(forms[number] for number in chosen))
    coverage = float(np.mean([word.form in known for word in words])) if words else 0.0
    quotes = tuple(spoken[number] for number in sorted(chosen))
    return Measured(quotes, coverage, max((supports[number] for number in chosen), default=float("-inf")))


def find_faults_in(sentence: str, passage: Passage, near: Measured) -> tuple[str, ...]:
    """What a sentence states exactly that what comes nearest in a passage does not, in words."""
    said = " ".join(_text(passage, place) for place in near.quotes)
    faults = list(find_faults(sentence, said, _around(passage, near.quotes)))
    faults += find_misnamed(sentence, [_text(passage, place) for place in near.quotes])
    words = {word.form for word in find_words(sentence)}
    if len(words) < MIN_WORDS and not (words and words <= {word.form for word in find_words(said)}):
        faults.append(SHRED)
    if near.coverage < MIN_COVERAGE:
        faults.append("most of its words")
    return tuple(dict.fromkeys(faults))


def find_exchanges_in(sentence: str, passage: Passage, quotes: Sequence[Range]) -> tuple[str, ...]:
    """What stands in the place of something else in a sentence that else repeats one of these quotes, in words."""
    said = [_text(passage, place) for place in quotes]
    return (*find_exchanges(sentence, said), *find_mistaken_tellers(sentence, said))


def _weigh(number: int, sentence: str, judged: Judged, entailed: Entailed) -> Support:
    passage = judged.hit.passage
    if repeated := _repeated(sentence, passage):
        return Support(number, repeated, (), 1.0)
    near = measure(sentence, judged)
    if not near.quotes or not find_words(sentence):
        return Support(number, (), ("anything of it",), 0.0)
    odds = OF_ENTAILMENT * entailed.support + BIAS
    faults = find_faults_in(sentence, passage, near)
    exchanges = find_exchanges_in(sentence, passage, near.quotes)
    misplaced = find_misplaced(sentence, [_text(passage, place) for place in passage.sentences])
    said = [_text(passage, place) for place in near.quotes]
    faults += find_unmentioned_denials(sentence, " ".join(said))
    needed = needed_for(faults)
    if replaced := find_replaced_words(sentence, said):
        faults += tuple(f"{word} in this place" for word in replaced)
        needed = max(needed, MIN_PROBABILITY_REPLACED)
    return Support(
        number,
        near.quotes,
        faults,
        probability(odds),
        unsaid_words(sentence, entailed),
        exchanges,
        tuple(find_misquotations(sentence, (passage.title, *passage.headings, passage.text))),
        needed=needed,
        misplaced=tuple(misplaced),
    )


def needed_for(faults: Sequence[str]) -> float:
    """What the probability of a sentence with these faults must reach."""
    if DENIES_WHOLLY in faults:
        return MIN_PROBABILITY_DENIED_WHOLLY
    if DENIES_UNMENTIONED in faults or SHRED in faults:
        return MIN_PROBABILITY_DENIED
    return MIN_PROBABILITY_AT_FAULT if faults else MIN_PROBABILITY


def _repeated(sentence: str, passage: Passage) -> tuple[Range, ...]:
    """The sentence of a passage that has the same words in the same order, or the row of a table it is read off."""
    words = WORDS.findall(sentence.casefold())
    places = spoken_to_readers(passage)
    for place in places if words else ():
        if WORDS.findall(_text(passage, place).casefold()) == words:
            return (place,)
    row = find_row_read_off(sentence, [_text(passage, place) for place in places])
    return () if row is None else (places[row],)


def _choose(words: Sequence[Word], forms: Sequence[set[str]], supports: Sequence[float]) -> list[int]:
    """The sentences that together have the most of the words, best first; between equals the better supported."""
    missing = {word.form for word in words}
    chosen: list[int] = []
    while len(chosen) < min(MAX_SENTENCES, len(forms)):
        rest = [number for number in range(len(forms)) if number not in chosen]
        best = max(rest, key=lambda number: (len(missing & forms[number]), supports[number]))
        if chosen and len(missing & forms[best]) < MIN_GAIN:
            break
        chosen.append(best)
        missing -= forms[best]
    return chosen


def _text(passage: Passage, place: Range) -> str:
    return passage.text[place[0] - passage.start : place[1] - passage.start]


def _around(passage: Passage, quotes: Sequence[Range]) -> str:
    """Where names may come from: title and author; the headings and the sentences before quotes with pronouns too."""
    places = list(passage.sentences)
    pointing = [places.index(quote) for quote in quotes if POINTING.search(_text(passage, quote))]
    before = [_text(passage, places[number - 1]) for number in pointing if number]
    return ". ".join((passage.title, passage.author or "", *(passage.headings if pointing else ()), *before))
