from dataclasses import replace

import pytest

from index.passage import Hit
from qa.answer import Answer, Citation, Seconds, Sentence
from qa.rendering.html import render_answer
from qa.rendering.sides import take_sides
from qa.rendering.text import render_text
from tests.answers import HOSTILE, answered, passage

SAID = ("Strakes dates it to 2011.", "Babayev dates it to 2012.", "It met in Baku.", "In Baku they met.")
# author, title of the document of each
OF = (("J. Strakes", "One"), ("A. Babayev", "Two"), ("J. Strakes", "One"), ("A. Babayev", "Two"))


def disputed(of: tuple[tuple[str | None, str], ...] = OF) -> Answer:
    """Three sentences, the last of which two documents say."""
    hits = tuple(
        Hit(replace(passage(text, title, author), document=f"{title}.md"), rank, 0.9, 0.8, 1.0)
        for rank, (text, (author, title)) in enumerate(zip(SAID, of, strict=True), start=1)
    )
    citations = tuple(
        Citation(number, f"{title}.md", title, author, 2021, text, 100, 100 + len(text), number - 1, (0, len(text)))
        for number, (text, (author, title)) in enumerate(zip(SAID, of, strict=True), start=1)
    )
    sentences = (Sentence(SAID[0], (1,)), Sentence(SAID[1], (2,)), Sentence(SAID[2], (3, 4)))
    return Answer("When?", True, sentences, citations, "2011", 0.9, hits, Seconds(0.1, 0.2, 0.3))


def test_each_document_says_its_own_sentences_in_its_own_words() -> None:
    first, second = take_sides(disputed())
    assert (first.name, second.name) == ("J. Strakes (2021)", "A. Babayev (2021)")
    assert [(text, citation.number) for text, citation in first.said] == [(SAID[0], 1), (SAID[2], 3)]
    assert [(text, citation.number) for text, citation in second.said] == [(SAID[1], 2), (SAID[3], 4)]


@pytest.mark.parametrize(
    "of",
    [
        (("J. Strakes", "One"),) * 4,
        (("J. Strakes", "One"), ("J. STRAKES", "Two"), ("J. Strakes", "One"), ("J. Strakes", "Two")),
        (("J. Strakes", "One"), (None, "Two"), ("J. Strakes", "One"), (None, "Two")),
    ],
)
def test_one_author_has_no_sides(of: tuple[tuple[str | None, str], ...]) -> None:
    answer = disputed(of)
    assert take_sides(answer) == ()
    assert '<p class="said">' in render_answer(answer, 1) and "sides" not in render_answer(answer, 1)


def test_a_document_without_an_author_goes_by_its_title() -> None:
    sides = take_sides(disputed((*OF[:3], (None, "Three"))))
    assert [side.name for side in sides] == ["J. Strakes (2021)", "A. Babayev (2021)", "Three (2021)"]


def test_two_documents_of_one_name_stay_apart() -> None:
    same = [replace(citation, document="same.md") for citation in disputed().citations]
    assert len(take_sides(replace(disputed(), citations=tuple(same)))) == 2


def test_what_a_language_model_wrote_has_no_sides() -> None:
    assert take_sides(replace(disputed(), writer="some model")) == ()


def test_the_page_has_a_column_for_each_with_links_to_its_cards() -> None:
    shown = render_answer(disputed(), 2)
    assert shown.count('<div class="side">') == 2
    first, second = shown.split('<div class="side">')[1:]
    assert "<h3>J. Strakes (2021)</h3>" in first and SAID[1] not in first
    assert 'href="#turn-2-source-1"' in first and 'href="#turn-2-source-2"' not in first
    assert SAID[3] in second.split("</div>")[0]
    assert shown.index('<p class="short">') < shown.index('<div class="sides">') < shown.index('<ul class="cited">')


def test_the_terminal_has_a_paragraph_for_each() -> None:
    blocks = render_text(disputed(), 100).split("\n\n")
    assert blocks[:3] == [
        "2011",
        f"J. Strakes (2021): {SAID[0]} [1] {SAID[2]} [3]",
        f"A. Babayev (2021): {SAID[1]} [2] {SAID[3]} [4]",
    ]
    assert "A. Writer (2021):" not in render_text(answered(), 100)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_authors_and_titles_stay_text(hostile: str) -> None:
    shown = render_answer(disputed((*OF[:3], (hostile, hostile))), 1)
    assert "<img" not in shown and "<script" not in shown and "\n" not in shown
