"""What somebody at a terminal sees of a change to an index: progress bars, and what could not be done. On stderr."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.files import SourceFile
    from index.build import Progress, Report

# Longer names are shown by their end, where the file's own name stands.
NAME_CHARACTERS = 40
# So many names tell what happened; the rest is counted.
SHOWN = 5


class ProgressBars:
    """A bar for the files and one for the texts of the file at hand, where somebody watches. Used as a context."""

    def __enter__(self) -> "ProgressBars":
        from tqdm import tqdm

        # At a run that goes on, the first files pass in no time; the time left is told from the latest ones.
        self._files = tqdm(total=0, unit="file", desc="files", disable=None, leave=False, smoothing=0.1)
        self._texts = tqdm(total=0, unit="text", desc="embedding", disable=None, leave=False, position=1)
        self._name = ""
        self._passages = 0
        return self

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        self._texts.close()
        self._files.close()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            _say(
                "stopped: the files done are kept, and the same command goes on after them; searches see the old state"
            )

    def progress(self) -> "Progress":
        """What build_index and add_documents tell how far they are."""
        from index.build import Progress

        return Progress(
            starting=self._start,
            reading=self._read,
            embedding=self._expect,
            embedded=self._texts.update,
            done=self._finish,
            waiting=lambda directory: _say(f"waiting: another process is changing {directory}"),
        )

    def _start(self, count: int) -> None:
        self._files.reset(total=count)

    def _read(self, file: "SourceFile") -> None:
        self._name = file.name[-NAME_CHARACTERS:]
        self._show()

    def _expect(self, count: int) -> None:
        self._texts.reset(total=count)

    def _finish(self, passages: int) -> None:
        self._passages += passages
        self._files.update()
        self._show()

    def _show(self) -> None:
        self._files.set_postfix_str(f"{self._passages:,} passages, {self._name}")


def tell_problems(report: "Report") -> None:
    """Say what was guessed, left out or could not be read."""
    from index.info import describe_near_duplicate

    for name, note in report.notes:
        _say(f"note: {name}: {note}")
    for name, twin in report.duplicates:
        _say(f"note: {name}: the same text as {twin}, so it was left out")
    for pair in report.near_duplicates:
        _say(f"note: {describe_near_duplicate(pair)}; if one is enough: python -m index remove NAME")
    if report.missing:
        shown = ", ".join(report.missing[:SHOWN]) + (", …" if len(report.missing) > SHOWN else "")
        _say(
            f"note: still in the index, though the files are gone: {len(report.missing)} ({shown}); "
            "take them out with: python -m index remove NAME"
        )
    for failure in report.failures:
        _say(f"not indexed: {failure.path}: {failure.reason}")
    if report.problem:
        _say(f"note: {report.problem}")


def _say(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201
