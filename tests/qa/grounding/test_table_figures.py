from collections.abc import Sequence

import pytest

from qa.grounding.table_figures import find_misplaced, find_row_read_off

SPENDING = [
    "Year: 2008 | Azerbaijan (million constant 2019 US$): 1308 | Armenia (million constant 2019 US$): 364.",
    "Year: 2010 | Azerbaijan (million constant 2019 US$): 1094 | Armenia (million constant 2019 US$): 397.",
    "Year: 2012 | Azerbaijan (million constant 2019 US$): 2159 | Armenia (million constant 2019 US$): 372.",
]
SALES = [
    "Division: Pumps | Sales Q3 2023 (million euros): 38.2 | Sales Q3 2022 (million euros): 36.3 | Employees: 790.",
    "Division: Heating | Sales Q3 2023 (million euros): 19.7 | Sales Q3 2022 (million euros): 24.8 | Employees: 420.",
    "Division: Desk 20 | Sales Q3 2023 (million euros): 17.9 | Employees: 355.",
]
PLANS = [
    "Price a year | Standard: 64 euros | Premium: 109 euros.",
    "Cover | Standard: home country | Premium: all of Europe.",
]
PRICES = [
    "code: P06 | item: Poster | format: A2 | price_eur: 4.80 | price_from_100: 3.10 | delivery_days: 2.",
    "code: P07 | item: Poster | format: A1 | price_eur: 9.50 | price_from_100: 7.20 | delivery_days: 3.",
]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("In 2008 Armenia spent 364 million dollars.", SPENDING),
        ("Armenian spending rose to 397 million in 2010.", SPENDING),
        ("In 2008 Azerbaijan spent 1.308 billion and Armenia 364 million.", SPENDING),
        ("Azerbaijan outspent Armenia in 2008 by 1308 to 364 million.", SPENDING),
        (
            "Armenia's spending went from 364 million in 2008 to 372 in 2012, that of Azerbaijan from 1308 to 2159.",
            SPENDING,
        ),
        ("The spending of 397 million was Armenia's, and 1094 million was Azerbaijan's.", SPENDING),
        ("Sales of heating fell from 24.8 million in Q3 2022 to 19.7 million.", SALES),
        ("Heating has 420 employees and sold for 19.7 million euros in Q3 2023.", SALES),
        ("P06 takes 2 days and costs 4.80.", PRICES),
        ("From 100 copies on a P07 costs 7.20 instead of 9.50.", PRICES),
        ("The item P06 is a poster in format A2 and costs 4.80.", PRICES),
        ("The Pumps division has a staff of 790.", SALES),
        (
            "From 2008 to 2012, Azerbaijan's spending rose from 1308 to 2159, while Armenia's rose from 364 to 372.",
            SPENDING,
        ),
        ("In 2008, Azerbaijan spent 1308 million US$ and Armenia 364; in 2010, 1094 and 397.", SPENDING),
        ("By 2012 Azerbaijan spent 2159 million, up from 1308 million in 2008, whereas Armenia spent 372.", SPENDING),
        ("After 2010 Azerbaijan's spending rose to 2159 million.", SPENDING),
        ("Armenia spent 397 million, which is more than in 2008.", SPENDING),
        ("In 2010 Armenia spent 397 million, unlike Azerbaijan.", SPENDING),
        # No row says it, so it is for others to judge.
        ("In 2008 Armenia spent 500 million dollars.", SPENDING),
        ("Year: 2010 | Azerbaijan: 1094 | Armenia: 397.", SPENDING),
        ("Sales Q3 2023: 17.9 | Division: Desk 20", ["Division: Desk 20 (new) | Sales Q3 2023 (million euros): 17.9."]),
        ("Sales Q3 2023: 17.9 | Division: Desk 20.", SALES),
        # Written like a row of another table, or otherwise: others judge.
        ("Item: tea | Price: 2", SPENDING),
        ("Name: P06 | Armenia: 4.80", PRICES),
        ("Year: 2010 | Republic of Armenia: 397.", SPENDING),
        ("code: P06 | item: Poster | code: P07 | item: Poster.", PRICES),
        ("code: P06 | item: Large poster | price_eur: 4.8.", PRICES),
        ("Price a year | Standard: 64 | Premium: 109 euros a year.", PLANS),
        # 20 is a part of a name.
        ("Desk 20 has 355 employees.", SALES),
    ],
)
def test_figures_in_their_place_are_left(sentence: str, rows: Sequence[str]) -> None:
    assert find_misplaced(sentence, rows) == []


@pytest.mark.parametrize(
    ("sentence", "rows", "figures"),
    [
        ("In 2008 Azerbaijan spent 364 million dollars.", SPENDING, ["364"]),
        ("In 2010 Armenia spent 372 million dollars.", SPENDING, ["372"]),
        ("In 2009 Armenia spent 372 million dollars.", SPENDING, ["372"]),
        ("In 2008 Azerbaijan spent 364 and Armenia 1308 million.", SPENDING, ["364", "1308"]),
        ("Year: 2008 | Azerbaijan (million constant 2019 US$): 364.", SPENDING, ["364"]),
        ("Pumps had sales of 38.2 million euros in Q3 2022.", SALES, ["38.2"]),
        ("Heating has 790 employees.", SALES, ["790"]),
        ("The delivery_days of P06 are 4.80.", PRICES, ["4.80"]),
        # Written like a row: other cells, under other headers, or of several rows.
        ("Year: 2010 | Azerbaijan (million constant 2019 US$): 1094 | Babayev: 397.", SPENDING, ["397"]),
        ("Year: 2010 | Azerbaijan (million): 1094 | Armenia (million): 364.", SPENDING, ["364"]),
        ("Year: 2010 | Azerbaijan (million): 1094 | Armenia (million): 999.", SPENDING, ["999"]),
        ("item: Flyer | format: A2 | code: P06.", PRICES, ["Flyer"]),
        ("Price a year | Premium: 64 euros | Standard: 109 euros.", PLANS, ["64 euros", "109 euros"]),
        ("Cover | Standard: home country | Price: all of Europe.", PLANS, ["all of Europe"]),
    ],
)
def test_figures_of_another_row_or_column_are_told(sentence: str, rows: Sequence[str], figures: list[str]) -> None:
    assert set(find_misplaced(sentence, rows)) >= {f"{figure} in this place" for figure in figures}


def test_a_figure_that_stands_in_prose_is_not_the_tables() -> None:
    prose = "The guide says that Azerbaijan bought 364 tanks."
    assert find_misplaced("Azerbaijan bought 364 tanks.", [*SPENDING, prose]) == []
    assert find_misplaced("Azerbaijan bought 364 tanks.", SPENDING) == ["364 in this place"]


GROWTH = [
    "Country: France | Growth (%): -1.5 | Debt: 98 | Delivery (days): not before 3.",
    "Country: Spain | Growth (%): 2.1 | Debt: 105 | Delivery (days): 5-7.",
]
WINS = ["Team: Reds | Wins against Blues: 3 | Goals: 9.", "Team: Blues | Wins against Blues: 0 | Goals: 8."]


@pytest.mark.parametrize(
    ("sentence", "rows", "row"),
    [
        ("Armenia (million constant 2019 US$) in 2010: 397.", SPENDING, 1),
        ("In the year 2010, it was 397 for Armenia (million constant 2019 US$).", SPENDING, 1),
        ("The debt of Spain is 105.", GROWTH, 1),
        ("P06 has delivery_days of 2.", PRICES, 0),
        # Not all that the column is called.
        ("Armenia in 2010: 397 million US$.", SPENDING, None),
        ("2010: 397 million US$.", SPENDING, None),
        ("Armenia (million constant 2019 US$) in 2010: 1094.", SPENDING, None),
        ("Armenia (million constant 2019 US$) in 2010: 397 billion.", SPENDING, None),
        ("Armenia (million constant 2019 US$) in 2010: not 397.", SPENDING, None),
        ("Armenia (million constant 2019 US$) in 2010: just 410.", SPENDING, None),
        ("Armenia (million constant 2019 US$) in 2010: 397, Azerbaijan 1094.", SPENDING, None),
        ("If Armenia (million constant 2019 US$) in 2010 had 397.", SPENDING, None),
        ("The growth (%) of France was 1.5.", GROWTH, None),
        ("The debt of Spain is 105 %.", GROWTH, None),
        ("The debt of Spain is $105.", GROWTH, None),
        ("The debt of Spain is < 105.", GROWTH, None),
        ("Is the debt of Spain 105?", GROWTH, None),
        ("The debt of Spain should be 105.", GROWTH, None),
        ("The debt of Spain is by 105 more.", GROWTH, None),
        ("The delivery (days) of France is 3.", GROWTH, None),
        ("The delivery (days) of Spain is 7.", GROWTH, None),
        ("The Blues' wins against the Reds: 3.", WINS, None),
    ],
)
def test_a_sentence_that_only_repeats_a_cell_with_its_names_is_read_off(
    sentence: str, rows: Sequence[str], row: int | None
) -> None:
    assert find_row_read_off(sentence, rows) == row


def test_numbers_too_long_for_a_number_are_no_years() -> None:
    assert find_misplaced(f"It cost {'9' * 400}.", [f"A: x | B: {'8' * 400}."]) == []
