import gzip
import json
import random
from pathlib import Path

import pytest

from corpus.errors import UserError
from qa.training.examples import PUBLIC, WRITTEN, Asked, Example, load_asked

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


SECTION = {
    "question": "What did the critics say?",
    "sentences": ["It was well received.", "One critic called it loud.", "It sold well."],
    "support": [0, 1],
    "source": "selqa",
    "title": "Song",
    "section": "In_the_press",
}


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    rows: dict[str, list[dict[str, object]]] = {name: [row()] for name in PUBLIC}
    rows["squad1"] = [row()] * 60 + [
        row(context=OTHER, question="What colour?", answers=[{"text": "blue", "start": 58}])
    ]
    rows["squad2_unanswerable"] = [row(question="When did the metro of Ganja open?", answers=[])]
    rows["qed_nq"] = [row(question="q", support=[{"start": 34, "end": 54}])]
    rows["unansq"] = [row(question="broken", answers=[{"text": "1967", "start": 5000}])]
    rows["selqa_sentences"] = [SECTION]
    rows["multispanqa_lists"] = [row(question="list", all_of=True)]
    here, there = tmp_path / "train", tmp_path / "other"
    for name, of in rows.items():
        folder = there if name in ("selqa_sentences", "multispanqa_lists") else here
        folder.mkdir(exist_ok=True)
        with gzip.open(folder / f"{name}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(one) + "\n" for one in of)
    return [here, there]


def load(folders: list[Path], seed: int = 0) -> list[Asked]:
    return load_asked(folders, random.Random(seed))


def find(asked: list[Asked], question: str) -> list[Example]:
    return [one.example for one in asked if one.example.question.rstrip("? ") == question.rstrip("? ")]


def test_answers_and_the_sentences_that_hold_them(folders: list[Path]) -> None:
    asked = load(folders)
    example = find(asked, "When did the metro of Baku open?")[0]
    assert [example.passage[start:end] for start, end in example.answers] == ["1967"]
    assert example.support == {0} and len(example.sentences) == 3
    assert find(asked, "q")[0].support == {0, 1}


def test_what_stands_above_a_passage_is_its_title_and_section(folders: list[Path]) -> None:
    asked = load(folders)
    assert find(asked, "q")[0].heading == "Baku Metro"
    assert find(asked, "What did the critics say?")[0].heading == "Song: In the press"
    written = {one.example.heading for one in asked if one.article == "everyday-a-001"}
    assert written == {"Kestrel 6-litre pressure cooker – instructions"}


def test_unanswerable_questions_have_neither(folders: list[Path]) -> None:
    example = find(load(folders), "When did the metro of Ganja open?")[0]
    assert (example.answerable, example.answers, example.support) == (False, (), frozenset())


def test_of_sections_and_lists_only_the_sentences_are_known(folders: list[Path]) -> None:
    asked = load(folders)
    section, of_list = find(asked, "What did the critics say?")[0], find(asked, "list")[0]
    assert [section.passage[start:end] for start, end in section.sentences] == SECTION["sentences"]
    assert (section.answerable, section.answers, section.support) == (True, (), {0, 1})
    assert (of_list.answerable, of_list.answers, of_list.support) == (True, (), {0})


def test_some_questions_lose_their_mark_and_none_another_word(folders: list[Path]) -> None:
    asked = [
        one.example.question for one in load(folders) if one.example.question.startswith("When did the metro of B")
    ]
    unmarked = sum(not question.endswith("?") for question in asked)
    assert 0 < unmarked < len(asked) / 2
    assert {question.rstrip("?") for question in asked} == {"When did the metro of Baku open"}


def test_an_answer_outside_its_passage_is_left_out(folders: list[Path]) -> None:
    assert find(load(folders), "broken") == []


def test_the_order_is_set_by_the_seed(folders: list[Path]) -> None:
    assert load(folders, 1) == load(folders, 1) != load(folders, 2)


def test_of_squad_a_share_can_be_taken_and_all_of_the_others(folders: list[Path]) -> None:
    part, whole = load_asked(folders, random.Random(0), squad=0.5), load(folders)
    # 61 answerable and one unanswerable question of SQuAD's; half of one is rounded to none.
    assert len(whole) - len(part) == 31 + 1
    assert find(part, "When did the metro of Ganja open?") == []
    assert find(part, "q") == find(whole, "q")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"squad1\.jsonl\.gz is not in .*name the folders"):
        load([tmp_path])
    (tmp_path / "squad1.jsonl.gz").write_bytes(b"no archive")
    with pytest.raises(UserError, match=r"squad1\.jsonl\.gz: cannot be read"):
        load([tmp_path])


# Kinds of questions that sentences or items answer.
WHOLE = ("list", "how", "yesno", "item", "table", "compare", "multi", "why", "attribution")


def test_our_own_examples_are_sound() -> None:
    with gzip.open(WRITTEN, "rt", encoding="utf-8") as file:
        passages = [json.loads(line) for line in file]
    questions = [(passage, one) for passage in passages for one in passage["questions"]]
    assert len(questions) >= 2000
    held_out = ("azerb", "karab", "nagorno", "minsk group")
    for passage, one in questions:
        assert not any(name in passage["context"].lower() for name in held_out), passage["id"]
        assert one["answer"] in passage["context"], (passage["id"], one["q"])
        assert bool(one["support"]) == (one["kind"] != "unanswerable"), (passage["id"], one["q"])
        # Of a list, a procedure, a reason, or a yes or no there are no few words that are the answer.
        whole = one["kind"] in WHOLE and passage["id"].startswith("everyday-")
        assert bool(one["answer"]) == bool(one["support"]) or whole, (passage["id"], one["q"])
    unanswerable = sum(one["kind"] == "unanswerable" for _, one in questions)
    assert 0.2 < unanswerable / len(questions) < 0.4
