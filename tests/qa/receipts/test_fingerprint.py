from dataclasses import replace

import pytest

from index.chunking import Chunking
from index.manifest import Manifest
from qa.receipts.file import write_receipt
from qa.receipts.fingerprint import (
    IndexFingerprint,
    ModelFingerprint,
    compare_indexes,
    compare_models,
    fingerprint_index,
)
from qa.receipts.verify import verify_with_documents
from tests.qa.receipts.receipts import receipt

INDEX = IndexFingerprint(Manifest().to_json(), 3, "a" * 64)
MODELS = ModelFingerprint("b" * 64, "all-MiniLM-L6-v2")


def made(**changes):
    return replace(INDEX, manifest=replace(Manifest(), **changes).to_json())


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (INDEX, []),
        (replace(INDEX, documents=1200), ["the index holds 1,200 documents and held 3"]),
        (
            replace(INDEX, documents_sha256="c" * 64),
            ["the index holds other documents, or documents that were changed"],
        ),
        (made(cleaning=False), ["the index was made in another way (cleaning: false, was true)"]),
        (made(embedding_model="another"), []),
        (replace(INDEX, manifest='{"reading": 2}'), None),
    ],
)
def test_what_differs_between_indexes_is_told(now, told):
    if told is None:
        (clause,) = compare_indexes(INDEX, now)
        assert "cleaning: not known, was true" in clause
    else:
        assert compare_indexes(INDEX, now) == told


def test_passages_cut_in_another_way_are_told_with_both():
    (clause,) = compare_indexes(INDEX, made(chunking=Chunking(max_tokens=99)))
    assert '"max_tokens": 99' in clause and '"max_tokens": 192' in clause


def test_what_differs_between_models_is_told():
    assert compare_models(MODELS, MODELS) == []
    assert compare_models(MODELS, ModelFingerprint("c" * 64, "bge")) == [
        "the reader has other weights",
        "the embedding model is bge and was all-MiniLM-L6-v2",
    ]


def test_an_index_is_known_again_whatever_the_order_of_its_documents(papers, index_of):
    before = fingerprint_index(index_of(papers))
    (papers / "tea.txt").rename(papers / "a.txt")
    assert fingerprint_index(index_of(papers)) == before
    (papers / "a.txt").write_text("Another text that is long enough to be read.\n")
    assert fingerprint_index(index_of(papers)) != before


def test_another_reader_and_program_are_told_without_an_index(papers, weights, tmp_path):
    path = tmp_path / "one.json"
    write_receipt(receipt(program="0.0.1", citations=(), sentences=()), path)
    differences = verify_with_documents(path, papers, weights).differences
    assert differences[0] == "the reader has other weights" and differences[1].endswith("and was 0.0.1")
