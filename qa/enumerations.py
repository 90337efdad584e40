"""Lists are answered whole: the items under the words that introduce them, and "second" behind "first".

The reading model marks sentences one by one. Of a list it marks the introduction, which says nothing without its items,
or some of the items; of reasons that are counted in running text the first, and not the others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.passage import Hit, Passage
from qa.answer import Span
from qa.grounding.orders import is_order
from qa.question_kinds import NUMBER_WORDS, asks_for_several

Range = tuple[int, int]
MARK = re.compile(r"(?P<bullet>[-*•+–◦▪])\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s+")
# A longer list is no answer but a document; it stays with what the reader chose of it.
MAX_ITEMS, MAX_WORDS = 15, 160
# Items this short say nothing alone, wherever they stand.
SHORT_ITEM = 8
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
    """A list in a passage. introduction: the sentence before it, if it ends in a colon. items: ranges, in order."""

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


# The number of a hit, and the list in its passage, or what of it no other passage has.
Part = tuple[int, ItemList]


def complete(question: str, sentences: Sequence[Span], hits: Sequence[Hit]) -> tuple[Span, ...]:
    """The sentences, lists among them made whole, and those that follow each other in the order of their document.

    A marked list is one span; of one that is counted in running text each sentence stays a span of its own.
    """
    whole = _with_marked(sentences, hits)
    if asks_for_several(question) and not ORDINAL.search(question):
        whole = _with_counted(whole, hits)
    return tuple(_in_order(whole, hits))


def is_list(span: Span, hits: Sequence[Hit]) -> bool:
    """Whether a span of an answer is a list, not a sentence."""
    return (span.start, span.end) not in hits[span.hit].passage.sentences


def find_lists(passage: Passage) -> list[ItemList]:
    """The lists of at least two items, in order."""
    lists: list[ItemList] = []
    before: Range | None = None
    items: list[Range] = []
    for item in _lines(passage):
        if MARK.match(_text(passage, item)):
            items.append(item)
            continue
        lists += _as_list(passage, before, items)
        before, items = item, []
    return [*lists, *_as_list(passage, before, items)]


def _as_list(passage: Passage, before: Range | None, items: Sequence[Range]) -> list[ItemList]:
    if len(items) < 2:
        return []
    introduces = before is not None and _text(passage, before).rstrip("*_ ").endswith(":")
    # Of a paragraph its last sentence introduces the list.
    last = max((one for one in passage.sentences if before and before[0] <= one[0] < before[1]), default=None)
    return [ItemList(last if introduces else None, tuple(items))]


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
    is_item = MARK.match(_text(passage, line))
    is_own = MARK.match(passage.text, start - passage.start) or passage.text[start - passage.start].isdigit()
    return ends == 0 or (ends == 1 and is_item is not None and not is_own)


def _with_marked(sentences: Sequence[Span], hits: Sequence[Hit]) -> list[Span]:
    whole: list[Span] = []
    for span in sentences:
        if any(_covers(one, span, hits) for one in whole):
            continue
        document = hits[span.hit].passage.document
        chosen = [one.start for one in sentences if hits[one.hit].passage.document == document]
        parts = _find_parts(span, hits)
        if _is_wanted(parts, chosen, hits):
            spans = [replace(span, hit=number, start=one.start, end=one.end) for number, one in parts]
            whole = [one for one in whole if not any(_covers(part, one, hits) for part in spans)] + spans
        else:
            whole.append(span)
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
    parts: list[Part] = []
    for number, one in lists:
        last = parts[-1][1].items[-1] if parts else None
        if last is None or last not in one.items:
            if any(part.start <= span.start < part.end for _, part in parts):
                break
            parts = [(number, one)]
        elif last != one.items[-1]:
            parts.append((number, ItemList(None, one.items[one.items.index(last) + 1 :])))
    return parts if any(part.start <= span.start < part.end for _, part in parts) else []


def _is_wanted(parts: Sequence[Part], chosen: Sequence[int], hits: Sequence[Hit]) -> bool:
    """Whether the introduction or several items were chosen of a list that can be shown and says nothing in parts."""
    items = [(hits[number].passage, item) for number, one in parts for item in one.items]
    said = [_text(passage, item) for passage, item in items]
    if len(said) > MAX_ITEMS or sum(len(item.split()) for item in said) > MAX_WORDS or any(map(is_order, said)):
        return False
    introduction = parts[0][1].introduction if parts else None
    if introduction and introduction[0] in chosen:
        return True
    told = [
        text for text, (_, (start, end)) in zip(said, items, strict=True) if any(start <= one < end for one in chosen)
    ]
    speaks = len(told) == 1 and len(told[0].split()) > MAX_MUTE
    shown = introduction is not None or all(len(item.split()) <= SHORT_ITEM for item in said)
    return bool(told) and not speaks and shown


def _with_counted(sentences: Sequence[Span], hits: Sequence[Hit]) -> list[Span]:
    whole: list[Span] = []
    for span in sentences:
        passage = hits[span.hit].passage
        starts = {one.start for one in sentences if hits[one.hit].passage.document == passage.document}
        counted = next((one for one in _find_counted(passage) if span.start in one), [])
        counted = counted or next(
            (one for one in _find_announced(passage) if starts >= set(one[:2]) >= {span.start}), []
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
        if place and ANNOUNCED.search(said[place - 1]):
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


def _covers(one: Span, other: Span, hits: Sequence[Hit]) -> bool:
    same = hits[one.hit].passage.document == hits[other.hit].passage.document
    return same and one.start <= other.start and other.end <= one.end


def _text(passage: Passage, place: Range) -> str:
    return passage.text[place[0] - passage.start : place[1] - passage.start]
