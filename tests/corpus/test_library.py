import re

import pytest

from corpus.document import Document
from corpus.files import LIBRARY, find_files
from corpus.formats import read_document
from corpus.sentences import split_sentences

CONDENSES = re.compile(r"\*Condenses: [^*\n]+\.\*")


@pytest.fixture(scope="module", params=find_files([LIBRARY]), ids=lambda file: file.name)
def digest(request: pytest.FixtureRequest) -> Document:
    return read_document(request.param.path, request.param.name)


def sections(digest: Document) -> list[str]:
    return [digest.text[one.start : one.end].strip() for one in digest.sections if one.level == 2]


def front_matter(digest: Document, key: str) -> str | None:
    found = re.search(rf'^{key}: "(.+)"$', digest.text[: digest.body_start], re.MULTILINE)
    return found and found[1]


def test_every_digest_says_what_it_condenses_and_by_whom_or_why_it_cannot(digest: Document) -> None:
    assert digest.title.endswith("(digest)")
    assert bool(digest.author) != bool(front_matter(digest, "no_author"))
    assert bool(digest.year) != bool(front_matter(digest, "no_year"))
    assert front_matter(digest, "about")


def test_every_section_ends_with_the_part_of_the_paper_that_it_condenses(digest: Document) -> None:
    assert len(sections(digest)) >= 10
    for section in sections(digest):
        assert CONDENSES.fullmatch(section.splitlines()[-1]), section[:60]
        assert section.count("Condenses") == 1, section[:60]


def test_no_section_is_too_long_to_be_read_at_a_glance(digest: Document) -> None:
    for section in sections(digest):
        lines = [line for line in section.splitlines() if "|" not in line]  # rows of a table are looked up, not read
        assert len(" ".join(lines).split()) <= 350, section[:60]


def test_the_part_condensed_never_runs_into_a_sentence_that_may_answer(digest: Document) -> None:
    spans = split_sentences(digest.text, digest.body_start, len(digest.text))
    named = [text for start, end in spans if "Condenses" in (text := digest.text[start:end])]
    assert len(named) == len(sections(digest))
    assert all(CONDENSES.fullmatch(text.strip()) for text in named)
