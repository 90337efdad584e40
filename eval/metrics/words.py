"""Texts made comparable: white space, punctuation, articles, endings."""

import re
import unicodedata

ARTICLES = re.compile(r"\b(a|an|the)\b")
# "Zartman's book" names Zartman.
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
WORD = re.compile(r"[^\W_]+")
# The function words of English: they stand in any answer and so tell nothing about a fact.
STOPWORDS = frozenset(
    "a about after against all also although am among an and any are as at be because been before being between both "
    "but by can could did do does during each for from had has have he her hers him his how i if in into is it its "
    "more most no nor not of off on only or other our out over own she should so some such than that the their them "
    "then there these they this those through to too under until up upon very was we were what when where which while "
    "who whom whose why will with within without would you your s t".split()
)
# Long enough to tell most words apart, short enough to drop English endings: negotiate, negotiation, negotiators.
STEM_LENGTH = 5


def fold(text: str) -> str:
    """The text with every run of white space as one blank, and none at the ends."""
    return " ".join(text.split())


def normalise(text: str) -> str:
    """The text in lower case, without punctuation and articles, white space folded.

    Source: normalize_answer of the SQuAD evaluation script (Rajpurkar et al., EMNLP 2016), which drops ASCII
    punctuation; we drop all of Unicode's, since papers have curly quotes and long dashes, and the possessive 's.
    """
    kept = "".join(
        character
        for character in POSSESSIVE.sub("", text.lower())
        if not (unicodedata.category(character).startswith("P") or character in "$+<=>^`|~")
    )
    return fold(ARTICLES.sub(" ", kept))


def words(text: str) -> list[str]:
    """The words of a text in lower case, punctuation left out."""
    return WORD.findall(text.lower())


def content_stems(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their first five letters, numbers whole.

    All words where there are only function words.
    """
    found = words(text)
    telling = [word for word in found if word not in STOPWORDS] or found
    return frozenset(word if word.isdigit() else word[:STEM_LENGTH] for word in telling)
