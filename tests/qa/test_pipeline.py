from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from corpus.errors import UserError
from index.filters import Filter, Scope
from index.passage import Hit, Passage
from qa.absence import Absence
from qa.answer import Reading, Searched, Span
from qa.errors import UnusableQuestion
from qa.loading import Options
from qa.pipeline import MAX_AROUND, MAX_QUESTION_CHARACTERS, Answerer, check_question

TEXT = "The metro opened in 1967. It had five stations."
HIT = Hit(Passage(7, "a.txt", "T", None, None, (), 0, len(TEXT), TEXT, ((0, 25), (26, 47))), 1, 1.0, 0.9, 3.0)


def make_answerer(confidence: float, spans: tuple[Span, ...] = (Span(0, 0, 25, 1.0),)) -> Answerer:
    def search(question: str, top_k: int, only: Filter | None, around: Collection[tuple[str, int]]) -> list[Hit]:
        return [HIT][:top_k]

    def read(question: str, hits: Sequence[Hit]) -> Reading:
        return Reading(confidence, spans, tuple(hits))

    return Answerer(search, read, min_confidence=0.5)


def test_a_confident_reading_is_answered_and_cited() -> None:
    answer = make_answerer(0.5).ask("  When did\nit open? ")
    assert (answer.question, answer.answered, answer.text) == ("When did it open?", True, "The metro opened in 1967.")
    assert answer.citation(1).quote == TEXT[0:25]
    with pytest.raises(KeyError):
        answer.citation(2)
    assert answer.seconds.total >= answer.seconds.retrieve >= 0


@pytest.mark.parametrize(("confidence", "spans"), [(0.49, (Span(0, 0, 25, 1.0),)), (0.99, ())])
def test_otherwise_the_documents_do_not_say_and_the_nearest_passages_stay(
    confidence: float, spans: tuple[Span, ...]
) -> None:
    answer = make_answerer(confidence, spans).ask("When?")
    assert (answer.answered, answer.text, answer.citations, answer.short_answer) == (False, "", (), None)
    assert (answer.hits, answer.confidence) == ((HIT,), confidence)


def test_other_passages_are_read_in_place_of_lists_of_references() -> None:
    prose = [replace(HIT, passage=replace(HIT.passage, passage_id=number, start=100 * number)) for number in range(4)]
    listed = replace(HIT, passage=replace(HIT.passage, headings=("T", "References")))
    ranked = [listed, prose[0], listed, *prose[1:]]

    def search(question: str, top_k: int, only: Filter | None, around: Collection[tuple[str, int]]) -> list[Hit]:
        return [replace(hit, rank=rank) for rank, hit in enumerate(ranked[:top_k], start=1)]

    def read(question: str, hits: Sequence[Hit]) -> Reading:
        return Reading(0.9, (Span(0, 0, 25, 1.0),), tuple(hits))

    answerer = Answerer(search, read, top_k=3)
    found = answerer.ask("When did it open?").hits
    assert [hit.passage.start for hit in found] == [0, 100, 200]
    assert [hit.rank for hit in found] == [1, 2, 3]
    assert [hit.passage.headings for hit in answerer.ask("Who wrote it?").hits] == [
        ("T", "References"),
        (),
        ("T", "References"),
    ]
    ranked[1:] = [listed] * 5
    assert len(answerer.ask("When did it open?").hits) == 3


def test_the_json_has_the_names_that_other_tools_read() -> None:
    found = make_answerer(0.9).ask("When did it open?").to_json("q1")
    assert list(found) == [
        *(
            "id",
            "question",
            "understood",
            "searched",
            "answer",
            "short_answer",
            "answered",
            "confidence",
            "sentences",
            "citations",
        ),
        *("writer", "alterations", "absence", "retrieved", "seconds"),
    ]
    assert found["id"] == "q1"
    assert found["sentences"] == [{"text": "The metro opened in 1967.", "citations": [1], "supported": True}]
    assert found["citations"] == [
        {"number": 1, "document": "a.txt", "title": "T", "page": None, "quote": TEXT[:25], "start": 0, "end": 25}
    ]
    assert found["retrieved"] == [{"document": "a.txt", "start": 0, "end": 47, "text": TEXT, "score": 1.0}]
    assert list(found["seconds"]) == ["retrieve", "read", "total"]


def test_a_follow_up_is_searched_and_read_as_it_is_understood() -> None:
    searched, read = [], []

    def search(question: str, top_k: int, only: Filter | None, around: Collection[tuple[str, int]]) -> list[Hit]:
        searched.append(question)
        return [HIT]

    def reading(question: str, hits: Sequence[Hit]) -> Reading:
        read.append(question)
        return Reading(0.9, (Span(0, 0, 25, 1.0),), tuple(hits), Span(0, 20, 24, 1.0))

    answerer = Answerer(search, reading)
    first = answerer.ask("When did the metro of Baku open?")
    second = answerer.ask("How many stations had it in the first year?", [first])
    assert first.understood is None and first.to_json()["understood"] == first.question
    assert second.question == "How many stations had it in the first year?"
    assert (
        searched[1] == read[1] == second.to_json()["understood"] == "How many stations had it in the first year? (Baku)"
    )


def test_a_question_that_names_nothing_stays_with_all_documents_cited_last() -> None:
    hits = [replace(HIT, passage=replace(HIT.passage, document=name)) for name in ("c.txt", "a.txt", "b.txt")]
    spans = (Span(1, 0, 25, 2.0), Span(1, 26, 47, 1.5), Span(2, 26, 47, 1.0))
    read: list[list[str]] = []

    def search(question: str, top_k: int, only: Filter | None, around: Collection[tuple[str, int]]) -> list[Hit]:
        assert len(around) <= MAX_AROUND
        return hits

    def reading(question: str, hits: Sequence[Hit]) -> Reading:
        read.append([hit.passage.document for hit in hits])
        return Reading(0.9, spans, tuple(hits))

    answerer = Answerer(search, reading)
    before = answerer.ask("When did it open?")
    assert {one.document for one in before.citations} == {"a.txt", "b.txt"}
    answerer.ask("can I pay by card?", [before])
    assert read == [["c.txt", "a.txt", "b.txt"], ["a.txt", "b.txt", "c.txt"]]


def test_a_follow_up_is_looked_for_around_what_was_cited_last() -> None:
    looked: list[Collection[tuple[str, int]]] = []

    def search(question: str, top_k: int, only: Filter | None, around: Collection[tuple[str, int]]) -> list[Hit]:
        looked.append(around)
        return [HIT]

    def read(question: str, hits: Sequence[Hit]) -> Reading:
        return Reading(0.1 if "sheep" in question else 0.9, (Span(0, 0, 25, 1.0),), tuple(hits))

    answerer = Answerer(search, read)
    answered = answerer.ask("When did the metro of Baku open?")
    declined = answerer.ask("Did it carry sheep?", [answered])
    assert not declined.citations
    answerer.ask("And why then?", [answered, declined])
    answerer.ask("When was Shusha founded?", [answered, declined])
    assert [set(one) for one in looked] == [set(), {("a.txt", 0)}, {("a.txt", 0)}, set()]


def test_the_documents_meant_reach_the_search_and_are_counted_in_the_answer() -> None:
    asked: list[Filter | None] = []

    def search(question: str, top_k: int, only: Filter | None, around: Collection[tuple[str, int]]) -> list[Hit]:
        asked.append(only)
        return [HIT]

    def read(question: str, hits: Sequence[Hit]) -> Reading:
        return Reading(0.9, (Span(0, 0, 25, 1.0),), tuple(hits))

    only = Filter(documents=("a.txt",))
    answerer = Answerer(search, read, measure=lambda of: Scope(2, 5) if of == only else None)
    answer = answerer.ask("When?", only=only)
    assert (answer.searched, answer.to_json()["searched"]) == (Searched(2, 5), {"documents": 2, "of": 5})
    everything = answerer.ask("When?")
    assert (everything.searched, everything.to_json()["searched"]) == (None, None)
    assert asked == [only, None]


def test_why_the_documents_do_not_answer_is_asked_only_then() -> None:
    asked: list[tuple[str, Filter | None]] = []

    def explain(question: str, only: Filter | None) -> Absence:
        asked.append((question, only))
        return Absence(("tariffs",))

    def read(question: str, hits: Sequence[Hit]) -> Reading:
        return Reading(0.9 if "opened" in question else 0.1, (Span(0, 0, 25, 1.0),), tuple(hits))

    answerer = Answerer(lambda question, top_k, only, around: [HIT], read, explain=explain)
    assert answerer.ask("What opened in Baku?").absence is None
    only = Filter(documents=("a.txt",))
    declined = answerer.ask("Who set the tariffs?", only=only)
    assert (declined.absence, asked) == (Absence(("tariffs",)), [("Who set the tariffs?", only)])
    assert declined.to_json()["absence"] == {
        "unknown_words": ("tariffs",),
        **{"hidden": 0, "hidden_titles": (), "unread": 0, "partly_read": ()},
    }
    assert make_answerer(0.1).ask("Who?").absence is None


@pytest.mark.parametrize("question", ["", " \n", "?!", "—"])
def test_an_empty_question_is_told(question: str) -> None:
    with pytest.raises(UnusableQuestion, match="empty"):
        make_answerer(0.9).ask(question)


@pytest.mark.parametrize("greeting", ["hello", "Hi there!", "Thanks.", "good morning"])
def test_a_greeting_is_told_what_to_ask(greeting: str) -> None:
    with pytest.raises(UnusableQuestion, match="ask about the documents"):
        check_question(greeting)
    assert check_question(f"{greeting} who?")


def test_a_question_of_20000_characters_is_told() -> None:
    with pytest.raises(UnusableQuestion, match="20,000 characters"):
        check_question("a" * 20_000)
    assert check_question("a" * MAX_QUESTION_CHARACTERS)


@pytest.mark.parametrize("top_k", [0, 9, 101])
def test_options_out_of_range_are_told(top_k: int) -> None:
    with pytest.raises(UserError, match="--top-k"):
        Options(top_k=top_k)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"writer": "local"}, "--model"),
        ({"writer": "endpoint", "model": "m"}, "--base-url"),
        ({"writer": "local", "model": "m", "base_url": "http://127.0.0.1/v1"}, "--writer endpoint"),
        ({"model": "m"}, "--writer"),
        ({"four_bit": True}, "--four-bit needs --writer local"),
    ],
)
def test_a_writer_that_lacks_something_is_told(options: dict[str, str], told: str) -> None:
    with pytest.raises(UserError, match=told):
        Options(**options)  # type: ignore[arg-type]
