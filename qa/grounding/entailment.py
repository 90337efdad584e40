"""The entailment model: whether a passage supports a written sentence, and which words of it the passage does not say.

qa/training/entailment/ makes its weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.authors import short_author
from corpus.errors import UserError
from index.encoder import Encoder, load_config, load_weights
from index.passage import Passage
from index.tokens import Tokens
from qa.grounding.entailment_scores import SUPPORTED, UNSAID
from qa.grounding.orders import without_orders
from qa.reader import WEIGHTS as READER_WEIGHTS

Range = tuple[int, int]
WEIGHTS = Path(__file__).with_name("weights")
MAX_TOKENS = 384
MAX_SENTENCE_TOKENS = 96


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
        """folder: as python -m qa.training.entailment writes it. reader: its folder holds the tokenizer of both.

        Raises UserError if there is no such model.
        """
        try:
            self._tokens = Tokens(reader)
            self._encoder = Encoder(load_config(folder), load_weights(folder))
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"{folder}: holds no entailment model that goes with {reader} ({error})") from error

    def weigh(self, sentence: str, passages: Sequence[Passage]) -> list[Entailed]:
        """What each passage, with its title and author, says to the sentence, in their order."""
        said = self._tokens.split([sentence])[0]
        ids, places = said.ids[:MAX_SENTENCE_TOKENS], said.offsets[:MAX_SENTENCE_TOKENS]
        room = MAX_TOKENS - len(ids) - 3
        premises = self._tokens.split([as_premise(one) for one in passages])
        inputs = [self._tokens.join(ids, premise.ids[:room]) for premise in premises]
        results: dict[int, Entailed] = {}
        for batch in self._encoder.run(inputs, len(ids) + 2):
            for number, scores in batch.items():
                unsaid = scores[1 : len(ids) + 1, UNSAID].tolist()
                results[number] = Entailed(float(scores[0, SUPPORTED]), tuple(zip(places, unsaid, strict=True)))
        return [results[number] for number in range(len(passages))]


def as_premise(passage: Passage) -> str:
    """What a passage says and what is said of it: names may stand in its title only."""
    source = " · ".join(str(part) for part in (passage.title, short_author(passage.author), passage.year) if part)
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
