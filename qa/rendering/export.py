"""A kept conversation as a file to take along: Markdown to read, JSON to go on with."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from qa.answer import Answer, Citation
from qa.chats.records import Chat, SavedTurn, State
from qa.rendering.items import BULLET, take_apart
from qa.rendering.reasons import give_reasons
from qa.rendering.reference import one_line, render_source
from qa.rendering.sides import Side, take_sides
from qa.rendering.text import UNSAID, asked_of, elsewhere, percentage, tell

FORMAT = 1
# What Markdown takes for markup inside a line, GitHub's tables, struck-out text and formulas included.
MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]")
# What begins a list or draws a line; elsewhere in a line it stays as it is, for those who read the file itself.
AT_THE_BEGIN = re.compile(r"^(\d*)([-+.)])")
WITHOUT_ANSWER = {
    State.PENDING: "Not answered yet.",
    State.INTERRUPTED: "Interrupted: the program ended before there was an answer.",
}


def render_markdown(chat: Chat) -> str:
    """The conversation as Markdown (CommonMark), UTF-8, ending in a line end.

    Questions, answers and quotes stand on one line each and every character of them shows as itself. Offsets are of
    the document's text as it was before cleaning.
    """
    blocks = [f"# {escape_markdown(chat.summary.title)}", f"Asked on {_day(chat.summary.started)}."]
    for turn in chat.turns:
        blocks += _turn(turn)
    return "\n\n".join(block for block in blocks if block) + "\n"


def render_json(chat: Chat) -> str:
    """The conversation as a JSON object, ending in a line end.

    Keys: format, title, time (when it began; ISO 8601, UTC) and turns. A turn is the prediction object of the README,
    its id the turn's number; without an answer it has id, question and problem.
    """
    shown = {
        "format": FORMAT,
        "title": chat.summary.title,
        "time": chat.summary.started.astimezone(UTC).isoformat(),
        "turns": [_turn_object(turn) for turn in chat.turns],
    }
    # Half of a surrogate pair can stand in a Python string and in no file.
    return json.dumps(shown, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode() + "\n"


def escape_markdown(text: str) -> str:
    """The text on one line, so that Markdown shows every character of it as itself."""
    return AT_THE_BEGIN.sub(r"\1\\\2", MARKUP.sub(r"\\\g<0>", one_line(text)))


def _turn_object(turn: SavedTurn) -> dict[str, Any]:
    if turn.answer is not None:
        return turn.answer.to_json(str(turn.number))
    return {"id": str(turn.number), "question": turn.question, "problem": _problem(turn)}


def _turn(turn: SavedTurn) -> list[str]:
    heading = f"## {turn.number}\\. {escape_markdown(turn.question)}"
    if turn.answer is None:
        return [heading, escape_markdown(_problem(turn))]
    answer = turn.answer
    understood = [f"Understood as: {escape_markdown(answer.understood.text)}"] if answer.understood else []
    told = [escape_markdown(tell(one)) for one in answer.alterations]
    return [heading, *understood, *(_found(answer) if answer.answered else _not_found(answer)), *told, _verdict(answer)]


def _problem(turn: SavedTurn) -> str:
    return turn.problem or WITHOUT_ANSWER.get(turn.state, "No answer.")


def _found(answer: Answer) -> list[str]:
    short = [_bold(answer.short_answer or "")]
    said = [_side(side) for side in take_sides(answer)] or [_running(answer)]
    return [*short, *said, *(block for citation in answer.citations for block in _citation(citation, answer))]


def _running(answer: Answer) -> str:
    return _joined(
        (sentence.text, _marks(sentence.citations) if sentence.supported else f"*{UNSAID}*")
        for sentence in answer.sentences
    )


def _side(side: Side) -> str:
    return f"{_bold(side.name)}: " + _joined((text, _marks([citation.number])) for text, citation in side.said)


def _joined(marked: Iterable[tuple[str, str]]) -> str:
    """Sentences with their marks, one after the other, and every list with its items on lines of their own."""
    joined = ""
    for text, mark in marked:
        said = take_apart(text)
        joined += f"{escape_markdown(said.introduction)} {mark} "
        if said.items:
            items = [f"- {escape_markdown(item.removeprefix(BULLET))}" for item in said.items]
            joined = joined.strip() + "\n\n" + "\n".join(items) + "\n\n"
    return joined.strip()


def _bold(text: str) -> str:
    escaped = escape_markdown(text)
    return f"**{escaped}**" if escaped else ""


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _citation(citation: Citation, answer: Answer) -> list[str]:
    place = f"{escape_markdown(citation.document)}, characters {citation.start} to {citation.end}"
    said = answer.said(citation)
    quotes = [f"> {escape_markdown(said)}"]
    if said.split() != citation.quote.split():
        quotes += ["As it stands in the file:", f"> {escape_markdown(citation.quote)}"]
    return [f"[{citation.number}] {escape_markdown(render_source(citation))} {place}", *quotes]


def _not_found(answer: Answer) -> list[str]:
    hidden = [elsewhere(answer.searched)] if answer.searched else []
    reasons = [escape_markdown(reason) for reason in give_reasons(answer.absence)]
    return ["**The documents do not answer this.**", *hidden, *reasons]


def _verdict(answer: Answer) -> str:
    found = "Found in the documents, confidence" if answer.answered else "Confidence that the documents answer"
    scope = f"; {asked_of(answer.searched)}" if answer.searched else ""
    return f"*{found} {percentage(answer.confidence)}{scope}*"


def _day(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d, %H:%M} UTC"
