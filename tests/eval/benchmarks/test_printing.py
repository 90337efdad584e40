import random
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.files import LIBRARY
from corpus.formats import read_document
from eval.benchmarks.printing import ask_printed, print_document, print_folder, whole_sentences
from eval.questions import Evidence, Question

STORY = "The ferry of Lindal runs every morning, and its fare has not changed in eleven unimaginably generous decades. "


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    paragraphs = "\n\n".join(f"In chapter {number} it is so. {STORY * 20}" for number in range(1, 9))
    text = (
        f"---\ntitle: A Ferry\nauthor: B. Holm\n---\n# Ferries\n\n{paragraphs}\n\n|Year|Boats|\n|---|---|\n|1990|4|\n"
    )
    (folder / "ferry.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("is_spaced", [False, True])
def test_pages_put_their_own_between_the_lines_and_keep_the_text(book: Path, is_spaced: bool):
    document = read_document(book / "ferry.md", "ferry.md", cleaning=False)
    printed = print_document(document, is_spaced, random.Random(3))
    assert all(printed.text[place] == document.text[at] for at, place in printed.places.items())
    letters = [at for at in range(document.body_start, len(document.text)) if document.text[at].isalnum()]
    assert set(letters) <= set(printed.places)
    # Headers, and notes behind their numbers.
    assert printed.text.count("\nA Ferry\n") >= 3
    assert "-\n" in printed.text
    lines, gaps = printed.text.count("\n"), printed.text.count("\n\n")
    assert (gaps > lines / 3) is is_spaced


def test_evidence_is_what_the_pages_made_of_it(book: Path, tmp_path: Path):
    folder = tmp_path / "printed"
    folder.mkdir()
    printed = print_folder(book, folder)
    document, made, name = printed["ferry.md"]
    (asked, unanswerable), cut = ask_printed(
        [
            Question(
                "1", "other", "How long?", evidence=(Evidence("ferry.md", f"In chapter 5 it is so. {STORY * 19}"),)
            ),
            Question("2", "unanswerable", "Why?"),
        ],
        printed,
    )
    (evidence,) = asked.evidence
    assert evidence.document == name
    assert evidence.quote in (folder / name).read_text(encoding="utf-8")
    assert "\nA Ferry\n" in evidence.quote
    assert cut == 1
    assert unanswerable.evidence == ()


def test_evidence_in_a_row_that_is_worded_anew_is_left_out(book: Path, tmp_path: Path):
    folder = tmp_path / "printed"
    folder.mkdir()
    question = Question("1", "numeric", "How many?", evidence=(Evidence("ferry.md", "Year: 1990 | Boats: 4"),))
    (asked,), cut = ask_printed([question], print_folder(book, folder))
    assert asked.evidence == ()
    assert cut == 0


def test_a_question_about_a_document_that_is_not_there_is_told(book: Path, tmp_path: Path):
    question = Question("1", "other", "Why?", evidence=(Evidence("boat.md", "It is so."),))
    with pytest.raises(UserError, match=r"boat\.md, which is not in the folder"):
        ask_printed([question], print_folder(book, tmp_path))


def test_author_and_title_are_stated_beside_the_printed_text(book: Path, tmp_path: Path):
    folder = tmp_path / "printed"
    folder.mkdir()
    _, _, name = print_folder(book, folder)["ferry.md"]
    read = read_document(folder / name, name)
    assert (read.title, read.author) == ("A Ferry", "B. Holm")


def test_cleaning_gives_back_whole_sentences_of_printed_documents(tmp_path: Path):
    whole = sentences = before = 0
    for document, made, name in print_folder(LIBRARY, tmp_path, seed=11).values():
        found, count = whole_sentences(document, read_document(tmp_path / name, name).text)
        whole, sentences = whole + found, sentences + count
        before += whole_sentences(document, made.text)[0]
    assert sentences > 800
    assert before < 0.93 * sentences
    assert whole >= 0.99 * sentences
