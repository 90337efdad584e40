from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Hit, Passage
from qa.answer import Reading, Sentence, Span
from qa.writers.extractive import tidy, write
from tests.answers import listed


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("Talks in Nagorno-\n\nKarabakh went\non.", "Talks in Nagorno-Karabakh went on."),
        ("*First*, **war**; then _peace_.", "First, war; then peace."),
        ("He left.<sup>12</sup>", "He left."),
        ("She wrote it.^{9,10}", "She wrote it."),
        ("Yugoslavia fell apart.8", "Yugoslavia fell apart."),
        ("- the first cause", "the first cause"),
        ("## A heading", "A heading"),
        ("In constant (2019) US\\$ m", "In constant (2019) US$ m"),
        ("| 2006 | 622 | 268 |", "2006 · 622 · 268"),
        ("It cost 3.5 and 2 * 3 * 4 units in snake_case_name.", "It cost 3.5 and 2 * 3 * 4 units in snake_case_name."),
        ("Spending rose to 2,159.", "Spending rose to 2,159."),
    ],
)
def test_a_quote_is_tidied_for_reading(quote: str, shown: str) -> None:
    assert tidy(quote) == shown


def test_a_list_keeps_a_line_for_each_item() -> None:
    quote = "To join, you\nneed:\n\n* a **letter**\n•  proof of\n   address\n3) a form"
    assert tidy(quote) == "To join, you need:\n- a letter\n- proof of address\n3) a form"
    assert tidy("- one\n- two") == "- one\n- two"


def test_a_list_stands_apart_in_the_text_of_an_answer() -> None:
    assert listed().text == "You need:\n- a *letter*\n2. a form, which is <free>\nThe board decides."
    assert replace(listed(), sentences=(Sentence("One.", ()), Sentence("Two.", ()))).text == "One. Two."


@given(st.lists(st.sampled_from(["war", "Baku", "1992", "(see", "below)", "—", "peace,"]), min_size=1, max_size=12))
def test_plain_words_are_kept_in_their_order(words: list[str]) -> None:
    assert tidy("\n".join(words)).split() == words


def make_hit(text: str, start: int = 100) -> Hit:
    passage = Passage(1, "a.txt", "Title", "Author", 1999, (), start, start + len(text), text)
    return Hit(passage, 1, 1.0, 0.9, 1.0)


def test_each_sentence_cites_the_exact_quote_it_is_made_of() -> None:
    first, second = make_hit("One *war*. Two."), make_hit("Three in 1999.", 500)
    reading = Reading(0.8, (Span(1, 500, 514, 0.9), Span(0, 100, 110, 0.7)), (first, second), Span(1, 509, 513, 0.9))
    written = write(reading)
    assert [sentence.text for sentence in written.sentences] == ["Three in 1999.", "One war."]
    assert [sentence.citations for sentence in written.sentences] == [(1,), (2,)]
    assert [(one.number, one.quote, one.start, one.end, one.passage) for one in written.citations] == [
        (1, "Three in 1999.", 500, 514, 1),
        (2, "One *war*.", 100, 110, 0),
    ]
    assert written.short_answer == "1999"


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (
            "The co-chairs of the OSCE Minsk Group are France, Russia and the United States.",
            "The Minsk Group had three co-chairs: France, Russia and the USA.",
            1,
        ),
        ("In 2014 Azerbaijan spent 2192 million dollars.", "In 2016 Azerbaijan spent 1554 million dollars.", 2),
        ("Turkey did join the Balkan peace talks then.", "Turkey did not join the Balkan peace talks then.", 2),
        ("The war ended.", "Sheep give wool.", 2),
    ],
)
def test_a_sentence_that_says_no_more_becomes_a_second_citation(first: str, second: str, shown: int) -> None:
    one, two = make_hit(first, 0), make_hit(second, 900)
    spans = (Span(0, 0, len(first), 0.9), Span(1, 900, 900 + len(second), 0.8))
    written = write(Reading(0.8, spans, (one, two)))
    assert len(written.sentences) == shown
    assert [citation.number for citation in written.citations] == [1, 2]
    assert [number for sentence in written.sentences for number in sentence.citations] == [1, 2]


def test_a_third_source_for_the_same_sentence_is_left_out() -> None:
    text = "The Baku metro opened in November 1967."
    hits = tuple(make_hit(text, 1000 * number) for number in range(3))
    spans = tuple(Span(number, 1000 * number, 1000 * number + len(text), 0.9) for number in range(3))
    written = write(Reading(0.8, spans, hits))
    assert [sentence.citations for sentence in written.sentences] == [(1, 2)]
    assert [citation.start for citation in written.citations] == [0, 1000]


LONG_ROW = "Flocks | Year: 2006 | Gala: 14 | Herik: 21 | Kind: wool | Shirvan: 33 | Guba: 40 | Lori: 52."


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("33", "Flocks | Year: 2006 | … | Kind: wool | Shirvan: 33 | …"),
        ("14", "Flocks | Year: 2006 | Gala: 14 | … | Kind: wool | …"),
        ("2006", "Flocks | Year: 2006 | … | Kind: wool | …"),
        (None, LONG_ROW),
    ],
)
def test_of_a_long_row_the_cell_asked_for_is_shown_and_the_whole_row_cited(answer: str | None, shown: str) -> None:
    hit = make_hit(LONG_ROW)
    short = None
    if answer is not None:
        start = 100 + LONG_ROW.index(answer)
        short = Span(0, start, start + len(answer), 1.0)
    written = write(Reading(0.9, (Span(0, 100, 100 + len(LONG_ROW), 1.0),), (hit,), short))
    assert written.sentences[0].text == shown
    assert written.citations[0].quote == LONG_ROW
    brief = LONG_ROW.split(" | Herik")[0] + "."
    kept = write(Reading(0.9, (Span(0, 100, 100 + len(brief), 1.0),), (make_hit(brief),), None))
    assert kept.sentences[0].text == brief
