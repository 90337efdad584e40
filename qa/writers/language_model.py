"""What a generative writer needs of a language model, wherever it runs."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.errors import UserError


class WriterFailed(UserError):
    """A language model could not be reached, loaded or understood, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A turn of what a language model is told. role: "system", "user" or "assistant"."""

    role: str
    content: str


class LanguageModel(Protocol):
    """Anything that answers messages with text.

    name: what the user calls it. context_tokens: how many tokens of messages and answer it takes together.
    max_passages: how many passages it is given at most, because each takes its time; None for all.
    """

    name: str
    context_tokens: int
    max_passages: int | None

    def count_tokens(self, text: str) -> int:
        """How many tokens a text has, or an estimate that is not too low."""
        ...

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, None]:
        """The answer in pieces as they are made, at most max_tokens long.

        Closing the iterator stops the model. Raises WriterFailed if there is no answer, or it breaks off.
        """
        ...
