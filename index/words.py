"""Which words of a text tell what it is about."""

import re

# Words that questions are built with. In a small collection such words are rare in the passages, so BM25 would weigh
# "what" or "did" like a name.
STOPWORDS = frozenset(
    "a about am an and any are as at be been being but by can could did do does doing for from had has have "
    "having he her hers him his how i if in into is it its itself just me my of on one or our shall she should so "
    "some such than that the their them then there these they this those to too was we were what when where which "
    "while who whom whose why will with would you your s t".split()
)
WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
