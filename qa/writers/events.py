"""What an OpenAI-compatible language model server sends, read piece by piece. Nothing here opens a connection."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

# A piece of an answer is some hundred bytes, and a whole answer sent as one some thousand: more is no answer, and not
# kept in memory.
MAX_EVENT_BYTES = 1 << 20
# A carriage return at the end of what has come may be half of a line end.
LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")
DONE = "[DONE]"
# Some programs begin a text with a byte order mark.
SPACE = "\ufeff \t"
CHECK = "check that it speaks the OpenAI protocol"
BROKEN_OFF = "closed the connection in the middle of the answer; ask again, and see its log if it recurs"
UNKNOWN = f"sent an event of an unknown form; {CHECK}"


class NoAnswer(Exception):
    """A server gave no answer.

    reason: a clause that follows "The language model server ", with what helps; said: the server's own words, which are
    untrusted and of any length, or "".
    """

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said


@dataclass(frozen=True, slots=True)
class Delta:
    """What one event adds to an answer.

    text: the words to show; thought: how many characters of thoughts came that are not shown; finish: why the answer
    ends with this event ("stop", "length", …), or None if it goes on.
    """

    text: str = ""
    thought: int = 0
    finish: str | None = None


def read_deltas(chunks: Iterable[bytes]) -> Iterator[Delta]:
    """What each event adds, up to and with the one that says the answer is finished.

    chunks: the body of a reply, cut anywhere; server-sent events, or one JSON object if the server does not stream.
    Raises NoAnswer, at the event, if the body is neither, reports an error, or ends before the answer does.
    Source: the chat completions of the OpenAI API, and server-sent events in the HTML standard, section 9.2.
    """
    for event in _read_events(chunks):
        delta = _read_delta(event)
        yield delta
        if delta.finish:
            return


def read_message(body: bytes) -> str:
    """What the body of a refusal says: the message in its JSON, wherever servers put it, or else the whole text."""
    text = body.decode(errors="replace")
    try:
        return _message(json.loads(text)) or text
    except (ValueError, RecursionError):
        return text


def read_models(body: bytes) -> list[str]:
    """The names in a server's list of models, sorted; none if it is no such list."""
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError):
        return []
    models = listed.get("data") if isinstance(listed, dict) else None
    names = [model.get("id") for model in models if isinstance(model, dict)] if isinstance(models, list) else []
    return sorted(name for name in names if isinstance(name, str))


def _message(told: object) -> str:
    while isinstance(told, dict):
        told = next((told[key] for key in ("error", "message", "detail") if told.get(key)), "")
    return told if isinstance(told, str) else ""


def _read_events(chunks: Iterable[bytes]) -> Iterator[object]:
    lines = _read_lines(chunks)
    first = next((line for line in lines if line.strip(SPACE)), "").lstrip(SPACE)
    rest = chain([first], lines)
    if first.startswith("{"):
        yield _read_whole(rest)
    else:
        yield from _read_stream(rest)


def _read_stream(lines: Iterable[str]) -> Iterator[object]:
    """The JSON of every event before [DONE]; only one of several lines needs a blank line after it."""
    data, started = "", False
    for line in lines:
        ends = not line
        if line.startswith("data:"):
            ends, started = not data, True
            data += line.removeprefix("data:") + "\n"
            _bounded(data)
        if not ends or not data:
            continue
        if data.strip() == DONE:
            return
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            if line:
                continue
            if data.strip():
                raise NoAnswer(f"sent an event that is not JSON; {CHECK}", data) from None
        else:
            yield event
        data = ""
    raise _ended(started)


def _ended(started: bool) -> NoAnswer:
    if started:
        return NoAnswer(BROKEN_OFF)
    return NoAnswer("sent no answer; check the address, which usually ends in /v1")


def _read_whole(lines: Iterable[str]) -> object:
    text = ""
    for line in lines:
        text += line + "\n"
        _bounded(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        reason = "sent an answer that is not whole JSON; ask again, and see its log if it recurs"
        raise NoAnswer(reason, text) from None


def _read_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *lines, rest = LINE_END.split(rest + chunk)
        for line in lines:
            yield line.decode(errors="replace")
        _bounded(rest)
    yield rest.removesuffix(b"\r").decode(errors="replace")


def _bounded(part: str | bytes) -> None:
    if len(part) > MAX_EVENT_BYTES:
        raise NoAnswer(f"sent an event without end; {CHECK}")


def _read_delta(event: object) -> Delta:
    if not isinstance(event, dict):
        raise NoAnswer(UNKNOWN)
    if event.get("error"):
        raise NoAnswer("reported an error", _message(event))
    choices = event.get("choices")
    if not choices:
        # Counts of tokens, filters and signs of life come without a choice.
        return Delta()
    if not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise NoAnswer(UNKNOWN)
    return _read_choice(choices[0])


def _read_choice(choice: dict[str, object]) -> Delta:
    part = choice.get("delta") or choice.get("message") or {}
    if not isinstance(part, dict):
        raise NoAnswer(UNKNOWN)
    content, finish = part.get("content"), choice.get("finish_reason")
    if part.get("tool_calls") or not isinstance(content, str | None):
        raise NoAnswer("answered with something other than text; name a model that chats in text")
    thoughts = [part.get(key) for key in ("reasoning_content", "reasoning")]
    thought = sum(len(one) for one in thoughts if isinstance(one, str))
    return Delta(content or "", thought, str(finish) if finish else None)
