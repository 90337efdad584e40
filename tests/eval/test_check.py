from eval.check import find_problems
from eval.questions import Evidence, Question

TEXTS = {"a.md": "One sentence\nhere. Another one."}


def problems(*evidence):
    return find_problems([Question("q1", "factoid", "What?", evidence=evidence)], TEXTS)


def test_a_quote_that_stands_in_its_document_is_no_problem():
    assert problems(Evidence("a.md", "sentence\nhere."), Evidence("a.md", "Another one.")) == []


def test_white_space_may_differ_only_where_the_question_says_so():
    assert problems(Evidence("a.md", "sentence here.", white_space_folded=True)) == []
    assert problems(Evidence("a.md", "sentence here.")) == [
        'q1: in a.md only with white space folded; set "ws_normalised": sentence here.'
    ]


def test_a_quote_that_stands_nowhere_and_a_document_that_is_not_there_are_problems():
    found = problems(Evidence("a.md", "one Sentence", True), Evidence("b.md", "One"))
    assert found == ["q1: not in a.md: one Sentence", "q1: there is no document b.md"]
