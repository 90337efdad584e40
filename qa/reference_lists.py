"""Lists of references: full of names and words of every subject, and of answers to no question but about sources."""

import re
from collections.abc import Sequence

from index.passage import Hit, Passage

HEADING = re.compile(
    r"\W*(?:[\dIVX]{1,4}(?:\.\d{1,2})*\.?\s+)?(?:list of )?(?:references|bibliography|works cited|literature(?: cited)?"
    r"|sources cited|further reading|literatur(?:verzeichnis)?|quellenverzeichnis|références|bibliographie|referencias"
    r"|bibliografía|kaynaklar|kaynakça|(?:istifadə olunmuş )?ədəbiyyat(?: siyahısı)?|(?:список )?литератур[аы]"
    r"|источники)\W*",
    re.IGNORECASE,
)
ABOUT_SOURCES = re.compile(
    r"\b(?:cit(?:e|es|ed|ing|ations?)|refer(?:s|red|ring|ences?)?|sources?|bibliograph\w*|footnotes?|wr(?:ote|ites?|itten|iter)"
    r"|authors?|authored|publish\w*|publications?|journals?|books?|articles?|papers?|editions?|press|titled?|proceedings"
    r"|thesis|dissertation|literature|stud(?:y|ies)|reports?)\b",
    re.IGNORECASE,
)


def is_reference_list(passage: Passage) -> bool:
    """Whether a passage stands under a heading that lists of references have."""
    return bool(passage.headings) and HEADING.fullmatch(passage.headings[-1]) is not None


def asks_about_sources(question: str) -> bool:
    """Whether a list of references may answer: who wrote, published or cited something."""
    return ABOUT_SOURCES.search(question) is not None


def without_reference_lists(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in other passages, in their order."""
    return [hit for hit in hits if not is_reference_list(hit.passage)]
