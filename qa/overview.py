"""Questions about the documents themselves, such as "What is this collection about?" or "Summarise what Muradov says".

They have no matter of their own that a search could look for. What a document says of itself stands where it begins and
where it ends, in words that tell: this paper argues, we conclude.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import Stemmer

from corpus.tables import parse_row
from index.passage import Hit, Passage
from index.words import STOPWORDS, WORD
from qa.answer import Reading, Span
from qa.grounding.words import fold
from qa.named_authors import Authored, surnames
from qa.quotable import is_sentence


def _stem(words: Sequence[str]) -> list[str]:
    # One of its own each time: threads cannot share a stemmer.
    return list(Stemmer.Stemmer("english").stemWords(list(words)))


def _stems(words: str) -> frozenset[str]:
    return frozenset(_stem(words.split()))


# What a question may be about that is about documents, and the other words that it may then have.
THINGS = _stems(
    "paper document text file article study chapter report book collection library corpus source author writer "
    "argument thesis claim summary summarise summarize overview outline conclusion finding"
)
OTHERS = _stems(
    "tell say write wrote written describe explain give show list name contain hold cover deal discuss present talk "
    "about main key central chief overall general short brief briefly whole title subject topic theme point idea argue "
    "conclude find message sum available here kind sort many there please me read know ask mean content include all "
    "every each whole entire"
)
# Which of these stands beside words of a title names a document; and these ask for a summary of what is named.
KINDS = _stems("paper document text file article study chapter report book digest agreement handbook letter minutes")
SUMMARY = _stems("summary summarise summarize overview outline")
# What follows these is what is said in a document, not what it is called.
OF_MATTER = re.compile(r"(?i)\b(?:about|on|regarding|concerning)\b\s+\w")
# In full, for they name no document: "What can I ask?"
PLAIN = re.compile(
    r"(?i)\W*what (?:can i ask(?: you)?|do you know(?: about)?"
    r"|(?:is|are) (?:all )?(?:this|these|those|they|it)(?: all)? about)\W*"
)
# How a document speaks of itself.
SELF = re.compile(
    r"(?i)\b(?:this|the|our|his|her|their) (?:present(?:ed)? |current |conference )?"
    r"(?:paper|study|article|chapter|report|book|essay|thesis)\b"
)
TELLING = _stems(
    "argue examine analyse analyze aim investigate conclude propose explore describe ask claim seek purpose goal "
    "argument question failed fail show why"
)
OPENING_HEADING = re.compile(r"(?i)\b(?:abstract|summary|introduction|aim|argument|purpose|scope|overview|about)\b")
CLOSING_HEADING = re.compile(r"(?i)\b(?:conclu\w+|summary|closing|final|outlook)\b")
NO_PROSE = re.compile(r"(?i)\b(?:references|bibliography|works|sources|notes|literature|keywords?|author and date)\b")
CITED = re.compile(r"https?://|www\.|\bdoi\b|\bpp?\.\s*\d|\bpublished\b|\bfootnotes?\b|\bkeywords?\b|\d{4}\)\.")
FIGURE = re.compile(r"\d[\d.,]*")
# What is looked at of a document, in passages: a whole book would take long, and says little of itself in its middle.
OPENING, CLOSING = 10, 30
FREQUENT = 25
MIN_WORDS, MAX_WORDS = 9, 60
# Of one document, and of each of several.
SENTENCES_OF_ONE, SENTENCES_OF_EACH = 3, 1
MAX_DOCUMENTS = 8
# More documents than this are not named by their titles, but share what they are about.
MAX_TITLED = 2
# The documents do say it of themselves; whether it is what matters most in them nobody has measured.
CONFIDENCE = 0.9


def documents_meant(question: str, documents: Sequence[Authored]) -> list[Authored]:
    """The documents that a question is about, if it is about nothing else; else none.

    Those of the authors it names, or whose titles it names, or all; of very many, a few that are evenly spread.
    """
    titled = _titled(question, documents)
    if titled:
        return titled
    words = [fold(word) for word in WORD.findall(question) if word.casefold() not in STOPWORDS]
    named = [one for one in documents if one.author and surnames(one.author) & set(words)]
    names = {name for one in named if one.author for name in surnames(one.author)}
    stems = set(_stem([word for word in words if word not in names]))
    if not PLAIN.fullmatch(question) and not (stems <= THINGS | OTHERS and (stems & THINGS or (named and stems))):
        return []
    meant = named or list(documents)
    count = min(len(meant), MAX_DOCUMENTS)
    return [meant[number * len(meant) // count] for number in range(count)]


def _titled(question: str, documents: Sequence[Authored]) -> list[Authored]:
    """The few documents that a question names by words of their titles or files, if it asks for nothing in them."""
    asked = set(_stem([fold(word) for word in WORD.findall(question) if word.casefold() not in STOPWORDS]))
    named = asked - THINGS - OTHERS - SUMMARY - {"md", "pdf", "docx", "txt", "html"}
    if not named or not asked & (KINDS | SUMMARY) or OF_MATTER.search(question):
        return []
    if not asked & SUMMARY and not asked & OTHERS:
        return []
    files = [one for one in documents if one.name.casefold() in question.casefold()]
    found = [
        one
        for one in files or documents
        if named <= set(_stem(list(map(fold, WORD.findall(f"{one.title} {one.name}")))))
    ]
    return found if len(found) <= MAX_TITLED else []


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    start: int
    end: int
    score: float


def overview(documents: Sequence[Sequence[Passage]]) -> Reading | None:
    """What documents say of themselves, in their order; None if they hold no sentences.

    documents: of each the first OPENING passages and the last CLOSING, or all if they are fewer, in order.
    """
    each = SENTENCES_OF_ONE if len(documents) == 1 else SENTENCES_OF_EACH
    chosen = [one for passages in documents for one in _choose(passages, each)]
    if not chosen:
        return None
    passages = list(dict.fromkeys(one.passage for one in chosen))
    hits = tuple(Hit(passage, rank, 1.0, 1.0, 0.0) for rank, passage in enumerate(passages, start=1))
    spans = tuple(Span(passages.index(one.passage), one.start, one.end, one.score) for one in chosen)
    return Reading(CONFIDENCE, spans, hits)


def _choose(passages: Sequence[Passage], count: int) -> list[_Candidate]:
    """The sentences that tell most of what a document is about, in its order; the first one if none tells anything."""
    frequent = Counter(stem for passage in passages for stem in _telling(passage.text))
    central = frozenset(stem for stem, _ in frequent.most_common(FREQUENT))
    found: dict[int, _Candidate] = {}
    for number, passage in enumerate(passages):
        for start, end in passage.sentences:
            text = passage.text[start - passage.start : end - passage.start]
            score = _score(text, passage, number if number < OPENING else None, central)
            if score is not None and start not in found:
                found[start] = _Candidate(passage, start, end, score)
    best = sorted(found.values(), key=lambda one: -one.score)[:count]
    return sorted(best, key=lambda one: one.start) or _first(passages)


def _first(passages: Sequence[Passage]) -> list[_Candidate]:
    """The first sentence that may be quoted: of a table, its first row."""
    for passage in passages:
        for start, end in passage.sentences:
            if is_sentence(passage.text[start - passage.start : end - passage.start]):
                return [_Candidate(passage, start, end, 0.0)]
    return []


def _score(text: str, passage: Passage, place: int | None, central: frozenset[str]) -> float | None:
    """How much a sentence tells of its document; None if it is none to be quoted for that.

    place: of its passage among the first ones, from 0; None behind them.
    """
    heading = " ".join(passage.headings[-1:])
    words = text.split()
    if not is_sentence(text) or not MIN_WORDS <= len(words) <= MAX_WORDS or CITED.search(text) or text[:1] in "-*•|":
        return None
    if NO_PROSE.search(heading) or parse_row(text):
        return None
    stems = _telling(text)
    score = 2.0 * bool(SELF.search(text)) + min(2, len(set(stems) & TELLING))
    score += 3.0 * len(set(stems) & central) / (len(set(stems)) + 4)
    # A digest says who says so; figures are details.
    score += 1.0 * bool(surnames(passage.author or "") & set(map(fold, WORD.findall(text))))
    score -= 1.0 * (len(FIGURE.findall(text)) > 2)
    if place is not None:
        score += 1.0 - place / OPENING + 1.0 * bool(OPENING_HEADING.search(heading))
    return score + 1.0 * bool(CLOSING_HEADING.search(heading))


def _telling(text: str) -> list[str]:
    return _stem([word for word in map(str.casefold, WORD.findall(text)) if word not in STOPWORDS])
