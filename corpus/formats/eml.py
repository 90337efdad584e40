"""Letters saved from a mail program (.eml)."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from corpus.archives import OLE_SIGNATURE, describe
from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.blocks import Block, Kind, assemble, clean, fold
from corpus.formats.decoding import decode
from corpus.formats.html import parse_page
from corpus.formats.html_body import body_blocks
from corpus.formats.metadata import real_author, real_title
from corpus.formats.text import find_title

# Mail programs make 4 levels: mixed, related, alternative, text.
MAX_DEPTH = 30
MAX_PARTS = 2000
MAX_HEADER_CHARACTERS = 20_000
MAX_NAMES_SHOWN = 20
# A shorter line was ended by its writer, a longer one by the margin.
WRAPPED_LINE = 50
ITEM = re.compile(r"\s*(?:[-*•–]|(?P<number>\d{1,2})[.)])\s+(?=\S)")
QUOTED = re.compile(r"(?:> ?)+")
# Only encodings of text that cost no more than their length: Python also knows "punycode" and "unicode_escape".
TEXT_ENCODING = re.compile(
    r"utf-?(?:7|8|16)|us-ascii|windows-\w+|cp\d+|iso-?\w+-\w+(?:-\w+)?|koi8-\w|gb\w+|big5|shift_jis|euc-\w+"
)
HEADER_LINE = re.compile(rb"(?m)^(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|Message-ID)[ \t]*:", re.I)
NESTED_TOO_DEEP = "its parts are nested too deep; save the letter from the mail program anew"


def read(path: Path, name: str, data: bytes) -> Document:
    """A letter: its subject as title, its sender as author, its plain text, or else its HTML, as text.

    Attachments are named in the notes and not read. Raises UnreadableDocument if it is no letter or holds no text.
    """
    if not data.strip():
        raise UnreadableDocument(path, "the file is empty")
    if data.startswith((b"%PDF", b"PK\x03\x04", OLE_SIGNATURE)) or not HEADER_LINE.search(data[:50_000]):
        kind = "an Outlook .msg file; save it as .eml" if data.startswith(OLE_SIGNATURE) else describe(data)
        raise UnreadableDocument(path, f"this is not a letter (.eml) but seems to be {kind}")
    message = _parse(path, data)
    texts, attachments = _sort_parts(path, message)
    body = assemble(path, _blocks(path, texts))
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=real_title(_header(message, "Subject")) or find_title(body.text) or Path(name).stem.replace("_", " "),
        text=body.text,
        author=_sender(message),
        year=_year(message),
        sections=body.sections,
        notes=_name_attachments(attachments),
    )


def _parse(path: Path, data: bytes) -> Message:
    # policy.default parses each header as it is asked for, by a grammar that takes quadratic time on long ones and
    # raises whatever comes on broken ones; compat32 hands them over as they stand.
    try:
        return message_from_bytes(data, policy=policy.compat32)
    except RecursionError as error:
        raise UnreadableDocument(path, NESTED_TOO_DEEP) from error


def _sort_parts(path: Path, message: Message) -> tuple[list[Message], list[str]]:
    """The parts to read, and the names of those that are not."""
    texts: list[Message] = []
    attachments: list[str] = []
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_PARTS:
            raise UnreadableDocument(path, NESTED_TOO_DEEP)
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
            attachments.append(_attachment_name(part, kind))
        elif kind == "multipart/alternative":
            waiting.append((_best_alternative(part), depth + 1))
        elif part.is_multipart():
            waiting += [(inner, depth + 1) for inner in reversed(_inner(part))]
        elif kind in ("text/plain", "text/html"):
            texts.append(part)
        elif not part.get("Content-ID"):
            # Pictures with an id belong to the HTML's layout.
            attachments.append(_attachment_name(part, kind))
    return texts, attachments


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _best_alternative(part: Message) -> Message:
    """The plain version, unless it is empty."""
    versions = _inner(part)
    for kind in ("text/plain", "text/html"):
        for one in versions:
            if one.get_content_type() == kind and _payload(one).strip():
                return one
    return next((one for one in reversed(versions) if one.is_multipart()), versions[-1] if versions else Message())


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decode_part(path: Path, part: Message) -> str:
    """The text of a part in the encoding it states; if that is none, or wrong, in the one its bytes look like."""
    data = _payload(part)
    if not data.strip():
        return ""
    charset = str(part.get_content_charset() or "utf-8").lower()
    if TEXT_ENCODING.fullmatch(charset):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode("gb18030" if charset == "gb2312" else charset)
    return decode(path, data)[0]


def _blocks(path: Path, texts: list[Message]) -> Iterator[Block]:
    for part in texts:
        text = _decode_part(path, part)
        if part.get_content_type() == "text/html" and text.strip():
            yield from body_blocks(path, parse_page(path, text), keep_asides=True)
        else:
            yield from _plain_blocks(text)


def _plain_blocks(text: str) -> Iterator[Block]:
    """Paragraphs with the margin's line breaks undone; lists, addresses and signatures keep their lines."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    for paragraph in re.split(r"\n[ \t>]*\n", text):
        lines = _as_one_list(list(_unwrapped(paragraph)))
        items = [ITEM.match(line) for line in lines]
        for line, item in zip(lines, items, strict=True):
            if item is not None and all(items):
                yield Block(line[item.end() :], Kind.ITEM)
        if lines and not all(items):
            yield Block("\n".join(map(fold, lines)), Kind.LINES)


def _as_one_list(lines: list[str]) -> list[str]:
    """The lines, the items among them without marks of quotation if all lines are quoted alike, from one letter."""
    items = [ITEM.match(_unquoted(line)) is not None for line in lines]
    if sum(items) < 2 or len({_depth(line) for line in lines}) > 1:
        return lines
    return [_unquoted(line) if item else line for line, item in zip(lines, items, strict=True)]


def _depth(line: str) -> int:
    quoted = QUOTED.match(line)
    return quoted[0].count(">") if quoted else 0


def _unquoted(line: str) -> str:
    quoted = QUOTED.match(line)
    return line[quoted.end() :] if quoted else line


def _unwrapped(paragraph: str) -> Iterator[str]:
    """The lines as they were written, before the mail program broke them at its margin."""
    pieces: list[str] = []
    previous, quoted_before, counted = "", 0, 0
    for line in filter(None, map(str.strip, paragraph.split("\n"))):
        depth = _depth(line)
        item = ITEM.match(_unquoted(line))
        number = int(item["number"] or 0) if item else None
        # "… met on the / 12. December": a number that continues no count is none of an item.
        begins = number is not None and number in (0, 1, counted + 1)
        counted = number if number and begins else counted
        goes_on = len(previous) >= WRAPPED_LINE and not begins
        if pieces and not (goes_on and depth == quoted_before):
            yield " ".join(pieces)
            pieces = []
        pieces.append(_unquoted(line) if pieces else line)
        previous, quoted_before = line, depth
    if pieces:
        yield " ".join(pieces)


def _header(message: Message, name: str) -> str:
    """A header's text, decoded as far as it can be; "" if it is missing or absurdly long."""
    raw = str(message.get(name) or "")
    return _decode_words(raw) if len(raw) <= MAX_HEADER_CHARACTERS else ""


def _decode_words(raw: str) -> str:
    """Text in which words may be encoded ("=?utf-8?q?T=C3=BCrkiye?="), on one line."""
    try:
        return fold(str(make_header(decode_header(raw))))
    except (MessageError, LookupError, ValueError):
        return fold(raw)


def _sender(message: Message) -> str | None:
    raw = str(message.get("From") or "")
    people = getaddresses([raw]) if len(raw) <= MAX_HEADER_CHARACTERS else []
    return real_author(_decode_words(name) or address for name, address in people)


def _year(message: Message) -> int | None:
    try:
        return parsedate_to_datetime(str(message.get("Date") or "")[:200]).year
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _attachment_name(part: Message, kind: str) -> str:
    if kind == "message/rfc822":
        inner = _inner(part)
        return f"a forwarded letter ({_header(inner[0], 'Subject') or 'no subject'})" if inner else "a forwarded letter"
    try:
        given = str(part.get_filename() or "")
    except ValueError:
        # The name of its character set holds a null character.
        given = ""
    name = _decode_words(given[:MAX_HEADER_CHARACTERS])
    return name[:100] or f"a part without a name ({kind})"


def _name_attachments(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    shown = ", ".join(names[:MAX_NAMES_SHOWN]) + (", …" if len(names) > MAX_NAMES_SHOWN else "")
    return (f"attachments were not read: {shown}",)
