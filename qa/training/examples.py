"""Training examples: a question, a passage, and what the passage says to it."""

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.sentences import split_sentences
from index.words import STOPWORDS, WORD

Range = tuple[int, int]
WRITTEN = Path(__file__).with_name("data") / "written.jsonl.gz"

# How many examples of each public file; None for all. Two cores see all of this in three quarters of an hour.
PUBLIC: Mapping[str, int | None] = {
    "squad1": 55_000,
    "squad2_unanswerable": 18_000,
    "squadshifts_wiki": None,
    "qed_nq": None,
    "qed_nq_train": None,
    "unansq": None,
}
# How often our own examples are seen for each time of the others.
WRITTEN_REPEATS = 3
# Share of SQuAD questions that are also asked of another paragraph of the same article.
NEGATIVES = 0.09


@dataclass(frozen=True, slots=True)
class Example:
    """answers: ranges of the passage any of which is the answer; none if the passage does not answer.

    sentences: of the passage. support: the numbers of those that belong in the answer.
    """

    question: str
    passage: str
    answers: tuple[Range, ...]
    sentences: tuple[Range, ...]
    support: frozenset[int]

    @property
    def answerable(self) -> bool:
        """Whether the passage answers the question."""
        return bool(self.answers)


def load_examples(folder: Path, seed: int = 0) -> list[Example]:
    """All training examples: public ones from folder, mined negatives, and our own, in an order set by seed.

    Raises UserError if a file is missing.
    """
    chance = random.Random(seed)
    examples: list[Example] = []
    for name, count in PUBLIC.items():
        rows = _read(folder / f"{name}.jsonl.gz")
        found = [example for row in rows if (example := _public(row)) is not None]
        chance.shuffle(found)
        examples += found[:count]
        if name == "squad1":
            examples += mine_negatives(rows, chance)
    examples += [example for row in _read(WRITTEN) for example in _written(row)] * WRITTEN_REPEATS
    chance.shuffle(examples)
    return examples


def mine_negatives(rows: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Example]:
    """Questions put to the paragraph of the same article that shares most words with them and lacks the answer."""
    by_title: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for row in rows:
        by_title[row["title"]].setdefault(row["context"], _words(row["context"]))
    frequency = Counter(word for passages in by_title.values() for words in passages.values() for word in words)
    negatives = []
    for row in chance.sample(rows, int(NEGATIVES * len(rows))):
        asked = _words(row["question"])
        answer = row["answers"][0]["text"].casefold()
        others = [
            (sum(log(1 + 1e5 / frequency[word]) for word in sorted(asked & words)), passage)
            for passage, words in by_title[row["title"]].items()
            if passage != row["context"] and answer not in passage.casefold()
        ]
        if others:
            negatives.append(_example(row["question"], max(others)[1], ()))
    return negatives


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}); name the folder of the data") from error


def _public(row: Mapping[str, Any]) -> Example | None:
    """None for a row whose answer is not to be trusted."""
    answers = tuple((one["start"], one["start"] + len(one["text"])) for one in row["answers"])
    if any(end <= start or end > len(row["context"]) for start, end in answers):
        return None
    example = _example(row["question"], row["context"], answers)
    explained = [(one["start"], one["end"]) for one in row.get("support", ())]
    if answers and explained:
        return replace(example, support=example.support | _touched(example.sentences, explained))
    return example


def _written(row: Mapping[str, Any]) -> Iterator[Example]:
    passage = row["context"]
    sentences = tuple(split_sentences(passage))
    for one in row["questions"]:
        support = [(start, end) for start, end in one["support"]]
        answers = tuple(_answers_in(passage, one["answer"], support))
        yield Example(one["q"], passage, answers, sentences, _touched(sentences, support))


def _answers_in(passage: str, answer: str, support: Sequence[Range]) -> Iterator[Range]:
    """Where the answer stands within the sentences that support it; the same words elsewhere are not the answer."""
    if answer and support:
        start = passage.find(answer, min(start for start, _ in support), max(end for _, end in support))
        if start >= 0:
            yield start, start + len(answer)


def _example(question: str, passage: str, answers: tuple[Range, ...]) -> Example:
    sentences = tuple(split_sentences(passage))
    return Example(question, passage, answers, sentences, _touched(sentences, answers))


def _touched(sentences: Sequence[Range], ranges: Sequence[Range]) -> frozenset[int]:
    return frozenset(
        number
        for start, end in ranges
        for number, (left, right) in enumerate(sentences)
        if left < end and start < right
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(text.casefold()) if word not in STOPWORDS)
