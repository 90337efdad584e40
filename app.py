"""python app.py: the chat in the browser."""

import argparse
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import command_line
from corpus.errors import UserError
from index import DEFAULT_DIRECTORY
from index.filters import matching
from qa import loading
from qa.chats.store import FILE_NAME as CHATS_FILE
from qa.rendering import html

if TYPE_CHECKING:
    import gradio as gr

    from index.store import StoredDocument
    from qa.answer import Answer
    from qa.page.services import Services

# About the shipped documents; they do not answer the last one.
EXAMPLES = (
    "When did Azerbaijan become a full member of the Non-Aligned Movement?",
    "How does Muradov explain the calm between 1994 and 2014?",
    "How much did Armenia and Azerbaijan spend on their militaries in 2020?",
    "Which countries co-chair the OSCE Minsk Group?",
    "What did the peace talks of 2023 agree on railway tariffs?",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the chat until interrupted. Returns 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: _serve(arguments))


def open_services(options: loading.Options, chats: Path) -> "Services":
    """Open the index and the file of the chats, and load the models. Raises UserError as loading.load_answerer does."""
    from index.store import Store
    from qa.chats.store import ChatStore
    from qa.page.services import Services
    from qa.receipts import receipt
    from qa.receipts.file import encode_receipt

    answerer = loading.load_answerer(options)
    store = Store.open(options.index)

    def list_documents() -> "Sequence[StoredDocument]":
        documents = store.documents()
        return matching(documents, options.only) if options.only else documents

    def make_receipt(answer: "Answer", visitor: str) -> str:
        return encode_receipt(receipt.make_receipt(answer, store, datetime.now(UTC)), ".html")

    return Services(
        answerers={options.writer: answerer},
        list_documents=list_documents,
        read_document=store.document,
        make_receipt=make_receipt,
        chats=ChatStore(chats),
        examples=shipped_examples(list_documents()),
    )


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
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--chats",
        type=Path,
        default=DEFAULT_DIRECTORY.parent / CHATS_FILE,
        metavar="FILE",
        help="where conversations are kept (default: .attache/chats.sqlite3)",
    )
    return parser


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 65535, not {value!r}")
    return int(value)


def _serve(arguments: argparse.Namespace) -> int:
    options = loading.load_options(arguments)
    _check_address(arguments.host, arguments.port)
    from qa.page.build import build_page

    app = build_page(open_services(options, arguments.chats))
    try:
        _launch(app, arguments.host, arguments.port)
    except OSError as error:
        # Taken by somebody else while the models were loading.
        raise UserError(_unusable(arguments.host, arguments.port, "it is in use")) from error
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


def _launch(app: "gr.Blocks", host: str, port: int) -> None:
    import gradio as gr

    fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
    app.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        # Nothing is ever uploaded.
        max_file_size="1kb",
        favicon_path=html.ICON,
        theme=gr.themes.Base(font=fonts, font_mono=("ui-monospace", "Menlo", "Consolas", "monospace")),
        css=html.STYLE.read_text(encoding="utf-8"),
        js=html.SCRIPT.read_text(encoding="utf-8"),
    )


if __name__ == "__main__":
    sys.exit(main())
