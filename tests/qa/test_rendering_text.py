import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Searched, Understood
from qa.rendering.text import percentage, render_text, seconds
from tests.answers import HOSTILE, answered, listed, passage, unanswered


def test_an_answer_reads_from_short_to_sources():
    assert render_text(answered(), 60) == (
        "May 1994\n"
        "\n"
        "The treaty was signed in May 1994. [1]\n"
        "\n"
        "Sources\n"
        "\n"
        "[1] The treaty, A. Writer, 2021\n"
        '    "The treaty was signed in May 1994."\n'
        "    treaty.md 120-154\n"
        "\n"
        "Found in the documents, confidence 87%; 0.31 s"
    )


def test_a_list_has_a_line_for_each_item():
    assert render_text(listed(), 26).startswith(
        "You need: [1]\n  - a *letter*\n  2. a form, which is\n    <free>\n\nThe board decides. [2]\n\nSources\n"
    )
    assert render_text(listed(introduced=False), 60).startswith("[1]\n  - a *letter*\n  2. a form, which is <free>\n\n")


def test_what_the_documents_do_not_say_comes_with_the_nearest_passages():
    shown = render_text(unanswered(), 60)
    assert shown.startswith(
        "The documents do not answer this.\n\nThe nearest passages:\n\n- Paper 1, A. Writer, 2021\n"
    )
    assert shown.count("Nothing of the kind stands here.") == 3
    assert shown.endswith("Confidence that the documents answer under 1%; 1.5 s")


def test_a_follow_up_tells_how_it_was_understood():
    follow_up = replace(answered(), understood=Understood("And when?", ("\x1b[2JShusha", "Baku")))
    assert render_text(follow_up, 60).startswith("Understood as: And when? ([2JShusha; Baku)\n\nMay 1994\n")
    assert render_text(replace(unanswered(), understood=Understood("Who?", ("Baku",))), 60).startswith(
        "Understood as: "
    )


def test_a_citation_names_its_page():
    answer = answered()
    paged = replace(answer, citations=(replace(answer.citations[0], page=12),))
    assert "    treaty.md, page 12, 120-154\n" in render_text(paged, 60)


def test_an_answer_of_some_documents_says_of_how_many():
    some = Searched(2, 1500)
    assert render_text(replace(answered(), searched=some)).endswith("0.31 s; asked of 2 of 1,500 documents")
    declined = render_text(replace(unanswered(), searched=some))
    assert "Only 2 of 1,500 documents were asked; another may hold the answer." in declined
    assert "asked" not in render_text(answered()) + render_text(unanswered())


def test_an_empty_index_has_no_nearest_passages():
    assert "nearest" not in render_text(unanswered(hits=0))


@pytest.mark.parametrize("width", [1, 20, 33, 80, 500])
@pytest.mark.parametrize("answer", [answered(after=" and" * 200), unanswered("word " * 200)])
def test_no_line_is_wider_than_the_terminal_or_a_hundred(width, answer):
    assert max(map(len, render_text(answer, width).splitlines())) <= max(20, min(width, 100))


@given(st.text())
def test_no_document_can_steer_the_terminal(text):
    shown = render_text(answered(text, "Quote " + text, text, text)) + render_text(unanswered("Text " + text))
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_an_escape_sequence_of_a_document_is_disarmed():
    assert "\x1b" not in render_text(answered(quote="Red \x1b[31malert\x07."))
    assert "Red [31malert." in render_text(answered(quote="Red \x1b[31malert\x07."))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_quotes_are_shown_word_for_word(hostile):
    shown = render_text(answered(quote=hostile), 100)
    assert " ".join(hostile.split()) in " ".join(shown.split())


def test_colour_only_where_it_is_asked_for():
    plain, coloured = render_text(answered()), render_text(answered(), colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert coloured != plain


def test_an_excerpt_has_no_table_ruling_and_no_heading():
    table = "## Spending\n\n|Year|Sum|\n|---|---|\n|2000|141|\n"
    hit = replace(unanswered(hits=1).hits[0], passage=passage(table))
    shown = render_text(replace(unanswered(), hits=(hit,)))
    assert "Year · Sum 2000 · 141" in shown


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "under 1%"), (0.01, "1%"), (0.5, "50%"), (0.994, "over 99%"), (1.0, "over 99%")]
)
def test_a_confidence_is_never_rounded_to_certainty(share, told):
    assert percentage(share) == told


def test_seconds():
    assert (seconds(0.034), seconds(1.26)) == ("0.03 s", "1.3 s")
