import gzip
import json
import random
import re
from pathlib import Path

import pytest

from corpus.errors import UserError
from qa.training.entailment.claims import (
    changed,
    claims_of,
    find_file,
    load_inference,
    load_written,
    split_facts,
    window,
)
from qa.training.entailment.corruption import corrupt, reword, same_kind
from qa.training.entailment.statements import state


def test_what_a_corruption_changed_is_found() -> None:
    after = "In 1894 the pact was signed by five states."
    places = changed("In 1887 the pact was signed by four states.", after)
    assert places is not None
    assert [after[start:end] for start, end in places] == ["1894", "five"]


def test_a_word_left_out_is_marked_at_what_follows_it() -> None:
    after = "The pact was signed by four states."
    places = changed("The pact was not signed by four states.", after)
    assert places is not None
    assert [after[start:end] for start, end in places] == ["signed"]


@pytest.mark.parametrize("after", ["The pact was signed.", "Sheep graze on quite another hill today."])
def test_nobody_knows_what_is_wrong_if_nothing_or_most_was_changed(after: str) -> None:
    assert changed("The pact was signed.", after) is None


def test_our_own_facts_are_whole_and_every_tenth_passage_is_kept_apart() -> None:
    facts = load_written()
    trained, kept = split_facts(facts)
    assert len(trained) + len(kept) == len(facts)
    assert not {fact.passage for fact in trained} & {fact.passage for fact in kept}
    assert 0.08 < len(kept) / len(facts) < 0.15
    for fact in facts:
        assert fact.corrupted
        assert fact.supported not in fact.corrupted


def test_claims_of_a_fact_say_what_is_wrong_with_them() -> None:
    facts = load_written()
    claims = list(claims_of(facts[0], random.Random(1), facts[-5:]))
    assert [claim.supported for claim in claims] == [True, *[False] * (len(claims) - 1)]
    assert claims[0].unsaid == ()
    assert facts[0].passage in claims[0].passage


def test_a_window_holds_the_sentence_of_its_place() -> None:
    text = "Sheep graze. The pact was signed in 1887. It failed. Tea grew. Rain fell."
    start = text.index("1887")
    for seed in range(10):
        assert "The pact was signed in 1887." in window(text, (start, start + 4), random.Random(seed))


@pytest.mark.parametrize(
    ("question", "answer", "statement"),
    [
        ("Who wrote the pact?", "Ilona Terek", "Ilona Terek wrote the pact."),
        ("How many states signed the pact?", "four", "Four states signed the pact."),
        ("When was the pact signed?", "1887", "The pact was signed in 1887."),
        ("In what year did Georgia join the pact?", "1890", "Georgia did join the pact in 1890."),
        ("Why did the pact fail?", "secrecy", None),
    ],
)
def test_a_question_and_its_answer_make_a_statement(question: str, answer: str, statement: str | None) -> None:
    assert state(question, answer) == statement


def test_a_corrupted_sentence_is_another_one_that_the_passage_does_not_hold() -> None:
    passage = "In 1887 Terek of Galatz was elected by 41 members. Brun of Vienna lost in 1896."
    sentence = "In 1887 Terek of Galatz was elected by 41 members."
    made = {corrupt(sentence, passage, random.Random(seed)) for seed in range(40)}
    assert len(made) > 5
    assert all(one is not None and one not in passage for one in made)


def test_rewording_moves_what_leads_and_keeps_every_name_and_number() -> None:
    sentence = "In 1887, the pact of Velmar was signed by 4 states."
    made = {reword(sentence, random.Random(seed)) for seed in range(20)}
    assert "The pact of Velmar was signed by 4 states in 1887." in made


def test_another_answer_is_of_the_same_kind() -> None:
    assert same_kind("1887", ["1896", "41 members", "Terek", "1887"]) == ["1896"]


def test_data_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nli.jsonl.gz is not in"):
        list(load_inference([tmp_path]))
    row = {"premise": "Sheep graze.", "hypothesis": "Animals graze.", "label": "entailment"}
    with gzip.open(tmp_path / "nli.jsonl.gz", "wt") as file:
        file.write(json.dumps(row) + "\n")
    assert find_file([tmp_path], "nli.jsonl.gz").exists()
    (claim,) = load_inference([tmp_path])
    assert (claim.sentence, claim.passage, claim.supported) == ("Animals graze.", "Sheep graze.", True)


def test_neither_a_capital_that_opens_a_sentence_nor_the_same_name_otherwise_takes_a_names_place() -> None:
    sentence = "The envoys of Armenia met in June."
    passage = f"{sentence}\nthe talks\nWhy they were held\nthe Armenians’ envoys came with Tbilisi in mind"
    made = {corrupt(sentence, passage, random.Random(seed)) or "" for seed in range(40)}
    assert "The envoys of Tbilisi met in June." in made
    assert not any(wrong in one for one in made for wrong in ("of Why", "of Armenians"))


@pytest.mark.parametrize(
    "sentence",
    [
        "They trade in Vienna, and in Galatz.",
        "They say that Armenian envoys doubt Armenia's word.",
        "They met Terek and the Brun.",
        "They went to Galatz, Åland and Velmar.",
    ],
)
def test_what_says_the_same_after_an_exchange_is_no_corruption(sentence: str) -> None:
    made = {corrupt(sentence, sentence, random.Random(seed)) for seed in range(60)}
    names = sorted(re.findall(r"[A-ZÅ]\w+", sentence))
    assert not any(one and sorted(re.findall(r"[A-ZÅ]\w+", one)) == names for one in made)


def test_a_number_is_not_corrupted_to_itself() -> None:
    sentence = "The third reason is fear."
    made = {corrupt(sentence, sentence, random.Random(seed)) for seed in range(60)}
    assert "The four reason is fear." in made
    assert "The three reason is fear." not in made
