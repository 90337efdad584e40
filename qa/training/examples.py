"""Training examples: a question, a passage, and what the passage says to it."""

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.sentences import split_sentences

Range = tuple[int, int]
WRITTEN = Path(__file__).with_name("data") / "written.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Source:
    """A public file. count: of its examples, None for all. mined: share of its questions that get a negative.

    repeats: how often they are seen for each time of the others, each time beside another negative. squad: part of
    SQuAD, which outweighs all others.
    """

    count: int | None = None
    mined: float = 0.0
    repeats: int = 1
    squad: bool = False


PUBLIC: Mapping[str, Source] = {
    "squad1": Source(mined=0.4, squad=True),
    "squad2_unanswerable": Source(20_000, squad=True),
    "squadshifts_wiki": Source(mined=0.4),
    "qed_nq": Source(mined=1, repeats=3),
    "qed_nq_train": Source(mined=1, repeats=3),
    "unansq": Source(),
    "fairytaleqa": Source(),
    "selqa_sentences": Source(mined=1, repeats=2),
    "multispanqa_lists": Source(mined=1, repeats=3),
}
# How often our own examples are seen for each time of the others, and with a negative how often of those.
WRITTEN_REPEATS, WRITTEN_MINED = 4, 0.25
# Share of public questions that lose their question mark: users leave it out.
UNMARKED = 0.2


@dataclass(frozen=True, slots=True)
class Example:
    """sentences: ranges of the passage. support: the numbers of those that belong in the answer.

    answers: ranges any of which is the short answer; none if it is not known, or there is none. heading: what stands
    above the passage; empty for none.
    """

    question: str
    passage: str
    answers: tuple[Range, ...]
    sentences: tuple[Range, ...]
    support: frozenset[int]
    heading: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the passage answers the question."""
        return bool(self.answers or self.support)


@dataclass(frozen=True, slots=True)
class Asked:
    """An example and its article. mined: whether another passage is to be put beside it, which does not answer."""

    example: Example
    article: str
    mined: bool


def load_asked(
    folders: Sequence[Path], chance: random.Random, squad: float = 1.0, written: int = WRITTEN_REPEATS
) -> list[Asked]:
    """All questions with their passages: public ones from the folders, then our own, so many times.

    squad: share of SQuAD to take.

    Raises UserError if a file is in none of the folders.
    """
    asked: list[Asked] = []
    for name, source in PUBLIC.items():
        found = [
            Asked(
                replace(_unmark(example, chance), heading=_heading(row)),
                row.get("title", ""),
                chance.random() < source.mined,
            )
            for row in _read(_find(folders, f"{name}.jsonl.gz"))
            if (example := _public(row)) is not None
        ]
        chance.shuffle(found)
        found = found[: source.count]
        if source.squad:
            found = found[: round(squad * len(found))]
        asked += found * source.repeats
    for _ in range(written):
        asked += [
            Asked(replace(example, heading=row["title"]), row["id"], chance.random() < WRITTEN_MINED)
            for row in _read(WRITTEN)
            for example in _written(row)
        ]
    return asked


def _heading(row: Mapping[str, Any]) -> str:
    """Title and section, as qa.reading_model.heading_of gives them; names of files are put into words."""
    return ": ".join(_in_words(row[key]) for key in ("title", "section") if row.get(key))


def _in_words(title: str) -> str:
    return title.replace("_", " ") if " " in title or "_" in title else title.replace("-", " ")


def _unmark(example: Example, chance: random.Random) -> Example:
    return replace(example, question=example.question.rstrip("? ")) if chance.random() < UNMARKED else example


def _find(folders: Sequence[Path], name: str) -> Path:
    path = next((folder / name for folder in folders if (folder / name).exists()), None)
    if path is None:
        searched = ", ".join(map(str, folders))
        raise UserError(f"{name} is not in {searched}; name the folders of the data")
    return path


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}); name the folder of the data") from error


def _public(row: Mapping[str, Any]) -> Example | None:
    """None for a row whose answer is not to be trusted."""
    if row.get("source") == "selqa":
        return _of_sentences(row)
    answers = tuple((one["start"], one["start"] + len(one["text"])) for one in row["answers"])
    if any(end <= start or end > len(row["context"]) for start, end in answers):
        return None
    example = _example(row["question"], row["context"], answers)
    if row.get("all_of"):
        # A list: its sentences are known, and no one of its parts is the answer.
        return replace(example, answers=())
    explained = [(one["start"], one["end"]) for one in row.get("support", ())]
    if answers and explained:
        return replace(example, support=example.support | _touched(example.sentences, explained))
    return example


def _of_sentences(row: Mapping[str, Any]) -> Example:
    """A question with the sentences that answer it, of which none is marked further."""
    passage, sentences = "", []
    for sentence in row["sentences"]:
        sentences.append((len(passage), len(passage) + len(sentence)))
        passage += sentence + " "
    return Example(row["question"], passage, (), tuple(sentences), frozenset(row["support"]))


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
