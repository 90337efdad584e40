"""Whether a hyphen at a line's end belongs to the word that the line end cut."""

from collections.abc import Collection

# "Pre- and post-war".
SUSPENDING = frozenset("and or to und oder bis et ou".split())
# What hardly begins a word without one.
FIRSTS = frozenset(
    "self well half cross two three five twenty thirty forty fifty sixty seventy eighty ninety user cost".split()
)
# What begins words that need none, though it is one by itself: "some-where", "over-written".
SOLID = frozenset("any every hand more no out over some there through under up where with".split())
# What writers join to any word with a hyphen.
JOINED_ON = frozenset("all anti high long low multi neo non post pro quasi semi short".split())
# "So-called"; but most that begin so are "be-cause" and "to-gether".
SHORT_FIRSTS = frozenset("by co ex in no on so up".split())


def keeps_hyphen(left: str, right: str, known: Collection[str], is_set_so: bool) -> bool:
    """Whether the halves of a word are two with a hyphen between them.

    known: the document's words in lower case, compounds with their hyphens, without the halves at line ends. is_set_so:
    whether the document has words cut at line ends that stand elsewhere whole.
    """
    together, apart = (left + right).casefold(), f"{left}-{right}".casefold()
    if apart in known and together not in known:
        return True
    if together in known:
        return False
    if right[0].isupper():
        return True
    # "n-dimensional": no syllable is one letter.
    if len(left) == 1:
        return right.casefold() in known
    # Neither is seen elsewhere: two words that both stand alone were joined by their writer.
    if len(left) < 3:
        return left.casefold() in SHORT_FIRSTS and right.casefold() in known
    if not is_set_so or left.casefold() in FIRSTS:
        return True
    stands_alone = left.casefold() in known and left.casefold() not in SOLID
    return (left.casefold() in JOINED_ON or stands_alone) and right.casefold() in known
