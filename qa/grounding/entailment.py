"""The entailment model: whether a passage supports a written sentence, and which words of it the passage does not say.

qa/training/entailment/ makes its weights.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import UserError
from index.embedder import has_fast_bfloat16
from index.passage import Passage
from qa.grounding.entailment_scores import SHARED, SUPPORTED, UNSAID
from qa.grounding.orders import without_orders
from qa.reader import WEIGHTS as READER_WEIGHTS

Range = tuple[int, int]
WEIGHTS = Path(__file__).with_name("weights")
MAX_TOKENS = 384
MAX_SENTENCE_TOKENS = 96
BATCH = 8


@dataclass(frozen=True, slots=True)
class Entailed:
    """What the model says of a sentence and a passage.

    support: log-odds that the passage supports the sentence. unsaid: for each word or part of one, its place in the
    sentence and the log-odds that the passage does not say it.
    """

    support: float
    unsaid: tuple[tuple[Range, float], ...]


class Entailment:
    """An entailment model on the CPU. Threads may share it; they take turns."""

    def __init__(self, folder: Path = WEIGHTS, reader: Path = READER_WEIGHTS) -> None:
        """folder: as python -m qa.training.entailment writes it. reader: the weights it was trained from.

        The reader's folder holds tokenizer and word embeddings for both. Raises UserError if there is no such model.
        """
        import torch
        from safetensors import safe_open
        from safetensors.torch import load_file
        from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer

        try:
            self._tokenizer = AutoTokenizer.from_pretrained(reader, local_files_only=True)
            model = AutoModelForTokenClassification.from_config(AutoConfig.from_pretrained(folder))
            weights = load_file(folder / "model.safetensors")
            with safe_open(reader / "model.safetensors", "pt") as file:
                weights[SHARED] = file.get_tensor(SHARED)
            model.load_state_dict(weights)
        except (OSError, ValueError, RuntimeError) as error:
            raise UserError(f"{folder}: holds no entailment model that goes with {reader} ({error})") from error
        self._model = model.to(torch.bfloat16 if has_fast_bfloat16() else torch.float32).eval()
        self._lock = threading.Lock()

    def weigh(self, sentence: str, passages: Sequence[Passage]) -> list[Entailed]:
        """What each passage, with its title and author, says to the sentence, in their order."""
        with self._lock:
            encoded = self._tokenizer(
                sentence,
                add_special_tokens=False,
                truncation=True,
                max_length=MAX_SENTENCE_TOKENS,
                return_offsets_mapping=True,
            )
            results: list[Entailed] = []
            for begin in range(0, len(passages), BATCH):
                some = [as_premise(passage) for passage in passages[begin : begin + BATCH]]
                results += self._scores(encoded["input_ids"], encoded["offset_mapping"], some)
        return results

    def _scores(self, sentence: list[int], places: list[Range], premises: list[str]) -> list[Entailed]:
        import torch

        tokenizer = self._tokenizer
        room = MAX_TOKENS - len(sentence) - 3
        ids = tokenizer(premises, add_special_tokens=False, truncation=True, max_length=room)["input_ids"]
        end = tokenizer.sep_token_id
        inputs = [[tokenizer.cls_token_id, *sentence, end, *one, end] for one in ids]
        length = max(map(len, inputs))
        tokens = torch.tensor([one + [0] * (length - len(one)) for one in inputs])
        attention = torch.tensor([[1] * len(one) + [0] * (length - len(one)) for one in inputs])
        types = attention.clone()
        types[:, : len(sentence) + 2] = 0
        with torch.inference_mode():
            logits = self._model(input_ids=tokens, attention_mask=attention, token_type_ids=types).logits.float()
        unsaid = logits[:, 1 : len(sentence) + 1, UNSAID].tolist()
        supports = logits[:, 0, SUPPORTED].tolist()
        return [
            Entailed(support, tuple(zip(places, row, strict=True)))
            for support, row in zip(supports, unsaid, strict=True)
        ]


def as_premise(passage: Passage) -> str:
    """What a passage says and what is said of it: names may stand in its title only."""
    source = " · ".join(str(part) for part in (passage.title, passage.author, passage.year) if part)
    return f"{source}. {' · '.join(passage.headings)}\n{without_orders(passage)}"


def unsaid_words(sentence: str, entailed: Entailed) -> tuple[str, ...]:
    """The words of the sentence that the passage likely does not say, runs of them together."""
    runs: list[Range] = []
    for (start, end), odds in entailed.unsaid:
        if odds <= 0:
            continue
        if runs and start - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return tuple(sentence[start:end] for start, end in runs)


def probability(log_odds: float) -> float:
    """0 to 1."""
    return float(1 / (1 + np.exp(-log_odds)))
