"""The training loop of both models: resumes where it stopped, and prints its losses as it goes."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn
from transformers import AutoModelForTokenClassification, PreTrainedModel

from index.quantised import GROUP, is_rounded

CHECKPOINT = "checkpoint.pt"
CHECKPOINT_STEPS = 250
REPORT_STEPS = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. steps: where to end, at the latest; None for all epochs. batch_tokens: padded."""

    epochs: int = 1
    steps: int | None = None
    batch_tokens: int = 6144
    learning_rate: float = 1.5e-4
    warmup: float = 0.06
    weight_decay: float = 0.01
    seed: int = 0


class HalfPrecision:
    """A bfloat16 model that computes and float32 weights that are updated: two to three times as fast on a CPU.

    The attention is the plain one: the fused one's backward pass takes half of all time on a CPU.
    """

    def __init__(self, source: str, scores: int, bits: int | None = None, still: int = 0) -> None:
        """source: a folder of weights; a head that gives other than so many scores a token begins anew.

        bits: 4 or 8 to compute with weights rounded as index/quantised.py rounds them, so that those learned bear it
        (Jacob et al., CVPR 2018); None not to. still: so many of the first layers are kept as they are, which saves
        their backward pass.
        """

        def load(attention: str | None, dtype: torch.dtype) -> PreTrainedModel:
            model: PreTrainedModel = AutoModelForTokenClassification.from_pretrained(
                source,
                num_labels=scores,
                attn_implementation=attention,
                dtype=dtype,
                ignore_mismatched_sizes=True,
            )
            return model

        self.exact, self.fast = load(None, torch.float32), load("eager", torch.bfloat16)
        for model in (self.exact, self.fast):
            # So few passes over the data do not overfit, and dropout costs half of the speed.
            for module in model.modules():
                if isinstance(module, nn.Dropout):
                    module.p = 0.0
            # Half of all weights; the sentence model has learned them well.
            model.base_model.embeddings.word_embeddings.requires_grad_(False)
            if still:
                # All that the first of the other layers rests on; a gradient for any of it goes through all layers.
                model.base_model.requires_grad_(False)
                model.base_model.encoder.layer[still:].requires_grad_(True)
        self._bits = bits
        self.trained = [one for one in self.exact.parameters() if one.requires_grad]
        self._fast_trained = [one for one in self.fast.parameters() if one.requires_grad]
        self.load(self.exact.state_dict())

    def load(self, weights: Mapping[str, Any]) -> None:
        """Take the weights of a model of this kind."""
        self.exact.load_state_dict(weights)
        with torch.no_grad():
            for exact, fast in zip(self.exact.parameters(), self.fast.parameters(), strict=True):
                fast.copy_(self._round(exact))

    def update_fast(self) -> None:
        """Round the weights that were updated."""
        with torch.no_grad():
            for exact, fast in zip(self.trained, self._fast_trained, strict=True):
                fast.copy_(self._round(exact))

    def _round(self, weight: torch.Tensor) -> torch.Tensor:
        return weight if self._bits is None else rounded(weight, self._bits)

    def take_gradients(self) -> None:
        """Move the gradients to the weights to be updated."""
        for exact, fast in zip(self.trained, self._fast_trained, strict=True):
            exact.grad = None if fast.grad is None else fast.grad.float()
            fast.grad = None

    def logits(self, ids: torch.Tensor, attention: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """(b, n, scores) float32. ids, attention, types: (b, n)."""
        inputs = {"input_ids": ids, "attention_mask": attention}
        if self.exact.config.model_type == "bert":
            inputs["token_type_ids"] = types
        output = self.fast(**inputs)
        logits: torch.Tensor = output.logits.float()
        return logits


def rounded(weight: torch.Tensor, bits: int) -> torch.Tensor:
    """A weight as it is after index.quantised.quantise, in its own precision."""
    if not is_rounded(weight.shape):
        return weight
    grouped = weight.reshape(len(weight), -1, GROUP)
    largest = 2 ** (bits - 1) - 1
    scales = (grouped.abs().amax(dim=2, keepdim=True) / largest).half().float()
    divisors = torch.where(scales == 0, 1, scales)
    numbers: torch.Tensor = (grouped / divisors).round().clamp(-largest, largest)
    restored: torch.Tensor = (numbers * scales).reshape(weight.shape)
    return restored


class Task(Protocol):
    """What is learned from."""

    names: tuple[str, ...]
    weights: tuple[float, ...]

    def losses(self, model: HalfPrecision, numbers: Sequence[int]) -> tuple[torch.Tensor, int]:
        """(k,) the losses of a batch, as names calls them and weights sums them, and its tokens."""

    def held_out(self, model: HalfPrecision) -> str:
        """Figures on what is not learned from."""


def fit(
    model: HalfPrecision,
    task: Task,
    plan: Sequence[Sequence[int]],
    recipe: Recipe,
    folder: Path,
    tell: Callable[[str], object],
) -> None:
    """Train on the plan's batches in order. Goes on from folder's checkpoint if there is one of this training."""
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW(model.trained, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(plan), recipe.warmup))
    done = _resume(folder / CHECKPOINT, recipe, len(plan), model, optimizer, schedule)
    tell(f"{len(plan):,} steps, {done:,} of them done")
    weights = torch.tensor(task.weights)
    started, tokens, recent = time.perf_counter(), 0, torch.zeros(len(weights))
    for step, numbers in enumerate(plan[done:], start=done + 1):
        parts, size = task.losses(model, numbers)
        (parts @ weights).backward()  # type: ignore[no-untyped-call]
        model.take_gradients()
        nn.utils.clip_grad_norm_(model.trained, 1.0)
        optimizer.step()
        schedule.step()
        model.update_fast()
        tokens += size
        recent += parts.detach() / REPORT_STEPS
        if step % REPORT_STEPS == 0:
            speed = tokens / (time.perf_counter() - started)
            tell(f"step {step:,}  {shown(task.names, recent)}  {speed:,.0f} tokens/s")
            recent.zero_()
        if step % CHECKPOINT_STEPS == 0 or step == len(plan):
            _save(folder / CHECKPOINT, recipe, step, len(plan), model, optimizer, schedule)
            tell(f"step {step:,}  held out: {task.held_out(model)}")


def shown(names: Sequence[str], losses: torch.Tensor) -> str:
    """Losses in a line."""
    return "  ".join(f"{name} {loss:.3f}" for name, loss in zip(names, losses.tolist(), strict=True))


def _rate(step: int, steps: int, warmup: float) -> float:
    """Linear up over the first part of the steps, linear down to nothing after it."""
    rising = max(1, int(warmup * steps))
    return (step + 1) / rising if step < rising else max(0.0, (steps - step) / max(1, steps - rising))


def _settings(recipe: Recipe, steps: int) -> str:
    return json.dumps({**asdict(recipe), "planned": steps}, sort_keys=True)


def _resume(path: Path, recipe: Recipe, steps: int, model: HalfPrecision, *parts: Any) -> int:  # noqa: ANN401
    """The number of steps done; 0 if there is no checkpoint of this very training."""
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    if saved["settings"] != _settings(recipe, steps):
        return 0
    model.load(saved["weights"])
    for part, state in zip(parts, saved["states"], strict=True):
        part.load_state_dict(state)
    return int(saved["step"])


def _save(path: Path, recipe: Recipe, step: int, steps: int, model: HalfPrecision, *parts: Any) -> None:  # noqa: ANN401
    fresh = path.with_suffix(".part")
    saved = {
        "settings": _settings(recipe, steps),
        "step": step,
        "weights": model.exact.state_dict(),
        "states": [part.state_dict() for part in parts],
    }
    torch.save(saved, fresh)
    fresh.replace(path)
