"""One citation as a reference: in words for a footnote, and as BibTeX for a bibliography."""

import hashlib
import re
import unicodedata

from corpus.authors import author_names
from qa.answer import Citation

# Enough to tell the quotes of one bibliography apart: among 10,000 of them two share it with a chance of 1 in 85.
KEY_HASH_CHARACTERS = 8
# What TeX takes for a command. Braces by name, because BibTeX counts them even behind a backslash; < > | because the
# older font encoding prints others in their place.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{character: "\\" + character for character in "$&#_%"},
    }
)


def render_reference(citation: Citation, said: str = "") -> str:
    """The citation on one line: Author (Year). Title, p. N. “quote”; what is not known is left out.

    said: what the quote says without what cut it (Answer.said); the quote as it stands in the file if empty.
    """
    quote = one_line(said or citation.quote)
    return f"{render_source(citation)} “{quote}”"


def render_source(citation: Citation) -> str:
    """Where the citation is from, on one line: Author (Year). Title, p. N."""
    author, title = one_line(citation.author or ""), one_line(citation.title)
    year = f" ({citation.year})" if citation.year is not None else ""
    page = f", p. {citation.page}" if citation.page is not None else ""
    if not author:
        return _ended(f"{title}{year}{page}")
    return f"{_ended(author + year)} {_ended(title + page)}"


def render_bibtex(citation: Citation, said: str = "") -> str:
    """The citation as a BibTeX entry of several lines, UTF-8, its key the same whenever this quote is cited.

    said: as for render_reference.
    """
    page = f"p. {citation.page}: " if citation.page is not None else ""
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in author_names(one_line(citation.author or ""))),
        # The inner braces keep the capitals.
        "title": "{" + escape_latex(citation.title) + "}",
        "year": "" if citation.year is None else str(citation.year),
        "howpublished": escape_latex(citation.document),
        "note": f"{page}“{escape_latex(said or citation.quote)}”",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{bibtex_key(citation)},", *lines, "}"])


def bibtex_key(citation: Citation) -> str:
    """The key of a citation's entry, such as writer2021treaty-0f3a9c21: ASCII letters, digits and a hyphen.

    Two quotes have two keys, because a bibliography may hold both.
    """
    names = author_names(one_line(citation.author or ""))
    family = (names[0].split(",")[0] if "," in names[0] else names[0].split()[-1]) if names else ""
    title = next((word for word in map(_slug, citation.title.split()) if len(word) > 3), "")
    identity = f"{citation.document}\0{citation.start}\0{citation.end}\0{citation.quote}"
    hashed = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:KEY_HASH_CHARACTERS]
    return f"{_slug(family)}{'' if citation.year is None else citation.year}{title}-{hashed}"


def escape_latex(text: str) -> str:
    """The text for the inside of a BibTeX field, on one line, with balanced braces."""
    return one_line(text).translate(LATEX)


def one_line(text: str) -> str:
    """The text on one line, without control characters, which would steer whatever shows them."""
    kept = "".join(character for character in text if character.isprintable() or character.isspace())
    return " ".join(kept.split())


def _bibtex_name(name: str) -> str:
    """One person's name. Braces keep BibTeX from taking apart what is no plain name."""
    escaped = escape_latex(name)
    plain = name.count(",") <= 1 and not re.search(r"\band\b", name, re.IGNORECASE)
    return escaped if plain else "{" + escaped + "}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub("[^a-z0-9]", "", plain)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
