"""From a thread that adds files to a page that shows how far it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from corpus.files import SourceFile
from qa.uploads.events import Stage, UploadEvent

if TYPE_CHECKING:
    from index.build import Progress

# What a file is told to have met when the thread ended before it came to it, which is a fault of ours.
BROKEN = "the program stumbled over it, and its log says where; the file is kept and tried again at the next start"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was copied. file, name: as in UploadEvent. path: where it is now."""

    file: int
    name: str
    path: Path


class Telling:
    """What is told of some files. One thread tells, another iterates; whoever stops iterating stops nothing."""

    def __init__(self, files: Sequence[Kept]) -> None:
        self.files = files
        self._by_path = {one.path: one for one in files}
        self._queue: SimpleQueue[UploadEvent | None] = SimpleQueue()
        self._done = 0
        self._of = 0
        self._current: Kept | None = None

    def tell(self, file: Kept, stage: Stage, message: str = "", passages: int = 0) -> None:
        """Tell something of a file."""
        done, of = (self._done, self._of) if stage is Stage.EMBEDDING else (0, 0)
        self._queue.put(UploadEvent(file.file, file.name, stage, message, done, of, passages))

    def tell_all(self, stage: Stage, message: str = "") -> None:
        """Tell something of every file."""
        for one in self.files:
            self.tell(one, stage, message)

    def end(self) -> None:
        """Nothing more is told."""
        self._queue.put(None)

    def events(self) -> Iterator[UploadEvent]:
        """What is told, as it is told; the last of each file says what became of it."""
        left = {one.file: one for one in self.files}
        while (event := self._queue.get()) is not None:
            if event.stage.is_last:
                left.pop(event.file, None)
            yield event
        for one in left.values():
            yield UploadEvent(one.file, one.name, Stage.FAILED, BROKEN)

    def progress(self) -> "Progress":
        """What the index tells how far it is."""
        from index.build import Progress

        return Progress(
            reading=self._read,
            embedding=self._expect,
            embedded=self._embed,
            waiting=lambda directory: self.tell_all(Stage.WAITING),
        )

    def _read(self, file: SourceFile) -> None:
        self._current = self._by_path[file.path]
        self.tell(self._current, Stage.READING)

    def _expect(self, count: int) -> None:
        self._done, self._of = 0, count
        self._embed(0)

    def _embed(self, count: int) -> None:
        self._done += count
        if self._current is not None:
            self.tell(self._current, Stage.EMBEDDING)
