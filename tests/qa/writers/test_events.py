import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.writers.events import MAX_EVENT_BYTES, NoAnswer, read_deltas, read_message, read_models
from tests.qa.writers.serving import DONE, event, said


def text_of(*chunks: bytes) -> str:
    return "".join(delta.text for delta in read_deltas(chunks))


def cut(body: bytes, places: set[int]) -> list[bytes]:
    ends = [*sorted(place % len(body) for place in places), len(body)]
    return [body[start:end] for start, end in zip([0, *ends], ends, strict=False)]


WHOLE = event({"choices": [{"message": {"content": "Bakı, Шуша 🐑"}, "finish_reason": "stop"}]})


@pytest.mark.parametrize(
    "body",
    [
        said("Bakı, ") + said("Шуша 🐑") + DONE,
        (b": hello\n\n" + said("Bakı, ") + b":\n\nevent: message\nid: 7\n" + said("Шуша 🐑") + DONE),
        (said("Bakı, ") + said("Шуша 🐑") + DONE).replace(b"\n", b"\r\n"),
        (said("Bakı, ") + said("Шуша 🐑") + DONE).replace(b"\n", b"\r"),
        (said("Bakı, ") + said("Шуша 🐑") + DONE).replace(b"\n\n", b"\n"),
        (said("Bakı, ") + said("Шуша 🐑") + DONE).replace(b": ", b":").rstrip(),
        b"\xef\xbb\xbf" + said("Bakı, ") + said("Шуша 🐑", finish="stop"),
        said("Bakı, ") + said("Шуша 🐑").replace(b', "finish', b',\ndata: "finish') + DONE,
        b"data:\n\n" + event({"choices": [], "usage": None}) + said("Bakı, ") + said("Шуша 🐑") + DONE,
        WHOLE.removeprefix(b"data: ").strip(),
        WHOLE.removeprefix(b"data: ").replace(b', "finish_reason": "stop"', b""),
        (said("Bakı, ") + said("Шуша 🐑").replace(b', "finish', b',\ndata: "finish') + DONE).replace(b"\n", b"\r\n"),
        b"\n " + json.dumps(json.loads(WHOLE.removeprefix(b"data: ")), indent=2).encode(),
        said("Bakı, Шуша 🐑", "stop") + said("and more") + DONE,
    ],
    ids=[
        "plain",
        "comments",
        "crlf",
        "cr",
        "no blank lines",
        "no end",
        "mark",
        "two lines",
        "no choice",
        "json",
        "json without a reason",
        "two lines crlf",
        "indented",
        "after the end",
    ],
)
@given(places=st.sets(st.integers(0, 2000)))
def test_an_answer_is_read_however_it_is_written_and_cut(body: bytes, places: set[int]) -> None:
    assert text_of(*cut(body, places)) == "Bakı, Шуша 🐑"
    assert text_of(*cut(body, set(range(len(body))))) == "Bakı, Шуша 🐑"


def test_pieces_are_given_out_as_they_come() -> None:
    chunks = iter([said("one"), said("two"), DONE])
    deltas = read_deltas(chunks)
    assert next(deltas).text == "one"
    assert next(chunks) == said("two")


@pytest.mark.parametrize("key", ["reasoning_content", "reasoning"])
def test_thoughts_beside_the_text_are_counted_and_not_shown(key: str) -> None:
    deltas = list(read_deltas([said("", **{key: "Hmm."}), said("Sheep."), DONE]))
    assert [(delta.text, delta.thought) for delta in deltas] == [("", 4), ("Sheep.", 0)]


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (b"", "sent no answer; check the address", ""),
        (b"<!DOCTYPE html>\n<p>Welcome\n", "sent no answer; check the address", ""),
        (said("One"), "closed the connection in the middle", ""),
        (said("One") + said("two")[:30], "closed the connection in the middle", ""),
        (b"data: {'choices'}\n\n" + DONE, "not JSON", "{'choices'}"),
        (b"data: " + b"[" * 100_000 + b"\n\n", "not JSON", "[[["),
        (b'{"choices": [', "not whole JSON", '{"choices": ['),
        (event([1]), "unknown form", ""),
        (event({"choices": "One"}), "unknown form", ""),
        (event({"choices": [{"delta": "One"}]}), "unknown form", ""),
        (event({"choices": [{"delta": {"content": [{"type": "image"}]}}]}), "other than text", ""),
        (event({"choices": [{"delta": {"tool_calls": [{"index": 0}]}}]}), "other than text", ""),
        (event({"error": {"message": "Out of memory"}}), "reported an error", "Out of memory"),
        (b'{"error": "Out of memory"}', "reported an error", "Out of memory"),
        (b"data: " + b"x" * (MAX_EVENT_BYTES + 1), "without end", ""),
        (b"data: " + b"x\ndata: " * (MAX_EVENT_BYTES // 2), "without end", ""),
        (b"{" + b"x\n" * (MAX_EVENT_BYTES // 2), "without end", ""),
    ],
)
def test_what_is_no_answer_is_named(body: bytes, reason: str, words: str) -> None:
    chunks = [body[start : start + 5000] for start in range(0, len(body), 5000)]
    with pytest.raises(NoAnswer) as raised:
        list(read_deltas(chunks))
    assert reason in raised.value.reason
    assert words in raised.value.said


def test_a_line_without_end_is_read_no_further() -> None:
    chunks = iter([b"x" * 5000] * 1000)
    with pytest.raises(NoAnswer, match="without end"):
        list(read_deltas(chunks))
    assert next(chunks)


@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"data: ", b"\n", b"{", b'{"choices":[', b"]}", b"null"])))
def test_no_bytes_bring_another_error(chunks: list[bytes]) -> None:
    try:
        list(read_deltas(chunks))
    except NoAnswer as error:
        assert error.reason


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"error": {"message": "Too long", "code": 400}}', "Too long"),
        (b'{"error": "Too long"}', "Too long"),
        (b'{"object": "error", "message": "Too long"}', "Too long"),
        (b'{"detail": [{"msg": "Too long"}]}', '{"detail": [{"msg": "Too long"}]}'),
        (b"Too long", "Too long"),
        (b"[" * 100_000, "[" * 100_000),
        (b"\xff", "\ufffd"),
    ],
)
def test_the_message_of_a_refusal_is_found(body: bytes, message: str) -> None:
    assert read_message(body) == message


@pytest.mark.parametrize(
    ("body", "models"),
    [
        (b'{"data": [{"id": "b"}, {"id": "a"}, {"id": 3}, "c"]}', ["a", "b"]),
        (b'{"data": "a"}', []),
        (b"[]", []),
        (b"<html>", []),
        (b"[" * 100_000, []),
    ],
)
def test_the_models_on_offer_are_read(body: bytes, models: list[str]) -> None:
    assert read_models(body) == models
