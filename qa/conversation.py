"""Follow-ups: what an earlier question must lend to this one for it to be understood alone.

"And Turkey?" asks what was asked before; "why did he say so?" says "he" for a name that stands in an earlier question.
The words that are missing are taken from there and put behind the question, where search and reader see them and the
user too. Only where a question merely names something else is a word replaced: elsewhere, a name put in the wrong place
would change what is asked, and a name too many seldom does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.words import STOPWORDS, WORD
from qa.answer import Understood

# A whole question that only names something else: with a capital or in one word, or in a few small words.
GOING_ON_TO = r"\W*(?i:and what about|what about|how about|and|or)\s+"
PREPOSITIONS = "of|in|on|at|for|from|with|by|to|about"
AND_THIS = re.compile(rf"{GOING_ON_TO}(?:(?:{PREPOSITIONS})\s+)?(?P<new>[^\W_][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*?)\s*[?.]*")
AND_THAT = re.compile(
    rf"{GOING_ON_TO}(?:(?P<preposition>{PREPOSITIONS})\s+)?(?:(?:the|a|an)\s+)?"
    r"(?P<new>[a-zß-öø-ÿ][\w’'-]*(?:\s[a-zß-öø-ÿ][\w’'-]*){0,2})\s*[?.]*"
)
YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
# He, it, those: words that stand for something said before. "That" and "this" only where a noun does not follow, or a
# preposition comes before them; "there" not in "there is".
POINTING = re.compile(
    r"\b(?:it|he|him|she|hers|they|them|these|those|former|latter|same|such|else|others?|another|too|then)\b"
    r"|\b(?:of|by|for|about|after|before|on|with|to|from|despite|behind|against|in|at|do|does|did|was|is|has|had)"
    r"\s+(?:that|this)\b"
    r"|\b(?:that|this)\b(?=\s*(?:[?.,;]|$|do\b|does\b|did\b|was\b|is\b|mean|happen|let\b))"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been)\b)"
    r"|\b(?:first|second|last|other|next|previous) one\b|\bthe two\b|\bso\s*[?.]",
    re.IGNORECASE,
)
# These stand for what the question before was about as a whole; he, it, those for something that it was asked of.
MATTER = re.compile(r"\b(?:that|this|so|then)\b", re.IGNORECASE)
# One person, who stays the same from one question to the next.
HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
# These may stand for a name in the same question: "Why did Azerbaijan change its policy?"
OWNING = re.compile(r"\b(?:its|his|her|their|theirs|himself|herself|itself|themselves)\b", re.IGNORECASE)
GOING_ON = re.compile(r"^\W*(?:and|but|or|so|also|what about|how about|what else|which ones?)\b", re.IGNORECASE)
# A question with fewer words of its own says nothing without the one before it.
FEW_WORDS = 2
# "Azerbaijani", "Palestinian", "Turkish", "NATO".
ADJECTIVE = re.compile(r"(?:ian|can|ani|aqi|ish|ese|ic)$|^[A-Z]{2,}$")
# More would drown the question's own words.
MAX_CONTEXT = 5
MAX_ANSWER_WORDS = 6

# Capitalised for beginning the question, not for being names.
OPENERS = STOPWORDS | frozenset(
    "according after although apart before besides between despite during even explain name list describe tell give "
    "say since back come coming through under until upon versus whether also must may might much many long "
    "often".split()
)
# Words of questions that say nothing of their matter.
EMPTY = OPENERS | frozenset(
    "one ones thing things happen happened mean means become came come went go take took".split()
)
BREAK = re.compile(r"[^\w\s’'.,-]|[.,](?!\w)|\s-|-\s")


# "Back to the summit, who held it?"
COMING_BACK = re.compile(
    r"^\W*(?:(?:but|so|and|ok|okay|now|well)\W+)?(?:(?:can|could) (?:we|you) |let(?:[’']?s| us) |to )?"
    r"(?:(?:coming|going|come|go|get|getting)?\s*back|return|returning) to (?P<what>.+?)(?:[,:;.?–—]| - |$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question asked before, as it was understood. short_answer: empty if there was none."""

    understood: Understood
    short_answer: str = ""


def understand(question: str, history: Sequence[Exchange]) -> Understood:
    """The question with what it needs of the exchanges before it, oldest first in history."""
    if not history or not _depends(question):
        return Understood(question)
    last = history[-1]
    earlier = last.understood.question
    exchanged = _exchanged(question, earlier) or _exchanged_noun(question, earlier)
    if exchanged:
        return Understood(exchanged, last.understood.context)
    before = [name for phrase in last.understood.context for name in _names(phrase)] or last.understood.context
    named = _names(last.understood.question)
    of_person = any(one.search(question) for one in (HE, SHE)) and bool(_content(question)) and bool(named or before)
    if _is_fragment(question) and not of_person:
        answer = [] if GOING_ON.search(question) else _answer(last)
        found = [last.understood.question.rstrip("? "), *answer, *before]
    else:
        same = next((one for one in (HE, SHE) if one.search(question) and one.search(earlier)), None)
        lent = [*named, *(one for one in _answer(last) if _is_name(one))]
        if same and before:
            # Only another word that points somewhere can mean what was said of the person.
            lent = named if POINTING.search(same.sub("", question)) else []
        found = [*lent, *before]
        found += [] if named or (before and not MATTER.search(question)) else _phrases(last.understood.question)
    return Understood(question, tuple(_without_repeats(question, found))[:MAX_CONTEXT])


def names_nothing(question: str) -> bool:
    """Whether no name in a question tells what it is about: "Can I pay by card?"."""
    return not _names(question)


def resumed(question: str, history: Sequence[Exchange]) -> int:
    """How many of the exchanges, oldest first, lead up to the question: all, unless it comes back to an earlier one.

    That is the one that shares most words with what it comes back to, the last of several.
    """
    back = COMING_BACK.match(question)
    wanted = _stems(back["what"]) if back else set()
    shared = [len(wanted & _stems(one.understood.text)) for one in history]
    most = max(shared, default=0)
    return len(shared) - shared[::-1].index(most) if most else len(history)


def _exchanged(question: str, earlier: str) -> str | None:
    """The earlier question with its one name or year exchanged for the new one: "And Turkey?", "What about 2020?".

    Of several names, the one of the new one's shape: as many words, an abbreviation or not. None if the question is not
    of this kind, or the earlier one holds no such name or several.
    """
    match = AND_THIS.fullmatch(question)
    if match is None:
        return None
    new = match["new"]
    if new.casefold() in EMPTY:
        return None
    old = YEAR.findall(earlier) if YEAR.fullmatch(new) else [] if any(map(str.isdigit, new)) else _bare_names(earlier)
    if len(set(old)) > 1:
        old = [name for name in old if _shape(name) == _shape(new)]
    if len(set(old)) != 1 or old[0].casefold() == new.casefold():
        return None
    return re.sub(rf"\b{re.escape(old[0])}\b", lambda _: new, earlier)


def _exchanged_noun(question: str, earlier: str) -> str | None:
    """The earlier question, which holds no name, with its last words exchanged: "How much is tea?", "And walnuts?".

    They must be a noun and its like: behind a preposition, or as many behind "is" as the new ones. None if not.
    """
    match = AND_THAT.fullmatch(question)
    phrases = _phrases(earlier)
    if match is None or not phrases or _names(earlier) or set(match["new"].casefold().split()) <= EMPTY:
        return None
    old, new = phrases[-1], match["new"]
    before, _, after = earlier.rpartition(old)
    led = re.search(rf"\b({PREPOSITIONS}|is|are|was|were)\s+(?:(?:the|a|an)\s+)?$", before, re.IGNORECASE)
    if led is None or after.strip("?. "):
        return None
    leading, wanted = led[1].casefold(), match["preposition"]
    if wanted not in (None, leading) or old.casefold() == new.casefold():
        return None
    alike = leading in PREPOSITIONS.split("|") or len(old.split()) == len(new.split())
    return before + new + after if alike else None


def _shape(name: str) -> tuple[int, bool]:
    return len(name.split()), len(name) > 1 and name.isupper()


def _depends(question: str) -> bool:
    if GOING_ON.search(question) or POINTING.search(question) or _is_fragment(question):
        return True
    owning = OWNING.search(question)
    return owning is not None and not any(_is_name(phrase) for phrase in _phrases(question[: owning.start()]))


def _is_fragment(question: str) -> bool:
    return len(_content(question)) < FEW_WORDS


def _content(question: str) -> list[str]:
    return [word for word in WORD.findall(question.casefold()) if word not in EMPTY]


def _answer(exchange: Exchange) -> list[str]:
    short = exchange.short_answer
    return [short] if short and len(short.split()) <= MAX_ANSWER_WORDS else []


def _phrases(text: str) -> list[str]:
    """Runs of words between the words that questions are built with, in order.

    Source: candidate keywords of RAKE, Rose et al. 2010.
    """
    return [" ".join(run) for part in BREAK.split(text) for run in _runs(part.split())]


def _runs(words: Iterable[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for word in words:
        bare = re.sub(r"['’]s?$", "", word).strip("'’.,")
        if bare.casefold() in EMPTY or not bare:
            if run:
                yield run
            run = []
        else:
            run.append(bare)
    if run:
        yield run


def _names(text: str) -> list[str]:
    """Phrases from their first capital to their last, and what an adjective or an abbreviation stands before."""
    names = []
    for phrase in _phrases(text):
        words = phrase.split()
        capitals = [number for number, word in enumerate(words) if word[:1].isupper()]
        if capitals:
            end = capitals[-1] + (2 if ADJECTIVE.search(words[capitals[-1]]) else 1)
            while end < len(words) and words[end].isdigit():
                end += 1
            names.append(" ".join(words[capitals[0] : end]))
    return names


def _bare_names(text: str) -> list[str]:
    return [name for name in _names(text) if name.split()[-1][:1].isupper() and not any(map(str.isdigit, name))]


def _is_name(phrase: str) -> bool:
    """Whether a capital is in it; a date is no name."""
    return any(word[:1].isupper() for word in phrase.split()) and not any(map(str.isdigit, phrase))


def _without_repeats(question: str, phrases: Iterable[str]) -> Iterator[str]:
    """Those that add a word to the question and the phrases before them."""
    known = _stems(question)
    for phrase in phrases:
        if new := _stems(phrase) - known:
            known |= new
            yield phrase


def _stems(text: str) -> set[str]:
    return {word[:6] for word in WORD.findall(text.casefold()) if word not in EMPTY}
