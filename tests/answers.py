"""Answers made by hand, for tests of what shows them."""

from dataclasses import replace

from index.passage import Hit, Passage
from qa.answer import Answer, Citation, Seconds, Sentence

# What a document, its title or a question may hold, and a page must neither run, render nor lose.
HOSTILE = (
    "${alert(1)}",
    "a `backtick` and ```fence```",
    "C:\\users\\x and \\u0041 \\n",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "{{constructor}} {{{this}}}",
    "</mark></div></details>",
    "say \"quoted\" and 'single'",
    "[click](javascript:alert(1)) <javascript:alert(1)>",
    "*stars* _lines_ **bold** # heading | table | $$x^2$$ $y$ \\(z\\)",
    "first\n\n    four blanks\n\n> quote\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "&amp; &lt;b&gt; &#60;",
)


def passage(text: str, title: str = "The treaty", author: str | None = "A. Writer", start: int = 100) -> Passage:
    return Passage(
        passage_id=1,
        document="treaty.md",
        title=title,
        author=author,
        year=2021,
        headings=(title, "How it came about"),
        start=start,
        end=start + len(text),
        text=text,
    )


def answered(
    before: str = "It was a long road. ",
    quote: str = "The treaty was signed in May 1994.",
    after: str = " It held for years.",
    title: str = "The treaty",
    question: str = "When was the treaty signed?",
) -> Answer:
    """An answer of one sentence that cites the quote; a second passage was read and is not cited."""
    cited = passage(before + quote + after, title)
    start = cited.start + len(before)
    highlight = (len(before), len(before) + len(quote))
    return Answer(
        question=question,
        answered=True,
        sentences=(Sentence(quote, (1,)),),
        citations=(Citation(1, "treaty.md", title, "A. Writer", 2021, quote, start, start + len(quote), 0, highlight),),
        short_answer="May 1994",
        confidence=0.87,
        hits=(Hit(cited, 1, 0.9, 0.8, 4.0), Hit(passage("Of no use here.", "The other paper"), 2, 0.5, 0.4, 1.0)),
        seconds=Seconds(0.1, 0.2, 0.31),
    )


def listed(introduced: bool = True) -> Answer:
    """An answer that is a list, and a sentence behind it."""
    said = ("You need:\n" if introduced else "") + "- a *letter*\n2. a form, which is <free>"
    one, other = answered(quote=said), answered()
    sentences = (Sentence(said, (1,)), Sentence("The board decides.", (2,)))
    second = replace(other.citations[0], number=2, passage=1)
    return replace(
        one,
        sentences=sentences,
        citations=(*one.citations, second),
        short_answer=None,
        hits=(one.hits[0], replace(other.hits[0], rank=2)),
    )


def unanswered(text: str = "Nothing of the kind stands here.", question: str = "Who won?", hits: int = 4) -> Answer:
    """An honest "the documents do not say", with some hits."""
    found = tuple(Hit(passage(text, f"Paper {rank}"), rank, 1 / rank, 0.2, 1.0) for rank in range(1, hits + 1))
    return Answer(question, False, (), (), None, 0.004, found, Seconds(0.1, 0.2, 1.52))
