"""Which answers are no longer wanted."""

import threading


class Stopper:
    """Remembers which turns were stopped until whatever answers them has noticed. Threads may share it.

    Gradio's own way to cancel an event waits for its thread, and takes with it what is asked in the meantime.
    """

    def __init__(self) -> None:
        self._stopped: set[int] = set()
        self._lock = threading.Lock()

    def stop(self, turn_id: int | None) -> None:
        """The answer of a turn is not wanted; None for a turn that is not kept."""
        if turn_id is not None:
            with self._lock:
                self._stopped.add(turn_id)

    def is_stopped(self, turn_id: int | None) -> bool:
        """Whether the answer of a turn is not wanted."""
        with self._lock:
            return turn_id in self._stopped

    def forget(self, turn_id: int | None) -> None:
        """Nothing answers a turn any more."""
        with self._lock:
            self._stopped.discard(turn_id or 0)
