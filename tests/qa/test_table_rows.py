from corpus.tables import render_table
from index.passage import Hit, Passage
from qa.answer import Span
from qa.table_rows import TableRows

LONG = [
    "Year: 2004 | Azerbaijan (million US$): 259 | Armenia (million US$): 185.",
    "Year: 2006 | Azerbaijan (million US$): 622 | Armenia (million US$): 268.",
    "Year: 2008 | Azerbaijan (million US$): 1308 | Armenia (million US$): 364.",
]
WIDE = [
    "Table 1: Spending of both | Country: ARM | Unit: constant (2019) US$ m | 2004: 185 | 2006: 268 | 2008: 364.",
    "Table 1: Spending of both | Country: AZE | Unit: constant (2019) US$ m | 2004: 259 | 2006: 622 | 2008: 1308.",
]
NAMES = ("ARM", "AZE")
PROSE = "Babayev says that both sides armed for years | and that nobody stopped them."


def passage(lines, document="spending.csv", start=500):
    text, sentences = "", []
    for line in lines:
        sentences.append((start + len(text), start + len(text) + len(line)))
        text += line + "\n"
    return Passage(1, document, "Spending", None, None, (), start, start + len(text) - 1, text[:-1], tuple(sentences))


def hits_of(*passages):
    return [Hit(one, rank, 0.9, 0.8, 1.0) for rank, one in enumerate(passages, start=1)]


def span(hits, text, hit=0, score=1.0):
    there = hits[hit].passage
    start = there.start + there.text.index(text)
    return Span(hit, start, start + len(text), score)


def said(one, hits):
    there = hits[one.hit].passage
    return there.text[one.start - there.start : one.end - there.start]


def answered(question, hits, answer, sentences):
    rows = TableRows(question, hits)
    short = rows.cell(answer and span(hits, answer), span(hits, sentences[0]))
    return short and said(short, hits), [said(one, hits) for one in rows.choose([span(hits, one) for one in sentences])]


def test_the_row_and_the_cell_that_are_asked_for_are_taken_for_the_ones_beside_them():
    hits = hits_of(passage(LONG))
    asked = "What did Armenia spend in 2006?"
    assert answered(asked, hits, "(million US$): 364", [LONG[2], LONG[1]]) == ("268", [LONG[1]])
    assert answered("Azerbaijani spending, 2008", hits, "1308", [LONG[0]]) == ("1308", [LONG[2]])


def test_a_row_whose_columns_are_years_is_told_by_the_country():
    hits = hits_of(passage(WIDE))
    asked = "How much did Azerbaijan spend in 2006, in constant 2019 dollars?"
    assert answered(asked, hits, "m | 2004: 185 | 2006", WIDE) == ("622", [WIDE[1]])


def test_the_key_of_a_row_can_be_asked_for():
    hits = hits_of(passage(LONG))
    assert answered("In which year did Armenia spend 364 million?", hits, "185", LONG[:1]) == ("2008", [LONG[2]])
    assert answered("Which country spent 259 in 2004?", hits_of(passage(WIDE)), "185", WIDE[:1]) == ("AZE", [WIDE[1]])


def test_several_rows_or_cells_asked_for_have_no_short_answer():
    hits = hits_of(passage(LONG))
    both_years = "What did Armenia spend in 2006 and 2008?"
    assert answered(both_years, hits, "185", [LONG[0], LONG[1]]) == (None, [LONG[1], LONG[2]])
    assert answered("What did Armenia and Azerbaijan spend in 2006?", hits, "622", [LONG[1]]) == (None, [LONG[1]])


TRADE = [
    "Country: Georgia | Capital: Tbilisi | Exports: 15 | Partner: Turkey.",
    "Country: Turkey | Capital: Ankara | Exports: 107 | Partner: Germany.",
    "Country: Armenia | Capital: Yerevan | Exports: 7 | Partner: Russia.",
    "Country: Russia | Capital: Moscow | Exports: 90 | Partner: China.",
    "Country: Iran | Capital: Tehran | Exports: 83 | Partner: China.",
]


def test_all_rows_that_are_named_are_quoted_those_by_their_first_cell_before_those_by_another():
    hits = hits_of(passage(TRADE))
    both = [TRADE[1], TRADE[3]]
    assert answered("What are the exports of Turkey and Russia?", hits, "90", [TRADE[3]]) == (None, both)
    assert answered("What are the exports of Turkey?", hits, "15", [TRADE[0]]) == ("107", [TRADE[1]])
    assert answered("Whose partner is China?", hits, "83", [TRADE[4]]) == (None, [TRADE[3], TRADE[4]])
    assert answered("What are the exports?", hits, "83", [TRADE[4]]) == ("83", [TRADE[4]])


def test_an_answer_that_no_header_tells_apart_stays_if_it_is_in_one_cell_and_is_the_whole_cell_then():
    hits = hits_of(passage(LONG))
    assert answered("Who is richer?", hits, "62", [LONG[1]]) == ("622", [LONG[1]])
    assert answered("Who is richer?", hits, "622 | Armenia (million US$): 2", [LONG[1]]) == (None, [LONG[1]])


def test_rows_of_another_table_or_document_are_let_be():
    others = [line.replace("Armenia", "Georgia") for line in LONG]
    hits = hits_of(passage(LONG), passage(LONG, "other.csv", 0), passage(others, start=9000))
    rows = TableRows("What did Armenia spend in 2006?", hits)
    chosen = rows.choose([span(hits, LONG[0]), span(hits, others[2], 2)])
    assert [(one.hit, said(one, hits)) for one in chosen] == [(0, LONG[1]), (2, others[1])]


def test_rows_with_empty_cells_are_of_the_same_table():
    lines = render_table([["Country", "2014", "2016"], ["Azerbaijan", "2159", "1397"], ["Armenia", "", "431"]]).split(
        "\n"
    )
    hits = hits_of(passage(lines))
    assert answered("What did Armenia spend in 2016?", hits, "1397", [lines[0]]) == ("431", [lines[1]])
    # Nothing is known for that year, and another year's figure is no answer.
    assert answered("What did Armenia spend in 2014?", hits, "2159", [lines[0]]) == (None, [lines[1]])


def test_a_row_in_two_passages_is_one():
    hits = hits_of(passage(LONG), passage(LONG))
    rows = TableRows("What did Armenia spend in 2006?", hits)
    assert [one.hit for one in rows.choose([span(hits, LONG[0]), span(hits, LONG[1], 1)])] == [0]


def test_prose_is_as_the_reader_had_it():
    hits = hits_of(passage([PROSE, "They spent 622 million."]))
    assert answered("What did they spend in 2006?", hits, "622", [PROSE]) == ("622", [PROSE])
    assert answered("What did they spend in 2006?", hits, None, [PROSE]) == (None, [PROSE])


def test_the_best_sentences_cell_goes_before_an_answer_elsewhere():
    hits = hits_of(passage([LONG[1], "Armenia had fewer soldiers."]))
    assert answered("What did Armenia spend in 2006?", hits, "fewer soldiers", [LONG[1]]) == ("268", [LONG[1]])


def test_two_countries_that_are_compared_have_a_row_each():
    hits = hits_of(passage(WIDE))
    asked = "How did Azerbaijan's spending compare with Armenia's in 2006?"
    assert answered(asked, hits, None, [WIDE[0]]) == (None, WIDE)
    captioned = [line.replace("of both", "by Azerbaijan and Armenia") for line in WIDE]
    assert answered(asked, hits_of(passage(captioned)), None, captioned[:1]) == (None, captioned)
    of_both = [
        f"Country: {name} | Unit: {unit} | 2004: 3 | 2006: 4." for unit in ("US$ m", "% of GDP") for name in NAMES
    ]
    hits = hits_of(passage(of_both))
    assert answered(asked, hits, "4", [of_both[1]]) == (None, of_both[:2])
    assert answered(asked, hits, "4", [of_both[3]]) == (None, of_both[2:])


def test_a_word_that_all_rows_share_names_none_of_them():
    hits = hits_of(passage(WIDE))
    assert answered("What was the spending in US dollars?", hits, "185", [WIDE[0]])[1] == [WIDE[0]]
