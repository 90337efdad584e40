"""Question files held against the documents they are about."""

from collections.abc import Mapping, Sequence

from eval.metrics.words import fold
from eval.questions import Evidence, Question


def find_problems(questions: Sequence[Question], texts: Mapping[str, str]) -> list[str]:
    """What is wrong with the evidence, one line a problem; empty if every quote stands in its document.

    texts: the documents' texts by name.
    """
    return [
        f"{question.question_id}: {problem}"
        for question in questions
        for evidence in question.evidence
        if (problem := _problem(evidence, texts)) is not None
    ]


def _problem(evidence: Evidence, texts: Mapping[str, str]) -> str | None:
    text = texts.get(evidence.document)
    if text is None:
        return f"there is no document {evidence.document}"
    if evidence.quote in text:
        return None
    if fold(evidence.quote) not in fold(text):
        return f"not in {evidence.document}: {fold(evidence.quote)[:80]}"
    if evidence.white_space_folded:
        return None
    return f'in {evidence.document} only with white space folded; set "ws_normalised": {fold(evidence.quote)[:80]}'
