"""GET /health: whether the chat can answer, for whatever watches over it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from index.errors import IndexBusy, IndexMismatch, IndexNotFound

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

PATH = "/health"
# The messages of the errors themselves name folders of this machine; anybody may ask for its health.
REASONS: tuple[tuple[type[UserError], str], ...] = (
    (IndexNotFound, "there is no index, or it is damaged"),
    (IndexMismatch, "the index was made by another version or with another model"),
    (IndexBusy, "the index is being changed"),
)
OTHER_REASON = "the index cannot be read"


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much an index holds, of what everybody may ask."""

    documents: int
    passages: int


class IndexHealth:
    """Opens an index anew at each look, as the next start would. Threads may share it."""

    def __init__(self, directory: Path) -> None:
        """directory: the index folder."""
        self._directory = directory
        # Counting passages reads every document's row; only a published change makes that needed again.
        self._counted: tuple[str, Holdings] | None = None
        self._lock = threading.Lock()

    def look(self) -> Holdings:
        """What the index holds now. Raises UserError if it cannot be opened."""
        from index.store import Store

        with self._lock:
            store = Store.open(self._directory)
            try:
                stamp = store.stamp
                if self._counted is None or self._counted[0] != stamp:
                    documents = store.documents()
                    self._counted = (stamp, Holdings(len(documents), sum(one.passages for one in documents)))
                return self._counted[1]
            finally:
                store.close()


def health_route(look: Callable[[], Holdings], reader: str, version: str) -> "Route":
    """The route that tells the health, for launch(app_kwargs={"routes": [...]}): 200 if all is well, 503 if not.

    look: what the index holds; raises UserError if it cannot be opened. reader, version: as they shall be told.
    """
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    # Not a coroutine: Starlette then runs it in a thread, and a slow disk holds nobody else up.
    def tell(request: "Request") -> "Response":
        told: dict[str, object] = {"reader": reader, "version": version}
        headers = {"Cache-Control": "no-store"}
        try:
            holdings = look()
        except UserError as error:
            return JSONResponse({"status": "unavailable", "reason": _reason(error), **told}, 503, headers)
        counts = {"documents": holdings.documents, "passages": holdings.passages}
        return JSONResponse({"status": "ok", **counts, **told}, 200, headers)

    return Route(PATH, tell, methods=["GET"])


def _reason(error: UserError) -> str:
    return next((reason for kind, reason in REASONS if isinstance(error, kind)), OTHER_REASON)
