"""What a written sentence states exactly, held against a quote: quantities, dates, names, and what is denied."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from qa.grounding.words import DENYING, SCALES, Kind, Word, find_words

# "About 2,200 million" for 2,192: what may stand before a rounded number, and how far it may be off.
ROUNDING = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|over|above|under|below|more than|less than|at least|"
    r"at most|up to|close to|fewer than|just)\s+(?:[$€£]|US\$)?\s*$",
    re.IGNORECASE,
)
ROUNDED = 0.05
# Words that say the contrary of each other.
OPPOSITES = (
    "accept/reject accept/refuse agree/refuse support/oppose agree/disagree increase/decrease rise/fall rose/fell "
    "grew/shrank grow/shrink raise/lower more/less much/little often/rarely many/few more/fewer most/least most/few "
    "higher/lower high/low strong/weak stronger/weaker strengthen/weaken win/lose won/lost victory/defeat "
    "success/failure success/fail succeed/fail before/after begin/end start/end began/ended open/close join/leave "
    "join/left enter/leave include/exclude allow/forbid allow/ban allow/prevent permit/forbid help/hinder "
    "encourage/discourage ally/enemy allies/enemies friend/enemy friendship/hostility peace/war internal/external "
    "north/south east/west first/last early/late earlier/later best/worst buy/sell bought/sold import/export gain/lose "
    "gain/lost gain/loss possible/impossible like/unlike likely/unlikely able/unable willing/unwilling legal/illegal "
    "just/unjust direct/indirect equal/unequal stable/unstable stability/instability security/insecurity "
    "tolerance/intolerance recognize/deny recognise/deny confirm/deny admit/deny praise/criticism praise/criticise "
    "praise/criticize welcome/condemn approve/condemn approve/disapprove optimism/pessimism optimist/pessimist "
    "positive/negative advantage/disadvantage remove/add withdraw/deploy withdrew/deployed attack/defend "
    "offense/defense offence/defence unity/division united/divided trust/distrust trust/mistrust easy/difficult "
    "quick/slow quickly/slowly rich/poor major/minor large/small larger/smaller largest/smallest big/small long/short "
    "old/new keep/abandon kept/abandoned maintain/abandon preserve/destroy rebuild/destroy build/destroy "
    "built/destroyed extend/reduce expand/reduce increase/reduce increase/cut rise/drop grew/fell ahead/behind "
    "above/below always/never all/none every/no both/neither satisfied/dissatisfied effective/ineffective "
    "efficient/inefficient relevant/irrelevant prevent/cause deter/provoke ease/worsen improve/worsen better/worse "
    "democratic/authoritarian public/secret open/secret formal/informal official/unofficial "
    "private/public inside/outside inner/outer new/old young/old modern/ancient same/different near/far "
    "younger/older youngest/oldest male/female father/mother son/daughter brother/sister husband/wife king/queen "
    "upper/lower up/down upward/downward forward/backward above/beneath full/empty full/partial whole/partial "
    "true/false right/wrong safe/dangerous urban/rural civilian/military domestic/foreign local/foreign "
    "temporary/permanent voluntary/forced voluntary/compulsory visible/invisible majority/minority active/passive "
    "cheap/expensive common/rare hard/soft heavy/light brief/prolonged short/prolonged narrow/broad narrow/wide "
    "certain/uncertain winner/loser victor/loser lend/borrow arrive/depart appear/disappear create/destroy "
    "remember/forget reveal/hide reveal/conceal disclose/conceal push/pull send/receive give/take start/finish "
    "begin/finish start/stop continue/stop continue/cease tighten/loosen tighten/ease widen/narrow buyer/seller "
    "creditor/debtor offensive/defensive aggressor/victim attacker/defender optimism/pessimism hope/fear "
    "presence/absence present/absent interior/exterior export/import exporter/importer surplus/deficit "
    "profit/loss gain/loss asset/liability growth/decline advance/retreat win/lose hostile/friendly "
    "violent/peaceful armed/unarmed civil/military regular/irregular central/peripheral centre/periphery "
    "northern/southern eastern/western northward/southward eastward/westward morning/evening day/night "
    "summer/winter dry/wet hot/cold warm/cold thick/thin deep/shallow fast/slow rapid/slow sudden/gradual "
    "frequent/rare frequently/rarely frequently/seldom often/seldom always/seldom simple/complex close/distant "
    "clear/unclear clear/vague precise/vague exact/approximate similar/dissimilar relevant/irrelevant "
    "innocent/guilty acquit/convict pardon/punish reward/punish obey/disobey comply/violate respect/violate "
    "sign/annul ratify/annul adopt/repeal enact/repeal impose/lift appoint/dismiss hire/fire elect/depose"
).split()


def _contrary() -> Mapping[str, frozenset[str]]:
    """For the form of each of these words those of its contraries. What denies is compared otherwise."""
    found: dict[str, frozenset[str]] = {}
    for pair in OPPOSITES:
        words = [find_words(word) for word in pair.split("/")]
        if all(word and word[0].kind is not Kind.DENIAL for word in words):
            one, other = (word[0].form for word in words)
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
    return found


CONTRARY = _contrary()
# Endings, stemmed, of adjectives made of names of countries: Armenian, Azerbaijani, Turkish, Chinese.
DEMONYM = ("ian", "ani", "ish", "ese", "an")
# "Not only", "No, pets are banned".
NO_DENIAL = re.compile(r"\bnot (?:only|just|merely)\b|^\W*no,", re.IGNORECASE)
# A name so short begins many words.
MAX_ACRONYM = 3
# Denied of everybody and everything, or for ever.
WHOLLY = re.compile(r"\b(?:nobody|no one|none|nothing|nowhere|never)\b", re.IGNORECASE)
DENIES_UNMENTIONED, DENIES_WHOLLY = "anything of what is denied", "anything of what is denied for all or for ever"
# A denial reaches this many telling words to its right.
REACH = 3


def find_faults(sentence: str, quote: str, context: str) -> Iterator[str]:
    """What a sentence states that a quote does not, in words for its reader; nothing if all of it is there.

    context: what the quote may leave unsaid, such as its document's title and author. Names may come from there;
    quantities and dates may not.
    """
    said, quoted, around = find_words(sentence), find_words(quote), find_words(context)
    for word in said:
        text = sentence[word.start : word.end]
        if word.kind is Kind.QUANTITY and not has_quantity(word, sentence[: word.start], quoted):
            yield f"the number {text}"
        elif word.kind is Kind.QUANTITY and _counts_another(word, said, quoted):
            yield f"the number {text} of this"
        elif word.kind is Kind.DATE and not _has_form(word, quoted):
            yield f"the date {text}"
        elif word.kind is Kind.NAME and not has_name(word.form, [*quoted, *around]):
            yield f"the name {text}"
        elif word.kind is Kind.NAME and _names_another(word, said, quoted):
            yield f"the name {text} for this"
    yield from _denials(sentence, said, quoted)


def _has_form(word: Word, quoted: Iterable[Word]) -> bool:
    return any(one.form == word.form for one in quoted)


def has_quantity(word: Word, before: str, quoted: Sequence[Word]) -> bool:
    """Whether one of the words is this number. before: the text before it, which may say that it is rounded."""
    tolerance = ROUNDED if ROUNDING.search(before) else 1e-9
    numbers = [one for one in quoted if one.value == one.value]
    # The unit stands in a header, "Spent (million US$): 2159", or behind the last number, "141 and 152 million".
    scales = {SCALES[one.form] for one in quoted if one.form in SCALES}
    scales |= {one.value / one.plain for one in numbers if one.value != one.plain and one.plain}
    return (
        any(_are_near(one.value, word.value, tolerance) for one in numbers)
        or any(
            _are_near(one.plain, word.plain, tolerance)
            for one in numbers
            if one.plain == one.value or word.plain == word.value
        )
        or any(_are_near(one.plain * scale, word.value, tolerance) for one in numbers for scale in scales)
    )


def _are_near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * abs(other)


def _counts_another(word: Word, said: Sequence[Word], quoted: Sequence[Word]) -> bool:
    """Whether the quote has the number for another thing: 5 cities and 4 villages, exchanged."""
    counted = dict(_counted(said)).get(word)
    there = list(_counted(quoted))
    things = [form for one, form in there if one.value == word.value]
    return (
        counted in [form for one, form in there if one.value != word.value] and bool(things) and counted not in things
    )


def _counted(words: Sequence[Word]) -> Iterator[tuple[Word, str]]:
    """Each quantity, and the form of the word behind it."""
    for word, following in pairwise(words):
        if word.kind is Kind.QUANTITY and following.kind is Kind.WORD:
            yield word, following.form


def _names_another(word: Word, said: Sequence[Word], quoted: Sequence[Word]) -> bool:
    """Whether another name stands before what this one stands before: Armenian forces, Azerbaijani forces."""
    following = next((after for one, after in pairwise(said) if one is word and after.kind is Kind.WORD), None)
    if following is None or not word.form.endswith(DEMONYM):
        return False
    names = [one.form for one, after in pairwise(quoted) if after.form == following.form and one.kind is Kind.NAME]
    return bool(names) and not any(is_same_name(word.form, name) for name in names)


def has_name(form: str, words: Iterable[Word]) -> bool:
    """Whether one of the words is the name that has this form, or of its family: Armenian is of Armenia's."""
    return any(is_same_name(form, one.form) for one in words)


def is_same_name(form: str, other: str) -> bool:
    """Whether two forms are of one family: Armenia and Armenian.

    Names are compared by their first letters, those of numbers (Second) whole, and short ones too.
    """
    short, long = sorted((form, other), key=len)
    if form[:1].isdigit() or len(short) <= MAX_ACRONYM:
        return long in (short, f"{short}s") or (short, long) == ("us", "usa")
    return other.startswith(form[: max(4, len(form) - 3)]) or form.startswith(other[: max(4, len(other) - 2)])


def _denials(sentence: str, said: Sequence[Word], quoted: Sequence[Word]) -> Iterator[str]:
    forms, there = {word.form for word in said}, {word.form for word in quoted}
    denied, denied_there = _count_denials(said), _count_denials(quoted)
    plain, plain_there = (any(one.kind is Kind.DENIAL for one in words) for words in (said, quoted))
    if plain != plain_there and denied % 2 != denied_there % 2:
        if plain:
            yield "a denial"
        elif any(len(one & forms) > len(one) / 2 for one in _scopes(quoted)):
            yield "this without a denial"
    # First has the form of one, which may count anything.
    others = {form for form in there - forms if not form[0].isdigit()}
    for word in said:
        if word.form not in there and contraries(word.form) & others:
            yield f"{sentence[word.start : word.end]}, but the contrary"


def find_unmentioned_denials(sentence: str, quote: str) -> tuple[str, ...]:
    """What a sentence denies of which no word stands in the quote, in words: "Nobody ever heard of the treaty".

    Or for all or for ever, where the quote denies nothing.
    """
    quoted = find_words(quote)
    there = {word.form for word in quoted}
    is_wholly = WHOLLY.search(sentence) is not None
    if not all(scope & there for scope in _scopes(find_words(NO_DENIAL.sub("", sentence)))):
        return (DENIES_WHOLLY if is_wholly else DENIES_UNMENTIONED,)
    return (DENIES_UNMENTIONED,) if is_wholly and not _count_denials(quoted) else ()


def contraries(form: str) -> frozenset[str]:
    """Forms of words that say the contrary of the word with this form."""
    return CONTRARY.get(form, frozenset()) | {f"un{form}", f"in{form}", re.sub("^(?:un|in)", "", form)} - {form}


def _count_denials(words: Sequence[Word]) -> int:
    return sum(word.kind is Kind.DENIAL or word.form in DENYING for word in words)


def _scopes(words: Sequence[Word]) -> Iterator[frozenset[str]]:
    """For each plain denial the forms of the words it stands before."""
    for number, word in enumerate(words):
        scope = frozenset(one.form for one in words[number + 1 : number + 1 + REACH])
        if word.kind is Kind.DENIAL and scope:
            yield scope
