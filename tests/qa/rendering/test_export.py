import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.document import Original, Piece
from qa.absence import Absence
from qa.answer import Alteration, Answer, Searched, Sentence, Understood
from qa.chats.records import Chat, ChatSummary, SavedTurn, State
from qa.rendering.export import escape_markdown, render_json, render_markdown
from qa.rendering.reference import one_line
from tests.answers import HOSTILE, answered, listed, unanswered
from tests.qa.chats.arbitrary import answers

BAKU = timezone(timedelta(hours=4))
TIME = datetime(2026, 3, 1, 2, 30, tzinfo=BAKU)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def chat(*outcomes: Answer | str | State, title="The treaty") -> Chat:
    """A chat with a turn for each: an answer, a problem, or a state without either."""
    turns = tuple(turn(number, outcome) for number, outcome in enumerate(outcomes, 1))
    return Chat(ChatSummary(1, title, len(turns), TIME, TIME), turns)


def turn(number: int, outcome: Answer | str | State) -> SavedTurn:
    if isinstance(outcome, Answer):
        return SavedTurn(number, number, outcome.question, State.ANSWERED, TIME, answer=outcome)
    if isinstance(outcome, State):
        return SavedTurn(number, number, "Left?", outcome, TIME)
    return SavedTurn(number, number, "Wrong?", State.FAILED, TIME, problem=outcome)


def cut(answer: Answer) -> Answer:
    """The answer, its quote cut by a page's header in the file."""
    passage, citation = answer.hits[0].passage, answer.citations[0]
    middle = citation.start + 11
    file = passage.text[: middle - 100] + "-- 7 -- " + passage.text[middle - 100 :]
    pieces = (Piece(100, middle, 100), Piece(middle, passage.end, middle + 8))
    original = Original(file, pieces, 100)
    quote = original.quote(citation.start, citation.end)
    hits = (replace(answer.hits[0], passage=replace(passage, original=original)), *answer.hits[1:])
    return replace(answer, hits=hits, citations=(replace(citation, quote=quote, end=citation.end + 8),))


def blocks(markdown: str) -> list[tuple[str, str]]:
    """What Markdown makes of a text: (what it is, the text shown) in order."""
    found = []
    tokens = MARKDOWN.parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            shown = [one for one in token.children if one.type in ("text", "text_special", "softbreak")]
            kinds = {one.type for one in token.children} - {"text", "text_special", "strong_open", "strong_close"}
            assert kinds <= {"em_open", "em_close"}, kinds
            found.append((before.tag, "".join(one.content for one in shown)))
    allowed = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
    assert {token.type for token in tokens} <= allowed | {"blockquote_open", "blockquote_close"}
    return found


def test_a_conversation_reads_from_question_to_quotes():
    paged = answered()
    paged = replace(paged, citations=(replace(paged.citations[0], page=3),), searched=Searched(2, 5))
    assert render_markdown(chat(paged)) == (
        "# The treaty\n\n"
        "Asked on 2026-02-28, 22:30 UTC.\n\n"
        "## 1\\. When was the treaty signed?\n\n"
        "**May 1994**\n\n"
        "The treaty was signed in May 1994. [1]\n\n"
        "[1] A. Writer (2021). The treaty, p. 3. treaty.md, characters 120 to 154\n\n"
        "> The treaty was signed in May 1994.\n\n"
        "*Found in the documents, confidence 87%; asked of 2 of 5 documents*\n"
    )


def test_a_refusal_is_one_with_its_reasons():
    absent = Absence(unknown_words=("*tariffs*",))
    refused = replace(unanswered(), searched=Searched(2, 5), absence=absent, understood=Understood("Who?", ("Baku",)))
    assert render_markdown(chat(refused)).split("\n\n")[2:] == [
        "## 1\\. Who won?",
        "Understood as: Who? (Baku)",
        "**The documents do not answer this.**",
        "Only 2 of 5 documents were asked; another may hold the answer.",
        "Nowhere in these documents: \\*tariffs\\*.",
        "*Confidence that the documents answer under 1%; asked of 2 of 5 documents*\n",
    ]


def test_turns_without_an_answer_say_why():
    shown = blocks(render_markdown(chat("no document is *named* so", State.INTERRUPTED, State.PENDING)))
    assert shown[2:] == [
        ("h2", "1. Wrong?"),
        ("p", "no document is *named* so"),
        ("h2", "2. Left?"),
        ("p", "Interrupted: the program ended before there was an answer."),
        ("h2", "3. Left?"),
        ("p", "Not answered yet."),
    ]


def test_a_quote_that_was_cut_is_given_both_ways():
    shown = blocks(render_markdown(chat(cut(answered()))))
    assert shown[5:9] == [
        ("p", "[1] A. Writer (2021). The treaty. treaty.md, characters 120 to 162"),
        ("p", "The treaty was signed in May 1994."),
        ("p", "As it stands in the file:"),
        ("p", "The treaty -- 7 -- was signed in May 1994."),
    ]


def test_what_a_language_model_wrote_is_marked_and_its_changes_told():
    made_up = Sentence("It rained.", (), supported=False)
    told = Alteration("It *snowed*.", "left out", ("no passage says so",))
    answer = answered()
    written = replace(answer, sentences=(*answer.sentences, made_up), writer="model", alterations=(told,))
    shown = [text for _, text in blocks(render_markdown(chat(written)))]
    assert "The treaty was signed in May 1994. [1] It rained. [not in the passages]" in shown
    assert "Left out: It *snowed*. (no passage says so)" in shown


def test_who_says_what_is_kept_apart():
    answer = answered()
    first = answer.citations[0]
    other = replace(first, number=2, document="b.md", author="B. Reader", year=1999)
    both = replace(answer, citations=(first, other), sentences=(Sentence("Signed.", (1, 2)),))
    shown = [text for _, text in blocks(render_markdown(chat(both)))]
    assert "A. Writer (2021): The treaty was signed in May 1994. [1]" in shown
    assert "B. Reader (1999): The treaty was signed in May 1994. [2]" in shown


@pytest.mark.parametrize(
    "text",
    [*HOSTILE, "1. one", "2) two", "- item", "+ item", "---", "===", "# h #", "> q", "    code", "~~gone~~", "\\", "`",
     "<http://x.y>", "![a](b)", "[a]: b", "&copy;", "a\\\nb", "***", "_ _ _", ":---", "\x00\x1b[31m", "1.", "."],
)  # fmt: skip
def test_any_text_shows_as_itself(text):
    expected = one_line(text) or "text"
    assert blocks(escape_markdown(text) or "text") == [("p", expected)]
    assert blocks("# " + (escape_markdown(text) or "text")) == [("h1", expected)]


@given(st.text())
def test_any_text_at_all_shows_as_itself(text):
    if one_line(text):
        assert blocks(escape_markdown(text)) == [("p", one_line(text))]


@pytest.mark.parametrize("text", [*HOSTILE, "half \ud83d of a pair \x00"])
def test_hostile_text_is_all_there_and_nothing_but_text(text):
    hostile = answered(quote=text, title=text, question=text)
    shown = blocks(render_markdown(chat(hostile, unanswered(question=text), text, title=text)))
    plain = one_line(text)
    assert shown[0] == ("h1", plain)
    assert shown[2] == ("h2", "1. " + plain)
    assert ("p", f"{plain} [1]") in shown
    assert shown[-2:] == [("h2", "3. Wrong?"), ("p", plain)]
    render_markdown(chat(hostile, title=text)).encode()
    assert json.loads(render_json(chat(hostile, title=text)).encode())["turns"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(answers())
def test_any_answer_can_be_taken_along(answer):
    blocks(render_markdown(chat(answer)))
    # Originals at random lead nowhere.
    hits = tuple(replace(hit, passage=replace(hit.passage, original=None)) for hit in answer.hits)
    assert json.loads(render_json(chat(replace(answer, hits=hits))).encode())["format"] == 1


def test_the_json_holds_each_answer_as_programs_read_it():
    found = json.loads(render_json(chat(answered(), unanswered(), "no such document", State.INTERRUPTED)))
    assert list(found) == ["format", "title", "time", "turns"]
    assert (found["format"], found["title"], found["time"]) == (1, "The treaty", "2026-02-28T22:30:00+00:00")
    first, second, third, fourth = found["turns"]
    assert first == json.loads(json.dumps(answered().to_json("1")))
    assert second == json.loads(json.dumps(unanswered().to_json("2")))
    assert third == {"id": "3", "question": "Wrong?", "problem": "no such document"}
    assert fourth["problem"] == "Interrupted: the program ended before there was an answer."


def test_a_time_is_told_in_utc():
    summary = ChatSummary(1, "x", 0, datetime(2026, 1, 1, tzinfo=UTC), TIME)
    assert "2026-01-01, 00:00 UTC" in render_markdown(Chat(summary, ()))


@pytest.mark.parametrize("introduced", [True, False])
def test_a_list_is_a_list_in_markdown(introduced: bool) -> None:
    shown = MARKDOWN.render(render_markdown(chat(listed(introduced))))
    assert ("<p>You need: [1]</p>" if introduced else "<p>[1]</p>") in shown
    assert (
        "<li>a *letter*</li>\n<li>2. a form, which is &lt;free&gt;</li>\n</ul>\n<p>The board decides. [2]</p>" in shown
    )
