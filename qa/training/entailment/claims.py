"""Claims: a written sentence, a passage, and whether the passage supports the sentence."""

import difflib
import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.sentences import split_sentences

Range = tuple[int, int]
DATA = Path(__file__).parents[1] / "data"
PUBLIC = ("squad1.jsonl.gz", "squadshifts_wiki.jsonl.gz")
HELD_OUT = 10
WORD = re.compile(r"\w+(?:['’.,]\w+)*")


@dataclass(frozen=True, slots=True)
class Claim:
    """unsaid: the places in the sentence that the passage does not support; None if they are not known."""

    sentence: str
    passage: str
    supported: bool
    unsaid: tuple[Range, ...] | None = None


def find_file(folders: Sequence[Path], name: str) -> Path:
    """Raises UserError if the file is in none of the folders."""
    path = next((folder / name for folder in folders if (folder / name).exists()), None)
    if path is None:
        raise UserError(f"{name} is not in {', '.join(map(str, folders))}; name the folders of the data")
    return path


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a compressed JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_inference(folders: Sequence[Path]) -> Iterator[Claim]:
    """Premises and hypotheses of the public inference sets."""
    for row in read_rows(find_file(folders, "nli.jsonl.gz")):
        yield Claim(row["hypothesis"], row["premise"], row["label"] == "entailment")


def load_wikipedia(folders: Sequence[Path], chance: random.Random) -> Iterator[Claim]:
    """Claims of Wikipedia with sentences of what they cite; those supported in part are not supported."""
    for row in read_rows(find_file(folders, "wice_claims.jsonl.gz")):
        sentences = row["sentences"]
        if row["label"] == "not_supported" or not row["supporting_sets"]:
            at = chance.randrange(len(sentences))
            yield Claim(row["claim"], " ".join(sentences[at : at + 5]), False)
            continue
        for numbers in row["supporting_sets"][:2]:
            around = {near for number in numbers for near in (number - 1, number, number + 1)}
            passage = " ".join(sentences[number] for number in sorted(around) if 0 <= number < len(sentences))
            yield Claim(row["claim"], passage, row["label"] == "supported")


def load_climate(folders: Sequence[Path]) -> Iterator[Claim]:
    """Claims on the climate, each with a sentence judged on it."""
    for row in read_rows(find_file(folders, "climate_fever.jsonl.gz")):
        for evidence in row["evidence"]:
            yield Claim(row["claim"], evidence["text"], evidence["label"] == "SUPPORTS")


@dataclass(frozen=True, slots=True)
class Fact:
    """A supported sentence of our own on a passage, and others made of it that the passage does not support."""

    passage: str
    title: str
    supported: str
    corrupted: tuple[str, ...]


def load_written(folders: Sequence[Path] = ()) -> list[Fact]:
    """Our own facts, in the order of their passages; with folders also those on public passages, which are there."""
    texts = {row["id"]: (row["context"], row["title"]) for row in read_rows(DATA / "written.jsonl.gz")}
    for name in PUBLIC if folders else ():
        for row in read_rows(find_file(folders, name)):
            texts[name_passage(row["context"])] = (row["context"], row.get("title", ""))
    return [
        Fact(*texts[row["passage"]], row["supported"], tuple(one["sentence"] for one in row["corrupted"]))
        for row in read_rows(DATA / "claims.jsonl.gz")
        if row["passage"] in texts
    ]


def name_passage(text: str) -> str:
    """How our own facts call a public passage."""
    return f"squad-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def split_facts(facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Those to train on, and those of every tenth of our own passages, kept to measure and calibrate on."""
    kept = {row["context"] for row in read_rows(DATA / "written.jsonl.gz")[::HELD_OUT]}
    return [fact for fact in facts if fact.passage not in kept], [fact for fact in facts if fact.passage in kept]


def claims_of(fact: Fact, chance: random.Random, others: Sequence[Fact], elsewhere: float = 1.0) -> Iterator[Claim]:
    """The claims of a fact, on its passage with its title or without, and one on the passage of another fact.

    elsewhere: the chance of the last, 0 to 1.
    """
    head = f"{fact.title}. " if chance.random() < 0.5 else ""
    yield Claim(fact.supported, head + fact.passage, True, ())
    for corrupted in fact.corrupted:
        yield Claim(corrupted, head + fact.passage, False, changed(fact.supported, corrupted))
    other = chance.choice(others)
    if chance.random() < elsewhere and other.passage != fact.passage:
        yield Claim(fact.supported, other.passage, False)


def changed(before: str, after: str) -> tuple[Range, ...] | None:
    """Where words of after are not those of before; None if most are not, or none: then nobody knows what is wrong."""
    tokens = list(WORD.finditer(after))
    old, new = [word.casefold() for word in WORD.findall(before)], [token.group().casefold() for token in tokens]
    places: list[Range] = []
    for tag, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "delete" and start < len(tokens):
            start, end = start, start + 1
        if tag != "equal" and start < end:
            places.append((tokens[start].start(), tokens[end - 1].end()))
    size = sum(end - start for start, end in places)
    return tuple(places) if 0 < size < len(after) / 2 else None


def window(text: str, place: Range, chance: random.Random) -> str:
    """The sentences that touch a place, and by chance up to three before and behind them."""
    sentences = split_sentences(text, 0, len(text))
    touched = [number for number, (start, end) in enumerate(sentences) if start < place[1] and place[0] < end]
    if not touched:
        return text
    first = max(0, touched[0] - chance.randint(0, 3))
    last = min(len(sentences) - 1, touched[-1] + chance.randint(0, 3))
    return text[sentences[first][0] : sentences[last][1]]
