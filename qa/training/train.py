"""The training loop: resumes where it stopped, and prints its losses as it goes."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModelForTokenClassification, AutoTokenizer

from qa.reading_model import END, RELEVANCE, SCORES, START, SUPPORT
from qa.training.batches import Batch, FeatureGroup, collate, iterate, plan_batches

CHECKPOINT = "checkpoint.pt"
CHECKPOINT_STEPS = 250
REPORT_STEPS = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    steps: where to end, at the latest; None for all epochs. batch_tokens: padded. relevance_weight, ranking_weight,
    support_weight: against the span's loss of weight 1.
    """

    epochs: int = 1
    steps: int | None = None
    batch_tokens: int = 6144
    learning_rate: float = 1.5e-4
    warmup: float = 0.06
    weight_decay: float = 0.01
    relevance_weight: float = 0.7
    ranking_weight: float = 0.3
    support_weight: float = 0.7
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Losses:
    """Mean loss of each task."""

    span: float
    relevance: float
    ranking: float
    support: float


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


class _HalfPrecision:
    """A bfloat16 model that computes and float32 weights that are updated: two to three times as fast on a CPU.

    The attention is the plain one: the fused one's backward pass takes half of all time on a CPU.
    """

    def __init__(self, source: str) -> None:
        self.exact = AutoModelForTokenClassification.from_pretrained(source, num_labels=SCORES, dtype=torch.float32)
        self.fast = AutoModelForTokenClassification.from_pretrained(
            source, num_labels=SCORES, attn_implementation="eager", dtype=torch.bfloat16
        )
        for model in (self.exact, self.fast):
            # So few passes over the data do not overfit, and dropout costs half of the speed.
            for module in model.modules():
                if isinstance(module, nn.Dropout):
                    module.p = 0.0
            # Half of all weights; the sentence model has learned them well.
            model.base_model.embeddings.word_embeddings.requires_grad_(False)
        self.update_fast()
        self.trained = [one for one in self.exact.parameters() if one.requires_grad]
        self._fast_trained = [one for one in self.fast.parameters() if one.requires_grad]

    def update_fast(self) -> None:
        """Round the weights that were updated."""
        with torch.no_grad():
            for exact, fast in zip(self.exact.parameters(), self.fast.parameters(), strict=True):
                fast.copy_(exact)

    def take_gradients(self) -> None:
        """Move the gradients to the weights to be updated."""
        for exact, fast in zip(self.trained, self._fast_trained, strict=True):
            exact.grad = None if fast.grad is None else fast.grad.float()
            fast.grad = None

    def logits(self, batch: Batch) -> torch.Tensor:
        """(b, n, SCORES) float32."""
        output = self.fast(
            input_ids=batch.input_ids, attention_mask=batch.attention_mask, token_type_ids=batch.token_type_ids
        )
        logits: torch.Tensor = output.logits.float()
        return logits


def train(
    source: str,
    groups: Sequence[FeatureGroup],
    held_out: Sequence[FeatureGroup],
    folder: Path,
    recipe: Recipe,
    tell: Callable[[str], object],
) -> None:
    """Fine-tune the model in source and save it in folder. Goes on from folder's checkpoint if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    model = _HalfPrecision(source)
    plan = [numbers for epoch in range(recipe.epochs) for numbers in _plan(groups, recipe, epoch)][: recipe.steps]
    optimizer = torch.optim.AdamW(model.trained, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(plan), recipe.warmup))
    done = _resume(folder / CHECKPOINT, recipe, len(plan), model, optimizer, schedule)
    tell(f"{len(groups):,} questions, {len(plan):,} steps, {done:,} of them done")
    weights = torch.tensor([1.0, recipe.relevance_weight, recipe.ranking_weight, recipe.support_weight])
    started, tokens, recent = time.perf_counter(), 0, torch.zeros(4)
    for step, batch in enumerate(iterate(groups, plan[done:]), start=done + 1):
        parts = losses(model.logits(batch), batch)
        (parts @ weights).backward()  # type: ignore[no-untyped-call]
        model.take_gradients()
        nn.utils.clip_grad_norm_(model.trained, 1.0)
        optimizer.step()
        schedule.step()
        model.update_fast()
        tokens += int(batch.attention_mask.sum())
        recent += parts.detach() / REPORT_STEPS
        if step % REPORT_STEPS == 0:
            speed = tokens / (time.perf_counter() - started)
            tell(f"step {step:,}  {_shown(Losses(*recent.tolist()))}  {speed:,.0f} tokens/s")
            recent.zero_()
        if step % CHECKPOINT_STEPS == 0 or step == len(plan):
            _save(folder / CHECKPOINT, recipe, step, len(plan), model, optimizer, schedule)
            tell(f"step {step:,}  held out: {_shown(evaluate(model, held_out))}")
    save_model(source, model, folder)


def evaluate(model: _HalfPrecision, groups: Sequence[FeatureGroup]) -> Losses:
    """Mean losses on questions that are not trained on."""
    total = torch.zeros(4)
    batches = [groups[begin : begin + 32] for begin in range(0, len(groups), 32)]
    with torch.inference_mode():
        for some in batches:
            batch = collate(some)
            total += losses(model.logits(batch), batch) * len(some) / len(groups)
    return Losses(*total.tolist())


def save_model(source: str, model: _HalfPrecision, folder: Path) -> None:
    """Write weights in half precision, configuration and tokenizer, as transformers loads them."""
    model.exact.config.id2label = {START: "START", END: "END", SUPPORT: "SUPPORT", RELEVANCE: "RELEVANCE"}
    model.exact.config.label2id = {label: number for number, label in model.exact.config.id2label.items()}
    half = AutoModelForTokenClassification.from_config(model.exact.config).to(torch.float16)
    half.load_state_dict({name: weight.to(torch.float16) for name, weight in model.exact.state_dict().items()})
    half.save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)


def _plan(groups: Sequence[FeatureGroup], recipe: Recipe, epoch: int) -> list[list[int]]:
    return plan_batches(groups, recipe.batch_tokens, recipe.seed + epoch)


def _rate(step: int, steps: int, warmup: float) -> float:
    """Linear up over the first part of the steps, linear down to nothing after it."""
    rising = max(1, int(warmup * steps))
    return (step + 1) / rising if step < rising else max(0.0, (steps - step) / (steps - rising))


def _shown(of: Losses) -> str:
    return "  ".join(f"{name} {loss:.3f}" for name, loss in asdict(of).items())


def _settings(recipe: Recipe, steps: int) -> str:
    return json.dumps({**asdict(recipe), "planned": steps}, sort_keys=True)


def _resume(path: Path, recipe: Recipe, steps: int, model: _HalfPrecision, *parts: Any) -> int:  # noqa: ANN401
    """The number of steps done; 0 if there is no checkpoint of this very training."""
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    if saved["settings"] != _settings(recipe, steps):
        return 0
    model.exact.load_state_dict(saved["weights"])
    model.update_fast()
    for part, state in zip(parts, saved["states"], strict=True):
        part.load_state_dict(state)
    return int(saved["step"])


def _save(path: Path, recipe: Recipe, step: int, steps: int, model: _HalfPrecision, *parts: Any) -> None:  # noqa: ANN401
    fresh = path.with_suffix(".part")
    saved = {
        "settings": _settings(recipe, steps),
        "step": step,
        "weights": model.exact.state_dict(),
        "states": [part.state_dict() for part in parts],
    }
    torch.save(saved, fresh)
    fresh.replace(path)
