import pytest

from qa.grounding.exchanges import find_exchanges, find_replaced_words


@pytest.mark.parametrize(
    ("sentence", "quotes", "faults"),
    [
        ("Terek of Galatz beat Brun of Vienna.", ["Brun of Galatz beat Terek of Vienna."], ["Terek", "Brun"]),
        ("The pact of 1887 was never signed in Galatz.", ["The pact of 1887 was signed in Galatz."], ["this denial"]),
        ("The pact was signed by 41 states in Galatz.", ["The pact was signed by 14 states in Galatz."], ["41"]),
        (
            "The talks in Galatz were private and lasted a week.",
            ["The talks in Galatz were public and lasted a week."],
            ["private, but the contrary"],
        ),
        ("Terek was the last envoy in Galatz.", ["Terek was the first envoy in Galatz."], ["last, but the contrary"]),
        # Said as it stands in one place, though another place is nearly the same.
        (
            "Year: 2006 | Looms: 95 | Mills: 7",
            ["Year: 2005 | Looms: 90 | Mills: 7", "Year: 2006 | Looms: 95 | Mills: 7"],
            [],
        ),
        # A name moved away leaves a gap, and no word in its place.
        ("Terek and Galatz met in Brun.", ["Terek and Brun met in Galatz."], ["Galatz", "Brun"]),
        ("The envoys whom Galatz sent met Terek.", ["The envoys whom Terek sent met in Galatz."], ["Galatz", "Terek"]),
        # Names on both sides of a preposition.
        ("A ridge parts Galatz from Vienna.", ["A ridge parts Vienna from Galatz."], ["Galatz", "Vienna"]),
        ("The loan of Galatz to Vienna was paid.", ["The loan of Vienna to Galatz was paid."], ["Galatz", "Vienna"]),
        # Two names that changed places, far from each other, and one in the form of the other.
        (
            "Brun weighs the Silent doubts against Terek, and leaves out Vienna.",
            ["Terek weighs the Silent doubts against Brun, and leaves out Vienna."],
            ["Brun", "Terek"],
        ),
        (
            "Galatz envoys took the bridge and linked it with the mill by road to Galatzian.",
            ["Galatzian envoys took the bridge and linked it with the mill by road to Galatz."],
            ["Galatz"],
        ),
        # An ordinal can be part of a name.
        (
            "Terek compares Third Mill doubts with the critique of Galatz.",
            ["Terek compares Galatz doubts with the critique of Third Mill."],
            ["Third", "Mill", "Galatz"],
        ),
        # A long name where a short one stood; and beside it, which adds something.
        (
            "Terek and Brun also built mills in the Upper Vale Under Its Last Dukes and the Black Marsh.",
            ["Terek and Brun also built mills in Galatz and the Black Marsh."],
            ["Upper", "Vale", "Under", "Last", "Dukes"],
        ),
        (
            "Terek and Brun also built mills in Galatz of the Upper Vale and the Black Marsh.",
            ["Terek and Brun also built mills in Galatz and the Black Marsh."],
            [],
        ),
        # Two that the same word ties to the rest.
        (
            "The guild spent as little on Vienna as it had on Galatz in all those years.",
            ["The guild spent as little on Galatz as it had on Vienna in all those years."],
            ["Vienna"],
        ),
        (
            "The guild sold wool in Vienna and in Galatz.",
            ["The guild sold wool in Galatz and in Vienna."],
            [],
        ),
        ("The US joined the war in 1917.", ["The United States joined the war in 1917."], []),
        ("The United States joined the war in 1917.", ["The US joined the war in 1917."], []),
        # A short name where a long one stood.
        (
            "Terek and Brun also built mills in Galatz and the Upper Vale.",
            ["Terek and Brun also built mills in Galatz and the Black Marsh of the Last Old Dukes of Ostrava."],
            ["Upper", "Vale"],
        ),
        (
            "Terek and Brun also built mills in Galatz.",
            ["Terek and Brun also built mills in Galatz and the Black Marsh of the Last Old Dukes."],
            [],
        ),
        # Two quotes made one sentence.
        (
            "Mr Brown teaches French on Monday and Ms Green teaches Maths on Tuesday.",
            ["Mr Brown teaches French on Monday.", "Ms Green teaches Maths on Tuesday."],
            [],
        ),
        ("Terek blamed Brun and Brun blamed Terek.", ["Terek blamed Brun."], []),
        ("The U.S. envoys bought new PCs in Galatz.", ["The US envoys bought a new PC in Galatz."], []),
        # What a hyphen ties to a name goes where it goes.
        (
            "Terek sees the vale as a part of Northern-minded, wants it Galatz, and seeks peace.",
            ["Terek sees the vale as a part of Galatz, wants it Northern-minded, and seeks peace."],
            ["Northern", "Galatz"],
        ),
        ("In Galatz, Terek built the mill.", ["Terek built the mill in Galatz."], []),
        ("The Guild's president is Terek.", ["Terek is the Guild's president."], []),
        ("Unlike Galatz, Vienna taxed wool.", ["Vienna, unlike Galatz, taxed wool."], []),
        # The Second of a name is no 2.
        (
            "During the Second Mill War, Galatz lost 2 bridges in all.",
            ["During the Second Mill War, Galatz lost 5 bridges in all."],
            ["2"],
        ),
        # One half of a sentence about two.
        ("Brun left Galatz.", ["Terek left Vienna and Brun left Galatz."], []),
        ("Terek went to Galatz from Vienna.", ["Terek went from Vienna to Galatz."], []),
        ("Galatz was burnt by Terek.", ["Terek burnt Galatz."], []),
        ("Mayor Terek and Brun met in Galatz.", ["Brun and Terek met in Galatz."], []),
        # Said as it stands in one place, though another place has other names around the same words.
        ("Terek met Brun in Galatz.", ["Ostrava met Brun in Galatz.", "Terek met Brun in Galatz."], []),
        ("In Galatz, Terek beat Brun in 1887.", ["In 1887, Terek beat Brun in Galatz."], []),
        ("Brun was worsted at Galatz, as Terek tells.", ["Terek beat Brun of Vienna."], []),
    ],
)
def test_what_is_exchanged_in_a_sentence_that_is_nearly_repeated(
    sentence: str, quotes: list[str], faults: list[str]
) -> None:
    found = list(find_exchanges(sentence, quotes))
    assert len(found) == len(faults)
    assert all(fault in told for fault, told in zip(faults, found, strict=True))


@pytest.mark.parametrize(
    ("sentence", "quotes", "words"),
    [
        (
            "Wanted: a green pump for the garden of plot 5.",
            ["For sale: a green pump for the garden of plot 5."],
            ["Wanted"],
        ),
        (
            "The mill ground barley for the whole upper vale.",
            ["The mill ground wheat for the whole upper vale."],
            ["barley"],
        ),
        # Left out, added, or said in other words throughout.
        ("The mill ground wheat for the vale.", ["The mill ground wheat for the whole upper vale."], []),
        (
            "The old mill ground wheat for the whole upper vale.",
            ["The mill ground wheat for the whole upper vale."],
            [],
        ),
        ("All flour in these parts came from there.", ["The mill ground wheat for the whole upper vale."], []),
        ("The mill ground wheat.", [], []),
    ],
)
def test_which_words_stand_in_the_place_of_others(sentence: str, quotes: list[str], words: list[str]) -> None:
    assert find_replaced_words(sentence, quotes) == words


def test_a_denial_that_stands_elsewhere_in_a_part_of_a_quote_is_no_exchange() -> None:
    quote = "In 2013 Terek visited Galatz and said that among many allies of Vienna none had stood by it like Galatz."
    assert find_exchanges("Terek said in Galatz that of many allies of Vienna no one stood by it.", [quote]) == []
