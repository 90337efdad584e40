import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from qa.serving.browser_cache import BrowserCache


async def say(request):
    return PlainTextResponse("here", status_code=200 if "there" in request.url.path else 404)


APP = Starlette(routes=[Route("/{path:path}", say)], middleware=[Middleware(BrowserCache)])


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/assets/there-D1GWYZdr.js", True), ("/assets/gone.js", False), ("/there", False), ("/file/assets/there", False)],
)
def test_only_files_named_after_what_is_in_them_are_kept(path, kept):
    async def get():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://served") as client:
            return await client.get(path)

    response = asyncio.run(get())
    assert response.text == "here"
    assert ("immutable" in response.headers.get("cache-control", "")) == kept
