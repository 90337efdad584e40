"""A PDF page → words with their places, turned upright, and the straight lines drawn on the page.

Coordinates everywhere in the PDF reader: points (1/72 inch), x from the left, y downwards from the top of the page as
it is read. Not safe for threads: PDFium is one global machine, and its caller holds the lock.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from corpus.formats.pdf.accents import COMBINING, compose, is_over
from corpus.formats.pdf.rules import Box, Rule, Shape, read_rules, read_shapes

# The letters of "ﬁ" in one character; PDFium expands only those that the font explains.
LIGATURES = re.compile("[\ufb00-\ufb06]")
# PDFium's own marks for a hyphen at a line's end, and the soft hyphen.
HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0x2010: "-", 0x2011: "-"}
# Where TeX's old fonts have these letters. Line ends are PDFium's own, and stand for no character on the page.
TEX_LIGATURES = {0x0B: "ff", 0x0C: "fi", 0x0D: "fl", 0x0E: "ffi", 0x0F: "ffl"}
# Dashes and quotation marks have other characters' numbers there, which programs in such papers mean as they stand.
TEX_PUNCTUATION = (
    (re.compile(r"(?<=[^\W_])\{(?=[^\W_][^{}]*$)"), "–"),
    (re.compile(r"(?<=[^\W_])\|(?=[^\W_])|^\|(?=[^\W_])|(?<=[^\W_])\|$"), "—"),
    (re.compile(r"^\\(?=[^\W\d_])"), "“"),
    (re.compile(r"(?<=[\w.,;!?])\"$"), "”"),
)
# LaTeX names its bold fonts …BX and -Medi. PDFium guesses a font's weight, and calls Times in LaTeX's files bold (792).
BOLD = re.compile(r"bold|black|heavy|demi|-medi|cmbx|sfbx|[-,]bd\b", re.IGNORECASE)
# White space, in Unicode.
SPACES = frozenset([0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, *range(0x2000, 0x200B)])
# As much as two hundred close-set pages: more on one is an attack or a data dump.
MAX_CHARACTERS = 1_000_000
# In quarter turns: text further off than this is no line of a page that was scanned a little askew.
MAX_SLANT = 0.06
# A gap wider than this share of the font size separates words even where the file has no space. Word spaces are set
# from 0.2 upwards, kerning stays under 0.1.
WORD_GAP = 0.25

# In points. Nobody reads smaller letters; a font made of pictures, as TeX wrote them once, says 0.1 of any size.
MIN_SIZE = 1.0
# The letters that are as high as an x, and their share of the size in Computer Modern.
SMALL_LETTERS = frozenset("acemnorsuvwxz")
SMALL_HEIGHT = 0.4306
# Of a text's characters the letters and numerals, and of its letters the vowels. In papers whose fonts number their
# letters as they come, at most half of the characters pass for letters, or too few of these for vowels.
MIN_WRITTEN = 0.55
MIN_VOWELS = 0.26
# How many words back an accent may be drawn behind its letter: a line's, for some files end lines with their accents.
ACCENT_FOLLOWS = 40

Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page. rows: of equal width, from the header on; header: how many of them it takes, at least 1.

    columns: (left, right) of each. continues: whether it is the rest of the table before and shares its caption.
    """

    rows: Cells
    header: int
    columns: tuple[tuple[float, float], ...]
    continues: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the header says above each column, its rows made one."""
        columns = zip(*self.rows[: self.header], strict=True)
        return tuple(" ".join(dict.fromkeys(filter(None, column))) for column in columns)

    @property
    def folded(self) -> Cells:
        """The rows with a header of several made one."""
        return (self.names, *self.rows[self.header :])


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space. baseline: y of its foot. raised: set above the line, as note marks are.

    glued: whether the file has no space before it; its place must then say whether a word begins.
    table: a whole table that stands at this place; the text is then empty.
    figure: whether the text lists the labels of a drawing that stands at this place.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    raised: bool = False
    glued: bool = False
    table: Table | None = None
    figure: bool = False

    @property
    def is_alone(self) -> bool:
        """Whether it stands for a whole table or drawing, and so is a line by itself."""
        return self.table is not None or self.figure


@dataclass(frozen=True, slots=True)
class PageWords:
    """What is on a page, in the order of the file. number: from 1. characters: those read, before any is left out."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    shapes: tuple[Shape, ...]
    characters: int


@dataclass(frozen=True, slots=True)
class _Style:
    """What the characters of one text object share, turned upright. turn: quarter turns counter-clockwise.

    pictured: whether the font is made of pictures, which tells nothing of its letters but their numbers in TeX's fonts.
    """

    size: float
    bold: bool
    turn: int
    baseline: float
    pictured: bool = False


# A character, where it begins, where it ends, its style.
_Glyph = tuple[str, float, float, _Style]


def read_page(page: Any, number: int) -> PageWords:  # noqa: ANN401 - pypdfium2 has no types
    """The words and rules of a pypdfium2 page. The page stays open."""
    left, bottom, right, top = page.get_bbox()
    boxes = [_turned((left, bottom, right, top), turn) for turn in range(4)]
    text_page = page.get_textpage()
    try:
        characters = text_page.count_chars()
        found = _Collector(text_page, boxes).collect(characters) if characters <= MAX_CHARACTERS else []
    finally:
        text_page.close()
    lengths: Counter[int] = Counter()
    for turn, word in found:
        lengths[turn] += len(word.text)
    upright = lengths.most_common(1)[0][0] if lengths else 0
    box = boxes[upright]
    # Text printed twice in one place is a way to make it bold.
    once = {(word.text, round(word.left), round(word.baseline)): word for turn, word in found if turn == upright}
    words = tuple(once.values())
    rules = tuple(_upright_rule(drawn, box, upright) for drawn in read_rules(page))
    shapes = tuple(_upright_shape(drawn, box, upright, picture) for drawn, picture in read_shapes(page))
    return PageWords(number, box[2] - box[0], box[3] - box[1], words, rules, shapes, characters)


class _Collector:
    """Gathers the characters of one page into words. Used once."""

    def __init__(self, text_page: Any, boxes: list[Box]) -> None:  # noqa: ANN401
        self._handle = text_page.raw
        self._boxes = boxes
        self._bold_of: dict[int, bool] = {}
        self._words: list[tuple[int, Word]] = []
        # The glyphs of the words kept last, which accents may follow.
        self._latest: deque[tuple[int, list[_Glyph]]] = deque(maxlen=ACCENT_FOLLOWS)
        self._current: list[_Glyph] = []
        self._glued = False
        # An accent over no letter so far.
        self._accent: _Glyph | None = None
        self._sizes: dict[int, float] | None = None
        # Where the text object of the last character lies, and its style.
        self._known: tuple[int, _Style] | None = None
        self._gap_is_sure = False

    def collect(self, count: int) -> list[tuple[int, Word]]:
        """The words in the order of the file, each with the quarter turns it was set at."""
        import pypdfium2.raw as pdfium

        handle, box = self._handle, pdfium.FS_RECTF()
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(handle, index)
            text_object = pdfium.FPDFText_GetTextObject(handle, index)
            ligature = None
            if code in TEX_LIGATURES and text_object and self._style_at(pdfium, index, text_object).pictured:
                ligature = TEX_LIGATURES[code]
            if not text_object or (code in SPACES and ligature is None):
                self._leave_accent()
                self._gap_is_sure |= code != 0x20 or pdfium.FPDFText_IsGenerated(handle, index) != 1
                self._finish_word()
                continue
            style = self._style_at(pdfium, index, text_object)
            pdfium.FPDFText_GetLooseCharBox(handle, index, box)
            glyph = _glyph(HYPHENS.get(code) or ligature or chr(code or 0xFFFD), box, style)
            if self._accent and (accented := _accented(glyph, self._accent)):
                glyph, self._accent = accented, None
            self._leave_accent()
            if glyph[0] in COMBINING:
                if not self._set_on_letter(glyph):
                    self._accent = glyph
            else:
                self._append(glyph)
        self._leave_accent()
        self._finish_word()
        return self._words

    def _append(self, glyph: _Glyph) -> None:
        if self._current and _separate(self._current[-1], glyph):
            self._finish_word()
        if not self._current:
            self._glued, self._gap_is_sure = not self._gap_is_sure, False
        self._current.append(glyph)

    def _leave_accent(self) -> None:
        """Take an accent that stands over no letter for a character like others."""
        if self._accent:
            self._append(self._accent)
            self._accent = None

    def _set_on_letter(self, accent: _Glyph) -> bool:
        """Put an accent on the letter that it was drawn over, of this word or the latest; False if there is none."""
        # A line of accents is a line, or dots that lead to a number.
        if self._current and self._current[-1][0] == accent[0]:
            return False
        if _accent_one(self._current, accent):
            return True
        for number, glyphs in reversed(self._latest):
            if glyphs[0][1] <= accent[2] and accent[1] <= glyphs[-1][2] and _accent_one(glyphs, accent):
                turn, word = self._words[number]
                self._words[number] = turn, _word(glyphs, self._boxes[turn], word.glued)
                return True
        return False

    def _finish_word(self) -> None:
        """Keep the word so far if it lies on the page."""
        glyphs, self._current = self._current, []
        if not glyphs or glyphs[0][3].size < MIN_SIZE:
            return
        style = glyphs[0][3]
        box = self._boxes[style.turn]
        word = _word(glyphs, box, self._glued)
        width, height = box[2] - box[0], box[3] - box[1]
        if word.text and -1 <= (word.left + word.right) / 2 <= width + 1 and -1 <= word.baseline <= height + style.size:
            self._latest.append((len(self._words), glyphs))
            self._words.append((style.turn, word))

    def _style_at(self, pdfium: Any, index: int, text_object: Any) -> _Style:  # noqa: ANN401
        """The style of a character: that of the one before if both are of one text object."""
        address = ctypes.addressof(text_object.contents)
        if self._known is None or self._known[0] != address:
            self._known = address, self._style(pdfium, index, text_object)
        return self._known[1]

    def _style(self, pdfium: Any, index: int, text_object: Any) -> _Style:  # noqa: ANN401
        matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetMatrix(self._handle, index, matrix)
        pdfium.FPDFText_GetCharOrigin(self._handle, index, x, y)
        size = abs(pdfium.FPDFText_GetFontSize(self._handle, index) * math.hypot(matrix.c, matrix.d))
        is_pictured = 0 < size < MIN_SIZE
        if is_pictured:
            size = self._measured_size(text_object)
        angle = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        # Text at a slant, such as a watermark, is given no size and goes the way of all that cannot be read.
        turn = round(angle)
        baseline = _turned((x.value, y.value, x.value, y.value), turn % 4)[1]
        is_straight = abs(angle - turn) < MAX_SLANT
        is_bold = self._is_bold(pdfium, text_object)
        return _Style(size if is_straight else 0.0, is_bold, turn % 4, baseline, is_pictured)

    def _measured_size(self, text_object: Any) -> float:  # noqa: ANN401
        """The size of a font made of pictures, which says nothing of it: by the height of its small letters.

        0 if the page holds no text in such fonts.
        """
        if self._sizes is None:
            self._sizes = _measure_pictured(self._handle)
        return self._sizes.get(_font_of(text_object), self._sizes.get(0, 0.0))

    def _is_bold(self, pdfium: Any, text_object: Any) -> bool:  # noqa: ANN401
        font = pdfium.FPDFTextObj_GetFont(text_object)
        address = _font_of(text_object)
        if address not in self._bold_of:
            name = ctypes.create_string_buffer(200)
            if font:
                pdfium.FPDFFont_GetBaseFontName(font, name, 200)
            self._bold_of[address] = BOLD.search(name.value.decode("latin-1")) is not None
        return self._bold_of[address]


def _font_of(text_object: Any) -> int:  # noqa: ANN401
    """What tells the font of a text object from others; 0 if it has none."""
    import pypdfium2.raw as pdfium

    font = pdfium.FPDFTextObj_GetFont(text_object)
    return ctypes.addressof(font.contents) if font else 0


def _measure_pictured(handle: Any) -> dict[int, float]:  # noqa: ANN401
    """Pictured fonts by _font_of → their sizes by the heights of their small letters; 0 → the median of the heights.

    Empty if what they write is no text: many number their letters as they come, and nothing says which is which.
    """
    import pypdfium2.raw as pdfium

    edges = [ctypes.c_double() for _ in range(4)]
    heights: dict[int, list[float]] = {}
    codes: Counter[int] = Counter()
    for index in range(pdfium.FPDFText_CountChars(handle)):
        text_object = pdfium.FPDFText_GetTextObject(handle, index)
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if not text_object or code == 0x20 or not 0 < _raw_size(handle, index) < MIN_SIZE:
            continue
        codes[code] += 1
        if chr(code) in SMALL_LETTERS:
            pdfium.FPDFText_GetCharBox(handle, index, *edges)
            _, _, bottom, top = (edge.value for edge in edges)
            heights.setdefault(_font_of(text_object), []).append(abs(top - bottom))
    if not heights or not _is_text(codes):
        return {}
    sizes = {font: median(of) / SMALL_HEIGHT for font, of in heights.items()}
    return sizes | {0: median(height for of in heights.values() for height in of) / SMALL_HEIGHT}


def _raw_size(handle: Any, index: int) -> float:  # noqa: ANN401
    """The font size of a character in points, as the file says it."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, index, matrix)
    return abs(float(pdfium.FPDFText_GetFontSize(handle, index)) * math.hypot(matrix.c, matrix.d))


def _is_text(codes: Mapping[int, int]) -> bool:
    """Whether characters so often are those of a text: letters and numerals mostly, and enough vowels among them."""
    written = sum(codes.values())
    letters = sum(times for code, times in codes.items() if chr(code).isascii() and chr(code).isalpha())
    numerals = sum(times for code, times in codes.items() if 0x30 <= code <= 0x39)
    vowels = sum(times for code, times in codes.items() if chr(code) in "aeiouyAEIOUY")
    return letters + numerals >= MIN_WRITTEN * written and vowels >= MIN_VOWELS * letters


def _glyph(character: str, box: Any, style: _Style) -> _Glyph:  # noqa: ANN401
    if style.turn == 0:
        return character, box.left, box.right, style
    left, _, right, _ = _turned((box.left, box.bottom, box.right, box.top), style.turn)
    return character, left, right, style


def _turned(box: Box, turn: int) -> Box:
    """(left, top, right, bottom), y downwards, of a (left, bottom, right, top) box once its text is upright."""
    left, bottom, right, top = box
    if turn == 1:
        return bottom, left, top, right
    if turn == 2:
        return -right, bottom, -left, top
    if turn == 3:
        return -top, -right, -bottom, -left
    return left, -top, right, -bottom


def _accent_one(glyphs: list[_Glyph], accent: _Glyph) -> bool:
    """Put an accent on the one of these that it was drawn over; False if there is none."""
    for number in range(len(glyphs) - 1, -1, -1):
        if accented := _accented(glyphs[number], accent):
            glyphs[number] = accented
            return True
        # Further back the letters only stand further left.
        if glyphs[number][2] < accent[1] - glyphs[number][3].size:
            return False
    return False


def _accented(letter: _Glyph, accent: _Glyph) -> _Glyph | None:
    """The letter with the accent, if that was drawn over it; None if not."""
    size = letter[3].size
    if letter[3].turn != accent[3].turn or not is_over(_place(accent), _place(letter), size):
        return None
    composed = compose(letter[0], accent[0])
    return (composed, *letter[1:]) if composed else None


def _place(glyph: _Glyph) -> tuple[float, float, float]:
    return glyph[1], glyph[2], glyph[3].baseline


def _separate(one: _Glyph, other: _Glyph) -> bool:
    first, second = one[3], other[3]
    size = first.size
    if first is not second:
        size = max(first.size, second.size)
        smaller = min(first.size, second.size)
        if smaller < 0.85 * size or first.turn != second.turn or abs(first.baseline - second.baseline) > 0.1 * size:
            return True
    if -0.6 * size < other[1] - one[2] < WORD_GAP * size:
        return False
    # Right-to-left scripts run the other way.
    return not -WORD_GAP * size < other[2] - one[1] < 0.6 * size


def _word(glyphs: list[_Glyph], box: Box, glued: bool) -> Word:
    """The glyphs as a word, placed from the corner of the page."""
    text = "".join([glyph[0] for glyph in glyphs])
    if not (text.isascii() and text.isprintable()):
        text = _clean(text)
    if glyphs[0][3].pictured:
        for number, punctuation in TEX_PUNCTUATION:
            text = number.sub(punctuation, text)
    styles = {id(glyph[3]): glyph[3] for glyph in glyphs}.values()
    style = max(styles, key=lambda one: one.size) if len(styles) > 1 else glyphs[0][3]
    bold = style.bold if len(styles) == 1 else sum(glyph[3].bold for glyph in glyphs) * 2 > len(glyphs)
    left = min([glyph[1] for glyph in glyphs]) - box[0]
    right = max([glyph[2] for glyph in glyphs]) - box[0]
    return Word(text, left, right, glyphs[0][3].baseline - box[1], style.size, bold, glued=glued)


def _clean(text: str) -> str:
    """Without control characters, broken pairs and ligatures; composed."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    kept = "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", kept)


def _upright_rule(drawn: Box, page: Box, turn: int) -> Rule:
    left, top, right, bottom = _turned(drawn, turn)
    return Rule(left - page[0], top - page[1], right - page[0], bottom - page[1])


def _upright_shape(drawn: Box, page: Box, turn: int, picture: bool) -> Shape:
    left, top, right, bottom = _turned(drawn, turn)
    return Shape(left - page[0], top - page[1], right - page[0], bottom - page[1], picture)
