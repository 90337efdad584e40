"""PDF, by PDFium for the characters and by our own layout analysis for everything else.

In order: words and drawn lines of a page (words, rules), tables in boxes (grids), charts (figures), rows (lines),
headers and footers out (furniture), columns (columns), tables without boxes (tables), those cut by a page's end
(continued), title and authors (title_page, author_lines), paragraphs, headings and footnotes (paragraphs, broken), one
text with pages and sections (text).
"""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.pdf.bounds import find_trap
from corpus.formats.pdf.columns import find_lanes, order_blocks
from corpus.formats.pdf.continued import continue_tables
from corpus.formats.pdf.figures import lift_figures
from corpus.formats.pdf.furniture import remove_furniture
from corpus.formats.pdf.grids import lift_grids
from corpus.formats.pdf.lines import Line, group_rows
from corpus.formats.pdf.metadata import find_title_in, find_year_on, read_packet, settle_author
from corpus.formats.pdf.paragraphs import find_paragraphs, measure
from corpus.formats.pdf.rules import Shape
from corpus.formats.pdf.tables import lift_aligned
from corpus.formats.pdf.text import TextBuilder
from corpus.formats.pdf.title_page import read_title_page, without_author_headings
from corpus.formats.pdf.words import MAX_CHARACTERS as MAX_PAGE_CHARACTERS
from corpus.formats.pdf.words import PageWords, Word, read_page
from corpus.formats.personal_names import small_words

MAX_PAGES = 5_000
MAX_CHARACTERS = 40_000_000
# PDFium is one machine a process, and falls over if two threads use it.
PDFIUM_LOCK = threading.Lock()
# Behind an empty page or a picture there may be a title page, further back there is none.
LAST_TITLE_PAGE = 2
# The header may stand behind a mail header or other rubbish; every viewer looks this far.
HEADER_WITHIN = 1024
# How files that are no PDF begin.
SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive, as .docx, .epub and .xlsx files are"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"%!PS", "a PostScript file; convert it with: ps2pdf OLD NEW.pdf"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page or XML file"),
)
OCR = "recognise its text first, for example with: ocrmypdf OLD.pdf NEW.pdf"
# Text drawn in fonts without a table of characters comes out as private-use characters, or as consonants at random.
MAX_ODD_SHARE = 0.1
MIN_VOWEL_SHARE = 0.2
MIN_LETTERS_TO_JUDGE = 200
VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœаеёиоуыэюяəıαεηιουω")


@dataclass(frozen=True, slots=True)
class _Opened:
    """What PDFium had to say. blank, broken: numbers of pages that show nothing, and that cannot be opened."""

    pages: tuple[PageWords, ...]
    properties: dict[str, str]
    blank: frozenset[int]
    broken: tuple[int, ...]


def read(path: Path, name: str, data: bytes) -> Document:
    """A PDF as a document: its paragraphs in reading order, each on one line, with pages and sections.

    Left out: running headers, footers, page numbers, note marks, text at an angle. Footnotes stand at the end of their
    section; there, and where a table is moved behind a paragraph, several ranges of `pages` have one number.
    Raises UnreadableDocument if it is no PDF, damaged, locked with a password, too large, or holds no text.
    """
    _check_header(path, data)
    if trap := find_trap(data):
        raise UnreadableDocument(path, f"{trap}; print it to a new PDF if you trust it")
    opened = _open(path, data)
    if not any(page.words for page in opened.pages):
        raise UnreadableDocument(path, _why_no_text(opened))
    rows = [group_rows(_lift_floats(page), page.number) for page in opened.pages]
    blocks = _arrange(rows, opened.pages)
    style = measure([block for page_blocks in blocks for block in page_blocks])
    first_page = next(page for page in opened.pages if page.words)
    # What floats on a first page may be a head between two lines.
    head = group_rows(first_page.words, first_page.number) if first_page.number <= LAST_TITLE_PAGE else []
    small = small_words(" ".join(row.plain for page_rows in rows for row in page_rows))
    properties = read_packet(data) | {key: value for key, value in opened.properties.items() if value.strip()}
    printed = read_title_page(head, style.size, small, properties.get("Author", ""))
    paragraphs = without_author_headings(find_paragraphs(continue_tables(blocks, style), style), printed)
    text, pages, sections = TextBuilder(paragraphs).build(paragraphs)
    if not text.strip():
        raise UnreadableDocument(path, f"it holds no text but page numbers; if it is a scan, {OCR}")
    first_rows = next(page_rows for page_rows in rows if page_rows)
    return Document(
        name=name,
        content_hash=hashlib.sha256(data).hexdigest(),
        title=find_title_in(properties, printed, paragraphs, text) or Path(name).stem.replace("_", " "),
        text=text,
        author=settle_author(properties, printed, first_rows),
        year=find_year_on(first_rows),
        sections=sections,
        pages=pages,
        notes=tuple(_notes(opened, data)),
    )


def _check_header(path: Path, data: bytes) -> None:
    if not data.strip():
        raise UnreadableDocument(path, "the file is empty")
    if b"%PDF-" in data[:HEADER_WITHIN]:
        return
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((kind for signature, kind in SIGNATURES if start.startswith(signature)), None)
    seems = f"it seems to be {kind}" if kind else "it does not begin as one"
    raise UnreadableDocument(path, f"this is not a PDF, whatever its name says: {seems}")


def _open(path: Path, data: bytes) -> _Opened:
    import pypdfium2

    with PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise UnreadableDocument(path, _why_closed(error, data)) from error
        try:
            return _read_pages(path, document)
        finally:
            document.close()


def _why_closed(error: Exception, data: bytes) -> str:
    reason = str(error).casefold()
    if "password" in reason:
        return "it is locked with a password; save a copy without one, for example with: qpdf --decrypt"
    if "security" in reason:
        return "it is encrypted in a way that cannot be read; save a copy without protection"
    if b"%%EOF" not in data[-2048:]:
        return "it is cut off: its end is missing; fetch or copy it again"
    return "it is damaged and cannot be opened; try to mend it, for example with: qpdf OLD.pdf NEW.pdf"


def _read_pages(path: Path, document: Any) -> _Opened:  # noqa: ANN401 - pypdfium2 has no types
    import pypdfium2

    count = len(document)
    if count > MAX_PAGES:
        raise UnreadableDocument(path, f"it claims {count:,} pages and the limit is {MAX_PAGES:,}; split it")
    pages: list[PageWords] = []
    blank, broken = set(), []
    characters = 0
    for index in range(count):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            broken.append(index + 1)
            continue
        try:
            pages.append(read_page(page, index + 1))
            if pypdfium2.raw.FPDFPage_CountObjects(page.raw) == 0:
                blank.add(index + 1)
        finally:
            page.close()
        if pages[-1].characters > MAX_PAGE_CHARACTERS:
            raise UnreadableDocument(path, f"page {index + 1} holds {pages[-1].characters:,} characters; it is no text")
        characters += pages[-1].characters
        if characters > MAX_CHARACTERS:
            reason = f"it holds more than {MAX_CHARACTERS:,} characters by page {index + 1}; split it"
            raise UnreadableDocument(path, reason)
    return _Opened(tuple(pages), document.get_metadata_dict(), frozenset(blank), tuple(broken))


def _why_no_text(opened: _Opened) -> str:
    if not opened.pages:
        return "none of its pages can be opened; it is damaged, fetch or copy it again"
    if len(opened.blank) == len(opened.pages):
        return "it holds no text: all its pages are blank"
    return f"it holds no text, only pictures of pages (a scan?); {OCR}"


def _lift_floats(page: PageWords) -> list[Word]:
    words = lift_grids(page.words, page.rules, page.number)
    return lift_figures(words, page.shapes, page.rules, Shape(0.0, 0.0, page.width, page.height, False))


def _arrange(rows: Sequence[Sequence[Line]], pages: Sequence[PageWords]) -> list[list[list[Line]]]:
    """For each page its blocks of lines in reading order, without headers and footers, tables as lines of their own."""
    kept = remove_furniture(rows, [page.height for page in pages])
    if not any(kept):
        kept = [list(page_rows) for page_rows in rows]
    lanes = find_lanes(kept)
    return [
        [lift_aligned(block, page.rules) for block in order_blocks(page_rows, lanes)]
        for page_rows, page in zip(kept, pages, strict=True)
    ]


def _notes(opened: _Opened, data: bytes) -> Iterator[str]:
    total = len(opened.pages) + len(opened.broken)
    empty = [page.number for page in opened.pages if not page.words and page.number not in opened.blank]
    garbled = [page.number for page in opened.pages if _is_garbled(page)]
    if empty:
        yield f"{len(empty)} of {total} pages hold no text (scanned?): {_list_numbers(empty)}; {OCR}"
    if garbled:
        yield f"the text of {len(garbled)} of {total} pages looks garbled: {_list_numbers(garbled)}; {OCR}"
    if opened.broken:
        yield f"{len(opened.broken)} of {total} pages cannot be opened: {_list_numbers(opened.broken)}"
    if b"%%EOF" not in data[-2048:]:
        yield "the file's end is missing; pages may be missing too"


def _list_numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return shown + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")


def _is_garbled(page: PageWords) -> bool:
    text = "".join(word.text for word in page.words).casefold()
    odd = sum(letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" for letter in text)
    if text and odd > MAX_ODD_SHARE * len(text):
        return True
    # Vowels are counted where they are written: in Latin, Greek and Cyrillic.
    letters = [letter for letter in text if letter.isalpha() and letter < "\u0530"]
    vowels = sum(letter in VOWELS for letter in letters)
    return len(letters) >= MIN_LETTERS_TO_JUDGE and vowels < MIN_VOWEL_SHARE * len(letters)
