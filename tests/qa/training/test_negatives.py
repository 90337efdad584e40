import random
from dataclasses import replace

from corpus.sentences import split_sentences
from qa.training.examples import Asked, Example
from qa.training.negatives import with_negatives, without_headings

METRO = "The metro of Baku opened in 1967. It had five stations."
LINES = "The metro of Baku had few lines. Trains of the metro were blue."
AGAIN = "A second metro of Baku was planned in 1967 and never opened."
TEA = "Tea was planted near Lankaran. The harvest fell later."
SHEEP = "Sheep graze on the hills of the metro region, where no train opened."


def ask(question: str, passage: str, answer: str, article: str, mined: bool = True) -> Asked:
    start = passage.find(answer)
    answers = ((start, start + len(answer)),) if answer else ()
    sentences = tuple(split_sentences(passage))
    support = frozenset({0} if answer else ())
    return Asked(Example(question, passage, answers, sentences, support, f"About {article}"), article, mined)


ASKED = [
    ask("When did the metro of Baku open?", METRO, "1967", "Baku"),
    ask("What colour were the trains?", LINES, "blue", "Baku", mined=False),
    ask("What was planned?", AGAIN, "", "Baku"),
    ask("Where was tea planted?", TEA, "Lankaran", "Tea", mined=False),
    ask("Where do sheep graze?", SHEEP, "hills", "Sheep", mined=False),
]


def found(seed: int) -> str | None:
    groups = with_negatives(ASKED, random.Random(seed))
    assert sorted(group[0].question for group in groups) == sorted(one.example.question for one in ASKED)
    (group,) = [group for group in groups if group[0].question.startswith("When")]
    assert all(len(other) == 1 for other in groups if other is not group)
    return group[1].passage if len(group) > 1 else None


def test_negatives_come_from_the_article_and_from_elsewhere_and_never_hold_the_answer() -> None:
    passages = [found(seed) for seed in range(60)]
    assert {LINES, TEA, SHEEP} <= set(passages)
    assert METRO not in passages and AGAIN not in passages
    # The article's own paragraph is the commonest.
    assert passages.count(LINES) > len(passages) / 2


def test_a_negative_answers_nothing_and_is_split_into_sentences() -> None:
    groups = with_negatives(ASKED, random.Random(0))
    (negative,) = [group[1] for group in groups if len(group) > 1]
    assert (negative.answerable, negative.answers, negative.support) == (False, (), frozenset())
    assert negative.sentences == tuple(split_sentences(negative.passage))


def test_the_same_seed_gives_the_same_groups() -> None:
    assert with_negatives(ASKED, random.Random(5)) == with_negatives(ASKED, random.Random(5))


def test_a_negative_stands_under_its_own_heading() -> None:
    for seed in range(20):
        for group in with_negatives(ASKED, random.Random(seed)):
            for one in group:
                article = next(other.article for other in ASKED if other.example.passage == one.passage)
                assert one.heading == f"About {article}"


def test_where_the_passage_that_answers_has_no_heading_the_other_has_none() -> None:
    bare = [replace(one, example=replace(one.example, heading="")) if one.article == "Baku" else one for one in ASKED]
    groups = [group for seed in range(20) for group in with_negatives(bare, random.Random(seed)) if len(group) > 1]
    assert {group[1].passage for group in groups} >= {TEA, SHEEP}
    assert {one.heading for group in groups for one in group} == {""}


def test_a_share_of_the_questions_is_read_without_headings() -> None:
    groups = with_negatives(ASKED * 100, random.Random(1))
    bare = without_headings(groups, 0.3, random.Random(2))
    left = [{one.heading for one in group} == {""} for group in bare]
    assert 0.2 < sum(left) / len(left) < 0.4
    assert [group for group, none in zip(bare, left, strict=True) if not none] == [
        group for group, none in zip(groups, left, strict=True) if not none
    ]
    assert without_headings(groups, 0.0, random.Random(2)) == groups
