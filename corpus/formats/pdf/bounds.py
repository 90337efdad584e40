"""Whether a PDF is built to keep its reader busy: streams that unfold without end, forms that draw forms.

PDFium unfolds both before it can be asked how much there is, so the file's bytes are looked at first. Streams always
stand open in the file; only dictionaries can be hidden in packed objects, and those are unpacked here.
"""

import re
import zlib
from collections import Counter
from collections.abc import Mapping

# A page's drawing orders; the largest met in maps were a tenth of this.
MAX_STREAM_BYTES = 100_000_000
# All packed dictionaries of a file together.
MAX_PACKED_BYTES = 100_000_000
# Characters written by one stream. PDFium takes 300 bytes for each, measured; a full page has 6,000.
MAX_TEXT_BYTES = 2_000_000
# Deflate makes bytes at most 1,032 times as many, so that smaller streams cannot pass the limits.
MIN_SUSPECT_BYTES = MAX_TEXT_BYTES // 1_032
# How many forms may be drawn in all by one form, those inside others counted each time.
MAX_DRAWINGS = 100_000
MAX_DEPTH = 40
# How much of a form's orders is searched for further forms.
FORM_BYTES = 2_000_000
DICTIONARY_BYTES = 20_000

OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}\d{1,5}\s{1,4}obj\b")
STREAM = re.compile(rb"stream\r?\n")
FORMS = re.compile(rb"/XObject\s*(?:<<(.*?)>>|(\d+)\s+\d+\s+R)", re.DOTALL)
RESOURCES = re.compile(rb"/Resources\s+(\d+)\s+\d+\s+R")
REFERENCE = re.compile(rb"/([^\s/<>\[\]()]{1,100})\s+(\d+)\s+\d+\s+R")
DRAW = re.compile(rb"/([^\s/<>\[\]()]{1,100})\s+Do\b")
TEXT = re.compile(rb"\([^()]*\)|<[0-9A-Fa-f\s]+>")
# Streams that are not drawing orders: pictures, fonts, attachments, colour profiles, tables of objects.
OTHER = re.compile(
    rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)|/Length1\b|/EmbeddedFile|/N\s|/XRef|/Params"
)
PACKED = re.compile(rb"/Type\s*/ObjStm")
FIRST = re.compile(rb"/First\s+(\d+)")


def find_trap(data: bytes) -> str | None:
    """What is wrong with the file, as a clause, or None."""
    dictionaries: dict[bytes, bytes] = {}
    contents: dict[bytes, tuple[int, int]] = {}
    places = [*OBJECT.finditer(data)]
    ends = [match.start() for match in places[1:]] + [len(data)]
    for match, end in zip(places, ends, strict=False):
        stream = STREAM.search(data, match.end(), min(end, match.end() + DICTIONARY_BYTES))
        head = data[match.end() : stream.start() if stream else min(end, match.end() + DICTIONARY_BYTES)]
        dictionaries[match[1]] = head
        if stream is None:
            continue
        contents[match[1]] = (stream.end(), end)
        if end - stream.end() >= MIN_SUSPECT_BYTES and not OTHER.search(head):
            orders = data[stream.end() : end]
            if fault := _weigh(_unfold(orders, MAX_STREAM_BYTES) if b"/FlateDecode" in head else orders):
                return fault
    dictionaries.update(_unpack(data, dictionaries, contents))
    if _count_drawings(data, dictionaries, contents) > MAX_DRAWINGS:
        return "it holds drawings inside drawings that would take hours to unfold"
    return None


def _weigh(orders: bytes) -> str | None:
    if len(orders) >= MAX_STREAM_BYTES:
        return f"it holds a stream that unfolds to more than {MAX_STREAM_BYTES // 1_000_000} MB"
    if len(orders) > MAX_TEXT_BYTES:
        written = sum(match.end() - match.start() - 2 for match in TEXT.finditer(orders))
        if written > MAX_TEXT_BYTES:
            return f"it holds a page with more than {MAX_TEXT_BYTES:,} characters"
    return None


def _unfold(data: bytes, limit: int) -> bytes:
    """At most limit bytes of a deflated stream; what can be read of a damaged one."""
    try:
        return zlib.decompressobj().decompress(data, limit)
    except zlib.error:
        return b""


def _unpack(
    data: bytes, dictionaries: Mapping[bytes, bytes], contents: Mapping[bytes, tuple[int, int]]
) -> dict[bytes, bytes]:
    """The dictionaries inside packed objects, by number; read only where the file has forms at all."""
    found: dict[bytes, bytes] = {}
    budget = MAX_PACKED_BYTES if any(b"/Form" in head for head in dictionaries.values()) else 0
    for number, (start, end) in contents.items():
        head = dictionaries[number]
        first = FIRST.search(head)
        if budget <= 0 or first is None or not PACKED.search(head):
            continue
        unpacked = _unfold(data[start:end], budget)
        budget -= len(unpacked)
        begin = int(first[1][:9])
        pairs = unpacked[:begin].split()
        places = [int(place) for place in pairs[1::2] if place.isdigit() and len(place) < 10]
        for name, place in zip(pairs[::2], places, strict=False):
            found[name] = unpacked[begin + place : begin + place + DICTIONARY_BYTES]
    return found


def _count_drawings(data: bytes, dictionaries: Mapping[bytes, bytes], contents: Mapping[bytes, tuple[int, int]]) -> int:
    """The most drawings that any form leads to."""
    children: dict[bytes, Counter[bytes]] = {}
    for number, (start, end) in contents.items():
        head = dictionaries[number]
        if re.search(rb"/Subtype\s*/Form\b", head):
            raw = data[start:end]
            orders = _unfold(raw, FORM_BYTES) if b"/FlateDecode" in head else raw[:FORM_BYTES]
            names = _forms_of(head, dictionaries)
            drawn = Counter(names[name] for name in DRAW.findall(orders) if name in names)
            children[number] = drawn
    totals = dict.fromkeys(children, 1)
    for _ in range(MAX_DEPTH):
        # From the leaves up: after n rounds a total counts what lies n forms deep. Loops grow with every round.
        previous = totals
        totals = {
            number: 1 + sum(count * previous.get(child, 0) for child, count in drawn.items())
            for number, drawn in children.items()
        }
        if totals == previous or max(totals.values()) > MAX_DRAWINGS:
            break
    return max(totals.values(), default=0)


def _forms_of(head: bytes, dictionaries: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Which objects a form's names of drawings stand for."""
    resources = RESOURCES.search(head)
    source = dictionaries.get(resources[1], b"") if resources else head
    match = FORMS.search(source)
    if match is None:
        return {}
    inner = match[1] if match[1] is not None else dictionaries.get(match[2], b"")
    return dict(REFERENCE.findall(inner))
