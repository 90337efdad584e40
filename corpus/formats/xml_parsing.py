"""XML from files nobody vouches for: no entity is expanded, nothing is fetched, depth and size are bounded."""

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UnreadableDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

# Office's strict variant says the same in other namespaces.
STRICT_NAMESPACES = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/presentationml/", b"http://schemas.openxmlformats.org/presentationml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)


def parse_xml(path: Path, data: bytes, part: str) -> "_Element":
    """The root element. part: what the XML is to be called in an error.

    Raises UnreadableDocument if it is not well-formed, nests deeper than 256 elements (libxml2's bound), or declares
    entities: no document needs them, and they are how a small file is made to fill the memory or to read others.
    """
    from lxml import etree

    if b"purl.oclc.org/ooxml" in data[:5000]:
        for strict, transitional in STRICT_NAMESPACES:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = f"its part {part} is not valid XML ({str(error)[:120]}); open the file and save it anew"
        raise UnreadableDocument(path, reason) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        reason = f"its part {part} declares XML entities, which no document needs (an attack?); it was not read"
        raise UnreadableDocument(path, reason)
    return root
