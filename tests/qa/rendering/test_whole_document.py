from dataclasses import replace

import pytest

from corpus.document import Document
from qa.rendering import whole_document
from qa.rendering.whole_document import render_gone, render_whole
from tests.answers import HOSTILE, answered

# The passage of answered() begins at character 100.
BEFORE = "# The treaty\n\n" + "x" * 85 + "\n"


def document(answer, before=BEFORE, after="\n\n## Later\n\nMore."):
    return Document("treaty.md", "0", "The treaty", before + answer.hits[0].passage.text + after, 0, "A. Writer", 2021)


def marked(shown, kind):
    """What a mark of a kind holds, still escaped."""
    return [piece.split("</mark>")[0] for piece in shown.split(f'<mark class="{kind}">')[1:]]


def test_the_quote_is_marked_where_it_stands():
    answer = answered()
    shown = render_whole(document(answer), answer, answer.citations[0])
    assert marked(shown, "current") == ["The treaty was signed in May 1994."] and marked(shown, "other") == []
    assert "changed since" not in shown and "Characters" not in shown


def test_headings_are_shown_as_such():
    answer = answered()
    shown = render_whole(document(answer), answer, answer.citations[0])
    assert '<span class="heading">Later</span>' in shown and "## " not in shown


def test_other_quotes_of_the_answer_are_marked_faintly():
    answer = answered()
    second = replace(answer.citations[0], number=2, quote="It held for years.", highlight=(55, 73))
    answer = replace(answer, citations=(answer.citations[0], second))
    shown = render_whole(document(answer), answer, answer.citations[1])
    assert marked(shown, "current") == ["It held for years."]
    assert marked(shown, "other") == ["The treaty was signed in May 1994."]


def test_nothing_is_marked_where_the_document_no_longer_says_it():
    answer = answered()
    changed = document(answer, before=BEFORE + "new words ")
    shown = render_whole(changed, answer, answer.citations[0])
    assert "<mark" not in shown and "has changed since" in shown


def test_of_a_long_document_the_part_around_the_quote_is_shown(monkeypatch):
    monkeypatch.setattr(whole_document, "MAX_CHARACTERS", 200)
    answer = answered()
    long = document(answer, after="y" * 1000)
    shown = render_whole(long, answer, answer.citations[0])
    assert marked(shown, "current") == ["The treaty was signed in May 1994."]
    assert f"Characters 20 to 220 of {len(long.text):,}" in shown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_document_is_escaped(hostile):
    answer = answered(hostile, f"Quote {hostile}", hostile)
    shown = render_whole(replace(document(answer), title=hostile), answer, answer.citations[0]) + render_gone(hostile)
    assert "<img" not in shown and "<script" not in shown and shown.count("<mark") <= 1
