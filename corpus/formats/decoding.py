"""Bytes of a text file → characters, or a clear word on why not."""

import codecs
import re
from pathlib import Path

from corpus.errors import UnreadableDocument

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The commonest first.
LEGACY_ENCODINGS = (
    ("cp1252", "cp1251", "cp1254", "cp1250", "koi8_r", "cp1253", "cp1256", "cp1255", "cp1257", "cp866")
    + ("gb18030", "shift_jis", "euc_kr", "big5", "euc_jp")
)  # fmt: skip
# Control characters that no text holds: all below space but tab, line feed, vertical tab, form feed, return, escape.
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Measured on executables, images and archives: 5 % and more; on texts in 14 encodings: none.
MAX_CONTROL_SHARE = 0.01
# Guessing an encoding from less than this is guessing at random.
MIN_BYTES_TO_GUESS_FROM = 64
# No text of that length has fewer different ones; a damaged or wiped file has.
MIN_KINDS_OF_BYTES = 8
# charset-normalizer is slow on megabytes and certain long before.
BYTES_TO_GUESS_FROM = 200_000


def decode(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    r"""The text with line ends as "\n", and notes on anything guessed.

    UTF-8, and UTF-16 or UTF-32 with a byte order mark, are read as they are; another encoding is recognised from its
    statistics and noted. Raises UnreadableDocument if the data is empty, binary, or in no recognisable encoding.
    """
    if not data.strip():
        raise UnreadableDocument(path, "the file is empty")
    text, notes = _decode_marked(path, data) or _decode_unmarked(path, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocument(path, "the file is empty")
    return text, notes


def _decode_marked(path: Path, data: bytes) -> tuple[str, tuple[str, ...]] | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError as error:
                reason = f"the file says it is {encoding} but is damaged at byte {error.start}; save it again as UTF-8"
                raise UnreadableDocument(path, reason) from error
    return None


def _decode_unmarked(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    if len(CONTROL.findall(data)) > MAX_CONTROL_SHARE * len(data):
        raise UnreadableDocument(path, "this is a binary file, not text, whatever its name says")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _decode_guessed(path, data, error)


def _decode_guessed(path: Path, data: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    from charset_normalizer import from_bytes

    help_with_it = (
        f"it is not UTF-8 (first wrong byte at {error.start}) and its encoding cannot be recognised; "
        "convert it, for example with: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
    )
    # The sample must hold bytes that differ between encodings: start it near the first one.
    start = max(0, error.start - BYTES_TO_GUESS_FROM // 2)
    guesses = list(from_bytes(data[start : start + BYTES_TO_GUESS_FROM], cp_isolation=list(LEGACY_ENCODINGS)))
    if not guesses or len(data) < MIN_BYTES_TO_GUESS_FROM or len(set(data)) < MIN_KINDS_OF_BYTES:
        raise UnreadableDocument(path, help_with_it) from error
    # How much it looks like a language, less how much it looks like noise; the commoner encoding where they tie.
    best = max(guesses, key=lambda one: (round(one.coherence - one.chaos, 2), -LEGACY_ENCODINGS.index(one.encoding)))
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        raise UnreadableDocument(path, help_with_it) from error
    return text, (f"not UTF-8; read as {best.encoding}, which was recognised from the text, so look at it once",)
