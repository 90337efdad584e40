"""Lines that hold nothing but names of people, as authors stand below a title."""

import re
from collections.abc import Collection

INSTITUTION = re.compile(
    r"\b(?:universi[dt]\w+|institut\w*|academy|akademiy\w+|academie|college|department|faculty|ministry|cent(?:er|re)"
    r"|school|foundation|hong kong|laborator\w+|hochschule|университет\w*|институт\w*|академи\w+|nazirliyi)\b",
    re.IGNORECASE,
)
PARTICLES = frozenset(
    "de da do dos das del della der den di du la le van von vom zu zur bin ibn bint abu al el af av ter ten oğlu qızı "
    "oglu kyzy qizi kızı".split()
)
# Capitalised in titles, names of places and of institutions, and no part of a person's name.
NO_NAMES = frozenset(
    "a about academy affairs africa african after against age agency agenda agreement all america american an "
    "associates avenue building campus corp gmbh inc labs llc ltd road square street terms "
    "analysis and annual approach armenia art article asia asian associate association at azerbaijan bank before "
    "between beyond brief british bulletin business by case caucasus center central centre century challenge "
    "challenges change chapter china chinese city climate college colloquium committee community company conference "
    "conflict cooperation corporation council country court crisis culture data democracy department deputy "
    "development diplomacy director discussion district draft early east eastern economic economics economy editor "
    "editorial education energy england english era essay essays europe european executive experience faculty failure "
    "final first for foreign forum foundation france free french from future general georgia german germany global "
    "governance government great group growth guide health high his history house how human impact in "
    "independence india institute institution integration interim international introduction iran issue issues italy "
    "japan journal karabakh kingdom lab laboratory language late law learning lecture lecturer lessons letter "
    "letters library limited literature los management manual market media memorandum middle military minister "
    "ministry model modern nagorno national nations nato nature negotiations network new north northern note notes of "
    "office officer old on online organization osce outlook overview paper papers part party peace perspective "
    "perspectives phd policy political politics power practice preliminary president press private problem problems "
    "proceedings process professor program programme project prospects public publishers quarterly question questions "
    "reader regional relations report republic research researcher resolution results review revised revolution "
    "rights role russia russian san school science sciences season second section security senior series service "
    "settlement social society soviet special staff state states status strategic strategies strategy studies study "
    "summary summit survey symposium system systems table talks team technical technology test tests theory thesis "
    "third threat to today tool toward towards trade transition treaty turkey ukraine un under union united "
    "university us version view views vol volume war wars washington way west western what when where white why with "
    "women work working workshop world writer year years york".split()
)
MARKS = re.compile(
    r"<sup>.{0,40}?</sup>|\^\{[^}]{0,20}\}|\$[^$]{0,20}\$|\[\d{1,2}\]|[¹²³⁰⁴-⁹*†‡§¶#✉◊∗]+(?:,\s?[¹²³⁰⁴-⁹*†‡]+)*"
    r"|(?<=[^\W\d_])\d{1,2}(?:,\s?\d{1,2})*(?![\d\w])|(?<=[^\W\d_]) \d(?=\s*(?:,|;|$|and\b|&))|\([^)]{0,80}\)"
)
CONJUNCTION = r"(?:and|und|et|və|ve|и|y|&)(?:\s+|$)"
SEPARATORS = re.compile(rf"\s*[;,|·•]\s*(?:{CONJUNCTION})?|\s+{CONJUNCTION}|\s+[–—]\s+", re.IGNORECASE)
TITLES = re.compile(r"(?:(?:dr|prof|professor|assoc|assist|mr|mrs|ms|sir|hon|ing|phd)\b\.?\s*)+", re.IGNORECASE)
DEGREE = re.compile(
    r"ph\.?\s?d\.?|m\.?d\.?|m\.?a\.?|m\.?sc\.?|ll\.?m\.?|mba|jr\.?|sr\.?|esq\.?|eds?\.?"
    r"|(?:(?:senior|student|life) )?(?:member|fellow)|ieee|acm",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-‐])*")
# "{ann, bob}@tea.edu"
BRACED = re.compile(r"\{[^{}]{1,200}\}\s?@\s?\S{1,100}")
# "Der Tee", "La Paz", "Le Monde": seldom a person, often a title, a place or a newspaper.
ARTICLES = frozenset("the der die das den dem ein eine le la les un une el los las lo il i gli al az".split())
MAX_NAME_WORDS = 5
# A line of authors; a longer one is prose.
MAX_LINE_CHARACTERS = 400


def parse_names(line: str, lower_words: Collection[str] = (), lenient: bool = False) -> tuple[str, ...]:
    """The people a line names, without note marks and degrees; empty if it holds anything but names.

    What follows the last name may only be an institution; with lenient (a line that begins with "by"), anything.
    lower_words: the words that the document also writes small, which are seldom names.
    """
    if len(line) > MAX_LINE_CHARACTERS or line.endswith(("?", "!", ":")):
        return ()
    people: list[str] = []
    for part in SEPARATORS.split(MARKS.sub("", line)):
        name = TITLES.sub("", part.strip(), count=1) if TITLES.match(part.strip()) else part.strip()
        if not name or DEGREE.fullmatch(name):
            continue
        if not is_person(name, lower_words):
            return tuple(people) if people and (lenient or INSTITUTION.search(part)) else ()
        people.append(name)
    return tuple(people)


def small_words(text: str) -> frozenset[str]:
    """The words that a document also writes small, addresses aside, in which names stand so."""
    plain = BRACED.sub(" ", text)
    tokens = (token for token in plain.split() if not any(mark in token for mark in ("@", "://", "www.")))
    return frozenset(word for token in tokens for word in re.findall(r"[^\W\d_]+", token) if word.islower())


def is_person(name: str, lower_words: Collection[str] = ()) -> bool:
    """Whether these two to five words can be one person's name: capitalised, with initials and particles."""
    words = name.split()
    whole = [word.casefold() for word in words if not word.endswith(".")]
    if INSTITUTION.search(name) or len(set(whole)) < len(whole):
        return False
    if words[0].casefold() in ARTICLES:
        return False
    if not 2 <= len(words) <= MAX_NAME_WORDS or not all(WORD.fullmatch(word) for word in words):
        return False
    # With a capital a particle may be a name: "Sheng Di".
    counted = [word for word in words if word not in PARTICLES]
    if len(counted) < 2 or not all(word[0].isupper() for word in counted):
        return False
    if any(part in NO_NAMES for word in counted for part in re.split(r"['’.\-‐]", word.casefold()) if len(part) > 1):
        return False
    # "IBM Haifa".
    if words[0].isupper() and len(words[0]) == 3 and not words[1].isupper() and "." not in words[0]:
        return False
    # "Class A" is no person. A full stop ends initials, not words.
    if len(words[-1]) == 1 or (words[-1][-1] == "." and len(words[-1]) > 4):
        return False
    full = [word for word in counted if len(word.rstrip(".")) > 1 and not re.fullmatch(r"(?:[^\W\d_]\.-?)+", word)]
    # Of capitals alone, four words are a heading.
    if name.isupper() and len(full) > 3:
        return False
    small = sum(word.casefold() in lower_words for word in full)
    return bool(full) and (small == 0 or 2 * small < len(full) or (small < len(full) and len(counted) > len(full)))
