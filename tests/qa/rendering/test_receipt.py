import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from qa.answer import Alteration, Searched, Sentence
from qa.rendering.receipt import render_receipt
from tests.answers import HOSTILE
from tests.qa.receipts.receipts import citation, receipt

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page strictly: its elements with their attributes, and the text that is shown."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.text, self.style, self.texts = [], [], "", "", {}
        self.feed(source)
        self.close()
        assert self.open == [], "elements left open"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts[self.open[-1] if self.open else ""] = self.texts.get(self.open[-1] if self.open else "", "") + data
        if not {"script", "style"} & set(self.open):
            self.text += data

    def tags(self):
        return [tag for tag, _ in self.elements]


def whole(hostile):
    return receipt(
        question=hostile,
        understood=hostile + "!",
        short_answer=hostile,
        writer=hostile,
        sentences=(Sentence(hostile, (1,)), Sentence(hostile, (), False)),
        citations=(citation(1, hostile, 5, hostile, hostile, hostile),),
        alterations=(Alteration(hostile, "left out", (hostile,)),),
        program=hostile,
    )


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "</script>", "<!--", "--><script>", "</style>", "</title>", "' x='\" y=\""]
)
def test_hostile_text_stays_text(hostile):
    page, tame = Page(render_receipt(whole(hostile))), Page(render_receipt(whole("tame")))
    assert page.elements[: page.tags().index("script")] == tame.elements[: tame.tags().index("script")]
    assert page.tags() == tame.tags()
    assert " ".join(page.text.split()).count(" ".join(hostile.split())) >= 8


def test_nothing_is_loaded_and_nothing_may_run():
    page = Page(render_receipt(receipt()))
    policies = [
        attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    style = base64.b64encode(hashlib.sha256(page.texts["style"].encode()).digest()).decode()
    assert policies == [f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"]
    assert [attrs["type"] for tag, attrs in page.elements if tag == "script"] == ["application/json"]
    links = [value for _, attrs in page.elements for key, value in attrs.items() if key in ("href", "src")]
    assert links and all(link.startswith("#") for link in links)
    assert not re.search(r"url\(|@import|https?:", page.texts["style"])
    assert not {key for _, attrs in page.elements for key in attrs} & {"style", "onclick", "onload"}


def test_each_sentence_leads_to_its_quotes():
    quotes = (citation(1, "It was signed.", 10), citation(2, "In May 1994 it was.", 90))
    page = Page(render_receipt(receipt(sentences=(Sentence("It was signed in May.", (1, 2)),), citations=quotes)))
    links = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    assert links == ["#quote-1", "#quote-2"]
    assert {attrs["id"] for tag, attrs in page.elements if tag == "li"} == {"quote-1", "quote-2"}
    assert "characters 90 to 109" in page.text and "sha256 " + quotes[0].sha256 in page.text


def test_a_refusal_is_shown_as_one():
    one = receipt(
        answered=False, sentences=(), citations=(), short_answer=None, confidence=0.2, searched=Searched(2, 5)
    )
    text = Page(render_receipt(one)).text
    assert "The documents do not answer this." in text and "Quotes" not in text
    assert "Confidence that they answer 20%; asked of 2 of 5 documents" in text


def test_what_a_model_said_without_support_is_marked():
    one = receipt(sentences=(Sentence("It held.", (), False),), writer="some model")
    text = Page(render_receipt(one)).text
    assert "It held.\u2060 [not in the passages]" in text and "worded by some model" in text


def test_it_tells_what_it_came_from():
    one = receipt()
    text = Page(render_receipt(one)).text
    for told in (one.index.documents_sha256, one.models.reader_sha256, "all-MiniLM-L6-v2", "5 documents", "0.1.0"):
        assert told in text
    assert "21 November 2026, 17:20 UTC" in text


def test_colours_follow_the_readers_system():
    style = Page(render_receipt(receipt())).texts["style"]
    assert "color-scheme: light dark" in style and "@media (prefers-color-scheme: dark)" in style


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(dark):
    """The formula of contrast is that of WCAG 2.2."""
    style = Page(render_receipt(receipt())).texts["style"]
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[dark]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    pairs = [("ink", "paper"), ("quiet", "paper"), ("accent", "paper"), ("warn", "paper"), ("on-mark", "mark")]
    for front, back in pairs:
        light, dim = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
        assert (light + 0.05) / (dim + 0.05) >= 4.5, (front, back)


def test_a_list_has_a_line_for_each_item():
    sentences = (Sentence("You need:\n- a <letter>\n- a form", (1,)), Sentence("It is free.", (1,)))
    page = Page(render_receipt(receipt(sentences=sentences)))
    without = Page(render_receipt(receipt(sentences=sentences[1:])))
    assert page.tags().count("br") == without.tags().count("br") + 3
    assert "- a <letter>\n- a form" in page.text
