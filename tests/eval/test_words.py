from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.words import content_stems, fold, normalise, words


def test_white_space_of_every_kind_becomes_one_blank():
    assert fold("  a\n\tb\u00a0\u2009c \r\n") == "a b c"


def test_normalising_drops_case_articles_and_punctuation_as_squad_does():
    assert normalise("The Trans-Anatolian Pipeline, an “artery” (TANAP)!") == "transanatolian pipeline artery tanap"


def test_articles_are_dropped_only_as_whole_words():
    assert normalise("Theatre of a nation") == "theatre of nation"


def test_a_possessive_is_the_name():
    assert normalise("Zartman's and Broers’s books; it’s 1990s'") == "zartman and broers books it 1990s"


def test_thousands_keep_their_digits_together():
    assert normalise("US$2,192 million") == "us2192 million"


def test_words_leave_punctuation_and_underscores_out():
    assert words("*Ripe_for* Revolution: 1989") == ["ripe", "for", "revolution", "1989"]


def test_content_stems_drop_function_words_and_cut_endings_but_not_numbers():
    assert content_stems("The negotiators were in 2012000 places") == {"negot", "2012000", "place"}


def test_a_text_of_function_words_alone_keeps_them():
    assert content_stems("to be or not to be") == {"to", "be", "or", "not"}


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)
