from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document, Section
from index.filters import Filter, select
from index.store import Store, StoredDocument
from qa.answer import Answer
from qa.loading import Options, load_answerer
from qa.pipeline import Answerer
from qa.question_shapes import ask_heading, ask_when, name_topic, shape_questions
from qa.suggestions import MAX_ASKED, for_everybody, suggest
from tests.answers import answered, unanswered

pytestmark = pytest.mark.usefixtures("models_loaded_once")


@pytest.fixture(scope="module")
def answerer(library_index: Path) -> Answerer:
    return load_answerer(Options(index=library_index))


@pytest.fixture(scope="module")
def store(library_index: Path) -> Store:
    return Store.open(library_index)


def opening(store: Store) -> Callable[[StoredDocument], Document]:
    return lambda document: store.document(document.name)


def test_the_shipped_documents_suggest_questions_that_they_answer(answerer: Answerer, store: Store) -> None:
    asked: list[Answer] = []

    def ask(question: str, only: Filter | None) -> Answer:
        asked.append(answerer.ask(question, (), only))
        return asked[-1]

    suggested = suggest(store.documents(), opening(store), ask)
    assert len(suggested) == len(set(suggested)) == 4 and len(asked) <= MAX_ASKED
    answers = {answer.question: answer for answer in asked}
    assert all(answers[question].answered and answers[question].confidence >= 0.75 for question in suggested)
    assert len({answers[question].citations[0].document for question in suggested}) >= 3
    assert len({question.split()[0] + question.split()[1] for question in suggested}) >= 2

    def again(question: str, only: Filter | None) -> Answer:
        return answers[question]

    assert suggest(store.documents(), opening(store), again) == suggested


def test_questions_are_drawn_once_for_all_who_choose_nothing_of_their_own() -> None:
    everybodys = StoredDocument(1, "a.md", "/x/a.md", "1", "A", None, None, 1, 1)
    own = replace(everybodys, document_id=2, name="b.md", owner="f" * 32)
    only = Filter(documents=("?.md",), visible_to="f" * 32)
    assert for_everybody([everybodys], only) == Filter(documents=("?.md",))
    assert for_everybody([everybodys, own], only) == only


def test_one_document_chosen_is_asked_alone(answerer: Answerer, store: Store) -> None:
    only = Filter(documents=("cross-regional-diplomacy.md",))
    filters: list[Filter | None] = []

    def ask(question: str, of: Filter | None) -> Answer:
        filters.append(of)
        return answerer.ask(question, (), of)

    suggested = suggest(select(store.documents(), only), opening(store), ask, only)
    assert "When did Azerbaijan enter the NAM Committee on Palestine?" in suggested
    assert set(filters) == {only}


def test_nothing_is_suggested_that_is_not_surely_answered(store: Store) -> None:
    asked: list[str] = []

    def decline(question: str, only: Filter | None) -> Answer:
        asked.append(question)
        return unanswered(question=question)

    assert suggest(store.documents(), opening(store), decline) == []
    assert len(asked) == len(set(asked)) == MAX_ASKED
    assert suggest([], opening(store), decline) == []


TEXT = (
    "# Tea\n\nOld words stand here.\n\n## The harvest\n\nTea was first planted near Lankaran.\n\n"
    "## Trade\n\nIt was sold.\n"
)
TEA = Document("treaty.md", "0", "The treaty", TEXT, author="A. Writer", sections=(Section("The harvest", 2, 32, 85),))
STORED = StoredDocument(1, "treaty.md", "/treaty.md", "0", "The treaty", "A. Writer", 2021, len(TEXT), 1)


def harvest(start: int, confidence: float = 0.8, document: str = "treaty.md") -> Answer:
    """An answer that quotes a document from a character on."""
    answer = answered(before="", after="")
    passage = replace(answer.hits[0].passage, start=start, document=document)
    citation = replace(answer.citations[0], document=document)
    return replace(
        answer, hits=(replace(answer.hits[0], passage=passage),), citations=(citation,), confidence=confidence
    )


@pytest.mark.parametrize(
    ("answer", "suggested"),
    [
        (harvest(48), True),
        (harvest(32), True),
        (harvest(85), False),
        (harvest(5), False),
        (harvest(48, confidence=0.749), False),
        (harvest(48, document="another.md"), False),
    ],
)
def test_a_question_must_be_answered_from_where_it_was_drawn(answer: Answer, suggested: bool) -> None:
    found = suggest([STORED], lambda document: TEA, lambda question, only: answer)
    assert found == (["What does A. Writer say about the harvest?"] if suggested else [])


def test_the_year_must_stand_in_the_short_answer() -> None:
    text = "The Baku metro opened in November 1967."
    document = Document("treaty.md", "0", "The treaty", text)
    right, wrong = (replace(harvest(0), short_answer=short) for short in ("November 1967", "1994"))
    assert suggest([STORED], lambda one: document, lambda question, only: right) == ["When did the Baku metro open?"]
    assert suggest([STORED], lambda one: document, lambda question, only: wrong) == []
    assert suggest([STORED], lambda one: document, lambda question, only: replace(right, short_answer=None)) == []


def test_documents_take_turns(store: Store) -> None:
    """Of documents whose every question is answered, each gives one before any gives two."""
    documents = [replace(STORED, document_id=number, name=f"{number}.md") for number in range(3)]
    asked: list[str] = []

    def read(document: StoredDocument) -> Document:
        heads = [f"Port {document.document_id}{letter}" for letter in "ab"]
        sections = tuple(Section(head, 2, 0, 10) for head in heads)
        return Document(document.name, "0", "The treaty", "x" * 20, sections=sections)

    def ask(question: str, only: Filter | None) -> Answer:
        asked.append(question)
        return harvest(0, document=f"{question.split()[-1][0]}.md")

    suggested = suggest(documents, read, ask)
    assert [question.split()[-1] for question in suggested] == ["0a?", "1a?", "2a?", "0b?"]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Azerbaijan became a full member of the Movement (NAM) in May 2011.", "become a full member of the Movement"),
        ("In September 2017 Azerbaijan entered the Committee on Palestine.", "enter the Committee on Palestine"),
        ("In 1991, Georgia left the Union.", "leave the Union"),
    ],
)
def test_what_happened_once_is_asked_with_did(sentence: str, question: str) -> None:
    asked = ask_when(sentence)
    assert asked is not None
    assert asked[0].startswith("When did ") and asked[0].endswith(f" {question}?")
    assert asked[1] in sentence


def test_the_passive_is_asked_with_was() -> None:
    asked = ask_when("The first agreement between Azerbaijan and Georgia was signed in 1995.")
    assert asked == ("When was the first agreement between Azerbaijan and Georgia signed?", "1995")


@pytest.mark.parametrize(
    "sentence",
    [
        "It opened in 1995.",
        "The paper counts 16 important documents signed in Turkey in February 1994.",
        "The paper says the treaty was signed in 1995.",
        "The author found the treaty was signed in 1995.",
        "Most joined the Union in 1922.",
        "Azerbaijan also joined the Union in 1922.",
        "Azerbaijan signed the treaty and left the Union in 1992.",
        "Azerbaijan opened an embassy in Buenos Aires, Argentina, in 2010.",
        "Georgia opened its embassy in Baku in February 1995.",
        "In 2010 Azerbaijan closed the border because it was open.",
        "Azerbaijan joined the Union.",
        "Azerbaijan joined the Union in the spring.",
        "| Azerbaijan joined | 1992 |",
    ],
)
def test_a_sentence_that_does_not_fit_exactly_makes_no_question(sentence: str) -> None:
    assert ask_when(sentence) is None


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Why the conflict was hard to settle", "Why was the conflict hard to settle?"),
        ("Why the second Karabakh war broke out", "Why did the second Karabakh war break out?"),
        ("What diplomacy is and why it was overlooked", "What is diplomacy?"),
        ("How did the war end?", "How did the war end?"),
        ("Why not", None),
        ("Why the talks that began in Prague failed", None),
        ("What the double standards did to both societies", None),
        ("The Minsk Group", None),
    ],
)
def test_a_heading_is_turned_into_a_question_only_where_it_is_one(heading: str, question: str | None) -> None:
    assert ask_heading(heading) == question


BODY = "The dialogue went on in Turkey, as did history and the talks. The Minsk Group met in Baku."


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("Dialogue and values", "dialogue and values"),
        ("Turkey", "Turkey"),
        ("The OSCE Minsk Group", "the OSCE Minsk Group"),
        ("Armenia: talks in Baku", "talks in Baku"),
        ("Armenia: history", None),
        ("NATO", None),
        ("Introduction", None),
        ("The author and his argument", None),
        ("The belief that there is no solution", None),
        ("Why it failed", None),
        ("Talks <b>", None),
        ("one two three four five six seven eight nine ten", None),
    ],
)
def test_a_heading_is_named_as_it_stands_inside_of_a_sentence(heading: str, topic: str | None) -> None:
    assert name_topic(heading, BODY) == topic


@pytest.mark.parametrize(
    ("author", "begin"),
    [
        ("Ann Bell", "What does Ann Bell say about"),
        ("Ann Bell and Bo Carr", "What do Ann Bell and Bo Carr say about"),
        ("Ann Bell, Bo Carr, Cy Dent", "What do Ann Bell and others say about"),
        ("ANN BELL", "What is said about"),
        (None, "What is said about"),
    ],
)
def test_authors_are_named_as_they_are_known(author: str | None, begin: str) -> None:
    (shaped,) = shape_questions(replace(TEA, author=author))
    assert shaped.question == f"{begin} the harvest?"
