from dataclasses import dataclass

import pytest

from index.filters import Filter
from index.passage import Hit, Passage
from qa.answer import Reading, Span
from qa.named_authors import SENTENCES_EACH, ask_each, join


@dataclass(frozen=True)
class Document:
    name: str
    author: str | None


DOCUMENTS = [
    Document("sheep.txt", "Aygün Əliyeva"),
    Document("wool.txt", "Rustam Long and B. de Vries"),
    Document("looms.txt", "R. Long; B. de Vries"),
    Document("tea.txt", "Tea, Orkhan; Nigar Sultan"),
    Document("unsigned.txt", None),
]


def asked(question):
    return [(one.question, one.documents) for one in ask_each(question, DOCUMENTS)]


def test_each_author_that_is_named_is_asked_of_what_that_author_wrote():
    assert asked("What do Aliyeva and Sultan say of May's pastures?") == [
        ("What do Aliyeva say of May's pastures?", ("sheep.txt",)),
        ("What do Sultan say of May's pastures?", ("tea.txt",)),
    ]
    assert [names for _, names in asked("Long's view, Əliyeva’s view?")] == [("looms.txt", "wool.txt"), ("sheep.txt",)]
    assert len(asked("do aliyeva and sultan agree")) == 2


@pytest.mark.parametrize(
    "question",
    [
        "What does Aliyeva say?",
        "What do Long and de Vries say together?",
        "How long do Sultan's sheep stay?",
        "Where was tea planted, and who says so?",
        "What do the authors say?",
    ],
)
def test_one_author_or_a_word_like_a_name_is_no_question_to_several(question):
    assert asked(question) == []


def test_whoever_asks_each_author_asks_them_all_and_the_document_without_one():
    assert [names for _, names in asked("What does each author say of wool?")] == [
        ("sheep.txt",),
        ("wool.txt",),
        ("looms.txt",),
        ("tea.txt",),
        ("unsigned.txt",),
    ]
    assert ask_each("What does every document say?", [Document(f"{n}.txt", None) for n in range(30)]) == []


def test_an_author_is_asked_within_the_documents_of_whoever_asks():
    (first, _) = ask_each("Aliyeva against Sultan?", DOCUMENTS)
    assert first.within(Filter(documents=("sheep.txt", "tea.txt"), visible_to="me")) == Filter(
        documents=("sheep.txt",), visible_to="me"
    )
    assert first.within(None) == Filter(documents=("sheep.txt",))


def reading(name, confidence, count=3, score=0.9):
    text = "Sheep graze. " * count
    sentences = tuple((12 * n + n, 12 * n + n + 12) for n in range(count))
    hit = Hit(Passage(1, name, name, None, None, (), 0, len(text), text, sentences), 1, score, 0.5, 1.0)
    return Reading(confidence, tuple(Span(0, *place, 1.0) for place in sentences), (hit,), Span(0, 0, 5, 1.0))


def test_what_they_say_stands_one_author_after_the_other_each_on_their_own_passages():
    joined = join([reading("a.txt", 0.6, score=0.4), reading("b.txt", 0.9)], 0.5)
    assert joined is not None and joined.confidence == 0.6 and joined.short_answer is None
    said = [(joined.hits[span.hit].passage.document, span.start) for span in joined.sentences]
    assert said == [("a.txt", 0), ("a.txt", 13), ("b.txt", 0), ("b.txt", 13)] and SENTENCES_EACH == 2
    assert [(hit.rank, hit.passage.document) for hit in joined.hits] == [(1, "b.txt"), (2, "a.txt")]


@pytest.mark.parametrize(
    ("confidences", "authors"), [((0.5, 0.5), 2), ((0.9, 0.49, 0.5), 2), ((0.9, 0.49), 0), ((0.49, 0.49), 0), ((), 0)]
)
def test_only_those_who_answer_are_heard_and_there_must_be_two(confidences, authors):
    joined = join([reading(f"{number}.txt", one) for number, one in enumerate(confidences)], 0.5)
    assert len({span.hit for span in joined.sentences} if joined else ()) == authors


def test_an_organisation_is_not_named_by_the_country_it_is_of():
    governments = [Document("a.txt", "Government of Armenia"), Document("b.txt", "Government of Azerbaijan")]
    assert ask_each("How did the war between Armenia and Azerbaijan end?", governments) == []
