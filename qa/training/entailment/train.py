"""Claims → batches, what is learned from them, and what is saved."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from qa.grounding.entailment_scores import SCORES, SUPPORTED, UNSAID
from qa.training.batches import plan_batches
from qa.training.entailment.claims import Claim
from qa.training.loop import HalfPrecision, Recipe, fit, shown

WEIGHTS = "model.safetensors"
MAX_TOKENS = 320
MAX_SENTENCE_TOKENS = 96


@dataclass(frozen=True, slots=True)
class Feature:
    """A claim in tokens: [CLS] sentence [SEP] passage [SEP]. unsaid: for each token of the sentence; None: unknown."""

    tokens: list[int]
    sentence_length: int
    supported: bool
    unsaid: list[bool] | None


def make_features(claims: Sequence[Claim], tokenizer: PreTrainedTokenizerBase) -> list[Feature]:
    """Tokenise; what is too long is cut off behind."""
    features: list[Feature] = []
    for begin in range(0, len(claims), 1000):
        some = claims[begin : begin + 1000]
        options = {"add_special_tokens": False, "return_attention_mask": False, "verbose": False}
        sentences = tokenizer([one.sentence for one in some], return_offsets_mapping=True, **options)
        passages = tokenizer([one.passage for one in some], **options)
        for number, claim in enumerate(some):
            sentence = sentences["input_ids"][number][:MAX_SENTENCE_TOKENS]
            places = sentences["offset_mapping"][number][:MAX_SENTENCE_TOKENS]
            passage = passages["input_ids"][number][: MAX_TOKENS - len(sentence) - 3]
            ends = [tokenizer.sep_token_id]
            unsaid = None
            if claim.unsaid is not None:
                unsaid = [any(left < end and start < right for start, end in claim.unsaid) for left, right in places]
            features.append(
                Feature(
                    [tokenizer.cls_token_id, *sentence, *ends, *passage, *ends], len(sentence), claim.supported, unsaid
                )
            )
    return features


class _Holding:
    """Learning to hold sentences against passages."""

    names: tuple[str, ...] = ("supported", "unsaid")
    weights: tuple[float, ...] = (1.0, 0.5)

    def __init__(self, features: Sequence[Feature], held_out: Sequence[Feature]) -> None:
        self._features = features
        self._held_out = held_out

    def losses(self, model: HalfPrecision, numbers: Sequence[int]) -> tuple[torch.Tensor, int]:
        features = [self._features[number] for number in numbers]
        logits = _logits(model, features)
        return losses(logits, features), sum(len(one.tokens) for one in features)

    def held_out(self, model: HalfPrecision) -> str:
        total, scores = torch.zeros(len(self.weights)), []
        with torch.inference_mode():
            for begin in range(0, len(self._held_out), 32):
                some = self._held_out[begin : begin + 32]
                logits = _logits(model, some)
                total += losses(logits, some) * len(some) / len(self._held_out)
                scores += logits[:, 0, SUPPORTED].tolist()
        labels = np.array([one.supported for one in self._held_out])
        return f"{shown(self.names, total)}  {caught(np.array(scores), labels)}"


def caught(scores: np.ndarray, supported: np.ndarray) -> str:
    """What share of the unsupported scores less than all but 8 % of the supported, and the area under the curve."""
    bar = np.quantile(scores[supported], 0.08)
    wins = (scores[supported][:, None] > scores[~supported][None, :]).mean()
    return f"caught at 8 % touched {100 * (scores[~supported] < bar).mean():.1f} %  AUROC {100 * wins:.1f}"


def losses(logits: torch.Tensor, features: Sequence[Feature]) -> torch.Tensor:
    """(2,) binary cross-entropy of "supported", and of the words unsaid where they are known. logits: (b, n, 2)."""
    labels = torch.tensor([float(one.supported) for one in features])
    supported = functional.binary_cross_entropy_with_logits(logits[:, 0, SUPPORTED], labels)
    known = [(row, one) for row, one in enumerate(features) if one.unsaid]
    if not known:
        return torch.stack([supported, logits.new_zeros(())])
    scores = torch.cat([logits[row, 1 : 1 + one.sentence_length, UNSAID] for row, one in known])
    gold = torch.tensor([float(token) for _, one in known for token in one.unsaid or ()])
    return torch.stack([supported, functional.binary_cross_entropy_with_logits(scores, gold)])


def _logits(model: HalfPrecision, features: Sequence[Feature]) -> torch.Tensor:
    length = max(len(one.tokens) for one in features)
    ids = torch.zeros(len(features), length, dtype=torch.long)
    attention, types = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, one in enumerate(features):
        ids[row, : len(one.tokens)] = torch.tensor(one.tokens)
        attention[row, : len(one.tokens)] = 1
        types[row, one.sentence_length + 2 : len(one.tokens)] = 1
    return model.logits(ids, attention, types)


def train(
    source: str,
    claims: Sequence[Claim],
    held_out: Sequence[Claim],
    folder: Path,
    recipe: Recipe,
    tell: Callable[[str], object],
    start: Path | None = None,
    bits: int | None = None,
) -> None:
    """Fine-tune the model in source and save it in folder. Goes on from folder's checkpoint if there is one.

    start: a folder that an earlier training saved, to go on from instead. bits: as HalfPrecision takes it.
    """
    tokenizer = AutoTokenizer.from_pretrained(source)
    features = make_features(claims, tokenizer)
    tell(f"{len(claims):,} claims, {sum(one.supported for one in claims):,} of them supported")
    model = HalfPrecision(source, SCORES, bits)
    if start is not None:
        model.load(load_file(start / WEIGHTS))
    lengths = [[len(one.tokens)] for one in features]
    plan = [
        numbers
        for epoch in range(recipe.epochs)
        for numbers in plan_batches(lengths, recipe.batch_tokens, recipe.seed + epoch)
    ]
    fit(model, _Holding(features, make_features(held_out, tokenizer)), plan[: recipe.steps], recipe, folder, tell)
    save_model(model, folder)


def save_model(model: HalfPrecision, folder: Path) -> None:
    """Write configuration and weights in half precision."""
    model.exact.config.id2label = {SUPPORTED: "SUPPORTED", UNSAID: "UNSAID"}
    model.exact.config.label2id = {label: number for number, label in model.exact.config.id2label.items()}
    model.exact.config.save_pretrained(folder)
    weights = {name: weight.to(torch.float16).contiguous() for name, weight in model.exact.state_dict().items()}
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def shuffled(claims: Sequence[Claim], chance: random.Random) -> list[Claim]:
    """In an order of chance."""
    order = list(claims)
    chance.shuffle(order)
    return order
