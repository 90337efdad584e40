"""The formats measured, each with the function that sets a paper in it."""

from collections.abc import Callable
from random import Random

from eval.benchmarks.extraction.docx import make_docx
from eval.benchmarks.extraction.epub import make_epub
from eval.benchmarks.extraction.html import make_html
from eval.benchmarks.extraction.pdf import make_pdf
from eval.benchmarks.extraction.pptx import make_pptx
from eval.benchmarks.extraction.truth import Paper, Sample

# The paper, what chance decides, the file's name without its suffix.
Maker = Callable[[Paper, Random, str], Sample]

FORMATS: dict[str, Maker] = {
    "PDF, one column": lambda paper, random, name: make_pdf(paper, random, 1, f"{name}.pdf"),
    "PDF, two columns": lambda paper, random, name: make_pdf(paper, random, 2, f"{name}.pdf"),
    "Word": lambda paper, random, name: make_docx(paper, random, f"{name}.docx"),
    "web page": lambda paper, random, name: make_html(paper, random, f"{name}.html"),
    "e-book": lambda paper, random, name: make_epub(paper, random, f"{name}.epub"),
    "PowerPoint": lambda paper, random, name: make_pptx(paper, random, f"{name}.pptx"),
}
