"""How much of a text is broken extraction: what stands there is not what the page showed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# Measured: of five papers and of clean texts in five languages no word looks broken, of 28 PDFs at most 0.4 %; of
# French in a wrong encoding every tenth word, of text in fonts without a table of characters nearly all.
SOME_DAMAGE = 0.02
BAD_DAMAGE = 0.1
# A share of fewer words means little.
MIN_WORDS_TO_JUDGE = 20
# Some 8 seconds of work for the largest text that is read, a fortieth of it for the parts of it.
SAMPLE_CHARACTERS = 1_000_000
SAMPLE_PARTS = 50

VOWELS = frozenset("aeiouyæœøəıαεηιοωυаеёиоуыэюяіїєө")
# A missing blank is counted in longer ones; German has words of forty letters, on few pages.
MAX_WORD_LETTERS = 45
LETTERS_A_WORD = 6
MIN_SPACED_LETTERS = 4
SYLLABIC = frozenset("rlwśřŕľ")
# Bytes that the encodings leave undefined come through as themselves.
WRONG_ENCODINGS = ("cp1252", "cp1251", "latin-1")
DIGIT_INSIDE = re.compile(r"[^\W\d_]*[a-zà-ÿа-яə]\d{1,2}[a-zà-ÿа-яə][^\W\d_]*")
SIGN_INSIDE = re.compile(r"[a-zà-ÿа-яə][!?;\"#%&+<>@~€£¥§¤¦¬¶¢¿¡][a-zà-ÿа-яə]")
NOT_PROSE = re.compile(r"[\\{}$_/=<>^`]|\.\w+\(|www\.|\S@\S+\.\w|&\w+;")
# What is left of words whose ff, fi, fl or ffi a font had as one glyph and did not name; no words of English.
LIGATURES_LOST = frozenset(
    "ict icts erent erently erence erences cient ciency ciently nition nitions rst nancial culty culties ects ective "
    "ected uence uenced uences gure gures ciaries "
    "dierent dierently dierence dierences signicant signicantly signicance conict conicts specic specically scientic "
    "ocial ocials ocer ocers oce eect eects eective ecient eciency sucient dicult diculty diculties denition dened "
    "inuence inuenced benet benets identied identies classied modied veried justied ratied aect aected aects eort "
    "eorts oered reect reects reected ghting ghters nancing congured conrm conrmed nally".split()
)


def measure_garbling(text: str) -> float:
    """The share of words that look broken, 0 to 1; 0 for a text without words.

    Broken are: words with replacement or private characters or control codes, UTF-8 read in another encoding ("Ã©"),
    four letters and more without a vowel, a digit or a sign between small letters, letters standing apart ("T h e"),
    words run together, and words that lost a ligature ("con ict", "dierent"). Not recognised: wrong letters that still
    look like a word. Of texts above a million characters, fifty parts are looked at.
    """
    words = broken = 0
    for part in _sample(text):
        tokens = [token for token in part.split() if any(letter.isalnum() or _is_odd(letter) for letter in token)]
        spaced = _spaced_letters(tokens)
        for number, token in enumerate(tokens):
            weight = _weight(token)
            words += weight
            broken += weight if number in spaced or _is_broken(token) else 0
    return broken / words if words else 0.0


def describe_garbling(score: float) -> str:
    """The score of measure_garbling in words."""
    if score >= BAD_DAMAGE:
        return "badly damaged: do not trust the quotes"
    return "some damage" if score >= SOME_DAMAGE else "clean"


def is_badly_garbled(text: str) -> bool:
    """Whether so much of the text is broken that its quotes cannot be trusted."""
    return len(text[:1000].split()) >= MIN_WORDS_TO_JUDGE and measure_garbling(text) >= BAD_DAMAGE


def _sample(text: str) -> Iterator[str]:
    if len(text) <= SAMPLE_CHARACTERS:
        yield text
        return
    step, length = len(text) // SAMPLE_PARTS, SAMPLE_CHARACTERS // SAMPLE_PARTS
    yield from (text[start : start + length] for start in range(0, step * SAMPLE_PARTS, step))


def _weight(token: str) -> int:
    """How many words a token counts for: more than one where blanks are missing."""
    return len(token) // LETTERS_A_WORD if _runs_together(token) else 1


def _runs_together(token: str) -> bool:
    # Scripts without capitals, such as Chinese, write without blanks anyway.
    if len(token) <= MAX_WORD_LETTERS or NOT_PROSE.search(token) or token.lower() == token.upper():
        return False
    return max(map(len, re.split(r"[\W\d_]+", token))) > MAX_WORD_LETTERS


def _spaced_letters(tokens: Sequence[str]) -> set[int]:
    """The numbers of tokens that are single letters in a run of them."""
    found: set[int] = set()
    start = 0
    for number in range(len(tokens) + 1):
        token = tokens[number] if number < len(tokens) else ""
        if len(token) == 1 and token.isalpha() and token.lower() != token.upper():
            continue
        if number - start >= MIN_SPACED_LETTERS:
            found.update(range(start, number))
        start = number + 1
    return found


def _is_broken(token: str) -> bool:
    word = token.strip(".,;:!?()[]{}«»„“”‘’'\"…*-–—|")
    if not word or NOT_PROSE.search(word):
        return "(cid:" in token or any(map(_is_odd, token))
    if word.isascii() and word.isalpha():
        return word in LIGATURES_LOST or _lacks_vowels(word) or _runs_together(word)
    return (
        "(cid:" in token
        or any(map(_is_odd, token))
        or _is_wrongly_decoded(word)
        or DIGIT_INSIDE.fullmatch(word) is not None
        or SIGN_INSIDE.search(word) is not None
        or _lacks_vowels(word)
        or _runs_together(word)
    )


def _is_odd(letter: str) -> bool:
    """Whether a character stands for one that could not be read: replacement, private use, control."""
    if letter < "\x7f":
        return letter < " " and not letter.isspace()
    return letter == "\ufffd" or (letter < "\xa0") or unicodedata.category(letter) in ("Co", "Cn")


def _is_wrongly_decoded(word: str) -> bool:
    if word.isascii():
        return False
    for encoding in WRONG_ENCODINGS:
        try:
            if len(word.encode(encoding).decode("utf-8")) < len(word):
                return True
        except UnicodeError:
            continue
    return False


def _lacks_vowels(word: str) -> bool:
    """Whether a word of a script with vowels has none: five letters and more, four if none can carry a syllable."""
    if len(word) < 4 or not word.isalpha() or not (word.islower() or word.istitle()) or word[0] >= "\u0530":
        return False
    base = unicodedata.normalize("NFD", word.casefold())
    if not VOWELS.isdisjoint(base):
        return False
    return len(word) > 5 or SYLLABIC.isdisjoint(base)
