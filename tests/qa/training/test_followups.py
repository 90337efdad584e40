import random
from dataclasses import replace

from qa.training.examples import Asked, Example
from qa.training.followups import with_follow_ups

PASSAGE = "The metro of Baku opened in 1967. It had five stations."


def ask(question: str, article: str = "Metro") -> Asked:
    return Asked(Example(question, PASSAGE, ((28, 32),), ((0, 33),), frozenset({0})), article, mined=True)


FIRST, SECOND = ask("When did Baku open its metro?"), ask("How many marble stations did Baku build first?")


def follow(asked: list[Asked], share: float = 1.0) -> list[str]:
    return [one.example.question for one in with_follow_ups(asked, share, random.Random(3))]


def test_a_name_that_two_questions_share_may_become_a_pronoun_with_the_name_behind_the_question():
    made = {question for seed in range(20) for question in _questions([FIRST, SECOND], seed)}
    assert "How many marble stations did it build first? (Baku)" in made


def test_questions_that_share_no_name_go_on_with_and():
    other = ask("Who dug the tunnels?")
    assert follow([other, ask("When did Ganja open?")])[0].startswith("And who dug the tunnels?")


def test_only_the_question_changes():
    first, _ = with_follow_ups([FIRST, SECOND], 1.0, random.Random(3))
    assert replace(first.example, question="") == replace(FIRST.example, question="")
    assert first.mined


def test_questions_alone_in_their_article_or_without_one_stay():
    alone = [FIRST, ask("What is this?", "Other"), ask("Who asked?", ""), ask("Who else asked?", "")]
    assert follow(alone) == [one.example.question for one in alone]


def test_a_share_of_none_changes_nothing():
    assert follow([FIRST, SECOND], 0.0) == [FIRST.example.question, SECOND.example.question]


def _questions(asked: list[Asked], seed: int) -> list[str]:
    return [one.example.question for one in with_follow_ups(asked, 1.0, random.Random(seed))]
