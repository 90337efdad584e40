"""What of a paper must come out of a file that has no pages."""

from collections.abc import Iterator

from eval.benchmarks.extraction.truth import Expected, Figure, Paper, Paragraph, Sentence, Table


def sentences_of(paper: Paper, notes: bool = True) -> tuple[Expected, ...]:
    """The sentences in order, then captions of figures and, if the file has them, footnotes."""
    blocks = [block for section in paper.sections for block in section.blocks]
    body = [one for block in blocks if isinstance(block, Paragraph) for one in block.sentences]
    captions = [Expected(block.caption, in_order=False) for block in blocks if isinstance(block, Figure)]
    below = [Expected(one.note, in_order=False) for one in body if one.note and notes]
    return (*(Expected(one.text) for one in body), *captions, *below)


def tables_of(paper: Paper) -> tuple[Table, ...]:
    """All its tables."""
    return tuple(block for section in paper.sections for block in section.blocks if isinstance(block, Table))


def headings_of(paper: Paper) -> tuple[str, ...]:
    """Its title and the headings of its sections."""
    return (paper.title, *(section.heading for section in paper.sections))


def around_mark(sentence: Sentence) -> tuple[str, str]:
    """The sentence before and behind the mark of its footnote."""
    words = sentence.text.split()
    before, after = words[: sentence.word], words[sentence.word :]
    return " ".join(before), (" " if after else "") + " ".join(after)


def spans(table: Table) -> Iterator[list[tuple[str, int]]]:
    """The rows below the header: each cell with the rows it stretches over, merged ones once."""
    for number, row in enumerate(table.rows):
        same = table.grouped and number > 0 and table.rows[number - 1][0] == row[0]
        height = 1
        while table.grouped and number + height < len(table.rows) and table.rows[number + height][0] == row[0]:
            height += 1
        first = [] if same else [(row[0], height)]
        yield [*first, *((cell, 1) for cell in row[1:])]
