"""The calls on a server of their own, which cannot reach any other machine and prints its address when it listens."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from qa.loading import Options, load_answerer
from qa.serving.api import expose
from qa.serving.calls import Calls
from qa.serving.health import IndexHealth, health_route
from qa.serving.hosts import host_check
from qa.serving.limits import Limit, RateLimiter
from qa.serving.passwords import read_accounts, sign_in
from qa.serving.quiet import keep_quiet
from qa.serving.tools import answer_in_json
from tests.qa.serving.outside import stay_inside


def main(argv: Sequence[str] | None = None) -> None:
    arguments = parse(argv)
    stay_inside()
    keep_quiet(os.environ)
    import gradio as gr

    from index.search import open_searcher

    answerer = load_answerer(Options(arguments.index))
    searcher = open_searcher(arguments.index)
    calls = Calls(answerer.ask, searcher.search, searcher.store.documents, searcher.store.document)
    limiter = RateLimiter(Limit("questions", arguments.limit)) if arguments.limit else None
    with gr.Blocks(title="Served", analytics_enabled=False) as page:
        expose(calls, limiter)
    page.launch(
        server_name="127.0.0.1",
        server_port=arguments.port,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        run_history=False,
        ssr_mode=False,
        mcp_server=arguments.mcp,
        auth=sign_in(read_accounts(arguments.auth)) if arguments.auth else None,
        app_kwargs={
            "routes": [health_route(IndexHealth(arguments.index).look, "reader-1", "0.0.1")],
            "middleware": [host_check("127.0.0.1", ["chat.example.org"])],
        },
    )
    if arguments.mcp:
        answer_in_json(page)
    sys.stdout.write(f"ready: http://127.0.0.1:{arguments.port}\n")
    sys.stdout.flush()
    page.block_thread()


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--auth", type=Path)
    parser.add_argument("--mcp", action="store_true")
    parser.add_argument("--limit", type=int)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
