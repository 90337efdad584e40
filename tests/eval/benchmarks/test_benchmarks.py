import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from eval.benchmarks import cleaning, confidence, dialogues, ingestion, paragraphs, reading, tables
from eval.benchmarks.collection import Collection, read_rows, reciprocal_rank_fusion
from index.embedder import Embedder

METRO = "The metro of Baku opened in November 1967. It had five stations on the first day."
TEA = "Tea was first planted near Lankaran in 1896. The harvest fell sharply after 1991."
SHEEP = "The Gala sheep gives coarse wool. Shepherds move it to summer pastures in May."
QUESTIONS = [
    ("When did the Baku metro open?", METRO, "November 1967"),
    ("Where was tea first planted?", TEA, "Lankaran"),
    ("When do shepherds move the sheep?", SHEEP, "May"),
]


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    path = tmp_path / "squad.jsonl.gz"
    with gzip.open(path, "wt") as file:
        for question, context, answer in QUESTIONS:
            row = {
                "question": question,
                "context": context,
                "answers": [{"text": answer, "start": context.index(answer)}],
            }
            file.write(json.dumps(row) + "\n")
    return path


@pytest.fixture
def clapnq(tmp_path: Path) -> Path:
    path = tmp_path / "clapnq.jsonl.gz"
    with gzip.open(path, "wt") as file:
        for number in range(8):
            right = number % 2 == 0
            row = {
                "question": "When did the metro of Baku open?" if right else "Who won the chess cup?",
                "sentences": METRO.split(". "),
                "answerable": right,
                "answers": [{"answer": "The metro of Baku opened in November 1967"}] if right else [],
            }
            file.write(json.dumps(row) + "\n")
    return path


def test_reciprocal_rank_fusion_is_the_sum_of_its_formula() -> None:
    fused = reciprocal_rank_fusion(np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.9, 0.5]))
    assert fused == pytest.approx([1 / 61 + 1 / 63, 1 / 63 + 1 / 61, 1 / 62 + 1 / 62])


def test_a_collection_finds_its_paragraphs_best_first(embedder: Embedder) -> None:
    hits = Collection([METRO, TEA, SHEEP], embedder).search("When was tea planted?", 2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].passage.text == TEA and hits[0].score > hits[1].score
    best = max(range(2), key=lambda number: hits[0].sentence_scores[number])
    start, end = hits[0].passage.sentences[best]
    assert TEA[start:end] == "Tea was first planted near Lankaran in 1896."


def test_every_ranking_has_its_row(squad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert paragraphs.main([str(squad), "--top-k", "2"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "squad.jsonl.gz: 3 questions, 3 paragraphs"
    assert [row.split("  ")[0] for row in rows[2:8]] == [
        *("BM25", "dense, passage", "dense, the larger", "RRF of BM25 and passage", "min-max, the larger"),
        "the first 2 read",
    ]
    assert rows[7].split()[-3:] == ["100.0", "100.0", "100.0"]


def test_reading_is_measured_for_both_shapes(squad: Path, clapnq: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reading.main([str(squad), str(clapnq)]) == 0
    told = capsys.readouterr().out
    assert "3 answerable: F1 100.0, exact match 100.0" in told
    assert "4 answerable against 4 unanswerable: AUROC 100.0" in told
    assert "CLAPNQ-T5-LG, tuned" in told


def test_a_row_of_another_shape_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.jsonl.gz"
    with gzip.open(path, "wt") as file:
        file.write('{"question": "q", "context": "c", "answers": []}\n{"question": "q"}\n')
    assert reading.main([str(path)]) == 2
    assert "odd.jsonl.gz, line 2: not a question of" in capsys.readouterr().err


def test_what_is_no_archive_of_questions_is_told(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl.gz"
    path.write_text("{}")
    with pytest.raises(UserError, match="gzipped"):
        read_rows(path)


def test_the_logistic_fit_finds_the_odds_of_a_table() -> None:
    # Of ten with the feature eight are right, of ten without it five: log-odds ln 4 and 0. Weighed so that both labels
    # count alike, all odds fall by those of the labels, 1,300 to 700.
    features = np.array([[1.0]] * 1000 + [[0.0]] * 1000)
    labels = np.array([True] * 800 + [False] * 200 + [True] * 500 + [False] * 500)
    weights, bias = confidence.fit_logistic(features, labels)
    assert weights[0] == pytest.approx(math.log(4), abs=0.02)
    assert bias == pytest.approx(-math.log(13 / 7), abs=0.02)


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "asked.jsonl"
    kinds = [(question, {"answers": [answer]}) for question, _, answer in QUESTIONS]
    kinds += [(f"{question} And who paid?", {"kind": "unanswerable"}) for question, _, _ in QUESTIONS]
    lines = [{"id": str(number), "question": question, **rest} for number, (question, rest) in enumerate(kinds)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_the_confidence_is_fitted_on_both_kinds(
    asked: Path, tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.documents.INDEXES", tmp_path / "indexes")
    assert confidence.main([str(asked), "--documents", str(papers)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("6 questions, 3 with an answer; ")
    assert "relevance, any, answer, support, cosine" in told


def test_a_confidence_needs_questions_of_both_kinds(
    asked: Path, tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.documents.INDEXES", tmp_path / "indexes")
    asked.write_text(asked.read_text().splitlines()[0] + "\n")
    assert confidence.main([str(asked), "--documents", str(papers)]) == 2
    assert "both answerable and unanswerable" in capsys.readouterr().err


def test_dialogues_are_measured_in_three_ways(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.documents.INDEXES", tmp_path / "indexes")
    quote = "It had five stations on the first day."
    turns = [
        {
            "question": "When did the Baku metro open?",
            "standalone": "When did the Baku metro open?",
            "answers": ["November 1967"],
            "evidence": [{"doc": "baku.md", "quote": "The Baku metro opened in November 1967."}],
        },
        {
            "question": "How many stations had it?",
            "standalone": "How many stations had the Baku metro on the first day?",
            "answers": ["five"],
            "evidence": [{"doc": "baku.md", "quote": quote}],
        },
        {"question": "And who paid for it?", "standalone": "Who paid for the Baku metro?"},
    ]
    path = tmp_path / "dialogues.jsonl"
    path.write_text(json.dumps({"id": "1", "turns": turns}) + "\n")
    assert dialogues.main([str(path), "--documents", str(papers), "--show"]) == 0
    told = capsys.readouterr().out
    assert "How many stations had it? (When did the Baku metro open" in told
    rows = [row for row in told.splitlines() if row.startswith(("as typed", "worded"))]
    assert len(rows) == 6 and all(row.split()[-2:] == ["of", "1"] for row in rows)
    assert "as typed, in its dialogue      100.0" in told


def test_a_broken_dialogue_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dialogues.jsonl"
    path.write_text('{"id": "1", "turns": [{"question": "q"}]}\n')
    assert dialogues.main([str(path)]) == 2
    assert "standalone" in capsys.readouterr().err


def test_ingestion_counts_what_was_indexed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "contexts.jsonl.gz"
    with gzip.open(path, "wt") as file:
        for number in range(2 * ingestion.CONTEXTS_A_FILE):
            file.write(json.dumps({"context": f"{METRO} Line {number} of the plan."}) + "\n")
    assert ingestion.main([str(path), "--documents", "2"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 documents, ") and " passages a second end to end" in told
    assert ingestion.main([str(path), "--documents", "3"]) == 2
    assert "make 2 documents" in capsys.readouterr().err


def test_every_figure_of_a_table_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, without_model_loading: Embedder
) -> None:
    monkeypatch.setattr("eval.documents.INDEXES", tmp_path / "indexes")
    (tmp_path / "wool.csv").write_text("Flock,Wool in 2018,Wool in 2019\nGala,14,17\nHerik,21,25\nShirvan,33,38\n")
    assert tables.main(["--documents", str(tmp_path / "wool.csv")]) == 0
    told = capsys.readouterr().out
    assert told.startswith("6 figures asked for, such as: ") and "the short answer 100.0 %" in told
    (tmp_path / "prose.txt").write_text("Shepherds move the sheep to summer pastures in May.")
    assert tables.main(["--documents", str(tmp_path / "prose.txt")]) == 2


def test_cleaning_is_measured_beside_texts_as_they_are_and_plain_splits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], without_model_loading: Embedder
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "metro.txt").write_text(f"{METRO} {'It is crowded in the morning. ' * 60}\n", encoding="utf-8")
    (folder / "tea.txt").write_text(f"{TEA} {'Nobody drinks coffee. ' * 60}\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"no PDF")
    rows = [
        {
            "id": "1",
            "kind": "factoid",
            "question": QUESTIONS[0][0],
            "evidence": [{"doc": "metro.txt", "quote": METRO}],
        },
        {
            "id": "2",
            "kind": "factoid",
            "question": QUESTIONS[1][0],
            "evidence": [{"doc": "tea.txt", "quote": TEA}],
        },
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert cleaning.main([str(questions), "--documents", str(folder)]) == 0
    told = capsys.readouterr().out
    retrieved, read = told.split("read, 2 questions")
    assert [line[:11].split() for line in retrieved.splitlines()[2:]] == [
        ["plain", "split"],
        ["as", "it", "is"],
        ["cleaned"],
    ]
    assert retrieved.count("   100.0   100.0   100.0   100.0") == 3
    assert [line[:7] for line in read.splitlines()[2:]] == ["as it i", "cleaned"]
    questions.write_text('{"id": "1"}\n', encoding="utf-8")
    assert cleaning.main([str(questions), "--documents", str(folder)]) == 2
    assert 'line 1: the key "' in capsys.readouterr().err
