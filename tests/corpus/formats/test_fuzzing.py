"""Whatever is in a file, its reader gives a sound document or says that the file cannot be read."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats import FORMATS
from eval.benchmarks.extraction.formats import FORMATS as MAKERS
from eval.benchmarks.extraction.papers import write_paper
from eval.benchmarks.extraction.prose import Prose

MARKDOWN = (
    b"---\ntitle: Tea\nyear: 2019\n---\n# Tea\n\nTea was first planted in 1896.[^1]\n\n| Port | 1990 |\n|---|---|\n"
    b"| Poti | 12 |\n\n- one\n- two\n\n```\ncode\n```\n\n[^1]: As Key says.\n"
)
LETTER = (
    b"From: =?utf-8?q?T=C3=BC?= <n@e.org>\r\nSubject: Tea\r\nDate: Sat, 2 Mar 2019 10:00:00 +0400\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nVGVh\r\n--b\r\nContent-Type: text/html; charset=latin-1\r\n\r\n"
    b"<p>Tea &amp; salt</p>\r\n--b\r\nContent-Type: application/pdf\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''%C3%A7ay.pdf\r\n\r\nx\r\n--b--\r\n"
)
WRITTEN = {
    ".txt": "Çay 1896-cı ildə əkilmişdir. It was planted near Lankaran.\r\n\r\nThen it grew.\n".encode(),
    ".md": MARKDOWN,
    ".csv": b'Harvests\n\nPort;1990;"two\nlines"\nPoti;12;3,5\nBaku;;7\n',
    ".eml": LETTER,
}
MADE = {".pdf": "PDF, two columns", ".docx": "Word", ".html": "web page", ".epub": "e-book", ".pptx": "PowerPoint"}
CONTAINERS = (".docx", ".pptx", ".epub")
# What means something to one reader or another.
TOKENS = (
    b"<", b">", b"</", b"<table>", b"<tr><td rowspan=9999 colspan=9999>", b"<h1>", b"<br><br>", b"<q>", b"<sup>",
    b"&amp", b"&#xD800;", b"<!--", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\xff", b"\x00", b"\xef\xbb\xbf",
    b"\xff\xfe", b"=?utf-8?b?", b"?=", b'"', b"\r\n\r\n", b"\n\n", b"--b", b"multipart/alternative", b"utf-16",
    b"charset=utf-7", b"base64", b"*0*=", b"99999999999", b"-1", b"1e400", b"NaN", b"stream", b"endstream", b"endobj",
    b"1 0 obj", b"<<", b">>", b"/Kids", b"/Parent", b"/Filter/FlateDecode", b"BT", b"ET", b"Tj", b"Tf", b"Tm", b"cm",
    b"Do", b"(", b")", b"[", b"|", b"---\n", b"# ", b"```", b"sep=;\n", b"<w:tbl>", b"<w:p>", b'w:val="-1"',
    b'gridSpan="75"', b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xc2\xad", b"\xef\xac\x81",
)  # fmt: skip
# A place in the data as a share of its length, what is done there, with what, and how much of the data it concerns.
Edit = tuple[float, str, bytes, int]
EDITS = st.tuples(
    st.floats(0, 1),
    st.sampled_from(("replace", "insert", "delete", "copy", "cut")),
    st.one_of(st.sampled_from(TOKENS), st.binary(min_size=1, max_size=4)),
    st.integers(1, 200),
)
MUTATIONS = st.lists(EDITS, min_size=1, max_size=6)


@cache
def valid(suffix: str) -> bytes:
    """A file that can be read, as small as has all parts."""
    if suffix in WRITTEN:
        return WRITTEN[suffix]
    random = Random(3)
    return MAKERS[MADE[suffix]](write_paper(Prose(random), 2), random, "x").data


def mutate(data: bytes, edits: list[Edit]) -> bytes:
    for share, action, token, length in edits:
        place = min(int(share * len(data)), len(data))
        if action == "replace":
            data = data[:place] + token + data[place + len(token) :]
        elif action == "insert":
            data = data[:place] + token + data[place:]
        elif action == "delete":
            data = data[:place] + data[place + length :]
        elif action == "copy":
            data = data[:place] + data[place : place + length] * 2 + data[place + length :]
        elif length > 190:
            data = data[:place]
    return data


def mutate_member(data: bytes, edits: list[Edit], which: float) -> bytes:
    """One member of a container changed, and all packed anew."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels", ".xhtml", ".opf"))]
        chosen = names[int(which * (len(names) - 1))]
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutate(content, edits) if name == chosen else content)
    return buffer.getvalue()


def check(suffix: str, data: bytes) -> Document | None:
    """Reads data and holds the document to what every reader promises; None if it cannot be read."""
    path = Path(f"x{suffix}")
    try:
        document = FORMATS[suffix].read(path, path.name, data)
    except UnreadableDocument as error:
        assert error.reason and error.path == path
        return None
    text = document.text
    assert text.strip() and document.title.strip()
    (text + document.title + (document.author or "")).encode("utf-8")
    if suffix not in (".txt", ".md"):
        # Of these the text is the file's, whatever it holds.
        assert unicodedata.is_normalized("NFC", text) and "\x00" not in text and "\r" not in text
        for section in document.sections:
            assert " ".join(text[section.start : section.end].split()).startswith(" ".join(section.heading.split()))
    ends = [0, *(page.end for page in document.pages)]
    assert all(page.start >= end for page, end in zip(document.pages, ends, strict=False))
    starts = [section.start for section in document.sections]
    assert starts == sorted(starts)
    return document


FAST = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SUFFIXES = sorted({*WRITTEN, *MADE})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_unchanged_file_can_be_read(suffix: str) -> None:
    assert check(suffix, valid(suffix)) is not None


def fuzz_mutated(suffix: str) -> Callable[[], None]:
    @given(MUTATIONS)
    def run(edits: list[Edit]) -> None:
        check(suffix, mutate(valid(suffix), edits))

    return run


def fuzz_members(suffix: str) -> Callable[[], None]:
    @given(MUTATIONS, st.floats(0, 1))
    def run(edits: list[Edit], which: float) -> None:
        check(suffix, mutate_member(valid(suffix), edits, which))

    return run


def fuzz_random(suffix: str) -> Callable[[], None]:
    @given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(TOKENS), max_size=60).map(b"".join)))
    def run(data: bytes) -> None:
        start = valid(suffix)[:8]
        check(suffix, data)
        check(suffix, start + data)

    return run


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_mutated_files_give_a_document_or_a_clear_error(suffix: str) -> None:
    FAST(fuzz_mutated(suffix))()


@pytest.mark.parametrize("suffix", CONTAINERS)
def test_containers_with_a_mutated_part_give_a_document_or_a_clear_error(suffix: str) -> None:
    FAST(fuzz_members(suffix))()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_random_bytes_give_a_document_or_a_clear_error(suffix: str) -> None:
    FAST(fuzz_random(suffix))()
