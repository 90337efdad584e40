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
        # No row says it, so it is for others to judge.
        ("In 2008 Armenia spent 500 million dollars.", SPENDING),
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
    ],
)
def test_figures_of_another_row_or_column_are_told(sentence: str, rows: Sequence[str], figures: list[str]) -> None:
    assert set(find_misplaced(sentence, rows)) >= {f"{figure} in this place" for figure in figures}


def test_a_figure_that_stands_in_prose_is_not_the_tables() -> None:
    prose = "The guide says that Azerbaijan bought 364 tanks."
    assert find_misplaced("Azerbaijan bought 364 tanks.", [*SPENDING, prose]) == []
    assert find_misplaced("Azerbaijan bought 364 tanks.", SPENDING) == ["364 in this place"]


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("For Armenia the figure of 2010 is 397 million US$.", None),
        ("For Armenia it is 397 million US$ in 2010.", 1),
        ("Armenia in 2010: 1094 million US$.", None),
        ("Armenia in 2010: not 397 million US$.", None),
        ("Armenia: 397 million US$.", None),
        ("2010: 397 million US$.", None),
        ("Armenia in 2010: 397 million US$, Azerbaijan 1094.", None),
    ],
)
def test_a_sentence_that_only_repeats_a_cell_with_its_names_is_read_off(sentence: str, row: int | None) -> None:
    assert find_row_read_off(sentence, SPENDING, "Why the War Happened") == row
