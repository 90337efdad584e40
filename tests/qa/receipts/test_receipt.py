import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from corpus.errors import UserError
from index.manifest import Manifest
from qa.answer import Alteration, Searched, Sentence, Understood
from qa.reader import CLOSE
from qa.receipts.receipt import make_receipt
from qa.receipts.version import program_version

MADE = datetime(2026, 11, 21, 17, 20, 5, 123456, tzinfo=UTC)
METRO = "The Baku metro opened in November 1967."


def test_it_holds_the_answer_and_the_hash_of_each_document(papers, index_of, cite, weights):
    answer = replace(
        cite((papers / "baku.md", METRO)),
        understood=Understood("When did it open?", ("the metro",)),
        searched=Searched(2, 3),
        short_answer="November 1967",
        writer="some model",
        alterations=(Alteration("It had ten stations.", "left out", ("ten is not said",)),),
    )
    receipt = make_receipt(answer, index_of(papers), MADE, weights=weights)
    assert (receipt.question, receipt.understood) == ("When did it open?", "When did it open? (the metro)")
    assert (receipt.answered, receipt.confidence, receipt.short_answer) == (True, 0.8765, "November 1967")
    assert (receipt.searched, receipt.writer, receipt.alterations) == (
        answer.searched,
        answer.writer,
        answer.alterations,
    )
    assert receipt.sentences == answer.sentences
    cited, given = receipt.citations[0], answer.citations[0]
    assert (cited.number, cited.document, cited.quote, cited.start, cited.end, cited.page) == (
        1,
        "baku.md",
        METRO,
        given.start,
        given.end,
        None,
    )
    assert (cited.title, cited.author, cited.year) == (given.title, given.author, given.year)
    assert cited.sha256 == hashlib.sha256((papers / "baku.md").read_bytes()).hexdigest()


def test_it_holds_the_fingerprints_of_index_and_models(papers, index_of, cite, weights):
    receipt = make_receipt(cite(), index_of(papers), MADE, weights=weights)
    hashes = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in papers.iterdir())
    assert receipt.index.documents == 3
    assert receipt.index.documents_sha256 == hashlib.sha256("\n".join(hashes).encode()).hexdigest()
    assert receipt.index.manifest == Manifest().to_json()
    assert receipt.models.embedding_model == Manifest().embedding_model
    assert receipt.models.reader_sha256 == hashlib.sha256(b"weights").hexdigest()


def test_the_larger_model_of_the_reader_counts_too(papers, index_of, cite, weights, tmp_path):
    both = tmp_path / "both"
    shutil.copytree(weights, both)
    (both / CLOSE).mkdir()
    (both / CLOSE / "model.safetensors").write_bytes(b" and more")
    receipt = make_receipt(cite(), index_of(papers), MADE, weights=both)
    assert receipt.models.reader_sha256 == hashlib.sha256(b"weights and more").hexdigest()


def test_its_time_is_in_utc_to_the_second(papers, index_of, cite, weights):
    there = MADE.astimezone(timezone(timedelta(hours=4)))
    receipt = make_receipt(cite(), index_of(papers), there, weights=weights)
    assert receipt.made.isoformat() == "2026-11-21T17:20:05+00:00"


def test_an_answer_whose_documents_have_changed_since_gets_none(papers, index_of, cite, weights):
    answer = cite((papers / "baku.md", METRO))
    (papers / "baku.md").write_text("# Baku\n\nNothing is said of that here any longer.\n")
    with pytest.raises(UserError, match="baku.md was changed or removed"):
        make_receipt(answer, index_of(papers), MADE, weights=weights)
    (papers / "baku.md").unlink()
    with pytest.raises(UserError, match="quote 1"):
        make_receipt(answer, index_of(papers), MADE, weights=weights)


def test_missing_weights_are_told(papers, index_of, cite, tmp_path):
    with pytest.raises(UserError, match=r"model\.safetensors: the reader's weights cannot be read"):
        make_receipt(cite(), index_of(papers), MADE, weights=tmp_path)


def test_what_others_own_leaves_no_trace(papers, tmp_path, index_of, cite, weights):
    own = tmp_path / "own"
    own.mkdir()
    (own / "notes.txt").write_text("My secret\n\nThe key lies under the third stone of the wall.\n")
    alone = make_receipt(cite(), index_of(papers), MADE, weights=weights)
    store = index_of(papers, own)
    assert make_receipt(cite(), store, MADE, weights=weights) == alone
    assert make_receipt(cite(), store, MADE, visible_to="ben", weights=weights) == alone
    assert make_receipt(cite(), store, MADE, visible_to="ann", weights=weights).index.documents == 4


def test_halves_of_characters_become_question_marks(papers, index_of, cite, weights):
    answer = replace(cite(question="Was ist \udcfc?"), sentences=(Sentence("Half \ud83d.", (), False),))
    receipt = make_receipt(answer, index_of(papers), MADE, weights=weights)
    assert (receipt.question, receipt.sentences[0].text) == ("Was ist ??", "Half ?.")
    json.dumps(receipt.question, ensure_ascii=False).encode()


def test_the_version_is_the_projects_own(tmp_path):
    assert program_version().count(".") == 2
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "7.8.9"\n')
    assert program_version(tmp_path / "pyproject.toml") == "7.8.9"
    assert program_version(tmp_path / "none.toml") == "unknown"
