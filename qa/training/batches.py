"""Examples → batches of tensors for a reader with the four scores of qa/reading_scores.py."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import torch
from transformers import PreTrainedTokenizerBase

from qa.reading_model import MAX_HEADING_TOKENS
from qa.training.examples import Example
from qa.training.negatives import Group

MAX_TOKENS = 256
MAX_QUESTION_TOKENS = 48
NO_SENTENCE = -1


@dataclass(frozen=True, slots=True)
class Feature:
    """An example in tokens: [CLS] question [SEP] heading passage [SEP].

    starts, ends: tokens at which an answer begins and ends; the first token, if there is none. sentence: for each
    token the number of its sentence in the passage, or NO_SENTENCE. support: the sentences that belong in the answer.
    starts and ends are empty if there is an answer, and where is not known.
    """

    tokens: list[int]
    question_length: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentence: list[int]
    support: frozenset[int]

    @property
    def answerable(self) -> bool:
        """Whether the passage answers the question."""
        return self.starts != (0,)


@dataclass(frozen=True, slots=True)
class Batch:
    """(b, n) input_ids, token_type_ids, attention_mask, in_passage, starts, ends, sentence; (b,) answerable, group.

    group: numbers the questions. starts, ends: 1.0 where an answer may begin or end; nowhere if that is not known.
    sentence: numbered through the batch, NO_SENTENCE outside.
    support: (number of sentences,) 1.0 for those that belong in the answer.
    """

    input_ids: torch.Tensor
    token_type_ids: torch.Tensor
    attention_mask: torch.Tensor
    in_passage: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    sentence: torch.Tensor
    support: torch.Tensor
    answerable: torch.Tensor
    group: torch.Tensor


# Features of one question. They stay in one batch.
FeatureGroup = tuple[Feature, ...]


def make_feature_groups(
    groups: Sequence[Group], tokenizer: PreTrainedTokenizerBase, seed: int = 0
) -> list[FeatureGroup]:
    """The groups in tokens. A group is left out if one of its answers does not fall on whole tokens."""
    features = iter(make_features([example for group in groups for example in group], tokenizer, seed))
    in_tokens = [tuple(islice(features, len(group))) for group in groups]
    return [tuple(one for one in group if one is not None) for group in in_tokens if None not in group]


def make_features(
    examples: Sequence[Example], tokenizer: PreTrainedTokenizerBase, seed: int = 0
) -> list[Feature | None]:
    """Tokenise; a passage that is too long is cut to a part that holds the answer, chosen by chance.

    None for an example whose answer does not fall on whole tokens, or is longer than a feature.
    """
    chance = random.Random(seed)
    features: list[Feature | None] = []
    for begin in range(0, len(examples), 1000):
        some = examples[begin : begin + 1000]
        options = {"add_special_tokens": False, "return_attention_mask": False, "verbose": False}
        questions = tokenizer(
            [one.question for one in some], truncation=True, max_length=MAX_QUESTION_TOKENS, **options
        )
        headings = tokenizer([one.heading for one in some], **options)
        passages = tokenizer([one.passage for one in some], return_offsets_mapping=True, **options)
        for number, example in enumerate(some):
            offsets = passages["offset_mapping"][number]
            before = questions["input_ids"][number], headings["input_ids"][number][-MAX_HEADING_TOKENS:]
            features.append(_feature(example, *before, passages["input_ids"][number], offsets, tokenizer, chance))
    return features


def _feature(
    example: Example,
    question: list[int],
    heading: list[int],
    passage: list[int],
    offsets: list[tuple[int, int]],
    tokenizer: PreTrainedTokenizerBase,
    chance: random.Random,
) -> Feature | None:
    """None if no answer falls on whole tokens."""
    spans = [span for answer in example.answers if (span := _tokens_of(answer, offsets)) is not None]
    if example.answers and not spans:
        return None
    if example.support and not example.answers:
        wanted = [_tokens_of(example.sentences[min(example.support)], offsets)]
    else:
        wanted = list(spans[:1])
    room = MAX_TOKENS - len(question) - len(heading) - 3
    first = 0
    if len(passage) > room:
        latest = len(passage) - room
        first = chance.randint(0, latest)
        if wanted and wanted[0] is not None:
            left, right = wanted[0]
            highest = min(left, latest)
            first = chance.randint(min(highest, max(0, right - room + 1)), highest)
    last = min(len(passage), first + room)
    before, after = len(question) + 2 + len(heading), 1
    shift = before - first
    kept = [(left, right) for left, right in spans if first <= left and right < last]
    if spans and not kept:
        return None
    none = () if example.answerable else (0,)
    return Feature(
        tokens=[
            tokenizer.cls_token_id, *question, tokenizer.sep_token_id,
            *heading, *passage[first:last], tokenizer.sep_token_id,
        ],
        question_length=len(question),
        starts=tuple(left + shift for left, _ in kept) or none,
        ends=tuple(right + shift for _, right in kept) or none,
        sentence=[NO_SENTENCE] * before + _sentence_of(example, offsets[first:last]) + [NO_SENTENCE] * after,
        support=example.support,
    )  # fmt: skip


def _tokens_of(answer: tuple[int, int], offsets: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    start, end = answer
    inside = [number for number, (left, right) in enumerate(offsets) if left < end and start < right]
    return (inside[0], inside[-1]) if inside else None


def _sentence_of(example: Example, offsets: Sequence[tuple[int, int]]) -> list[int]:
    numbers, at = [], 0
    for left, _ in offsets:
        while at + 1 < len(example.sentences) and left >= example.sentences[at][1]:
            at += 1
        numbers.append(at if example.sentences else NO_SENTENCE)
    return numbers


def plan_batches(lengths: Sequence[Sequence[int]], tokens: int, seed: int) -> list[list[int]]:
    """Numbers of groups in batches of about that many tokens, like lengths together, in an order set by seed.

    lengths: for each group the tokens of its members, at least one.
    """
    chance = random.Random(seed)
    order = list(range(len(lengths)))
    chance.shuffle(order)
    longest = [max(group) for group in lengths]
    batches: list[list[int]] = []
    for begin in range(0, len(order), 4096):
        pool = sorted(order[begin : begin + 4096], key=lambda number: longest[number])
        batch: list[int] = []
        rows = 0
        for number in pool:
            rows += len(lengths[number])
            if batch and rows * longest[number] > tokens:
                batches.append(batch)
                batch, rows = [], len(lengths[number])
            batch.append(number)
        batches.append(batch)
    chance.shuffle(batches)
    return batches


def collate(groups: Sequence[FeatureGroup]) -> Batch:
    """Pad to the longest."""
    features = [feature for group in groups for feature in group]
    length = max(len(feature.tokens) for feature in features)
    ids = torch.zeros(len(features), length, dtype=torch.long)
    types, attention = torch.zeros_like(ids), torch.zeros_like(ids)
    starts, ends = torch.zeros(ids.shape), torch.zeros(ids.shape)
    sentence = torch.full(ids.shape, NO_SENTENCE)
    support: list[float] = []
    for row, feature in enumerate(features):
        count = len(feature.tokens)
        ids[row, :count] = torch.tensor(feature.tokens)
        attention[row, :count] = 1
        types[row, feature.question_length + 2 : count] = 1
        starts[row, list(feature.starts)] = 1
        ends[row, list(feature.ends)] = 1
        numbers = sorted(set(feature.sentence) - {NO_SENTENCE})
        renumbered = {number: len(support) + at for at, number in enumerate(numbers)} | {NO_SENTENCE: NO_SENTENCE}
        sentence[row, :count] = torch.tensor([renumbered[number] for number in feature.sentence])
        support += [float(number in feature.support) for number in numbers]
    return Batch(
        input_ids=ids,
        token_type_ids=types,
        attention_mask=attention,
        in_passage=sentence >= 0,
        starts=starts,
        ends=ends,
        sentence=sentence,
        support=torch.tensor(support),
        answerable=torch.tensor([float(feature.answerable) for feature in features]),
        group=torch.tensor([number for number, group in enumerate(groups) for _ in group]),
    )
