"""Zip containers of documents (.docx, .pptx, .epub), opened without trusting what they claim."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from corpus.errors import UnreadableDocument

# A deck of 500 slides with its pictures has about 4,000 members.
MAX_MEMBERS = 20_000
# A thousand-page book has about 20 MB of XML. A parsed tree takes up to ten times the memory of its source.
MAX_MEMBER_BYTES = 64_000_000
MAX_TOTAL_BYTES = 256_000_000
# Measured on a document that repeats one paragraph 20,000 times: 110. Deflate ends at 1,032.
MAX_RATIO = 400
# A small member may be as repetitive as it likes.
RATIO_FREE_BYTES = 5_000_000
CHUNK_BYTES = 1_000_000

DAMAGED = "the file is damaged (part of it is missing or altered); get it again, or open it and save it anew"
# What zipfile and its decompressors raise on damaged or odd input. RuntimeError: encrypted. NotImplementedError: a
# method that Python lacks. The others come from offsets and names that lead nowhere.
DAMAGE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)

# First bytes → what a user calls such a file.
SIGNATURES = (
    (b"%PDF", "a PDF (name it .pdf)"),
    (b"{\\rtf", "an RTF text; save it as .docx"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
)
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams inside an OLE container, as it stores them.
OLE_STREAMS = (
    ("EncryptedPackage", "a document protected by a password; open it, remove the password and save it again"),
    ("WordDocument", "an old binary Word document (.doc); save it as .docx"),
    ("PowerPoint Document", "an old binary PowerPoint file (.ppt); save it as .pptx"),
    ("Workbook", "an old binary Excel workbook (.xls); save it as .csv"),
)
# Member or beginning of a member → kind.
ZIP_KINDS = (
    ("word/", "a Word document (name it .docx)"),
    ("ppt/", "a PowerPoint file (name it .pptx)"),
    ("xl/", "an Excel workbook; save each sheet as .csv"),
    ("META-INF/container.xml", "an e-book (name it .epub)"),
    ("content.xml", "an OpenDocument file; save it as .docx"),
)


class Archive:
    """A zip container held in memory. Owns its budget of decompressed bytes, so threads must not share it.

    names: its members. Raises UnreadableDocument if the data is not a zip container, is damaged, or has more than
    MAX_MEMBERS members.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._bytes_left = MAX_TOTAL_BYTES
        if not data:
            raise UnreadableDocument(path, "the file is empty")
        if not data.startswith(b"PK"):
            raise UnreadableDocument(path, f"this is not a {path.suffix} file but seems to be {describe(data)}")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except DAMAGE_ERRORS as error:
            raise UnreadableDocument(path, DAMAGED) from error
        self.names = frozenset(self._zip.namelist())
        if len(self._zip.infolist()) > MAX_MEMBERS:
            reason = f"it holds {len(self._zip.infolist()):,} parts and no document needs more than {MAX_MEMBERS:,}"
            raise UnreadableDocument(path, reason)

    def wrong_kind(self) -> UnreadableDocument:
        """The error for a zip container of another kind than its suffix says; it names what the file seems to be."""
        kinds = (kind for start, kind in ZIP_KINDS if any(member.startswith(start) for member in self.names))
        kind = next(
            (kind for kind in kinds if f"(name it {self.path.suffix})" not in kind), "another kind of zip archive"
        )
        return UnreadableDocument(self.path, f"this is not a {self.path.suffix} file but seems to be {kind}")

    def read(self, name: str) -> bytes:
        """The bytes of a member, counted while they are decompressed, whatever sizes the archive claims.

        Raises UnreadableDocument if the member is missing, damaged, encrypted, or larger than a document's part is.
        """
        if name not in self.names:
            raise UnreadableDocument(self.path, f"its part {name[:100]} is missing; {DAMAGED}")
        member = self._zip.getinfo(name)
        if member.flag_bits & 1:
            reason = "it is protected by a password; open it, remove the password and save it again"
            raise UnreadableDocument(self.path, reason)
        try:
            return self._read_bounded(member)
        except DAMAGE_ERRORS as error:
            raise UnreadableDocument(self.path, DAMAGED) from error

    def _read_bounded(self, member: zipfile.ZipInfo) -> bytes:
        chunks: list[bytes] = []
        count = 0
        with self._zip.open(member) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                count += len(chunk)
                self._bytes_left -= len(chunk)
                inflated = count > RATIO_FREE_BYTES and count > MAX_RATIO * max(1, member.compress_size)
                if count > MAX_MEMBER_BYTES or self._bytes_left < 0 or inflated:
                    reason = "its contents unpack to far more than a document holds (a zip bomb?); it was not read"
                    raise UnreadableDocument(self.path, reason)
                chunks.append(chunk)
        return b"".join(chunks)


def describe(data: bytes) -> str:
    """What a file seems to be by its first bytes, with what to do about it: a clause after "it seems to be"."""
    if data.startswith(OLE_SIGNATURE):
        found = (kind for stream, kind in OLE_STREAMS if stream.encode("utf-16-le") in data)
        return next(found, "an old binary Office file; save it as .docx or .pptx")
    if data.startswith(b"PK\x03\x04"):
        return "a zip archive or an Office file"
    known = next((kind for signature, kind in SIGNATURES if data.startswith(signature)), None)
    if known is not None:
        return known
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page (name it .html)"
    if start.startswith(b"<?xml"):
        return "an XML file"
    if b"\x00" not in start and start:
        return "plain text (name it .txt)"
    return "something unknown or damaged; get the file again"
