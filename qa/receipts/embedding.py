"""The receipt inside its page: JSON that no browser runs and that cannot end its element early."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from qa.receipts.errors import NotAReceipt

ELEMENT = re.compile(
    r'<script type="application/json" id="attache-receipt" data-page="([0-9a-f]{64})">(.*?)</script>', re.DOTALL
)
# What could end the element or open a comment, written as JSON's own escapes.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def embed(data: Mapping[str, Any], before: str, after: str) -> str:
    """A page that holds the data between its two parts, with a hash of these, so that edits of them are told."""
    written = json.dumps(data).translate(ESCAPES)
    opening = f'<script type="application/json" id="attache-receipt" data-page="{_hash(before + after)}">'
    return f"{before}{opening}{written}</script>{after}"


def extract(page: str) -> str:
    """The JSON that a page holds.

    Raises NotAReceipt, its message a clause, if there is none or the page around it was changed.
    """
    found = list(ELEMENT.finditer(page))
    if len(found) != 1:
        raise NotAReceipt("it is no JSON and no page that holds a receipt")
    element = found[0]
    if _hash(page[: element.start()] + page[element.end() :]) != element[1]:
        raise NotAReceipt("its page was changed after it was made, so it may show what was never answered")
    return element[2]


def _hash(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()
