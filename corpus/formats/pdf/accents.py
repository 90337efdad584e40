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
# As shares of the font size: how far the accent's middle may stand from the letter's, and how much higher its baseline
# may be, as over capitals; lower is only what was drawn below the letter on purpose.
MAX_SHIFT = 0.25
MAX_RISE, MAX_FALL = 0.35, 0.08
# Of the narrower of the two, what must lie over the other. A quotation mark is set beside a letter, however narrow.
MIN_OVERLAP = 0.5


def compose(letter: str, accent: str) -> str | None:
    """The letter with the accent as one character; None if there is no such character."""
    if not letter.isalpha():
        return None
    composed = unicodedata.normalize("NFC", DOTLESS.get(letter, letter) + COMBINING[accent])
    return composed if len(composed) == 1 else None


def is_over(accent: tuple[float, float, float], letter: tuple[float, float, float], size: float) -> bool:
    """Whether an accent was drawn over (or under) a letter. Both: left, right, baseline; size: of the letter."""
    shift = (accent[0] + accent[1] - letter[0] - letter[1]) / 2
    overlap = min(accent[1], letter[1]) - max(accent[0], letter[0])
    rise = letter[2] - accent[2]
    return (
        abs(shift) <= MAX_SHIFT * size
        and -MAX_FALL * size <= rise <= MAX_RISE * size
        and overlap >= MIN_OVERLAP * min(accent[1] - accent[0], letter[1] - letter[0])
    )
