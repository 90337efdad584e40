"""Training the reader: what it learns from, and what is saved."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch.nn import functional
from transformers import AutoModelForTokenClassification, AutoTokenizer

from qa.reading_scores import END, RELEVANCE, SCORES, START, SUPPORT
from qa.training.batches import Batch, FeatureGroup, collate, plan_batches
from qa.training.loop import HalfPrecision, Recipe, fit, shown


def losses(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """(4,) span, relevance, ranking and support loss of a batch. logits: (b, n, SCORES) float32.

    Span: negative log of the probability of all right places together (Clark & Gardner 2018), over the passage's tokens
    and the first one, which stands for "no answer". Ranking: the same of the passages that answer, over those of one
    question (their shared normalisation); 0 for a question with one passage.
    """
    allowed = batch.in_passage.clone()
    allowed[:, 0] = True
    known = batch.starts.any(-1)
    span = logits.new_zeros(())
    for score, gold in ((START, batch.starts), (END, batch.ends)):
        log_probability = logits[..., score].masked_fill(~allowed, -1e4).log_softmax(-1)
        found = log_probability.masked_fill(gold == 0, -1e4).logsumexp(-1)
        span = span - (found * known).sum() / (2 * known.sum().clamp(min=1))
    relevance = functional.binary_cross_entropy_with_logits(logits[:, 0, RELEVANCE], batch.answerable)
    scores = pool_sentences(logits[..., SUPPORT], batch.sentence, len(batch.support))
    support = functional.binary_cross_entropy_with_logits(scores, batch.support)
    return torch.stack([span, relevance, _ranking(logits[:, 0, RELEVANCE], batch), support])


def _ranking(relevance: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Mean over the questions with an answer; relevance: (b,)."""
    together = batch.group[:, None] == batch.group[None, :]
    scores = relevance[None, :].expand(together.shape)
    all_passages = scores.masked_fill(~together, -1e4).logsumexp(-1)
    right = scores.masked_fill(~(together & (batch.answerable > 0)), -1e4).logsumexp(-1)
    loss: torch.Tensor = ((all_passages - right) * batch.answerable).sum() / batch.answerable.sum().clamp(min=1)
    return loss


def pool_sentences(token_scores: torch.Tensor, sentence: torch.Tensor, count: int) -> torch.Tensor:
    """(count,) mean score of the tokens of each sentence. token_scores, sentence: (b, n); sentence -1: none."""
    inside = sentence >= 0
    numbers = sentence[inside]
    sums = token_scores.new_zeros(count).index_add(0, numbers, token_scores[inside])
    sizes = token_scores.new_zeros(count).index_add(0, numbers, torch.ones_like(token_scores[inside]))
    return sums / sizes.clamp(min=1)


class _Reading:
    """Learning to read."""

    names: tuple[str, ...] = ("span", "relevance", "ranking", "support")
    weights: tuple[float, ...] = (1.0, 0.7, 0.3, 0.7)

    def __init__(self, groups: Sequence[FeatureGroup], held_out: Sequence[FeatureGroup]) -> None:
        self._groups = groups
        self._held_out = held_out

    def losses(self, model: HalfPrecision, numbers: Sequence[int]) -> tuple[torch.Tensor, int]:
        batch = collate([self._groups[number] for number in numbers])
        return _losses(model, batch), int(batch.attention_mask.sum())

    def held_out(self, model: HalfPrecision) -> str:
        total = torch.zeros(len(self.weights))
        with torch.inference_mode():
            for begin in range(0, len(self._held_out), 32):
                some = self._held_out[begin : begin + 32]
                total += _losses(model, collate(some)) * len(some) / len(self._held_out)
        return shown(self.names, total)


def _losses(model: HalfPrecision, batch: Batch) -> torch.Tensor:
    return losses(model.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids), batch)


def train(
    source: str,
    groups: Sequence[FeatureGroup],
    held_out: Sequence[FeatureGroup],
    folder: Path,
    recipe: Recipe,
    tell: Callable[[str], object],
    bits: int | None = None,
    still: int = 0,
) -> None:
    """Fine-tune the model in source and save it in folder. Goes on from folder's checkpoint if there is one.

    bits, still: as HalfPrecision takes them.
    """
    model = HalfPrecision(source, SCORES, bits, still)
    plan = [
        numbers
        for epoch in range(recipe.epochs)
        for numbers in plan_batches(
            [[len(feature.tokens) for feature in group] for group in groups], recipe.batch_tokens, recipe.seed + epoch
        )
    ]
    tell(f"{len(groups):,} questions")
    fit(model, _Reading(groups, held_out), plan[: recipe.steps], recipe, folder, tell)
    save_model(source, model, folder)


def save_model(source: str, model: HalfPrecision, folder: Path) -> None:
    """Write weights in half precision, configuration and tokenizer, as transformers loads them."""
    model.exact.config.id2label = {START: "START", END: "END", SUPPORT: "SUPPORT", RELEVANCE: "RELEVANCE"}
    model.exact.config.label2id = {label: number for number, label in model.exact.config.id2label.items()}
    half = AutoModelForTokenClassification.from_config(model.exact.config).to(torch.float16)
    half.load_state_dict({name: weight.to(torch.float16) for name, weight in model.exact.state_dict().items()})
    half.save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
