import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["It rained.", "It stopped!", "Did it?", "Yes."],
        ["“It rained.”", "He left."],
        ["Mr. Key met J. E. Strakes in the U.S. Senate, e.g. on Nov. 10.", "They talked."],
        ["He moved to the U.S.", "The war went on."],
        ["See fig. 3 and pp. 12–14 of vol. 2 (cf. Smith et al. 2001).", "It is there."],
        ["It cost $3.5 million, i.e. 2,159.5 manats.", "That is much."],
        ["They left.<sup>12</sup>", "He stayed.¹⁷", "She wrote.^{9,10}", "It ended.[3, 4]", "So be it."],
        ["Yugoslavia fell apart.8", "The Group met."],
        ["Wait… what?", "No."],
        ["It fell in the 1990s.", "Then it rose to 5.", "It stayed."],
        ["That view was Oppenheim's.", "Nobody shared it."],
        ["| Year | Spent |", "2006 | 622", "2008 | 1308", "Spending rose."],
        ["# A heading", "Text below it."],
        ["Three causes:", "- the first cause", "- the second cause"],
        ["| Year | Spent |", "|---|---|", "| 2006 | 622 |", "| 2008 | 1308 |"],
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(parts: list[str]) -> None:
    glue = "\n" if parts[0][0] in "#|" or parts[1].startswith("-") else " "
    assert sentences(glue.join(parts)) == parts


def test_fields_and_clauses_have_lines_of_their_own() -> None:
    fields = ["The pump", "Weight: 31 kg", "Maximum head: 48 m", "Made by: Sumqayit Nasos"]
    assert sentences("\n".join(fields)) == fields
    clauses = ["2. Term", "2.1 The lease begins in May.", "2.2.1 It ends in June", "2.2.2 “Rent” is due."]
    assert sentences("\n".join(clauses)) == clauses


@pytest.mark.parametrize(
    "running",
    [
        "It cost\n3.5 million, of which\n2.1 were lost.",
        "He said one thing\nonly: that he was tired.",
        "They agreed on three points, two of which had been made in the year before that\nand one: peace.\nWar: never.",
    ],
)
def test_numbers_and_colons_in_running_text_end_nothing(running: str) -> None:
    assert sentences(running)[0] == running.split("\nWar")[0]


def test_hard_wrapped_lines_do_not_end_sentences() -> None:
    assert sentences("One sentence that\nwraps twice over\nthree lines. And\nanother.") == [
        "One sentence that\nwraps twice over\nthree lines.",
        "And\nanother.",
    ]


def test_a_blank_line_ends_a_sentence_unless_it_goes_on_in_lower_case() -> None:
    assert sentences("A title without stop\n\nThe text.") == ["A title without stop", "The text."]
    assert sentences("cut by a page\n\nbreak in the middle.") == ["cut by a page\n\nbreak in the middle."]


def test_double_spaced_text_is_read_through_its_blank_lines() -> None:
    line = "a full line of words that was broken by the margin of the page and then"
    text = "\n\n".join([line] * 30) + "\n\nit ends. New\n\nIdeas follow."
    assert [one.count(line) for one in sentences(text)] == [30, 0, 0]
    assert sentences(text)[1:] == ["New", "Ideas follow."]


@given(st.text(alphabet=st.sampled_from("ab AB.?!\n\t\"'|#-1 ”"), max_size=200), st.integers(0, 20), st.integers(0, 20))
def test_nothing_is_lost_doubled_or_reordered(text: str, skip: int, cut: int) -> None:
    start, end = min(skip, len(text)), max(min(skip, len(text)), len(text) - cut)
    position = start
    for left, right in split_sentences(text, start, end):
        assert not text[position:left].strip()
        assert left < right <= end and text[left:right] == text[left:right].strip()
        position = right
    assert not text[position:end].strip()
