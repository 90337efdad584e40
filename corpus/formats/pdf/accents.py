"""Accents that were drawn over a letter as characters of their own, as TeX does → the accented letter.

PDFium gives them as it finds them, before the letter or behind the whole word: "G¨odel", "Holzle.¨".
"""

import unicodedata

# The accents by themselves → what Unicode combines with a letter.
COMBINING = {
    "`": "\u0300",
    "´": "\u0301",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¯": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "¨": "\u0308",
    "˚": "\u030a",
    "˝": "\u030b",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˛": "\u0328",
}
DOTLESS = {"ı": "i", "ȷ": "j"}
# As shares of the font size: how far the accent's middle may stand from the letter's, and its baseline, which is
# higher over capitals. A quotation mark beside a letter is at least a third away.
MAX_SHIFT = 0.25
MAX_RISE = 0.35


def compose(letter: str, accent: str) -> str | None:
    """The letter with the accent as one character; None if there is no such character."""
    if not letter.isalpha():
        return None
    composed = unicodedata.normalize("NFC", DOTLESS.get(letter, letter) + COMBINING[accent])
    return composed if len(composed) == 1 else None


def is_over(accent: tuple[float, float, float], letter: tuple[float, float, float], size: float) -> bool:
    """Whether an accent was drawn over (or under) a letter. Both: left, right, baseline; size: of the letter."""
    shift = (accent[0] + accent[1] - letter[0] - letter[1]) / 2
    return abs(shift) <= MAX_SHIFT * size and abs(accent[2] - letter[2]) <= MAX_RISE * size
