"""Predictions + questions → scores. Loads no model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from corpus.errors import UserError
from eval.metrics.abstention import auroc, calibration_error
from eval.metrics.answers import best_token_f1, contained, nugget_recall, token_f1
from eval.metrics.citations import CitationCounts, count_citations
from eval.metrics.retrieval import covered_at_k, evidence_ranks, recall_at_k, reciprocal_rank
from eval.metrics.timing import percentile
from eval.metrics.words import fold
from eval.predictions import Prediction
from eval.questions import Question

LENIENT_K = 5


@dataclass(frozen=True, slots=True)
class Marks:
    """One question's marks, 0 to 1; None where the question does not have what the metric needs."""

    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    reciprocal_rank: float | None
    covered_at_5: float | None
    contained: float | None
    token_f1: float | None
    long_f1: float | None
    nugget_recall: float | None
    citations: CitationCounts | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A question, what was predicted, and its marks. seconds are in the prediction."""

    question: Question
    prediction: Prediction
    marks: Marks

    @property
    def decided_right(self) -> bool:
        """Answered if answerable, declined if not."""
        return self.prediction.answered == self.question.answerable

    @property
    def correct(self) -> bool | None:
        """Rightly declined, or answered with a short answer or all facts in it; None if the question tells neither."""
        if not self.question.answerable:
            return self.decided_right
        told = [one for one in (self.marks.contained, self.marks.nugget_recall) if one is not None]
        return self.prediction.answered and 1.0 in told if told else None


@dataclass(frozen=True, slots=True)
class StageSeconds:
    """Seconds of a stage over questions; None if none was timed."""

    median: float | None
    percentile_95: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Scores over questions; all but the counts and seconds 0 to 1, None where no question has what a metric needs.

    Means over questions: recall_at_* to nugget_recall. Shares of a sum: citation_precision (citations on the
    evidence, of answered, answerable questions), citation_recall (evidence quotes that a citation touches, of all
    questions with evidence), sentences_cited (sentences of answers that carry a citation).
    answered_of_answerable, declined_of_unanswerable, decided_right: shares of questions; correct: of those that can be
    told. auroc: how well confidence tells answerable questions from others. calibration_error: lower is better.
    """

    questions: int
    answerable: int
    unanswerable: int
    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    mean_reciprocal_rank: float | None
    covered_at_5: float | None
    contained: float | None
    token_f1: float | None
    long_f1: float | None
    nugget_recall: float | None
    citation_precision: float | None
    citation_recall: float | None
    sentences_cited: float | None
    answered_of_answerable: float | None
    declined_of_answerable: float | None
    declined_of_unanswerable: float | None
    decided_right: float
    correct: float | None
    auroc: float | None
    calibration_error: float | None
    total_seconds: StageSeconds
    retrieve_seconds: StageSeconds
    read_seconds: StageSeconds


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores over all questions and by kind, kinds in order of first appearance.

    missing: ids of questions without a prediction; they count as wrong. unusable: ids whose prediction is an error.
    reworded: ids whose prediction is to other words than the question has now.
    """

    overall: Summary
    kinds: dict[str, Summary]
    missing: tuple[str, ...]
    unusable: tuple[str, ...]
    reworded: tuple[str, ...]


def score(questions: Sequence[Question], predictions: Mapping[str, Prediction]) -> Scores:
    """Score predictions, given by question id. questions: at least one.

    Raises UserError if there is a prediction for an unknown question.
    """
    strangers = sorted(predictions.keys() - {question.question_id for question in questions})
    if strangers:
        raise UserError(
            f'{len(strangers)} predictions are for questions that are not in the question file ("{strangers[0]}"'
            f"{', …' if len(strangers) > 1 else ''}); score them against the questions they were made from"
        )
    scored = []
    for question in questions:
        prediction = _as_decided(predictions.get(question.question_id) or _wrong(question))
        scored.append(Scored(question, prediction, mark(question, prediction)))
    given = [one for one in scored if one.question.question_id in predictions]
    kinds = dict.fromkeys(question.kind for question in questions)
    return Scores(
        overall=summarise(scored),
        kinds={kind: summarise([one for one in scored if one.question.kind == kind]) for kind in kinds},
        missing=tuple(one.question_id for one in questions if one.question_id not in predictions),
        unusable=tuple(one.question.question_id for one in given if one.prediction.error is not None),
        reworded=tuple(
            one.question.question_id for one in given if fold(one.prediction.question) != fold(one.question.question)
        ),
    )


def mark(question: Question, prediction: Prediction) -> Marks:
    """Hold one prediction against its question."""
    evidence = question.evidence
    ranks = evidence_ranks(evidence, prediction.retrieved)
    answer = prediction.answer
    short = answer if prediction.short_answer is None else prediction.short_answer
    return Marks(
        recall_at_1=recall_at_k(ranks, 1) if ranks else None,
        recall_at_5=recall_at_k(ranks, 5) if ranks else None,
        recall_at_10=recall_at_k(ranks, 10) if ranks else None,
        reciprocal_rank=reciprocal_rank(ranks) if ranks else None,
        covered_at_5=covered_at_k(evidence, prediction.retrieved, LENIENT_K) if evidence else None,
        contained=float(contained(answer, question.answers)) if question.answers else None,
        token_f1=best_token_f1(short, question.answers) if question.answers else None,
        long_f1=token_f1(answer, question.answer_long) if question.answerable and question.answer_long else None,
        nugget_recall=nugget_recall(answer, question.nuggets) if question.nuggets else None,
        citations=count_citations(prediction.citations, evidence) if evidence else None,
    )


def summarise(scored: Sequence[Scored]) -> Summary:
    """Scores over some questions, at least one."""
    answerable = [one for one in scored if one.question.answerable]
    unanswerable = [one for one in scored if not one.question.answerable]
    counts = [one.marks.citations for one in answerable if one.marks.citations]
    sentences = [bool(sentence.citations) for one in scored for sentence in one.prediction.sentences]

    def mean(metric: Callable[[Marks], float | None]) -> float | None:
        return _mean(value for one in scored if (value := metric(one.marks)) is not None)

    return Summary(
        questions=len(scored),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        recall_at_1=mean(lambda marks: marks.recall_at_1),
        recall_at_5=mean(lambda marks: marks.recall_at_5),
        recall_at_10=mean(lambda marks: marks.recall_at_10),
        mean_reciprocal_rank=mean(lambda marks: marks.reciprocal_rank),
        covered_at_5=mean(lambda marks: marks.covered_at_5),
        contained=mean(lambda marks: marks.contained),
        token_f1=mean(lambda marks: marks.token_f1),
        long_f1=mean(lambda marks: marks.long_f1),
        nugget_recall=mean(lambda marks: marks.nugget_recall),
        citation_precision=_share(sum(one.on_evidence for one in counts), sum(one.citations for one in counts)),
        citation_recall=_share(sum(one.quotes_cited for one in counts), sum(one.quotes for one in counts)),
        sentences_cited=_mean(sentences),
        answered_of_answerable=_mean(one.prediction.answered for one in answerable),
        declined_of_answerable=_mean(not one.prediction.answered for one in answerable),
        declined_of_unanswerable=_mean(not one.prediction.answered for one in unanswerable),
        decided_right=fmean(one.decided_right for one in scored),
        correct=_mean(one.correct for one in scored if one.correct is not None),
        auroc=auroc(_confidences(answerable), _confidences(unanswerable)),
        calibration_error=calibration_error(_confidences(scored), [one.question.answerable for one in scored]),
        total_seconds=_stage(scored, "total"),
        retrieve_seconds=_stage(scored, "retrieve"),
        read_seconds=_stage(scored, "read"),
    )


def _wrong(question: Question) -> Prediction:
    """The worst prediction there is: declined and sure of it if answerable, answered and sure of it if not."""
    answered = not question.answerable
    return Prediction(question.question_id, question.question, answered, "", None, float(answered))


def _as_decided(prediction: Prediction) -> Prediction:
    """The prediction without what a declining one says besides: it is no answer."""
    if prediction.answered:
        return prediction
    return replace(prediction, answer="", short_answer=None, sentences=(), citations=())


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fmean(found) if found else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _confidences(scored: Sequence[Scored]) -> list[float]:
    return [one.prediction.confidence for one in scored]


def _stage(scored: Sequence[Scored], stage: str) -> StageSeconds:
    seconds = [getattr(one.prediction.seconds, stage) for one in scored if one.prediction.seconds is not None]
    return StageSeconds(percentile(seconds, 0.5), percentile(seconds, 0.95))
