"""Lets browsers keep the parts of the page that never change."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's own files, whose names hold a hash of what is in them.
UNCHANGING = "/assets/"
FOR_A_YEAR = "public, max-age=31536000, immutable"


class BrowserCache:
    """Without it a browser asks again for each of some 90 files, or guesses how long it may do without."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(UNCHANGING):
            await self._app(scope, receive, send)
            return

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Cache-Control"] = FOR_A_YEAR
            await send(message)

        await self._app(scope, receive, send_kept)
