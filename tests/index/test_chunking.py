import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Section
from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from corpus.sentences import split_sentences
from index.chunking import Chunking, chunk
from index.embedder import Embedder


def document(text: str, sections: tuple[Section, ...] = (), body_start: int = 0) -> Document:
    return Document("a.txt", hashlib.sha256(text.encode()).hexdigest(), "Title", text, body_start, sections=sections)


def count_words(text: str) -> int:
    return len(text.split())


def test_passages_are_whole_sentences_within_the_limit(embedder: Embedder) -> None:
    chunking = Chunking(max_tokens=160, overlap_sentences=0)
    for file in find_files([LIBRARY]):
        of = read_document(file.path, file.name)
        bounds = [place for one in chunk(of, embedder.count_tokens, chunking) for place in (one.start, one.end)]
        ends = {place for section in split_ranges(of) for sentence in section for place in sentence}
        assert set(bounds) <= ends


def split_ranges(of: Document) -> list[list[tuple[int, int]]]:
    cuts = sorted({of.body_start, len(of.text), *(one.start for one in of.sections)})
    return [split_sentences(of.text, left, right) for left, right in zip(cuts, cuts[1:], strict=False)]


def test_overlap_repeats_the_sentence_before() -> None:
    text = " ".join(f"Sentence number {word} stands here." for word in ("one", "two", "three", "four", "five", "six"))
    chunks = chunk(document(text), count_words, Chunking(max_tokens=10, overlap_sentences=1, with_headings=False))
    assert [text[one.start : one.end].count("Sentence") for one in chunks] == [2, 3, 3]
    assert chunks[1].start == chunks[0].sentences[-1][0]
    assert chunks[2].start == chunks[1].sentences[-1][0]


def test_a_passage_that_the_next_one_repeats_whole_is_none() -> None:
    long = " ".join(f"Sentence number {word} stands here." for word in ("one", "two"))
    text = f"# Mills\n\n{long}\n\nA short one. {long.replace('Sentence', 'Line')}\n"
    chunks = chunk(document(text), count_words, Chunking(max_tokens=10, overlap_sentences=1))
    said = [text[one.start : one.end] for one in chunks]
    assert said[0].startswith("# Mills\n\nSentence number one")
    assert all(one not in other for one, other in zip(said, said[1:], strict=False))
    assert len(chunk(document(text), count_words, Chunking(max_tokens=10, overlap_sentences=0))) > len(said)


def test_passages_do_not_reach_across_headings() -> None:
    text = "# A\n\nFirst.\n\n# B\n\nSecond.\n"
    at = text.index("# B")
    sections = (Section("A", 1, 0, at), Section("B", 1, at, len(text)))
    chunks = chunk(document(text, sections), count_words, Chunking())
    assert [one.headings for one in chunks] == [("A",), ("B",)]
    assert [one.embedded_text for one in chunks] == ["Title > A\n# A First.", "Title > B\n# B Second."]


def test_front_matter_is_not_cut_into_passages() -> None:
    text = "---\ntitle: x\n---\nBody."
    chunks = chunk(document(text, body_start=text.index("Body")), count_words, Chunking())
    assert [text[one.start : one.end] for one in chunks] == ["Body."]


def test_a_sentence_longer_than_a_passage_is_cut() -> None:
    text = "word " * 500
    chunks = chunk(document(text), count_words, Chunking(max_tokens=50, overlap_sentences=0))
    assert len(chunks) >= 10
    assert all(count_words(text[one.start : one.end]) <= 50 for one in chunks)


@pytest.mark.parametrize("text", [" ", "\n\n\n"])
def test_no_text_gives_no_passages(text: str) -> None:
    assert chunk(document(text), count_words, Chunking()) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abcAB. .?\n\n #|"), max_size=600), st.integers(1, 30), st.integers(0, 2))
def test_passages_cover_the_text_and_hold_their_sentences(text: str, max_tokens: int, overlap: int) -> None:
    chunks = chunk(document(text), count_words, Chunking(max_tokens, overlap))
    covered: set[int] = set()
    for one in chunks:
        assert 0 <= one.start < one.end <= len(text)
        assert all(one.start <= left < right <= one.end for left, right in one.sentences)
        assert (one.sentences[0][0], one.sentences[-1][1]) == (one.start, one.end)
        covered.update(range(one.start, one.end))
    assert [one.start for one in chunks] == sorted(one.start for one in chunks)
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)
