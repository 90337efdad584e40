from pathlib import Path

import pytest

from corpus.formats.decoding import decode
from index.embedder import Embedder
from index.filters import Filter
from index.search import Searcher
from index.store import Store, StoredDocument
from qa.absence import Absence, PartlyRead
from qa.loading import Options, load_answerer
from qa.why_not import make_explain

pytestmark = pytest.mark.usefixtures("models_loaded_once")


def document(number: int) -> StoredDocument:
    return StoredDocument(number, f"{number}.txt", f"/{number}.txt", "0", f"Paper {number}", None, None, 10, 1)


def test_what_the_index_tells_is_gathered_and_no_more_than_three_are_named() -> None:
    asked: list[tuple[str, Filter | None]] = []

    def unknown_words(question: str, only: Filter | None) -> list[str]:
        asked.append((question, only))
        return ["Explain", "tariffs", "Many"]

    explain = make_explain(
        unknown_words,
        lambda question, only: [document(number) for number in range(5)],
        lambda only: [(document(number), ("one page is empty", "2 pages cannot be opened")) for number in range(4)],
    )
    only = Filter(documents=("x",))
    absence = explain("Explain tariffs", only)
    assert absence is not None
    assert (absence.unknown_words, asked) == (("tariffs",), [("Explain tariffs", only)])
    assert (absence.hidden, absence.hidden_titles) == (5, ("Paper 0", "Paper 1", "Paper 2"))
    assert (absence.unread, len(absence.partly_read)) == (4, 3)
    assert absence.partly_read[0] == PartlyRead("Paper 0", "one page is empty; 2 pages cannot be opened")


def test_a_file_whose_encoding_was_guessed_was_read_whole() -> None:
    text = "Çox sağ olun, dostlar. Şuşa gözəl şəhərdir. " * 20
    _, notes = decode(Path("a.txt"), text.replace("ə", "e").encode("cp1254"))
    assert len(notes) == 1
    explain = make_explain(lambda question, only: [], lambda question, only: [], lambda only: [(document(1), notes)])
    assert explain("Why?", None) == Absence()


def test_a_declined_question_says_why_and_an_answered_one_does_not(library_index: Path, embedder: Embedder) -> None:
    answerer = load_answerer(Options(index=library_index))
    only = Filter(documents=("military-diplomacy.md",))
    declined = answerer.ask(
        "Which zebra lobbied for Azerbaijan's entry into the Asian Parliamentary Assembly?", (), only
    )
    assert declined.absence is not None and not declined.answered
    assert "zebra" in declined.absence.unknown_words
    searcher = Searcher(Store.open(library_index), embedder)
    hidden = searcher.hidden(declined.question, only)
    assert hidden and declined.absence.hidden == len(hidden)
    assert declined.to_json()["absence"]["hidden_titles"] == tuple(one.title for one in hidden[:3])
    answered = answerer.ask("Which countries co-chair the OSCE Minsk Group?")
    assert answered.answered and answered.absence is None and answered.to_json()["absence"] is None
