"""Papers drawn by a seed: sections of paragraphs, lists, quotes, tables and charts."""

from collections.abc import Iterator

from eval.benchmarks.extraction.prose import RUNNING, Prose
from eval.benchmarks.extraction.truth import Block, Figure, Paper, Paragraph, Section, Table

# One sentence in ten has a footnote, as in a paper of the humanities.
NOTE_SHARE = 0.1


def write_paper(prose: Prose, sections: int) -> Paper:
    """A paper of so many sections, every third of them a subsection, with a long table and a chart in it."""
    authors = tuple(dict.fromkeys(prose.name() for _ in range(prose.random.randrange(1, 4))))
    counter = _Counter()
    written = tuple(_write_section(prose, number, counter) for number in range(sections))
    return Paper(prose.heading(), authors, tuple(prose.random.sample(RUNNING, 3)), written)


class _Counter:
    """Numbers tables and figures."""

    def __init__(self) -> None:
        self.tables = self.figures = 0


def _write_section(prose: Prose, number: int, counter: _Counter) -> Section:
    return Section(prose.heading(), 2 if number % 3 == 2 else 1, tuple(_blocks(prose, number, counter)))


def _blocks(prose: Prose, number: int, counter: _Counter) -> Iterator[Block]:
    random = prose.random
    yield _paragraph(prose, random.randrange(3, 9))
    if number % 3 == 0:
        kind = random.choice(("bullet", "number"))
        yield from (Paragraph((prose.sentence(),), kind) for _ in range(random.randrange(3, 6)))
    if number % 3 == 1:
        yield Paragraph(tuple(prose.sentence() for _ in range(random.randrange(2, 4))), "quote")
    yield _paragraph(prose, random.randrange(3, 9))
    if number % 2 == 0:
        counter.tables += 1
        yield _table(prose, number, counter.tables)
    else:
        counter.figures += 1
        yield _figure(prose, counter.figures)
    for _ in range(random.randrange(2, 5)):
        yield _paragraph(prose, random.randrange(2, 9))


def _paragraph(prose: Prose, length: int) -> Paragraph:
    return Paragraph(tuple(prose.sentence(NOTE_SHARE) for _ in range(length)))


def _table(prose: Prose, number: int, count: int) -> Table:
    rows = 45 if number == 2 else prose.random.randrange(4, 9)
    return prose.table(count, rows, prose.random.randrange(3, 5), grouped=number % 4 == 0)


def _figure(prose: Prose, count: int) -> Figure:
    labels = prose.labels(prose.random.randrange(3, 6))
    values = tuple(prose.random.uniform(0.1, 1) for _ in labels)
    axis = f"{prose.random.choice(('Share', 'Output', 'Cost'))} of {prose.random.choice(('grain', 'salt', 'timber'))}"
    return Figure(prose.caption("Figure", count), axis, tuple(labels), values)
