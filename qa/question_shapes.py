"""Questions that a document's own headings and sentences lend themselves to, in English that can be asked.

Only shapes that need no grammar to be understood: where a heading or sentence does not fit one exactly, it makes none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.authors import author_names
from corpus.document import Document, Section
from corpus.sentences import split_sentences
from index.words import STOPWORDS

# Sentences are looked for in the first pages only: they are enough, and a book has a million characters.
CHARACTERS_READ = 60_000
MAX_HEADING_WORDS, MAX_REST_WORDS = 9, 12

# Past tense → infinitive. Verbs that tell of something that happened once.
VERBS = {
    **{"became": "become", "joined": "join", "left": "leave", "entered": "enter", "opened": "open", "closed": "close"},
    **{"began": "begin", "started": "start", "ended": "end", "signed": "sign", "founded": "found", "wrote": "write"},
    **{"visited": "visit", "met": "meet", "won": "win", "lost": "lose", "launched": "launch", "adopted": "adopt"},
    **{"ratified": "ratify", "published": "publish", "introduced": "introduce", "recognised": "recognise"},
    **{"recognized": "recognize", "died": "die", "happened": "happen", "broke": "break", "failed": "fail"},
}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = rf"(?:(?:\d{{1,2}} )?(?:{MONTHS}) )?(?P<year>1\d\d\d|20\d\d)"
PAST = "|".join(VERBS)
AUXILIARY = "is|are|was|were|has|have|had|can|could|will|would|should"
LINK = "of|and|for|the|between|in|on|to|with"

DATE_LAST = re.compile(rf"(?P<who>[^,]+?) (?P<verb>{PAST})(?P<rest>(?: [^,]+?)?) in {DATE}\.")
DATE_FIRST = re.compile(rf"In {DATE},? (?P<who>[^,]+?) (?P<verb>{PAST})(?P<rest>(?: [^,]+)?)\.")
PASSIVE = re.compile(rf"(?P<who>[^,]+?) (?P<verb>was|were) (?P<rest>[a-z]+ed) in {DATE}\.")
ABBREVIATION = re.compile(r"\s*\([A-Z]{2,}\)")
# What a subject may be: "Azerbaijan", "The Baku metro", "The first agreement between Azerbaijan and Georgia".
NAME = r"[A-Z][\w’'-]*\w"
SUBJECT = re.compile(
    rf"(?:{NAME}(?: (?:of|and|for|the) (?={NAME})| (?={NAME})|{NAME})*"
    rf"|(?:The|A|An)(?: [\w-]*\w){{1,3}}(?: (?:{LINK})(?: {NAME})+)*)"
)
# A verb among its words would make it a sentence; adverbs belong behind the verb.
NO_NOUN = re.compile(r" (?:[a-z]+(?:s|ed|ly)|the|also|then|soon|later|never|found|said|held)(?= |$)")
# What would not stand unchanged behind "did": a second verb, a clause, a date, something quoted.
CLAUSE = re.compile(
    r"[;:()\"“”*_|\[\]#\d]| (?:that|which|who|whose|because|when|while|but|after|before|as|its|his|her|their)\b"
    r"| and [a-z]"
)

NUMBER = re.compile(r"^(?:(?:\d+\.?)+|[IVXLC]+\.|[A-Za-z][.)])\s+")
WHY = re.compile(rf"(?P<ask>Why|How) (?P<who>[a-z].*?) (?:(?P<be>{AUXILIARY})|(?P<verb>{PAST}))(?: (?P<rest>.+))?")
WHAT_IS = re.compile(r"What (?P<who>.+?) (?P<be>is|are|was|were)(?: and (?:why|how|what|when|where) .+)?")
ABOUT_ITSELF = re.compile(
    r"^(?:abstract|introduction|conclusions?|references|bibliography|works|notes?|acknowledge?ments?|appendix|summary|"
    r"contents|keywords|methods?|methodology|findings|results|discussion|background|sources?|overview|preface)\b"
    r"|\b(?:papers?|chapters?|articles?|authors?|study|reports?|book|digest|table|figure|this|these|here|above|below|we|our)\b",
    re.IGNORECASE,
)
SENTENCE_LIKE = re.compile(
    rf"\b(?:{AUXILIARY}|do|does|did|may|must|{PAST})\b|^(?:Why|How|What|When|Where|Who|Which|If)\b"
)
STRANGE = re.compile(r"[^\w\s,.’'–-]")


@dataclass(frozen=True, slots=True)
class Shaped:
    """A question and the place that should answer it.

    shape: its kind, by name. [start, end): characters of the document's text. holds: what must stand in the short
    answer; None for anything.
    """

    question: str
    shape: str
    start: int
    end: int
    holds: str | None = None


def shape_questions(document: Document) -> Iterator[Shaped]:
    """Questions on a document: first of when something happened, then of its headings, the longest section first."""
    text = document.text
    for start, end in split_sentences(text, document.body_start, min(len(text), document.body_start + CHARACTERS_READ)):
        asked = ask_when(" ".join(text[start:end].split()))
        if asked:
            yield Shaped(asked[0], "when", start, end, asked[1])
    inner = [section for section in document.sections if section.heading != document.title]
    for section in sorted(inner, key=lambda one: one.start - one.end):
        yield from _ask_section(section, document)


def ask_when(sentence: str) -> tuple[str, str] | None:
    """The question when this happened and the year that answers it; None if the sentence does not lend itself."""
    plain = ABBREVIATION.sub("", sentence)
    told = PASSIVE.fullmatch(plain) or DATE_LAST.fullmatch(plain) or DATE_FIRST.fullmatch(plain)
    if told is None or not _is_subject(told["who"]):
        return None
    rest = told["rest"].strip()
    if CLAUSE.search(" " + rest) or len(rest.split()) > MAX_REST_WORDS:
        return None
    asked = f"When {told['verb'] if told['verb'] not in VERBS else 'did'} {_inside(told['who'])}"
    words = [asked, *([VERBS[told["verb"]]] if told["verb"] in VERBS else []), *([rest] if rest else [])]
    return " ".join(words) + "?", told["year"]


def ask_heading(heading: str) -> str | None:
    """The question that a heading itself is: "Why the war broke out", "What diplomacy is"; None if it is none."""
    if re.fullmatch(r"(?:Why|How|What|When|Where|Who|Which) [^?:;]+\?", heading):
        return heading
    told = WHAT_IS.fullmatch(heading)
    if told and not _is_clause(told["who"]):
        return f"What {told['be']} {told['who']}?"
    told = WHY.fullmatch(heading)
    if told is None or _is_clause(told["who"]) or re.search(r" and (?:why|how|what)\b", heading):
        return None
    asked = f"{told['ask']} {told['be'] or 'did'} {told['who']}"
    return " ".join([asked, *([VERBS[told["verb"]]] if told["verb"] else []), *filter(None, [told["rest"]])]) + "?"


def name_topic(heading: str, text: str) -> str | None:
    """What a heading names, to stand inside of a sentence; None if it may not be a name, or is one only in its place.

    text: the document's, which shows what is a name and what has a capital for beginning the heading.
    """
    topic = heading.rpartition(": ")[2]
    words = topic.split()
    if not 1 <= len(words) <= MAX_HEADING_WORDS or topic.isupper() or topic.endswith("."):
        return None
    if ABOUT_ITSELF.search(topic) or SENTENCE_LIKE.search(topic) or STRANGE.search(topic):
        return None
    if topic != heading and ("," in topic or not any(_is_name(word, text) for word in words[1:] or words)):
        return None
    return topic[:1].lower() + topic[1:] if _is_lowered(words, text) else topic


def _is_lowered(words: Sequence[str], text: str) -> bool:
    """Whether the first of some words has its capital only for being the first."""
    if words[0] in ("The", "A", "An"):
        return True
    if any(word[:1].isupper() and not _is_name(word, text) for word in words[1:]) or not words[0][1:].islower():
        # Every word has one, as in English titles, where the first does not stand out; or it is an abbreviation.
        return False
    if _is_name(words[0], text):
        # It may also be a word that the text has never inside of a sentence, before others without a capital.
        return len(words) > 1 and words[1].islower() and not re.search(rf"[a-z,] {re.escape(words[0])}", text)
    return True


def _is_name(word: str, text: str) -> bool:
    """Whether a word has a capital wherever it stands in a text."""
    bare = word.strip(".,’'")
    return bare[:1].isupper() and not re.search(rf"\b{re.escape(bare[:1].lower() + bare[1:])}\b", text)


def _ask_section(section: Section, document: Document) -> Iterator[Shaped]:
    heading = NUMBER.sub("", " ".join(section.heading.split()))
    asked = ask_heading(heading)
    topic = name_topic(heading, document.text)
    if asked:
        yield Shaped(asked, "heading", section.start, section.end)
    elif topic:
        yield Shaped(_ask_about(topic, author_names(document.author)), "topic", section.start, section.end)


def _ask_about(topic: str, authors: Sequence[str]) -> str:
    if not authors or any(word.isupper() and len(word) > 2 for name in authors for word in name.split()):
        return f"What is said about {topic}?"
    if len(authors) == 1:
        return f"What does {authors[0]} say about {topic}?"
    return f"What do {authors[0]} and {authors[1] if len(authors) == 2 else 'others'} say about {topic}?"


def _is_subject(who: str) -> bool:
    first = who.split()[0].casefold()
    if first in STOPWORDS - {"the", "a", "an"} or first in ("most", "many", "few", "several", "both", "others"):
        return False
    return SUBJECT.fullmatch(who) is not None and not NO_NOUN.search(who)


def _is_clause(who: str) -> bool:
    return re.search(r"\b(?:that|which|who|whose)\b|[,;:()\"“”]", who) is not None


def _inside(who: str) -> str:
    """A subject as it stands inside of a sentence."""
    return re.sub(r"^(The|A|An) ", lambda article: article[0].lower(), who)
