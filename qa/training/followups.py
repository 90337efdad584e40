"""Questions as they are put in a dialogue, made from pairs of questions on one article.

The reader meets "When did it open? (Baku; metro)", qa/conversation.py's words, and must learn that what stands behind
the question belongs to it, and that a passage full of those words may still not answer.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Understood
from qa.conversation import Exchange, understand
from qa.training.examples import Asked

# Two of three lose a name to a pronoun where they can; the others go on with "And".
WITH_PRONOUN = 2 / 3
# Other questions of the article that are looked at for a name in common.
CANDIDATES = 8
PRONOUNS = ("it", "he", "they", "she")
NAME = re.compile(r"(?<!^)\b(?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*\b")


def with_follow_ups(asked: Sequence[Asked], share: float, chance: random.Random) -> list[Asked]:
    """The same questions, of which that share, where their article is known, follows another one of it."""
    by_article: dict[str, list[str]] = defaultdict(list)
    for one in asked:
        by_article[one.article].append(one.example.question)
    return [
        _following(one, chance.choices(by_article[one.article], k=CANDIDATES), chance)
        if one.article and chance.random() < share
        else one
        for one in asked
    ]


def _following(one: Asked, candidates: Sequence[str], chance: random.Random) -> Asked:
    """After the first candidate that shares a name with the question, or else after any other question."""
    question = one.example.question
    others = [earlier for earlier in candidates if earlier != question]
    if not others:
        return one
    earlier, shared = next(((other, names) for other in others if (names := _shared(question, other))), (others[0], []))
    if shared and chance.random() < WITH_PRONOUN:
        name = chance.choice(shared)
        asked = question[: name.start()] + chance.choice(PRONOUNS) + question[name.end() :]
    else:
        asked = f"And {question[:1].lower()}{question[1:]}"
    understood = understand(asked, [Exchange(Understood(earlier))])
    return replace(one, example=replace(one.example, question=understood.text))


def _shared(question: str, earlier: str) -> list[re.Match[str]]:
    return [match for match in NAME.finditer(question) if match[0].removeprefix("the ") in earlier]
