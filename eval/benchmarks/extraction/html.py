"""A paper as a web page, with what sites put around an article, and the markup of its parts for e-books."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from random import Random

from eval.benchmarks.extraction.expecting import around_mark, headings_of, sentences_of, spans, tables_of
from eval.benchmarks.extraction.prose import FURNITURE, NOTE_WORD, RUNNING
from eval.benchmarks.extraction.truth import Block, Figure, Paper, Paragraph, Sample, Sentence, Table

# Where an article stands: as good sites mark it, and as others do.
WRAPPERS = (("<main><article>", "</article></main>"), ('<div class="content">', "</div>"), ("<article>", "</article>"))
LISTS = {"bullet": "ul", "number": "ol"}


def make_html(paper: Paper, random: Random, name: str) -> Sample:
    """The paper as a page."""
    opening, closing = random.choice(WRAPPERS)
    notes = Notes()
    head = f"<header><h1>{escape(paper.title)}</h1><p>By {escape(', '.join(paper.authors))}</p></header>"
    body = "".join(_section(section.heading, section.level + 1, section.blocks, notes) for section in paper.sections)
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        "<style>p { color: #222 }</style><script>var page = 'Gazetteer';</script></head><body>"
        f"{_around_top(random)}{opening}{head}{body}{notes.listed()}{closing}{_around_bottom()}</body></html>"
    )
    furniture = tuple(word for word in FURNITURE if word != NOTE_WORD)
    return Sample(
        name, page.encode(), sentences_of(paper), headings_of(paper), tables_of(paper), (*furniture, "cookies")
    )


class Notes:
    """Footnotes of one page, numbered as their marks are set."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def mark(self, text: str) -> str:
        """The mark of a new note."""
        self._texts.append(text)
        number = len(self._texts)
        return f'<sup><a href="#n{number}" id="r{number}">{number}</a></sup>'

    def listed(self) -> str:
        """The notes as a list; empty if there are none."""
        items = "".join(
            f'<li id="n{number}"><p>{escape(text)}</p></li>' for number, text in enumerate(self._texts, start=1)
        )
        return f'<section class="footnotes"><ol>{items}</ol></section>' if items else ""


def _around_top(random: Random) -> str:
    links = "".join(f'<li><a href="/{number}">{name}</a></li>' for number, name in enumerate(RUNNING))
    cookies = '<div id="cookie-banner"><p>Gazetteer uses cookies. Read how we use cookies.</p><button>OK</button></div>'
    sidebar = f"<aside><h2>More from Almanac</h2><ul>{links}</ul></aside>"
    menu = f"<nav><ul>{links}</ul></nav>" if random.random() < 0.5 else f'<div class="navbar"><ul>{links}</ul></div>'
    return f"{cookies}<header>{menu}</header>{sidebar if random.random() < 0.5 else ''}"


def _around_bottom() -> str:
    return "<footer><p>Brindlewick Quarterly. All rights reserved by Octavo.</p></footer>"


def _section(heading: str, level: int, blocks: tuple[Block, ...], notes: Notes) -> str:
    return f"<h{level}>{escape(heading)}</h{level}>" + blocks_as_html(blocks, notes)


def blocks_as_html(blocks: tuple[Block, ...], notes: Notes) -> str:
    """Paragraphs, lists, quotes, tables and figures; items in a row make one list."""
    return "".join(_markup(list(run), kind, notes) for kind, run in groupby(blocks, key=_kind))


def _kind(block: Block) -> str:
    return block.kind if isinstance(block, Paragraph) else ""


def _markup(blocks: list[Block], kind: str, notes: Notes) -> str:
    inner = []
    for block in blocks:
        if isinstance(block, Paragraph):
            text = " ".join(_sentence(one, notes) for one in block.sentences)
            inner.append(f"<li>{text}</li>" if kind in LISTS else f"<p>{text}</p>")
        else:
            inner.append(_table(block) if isinstance(block, Table) else _figure(block))
    if kind in LISTS:
        return f"<{LISTS[kind]}>{''.join(inner)}</{LISTS[kind]}>"
    return f"<blockquote>{''.join(inner)}</blockquote>" if kind == "quote" else "\n".join(inner)


def _sentence(sentence: Sentence, notes: Notes) -> str:
    if not sentence.note:
        # A word in italics now and then, as authors do.
        first, _, rest = sentence.text.partition(" ")
        return f"<em>{escape(first)}</em> {escape(rest)}" if len(sentence.text) % 5 == 0 else escape(sentence.text)
    before, after = around_mark(sentence)
    return escape(before) + notes.mark(sentence.note) + escape(after)


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.header)
    return (
        f"<table><caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(_rows(table))}</tbody></table>"
    )


def _rows(table: Table) -> Iterator[str]:
    for row in spans(table):
        cells = (f'<td rowspan="{rows}">{escape(text)}</td>' if rows > 1 else f"<td>{escape(text)}</td>"
                 for text, rows in row)  # fmt: skip
        yield f"<tr>{''.join(cells)}</tr>"


def _figure(figure: Figure) -> str:
    caption = f"<figcaption>{escape(figure.caption)}</figcaption>"
    return f'<figure><svg width="9" height="9"><text>{escape(figure.axis)}</text></svg>{caption}</figure>'
