"""What a visitor is told while documents are added, and of those that are there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Stage(Enum):
    """Where a file is. NOTE tells something of it on the way; the last three end it."""

    QUEUED = "queued"
    WAITING = "waiting"
    READING = "reading"
    EMBEDDING = "embedding"
    NOTE = "note"
    READY = "ready"
    SKIPPED = "skipped"
    FAILED = "failed"

    @property
    def is_last(self) -> bool:
        """Whether nothing more is told of the file."""
        return self in (Stage.READY, Stage.SKIPPED, Stage.FAILED)


@dataclass(frozen=True, slots=True)
class UploadEvent:
    """Something that happened to a file.

    file: its number in the order given, from 0. name: what it is called here, without folders. message: the note, or
    why it was skipped or failed and what helps. done, of: texts embedded, sentences and passages, while EMBEDDING.
    passages: how many it has, when READY.
    """

    file: int
    name: str
    stage: Stage
    message: str = ""
    done: int = 0
    of: int = 0
    passages: int = 0

    @property
    def words(self) -> str:
        """What happened, in a few words to stand behind the name."""
        if self.stage is Stage.WAITING:
            return "waiting: other documents are being added"
        if self.stage is Stage.EMBEDDING:
            return f"embedding {self.done} of {self.of} texts"
        if self.stage is Stage.READY:
            told = f"{self.passages} passage{'' if self.passages == 1 else 's'}"
            return f"ready: {told}{', ' if self.message else ''}{self.message}"
        return f"{self.stage.value}: {self.message}" if self.message else self.stage.value


Tell = Callable[[UploadEvent], object]


@dataclass(frozen=True, slots=True)
class UploadedDocument:
    """A document that a visitor can ask.

    name: as citations and filters have it. added: None where that was not written down. own: whether the visitor may
    take it out; the others are everybody's.
    """

    name: str
    title: str
    author: str | None
    year: int | None
    passages: int
    added: datetime | None
    own: bool
    collection: str = ""
