"""python app.py: the chat in the browser."""

import argparse
import os
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import command_line
from corpus.errors import UserError
from index import DEFAULT_DIRECTORY
from index.filters import Filter, askable, select
from qa import loading
from qa.chats.store import FILE_NAME as CHATS_FILE
from qa.rendering import html
from qa.serving.limits import QUESTIONS
from qa.serving.quick_import import quick_import
from qa.serving.quiet import keep_quiet
from qa.serving.tools import answer_in_json, check_tools

if TYPE_CHECKING:
    import gradio as gr

    from index.store import StoredDocument
    from qa.answer import Answer
    from qa.page.conversation import Answers
    from qa.page.later import Later
    from qa.page.services import Services
    from qa.serving.passwords import SignIn
    from qa.uploads.uploads import Uploads

# About the shipped documents; they do not answer the last one.
EXAMPLES = (
    "When did Azerbaijan become a full member of the Non-Aligned Movement?",
    "How does Muradov explain the calm between 1994 and 2014?",
    "How much did Armenia and Azerbaijan spend on their militaries in 2020?",
    "Which countries co-chair the OSCE Minsk Group?",
    "What did the peace talks of 2023 agree on railway tariffs?",
)

# Each choice needs one, and each visitor who chose documents of their own; it is a handful of lines.
SUGGESTIONS_KEPT = 1000


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the chat until interrupted. Returns 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: _serve(arguments))


def open_services(
    options: loading.Options, chats: Path, shared: bool, questions_a_minute: int = QUESTIONS.count
) -> "Services":
    """Open the index and the file of the chats; the quoting writer's models are loaded when Services.start is called.

    Raises UserError as loading.load does.

    chats: the file. shared: whether what visitors add is everybody's. questions_a_minute: of each visitor.
    """
    from index.store import Store
    from qa.chats.store import ChatStore
    from qa.page.later import Later
    from qa.page.services import Services
    from qa.receipts import receipt
    from qa.receipts.file import encode_receipt
    from qa.serving.calls import Calls
    from qa.serving.limits import UPLOADS, RateLimiter
    from qa.suggestions import for_everybody, suggest
    from qa.uploads.owners import owner_of
    from qa.uploads.uploads import Uploads, folder_beside

    store = Store.open(options.index)
    # Said before the page is there.
    askable(store.documents(), options.only)
    models = Later(lambda: loading.load(options))
    uploads = Uploads(
        folder_beside(options.index), options.index, shared=shared, embedder=lambda: models.wait().searcher.embedder
    )
    answerers = answers_later(models, options)

    def list_documents(owner: str | None) -> "Sequence[StoredDocument]":
        return askable(store.documents(owner), options.only)

    def list_everybodys() -> "Sequence[StoredDocument]":
        return list_documents(None)

    # The same for one state of the index, and dear.
    @lru_cache(maxsize=SUGGESTIONS_KEPT)
    def suggest_once(stamp: str, only: Filter) -> Sequence[str]:
        return suggest(
            select(list_documents(only.visible_to), only),
            lambda one: store.document_by_id(one.document_id, only.visible_to),
            lambda question, within: answerers[loading.WRITERS[0]].ask(question, only=within),
            only,
        )

    def make_receipt(answer: "Answer", owner: str | None) -> str:
        return encode_receipt(receipt.make_receipt(answer, store, datetime.now(UTC), owner), ".html")

    return Services(
        answerers=answerers,
        list_documents=list_documents,
        read_document=store.document,
        viewer=lambda visitor: uploads.viewer(owner_of(visitor)),
        uploads=uploads,
        make_receipt=make_receipt,
        chats=ChatStore(chats),
        calls=Calls(
            next(iter(answerers.values())).ask,
            lambda query, top_k, only: models.wait().searcher.search(query, top_k, only),
            list_everybodys,
            store.document,
        ),
        start=lambda: start(models, uploads),
        questions=RateLimiter(replace(QUESTIONS, count=questions_a_minute)),
        additions=RateLimiter(UPLOADS),
        shared=shared,
        passages=options.top_k,
        examples=shipped_examples(list_everybodys()),
        suggest=lambda only: suggest_once(
            store.stamp, for_everybody(select(list_documents(only.visible_to), only), only)
        ),
    )


def answers_later(models: "Later[loading.Loaded]", options: loading.Options) -> "Mapping[str, Answers]":
    """What answers, by the name of its writer. The quoting writer is waited for when it is asked.

    A language model is loaded here: what is wrong with it is said before the page is there. Raises UserError then.
    """
    from qa.page.later import AnswersLater

    if options.writer != loading.WRITERS[0]:
        return models.wait().answerers
    return {loading.WRITERS[0]: AnswersLater(lambda: models.wait().answerers[loading.WRITERS[0]])}


def start(models: "Later[loading.Loaded]", uploads: "Uploads") -> None:
    """Load the models, and take up what visitors were adding when the program was stopped, beside serving the page."""
    models.start()
    threading.Thread(target=uploads.recover, name="recovering", daemon=True).start()


def shipped_examples(documents: "Sequence[StoredDocument]") -> Sequence[str]:
    """The questions to offer: ours if our documents are all there as we ship them, otherwise none."""
    import hashlib

    from corpus.files import LIBRARY, find_files

    shipped = {hashlib.sha256(file.path.read_bytes()).hexdigest() for file in find_files([LIBRARY])}
    return EXAMPLES if shipped <= {document.content_hash for document in documents} else ()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Chat with the indexed documents in the browser. Nothing leaves this machine.",
        epilog="Exit status: 0 stopped, 2 wrong input.",
    )
    loading.add_arguments(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="answer to this name too, of a proxy in front for example; by default to this machine's, or to any where "
        "--host lets others in; may be repeated",
    )
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (default: %(default)s)")
    parser.add_argument("--mcp", action="store_true", help="answer language models' programs as well (docs/api.md)")
    parser.add_argument(
        "--auth",
        type=Path,
        metavar="FILE",
        help="ask for a password; python -m qa.serving.passwords FILE USER makes it",
    )
    parser.add_argument(
        "--questions-a-minute",
        type=_count,
        default=QUESTIONS.count,
        metavar="N",
        help="so many for each visitor, and for each program that asks (default: %(default)s)",
    )
    parser.add_argument(
        "--shared", action="store_true", help="what visitors add is for everybody to ask and to take out"
    )
    parser.add_argument(
        "--chats",
        type=Path,
        default=DEFAULT_DIRECTORY.parent / CHATS_FILE,
        metavar="FILE",
        help="where conversations are kept (default: .attache/chats.sqlite3)",
    )
    return parser


def _count(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) >= 1):
        raise argparse.ArgumentTypeError(f"must be a whole number of 1 or more, not {value!r}")
    return int(value)


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 65535, not {value!r}")
    return int(value)


def _serve(arguments: argparse.Namespace) -> int:
    options = loading.load_options(arguments)
    _check_address(arguments.host, arguments.port)
    if arguments.mcp:
        check_tools(arguments.auth)
    sign_in = _sign_in(arguments.auth)
    keep_quiet(os.environ)
    with quick_import():
        from qa.page.build import build_page

    services = open_services(options, arguments.chats, arguments.shared, arguments.questions_a_minute)
    app = build_page(services)
    try:
        _launch(app, arguments, sign_in, options.index)
    except OSError as error:
        # Taken by somebody else while the models were loading.
        raise UserError(_unusable(arguments.host, arguments.port, "it is in use")) from error
    services.start()
    print(f"Attaché is at http://{arguments.host}:{arguments.port} (stop it with Ctrl-C)", flush=True)
    app.block_thread()
    return 0


def _check_address(host: str, port: int) -> None:
    """Raises UserError if nothing can listen there; before the models are loaded, which takes seconds."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise UserError(_unusable(host, port, (error.strerror or str(error)).lower())) from error


def _unusable(host: str, port: int, reason: str) -> str:
    return f"cannot listen on {host}, port {port}: {reason}; name another with --port (or --host)"


def _sign_in(accounts: Path | None) -> "SignIn | None":
    """What asks for a password; None for an open page. Raises UserError if the file cannot be read."""
    if accounts is None:
        return None
    from qa.serving.passwords import read_accounts, sign_in

    return sign_in(read_accounts(accounts))


def _launch(app: "gr.Blocks", arguments: argparse.Namespace, sign_in: "SignIn | None", index: Path) -> None:
    import gradio as gr
    from starlette.middleware import Middleware

    from qa.receipts.version import program_version
    from qa.serving.browser_cache import BrowserCache
    from qa.serving.health import IndexHealth, health_route
    from qa.serving.hosts import host_check
    from qa.uploads.limits import Limits

    fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
    app.launch(
        server_name=arguments.host,
        server_port=arguments.port,
        auth=sign_in,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=arguments.mcp,
        max_file_size=Limits().file_bytes,
        favicon_path=html.ICON,
        theme=gr.themes.Base(font=fonts, font_mono=("ui-monospace", "Menlo", "Consolas", "monospace")),
        css=html.STYLE.read_text(encoding="utf-8"),
        js=html.SCRIPT.read_text(encoding="utf-8"),
        app_kwargs={
            "routes": [health_route(IndexHealth(index).look, "qa/weights", program_version())],
            "middleware": [
                host_check(arguments.host, arguments.allow_host),
                Middleware(BrowserCache),
            ],
        },
    )
    if arguments.mcp:
        answer_in_json(app)


if __name__ == "__main__":
    sys.exit(main())
