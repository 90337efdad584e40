"""Passages that do not answer a question, put beside those that do."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np

from corpus.sentences import split_sentences
from index.lexical import Lexical
from index.words import STOPWORDS, WORD
from qa.training.examples import Asked, Example

# Examples of one question; training compares their scores.
Group = tuple[Example, ...]

# Where a negative comes from: another paragraph of the article, the paragraphs of all articles that BM25 ranks first,
# or, for the rest, any paragraph at all.
OF_ARTICLE, OF_ALL = 0.6, 0.25
# Taken by chance from so many of the best, so that not every one is the hardest.
BEST_OF_ARTICLE, BEST_OF_ALL = 2, 5


def with_negatives(asked: Sequence[Asked], chance: random.Random) -> list[Group]:
    """A group for every question, in an order set by chance."""
    miner = _Miner(asked)
    groups: list[Group] = []
    for one in asked:
        passage = miner.negative(one, chance) if one.mined and one.example.answerable else None
        if passage is None:
            groups.append((one.example,))
        else:
            sentences = tuple(split_sentences(passage))
            # Where the one that answers has none, a heading would tell that the other does not.
            heading = miner.heading(passage) if one.example.heading else ""
            negative = Example(one.example.question, passage, (), sentences, frozenset(), heading)
            groups.append((one.example, negative))
    chance.shuffle(groups)
    return groups


def without_headings(groups: Sequence[Group], share: float, chance: random.Random) -> list[Group]:
    """The same groups, of which that share has its headings taken away."""
    return [tuple(replace(one, heading="") for one in group) if chance.random() < share else group for group in groups]


class _Miner:
    def __init__(self, asked: Sequence[Asked]) -> None:
        self._by_article: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for one in asked:
            self._by_article[one.article].setdefault(one.example.passage, _words(one.example.passage))
        self._frequency = Counter(
            word for passages in self._by_article.values() for words in passages.values() for word in words
        )
        self._all = list(dict.fromkeys(one.example.passage for one in asked))
        self._lexical = Lexical.build(self._all)
        self._headings = {one.example.passage: one.example.heading for one in asked}

    def heading(self, passage: str) -> str:
        """What stands above one of the passages."""
        return self._headings[passage]

    def negative(self, one: Asked, chance: random.Random) -> str | None:
        """A passage that does not hold the answer; None if none was found."""
        place = chance.random()
        found = self._of_article(one)[:BEST_OF_ARTICLE] if place < OF_ARTICLE else []
        if not found and place < OF_ARTICLE + OF_ALL:
            found = self._of_all(one)[:BEST_OF_ALL]
        if not found:
            found = [passage for passage in [chance.choice(self._all)] if _is_wrong(one.example, passage)]
        return chance.choice(found) if found else None

    def _of_article(self, one: Asked) -> list[str]:
        """Other passages of the article, those first that share most and rarest words with the question."""
        asked = sorted(_words(one.example.question))
        scored = [
            (sum(log(1 + 1e5 / self._frequency[word]) for word in asked if word in words), passage)
            for passage, words in self._by_article[one.article].items()
            if _is_wrong(one.example, passage)
        ]
        return [passage for _, passage in sorted(scored, reverse=True)]

    def _of_all(self, one: Asked) -> list[str]:
        scores = self._lexical.scores(one.example.question)
        count = min(4 * BEST_OF_ALL, len(scores))
        best = np.argpartition(-scores, count - 1)[:count]
        ordered = best[np.argsort(-scores[best], kind="stable")]
        return [self._all[at] for at in ordered if _is_wrong(one.example, self._all[at])]


def _is_wrong(example: Example, passage: str) -> bool:
    """Whether this is another passage, without the answer's words."""
    text = passage.casefold()
    return passage != example.passage and not any(
        example.passage[start:end].casefold() in text for start, end in example.answers
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(text.casefold()) if word not in STOPWORDS)
