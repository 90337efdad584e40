"""A receipt as one HTML file that needs nothing else and runs nothing.

Every word of a question, a document or a model goes through escape here; the same receipt stands in the page as data.
"""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from qa.answer import Alteration, Searched, Sentence
from qa.receipts.coding import to_json
from qa.receipts.embedding import embed
from qa.receipts.receipt import Receipt, ReceiptCitation
from qa.rendering.html import escape
from qa.rendering.items import take_apart
from qa.rendering.text import UNSAID, asked_of, percentage, tell

STYLE = Path(__file__).with_name("receipt.css")


def render_receipt(receipt: Receipt) -> str:
    """The whole page, light or dark as the reader's system is. Nothing is loaded and no script may run."""
    style = STYLE.read_text(encoding="utf-8")
    body = _answer(receipt) + _quotes(receipt.citations) + _changes(receipt) + _made(receipt)
    return embed(to_json(receipt), f"{_head(receipt, style)}<body>\n<main>\n{body}</main>\n", "\n</body>\n</html>\n")


def _head(receipt: Receipt, style: str) -> str:
    # The style is allowed by its hash, so that none that came in with a text would count.
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Receipt: {escape(receipt.question)}</title>\n<style>{style}</style>\n</head>\n"
    )


def _answer(receipt: Receipt) -> str:
    understood = (
        f'<p class="quiet">Understood as: {escape(receipt.understood)}</p>\n'
        if receipt.understood != receipt.question
        else ""
    )
    kicker = f"Receipt of an answer, {receipt.made:%-d %B %Y, %H:%M} UTC"
    head = f'<p class="kicker">{kicker}</p>\n<h1 dir="auto">{escape(receipt.question)}</h1>\n{understood}'
    if not receipt.answered:
        return f'{head}<p class="silent">The documents do not answer this.</p>\n{_confidence(receipt)}'
    short = f'<p class="short">{escape(receipt.short_answer)}</p>\n' if receipt.short_answer else ""
    said = " ".join(map(_sentence, receipt.sentences))
    return f"{head}{short}<p>{said}</p>\n{_confidence(receipt)}"


def _sentence(sentence: Sentence) -> str:
    links = "".join(f'<a href="#quote-{number}">[{number}]</a>' for number in sentence.citations)
    unsaid = "" if sentence.supported else f' <span class="unsaid">{UNSAID}</span>'
    said = take_apart(sentence.text)
    items = "".join(f"<br>\n{escape(item)}" for item in said.items)
    # No break between a sentence and its first citation.
    return f"{escape(said.introduction)}\u2060<sup>{links}</sup>{unsaid}{items}" + ("<br>" if items else "")


def _confidence(receipt: Receipt) -> str:
    what = "Confidence" if receipt.answered else "Confidence that they answer"
    return f'<p class="quiet">{what} {percentage(receipt.confidence)}{_scope(receipt.searched)}</p>\n'


def _scope(searched: Searched | None) -> str:
    return f"; {asked_of(searched)}" if searched else ""


def _quotes(citations: Sequence[ReceiptCitation]) -> str:
    if not citations:
        return ""
    return f"<h2>Quotes</h2>\n<ol>\n{''.join(map(_quote, citations))}</ol>\n"


def _quote(citation: ReceiptCitation) -> str:
    by = ", ".join(str(part) for part in (citation.author, citation.year) if part)
    shown = f', <span class="by">{escape(by)}</span>' if by else ""
    page = f"page {citation.page}, " if citation.page is not None else ""
    return (
        f'<li id="quote-{citation.number}">[{citation.number}] '
        f'<span class="title">{escape(citation.title)}</span>{shown}\n'
        f'<blockquote dir="auto">{escape(citation.quote)}</blockquote>\n'
        f'<div class="place"><span class="name">{escape(citation.document)}</span>, {page}'
        f"characters {citation.start:,} to {citation.end:,}<br>"
        f"document <code>sha256 {citation.sha256}</code></div></li>\n"
    )


def _changes(receipt: Receipt) -> str:
    """What was changed of what a language model wrote."""
    if not receipt.alterations:
        return ""
    items = "".join(map(_change, receipt.alterations))
    return f"<h2>Changes to what {escape(receipt.writer)} wrote</h2>\n<ol>\n{items}</ol>\n"


def _change(alteration: Alteration) -> str:
    return f'<li class="quiet">{escape(tell(alteration))}</li>\n'


def _made(receipt: Receipt) -> str:
    """What gave the answer, and how to check it."""
    writer = "the documents' own sentences" if receipt.writer == "quote" else f"worded by {receipt.writer}"
    count = receipt.index.documents
    rows = (
        *((("Answer", writer),) if receipt.answered else ()),
        ("Index", f"{count:,} document{'' if count == 1 else 's'}, sha256 {receipt.index.documents_sha256}"),
        ("Made with", receipt.index.manifest),
        ("Embedding model", receipt.models.embedding_model),
        ("Reader's weights", f"sha256 {receipt.models.reader_sha256}"),
        ("Program", f"Attaché {receipt.program}"),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>\n" for name, value in rows)
    return (
        f"<h2>What it came from</h2>\n<dl>\n{listed}</dl>\n<h2>Check it</h2>\n"
        '<p class="quiet">Whether every quote still stands in its document: '
        "<code>python -m qa verify THIS_FILE --documents FOLDER</code></p>\n"
    )
