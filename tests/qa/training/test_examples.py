import gzip
import json
from pathlib import Path

import pytest

from corpus.errors import UserError
from qa.training.examples import PUBLIC, WRITTEN, Example, load_examples

CONTEXT = "The metro of Baku opened in 1967. It had five stations. Sheep graze on the hills."
OTHER = "The metro of Baku had few lines. Trains of the metro were blue."


def row(**changes: object) -> dict[str, object]:
    return {
        "question": "When did the metro of Baku open?",
        "context": CONTEXT,
        "answers": [{"text": "1967", "start": CONTEXT.index("1967")}],
        "title": "Baku Metro",
        **changes,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = {name: [row()] for name in PUBLIC}
    rows["squad1"] = [row()] * 60 + [
        row(context=OTHER, question="What colour?", answers=[{"text": "blue", "start": 58}])
    ]
    rows["squad2_unanswerable"] = [row(question="When did the metro of Ganja open?", answers=[])]
    rows["qed_nq"] = [row(question="q", support=[{"start": 34, "end": 54}])]
    rows["unansq"] = [row(question="broken", answers=[{"text": "1967", "start": 5000}])]
    for name, of in rows.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(one) + "\n" for one in of)
    return tmp_path


def find(examples: list[Example], question: str) -> list[Example]:
    return [one for one in examples if one.question == question]


def test_answers_and_the_sentences_that_hold_them(folder: Path) -> None:
    examples = load_examples(folder)
    example = next(one for one in find(examples, "When did the metro of Baku open?") if one.answerable)
    assert [example.passage[start:end] for start, end in example.answers] == ["1967"]
    assert example.support == {0} and len(example.sentences) == 3
    assert find(examples, "q")[0].support == {0, 1}


def test_unanswerable_questions_have_neither(folder: Path) -> None:
    example = find(load_examples(folder), "When did the metro of Ganja open?")[0]
    assert (example.answerable, example.answers, example.support) == (False, (), frozenset())


def test_negatives_are_other_paragraphs_of_the_article_without_the_answer(folder: Path) -> None:
    mined = [one for one in find(load_examples(folder), "When did the metro of Baku open?") if not one.answerable]
    assert mined and {one.passage for one in mined} == {OTHER}


def test_an_answer_outside_its_passage_is_left_out(folder: Path) -> None:
    assert find(load_examples(folder), "broken") == []


def test_the_order_is_set_by_the_seed(folder: Path) -> None:
    assert load_examples(folder, 1) == load_examples(folder, 1) != load_examples(folder, 2)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"squad1\.jsonl\.gz: cannot be read"):
        load_examples(tmp_path)


def test_our_own_examples_are_sound() -> None:
    with gzip.open(WRITTEN, "rt", encoding="utf-8") as file:
        passages = [json.loads(line) for line in file]
    questions = [(passage, one) for passage in passages for one in passage["questions"]]
    assert len(questions) >= 2000
    held_out = ("azerb", "karab", "nagorno", "minsk group")
    for passage, one in questions:
        assert not any(name in passage["context"].lower() for name in held_out), passage["id"]
        assert one["answer"] in passage["context"], (passage["id"], one["q"])
        assert bool(one["answer"]) == bool(one["support"]) == (one["kind"] != "unanswerable"), (passage["id"], one["q"])
    unanswerable = sum(one["kind"] == "unanswerable" for _, one in questions)
    assert 0.2 < unanswerable / len(questions) < 0.4
