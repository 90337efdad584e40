"""A paper as an e-book: a cover, a table of contents, a chapter for each section."""

import io
import zipfile
from html import escape
from itertools import chain
from random import Random

from eval.benchmarks.extraction.expecting import headings_of, sentences_of, tables_of
from eval.benchmarks.extraction.html import Notes, blocks_as_html
from eval.benchmarks.extraction.prose import FURNITURE, NOTE_WORD
from eval.benchmarks.extraction.truth import Paper, Sample, Section

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head><body>{body}</body></html>'
)


def make_epub(paper: Paper, random: Random, name: str) -> Sample:
    """The paper as a book; its notes stand at the end of each chapter."""
    title = f"<section><h1>{escape(paper.title)}</h1><p>{escape(', '.join(paper.authors))}</p></section>"
    files = {"title.xhtml": PAGE.format(title=escape(paper.title), body=title), "nav.xhtml": _contents(paper)}
    # File names say nothing of the order.
    names = [f"c{number}.xhtml" for number in random.sample(range(100, 999), len(paper.sections))]
    files |= {one: _chapter(section) for one, section in zip(names, paper.sections, strict=True)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", _package(paper, ["title.xhtml", "nav.xhtml", *names]))
        for one in sorted(files):
            archive.writestr(f"OPS/{one}", files[one])
    furniture = tuple(word for word in FURNITURE if word != NOTE_WORD)
    return Sample(name, buffer.getvalue(), sentences_of(paper), headings_of(paper), tables_of(paper), furniture)


def _contents(paper: Paper) -> str:
    entries = "".join(f'<li><a href="x">Almanac: {escape(section.heading)}</a></li>' for section in paper.sections)
    body = f'<nav epub:type="toc"><h1>Contents</h1><ol>{entries}</ol></nav>'
    return PAGE.format(title="Contents", body=body)


def _chapter(section: Section) -> str:
    notes = Notes()
    body = f"<h2>{escape(section.heading)}</h2>" + blocks_as_html(section.blocks, notes)
    pagebreak = '<span epub:type="pagebreak" title="12">Octavo 12</span>'
    return PAGE.format(title=escape(section.heading), body=f"<section>{body}{pagebreak}{notes.listed()}</section>")


def _package(paper: Paper, names: list[str]) -> str:
    items = chain.from_iterable(
        (f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml" '
         f'{"properties=" + chr(34) + "nav" + chr(34) if name == "nav.xhtml" else ""}/>',)
        for number, name in enumerate(names)
    )  # fmt: skip
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(names)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(paper.title)}</dc:title>'
        f"<dc:creator>{escape(paper.authors[0])}</dc:creator></metadata>"
        f"<manifest>{''.join(items)}</manifest><spine>{spine}</spine></package>"
    )
