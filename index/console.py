"""What somebody at a terminal sees of a change to an index: progress bars, and what could not be done. On stderr."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.build import Progress, Report


class ProgressBars:
    """Progress bars, where somebody watches. Used as a context; one thread."""

    def __enter__(self) -> "ProgressBars":
        from tqdm import tqdm

        self._bar = tqdm(total=0, unit="passage", desc="embedding", disable=None, leave=False)
        return self

    def __exit__(self, *raised: object) -> None:
        self._bar.close()

    def progress(self) -> "Progress":
        """What build_index and add_documents tell how far they are."""
        from index.build import Progress

        return Progress(
            reading=lambda file: self._bar.set_postfix_str(file.name[-40:]),
            embedding=self._expect,
            embedded=self._bar.update,
            waiting=lambda directory: _say(f"waiting: another process is changing {directory}"),
        )

    def _expect(self, count: int) -> None:
        self._bar.total = (self._bar.total or 0) + count
        self._bar.refresh()


def tell_problems(report: "Report") -> None:
    """Say what was guessed, left out or could not be read."""
    for name, note in report.notes:
        _say(f"note: {name}: {note}")
    for name, twin in report.duplicates:
        _say(f"note: {name}: the same text as {twin}, so it was left out")
    for failure in report.failures:
        _say(f"not indexed: {failure.path}: {failure.reason}")
    if report.problem:
        _say(f"note: {report.problem}")


def _say(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201
