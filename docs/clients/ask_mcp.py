"""Ask a running chat over MCP: python docs/clients/ask_mcp.py URL QUESTION. The chat must have been started with --mcp.

Needs the package mcp.
"""
# ruff: noqa: T201

import asyncio
import json
import sys

from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent


async def main(url: str, question: str) -> None:
    """Print the server's tools, then the question's answer with the quotes that it rests on."""
    async with (
        streamable_http_client(f"{url.rstrip('/')}/gradio_api/mcp/") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        tools = await session.list_tools()
        print("tools:", ", ".join(tool.name for tool in tools.tools))
        result = await session.call_tool("ask", {"question": question})
    told = result.content[0]
    if result.isError or not isinstance(told, TextContent):
        sys.exit(f"the chat did not answer: {told}")
    answer = json.loads(told.text)
    print(answer["answer"] or "The documents do not answer this.")
    for citation in answer["citations"]:
        place = f"{citation['document']}, {citation['start']}-{citation['end']}"
        print(f"  [{citation['number']}] {place}: {citation['quote']}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1], sys.argv[2]))
