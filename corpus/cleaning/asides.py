"""Sentences that a page's end cut in two, with footnotes, addresses or a heading of the page between the halves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.cleaning.draft import Draft, Edit, Part
from corpus.cleaning.headers import shorten
from corpus.cleaning.paragraphs import ENDED, Paragraph, split_paragraphs
from corpus.document import Change
from corpus.sentences import split_sentences

# A page has seldom more footnotes.
MAX_ASIDES = 12
# Something between the halves that is none of the known kinds: a box or a caption, not the rest of the paper.
MAX_UNKNOWN, MAX_UNKNOWN_CHARACTERS = 1, 700
# Longer than any heading.
LONG = 150
MIN_TAIL_WORDS = 3
MAX_SHORT_WORDS = 10


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence in two halves. first, second: the numbers of their paragraphs; those between are asides."""

    first: int
    second: int


def join_cut_sentences(draft: Draft) -> tuple[Draft, Change]:
    """Put the halves of cut sentences together, and what stood between them behind the paragraph they make.

    Where that paragraph is cut again, they stand in front of the sentence that is.
    """
    paragraphs = split_paragraphs(draft.text)
    cuts = find_cuts(paragraphs)
    edits: list[Edit] = []
    waiting: list[Paragraph] = []
    for number, cut in enumerate(cuts):
        first, second = paragraphs[cut.first], paragraphs[cut.second]
        # A word cut by a hyphen is put together later, for which it needs its line end.
        edits.append(Edit(first.end, second.start, ("\n" if first.text.endswith("-") else " ",)))
        waiting += paragraphs[cut.first + 1 : cut.second]
        is_cut_again = number + 1 < len(cuts) and cuts[number + 1].first == cut.second
        place = _last_sentence(draft.text, second) if is_cut_again else second.end
        if waiting and place is not None:
            edits.append(_behind(waiting, place, is_cut_again))
            waiting = []
    example = _shown(paragraphs, cuts[0]) if cuts else ""
    return draft.edited(edits), Change("sentences cut by a page's end joined", len(cuts), example)


def find_cuts(paragraphs: Sequence[Paragraph], only_inside: bool = False) -> list[Cut]:
    """The sentences cut in two, in order; one paragraph may be the second half of one and the first of another.

    only_inside: take for a second half only what begins as the inside of a sentence does, not with a capital.
    """
    cuts: list[Cut] = []
    number = 0
    while number < len(paragraphs):
        second = None
        if paragraphs[number].is_unfinished:
            # What begins as the inside of a sentence belongs to this one, also behind a pull quote with a capital.
            second = _second_half(paragraphs, number, only_inside=True)
            if second is None and not only_inside:
                second = _second_half(paragraphs, number, only_inside=False)
        if second is not None:
            cuts.append(Cut(number, second))
        number = second if second is not None else number + 1
    return cuts


def _second_half(paragraphs: Sequence[Paragraph], first: int, only_inside: bool) -> int | None:
    """The paragraph in which the sentence goes on; None if it cannot be told."""
    unknown = 0
    for number in range(first + 1, min(first + 2 + MAX_ASIDES, len(paragraphs))):
        paragraph = paragraphs[number]
        # A word or two may be anything, but for right behind what ends a page.
        if paragraph.goes_on and (paragraph.is_prose or (paragraph.is_tail and not unknown)):
            return number
        if _is_aside(paragraph):
            continue
        is_turned = number > first + 1
        if not unknown and not only_inside and _may_go_on(paragraphs[first], paragraph, is_turned):
            return number
        unknown += 1
        if unknown > MAX_UNKNOWN or _ends_search(paragraph):
            return None
    return None


def _may_go_on(first: Paragraph, following: Paragraph, is_turned: bool) -> bool:
    """Whether a paragraph that begins with a capital is the second half all the same.

    is_turned: whether what ends a page stands between them.
    """
    if not following.is_prose:
        return False
    # Running text of several lines ends with a full stop unless something cut it. A word or two behind the last full
    # stop are a heading that lost its line.
    tail = re.split(r"[.!?][\"'”’)]*\s", first.text)[-1]
    is_cut = len(first.text) >= LONG and len(tail.split()) >= MIN_TAIL_WORDS
    is_text = len(following.text) >= LONG or (is_turned and ENDED.search(following.text) is not None)
    return first.leads_on or (is_cut and is_text)


def _ends_search(paragraph: Paragraph) -> bool:
    """Whether nothing behind it can belong to a sentence before it."""
    return paragraph.is_unfinished or len(paragraph.text) > MAX_UNKNOWN_CHARACTERS or paragraph.text.startswith("#")


def _is_aside(paragraph: Paragraph) -> bool:
    shouted = paragraph.text.isupper() and len(paragraph.text.split()) <= MAX_SHORT_WORDS
    return paragraph.is_note or paragraph.is_addresses or (shouted and not paragraph.text.startswith("#"))


def _last_sentence(text: str, paragraph: Paragraph) -> int | None:
    """Where the last sentence of a paragraph begins; None if it has only one."""
    sentences = split_sentences(text, paragraph.start, paragraph.end)
    return sentences[-1][0] if len(sentences) > 1 else None


def _behind(asides: Sequence[Paragraph], place: int, text_follows: bool) -> Edit:
    moved: list[Part] = []
    for aside in asides:
        moved += ["\n\n", (aside.start, aside.end)]
    return Edit(place, place, (*moved, "\n\n") if text_follows else tuple(moved))


def _shown(paragraphs: Sequence[Paragraph], cut: Cut) -> str:
    end, beginning = paragraphs[cut.first].text[-30:], paragraphs[cut.second].text[:30]
    return shorten(f"{end} | {beginning}")
