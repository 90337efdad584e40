"""Answers of any shape, made from the type hints of qa.answer, so that a field added there is tried at once."""

from dataclasses import replace

from hypothesis import strategies as st

from qa.answer import Answer, Citation, Sentence

st.register_type_strategy(float, st.floats(allow_nan=False))
SMALL = st.integers(0, 3)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer whose sentences cite what is there, and whose citations rest on hits that are there."""
    answer = draw(st.builds(Answer))
    citations: list[Citation] = []
    if answer.hits:
        for number in range(1, draw(SMALL) + 1):
            passage = draw(st.integers(0, len(answer.hits) - 1))
            citations.append(replace(draw(st.builds(Citation)), number=number, passage=passage))
    numbers = tuple(range(1, len(citations) + 1))
    sentences = tuple(Sentence(draw(st.text()), numbers) for _ in range(draw(SMALL)))
    return replace(answer, citations=tuple(citations), sentences=sentences)
