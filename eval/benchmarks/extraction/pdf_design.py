"""How a PDF of the benchmark looks, drawn by a seed."""

from dataclasses import dataclass
from random import Random

FAMILIES = (
    ("Times-Roman", "Times-Bold", "Times-Italic"),
    ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
)


@dataclass(frozen=True, slots=True)
class Design:
    """Lengths in points. fonts: plain, bold, italic. indented: paragraphs are set in, else apart.

    numbers: where page numbers stand, "head" or "foot". repeats_header: whether a table's header stands again on the
    next page. per_word: whether each word is its own string in the file.
    """

    columns: int
    size: float
    fonts: tuple[str, str, str]
    justified: bool
    indented: bool
    numbers: str
    first_page: int
    ruled_tables: bool
    bold_authors: bool
    heading_size: float
    repeats_header: bool
    per_word: bool
    note_rule: bool
    width: float = 595.0
    height: float = 842.0
    margin: float = 64.0
    gutter: float = 18.0

    @property
    def leading(self) -> float:
        """From line to line."""
        return self.size * 1.2

    @property
    def column_width(self) -> float:
        """Of one column."""
        return (self.width - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns


def draw_design(random: Random, columns: int) -> Design:
    """A look for so many columns."""
    return Design(
        columns=columns,
        size=random.choice((9.0, 9.5, 10.0)) if columns == 2 else random.choice((10.0, 11.0, 12.0)),
        fonts=random.choice(FAMILIES),
        justified=random.random() < 0.7,
        indented=random.random() < 0.5,
        numbers=random.choice(("head", "foot")),
        first_page=random.choice((1, 1, 27, 301)),
        ruled_tables=random.random() < 0.5,
        bold_authors=random.random() < 0.5,
        heading_size=random.choice((1.0, 1.2, 1.4)),
        repeats_header=random.random() < 0.3,
        per_word=random.random() < 0.5,
        note_rule=random.random() < 0.6,
    )
