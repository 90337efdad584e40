"""What .docx and .pptx share: parts in a zip container, and relationships that lead from one part to another."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.archives import Archive
from corpus.formats.metadata import real_author, real_title
from corpus.formats.xml_parsing import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link between parts. kind: the last word of its type, such as "footnotes". target: the name of a part."""

    id: str
    kind: str
    target: str


class Package:
    """An Office file. Raises UnreadableDocument if it is no zip container or damaged."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.archive = Archive(path, data)
        self._kept: dict[str, _Element] = {}
        self._links: dict[str, list[Relationship]] = {}

    def main(self, default: str, root_tag: str) -> tuple[str, "_Element"]:
        """The name and root of the part that holds the document itself.

        Raises UnreadableDocument, naming what the file seems to be, if that part is missing or of another kind.
        """
        found = (link.target for link in self.relationships("") if link.kind == "officeDocument")
        name = next(found, default)
        name = name if name in self.archive.names else default
        if name not in self.archive.names:
            raise self.archive.wrong_kind()
        root = self.parse(name)
        if root.tag != root_tag:
            raise self.archive.wrong_kind()
        return name, root

    def parse(self, part: str) -> "_Element":
        """The root of a part. Raises UnreadableDocument if it is missing, damaged, or no acceptable XML."""
        return parse_xml(self.path, self.archive.read(part), part)

    def relationships(self, part: str) -> list[Relationship]:
        """Where a part leads, in the file's order, leaving out links to the web; "" is the package itself."""
        if part not in self._links:
            self._links[part] = list(self._read_relationships(part))
        return self._links[part]

    def _read_relationships(self, part: str) -> Iterator[Relationship]:
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self.archive.names:
            return
        for one in self.parse(source).iter(RELATIONSHIP):
            if one.get("TargetMode") != "External":
                kind = one.get("Type", "").rpartition("/")[2]
                yield Relationship(one.get("Id", ""), kind, _resolve(folder, one.get("Target", "")))

    def related(self, part: str, kind: str, keep: bool = False) -> "_Element | None":
        """The root of the first part of that kind that a part leads to; None if there is none.

        keep: many parts lead to it, so that it is not to be parsed anew each time.
        """
        targets = (link.target for link in self.relationships(part) if link.kind == kind)
        name = next((target for target in targets if target in self.archive.names), None)
        if name is None or name in self._kept:
            return None if name is None else self._kept[name]
        root = self.parse(name)
        if keep:
            self._kept[name] = root
        return root

    def title_and_author(self) -> tuple[str | None, str | None]:
        """As the file's properties state them, None where they hold nothing a person wrote."""
        core = self.related("", "core-properties")
        if core is None:
            return None, None
        creators = re.split(r"\s*[;\n]\s*", core.findtext(f"{DUBLIN_CORE}creator") or "")
        return real_title(core.findtext(f"{DUBLIN_CORE}title")), real_author(creators)


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(folder, target))


def is_on(properties: "_Element | None", tag: str) -> bool:
    """Whether a switch such as <w:vanish/> is set; it may also say that it is not."""
    switch = None if properties is None else properties.find(tag)
    if switch is None:
        return False
    value = next((switch.get(name) for name in switch.keys() if name.endswith("val")), None)
    return value not in ("0", "false", "off")
