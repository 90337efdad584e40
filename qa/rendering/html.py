"""Answers as HTML for the page. Every word of a question, a document or a model goes through html.escape here.

Turns are numbered from 1 in one conversation. Ids tie a citation to its card and back: turn-3-source-1 is the card of
citation 1 in turn 3, turn-3-answer the answer it belongs to; chat.js follows these links.
"""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.authors import short_author
from index.passage import Hit, Passage
from qa.answer import QUOTED_INSTEAD, Answer, Citation, Sentence
from qa.rendering.items import BULLET, take_apart
from qa.rendering.reasons import give_reasons
from qa.rendering.reference import render_bibtex, render_reference
from qa.rendering.sides import Side, take_sides
from qa.rendering.text import (
    HEADING_LINES,
    NEAREST_PASSAGES,
    UNSAID,
    asked_of,
    elsewhere,
    excerpt,
    percentage,
    render_text,
    seconds,
    tell,
    without_headings,
)

if TYPE_CHECKING:
    from index.store import StoredDocument

STYLE = Path(__file__).with_name("chat.css")
SCRIPT = Path(__file__).with_name("chat.js")
ICON = Path(__file__).with_name("icon.svg")

MASTHEAD = (
    '<header><button class="icon toggle-side" type="button" aria-controls="shelf" aria-expanded="false">'
    '<span class="visually-hidden">Chats, documents and settings</span></button>'
    "<h1>Attaché</h1><p>Answers from your documents, each sentence with its source</p>"
    '<details class="menu export"><summary>Export</summary><div>'
    '<button class="as-file" type="button" data-format="md">As Markdown</button>'
    '<button class="as-file" type="button" data-format="json">As JSON</button></div></details></header>'
)
DRAWER_HEAD = (
    '<div class="drawer-bar"><button class="icon close-drawer" type="button">'
    '<span class="visually-hidden">Close the sources</span></button></div>'
)
WAYS = (
    '<nav aria-label="Parts of the page">'
    '<button class="way" type="button" data-view="documents">Documents</button>'
    '<button class="way" type="button" data-view="settings">Settings</button></nav>'
)
CLOSE_VIEW = '<button class="act close-view" type="button">Back to the chat</button>'
DOCUMENTS_HEAD = (
    '<div class="view-head"><div><h2>Documents</h2>'
    "<p>Tick those that you want to ask; with none ticked, all are asked. "
    f"Your choice is kept in this browser; what you add stays on this machine.</p></div>{CLOSE_VIEW}</div>"
)
SETTINGS_HEAD = (
    f'<div class="view-head"><div><h2>Settings</h2><p>For your next questions, kept in this browser.</p></div>'
    f"{CLOSE_VIEW}</div>"
)
KEEP = '<button class="act keep" type="button">Leave it as it is</button>'
REWORDING = f'<p class="notice note" role="status">You are editing your last question; its answer will go. {KEEP}</p>'
REWORDING_ALONE = (
    '<p class="notice note" role="status">Say what you meant: it is asked just as you word it, '
    f"whatever was asked before. {KEEP}</p>"
)
# More titles than this are folded away, so that the example questions stay on the screen.
TITLES_SHOWN = 8
COPY_WIDTH = 100

ASK_AGAIN = '<button class="act again" type="button">Ask again</button>'
REWORD_LAST = '<button class="act edit" type="button">Edit</button>'
# The reader's estimate in words. Found: from nine in ten on, from three in four on; not found: below one in ten, below
# three in ten.
VERY_SURE, FAIRLY_SURE = 0.9, 0.75
VERY_SURE_NOT, FAIRLY_SURE_NOT = 0.1, 0.3

# Gradio trims the indentation of the lines of a message, so that none may have a second line.
BREAKS = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
RECEIPT_TITLE = "Save the answer with its quotes as one file, which can be checked later"
CONFIDENCE_TITLE = "The reader's own estimate of the probability that the passages it read answer the question"
WHAT_TO_TRY = (
    "Try the names, places or years that the documents themselves would use, or ask about one thing at a time. "
    "If the answer should be there, its document may not be indexed."
)


def escape(text: str) -> str:
    """Text for the inside of an element or a quoted attribute, on one line."""
    return html.escape(text).translate(BREAKS)


def render_question(question: str) -> str:
    """What the user asked, as typed."""
    return f'<div class="question">{escape(question)}</div>'


def render_pending(stage: str, draft: Sequence[str] = ()) -> str:
    """What stands in place of an answer until it is there: what is being done, and the sentences there are so far.

    chat.js counts the seconds beside the stage.
    """
    written = f'<p class="said draft">{escape(" ".join(draft))}</p>' if draft else ""
    told = f'<span role="status">{escape(stage)}</span><span class="dots">…</span><span class="elapsed"></span>'
    return f'<div class="pending">{written}<p class="stage">{told}</p></div>'


def render_problem(message: str, turn: int | None = None, last: bool = False) -> str:
    """Why a question could not be answered. turn, last: as render_answer takes them."""
    named = f' id="turn-{turn}-problem"' if turn is not None else ""
    actions = f'<span class="acts">{ASK_AGAIN}{REWORD_LAST}</span>' if last else ""
    return f'<div class="problem"{named}><p role="alert">{escape(_sentence_case(message))}</p>{actions}</div>'


def render_notice(message: str) -> str:
    """A word about what is in the question box; nothing if the message is empty."""
    return f'<p class="notice" role="alert">{escape(_sentence_case(message))}</p>' if message else ""


def render_answer(answer: Answer, turn: int, last: bool = False, helpful: bool | None = None) -> str:
    """The answer with its citations, or the card that says the documents do not answer.

    last: whether it is the last turn, which can be asked again. helpful: what the visitor said of it, None for nothing.
    """
    understood = _understood(answer, last)
    body = understood + (_found(answer, turn) if answer.answered else _not_found(answer)) + _altered(answer)
    foot = f'<div class="foot">{_verdict(answer)}{_actions(answer, last, helpful)}</div>'
    return f'<div class="answer" id="turn-{turn}-answer">{body}{foot}</div>'


def render_sources(answers: Mapping[int, Answer]) -> str:
    """The sources of every turn by its number: the latest shown, earlier ones hidden until a citation is followed."""
    latest = max(answers, default=0)
    return "".join(_turn_sources(answer, turn, turn == latest) for turn, answer in answers.items())


def render_welcome(documents: "Sequence[StoredDocument]", examples: Sequence[str] = ()) -> str:
    """What the page is for. examples: questions that can be clicked."""
    if not documents:
        return (
            '<div class="welcome"><h2>No documents are indexed yet</h2>'
            "<p>Add some under Documents, or with <code>python -m index add FOLDER</code>.</p></div>"
        )
    return (
        '<div class="welcome"><h2>Ask the documents</h2>'
        "<p>Every sentence of an answer leads to the exact words it rests on. "
        f"Where the documents do not say, the answer is that they do not.</p>{_examples(examples)}</div>"
    )


def _examples(questions: Sequence[str]) -> str:
    if not questions:
        return ""
    items = "".join(
        f'<li><button class="example" type="button">{escape(question)}</button></li>' for question in questions
    )
    return f'<ul class="examples" aria-label="Questions to begin with">{items}</ul>'


def render_library(documents: "Sequence[StoredDocument]") -> str:
    """The indexed documents, by title."""
    if not documents:
        return ""
    items = [_library_item(document) for document in documents]
    shown, folded = items[:TITLES_SHOWN], items[TITLES_SHOWN:]
    more = f"<details><summary>{len(folded)} more</summary><ul>{''.join(folded)}</ul></details>" if folded else ""
    passages = sum(document.passages for document in documents)
    counts = f"{_count(len(documents), 'document')}, {_count(passages, 'passage')}"
    return f'<section class="library"><h2>In the index</h2><p>{counts}</p><ul>{"".join(shown)}</ul>{more}</section>'


def _understood(answer: Answer, last: bool) -> str:
    """What a follow-up took from earlier questions, so that a wrong guess is seen, and in the last turn put right."""
    if answer.understood is None:
        return ""
    change = '<button class="act reword" type="button">Change</button>' if last else ""
    return f'<p class="understood">Understood as: <span>{escape(answer.understood.text)}</span> {change}</p>'


def _actions(answer: Answer, last: bool, helpful: bool | None) -> str:
    """What can be done with an answer; chat.js and the page's actions do it."""
    copy = _copying("Copy", render_text(answer, COPY_WIDTH))
    sources = '<button class="act sources" type="button">Sources</button>' if answer.hits else ""
    again = ASK_AGAIN + REWORD_LAST if last else ""
    receipt = f'<button class="act receipt" type="button" title="{RECEIPT_TITLE}">Receipt</button>'
    return f'<span class="acts">{sources}{copy}{again}{receipt}{_opinion(helpful)}</span>'


def _opinion(helpful: bool | None) -> str:
    """The two thumbs, the one given pressed."""
    thumbs = (("up", "Helpful", helpful is True), ("down", "Not helpful", helpful is False))
    buttons = "".join(
        f'<button class="act thumb {way}{" pressed" if pressed else ""}" type="button" title="{said}">'
        f'<span class="visually-hidden">{said}{" (said)" if pressed else ""}</span></button>'
        for way, said, pressed in thumbs
    )
    return f'<span class="thumbs">{buttons}</span>'


def _copying(label: str, text: str) -> str:
    """A button that copies a text, which stands hidden behind it."""
    return f'<button class="act copy" type="button">{label}</button><pre class="copy-text">{escape(text)}</pre>'


def _altered(answer: Answer) -> str:
    """What was changed of what a language model wrote, folded away."""
    if not answer.alterations:
        return ""
    items = "".join(f"<li>{escape(tell(one))}</li>" for one in answer.alterations)
    writer = escape(answer.writer)
    if any(one.done == QUOTED_INSTEAD for one in answer.alterations):
        summary = f"No passage says what {writer} wrote: the documents are quoted instead"
    else:
        summary = f"{_count(len(answer.alterations), 'change')} to what {writer} wrote"
    return f'<details class="altered"><summary>{summary}</summary><ul>{items}</ul></details>'


def _found(answer: Answer, turn: int) -> str:
    short = f'<p class="short">{escape(answer.short_answer)}</p>' if answer.short_answer else ""
    sides = take_sides(answer)
    running = " ".join(_sentence(sentence, answer, turn) for sentence in answer.sentences)
    said = _beside_each_other(sides, turn) if sides else f'<p class="said">{running}</p>'
    return f'{short}{said}<ul class="cited">{_cited_lines(answer, turn)}</ul>'


def _beside_each_other(sides: Sequence[Side], turn: int) -> str:
    return f'<div class="sides">{"".join(_side(side, turn) for side in sides)}</div>'


def _side(side: Side, turn: int) -> str:
    said = " ".join(_said(text, f"<sup>{_pill(citation, turn)}</sup>") for text, citation in side.said)
    title = f'<span class="title">{escape(side.title)}</span>' if side.author else ""
    return f'<div class="side"><h3>{escape(side.name)}</h3>{title}<p class="said">{said}</p></div>'


def _sentence(sentence: Sentence, answer: Answer, turn: int) -> str:
    pills = "".join(_pill(answer.citation(number), turn) for number in sentence.citations)
    if not sentence.supported:
        return f'<span class="sentence unsupported">{escape(sentence.text)}</span> <span class="unsaid">{UNSAID}</span>'
    return _said(sentence.text, f"<sup>{pills}</sup>")


def _said(text: str, pills: str) -> str:
    """A sentence, or a list below its introduction, and its citations; no break between them and what they follow."""
    said = take_apart(text)
    if not said.items:
        return f'<span class="sentence">{escape(text)}</span>\u2060{pills}'
    introduced = f'<span class="sentence">{escape(said.introduction)}</span>\u2060{pills}' if said.introduction else ""
    *items, last = map(_item, said.items)
    inside = "".join(f"{item}</span>" for item in items) + last + ("" if introduced else f"\u2060{pills}") + "</span>"
    return f'{introduced}<span class="items" role="list">{inside}</span>'


def _item(line: str) -> str:
    """An item of a list, its element still open."""
    kind = "item bullet" if line.startswith(BULLET) else "item"
    return f'<span class="{kind}" role="listitem">{escape(line.removeprefix(BULLET))}'


def _pill(citation: Citation, turn: int) -> str:
    title = escape(_label(citation.title, citation.author, citation.year))
    # The chat's sanitiser takes aria-label away, so what a screen reader is to say stands in the link.
    before, after = (f'<span class="visually-hidden">{words}</span>' for words in ("Source ", f": {title}"))
    href = _card_id(turn, citation.number)
    return f'<a class="cite" href="#{href}" title="{title}">{before}{citation.number}{after}</a>'


def _cited_lines(answer: Answer, turn: int) -> str:
    """A line for each section cited, with the numbers of its citations."""
    sections: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        passage = _passage_of(citation, answer)
        section = passage.headings[-1] if passage and _path(passage) else ""
        sections.setdefault((citation.document, section), []).append(citation)
    return "".join(_cited_line(citations, section, turn) for (_, section), citations in sections.items())


def _cited_line(citations: Sequence[Citation], section: str, turn: int) -> str:
    first = citations[0]
    by = ", ".join(str(part) for part in (short_author(first.author), first.year) if part)
    pages = sorted({citation.page for citation in citations if citation.page is not None})
    on_pages = f"page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages))}" if pages else ""
    rest = "".join(f" · {escape(part)}" for part in (by, section, on_pages) if part)
    pills = "".join(_pill(citation, turn) for citation in citations)
    return f'<li>{pills}<span class="title">{escape(first.title)}</span>{rest}</li>'


def _not_found(answer: Answer) -> str:
    nearest = "".join(_nearest(hit.passage) for hit in answer.hits[:NEAREST_PASSAGES])
    offered = f'<p class="lead">The nearest passages, for you to judge:</p>{nearest}' if nearest else ""
    hidden = f'<p class="scope">{elsewhere(answer.searched)}</p>' if answer.searched else ""
    why = "".join(f'<p class="why">{escape(reason)}</p>' for reason in give_reasons(answer.absence))
    told = f"{hidden}{why}<p>{WHAT_TO_TRY}</p>"
    return f'<div class="silent"><h3>The documents do not answer this</h3>{told}{offered}</div>'


def _nearest(passage: Passage) -> str:
    label = escape(_label(passage.title, passage.author, passage.year))
    return (
        f'<details class="near"><summary><span class="title">{label}</span>'
        f'<span class="excerpt">{escape(excerpt(passage))}</span></summary>'
        f'<div class="passage">{escape(without_headings(passage))}</div></details>'
    )


def _verdict(answer: Answer) -> str:
    found = "Found in the documents" if answer.answered else "Not found in the documents"
    kind = "found" if answer.answered else "missing"
    number = percentage(answer.confidence) + ("" if answer.answered else " that they answer")
    scope = f' · <span class="scope">{asked_of(answer.searched)}</span>' if answer.searched else ""
    return (
        f'<span class="verdict"><span class="badge {kind}">{found}</span> '
        f'<span class="sure" title="{CONFIDENCE_TITLE}">{_sureness(answer)} ({number})</span>'
        f" · {seconds(answer.seconds.total)}{scope}</span>"
    )


def _sureness(answer: Answer) -> str:
    """How sure we are of the verdict, in words."""
    if answer.answered:
        sure, fairly = answer.confidence >= VERY_SURE, answer.confidence >= FAIRLY_SURE
        unsure = "not sure: read the quotes"
    else:
        sure, fairly = answer.confidence < VERY_SURE_NOT, answer.confidence < FAIRLY_SURE_NOT
        unsure = "not sure: read the passages"
    return "very sure" if sure else "fairly sure" if fairly else unsure


def _turn_sources(answer: Answer, turn: int, current: bool) -> str:
    used = {citation.passage for citation in answer.citations}
    others = [hit for number, hit in enumerate(answer.hits) if number not in used]
    if answer.answered:
        first = {citation.passage: citation for citation in reversed(answer.citations)}
        shown = [_cited_card(one, answer, turn, first[one.passage] is one) for one in answer.citations]
        cards = "".join(shown) + _also_read(others)
    else:
        cards = "".join(_plain_card(hit.passage) for hit in others)
    heading = "Sources" if answer.answered else "Read, and found not to answer"
    return (
        f'<section class="turn{" current" if current else ""}" id="turn-{turn}-sources">'
        f'<div class="top"><h2>{heading}</h2>{_walk(len(answer.citations))}</div>'
        f'<p class="of">{escape(answer.question)}</p>{cards}{_back(turn)}</section>'
    )


def _walk(quotes: int) -> str:
    """Buttons to go from quote to quote; none where there is nowhere to go."""
    if quotes < 2:
        return ""
    before, after = (
        f'<button class="{way}" type="button" title="{name}"><span class="visually-hidden">{name}</span></button>'
        for way, name in (("previous", "Previous quote"), ("next", "Next quote"))
    )
    return f'<span class="walk">{before}<span class="at" role="status">{quotes} quotes</span>{after}</span>'


def _cited_card(citation: Citation, answer: Answer, turn: int, is_open: bool) -> str:
    """The card of a citation. Of those of one passage one alone is open; browsers see to that by their name."""
    passage = _passage_of(citation, answer)
    text = _highlight(passage, citation) if passage else f"<mark>{escape(citation.quote)}</mark>"
    path = _place(_path(passage) if passage else "", citation.page)
    gist = "" if is_open else answer.said(citation)
    head = _card_head(str(citation.number), citation.title, citation.author, citation.year, path, gist)
    return (
        f'<details class="card{"" if is_open else " again"}" id="{_card_id(turn, citation.number)}" '
        f'name="turn-{turn}-passage-{citation.passage}"{" open" if is_open else ""}>{head}'
        f'<div class="passage">{text}</div>{_as_printed(citation, answer)}{_tools(citation, answer)}{_back(turn)}'
        "</details>"
    )


def _tools(citation: Citation, answer: Answer) -> str:
    """What can be done with a source."""
    whole = '<button class="act whole" type="button">Whole document</button>'
    said = answer.said(citation)
    text = _copying("Copy as text", render_reference(citation, said))
    return f'<div class="tools">{whole}{text}{_copying("Copy as BibTeX", render_bibtex(citation, said))}</div>'


def _as_printed(citation: Citation, answer: Answer) -> str:
    """The quote with what cut it, where cleaning took something out of it."""
    if _passage_of(citation, answer) is None or answer.said(citation).split() == citation.quote.split():
        return ""
    return (
        f'<details class="as-printed"><summary>As it stands in the file, characters {citation.start:,} to '
        f"{citation.end:,}</summary><blockquote>{escape(citation.quote)}</blockquote></details>"
    )


def _also_read(hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    cards = "".join(_plain_card(hit.passage) for hit in hits)
    return f'<details class="also"><summary>Also read, not cited ({len(hits)})</summary>{cards}</details>'


def _plain_card(passage: Passage) -> str:
    path = _place(_path(passage), passage.page_at(passage.start))
    head = _card_head("", passage.title, passage.author, passage.year, path)
    text = escape(without_headings(passage))
    return f'<details class="card plain">{head}<div class="passage">{text}</div></details>'


def _card_head(number: str, title: str, author: str | None, year: int | None, path: str, gist: str = "") -> str:
    """gist: what a card says for itself while it is closed, instead of its source."""
    by = " · ".join(str(part) for part in (short_author(author), year) if part)
    lines = [("title", title), ("by", by), ("path", path), ("gist", " ".join(gist.split()))]
    shown = "".join(f'<span class="{name}">{escape(text)}</span>' for name, text in lines if text)
    badge = f'<span class="number">{number}</span>' if number else ""
    return f'<summary>{badge}<span class="head">{shown}</span></summary>'


def _highlight(passage: Passage, citation: Citation) -> str:
    """The passage with the quote marked; without its first heading lines, which stand above it on the card."""
    start, end = citation.highlight
    skipped = HEADING_LINES.match(passage.text, 0, start)
    before = passage.text[skipped.end() if skipped else 0 : start]
    quote, after = passage.text[start:end], passage.text[end:]
    return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"


def _passage_of(citation: Citation, answer: Answer) -> Passage | None:
    """The passage in which the quote stands; None if it cannot be shown there exactly: no mark beats a wrong one."""
    passage = answer.hits[citation.passage].passage
    start, end = citation.highlight
    inside = 0 <= start < end <= len(passage.text)
    return passage if inside and passage.quote(passage.start + start, passage.start + end) == citation.quote else None


def _path(passage: Passage) -> str:
    return " › ".join(heading for heading in passage.headings if heading != passage.title)


def _place(path: str, page: int | None) -> str:
    return " · ".join(part for part in (path, f"page {page}" if page is not None else "") if part)


def _back(turn: int) -> str:
    return f'<a class="back" href="#turn-{turn}-answer">Back to the answer</a>'


def _card_id(turn: int, number: int) -> str:
    return f"turn-{turn}-source-{number}"


def _label(title: str, author: str | None, year: int | None) -> str:
    return " · ".join(str(part) for part in (title, short_author(author), year) if part)


def _library_item(document: "StoredDocument") -> str:
    by = ", ".join(str(part) for part in (short_author(document.author), document.year) if part)
    shown = f'<span class="by">{escape(by)}</span>' if by else ""
    return f'<li><span class="title">{escape(document.title)}</span>{shown}</li>'


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _sentence_case(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")
