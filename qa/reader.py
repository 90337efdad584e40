"""The reader: reads the question together with each passage, and the likeliest passages again with a larger model.

It says whether the passages answer, where the short answer stands, and which sentences belong in the answer.
qa/training/ makes its weights.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.passage import Hit
from qa.answer import Reading, Span
from qa.enumerations import complete, is_list
from qa.paired_figures import figure_asked_for
from qa.question_kinds import asks_for_number_of_things, asks_for_words
from qa.quotable import quotable
from qa.reading_model import CUT_OFF, Judged, ReadingModel
from qa.table_rows import TableRows

Range = tuple[int, int]
WEIGHTS = Path(__file__).with_name("weights")
# Where a reader's folder has the larger model.
CLOSE = "close"
# So many passages are read again by the larger model, which takes about four times as long for each. Of six instead of
# three it finds no more (docs/experiments.md).
CLOSELY = 3
# The small model's part in what both say of a passage and its sentences: half-way in the range, 0.15 to 0.5, in which
# both together rank passages and sentences of public questions that were not trained on better than either.
SKIMMED = 0.3

# What joins several things into one answer.
JOINED = re.compile(r"[,;/&]|\band\b|\bor\b")
MAX_SENTENCES = 3
# Weight of the retrieval score, 0 to 1, beside the relevance, log-odds, by which passages are ranked again. This and
# the weights of sentences are the best, or among the best, of a grid on public questions that were not trained on:
# python -m eval.benchmarks.ranking.
RETRIEVAL_WEIGHT = 10.0
# Confidence is a logistic function of the log-odds that any passage answers, as steep as a fit to our own question sets
# (python -m eval.benchmarks.confidence) and half at the middle of the range, 0.25 to 0.75, in which answerable and
# unanswerable ones of those sets are best told apart. Below MIN_COSINE there is nothing to read: answerable questions
# have 0.46 up.
CENTRE, STEEPNESS, MIN_COSINE = 0.5, 1.05, 0.35
SIGNALS = ("relevance", "any", "answer", "support", "cosine")
# What a sentence scores: its support, and these times its passage's relevance and retrieval score and its own cosine
# with the question. It joins the best one if it scores at most MARGIN less.
OF_RELEVANCE, OF_RETRIEVAL, OF_COSINE = 0.5, 10.0, 0.0
MARGIN = 1.5


class Reader:
    """Skims every passage with a small model and reads the best ones closely. Threads may share it; they take turns."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        """folder: of the small model and the tokenizer, with a folder CLOSE of the larger model in it or without.

        Raises UserError if it holds no model.
        """
        self._small = ReadingModel(folder)
        self._large = ReadingModel(folder / CLOSE, self._small.tokens) if (folder / CLOSE).is_dir() else None

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Read the hits, rank them again, and find the answer in them."""
        return conclude(question, self.judge(question, hits))

    def judge(self, question: str, hits: Sequence[Hit]) -> list[Judged]:
        """What the models say of each hit, in their order; nothing is decided yet."""
        skimmed = self.skim(question, hits)
        if self._large is None:
            return skimmed
        judged = [replace(one, closely=False) for one in skimmed]
        best = sorted(range(len(hits)), key=lambda number: -_strength(skimmed[number]))[:CLOSELY]
        for number, one in zip(best, self._large.judge(question, [hits[number] for number in best]), strict=True):
            judged[number] = _join(skimmed[number], one)
        return judged

    def skim(self, question: str, hits: Sequence[Hit]) -> list[Judged]:
        """What the small model says of each hit, in their order."""
        return self._small.judge(question, hits)


def _join(skimmed: Judged, read: Judged) -> Judged:
    """What both models say of one passage; the short answer is the larger one's."""
    pairs = zip(skimmed.supports, read.supports, strict=True)
    return replace(
        read,
        relevance=_mix(skimmed.relevance, read.relevance),
        supports=tuple(_mix(one, other) for one, other in pairs),
    )


def _mix(skimmed: float, read: float) -> float:
    return SKIMMED * skimmed + (1 - SKIMMED) * read


def conclude(question: str, judged: Sequence[Judged]) -> Reading:
    """What passages say together, from what the models say of each. Those not read closely come last."""
    if not judged:
        return Reading(0.0, (), ())
    ranked = sorted(judged, key=lambda one: (not one.closely, -_strength(one)))
    read = [one for one in ranked if one.closely]
    hits = _rank_again(ranked, len(read))
    rows, chosen = TableRows(question, hits), _choose_sentences(read)
    found = _of_whom_it_asks(question, _short_answer(read), hits) if asks_for_words(question) else None
    short = rows.cell(found, chosen[0]) if found else None
    sentences = rows.choose(chosen)
    if found and short and not any(_holds(span, short, hits) for span in sentences):
        sentences = rows.choose(_with_answer(chosen, found, read))
    supports = {
        (one.hit.passage.document, start): support
        for one in read
        for (start, _), support in zip(one.hit.passage.sentences, one.supports, strict=True)
    }
    completed = complete(question, sentences, hits, supports)
    # Where more belongs in the answer than was thought, no few words are all of it.
    is_whole = short and len(completed) <= len(sentences) and _is_whole(short, question, completed, hits)
    return Reading(_confidence(ranked), completed, hits, short if is_whole else None)


def _strength(one: Judged) -> float:
    return one.relevance + RETRIEVAL_WEIGHT * one.hit.score


def _rank_again(ranked: Sequence[Judged], closely: int) -> tuple[Hit, ...]:
    """The hits with their new ranks and scores; those behind the closely read ones score no more than the last."""
    scores = [_probability(_strength(one) - RETRIEVAL_WEIGHT) for one in ranked]
    least = min(scores[:closely])
    return tuple(
        replace(one.hit, rank=rank, score=score if rank <= closely else min(score, least))
        for rank, (one, score) in enumerate(zip(ranked, scores, strict=True), start=1)
    )


def _is_whole(answer: Span, question: str, sentences: Sequence[Span], hits: Sequence[Hit]) -> bool:
    """Whether a short answer is all of the answer: no part of a list, no one of three things, and of one sentence."""
    holders = [span for span in sentences if _holds(span, answer, hits)]
    if any(is_list(span, hits) for span in holders) or not any(answer.end <= span.end for span in holders):
        return False
    passage = hits[answer.hit].passage
    said = passage.text[answer.start - passage.start : answer.end - passage.start]
    return not asks_for_number_of_things(question) or JOINED.search(said) is not None


def _short_answer(read: Sequence[Judged]) -> Span | None:
    """The best answer that stands in a sentence; a heading may name the answer, but proves nothing."""
    best: Span | None = None
    for number, one in enumerate(read):
        strength = one.relevance + (one.answer_score + RETRIEVAL_WEIGHT * one.hit.score) / 2
        if one.answer is not None and (best is None or strength > best.score) and _holder(one) is not None:
            best = Span(number, *one.answer, strength)
    return best


def _of_whom_it_asks(question: str, answer: Span | None, hits: Sequence[Hit]) -> Span | None:
    """The short answer; if that is another's figure, the one for whom the question asks."""
    if answer is None:
        return None
    passage = hits[answer.hit].passage
    start, end = next(place for place in passage.sentences if place[0] <= answer.start < place[1])
    said = passage.text[start - passage.start : end - passage.start]
    figure = figure_asked_for(question, said, (answer.start - start, answer.end - start))
    return answer if figure is None else replace(answer, start=start + figure[0], end=start + figure[1])


def _holder(one: Judged) -> Range | None:
    """The sentence in which the answer stands; None if it is none that may be quoted."""
    passage = one.hit.passage
    for (start, end), may in zip(passage.sentences, quotable(passage), strict=True):
        if one.answer is not None and start <= one.answer[0] < end:
            return (start, end) if may else None
    return None


def signals(judged: Sequence[Judged]) -> tuple[float, ...]:
    """What the confidence may be made of, as SIGNALS names it; judged: at least one.

    Of the passages read closely the highest relevance, and the log-odds that any of them answers; of the best one the
    answer's score and its best sentence's support; the highest cosine of the question with any passage.
    """
    read = [one for one in judged if one.closely]
    best = max(read, key=lambda one: one.relevance)
    cosine = max(one.hit.dense_score for one in judged)
    return best.relevance, _any_answers(read), best.answer_score, max(best.supports, default=CUT_OFF), cosine


def _any_answers(read: Sequence[Judged]) -> float:
    return float(np.logaddexp.reduce([one.relevance for one in read]))


def _confidence(ranked: Sequence[Judged]) -> float:
    if max(one.hit.dense_score for one in ranked) < MIN_COSINE:
        return 0.0
    return _probability(STEEPNESS * (_any_answers([one for one in ranked if one.closely]) - CENTRE))


def _choose_sentences(read: Sequence[Judged]) -> list[Span]:
    """Sentences that belong in the answer, best first, each once."""
    found: dict[tuple[str, int], Span] = {}
    for number, one in enumerate(read):
        passage = one.hit.passage
        of_passage = OF_RELEVANCE * one.relevance + OF_RETRIEVAL * one.hit.score
        cosines = one.hit.sentence_scores or (0.0,) * len(one.supports)
        may = quotable(passage)
        for (start, end), support, cosine, allowed in zip(passage.sentences, one.supports, cosines, may, strict=True):
            told = support if allowed else CUT_OFF
            span = Span(number, start, end, told + of_passage + OF_COSINE * cosine)
            key = (passage.document, start)
            if key not in found or found[key].score < span.score:
                found[key] = span
    ordered = sorted(found.values(), key=lambda span: -span.score)
    return [span for span in ordered if span.score >= ordered[0].score - MARGIN][:MAX_SENTENCES]


def _holds(sentence: Span, answer: Span, hits: Sequence[Hit]) -> bool:
    same = hits[sentence.hit].passage.document == hits[answer.hit].passage.document
    return same and sentence.start <= answer.start < sentence.end


def _with_answer(sentences: list[Span], answer: Span, read: Sequence[Judged]) -> list[Span]:
    """The sentences, and behind them the one that holds the reader's short answer."""
    holder = _holder(read[answer.hit])
    if holder is None:
        return sentences
    return [*sentences[: MAX_SENTENCES - 1], Span(answer.hit, *holder, answer.score)]


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
