"""What the paragraph styles of a Word document mean for its structure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.formats.ooxml import is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Word numbers outline levels from 0; 9 is body text.
BODY_LEVEL = 9
# Word itself allows 10 styles in a row, each based on the next.
MAX_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style, without what it inherits. name: in lower case; built-in names are English in every Word."""

    name: str
    based_on: str
    outline_level: int | None
    in_list: bool | None
    bold: bool


class Styles:
    """The paragraph styles of a document. root: of styles.xml, None if the file has none."""

    def __init__(self, root: "_Element | None") -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        for one in () if root is None else root.iter(f"{W}style"):
            if one.get(f"{W}type", "paragraph") != "paragraph":
                continue
            identifier = one.get(f"{W}styleId", "")
            self._styles[identifier] = _read_style(one)
            if one.get(f"{W}default") in ("1", "true"):
                self._default = identifier

    def heading_level(self, paragraph: "_Element") -> int | None:
        """1 to 9 for a heading, 0 for the document's title, None for every other paragraph."""
        own = _outline_level(paragraph.find(f"{W}pPr"))
        if own is not None:
            return own + 1 if own < BODY_LEVEL else None
        for style in self._lineage(paragraph):
            if style.outline_level is not None:
                return style.outline_level + 1 if style.outline_level < BODY_LEVEL else None
            if style.name == "title":
                return 0
            if match := re.fullmatch(r"heading ([1-9])", style.name):
                return int(match[1])
        return None

    def is_item(self, paragraph: "_Element") -> bool:
        """Whether the paragraph has a bullet or a number."""
        own = _in_list(paragraph.find(f"{W}pPr"))
        if own is not None:
            return own
        return next((style.in_list for style in self._lineage(paragraph) if style.in_list is not None), False)

    def is_bold(self, paragraph: "_Element") -> bool:
        """Whether the paragraph's style is bold."""
        return any(style.bold for style in self._lineage(paragraph))

    def is_caption(self, paragraph: "_Element") -> bool:
        """Whether the paragraph names a table or a figure."""
        return any(style.name == "caption" for style in self._lineage(paragraph))

    def is_contents_entry(self, paragraph: "_Element") -> bool:
        """Whether the paragraph belongs to a table of contents or of figures, or to an index."""
        names = (style.name for style in self._lineage(paragraph))
        return any(
            re.fullmatch(r"toc (?:\d|heading)|table of (?:figures|authorities)|index \d", name) for name in names
        )

    def _lineage(self, paragraph: "_Element") -> Iterator[Style]:
        stated = paragraph.find(f"{W}pPr/{W}pStyle")
        identifier = self._default if stated is None else stated.get(f"{W}val", "")
        for _ in range(MAX_ANCESTORS):
            style = self._styles.get(identifier)
            if style is None:
                return
            yield style
            identifier = style.based_on


def _read_style(one: "_Element") -> Style:
    name, based_on = one.find(f"{W}name"), one.find(f"{W}basedOn")
    properties = one.find(f"{W}pPr")
    return Style(
        name="" if name is None else name.get(f"{W}val", "").lower(),
        based_on="" if based_on is None else based_on.get(f"{W}val", ""),
        outline_level=_outline_level(properties),
        in_list=_in_list(properties),
        bold=is_on(one.find(f"{W}rPr"), f"{W}b"),
    )


def _outline_level(properties: "_Element | None") -> int | None:
    stated = None if properties is None else properties.find(f"{W}outlineLvl")
    value = "" if stated is None else stated.get(f"{W}val", "")
    return int(value) if re.fullmatch(r"[0-9]", value) else None


def _in_list(properties: "_Element | None") -> bool | None:
    numbering = None if properties is None else properties.find(f"{W}numPr")
    if numbering is None:
        return None
    stated = numbering.find(f"{W}numId")
    # numId 0 takes the number of the style away.
    return stated is None or stated.get(f"{W}val") != "0"
