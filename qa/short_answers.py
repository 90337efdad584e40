"""The few words in a sentence that are the answer itself, for questions that ask for a time, a number or a person."""

import re

from corpus.sentences import trim

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
YEAR = r"(?:1[5-9]|20)\d\d"
DATE = re.compile(
    rf"(?:(?:\d{{1,2}}\s+)?{MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,?)?\s+{YEAR}|\d{{1,2}}\s+{MONTH}|{YEAR}\s?[-–]\s?{YEAR}|{YEAR})"
)
QUANTITY = re.compile(
    r"(?:US\s?)?(?:\\?\$|€|£)?\s?\d[\d,]*(?:\.\d+)?"
    r"(?:\s?%|\s+(?:per\s?cent|percent|(?:m|b|tr)illion|thousand|hundred|times|years|months|days|weeks|km|kilometres|metres)\b)*"
)
NAME = re.compile(r"[A-ZÀ-ÞƏŞÇĞİÖÜ][\w’'-]+(?:\s+(?:de|von|van|al|[A-Z]\.|[A-ZÀ-ÞƏŞÇĞİÖÜ][\w’'-]+))+")

ASKS_FOR = (
    (re.compile(r"\b(when|what year|which year|what date|since when|until when)\b", re.I), DATE),
    (re.compile(r"\b(how (many|much|long|large|big|far)|what (share|percentage|proportion|number))\b", re.I), QUANTITY),
    (re.compile(r"^\W*(who|whom|whose)\b", re.I), NAME),
)


def find_short_answer(question: str, sentence: str) -> tuple[int, int] | None:
    """The range of a sentence that holds what the question asks for.

    None if the question asks for something else, or if the sentence holds no such thing, or two of them: then the
    sentence itself is the answer.
    """
    found = _find(question, sentence)
    if len({match[0].strip() for match in found}) != 1:
        return None
    return trim(sentence, found[0].start(), found[0].end())


def holds_what_is_asked(question: str, sentence: str) -> bool:
    """Whether the question asks for a time, a number or a person and the sentence holds one that the question lacks."""
    return bool(_find(question, sentence))


def _find(question: str, sentence: str) -> list[re.Match[str]]:
    for asks, answer in ASKS_FOR:
        if asks.search(question):
            asked = question.casefold()
            return [match for match in answer.finditer(sentence) if match[0].strip().casefold() not in asked]
    return []
