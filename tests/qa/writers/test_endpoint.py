import json
import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from corpus.errors import UserError
from qa.writers.endpoint import CHARACTERS_PER_TOKEN, Endpoint, key_from
from qa.writers.language_model import LanguageModel, Message, WriterFailed
from tests.qa.writers.serving import DONE, Reply, Served, event, said, serving

KEY = "sk-secret-1967"
QUESTION = (Message("system", "Be brief."), Message("user", "What graze?"))
SHEEP = Reply([said("Sheep "), said("graze."), DONE])
# For what the test lets wait in vain; all else answers at once.
SOON = 0.1


def refuse_to_sleep(seconds: float) -> None:
    pytest.fail(f"slept for {seconds} seconds")


def endpoint(
    server: Served,
    key: str | None = KEY,
    timeout: float = 30.0,
    sleep: Callable[[float], None] = refuse_to_sleep,
    clock: Callable[[], float] = lambda: 0.0,
) -> Endpoint:
    return Endpoint(server.url, "tiny", key, timeout=timeout, sleep=sleep, jitter=lambda: 1.0, clock=clock)


def answer(model: LanguageModel, max_tokens: int = 100) -> str:
    return "".join(model.stream(QUESTION, max_tokens))


def failure(model: LanguageModel) -> str:
    with pytest.raises(WriterFailed) as raised:
        answer(model)
    return str(raised.value)


def json_reply(told: object, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return Reply([json.dumps(told).encode()], status, headers or {})


@pytest.fixture
def closed_url() -> Iterator[str]:
    """An address where nothing listens: it is taken by a socket that does not."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def test_the_request_is_what_the_protocol_asks_for() -> None:
    with serving(SHEEP) as server:
        assert list(endpoint(server).stream(QUESTION, 70)) == ["Sheep ", "graze."]
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "tiny",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What graze?"}],
        "stream": True,
        "temperature": 0,
        "max_tokens": 70,
    }


def test_without_a_key_none_is_sent() -> None:
    with serving(SHEEP) as server:
        answer(endpoint(server, key=None))
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("{}/v1", "/v1"),
        ("{}/v1/", "/v1"),
        ("{}", "/v1"),
        ("{}/", "/v1"),
        (" {}/v1/chat/completions", "/v1"),
        ("{}/api/openai", "/api/openai"),
    ],
)
def test_the_address_may_end_in_several_ways(given: str, called: str) -> None:
    with serving(SHEEP) as server:
        answer(Endpoint(given.format(server.url.removesuffix("/v1")), "tiny"))
    assert server.requests[0].path == f"{called}/chat/completions"


@pytest.mark.parametrize(
    "url",
    ["", "localhost:11434", "ftp://localhost/v1", "http:///v1", "http://[::1/v1", "http://a..b/v1", "http://a\x1b/"],
)
def test_what_is_no_address_is_named_with_an_example(url: str) -> None:
    with pytest.raises(
        UserError, match=r"is no address of a language model server; write it like http://127"
    ) as raised:
        Endpoint(url, "tiny")
    assert str(raised.value).isprintable()


@pytest.mark.parametrize("url", ["http://me:hush@h/v1", "http://hush@h/v1", "http://h/v1?key=hush", "http://h/v1#hush"])
def test_an_address_with_secrets_in_it_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UserError, match="must have no name, password") as raised:
        Endpoint(url, "tiny")
    assert "hush" not in str(raised.value)


def test_an_answer_that_is_not_streamed_is_taken() -> None:
    reply = json_reply({"choices": [{"message": {"content": "Sheep graze."}, "finish_reason": "stop"}]})
    with serving(reply) as server:
        assert answer(endpoint(server)) == "Sheep graze."


def test_events_and_signs_may_be_cut_anywhere() -> None:
    body = said("Bakı 🐑 ") + b": still here\r\n\r\n" + said("graze.") + DONE
    with serving(Reply([body[place : place + 1] for place in range(len(body))])) as server:
        assert answer(endpoint(server)) == "Bakı 🐑 graze."


def test_halves_of_a_sign_become_one_and_a_lone_half_harms_nothing() -> None:
    halves = [b'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n', b'data: {"choices":[{"delta":{"content":"']
    with serving(Reply([*halves, b'\\udc11 \\ud83d"}}]}\n\n', DONE])) as server:
        assert answer(endpoint(server)) == "🐑 \ufffd"


def test_control_characters_do_not_reach_the_answer() -> None:
    with serving(Reply([said("\x00\x1b"), said("\x1b[31mOne\r\n\ttwo\x9b\x7f"), DONE])) as server:
        assert list(endpoint(server).stream(QUESTION, 9)) == ["[31mOne\n\ttwo"]


@pytest.mark.parametrize(
    "chunks",
    [
        [said("<thi"), said("nk>Hm.</th"), said("ink>\n\nSheep graze."), DONE],
        [said("", reasoning_content="Hm."), said("", reasoning_content="Cows?"), said("Sheep graze."), DONE],
    ],
)
def test_thoughts_are_left_out(chunks: list[bytes]) -> None:
    with serving(Reply(chunks)) as server:
        assert answer(endpoint(server)) == "Sheep graze."


def test_closing_the_iterator_closes_the_connection() -> None:
    with serving(Reply([said("Sheep ")], held=True)) as server:
        pieces = endpoint(server).stream(QUESTION, 100)
        assert next(pieces) == "Sheep "
        assert not server.left.is_set()
        pieces.close()
        assert server.left.wait(30)


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_the_answer_ends_where_the_server_says_so(finish: str) -> None:
    with serving(Reply([said("Sheep", finish)], held=True)) as server:
        assert answer(endpoint(server)) == "Sheep"
        assert server.left.wait(30)


def test_an_answer_longer_than_its_tokens_can_be_just_ends() -> None:
    with serving(Reply([said("sheep " * 5)], endless=True)) as server:
        assert len(answer(endpoint(server), max_tokens=7)) == 7 * CHARACTERS_PER_TOKEN
        assert server.left.wait(30)


def test_thoughts_without_end_end_too() -> None:
    with serving(Reply([said("", reasoning_content="Hm. ")], endless=True)) as server:
        assert "gave an empty answer; allow it more than 100 tokens" in failure(endpoint(server))
        assert server.left.wait(30)


def test_a_failing_server_is_asked_again_after_growing_waits() -> None:
    slept: list[float] = []
    replies = [Reply(status=status) for status in (500, 502, 503)]
    with serving(*replies, SHEEP) as server:
        assert answer(endpoint(server, sleep=slept.append)) == "Sheep graze."
    assert slept == [0.5, 1.0, 2.0]
    assert len(server.requests) == 4


def test_half_of_a_wait_is_left_to_chance() -> None:
    slept: list[float] = []
    with serving(Reply(status=504), SHEEP) as server:
        answer(Endpoint(server.url, "tiny", sleep=slept.append, jitter=lambda: 0.0))
    assert slept == [0.25]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("3600", 20.0),
        ("-1", 0.5),
        ("nan", 0.5),
        ("Sat, 21 Nov 2026", 0.5),
        ("", 0.5),
    ],
)
def test_a_busy_server_says_how_long_to_wait_within_bounds(asked: str, waited: float) -> None:
    slept: list[float] = []
    with serving(Reply(status=429, headers={"Retry-After": asked}), SHEEP) as server:
        assert answer(endpoint(server, sleep=slept.append)) == "Sheep graze."
    assert slept == [waited]


@pytest.mark.parametrize(("status", "told"), [(429, "is busy, or a quota is used up"), (503, "fails with status 503")])
def test_retries_come_to_an_end(status: int, told: str) -> None:
    slept: list[float] = []
    with serving(json_reply({"error": {"message": "Come back on Monday"}}, status)) as server:
        message = failure(Endpoint(server.url, "tiny", retries=2, sleep=slept.append, jitter=lambda: 1.0))
    assert f"the language model server at {server.url} {told}" in message
    assert message.endswith("It said: Come back on Monday")
    assert (slept, len(server.requests)) == ([0.5, 1.0], 3)


def test_a_server_that_cannot_be_reached_is_tried_again_and_named(closed_url: str) -> None:
    slept: list[float] = []
    message = failure(Endpoint(closed_url, "tiny", KEY, sleep=slept.append, jitter=lambda: 1.0))
    assert message.startswith(f"the language model server at {closed_url} cannot be reached (")
    assert message.endswith("; is it running at that address?")
    assert slept == [0.5, 1.0, 2.0]


def test_a_server_that_speaks_no_tls_is_told_as_not_reached() -> None:
    with serving(SHEEP) as server:
        message = failure(Endpoint(server.url.replace("http:", "https:"), "tiny", KEY, retries=0))
    assert "cannot be reached ([SSL" in message
    assert server.requests == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply([said("Sheep ")], broken=True),
        Reply([said("Sheep ")]),
        Reply([said("Sheep "), said("graze.")[:20]]),
        Reply([said("Sheep "), event({"error": {"message": "Out of memory", "code": 500}})]),
        Reply([said("Sheep "), b"data: oops\n\n", DONE]),
    ],
    ids=["broken off", "ended", "in an event", "error", "malformed"],
)
def test_after_the_first_piece_nothing_is_asked_again(reply: Reply) -> None:
    with serving(reply, SHEEP) as server:
        pieces = endpoint(server).stream(QUESTION, 100)
        assert next(pieces) == "Sheep "
        with pytest.raises(
            WriterFailed, match=r"middle of the answer; ask|reported an error. It said: Out of|not JSON"
        ):
            next(pieces)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=0), "closed the connection without an answer; see its log"),
        (Reply(status=401), "does not let you in; set OPENAI_API_KEY"),
        (Reply(status=403), "does not let you in; set OPENAI_API_KEY"),
        (Reply(status=404), "does not know the model 'tiny', or its address should end in /v1; see its doc"),
        (json_reply({"error": {"message": "Too long"}}, 400), "refuses the request with status 400; change what it "),
        (json_reply({"detail": "Too long"}, 422), "refuses the request with status 422; change what it complains of"),
        (Reply(), "sent no answer; check the address"),
        (Reply([b"<!DOCTYPE html><p>Welcome"]), "sent no answer; check the address, which usually ends in /v1"),
        (Reply([DONE]), "gave an empty answer"),
        (Reply([said(" \n"), DONE]), "gave an empty answer"),
        (Reply([said("<think>Hm."), DONE]), "gave an empty answer"),
        (Reply([said(None, "stop")]), "gave an empty answer"),
        (Reply([said([{"type": "image"}]), DONE]), "answered with something other than text; name a model"),
        (Reply([b"data: {]\n\n"]), "sent an event that is not JSON; check that it speaks the OpenAI protocol"),
        (json_reply({"error": "Out of memory"}), "reported an error. It said: Out of memory"),
    ],
)
def test_each_failure_says_what_to_do(reply: Reply, told: str) -> None:
    with serving(reply) as server:
        assert failure(endpoint(server)).startswith(f"the language model server at {server.url} {told}")


def test_an_unknown_model_is_answered_with_those_on_offer() -> None:
    models = json_reply({"data": [{"id": f"m-{number:02}\x1b{'x' * 200}"} for number in range(14)]})
    with serving(Reply(status=404), models=models) as server:
        message = failure(endpoint(server))
    assert [(request.method, request.path) for request in server.requests][1:] == [("GET", "/v1/models")]
    assert "it offers m-00 xxx" in message and "m-11 xxx" in message and "m-12" not in message
    assert message.endswith(" and 2 more")
    assert len(message) < 1500 and message.isprintable()


@pytest.mark.parametrize(
    "models", [Reply(status=0), Reply([b"{"], broken=True), Reply([b"[]"]), Reply([b"["], held=True)]
)
def test_an_unknown_model_is_told_even_if_the_offer_is_not(models: Reply) -> None:
    with serving(Reply(status=404), models=models) as server:
        assert failure(endpoint(server, timeout=SOON if models.held else 30)).endswith("see its documentation for both")


def test_the_words_of_a_server_are_cut_and_made_harmless() -> None:
    words = "Bad\x1b[31m \u202erequest\n\x00\u2028" + "x" * 100_000
    with serving(json_reply({"error": {"message": words}}, 400)) as server:
        message = failure(endpoint(server))
    assert message.isprintable()
    told = message.partition("It said: ")[2]
    assert told.startswith("Bad [31m request xxx")
    assert len(told) == 300


def test_a_refusal_without_end_is_read_no_further() -> None:
    with serving(Reply([b"no " * 1000], status=400, endless=True)) as server:
        assert "status 400" in failure(endpoint(server, timeout=600))
        assert server.left.wait(30)


@pytest.mark.parametrize("reply", [Reply(status=0, held=True), Reply(held=True), Reply([said("")], held=True)])
def test_a_silent_server_is_given_up(reply: Reply) -> None:
    with serving(reply) as server:
        message = failure(endpoint(server, timeout=SOON))
        assert server.left.wait(30)
    assert f"{server.url} sent nothing for 0.1 seconds; see whether it is overloaded" in message
    assert len(server.requests) == 1


@pytest.mark.parametrize("chunk", [b": wait\n\n", said(""), event({"choices": []}), b"\n"])
def test_a_server_that_keeps_the_connection_busy_with_nothing_is_given_up(chunk: bytes) -> None:
    seconds = count()
    with serving(Reply([chunk], endless=True)) as server:
        assert "sent nothing for 50 seconds" in failure(endpoint(server, timeout=50, clock=lambda: next(seconds)))
    assert next(seconds) < 60


@pytest.mark.parametrize("sign", [said("x"), said("", reasoning_content="x")])
def test_pieces_and_thoughts_keep_the_patience_up(sign: bytes) -> None:
    seconds = count()
    with serving(Reply([*[sign, b": wait\n\n"] * 40, said("Sheep"), DONE])) as server:
        assert answer(endpoint(server, timeout=5, clock=lambda: next(seconds))).endswith("Sheep")
    assert next(seconds) > 50


def test_time_that_the_caller_takes_is_not_the_servers() -> None:
    now = [0.0]
    with serving(Reply([said("Sheep "), b": wait\n\n", said("graze."), DONE])) as server:
        for _piece in endpoint(server, timeout=5, clock=lambda: now[0]).stream(QUESTION, 100):
            now[0] += 100


def test_time_before_a_request_is_taken_is_not_counted() -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += 100

    with serving(Reply(status=503), Reply([b": wait\n\n", said("Sheep graze."), DONE])) as server:
        assert answer(endpoint(server, timeout=5, sleep=sleep, clock=lambda: now[0])) == "Sheep graze."


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_told_and_not_followed(status: int) -> None:
    with serving(SHEEP) as other:
        away = Reply(status=status, headers={"Location": f"{other.url}/chat/completions?{KEY}"})
        with serving(away) as server:
            message = failure(endpoint(server))
    assert "sends requests on to another address; give that one if you trust it" in message
    assert f"It said: {other.url}/chat/completions?[key]" in message
    assert other.requests == []


REPEATING = f"Wrong key {KEY}, {'x' * 264}{KEY} is at the cut"


@pytest.mark.parametrize(
    "reply",
    [
        *(json_reply({"error": {"message": REPEATING}}, status) for status in (200, 400, 401, 429, 500)),
        Reply([b"data: " + KEY.encode() + b"\n\n"]),
        Reply([KEY.encode()], status=400),
        Reply([said("Sheep"), event({"error": KEY})]),
        Reply(status=404),
    ],
)
def test_the_key_is_in_no_error_and_no_log(reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    models = json_reply({"data": [{"id": KEY}]})
    with serving(reply, models=models) as server:
        model = endpoint(server, sleep=lambda seconds: None)
        with pytest.raises(WriterFailed) as raised:
            answer(model)
    shown = "".join(traceback.format_exception(raised.value))
    assert server.requests[0].headers["authorization"].endswith(KEY)
    assert caplog.records, "the log was not looked at"
    for text in (shown, repr(model), repr(model.stream(QUESTION, 1)), caplog.text):
        assert KEY[:8] not in text


@pytest.mark.parametrize("key", ["sk secret", "sk-secret\n", "sk-sécret", "sk-\x00secret", ""])
def test_what_cannot_be_a_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(UserError, match="OPENAI_API_KEY") as raised:
        Endpoint("http://127.0.0.1:1/v1", "tiny", key)
    assert "cret" not in str(raised.value)


def test_the_key_comes_from_the_environment_that_is_given() -> None:
    assert key_from({"OPENAI_API_KEY": " sk-1\n"}) == "sk-1"
    assert key_from({"OPENAI_API_KEY": " "}) is None
    assert key_from({}) is None


def test_this_machine_is_called_without_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, closed_url: str
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, closed_url)
    monkeypatch.setenv("NO_PROXY", "")
    with serving(SHEEP) as server:
        for host in ("127.0.0.1", "localhost"):
            url = server.url.replace("127.0.0.1", host)
            assert answer(Endpoint(url, "tiny", sleep=refuse_to_sleep)) == "Sheep graze."


def test_other_machines_are_called_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(SHEEP) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        assert answer(Endpoint("http://model.invalid/v1", "tiny", sleep=refuse_to_sleep)) == "Sheep graze."
    assert proxy.requests[0].path == "http://model.invalid/v1/chat/completions"


@pytest.mark.parametrize("proxy", ["gopher://me:hush@h", "http://me:hush@h:port"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.delenv("http_proxy", raising=False)
    with pytest.raises(WriterFailed, match="check the environment's proxy and certificate variables") as raised:
        answer(Endpoint("http://model.invalid/v1", "tiny"))
    assert "hush" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(("text", "tokens"), [("", 1), ("Sheep graze.", 5), ("Qoyunlar otlayır", 6), ("🐑" * 30, 41)])
def test_tokens_are_estimated_from_bytes(text: str, tokens: int) -> None:
    assert Endpoint("http://127.0.0.1:1/v1", "tiny").count_tokens(text) == tokens


def test_it_says_what_a_writer_asks_of_it() -> None:
    model: LanguageModel = Endpoint("http://127.0.0.1:1/v1", "tiny", context_tokens=4096)
    assert (model.name, model.context_tokens, model.max_passages) == ("tiny", 4096, None)
