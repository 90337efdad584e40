from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.files import LIBRARY, find_files
from index.build import add_documents, build_index
from index.near_duplicates import MIN_SENTENCES, SHARE, NearDuplicate, find_near_duplicates

SENTENCES = [f"The {number}th of the long sentences speaks about carpets, looms and wool.\n" for number in range(20)]


def hashes(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.array(numbers, dtype=np.uint64)


def test_a_document_that_stands_in_a_longer_one_is_found_from_eight_in_ten_sentences_on() -> None:
    whole = hashes(*range(100))
    assert find_near_duplicates({"draft": hashes(*range(92, 102)), "paper": whole}) == [
        NearDuplicate("draft", "paper", 0.8)
    ]
    assert find_near_duplicates({"draft": hashes(*range(93, 103)), "paper": whole}) == []


def test_of_equals_the_later_by_name_stands_in_the_earlier() -> None:
    same = {"b": hashes(*range(10)), "a": hashes(*range(10))}
    assert find_near_duplicates(same) == [NearDuplicate("b", "a", 1.0)]


def test_too_few_sentences_say_nothing() -> None:
    few = hashes(*range(MIN_SENTENCES - 1))
    assert find_near_duplicates({"a": few, "b": hashes(*range(50)), "c": hashes()}) == []
    assert find_near_duplicates({}) == []


def test_only_pairs_with_the_documents_asked_about_are_told() -> None:
    three = {"a": hashes(*range(12)), "b": hashes(*range(11)), "c": hashes(*range(10)), "d": hashes(*range(90, 99))}
    assert [one.document for one in find_near_duplicates(three)] == ["b", "c"]
    assert find_near_duplicates(three, {"c"}) == [NearDuplicate("c", "a", 1.0)]
    assert find_near_duplicates(three, {"d"}) == []


@given(st.dictionaries(st.text(max_size=3), st.sets(st.integers(0, 30), max_size=20), max_size=8))
def test_it_agrees_with_comparing_every_pair(documents: dict[str, set[int]]) -> None:
    expected = {}
    for name, mine in documents.items():
        others = [
            (len(mine & theirs) / len(mine), other)
            for other, theirs in documents.items()
            if len(mine) >= MIN_SENTENCES and other != name
            if len(theirs) > len(mine) or (len(theirs) == len(mine) and other < name)
        ]
        shares = [share for share, _ in others if share >= SHARE]
        if shares:
            expected[name] = max(shares)
    found = find_near_duplicates({name: hashes(*some) for name, some in documents.items()})
    assert {one.document: one.share for one in found} == expected
    for one in found:
        assert len(documents[one.document] & documents[one.other]) == round(one.share * len(documents[one.document]))


@pytest.mark.usefixtures("without_model_loading")
def test_a_draft_is_pointed_out_when_it_is_added_and_stays(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("".join(SENTENCES))
    (tmp_path / "draft.txt").write_text("".join(SENTENCES[:9]) + "This one sentence was dropped from the paper later.")
    (tmp_path / "tea.txt").write_text("Tea was first planted near Lankaran in 1896. The harvest fell after 1991.\n" * 3)
    build_index(tmp_path / "index", find_files([tmp_path / "paper.txt", tmp_path / "tea.txt"]))
    report = add_documents(tmp_path / "index", find_files([tmp_path / "draft.txt"]))
    assert report.added == ["draft.txt"]
    assert report.near_duplicates == [NearDuplicate("draft.txt", "paper.txt", 0.9)]
    assert add_documents(tmp_path / "index", find_files([tmp_path / "tea.txt"])).near_duplicates == []


def test_the_shipped_digests_are_not_alike(library_index: Path) -> None:
    from index.near_duplicates import SENTENCE_CHARACTERS
    from index.store import Store

    sentences = Store.open(library_index).sentence_hashes(SENTENCE_CHARACTERS)
    assert len(sentences) == len(find_files([LIBRARY])) and min(map(len, sentences.values())) > 20
    assert find_near_duplicates(sentences) == []
