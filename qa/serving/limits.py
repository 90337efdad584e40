"""How often one visitor may ask or upload."""

import hashlib
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import UserError

# Each visitor costs a 32-byte key and a number for each thing done in the last window: some megabytes at the most.
MAX_VISITORS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of something in so many seconds, for each visitor.

    what: in the plural, as a message names it. Raises ValueError if count < 1 or seconds is not positive.
    """

    what: str
    count: int
    seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.count < 1 or not self.seconds > 0:
            raise ValueError(f"a limit needs a count of 1 or more and a time above 0, not {self.count}, {self.seconds}")


# A question and its answer take longer to read than three seconds; a program that asks faster is to ask for more.
QUESTIONS = Limit("questions", 20)
# Each is many files, and embedding them keeps both cores busy for minutes.
UPLOADS = Limit("uploads", 5)


class TooOften(UserError):
    """A visitor must wait. seconds: how long, rounded up to whole seconds."""

    def __init__(self, limit: Limit, seconds: int) -> None:
        span = "a minute" if limit.seconds == 60 else f"{limit.seconds:g} seconds"
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(f"{limit.count} {limit.what} in {span} are the most for one visitor; wait {seconds} {unit}")
        self.seconds = seconds


class RateLimiter:
    """Counts what each visitor did in the last so many seconds, a sliding window. Threads may share it.

    Of more than max_visitors, those are forgotten who did nothing for longest.
    """

    def __init__(
        self, limit: Limit, clock: Callable[[], float] = time.monotonic, max_visitors: int = MAX_VISITORS
    ) -> None:
        """clock: seconds that never run backwards."""
        self._limit = limit
        self._clock = clock
        self._max_visitors = max_visitors
        # When each visitor did something, oldest first; the visitor who did something last stands last.
        self._times: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def visitors(self) -> int:
        """How many visitors are remembered."""
        with self._lock:
            return len(self._times)

    def admit(self, visitor: str) -> None:
        """Count one more for a visitor. Raises TooOften, and counts nothing, if it is one too many.

        visitor: names one, such as a token or an address; only its hash is kept.
        """
        key = hashlib.sha256(visitor.encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            now = self._clock()
            times = self._times.setdefault(key, deque())
            while times and now - times[0] >= self._limit.seconds:
                times.popleft()
            if len(times) >= self._limit.count:
                raise TooOften(self._limit, math.ceil(self._limit.seconds - (now - times[0])))
            times.append(now)
            self._times.move_to_end(key)
            self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop who did nothing within the window, and who is one too many; both stand first."""
        while self._times:
            times = next(iter(self._times.values()))
            if len(self._times) <= self._max_visitors and now - times[-1] < self._limit.seconds:
                return
            self._times.popitem(last=False)
