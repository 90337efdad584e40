import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.files import LIBRARY
from eval.jsonl import Entry, read_entries
from eval.metrics.words import normalise

SETS = Path(__file__).parents[2] / "eval" / "sets"
KINDS = ("supported", "wrong_number", "wrong_name", "wrong_date", "negated", "invented", "miscited")
KEYS = {"id", "kind", "sentence", "passages", "cites"}
SENTENCE_END = re.compile(r"[.!?][\"”)*]*(?=\s|$)")


# How the lines of each set are called, and how many are supported and of each other kind.
COUNTS = {"grounding": (50, 50), "grounding_unseen": (120, 30)}


@pytest.fixture(scope="module", params=COUNTS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def entries(name: str) -> list[Entry]:
    return list(read_entries(SETS / f"{name}.jsonl"))


@pytest.fixture(scope="module")
def digests() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in LIBRARY.glob("*.md")}


def test_every_line_is_well_formed(entries: list[Entry]) -> None:
    for entry in entries:
        assert entry.content.keys() - {"right"} == KEYS, entry.number
        assert re.fullmatch(r"[A-Z\"“].*[.!?\"”]", entry.text("sentence")), entry.number
        assert 2 <= len(entry.entries("passages")) <= 4, entry.number
        assert all(passage.content.keys() == {"doc", "text"} for passage in entry.entries("passages")), entry.number


def test_ids_go_up_by_one_and_no_sentence_comes_twice(name: str, entries: list[Entry]) -> None:
    prefix = name.removeprefix("grounding_")
    assert [entry.text("id") for entry in entries] == [f"{prefix}-{at:03}" for at in range(1, len(entries) + 1)]
    assert len({normalise(entry.text("sentence")) for entry in entries}) == len(entries)


def test_there_are_so_many_of_each_kind_in_mixed_order(name: str, entries: list[Entry]) -> None:
    kinds = [entry.text("kind") for entry in entries]
    supported, others = COUNTS[name]
    assert Counter(kinds) == dict.fromkeys(KINDS, others) | {"supported": supported}
    assert set(kinds[:50]) == set(KINDS)


def test_passages_stand_word_for_word_in_the_digest_that_they_name(
    entries: list[Entry], digests: dict[str, str]
) -> None:
    for entry in entries:
        passages = [(passage.text("doc"), passage.text("text")) for passage in entry.entries("passages")]
        assert all(text in digests[name] for name, text in passages), entry.number
        assert len(set(passages)) == len(passages), entry.number
    cited = {entry.entries("passages")[entry.whole_numbers("cites")[0] - 1].text("doc") for entry in entries}
    assert cited == digests.keys()


def test_passages_are_whole_sentences_of_one_section(entries: list[Entry], digests: dict[str, str]) -> None:
    for entry in entries:
        for passage in entry.entries("passages"):
            text, digest = passage.text("text"), digests[passage.text("doc")]
            start = digest.index(text)
            assert digest[start - 1].isspace() and digest[start + len(text)].isspace(), entry.number
            before = digest[:start].rstrip(" ")
            assert before.endswith("\n\n") or re.search(r"[.!?][\"”)*]*$", before), entry.number
            assert re.search(r"[.!?][\"”)*]*$", text), entry.number
            assert len(SENTENCE_END.findall(text)) >= 2, entry.number
            assert "\n#" not in text and "*Condenses" not in text, entry.number


def test_no_passage_holds_the_sentence_itself(entries: list[Entry]) -> None:
    for entry in entries:
        sentence = normalise(entry.text("sentence"))
        assert not any(sentence in normalise(passage.text("text")) for passage in entry.entries("passages"))


def test_citations_name_passages_and_only_miscited_lines_name_right_ones(entries: list[Entry]) -> None:
    for entry in entries:
        places = set(range(1, len(entry.entries("passages")) + 1))
        cites = entry.whole_numbers("cites")
        assert 1 <= len(cites) <= 2 and list(cites) == sorted(set(cites)) and set(cites) <= places, entry.number
        assert ("right" in entry.content) == (entry.text("kind") == "miscited"), entry.number
        if "right" in entry.content:
            right = entry.whole_numbers("right")
            assert right and set(right) <= places - set(cites), entry.number


def test_the_place_of_the_passage_that_matters_changes(entries: list[Entry]) -> None:
    first = Counter(entry.whole_numbers("right" if "right" in entry.content else "cites")[0] for entry in entries)
    assert max(first.values()) < len(entries) / 2
