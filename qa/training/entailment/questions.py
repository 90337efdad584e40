"""Claims made of public questions: a question with its answer states something, with another's answer it is wrong."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.sentences import split_sentences
from qa.training.entailment.claims import Claim, changed, find_file, read_rows, window
from qa.training.entailment.corruption import corrupt, reword, same_kind
from qa.training.entailment.statements import state

ANSWERED = ("squad1", "squadshifts_wiki", "qamr", "qed_nq")
SHAPES = ((re.compile(r"(?i)^(?:when|how (?:many|much|long|old|far))"), {"year", "number"}),)
MAX_SENTENCE = 300


def load_answered(folders: Sequence[Path], counts: Sequence[int], chance: random.Random) -> Iterator[Claim]:
    """Questions with right answers and with others of the same passage, as many of each file as counts says."""
    for name, count in zip(ANSWERED, counts, strict=True):
        rows = read_rows(find_file(folders, f"{name}.jsonl.gz"))
        others: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            others[row["context"]].update(one["text"] for one in row["answers"])
        for row in chance.sample(rows, min(count, len(rows))):
            if not row["answers"]:
                continue
            answer = row["answers"][0]
            right = put(row["question"], answer["text"], chance)
            passage = window(row["context"], (answer["start"], answer["start"] + len(answer["text"])), chance)
            yield Claim(right, passage, True, ())
            wrong = same_kind(answer["text"], sorted(others[row["context"]]))
            if wrong:
                text = put(row["question"], chance.choice(wrong), chance, turned=right.endswith("."))
                yield Claim(text, row["context"], False, changed(right, text))


def load_unanswerable(folders: Sequence[Path], count: int, chance: random.Random) -> Iterator[Claim]:
    """Questions that their passage does not answer, with an answer that somebody might take from it."""
    answers: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(find_file(folders, "squad1.jsonl.gz")):
        answers[row["context"]].update(one["text"] for one in row["answers"])
    rows = read_rows(find_file(folders, "squad2_unanswerable.jsonl.gz"))
    for row in chance.sample(rows, min(count, len(rows))):
        model = (
            "1990"
            if row["question"].casefold().startswith(("when", "in what year"))
            else ("12 people" if re.match(r"(?i)how (?:many|much)", row["question"]) else "Baku")
        )
        might = same_kind(model, sorted(answers[row["context"]])) or sorted(answers[row["context"]])
        if might:
            yield Claim(put(row["question"], chance.choice(might), chance), row["context"], False)


def load_sentences(folders: Sequence[Path], count: int, chance: random.Random) -> Iterator[Claim]:
    """Sentences of passages, reworded, each with a corrupted one and one of another passage of the same article."""
    rows = read_rows(find_file(folders, "squad1.jsonl.gz"))
    articles: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        articles[row["title"]].append(row["context"])
    passages = sorted({(row["context"], row["title"]) for row in rows})
    for passage, title in chance.sample(passages, min(count, len(passages))):
        places = [place for place in split_sentences(passage) if 40 < place[1] - place[0] < MAX_SENTENCE]
        if not places:
            continue
        place = chance.choice(places)
        said = reword(passage[place[0] : place[1]], chance)
        near = window(passage, place, chance)
        yield Claim(said, near, True, ())
        for _ in range(2):
            if (wrong := corrupt(said, passage, chance)) is not None:
                yield Claim(wrong, near, False, changed(said, wrong))
        elsewhere = chance.choice(articles[title])
        if elsewhere != passage and chance.random() < 0.5:
            yield Claim(said, elsewhere, False)


def put(question: str, answer: str, chance: random.Random, turned: bool = True) -> str:
    """As a statement where that can be made, and mostly; otherwise the question and its answer."""
    statement = state(question, answer) if turned else None
    if statement is not None and chance.random() < 0.85:
        return statement
    return f"{question.strip().rstrip('?')}? {answer}"
