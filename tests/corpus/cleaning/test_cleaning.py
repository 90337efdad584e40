"""What pages do to a text, each in a small text of our own, and that it is undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import Cleaned, clean

HARBOUR = "The harbour of Lindal was built by two engineers who had never seen the sea before they came to the coast"
FERRY = "The ferry runs every morning except on holidays, and the fare has not changed in eleven years."
COUNCIL = "The council decided in spring that the old lighthouse should be painted white again before the winter."
WALL = "The sea wall is four hundred metres long, and it was raised by a metre after the storm of that year."


# Two more sentences that stop short, for texts that are cut more than once.
KEEPER = "The keeper of the light was paid in coal and candles until the day on which the council at last"
SMITH = "Nobody had asked the smith of Berg for a chain of that length before, and he refused to make it with"


def cleaned(*blocks: str) -> Cleaned:
    return clean("\n\n".join(blocks))


def steps(of: Cleaned) -> dict[str, int]:
    return {change.step: change.count for change in of.changes}


def test_text_without_traces_of_pages_is_left_alone():
    text = f"# The coast\n\n{FERRY} {COUNCIL}\n\n- one item\n- another item\n\n> {WALL}\n"
    assert clean(text) == Cleaned(text, None, ())


def test_a_running_header_is_taken_out_of_the_sentence_it_cuts_and_stays_above_the_text():
    header = "**JOURNAL OF COASTAL STUDIES**\nVol. 12 (2019), p. {}"
    of = cleaned(
        header.format(1),
        "Harbours of the north",
        f"{FERRY} {COUNCIL} {HARBOUR}",
        header.format(2),
        f"with nothing but a map. {WALL} {WALL.replace('four', 'five')}",
        header.format(3),
        f"{COUNCIL.replace('spring', 'autumn')} {FERRY}",
    )
    assert f"{HARBOUR} with nothing but a map." in of.text
    assert of.text.count("JOURNAL") == 1
    assert steps(of)["running headers taken out"] == 2


def paged(number: int) -> str:
    """A page's end with a note, the page's number and the running header of the next."""
    return f"{number} Berg, “Ports of Call,” 2004, p. {number}7.\n\n{number + 1}\n\nPorts of the North: an Introduction"


def test_a_header_below_a_page_number_is_taken_out_though_a_note_ends_the_page_before():
    of = cleaned(
        "Ports of the North: an Introduction",
        f"{FERRY} {COUNCIL} {HARBOUR}",
        paged(1),
        f"in May. {WALL} {FERRY} {KEEPER}",
        paged(2),
        f"left for good. {COUNCIL} {WALL} {SMITH}",
        paged(3),
        f"Swedish iron. {FERRY} {COUNCIL.replace('spring', 'May')}",
    )
    for joined in (f"{HARBOUR} in May.", f"{KEEPER} left for good.", f"{SMITH} Swedish iron."):
        assert joined in of.text
    assert of.text.count("Ports of the North") == 1
    assert all(f"{number} Berg" in of.text for number in (1, 2, 3))


def test_the_title_below_a_page_number_is_a_header_also_of_two_pages():
    text = f"{FERRY} {COUNCIL} {HARBOUR}"
    of = cleaned("Ports of the North: an Introduction", text, paged(1), f"in May. {WALL}")
    assert f"{HARBOUR} in May. {WALL}" in of.text
    assert of.text.count("Ports of the North") == 1


def test_a_header_is_taken_out_of_a_text_with_blank_lines_between_its_lines():
    places = "Lindal Berg Sund Holm Vik Torp Naes Aas Dal Ness Moen Lund Elv Sand Tveit Ask Eik Rud".split()
    told = [
        f"They lent it from the harbour master of {one} for a winter, and nobody\n\nthought of asking {one} for it."
        for one in places
    ]
    blocks = ["Ports of the North", *told]
    for page, one in enumerate(places[:3], start=2):
        blocks += [f"The harbour of {one} was built by two engineers who had never been to", str(page)]
        blocks += ["Ports of the North", f"sea before they came to {one}.", *told[6 * page - 12 : 6 * page - 6]]
    of = cleaned(*blocks)
    assert all(f"who had never been to sea before they came to {one}." in of.text for one in places[:3])
    assert of.text.count("Ports of the North") == 1


def test_labels_of_numbers_are_no_headers():
    blocks = [f"{FERRY} {year}\n\nQuantity\n\n{year}\n\npieces of rope in the shed." for year in (2, 3, 4)]
    assert cleaned(*blocks).text.count("Quantity") == 3


MENU = """Menu

Roast lamb with rosemary, potatoes and green beans from the garden behind the old house
18
Contains nuts
grilled trout with almonds and lemon
16
Contains nuts
chestnut soup
7
Contains nuts
apple cake
5
"""
DECISIONS = "\n".join(
    f"Decision\nThe board agreed in {month} that the fee for a place in the harbour is raised with effect from\n"
    f"the first of the month after, and that nobody\nDecision\nis asked to pay more than twice a year."
    for month in ("April", "May")
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (MENU, MENU),
        ("Room\nA quiet room with a bath in the old town\n12\nRoom\nwith breakfast for two\n9\n", "12\nRoom"),
        # The first of a label stays, wherever it stands.
        (DECISIONS, "Decision\nThe board agreed in April"),
        (
            "The Contractor shall send it to the address in Schedule A.\n\nPAYMENT\n\nThe Client shall pay.",
            "A.\n\nPAYMENT",
        ),
        (f"{HARBOUR} and\n\nAnna brings the tent\n\nbob brings the stove.", "and\n\nAnna brings the tent\n\nbob"),
        (f"{HARBOUR}, whose capital is\n\nRome.\n\nparis.", "is\n\nRome.\n\nparis."),
        (f"{HARBOUR} and\n\n```python\nx = 1\n```\n\nthen do it.", "```\n\nthen do it."),
    ],
)
def test_ordinary_texts_lose_nothing(text: str, kept: str):
    assert kept in clean(text).text


def test_lines_that_come_again_but_never_cut_a_sentence_stay():
    blocks = [part for number in range(4) for part in ("Chorus of the sailors", f"{FERRY} It sailed {number} times.")]
    assert cleaned(*blocks).original is None


def test_page_numbers_in_a_row_are_taken_out_and_other_numbers_stay():
    pages = [
        f"In the year of {year} so. {FERRY} {COUNCIL} {WALL} {HARBOUR} in May." for year in ("rain", "snow", "sun")
    ]
    of = cleaned("7", pages[0], "Page 8", pages[1], "- 9 -", pages[2], "1912", "And that was all.")
    assert steps(of)["page numbers taken out"] == 3
    assert "1912" in of.text
    assert "Page 8" not in of.text


def test_a_sentence_cut_by_footnotes_is_joined_and_they_stand_behind_its_paragraph():
    note = "¹² Berg, A., “Ports of Call,” Coast Review, 2004, pp. 3-9."
    of = cleaned(f"{FERRY} {HARBOUR}", note, "https://example.org/ports\nhttps://example.org/coast", f"in May. {WALL}")
    assert f"{HARBOUR} in May. {WALL}\n\n{note}\n\nhttps://example.org/ports\nhttps://example.org/coast" in of.text


def test_a_paragraph_cut_twice_keeps_each_footnote_near_its_page():
    first, second = "¹ Berg, Ports of Call, 2004.", "² Lund, Lights of the Coast, 2011."
    of = cleaned(HARBOUR, first, f"in May. {FERRY} {KEEPER}", second, f"paid him. {WALL}")
    joined = " ".join(of.text.split())
    assert joined == f"{HARBOUR} in May. {FERRY} {first} {KEEPER} paid him. {WALL} {second}"


def test_a_sentence_of_three_pages_takes_all_footnotes_behind_it():
    notes = ["¹ Berg, Ports of Call, 2004.", "² Lund, Lights of the Coast, 2011."]
    of = cleaned(KEEPER, notes[0], f"said so although {SMITH.lower()}", notes[1], "iron from the hills of the north.")
    assert " ".join(of.text.split()).endswith(f"iron from the hills of the north. {notes[0]} {notes[1]}")


@pytest.mark.parametrize(
    "blocks",
    [
        (HARBOUR + ".", "in no way is this the same sentence, but it begins so."),
        ("The towns of the coast:", "- lindal\n- berg"),
        ("Harbours and Lighthouses of the Northern Coast", "the text begins in lower case here, as some do."),
        ("| a | b |\n|---|---|", FERRY),
    ],
)
def test_what_is_no_half_of_a_sentence_is_not_joined(blocks: tuple[str, ...]):
    assert "sentences cut by a page's end joined" not in steps(cleaned(*blocks))


def test_a_pull_quote_is_taken_out_and_its_source_stays():
    of = cleaned(f"{FERRY} {COUNCIL} {WALL}", COUNCIL, f"{HARBOUR} in May.")
    assert of.text.count(COUNCIL) == 1
    assert of.text.startswith(f"{FERRY} {COUNCIL} {WALL}")
    assert steps(of) == {"pull quotes taken out": 1}


def test_a_pull_quote_whose_source_a_page_cut_does_not_take_the_source_with_it():
    quote = f"{HARBOUR} with nothing but a map and a compass."
    of = cleaned(f"{FERRY} {HARBOUR}", quote, f"with nothing but a map and a compass. {WALL}")
    assert of.text.replace("\n", "") == f"{FERRY} {HARBOUR} with nothing but a map and a compass. {WALL}"


def test_a_pull_quote_whose_source_was_hyphenated_is_taken_out():
    hyphenated = COUNCIL.replace("lighthouse", "light-\nhouse")
    of = cleaned(f"{FERRY} {hyphenated} {WALL}", COUNCIL, f"{HARBOUR} in May.")
    assert steps(of)["pull quotes taken out"] == 1


def test_a_sentence_goes_on_behind_a_short_pull_quote_that_begins_with_a_capital():
    of = cleaned(f"{FERRY} {HARBOUR} for", "Few remember it now.", f"fish and timber. {WALL}")
    assert f"{HARBOUR} for fish and timber. {WALL}" in of.text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"{FERRY} {HARBOUR}", "in May."),
        (f"{FERRY} {HARBOUR} of", "Lindal, and others followed later."),
        (f"{FERRY} {HARBOUR} with Captain Aga", "Mohammed Khan of the guard."),
        (f"{FERRY} It was the light of Lindal (Berg, 2015, p.", "113) that was seen first of all."),
    ],
)
def test_a_sentence_goes_on_behind_the_notes_of_a_page(first: str, second: str):
    assert f"{first} {second}" in cleaned(first, "1 Berg, “Ports of Call,” 2004.", second, WALL).text


def test_a_pull_quote_glued_to_the_rest_of_a_sentence_is_taken_out_of_it():
    of = cleaned(f"{COUNCIL} {FERRY} {HARBOUR} at the", f"{COUNCIL} same time as the others. {WALL}")
    assert f"{HARBOUR} at the same time as the others. {WALL}" in of.text


def test_paragraphs_that_are_the_same_in_different_places_stay():
    of = cleaned("# One", COUNCIL, "# Two", COUNCIL)
    assert of.original is None


LINES = [
    "The harbour was built by two engineers who had never seen the sea before they came to",
    "the coast with nothing but a map. They stayed for seven years and left a wall behind them",
    "that has held ever since, although nobody in the town believed that it would hold for one",
    "winter.",
    "",
    "The ferry runs every morning except on holidays, and the fare has not changed since it was",
    "first set by the council, which has been asked to raise it by every captain there ever was in",
    "the town.",
]


def test_double_spacing_is_undone_and_paragraphs_stay_apart():
    lines = [line for _ in range(4) for line in [*LINES, ""]]
    of = clean("\n\n".join(lines))
    assert "they came to the coast with nothing but a map." in of.text
    assert "hold for one winter.\n\n" in of.text


def test_the_lines_of_a_paragraph_are_joined_and_paragraphs_stay_apart():
    of = clean("\n".join(LINES))
    assert of.text == f"{' '.join(LINES[:4])}\n\n{' '.join(LINES[5:])}"


@pytest.mark.parametrize("text", ["Roses are red,\nviolets are blue,\nsugar is sweet,\nand so are you.", "# A\n## B"])
def test_lines_that_their_writer_broke_stay(text: str):
    assert clean(text).original is None


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("An exam-\nple stands here, and an example there.", "An example stands"),
        ("The well-\nknown and well-known port.", "The well-known and"),
        ("From Nagorno-\nKarabakh it is far.", "Nagorno-Karabakh"),
        ("It was built in 1991-\n1993 by hand.", "1991-1993"),
        # In a text of whose words others are cut, and stand elsewhere whole.
        ("It was compara-\ntively new. An exam-\nple and an example.", "comparatively new"),
        ("Of the un-\ntold and inter-\nnal ones none is internal.", "the untold and internal"),
        ("The long-\nterm plan. The long term. An exam-\nple, an example.", "The long-term plan"),
        ("The well-\nknown light. An exam-\nple, an example.", "The well-known light"),
        ("Two-\nthirds of it. An exam-\nple, an example.", "Two-thirds of it"),
        ("Both pre-\nand post-war. An exam-\nple, an example.", "Both pre- and post-war"),
        # In any.
        ("A sleeping-\nbag.", "A sleeping-bag."),
        ("It stood so-\nmewhere else.", "somewhere else"),
        ("A multi-\ntrack line.", "A multi-track line"),
        ("The so-\ncalled light is called a lamp.", "The so-called light"),
        ("A cost-benefit question.\nWhat is the cost-\nbenefit then?", "the cost-benefit then"),
    ],
)
def test_words_cut_by_a_line_end_are_joined(text: str, joined: str):
    assert joined in clean(text).text


NOTES = "\n\n".join(f"{number} Berg, “Ports of Call,” 2004." for number in range(1, 10))


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("It held.<sup>3</sup> Then it fell.", "It held. Then it fell."),
        ("It held.^{4,5} Then it fell.", "It held. Then it fell."),
        ("It held.⁷ Then the wall⁸ fell.", "It held. Then the wall fell."),
        ("It held.8 Then it fell. 9 Now it is gone.", "It held. Then it fell. Now it is gone."),
    ],
)
def test_note_marks_are_taken_out_of_sentences(marked: str, bare: str):
    assert clean(f"{marked}\n\n{NOTES}").text == f"{bare}\n\n{NOTES}"


@pytest.mark.parametrize(
    "text",
    [
        "It cost 3.5 crowns.",
        "An area of 12 km² and 10⁶ stones.",
        "He came in. 1912 was late.",
        "It stood in The Herald (Safi and Borger, 4 October 2020).",
        "It was found.3 October was late.",
        "In Berg, 5 Swedes stayed. 7 Danes left.",
        "It was still in spring. 3 Members left. 4 Members stayed.",
        "It rained all day. 4 Jan. was the day of the storm.",
    ],
)
def test_numbers_that_are_no_note_marks_stay(text: str):
    assert clean(f"{text}\n\n{NOTES}").text == f"{text}\n\n{NOTES}"


def test_a_table_in_tabs_becomes_rows_with_their_headers():
    of = cleaned("*Table 1:*\n*Ships a year*", "Port\t2001\t2002\nLindal\t14\t15\nBerg\t9\t", FERRY)
    assert "Table 1: Ships a year | Port: Lindal | 2001: 14 | 2002: 15." in of.text
    assert "Table 1: Ships a year | Port: Berg | 2001: 9." in of.text
    start = of.text.index("14")
    assert of.original is not None
    assert of.original.quote(start, start + 2) == "14"


def test_a_table_in_bars_or_wide_gaps_becomes_rows_with_their_headers():
    barred = cleaned(FERRY, "| Port | Ships |\n|:--|--:|\n| Lindal \\| Old | 14 |\n| Berg | |", FERRY)
    assert "Port: Lindal \\| Old | Ships: 14.\nPort: Berg." in barred.text
    wide = cleaned(FERRY, "Port      2001   2002\nLindal      14     15\nBerg         9     11")
    assert "Port: Lindal | 2001: 14 | 2002: 15." in wide.text


def test_a_quote_of_a_joined_sentence_shows_what_cut_it():
    note = "¹ Berg, Ports of Call, 2004."
    of = cleaned(f"{FERRY} {HARBOUR}", note, f"in May. {WALL}")
    start = of.text.index(HARBOUR)
    assert of.original is not None
    assert of.original.quote(start, start + len(HARBOUR) + 8) == f"{HARBOUR}\n\n{note}\n\nin May."


@given(
    st.lists(st.sampled_from([HARBOUR, FERRY, "1", "¹ Berg.", "a\tb", "| a |", "x-\ny", "\n", " ", "# H", "www.x.de"]))
)
def test_any_text_comes_out_with_every_piece_in_its_place(blocks: list[str]):
    text = "\n".join(blocks)
    of = clean(text)
    if of.original is None:
        assert of.text == text
        return
    for piece in of.original.pieces:
        assert of.text[piece.start : piece.end] == text[piece.original : piece.original + piece.end - piece.start]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str):
    clean(text)
