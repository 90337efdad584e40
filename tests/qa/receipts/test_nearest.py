import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.receipts.nearest import find_nearest, find_quote, likeness

TEXT = (
    "The port of Baku handled 4,900 containers in 2018. Most of them went to Kazakhstan.\n\n"
    "The Baku metro opened in November 1967. It had five stations on the first day.\n\n"
    "Tea was first planted near Lankaran in 1896. The harvest fell after 1991.\n"
)
WORDS = st.lists(st.sampled_from(["art", "tea", "of", "a", "(b)", "c.", "é"]), min_size=1, max_size=8)
BLANKS = st.sampled_from([" ", "\n", "  ", "\n\n", "\t"])


@given(WORDS, WORDS, WORDS, st.data())
def test_the_words_of_a_quote_are_found_whatever_blanks_are_between_them(before, words, after, data):
    def join(parts):
        return "".join(f"{part}{data.draw(BLANKS)}" for part in parts)

    start = len(head := join(before))
    text = f"{head}{join(words)}{join(after)}"
    found = find_quote(text, " ".join(words), start)
    assert found is not None and text[slice(*found)].split() == words


def test_an_exact_place_comes_before_a_nearer_one_with_other_blanks():
    text = "the second\nway and much later the second way"
    assert find_quote(text, "the second way", 0) == (text.rindex("the second way"), len(text))


def test_of_equal_places_the_nearest_is_taken():
    text = "It fell. It rose. It fell. It rose. It fell."
    assert [find_quote(text, "It fell.", near)[0] for near in (0, 16, 40)] == [0, 18, 36]


def test_a_quote_does_not_stand_in_the_middle_of_a_word():
    assert find_quote("The party started.", "art", 0) is None
    assert find_quote("The art, started.", "art", 0) == (4, 7)
    assert find_quote("a 5.5 b", "5", 0) == (2, 3)


@pytest.mark.parametrize("quote", ["(", "a+b", "[x", "\\d", "$^.*"])
def test_a_quote_is_no_pattern(quote):
    assert find_quote(f"here {quote} stands", quote, 0) == (5, 5 + len(quote))
    assert find_quote("nothing of it stands", quote, 0) is None


def test_a_quote_of_blanks_stands_nowhere():
    assert find_quote("a b", " \n", 0) is None


@pytest.mark.parametrize(
    ("quote", "nearest"),
    [
        ("The Baku metro opened in October 1968.", "The Baku metro opened in November 1967."),
        ("Tea was planted near Lankaran in 1886.", "Tea was first planted near Lankaran in 1896."),
        (
            "The port handled 4,900 containers. Many of them went to Kazakhstan.",
            "The port of Baku handled 4,900 containers in 2018. Most of them went to Kazakhstan.",
        ),
    ],
)
def test_the_nearest_is_whole_sentences(quote, nearest):
    start, end = find_nearest(TEXT, quote, 0)
    assert TEXT[start:end] == nearest


@pytest.mark.parametrize("quote", ["Gold was never found on the island.", "", "?!"])
def test_where_nothing_is_like_it_nothing_is_found(quote):
    assert find_nearest(TEXT, quote, 0) is None
    assert find_nearest("", quote, 0) is None


def test_of_equally_near_places_the_one_where_it_stood_is_taken():
    text = "It fell in May 1991. " + "Nothing else happened there. " * 20 + "It fell in May 1991."
    assert find_nearest(text, "It fell in June 1991.", 0) == (0, 20)
    assert find_nearest(text, "It fell in June 1991.", len(text)) == (len(text) - 20, len(text))


@given(st.lists(st.integers(4, 9), min_size=1, max_size=6), st.data())
def test_a_sentence_with_a_word_exchanged_is_found_among_others(lengths, data):
    words = [[f"word{row}x{column}" for column in range(length)] for row, length in enumerate(lengths)]
    sentences = [" ".join(row).capitalize() + "." for row in words]
    text = " ".join(sentences)
    number = data.draw(st.integers(0, len(words) - 1))
    exchanged = data.draw(st.integers(0, lengths[number] - 1))
    quote = " ".join("other" if at == exchanged else word for at, word in enumerate(words[number]))
    start, end = find_nearest(text, quote, data.draw(st.integers(0, len(text))))
    assert text[start:end] == sentences[number]
    assert likeness(words[number], quote.split()) == pytest.approx(1 - 1 / lengths[number])
