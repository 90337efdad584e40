"""The plain reader: scores every sentence of the hits by meaning and by words. It understands nothing it reads.

The sentences' cosines come with the hits, so no model runs here.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lexical import STOPWORDS
from index.passage import Hit
from qa.answer import Reading, Span
from qa.short_answers import find_short_answer, holds_what_is_asked

# Weights of a sentence's cosine with the question, of the question's words it holds, of its passage's score, and of
# holding the kind of thing asked for. Chosen on questions of SQuAD, SQuADShifts and Natural Questions:
# docs/experiments.md, "The first reader".
MEANING, WORDS, PASSAGE, KIND = 0.55, 0.2, 0.3, 0.06
# A sentence joins the best one if it scores at least this share of it; more than three are a wall of text.
NEAR_BEST = 0.88
MAX_SENTENCES = 3
# Confidence is a logistic function of the best passage's cosine, half at CENTRE, as if every other question had no
# answer. Fitted to the development questions, where 0.60 decides best: docs/experiments.md, "The first reader".
CENTRE, STEEPNESS = 0.6, 4.9

MIN_WORDS = 4
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: int
    start: int
    end: int
    text: str
    meaning: float


def read(question: str, hits: Sequence[Hit]) -> Reading:
    """The sentences that look most like an answer to the question."""
    candidates = _candidates(hits)
    if not candidates:
        return Reading(0.0, ())
    meaning = np.array([candidate.meaning for candidate in candidates])
    words = _word_coverage(question, [candidate.text for candidate in candidates])
    passage = np.array([hits[candidate.hit].score for candidate in candidates])
    kind = np.array([holds_what_is_asked(question, candidate.text) for candidate in candidates])
    scores = MEANING * meaning + WORDS * words + PASSAGE * passage + KIND * kind
    best = [int(number) for number in np.argsort(-scores, kind="stable")]
    chosen = [number for number in best if scores[number] >= NEAR_BEST * scores[best[0]]][:MAX_SENTENCES]
    spans = tuple(_span(candidates[number], float(scores[number])) for number in chosen)
    return Reading(_confidence(hits[0].dense_score), spans, _short_answer(question, candidates[best[0]], spans[0]))


def _confidence(cosine: float) -> float:
    return 1 / (1 + math.exp(-STEEPNESS * (cosine - CENTRE)))


def _candidates(hits: Sequence[Hit]) -> list[_Candidate]:
    """Every sentence of the hits once, from the best passage that holds it; headings are no answers."""
    found: dict[tuple[str, int], _Candidate] = {}
    for number, hit in enumerate(hits):
        passage = hit.passage
        for (start, end), meaning in zip(passage.sentences, hit.sentence_scores, strict=True):
            text = passage.text[start - passage.start : end - passage.start]
            if len(WORD.findall(text)) >= MIN_WORDS and not text.startswith("#"):
                candidate = _Candidate(number, start, end, " ".join(text.split()), meaning)
                found.setdefault((passage.document, start), candidate)
    return list(found.values())


def _word_coverage(question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
    """Share of the question's words that each sentence holds, (len(sentences),), rare words counting more.

    Words are compared by their first six letters, which folds most English endings.
    """
    asked = list(dict.fromkeys(_stems(question)))
    held = [set(_stems(sentence)) for sentence in sentences]
    frequency = Counter(stem for stems in held for stem in stems)
    weights = np.array([math.log(1 + len(held) / (1 + frequency[stem])) for stem in asked])
    if not weights.sum():
        return np.zeros(len(held))
    present = np.array([[stem in stems for stem in asked] for stems in held], dtype=np.float64)
    coverage: NDArray[np.float64] = present @ weights / weights.sum()
    return coverage


def _stems(text: str) -> list[str]:
    return [word[:6] for word in WORD.findall(text.casefold()) if word not in STOPWORDS]


def _span(candidate: _Candidate, score: float) -> Span:
    return Span(candidate.hit, candidate.start, candidate.end, score)


def _short_answer(question: str, candidate: _Candidate, span: Span) -> Span | None:
    found = find_short_answer(question, candidate.text)
    if found is None or len(candidate.text) != span.end - span.start:
        return None
    return Span(span.hit, span.start + found[0], span.start + found[1], span.score)
