from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Original, Piece
from index.store import StoredDocument
from qa.answer import QUOTED_INSTEAD, Alteration, Searched, Understood
from qa.rendering import html
from tests.answers import HOSTILE, answered, listed, unanswered

VOID = {"br", "img", "input", "meta", "link", "hr"}


class Page(HTMLParser):
    """Reads HTML strictly: its elements with their attributes and text, nested as a tree of paths."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[int] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == [], "elements left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in VOID
        self.open.append(len(self.elements))
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for number in self.open:
            self.texts[number] += data

    def find(self, tag: str, **attributes: str) -> list[tuple[dict[str, str | None], str]]:
        wanted = {"class" if name == "class_" else name: value for name, value in attributes.items()}
        return [
            (attrs, text)
            for (name, attrs), text in zip(self.elements, self.texts, strict=True)
            if name == tag and wanted.items() <= attrs.items()
        ]


def everything(answer):
    return "".join(
        [html.render_question(answer.question), html.render_answer(answer, 3), html.render_sources({3: answer})]
    )


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("make", [answered, unanswered])
def test_hostile_text_stays_text(hostile, make):
    if make is answered:
        answer = answered(hostile, f"Quoted {hostile}", hostile, title=hostile, question=hostile)
    else:
        answer = unanswered(hostile, hostile)
    page = Page(everything(answer))
    assert {tag for tag, _ in page.elements} <= {
        *("div", "p", "span", "sup", "a", "ul", "li", "button", "pre", "section", "h2", "h3"),
        *("details", "summary", "mark"),
    }
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#turn-3-").startswith("#turn-3-")
    assert page.find("div", class_="question")[0][1] == hostile


@given(before=st.text(), quote=st.text(min_size=1), after=st.text())
def test_the_mark_holds_exactly_the_quote_whatever_the_text(before, quote, after):
    page = Page(html.render_sources({1: answered(before, quote, after)}))
    (_, marked), *others = page.find("mark")
    assert (marked, others) == (quote, [])
    (_, shown), *_ = page.find("div", class_="passage")
    assert (before + quote + after).endswith(shown)
    assert shown.endswith(quote + after)


@given(st.text())
def test_a_message_has_one_line_so_that_gradio_trims_nothing(text):
    answer = answered(text, "Quote " + text, text, text, text)
    assert len((html.render_question(text) + html.render_answer(answer, 1)).encode().split(b"\n")) == 1
    assert Page(html.render_question(text)).find("div")[0][1] == text


def test_a_sentence_is_followed_by_links_to_the_cards_of_its_citations():
    answer = answered()
    shown, sources = Page(html.render_answer(answer, 3)), Page(html.render_sources({3: answer}))
    said = shown.find("p", class_="said")[0][1]
    assert said.replace("\u2060", " ") == "The treaty was signed in May 1994. Source 1: The treaty · A. Writer · 2021"
    links = [attributes["href"] for attributes, _ in shown.find("a")]
    assert links == ["#turn-3-source-1"] * 2
    assert len(sources.find("details", id="turn-3-source-1")) == 1
    assert [attributes["href"] for attributes, _ in sources.find("a", class_="back")] == ["#turn-3-answer"] * 2
    assert len(shown.find("div", id="turn-3-answer")) == 1


def test_an_answer_tells_its_short_form_verdict_confidence_time_and_sources():
    page = Page(html.render_answer(answered(), 1))
    assert page.find("p", class_="short")[0][1] == "May 1994"
    assert page.find("span", class_="verdict")[0][1] == "Found in the documents fairly sure (87%) · 0.31 s"
    assert page.find("ul", class_="cited")[0][1].endswith("The treaty · A. Writer, 2021 · How it came about")


def test_citations_of_one_section_share_a_line():
    answer = answered()
    second = replace(answer.citations[0], number=2, quote="It held for years.", start=155, end=173, highlight=(55, 73))
    answer = replace(answer, citations=(*answer.citations, second))
    lines = Page(html.render_answer(answer, 1)).find("li")
    assert len(lines) == 1
    assert "Source 2" in lines[0][1]


def test_uncited_passages_are_folded_away_below_the_cards():
    page = Page(html.render_sources({1: answered()}))
    ((attributes, text),) = page.find("details", class_="also")
    assert "open" not in attributes
    assert text.startswith("Also read, not cited (1)The other paper")
    assert "The treaty" not in text


def test_a_quote_that_is_not_where_the_citation_says_is_shown_alone():
    answer = answered()
    moved = replace(answer.citations[0], highlight=(1, 35))
    page = Page(html.render_sources({1: replace(answer, citations=(moved,))}))
    assert page.find("div", class_="passage")[0][1] == "The treaty was signed in May 1994."


def test_the_headings_of_a_passage_stand_on_its_card_and_not_in_its_text():
    page = Page(html.render_sources({1: answered(before="# The treaty\n\n## How it came about\n\nFirst. ")}))
    assert page.find("div", class_="passage")[0][1].startswith("First. The treaty was signed")
    assert page.find("span", class_="path")[0][1] == "How it came about"


def test_a_quoted_heading_is_kept():
    page = Page(html.render_sources({1: answered(before="", quote="# The treaty", after="\n\nFirst.")}))
    assert page.find("mark")[0][1] == "# The treaty"


def test_only_the_latest_turn_is_current():
    page = Page(html.render_sources({1: answered(), 2: unanswered()}))
    assert [attributes["class"] for attributes, _ in page.find("section")] == ["turn", "turn current"]
    assert html.render_sources({}) == ""


def test_the_documents_do_not_answer_and_three_passages_are_offered_whole():
    text = "Long words. " * 60
    page = Page(html.render_answer(unanswered(text), 1))
    assert page.find("h3")[0][1] == "The documents do not answer this"
    assert page.find("span", class_="verdict")[0][1] == (
        "Not found in the documents very sure (under 1% that they answer) · 1.5 s"
    )
    offered = page.find("details", class_="near")
    assert len(offered) == 3
    assert offered[0][1].startswith("Paper 1 · A. Writer · 2021Long words. ")
    assert [body for _, body in page.find("div", class_="passage")] == [text] * 3
    excerpts = [body for _, body in page.find("span", class_="excerpt")]
    assert all(len(body) <= 304 and body.endswith("words. ...") for body in excerpts)


def test_a_citation_names_its_page_on_the_card_and_in_the_line():
    answer = answered()
    assert "page" not in html.render_sources({1: answer})
    paged = replace(answer, citations=(replace(answer.citations[0], page=12),))
    assert '<span class="path">How it came about · page 12</span>' in html.render_sources({1: paged})
    assert " · How it came about · page 12</li>" in html.render_answer(paged, 1)


@pytest.mark.parametrize("make", [answered, unanswered])
def test_a_follow_up_tells_how_it_was_understood_and_others_do_not(make):
    shown = html.render_answer(replace(make(), understood=Understood("And?", ("<b>Shusha</b>",))), 1)
    assert Page(shown).find("p", class_="understood")[0][1] == "Understood as: And? (<b>Shusha</b>) "
    assert "Understood as" not in html.render_answer(make(), 1)


@pytest.mark.parametrize("make", [answered, unanswered])
def test_only_the_last_turn_can_be_asked_again_and_put_right(make):
    follow_up = replace(make(), understood=Understood("And?", ("Shusha",)))
    last, earlier = (Page(html.render_answer(follow_up, 1, last)) for last in (True, False))
    names = ("act again", "act edit", "act reword")
    assert [len(last.find("button", class_=name)) for name in names] == [1, 1, 1]
    assert [len(earlier.find("button", class_=name)) for name in names] == [0, 0, 0]
    assert Page(html.render_problem("gone", 1, last=True)).find("button", class_="act again")
    assert Page(html.render_problem("gone", 1)).find("button") == []


@pytest.mark.parametrize(
    ("make", "confidence", "words"),
    [
        (answered, 0.9, "very sure (90%)"),
        (answered, 0.75, "fairly sure (75%)"),
        (answered, 0.74, "not sure: read the quotes (74%)"),
        (unanswered, 0.09, "very sure (9% that they answer)"),
        (unanswered, 0.29, "fairly sure (29% that they answer)"),
        (unanswered, 0.3, "not sure: read the passages (30% that they answer)"),
    ],
)
def test_confidence_is_told_in_words_with_the_number_behind_it(make, confidence, words):
    shown = Page(html.render_answer(replace(make(), confidence=confidence), 1))
    assert shown.find("span", class_="sure")[0][1] == words


def test_the_thumb_that_was_given_is_pressed():
    def pressed(helpful):
        shown = Page(html.render_answer(answered(), 1, helpful=helpful))
        return [attributes["class"] for attributes, _ in shown.find("button") if "pressed" in attributes["class"]]

    assert (pressed(None), pressed(True), pressed(False)) == ([], ["act thumb up pressed"], ["act thumb down pressed"])


def test_what_is_done_is_told_while_an_answer_is_made_with_what_is_written():
    shown = Page(html.render_pending("Writing", ["It was <b>signed</b>.", "It held."]))
    assert shown.find("p", class_="said draft")[0][1] == "It was <b>signed</b>. It held."
    assert shown.find("span", role="status")[0][1] == "Writing"
    assert "draft" not in html.render_pending("Reading 10 passages")


def test_quotes_can_be_walked_through_where_there_are_several():
    answer = answered()
    second = replace(answer.citations[0], number=2, quote="It held for years.", start=155, end=173, highlight=(55, 73))
    assert Page(html.render_sources({1: answer})).find("span", class_="walk") == []
    shown = Page(html.render_sources({1: replace(answer, citations=(*answer.citations, second))}))
    assert shown.find("span", class_="at")[0][1] == "2 quotes"
    assert len(shown.find("button", class_="next")) == len(shown.find("button", class_="previous")) == 1


def test_a_source_can_be_copied_as_text_and_as_bibtex():
    copied = [text for _, text in Page(html.render_sources({1: answered()})).find("pre", class_="copy-text")]
    assert copied[0] == "A. Writer (2021). The treaty. “The treaty was signed in May 1994.”"
    assert copied[1].startswith("@misc{writer2021treaty-") and "The treaty was signed in May 1994." in copied[1]


def test_questions_to_begin_with_are_buttons():
    shown = Page(html.render_welcome([object()], ["What is <b>this</b>?"]))
    assert [text for _, text in shown.find("button", class_="example")] == ["What is <b>this</b>?"]
    assert Page(html.render_welcome([object()])).find("ul") == []


def test_an_answer_of_some_documents_says_of_how_many():
    some = Searched(2, 5)
    found = Page(html.render_answer(replace(answered(), searched=some), 1))
    assert found.find("span", class_="verdict")[0][1].endswith("0.31 s · asked of 2 of 5 documents")
    declined = Page(html.render_answer(replace(unanswered(), searched=some), 1))
    assert declined.find("p", class_="scope")[0][1].startswith("Only 2 of 5 documents were asked")
    assert Page(html.render_answer(unanswered(), 1)).find("p", class_="scope") == []


def test_an_empty_index_offers_nothing():
    page = Page(html.render_answer(unanswered(hits=0), 1))
    assert page.find("details") == []
    assert "nearest" not in page.find("div", class_="silent")[0][1]


def test_the_library_names_each_document_and_folds_a_long_list():
    one = StoredDocument(1, "a.md", "/x/a.md", "0", "<b>Title</b>", "Ann & Bob", 2020, 10, 3)
    page = Page(html.render_library([one]))
    assert page.find("p")[0][1] == "1 document, 3 passages"
    assert page.find("li")[0][1] == "<b>Title</b>Ann & Bob, 2020"
    many = Page(html.render_library([one] * 1200))
    assert many.find("p")[0][1] == "1,200 documents, 3,600 passages"
    assert many.find("details")[0][1].startswith("1192 more")


def test_the_welcome_says_what_to_do_with_an_empty_index():
    assert "python -m index add" in Page(html.render_welcome([])).find("code")[0][1]
    assert html.render_library([]) == ""


@pytest.mark.parametrize("render", [html.render_problem, html.render_notice])
def test_a_message_is_a_sentence_and_escaped(render):
    assert ">The index &lt;x&gt; is gone.<" in render("the index <x> is gone")


def test_no_notice_is_nothing():
    assert html.render_notice("") == ""


def test_the_style_and_the_script_fetch_nothing():
    for path in (html.STYLE, html.SCRIPT):
        # The icons stand in the style itself; a drawing names what it is by an address that nobody fetches.
        text = path.read_text(encoding="utf-8").replace('url("data:image/svg+xml,', "")
        text = text.replace("xmlns='http://www.w3.org/2000/svg'", "")
        assert not any(word in text for word in ("http:", "https:", "url(", "@import", "//cdn", "eval("))


def test_a_quote_that_a_page_cut_is_marked_without_what_cut_it_and_shown_as_it_stands_in_the_file():
    raw = "The treaty was signed\n\nJOURNAL OF TREATIES\n\nin May 1994."
    clean = "The treaty was signed in May 1994."
    answer = answered(before="", quote=clean, after="")
    pieces = (Piece(100, 121, 200), Piece(122, 134, 200 + raw.index("in May")))
    hit = replace(answer.hits[0], passage=replace(answer.hits[0].passage, original=Original(raw, pieces, 200)))
    citation = replace(answer.citations[0], quote=raw, start=200, end=200 + len(raw))
    page = Page(html.render_sources({1: replace(answer, hits=(hit, *answer.hits[1:]), citations=(citation,))}))
    assert page.find("mark")[0][1] == clean
    ((_, shown),) = page.find("details", class_="as-printed")
    assert shown.startswith("As it stands in the file, characters 200 to 256")
    assert "JOURNAL OF TREATIES" in shown
    assert page.find("details", class_="as-printed") and not Page(html.render_sources({1: answered()})).find(
        "details", class_="as-printed"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_changed_of_a_models_words_is_told_as_text(text: str) -> None:
    altered = replace(answered(), writer=text, alterations=(Alteration(text, "left out", (f"no {text}",)),))
    page = Page(html.render_answer(altered, 1))
    kept = " ".join(text.split())
    assert any(kept in " ".join(one.split()) and "Left out" in one for one in page.texts)
    assert {tag for tag, _ in page.elements} == {
        tag for tag, _ in Page(html.render_answer(altered_plain(), 1)).elements
    }


def altered_plain():
    return replace(answered(), writer="m", alterations=(Alteration("x", "left out", ("y",)),))


def test_that_the_documents_are_quoted_instead_stands_in_the_summary() -> None:
    altered = replace(altered_plain(), alterations=(*altered_plain().alterations, Alteration("own", QUOTED_INSTEAD)))
    ((_, summary),) = Page(html.render_answer(altered, 1)).find("summary")
    assert summary == "No passage says what m wrote: the documents are quoted instead"
    assert Page(html.render_answer(altered_plain(), 1)).find("summary")[0][1] == "1 change to what m wrote"


def test_without_changes_none_are_told() -> None:
    assert "altered" not in html.render_answer(answered(), 1)


@pytest.mark.parametrize("introduced", [True, False])
def test_a_list_is_shown_below_what_introduces_it_and_cites_once(introduced):
    page = Page(html.render_answer(listed(introduced), 3))
    ((_, items),) = page.find("span", class_="items")
    ((_, bullet),) = page.find("span", class_="item bullet")
    ((_, numbered),) = page.find("span", class_="item")
    assert bullet == "a *letter*"
    assert numbered.startswith("2. a form, which is <free>")
    sentences = [text for _, text in page.find("span", class_="sentence")]
    assert sentences == (["You need:"] if introduced else []) + ["The board decides."]
    cites = [attrs["href"] for attrs, _ in page.find("a", class_="cite")]
    assert cites[:2] == ["#turn-3-source-1", "#turn-3-source-2"]
    # The citation follows the introduction, or the last item where there is none.
    assert ("Source 1" in items) == (not introduced)


def test_of_the_cards_of_one_passage_the_first_is_open():
    answer = answered()
    (one,) = answer.citations
    answer = replace(answer, citations=(one, replace(one, number=2), replace(one, number=3, passage=1)))
    page = Page(html.render_sources({3: answer}))
    shown = page.find("details", class_="card") + page.find("details", class_="card again")
    assert [("open" in card, card["name"]) for card, _ in shown] == [
        (True, "turn-3-passage-0"),
        (True, "turn-3-passage-1"),
        (False, "turn-3-passage-0"),
    ]
    assert [text for _, text in page.find("span", class_="gist")] == [one.quote]
