"""Lists are answered whole: the items under the words that introduce them, and "second" behind "first".

The reading model marks sentences one by one. Of a list it marks the introduction, which says nothing without its items,
or some of the items; of reasons that are counted in running text the first, and not the others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.sentences import LIST_MARK
from index.passage import Hit, Passage
from qa.answer import Span
from qa.grounding.orders import is_order
from qa.question_kinds import EXPLANATION, NUMBER_WORDS, asks_for_several

Range = tuple[int, int]
HASHES = re.compile(r"#{1,6}\s+")
# A longer list is no answer but a document; it stays with what the reader chose of it.
MAX_ITEMS, MAX_WORDS = 15, 160
# Items this short say nothing alone, wherever they stand.
SHORT_ITEM = 8
# Where half of the items have at most so much less log-odds of support than the best, the list is the answer: read off
# some questions of eval/sets/everyday.jsonl, which therefore flatters it.
ALIKE = 2.5
# Of so few words, its mark among them, an item says nothing even of what is asked: "- Lahij".
MAX_MUTE = 3

COUNTS = ("first", "second", "third", "fourth", "fifth", "sixth")
NUMBERED = re.compile(
    rf"^\W*(?:and |but |in )?(?:the )?(?P<number>{'|'.join(COUNTS)})"
    r"(?:ly\b| of all\b| place\b|(?=[,:])|(?= (?!(?-i:[A-Z]))))",
    re.IGNORECASE,
)
AMONG = re.compile(r"\bthe first (?:of which|of these|of them|being)\b", re.IGNORECASE)
CLOSING = re.compile(r"^\W*(?:and )?(?:finally|lastly|last but not least)\b", re.IGNORECASE)
ANNOUNCED = re.compile(rf"\b(?:{NUMBER_WORDS}|various|following|number of)\b", re.IGNORECASE)
NUMBERS = ("two", "three", "four", "five")
# "The study has two limitations."
HOW_MANY = re.compile(rf"\b({'|'.join(NUMBERS)})\s+(?:[\w-]+\s+){{0,2}}[\w-]+s\b[^,;]*[.:]\W*$", re.IGNORECASE)
ORDINAL = re.compile(rf"\b(?:{'|'.join(COUNTS)})\b", re.IGNORECASE)
# So many sentences may say more of one reason before the next begins.
MAX_BETWEEN = 4


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list in a passage. introduction: the sentence or heading before it that goes on in it. items: in order."""

    introduction: Range | None
    items: tuple[Range, ...]

    @property
    def start(self) -> int:
        """Where it begins, with its introduction."""
        return self.introduction[0] if self.introduction else self.items[0][0]

    @property
    def end(self) -> int:
        """Where its last item ends."""
        return self.items[-1][1]


# Document and start of a sentence → the log-odds that it belongs in the answer.
Supports = Mapping[tuple[str, int], float]
# The number of a hit, and the list in its passage, or what of it no other passage has.
Part = tuple[int, ItemList]


def complete(question: str, sentences: Sequence[Span], hits: Sequence[Hit], supports: Supports) -> tuple[Span, ...]:
    """The sentences, lists among them made whole, and those that follow each other in the order of their document.

    A marked list is one span; of one that is counted in running text each sentence stays a span of its own.
    """
    whole = _with_marked(sentences, hits, supports)
    if asks_for_several(question) and not ORDINAL.search(question):
        # Why and how are answered by many a sentence with a number in it; what announces reasons has one beside it.
        whole = _with_counted(whole, hits, 2 if EXPLANATION.search(question) else 1)
    return tuple(_in_order(_each_once(whole, hits), hits))


def is_list(span: Span, hits: Sequence[Hit]) -> bool:
    """Whether a span of an answer is a list, not a sentence."""
    return (span.start, span.end) not in hits[span.hit].passage.sentences


def find_lists(passage: Passage) -> list[ItemList]:
    """The lists of at least two items, in order."""
    lists: list[ItemList] = []
    before: Range | None = None
    items: list[Range] = []
    for line in _lines(passage):
        kind = _kind(_text(passage, line))
        if items and kind != _kind(_text(passage, items[0])):
            # A list inside of an item is introduced by it.
            lists += _as_list(passage, before, items)
            before, items = items[-1], []
        if kind:
            items.append(line)
        else:
            before = line
    return [*lists, *_as_list(passage, before, items)]


def _kind(line: str) -> str:
    """What a line is marked with: a bullet, a number or a letter; empty for a line that is no item."""
    mark = LIST_MARK.match(line)
    return "" if mark is None else mark["bullet"] or ("1" if _is_step(line) else "a")


def _as_list(passage: Passage, before: Range | None, items: Sequence[Range]) -> list[ItemList]:
    if len(items) < 2:
        return []
    # Of a paragraph its last sentence introduces the list.
    last = max((one for one in passage.sentences if before and before[0] <= one[0] < before[1]), default=None)
    return [ItemList(last if last and _introduces(_text(passage, last)) else None, tuple(items))]


def _introduces(sentence: str) -> bool:
    """Whether a sentence goes on in the list below it: "You need:", "It is paid only", a heading, "There are two"."""
    return re.search(r"[.!?]\W*$", sentence) is None or HOW_MANY.search(sentence) is not None


def _lines(passage: Passage) -> Iterator[Range]:
    """The sentences, those on one line together, and with an item what goes on in the lines directly below it."""
    line: Range | None = None
    for start, end in passage.sentences:
        if line and _goes_on(passage, line, start):
            line = (line[0], end)
            continue
        if line:
            yield line
        line = (start, end)
    if line:
        yield line


def _goes_on(passage: Passage, line: Range, start: int) -> bool:
    ends = passage.text[line[1] - passage.start : start - passage.start].count("\n")
    is_item = LIST_MARK.match(_text(passage, line))
    first = passage.text[start - passage.start]
    is_own = LIST_MARK.match(passage.text, start - passage.start) or first.isdigit() or first == "#"
    return ends == 0 or (ends == 1 and is_item is not None and not is_own)


def _with_marked(sentences: Sequence[Span], hits: Sequence[Hit], supports: Supports) -> list[Span]:
    whole: list[Span] = []
    for span in sentences:
        if any(_covers(one, span, hits) for one in whole):
            continue
        document = hits[span.hit].passage.document
        chosen = [one.start for one in sentences if hits[one.hit].passage.document == document]
        parts = _find_parts(span, hits)
        if not parts or not _is_wanted(parts, chosen, hits, supports):
            whole.append(span)
            continue
        spans = [
            replace(span, hit=number, start=_without_hashes(hits[number].passage, one.start), end=one.end)
            for number, one in parts
        ]
        rest = [one for one in whole if not any(_covers(part, one, hits) for part in spans)]
        # An item may introduce a list of its own; it is said once.
        overlap = any(_overlap(part, one, hits) for part in spans for one in rest)
        whole = [*whole, span] if overlap else rest + spans
    return whole


def _find_parts(span: Span, hits: Sequence[Hit]) -> list[Part]:
    """The list in which a span lies, in as many parts as passages must share to hold it; none if it lies in no list."""
    document = hits[span.hit].passage.document
    lists = [
        (number, one)
        for number, hit in enumerate(hits)
        if hit.passage.document == document
        for one in find_lists(hit.passage)
    ]
    # Of those that begin at the same place the longest, and it first.
    lists.sort(key=lambda part: (part[1].start, -part[1].end))
    chains: list[list[Part]] = []
    for number, one in lists:
        chain = next((chain for chain in chains if chain[-1][1].items[-1] in one.items), None)
        if chain is None:
            chains.append([(number, one)])
        elif rest := one.items[one.items.index(chain[-1][1].items[-1]) + 1 :]:
            chain.append((number, ItemList(None, rest)))
    holding = [chain for chain in chains if any(part.start <= span.start < part.end for _, part in chain)]
    # A list inside of another list's item is nearer.
    return max(holding, key=lambda chain: chain[0][1].start, default=[])


def _is_wanted(parts: Sequence[Part], chosen: Sequence[int], hits: Sequence[Hit], supports: Supports) -> bool:
    """Whether a list is to be shown whole, of which at least one item or the introduction was chosen.

    That is if the introduction was, or several items or one that says nothing alone; or if half of the items belong in
    the answer nearly as much as the best; or if it is the first of several steps.
    """
    items = [(hits[number].passage, item) for number, one in parts for item in one.items]
    said = [_text(passage, item) for passage, item in items]
    introduction = parts[0][1].introduction
    shown_before = [_text(hits[parts[0][0]].passage, introduction)] if introduction else []
    if len(said) > MAX_ITEMS or sum(len(item.split()) for item in said) > MAX_WORDS:
        return False
    if any(map(is_order, [*shown_before, *said])):
        return False
    if introduction and introduction[0] in chosen:
        return True
    told = [number for number, (_, (start, end)) in enumerate(items) if any(start <= one < end for one in chosen)]
    shown = introduction is not None or all(len(item.split()) <= SHORT_ITEM for item in said)
    in_parts = len(told) > 1 or any(len(said[number].split()) <= MAX_MUTE for number in told)
    likely = [supports.get((passage.document, start), float("-inf")) for passage, (start, _) in items]
    alike = sum(one >= max(likely) - ALIKE for one in likely if one > float("-inf"))
    is_first_step = told == [0] and _is_step(said[0])
    return is_first_step or (shown and bool(told) and (in_parts or 2 * alike >= len(items)))


def _is_step(item: str) -> bool:
    return item.lstrip("(")[:1].isdigit()


def _with_counted(sentences: Sequence[Span], hits: Sequence[Hit], needed: int) -> list[Span]:
    """needed: how many of what is announced, and the announcement, must have been chosen."""
    whole: list[Span] = []
    for span in sentences:
        passage = hits[span.hit].passage
        starts = {one.start for one in sentences if hits[one.hit].passage.document == passage.document}
        counted = next((one for one in _find_counted(passage) if span.start in one), [])
        counted = counted or next(
            (one for one in _find_announced(passage) if span.start in one[:2] and starts >= set(one[:needed])), []
        )
        added = [replace(span, start=start, end=dict(passage.sentences)[start]) for start in counted]
        whole += [one for one in added or [span] if not any(_covers(other, one, hits) for other in whole)]
    return whole


def _find_counted(passage: Passage) -> Iterator[list[int]]:
    """The starts of sentences that count reasons or the like: what announces them, the first, the second and so on."""
    said = [_text(passage, sentence) for sentence in passage.sentences]
    for place, sentence in enumerate(said):
        if _number(sentence) != 1 and not AMONG.search(sentence):
            continue
        places, number = [place], 1
        for further in range(place + 1, len(said)):
            if further - places[-1] > MAX_BETWEEN + 1 or _number(said[further]) == 1:
                break
            if _number(said[further]) == number + 1 or (number > 1 and CLOSING.match(said[further])):
                places.append(further)
                number += 1
        if len(places) < 2 or any(map(is_order, (said[one] for one in places))):
            continue
        if place and ANNOUNCED.search(said[place - 1]) and not is_order(said[place - 1]):
            places.insert(0, place - 1)
        yield [passage.sentences[one][0] for one in places]


def _find_announced(passage: Passage) -> Iterator[list[int]]:
    """The starts of sentences that say how many things follow, and of as many sentences of the same paragraph."""
    said = [_text(passage, sentence) for sentence in passage.sentences]
    for place, sentence in enumerate(said):
        found = HOW_MANY.search(sentence)
        together = passage.sentences[place : place + 1 + (NUMBERS.index(found[1].casefold()) + 2 if found else 0)]
        paragraph = passage.text[together[0][0] - passage.start : together[-1][1] - passage.start]
        if found and len(together) == NUMBERS.index(found[1].casefold()) + 3 and "\n" not in paragraph:
            if not is_order(paragraph):
                yield [start for start, _ in together]


def _number(sentence: str) -> int | None:
    found = NUMBERED.match(sentence)
    return COUNTS.index(found["number"].casefold()) + 1 if found else None


def _each_once(sentences: Sequence[Span], hits: Sequence[Hit]) -> list[Span]:
    """The spans without those that stand in longer ones."""
    kept: list[Span] = []
    for span in sorted(sentences, key=lambda one: one.start - one.end):
        if not any(_overlap(one, span, hits) for one in kept):
            kept.append(span)
    return [span for span in sentences if any(span is one for one in kept)]


def _in_order(sentences: Sequence[Span], hits: Sequence[Hit]) -> Iterator[Span]:
    """Best first, but those that follow each other in a passage together, in its order."""
    left = list(sentences)
    while left:
        together = [left.pop(0)]
        while found := next((one for one in left if any(_are_neighbours(one, two, hits) for two in together)), None):
            left.remove(found)
            together.append(found)
        yield from sorted(together, key=lambda span: span.start)


def _are_neighbours(one: Span, two: Span, hits: Sequence[Hit]) -> bool:
    if hits[one.hit].passage.document != hits[two.hit].passage.document:
        return False
    former, latter = sorted((one, two), key=lambda span: span.start)
    sentences = hits[former.hit].passage.sentences
    return any(end == former.end and start == latter.start for (_, end), (start, _) in pairwise(sentences))


def _without_hashes(passage: Passage, start: int) -> int:
    """Where a heading's words begin."""
    found = HASHES.match(passage.text, start - passage.start)
    return passage.start + found.end() if found else start


def _covers(one: Span, other: Span, hits: Sequence[Hit]) -> bool:
    same = hits[one.hit].passage.document == hits[other.hit].passage.document
    return same and one.start <= other.start and other.end <= one.end


def _overlap(one: Span, other: Span, hits: Sequence[Hit]) -> bool:
    same = hits[one.hit].passage.document == hits[other.hit].passage.document
    return same and one.start < other.end and other.start < one.end


def _text(passage: Passage, place: Range) -> str:
    return passage.text[place[0] - passage.start : place[1] - passage.start]
