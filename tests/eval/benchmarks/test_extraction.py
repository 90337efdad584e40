from random import Random

import pytest

from corpus.document import Document, Page, Section
from corpus.errors import MissingExtra
from eval.benchmarks.extraction.__main__ import main
from eval.benchmarks.extraction.measure import is_readable, score_document
from eval.benchmarks.extraction.packages import load
from eval.benchmarks.extraction.prose import FURNITURE, Prose
from eval.benchmarks.extraction.truth import Expected, Sample, Table

TABLE = Table("Looms", ("Village", "Looms"), (("Zeyva", "9"), ("Gala", "12")))
SAMPLE = Sample(
    "a.pdf",
    b"",
    (Expected("The tea was good.", 1), Expected("It grew at Poti.", 2), Expected("As Key says.", in_order=False)),
    ("Tea",),
    (TABLE,),
    ("Octavo",),
)
ROWS = "Looms | Village: Zeyva | Looms: 9.\nLooms | Village: Gala | Looms: 12."


def read_as(text: str) -> Document:
    middle = len(text) // 2
    pages = (Page(1, 0, middle), Page(2, middle, len(text)))
    return Document("a.pdf", "", "Tea", text, sections=(Section("Tea", 1, 0, len(text)),), pages=pages)


def test_a_whole_document_scores_full() -> None:
    score = score_document(SAMPLE, read_as(f"Tea\n\nThe tea\nwas good.\n\nIt grew at Poti.\n\n{ROWS}\n\nAs Key says."))
    assert (score.sentences, score.tables, score.headings) == ((3, 3), (1, 1), (1, 1))
    assert (score.inside, score.stray, score.false_headings, score.lost) == (0, 0, 0, ())


@pytest.mark.parametrize(
    ("text", "whole", "inside", "stray"),
    [
        ("It grew at Poti.\n\nThe tea was good.\n\nAs Key says.", 2, 0, 0),
        ("The tea was\n\ngood. It grew at Poti. As Key says.", 2, 0, 0),
        ("The tea was Octavo 12 good. It grew at Poti. As Key says.", 2, 1, 1),
        ("The tea was good. It grew at Poti. As Key says.\n\nOctavo", 3, 0, 1),
        ("The tea was good.", 1, 0, 0),
    ],
)
def test_what_is_cut_moved_or_mixed_up_is_counted(text: str, whole: int, inside: int, stray: int) -> None:
    score = score_document(SAMPLE, read_as(text))
    assert (score.sentences, score.inside, score.stray) == ((whole, 3), inside, stray)


def test_a_table_is_readable_if_each_row_holds_its_cells_with_their_headers() -> None:
    assert is_readable(TABLE, ROWS)
    assert not is_readable(TABLE, ROWS.replace("Looms: 9", "Looms: 90"))
    assert not is_readable(TABLE, ROWS.replace("Looms: 12", "12"))


def test_the_same_seed_says_the_same_and_never_a_word_of_the_furniture() -> None:
    one, other = Prose(Random(5)), Prose(Random(5))
    sentences = [one.sentence().text for _ in range(500)]
    assert sentences == [other.sentence().text for _ in range(500)]
    assert len(set(sentences)) == 500
    assert not any(word in sentence for word in FURNITURE for sentence in sentences)


def test_every_format_meets_the_demand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--documents", "1", "--seed", "3", "--show"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if " of " in line]
    names = ("PDF, one column", "PDF, two columns", "Word", "web page", "e-book", "PowerPoint")
    assert [row[:18].strip() for row in rows] == list(names)


def test_a_format_that_misses_the_demand_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.benchmarks.extraction.__main__.DEMANDED", 1.01)
    assert main(["--documents", "1", "--formats", "web"]) == 1


def test_a_missing_package_is_named_with_the_install_line() -> None:
    with pytest.raises(MissingExtra, match="nonesuch.*tests/requirements.txt"):
        load("nonesuch_module", "nonesuch")
