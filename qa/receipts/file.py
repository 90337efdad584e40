"""Receipts as files."""

import json
from pathlib import Path

from corpus.errors import UserError
from qa.receipts.coding import from_json, to_json
from qa.receipts.embedding import extract
from qa.receipts.errors import NotAReceipt
from qa.receipts.receipt import Receipt
from qa.rendering.receipt import render_receipt

SUFFIXES = (".html", ".json")
# A long answer with all its quotes has 50 kB.
MAX_BYTES = 10_000_000


def check_target(path: Path) -> None:
    """Raises UserError if no receipt can be written there; nothing is ever written over, it could be a document."""
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"{path}: a receipt is an HTML or JSON file; let its name end in .html or .json")
    if path.exists():
        raise UserError(f"{path}: there is such a file already; name another")
    if not path.parent.is_dir():
        raise UserError(f"{path}: there is no folder {path.parent}; make it, or name another")


def encode_receipt(receipt: Receipt, suffix: str) -> str:
    """What a receipt's file says. suffix: .html or .json."""
    if suffix.lower() == ".html":
        return render_receipt(receipt)
    return json.dumps(to_json(receipt), ensure_ascii=False, indent=2) + "\n"


def write_receipt(receipt: Receipt, path: Path) -> None:
    """Write a receipt to a new file, whole or not at all. Raises UserError if that cannot be done."""
    check_target(path)
    content = encode_receipt(receipt, path.suffix).encode()
    try:
        with path.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); name another place") from error


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file, JSON or HTML, told apart by what it holds.

    Raises NotAReceipt if it is none, was changed, or was made by a newer version; UserError if it cannot be read.
    """
    text = _read_text(path)
    try:
        return from_json(_parse(text if text.lstrip().startswith("{") else extract(text)))
    except NotAReceipt as error:
        raise NotAReceipt(
            f"{path}: this is not a receipt as it was saved ({error}); use the file that --receipt made"
        ) from error


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UserError(f"{path}: no such file" if not path.exists() else f"{path}: not a regular file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise NotAReceipt(f"{path}: this is not a receipt; it has {size / 1e6:.1f} MB and none has more than 10")
        # Line ends as one character: a receipt may have come by mail.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAReceipt(f"{path}: this is not a receipt; it is not even text") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); allow it, or name another file") from error


def _parse(source: str) -> object:
    try:
        return json.loads(source)
    # Brackets nested thousands deep.
    except (ValueError, RecursionError) as error:
        raise NotAReceipt("its JSON is damaged") from error
