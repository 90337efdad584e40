import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Citation
from qa.rendering.reference import bibtex_key, escape_latex, one_line, render_bibtex, render_reference
from tests.answers import HOSTILE, answered

CITATION = replace(answered().citations[0], page=3)
COMMANDS = {
    "\\textbackslash{}": "\\",
    "\\textbraceleft{}": "{",
    "\\textbraceright{}": "}",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    "\\textless{}": "<",
    "\\textgreater{}": ">",
    "\\textbar{}": "|",
}


def printed(latex: str) -> str:
    """What LaTeX prints for a text; nothing but the commands above and escaped characters may be commands."""
    command = re.compile("|".join(map(re.escape, COMMANDS)) + r"|\\[$&#_%]")
    rest = command.sub("", latex)
    assert not set(rest) & set("\\{}~^<>|$&#_%"), rest
    return command.sub(lambda found: COMMANDS.get(found[0], found[0][1:]), latex)


def fields(entry: str) -> dict[str, str]:
    """The fields of an entry, read as BibTeX reads them: a value ends where its braces do."""
    opened = re.match(r"@misc\{([a-z0-9-]+),\n", entry)
    assert opened
    found, at = {}, opened.end()
    while entry[at] != "}":
        name = re.compile(r"  ([a-z]+) = ").match(entry, at)
        assert name
        depth, start = 0, name.end()
        for at in range(start, len(entry)):
            depth += (entry[at] == "{") - (entry[at] == "}")
            if depth == 0:
                break
        assert depth == 0 and entry[at + 1 : at + 3] == ",\n"
        found[name[1]] = entry[start + 1 : at]
        at += 3
    assert entry[at:] == "}"
    return found


def test_a_reference_reads_as_in_a_footnote():
    assert render_reference(CITATION) == "A. Writer (2021). The treaty, p. 3. “The treaty was signed in May 1994.”"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"page": None}, "A. Writer (2021). The treaty. “Q”"),
        ({"year": None}, "A. Writer. The treaty, p. 3. “Q”"),
        ({"author": None}, "The treaty (2021), p. 3. “Q”"),
        ({"author": "", "year": None, "page": None}, "The treaty. “Q”"),
        ({"title": "Who won?", "page": None}, "A. Writer (2021). Who won? “Q”"),
        ({"author": "A. Writer Jr.", "year": None, "page": None}, "A. Writer Jr. The treaty. “Q”"),
        ({"title": "Two\nlines\tand \x1b[31mred\x07"}, "A. Writer (2021). Two lines and [31mred, p. 3. “Q”"),
    ],
)
def test_what_is_not_known_is_left_out(changes, expected):
    assert render_reference(replace(CITATION, **{"quote": "Q", **changes})) == expected


def test_the_quote_may_be_given_without_what_cut_it():
    cut = replace(CITATION, quote="The treaty was -- 7 -- signed.")
    assert render_reference(cut, "The treaty was\nsigned.").endswith("“The treaty was signed.”")
    assert "“The treaty was signed.”" in render_bibtex(cut, "The treaty was\nsigned.")
    assert render_reference(cut).endswith("“The treaty was -- 7 -- signed.”")


def test_an_entry_has_the_fields_that_are_known():
    entry = render_bibtex(CITATION)
    key = bibtex_key(CITATION)
    assert entry == (
        f"@misc{{{key},\n"
        "  author = {A. Writer},\n"
        "  title = {{The treaty}},\n"
        "  year = {2021},\n"
        "  howpublished = {treaty.md},\n"
        "  note = {p. 3: “The treaty was signed in May 1994.”},\n"
        "}"
    )
    unknown = fields(render_bibtex(replace(CITATION, author=None, year=None, page=None)))
    assert unknown == {
        "title": "{The treaty}",
        "howpublished": "treaty.md",
        "note": "“The treaty was signed in May 1994.”",
    }


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Anna Writer, Bert Reader", "Anna Writer and Bert Reader"),
        ("Babayev, Azer", "Babayev, Azer"),
        ("A. Writer; B. Reader & C. Third", "A. Writer and B. Reader and C. Third"),
        ("Writer, A., Jr., PhD; Smith & Sons", "{Writer, A., Jr., PhD} and Smith and Sons"),
    ],
)
def test_persons_are_parted_as_bibtex_wants(author, expected):
    assert fields(render_bibtex(replace(CITATION, author=author)))["author"] == expected


def test_a_key_names_author_year_and_title_and_stays():
    assert re.fullmatch(r"writer2021treaty-[0-9a-f]{8}", bibtex_key(CITATION))
    assert bibtex_key(replace(CITATION, number=7, passage=3, highlight=(1, 2))) == bibtex_key(CITATION)
    azeri = replace(CITATION, author="Əliyev, Çingiz", title="Ön söz: Şuşa bəyannaməsi", year=None)
    assert re.fullmatch(r"liyevsusa-[0-9a-f]{8}", bibtex_key(azeri))


@pytest.mark.parametrize(
    "changes", [{"start": 1}, {"end": 999}, {"quote": "another"}, {"document": "b.md"}], ids=lambda one: next(iter(one))
)
def test_two_quotes_have_two_keys(changes):
    assert bibtex_key(replace(CITATION, **changes)) != bibtex_key(CITATION)


@given(st.text())
def test_any_text_is_printed_by_latex_as_it_is(text):
    assert printed(escape_latex(text)) == one_line(text)


@given(st.builds(Citation))
def test_any_citation_is_a_whole_entry_and_one_line(citation):
    found = fields(render_bibtex(citation))
    assert printed(found["title"][1:-1]) == one_line(citation.title)
    assert printed(found["note"]).endswith(f"“{one_line(citation.quote)}”")
    assert "\n" not in render_reference(citation)
    assert all(character.isprintable() for character in render_reference(citation))


@pytest.mark.parametrize("text", [*HOSTILE, "50 % of $5 & #1_a {b} c\\d ~ ^ < > | \ud800 \x00", "}}, @misc{evil,"])
def test_hostile_text_stays_in_its_field(text):
    hostile = replace(CITATION, title=text, author=text, quote=text, document=text)
    found = fields(render_bibtex(hostile))
    assert set(found) == {"author", "title", "year", "howpublished", "note"}
    assert printed(found["howpublished"]) == one_line(text)
    render_bibtex(hostile).encode()
    render_reference(hostile).encode()
