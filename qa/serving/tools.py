"""The calls as tools of an MCP server, which language models' programs use."""

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import MissingExtra, UserError

if TYPE_CHECKING:
    import gradio as gr


def check_tools(auth: Path | None) -> None:
    """Raises MissingExtra without the package mcp, UserError if a password is asked for as well. auth: as --auth says.

    Gradio (6.31) asks for no password where tools are called.
    """
    if importlib.util.find_spec("mcp") is None:
        raise MissingExtra("--mcp needs the package mcp: .venv/bin/python -m pip install mcp==1.30.0")
    if auth is not None:
        raise UserError(
            "--mcp cannot be used with --auth: tools would answer without a password; leave one of them out"
        )


def answer_in_json(page: "gr.Blocks") -> None:
    """Let the tools of a page that listens with mcp_server=True answer in JSON.

    Gradio (6.31) gives what Python prints of an object, which only Python can read.
    """
    from mcp.types import TextContent

    def write(results: list[Any], root_url: str) -> list[TextContent]:  # root_url: only files would need it
        return [TextContent(type="text", text=json.dumps(one, ensure_ascii=False)) for one in results]

    page.mcp_server_obj.postprocess_output_data = write
