"""Requests to an OpenAI-compatible server: what is sent, when it is sent again, and why it was refused."""

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import count

import httpx

from corpus.errors import UserError
from qa.writers.events import BROKEN_OFF, NoAnswer, read_message, read_models

# A server in the same network connects in milliseconds, one across the world within a second or two.
CONNECT_SECONDS = 10.0
FIRST_WAIT_SECONDS = 0.5
# Servers ask for long waits where a day's quota is used up; nobody sits before a chat that long.
MAX_WAIT_SECONDS = 20.0
BUSY = 429
RETRIED = frozenset((BUSY, 500, 502, 503, 504))
# Enough for a list of hundreds of models and for the words of any refusal.
MAX_TOLD_BYTES = 1 << 18
# More and longer names than that make an error hard to read.
MAX_OFFERED = 12
MAX_NAME = 80


@dataclass(slots=True)
class Patience:
    """How long a server may send nothing of use. seconds: without a sign of life; clock: seconds, from any start."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin to count anew."""
        self._since = self.clock()

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, until one comes too late. Raises NoAnswer then; bytes alone are no sign of life."""
        for chunk in chunks:
            if self.clock() - self._since > self.seconds:
                raise _silent(self.seconds)
            yield chunk


@dataclass(frozen=True, slots=True)
class Retrying:
    """How often a request is made again, and how the time until then is chosen and spent.

    times: tries after the first; sleep takes seconds; jitter gives a number from 0 to 1.
    """

    times: int = 3
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def wait(self, attempt: int, asked: float | None) -> None:
        """Sleep before the next try. attempt: from 0; asked: seconds that the server asked for.

        Half of a wait is left to chance, so that many callers do not come back at once.
        """
        backoff = FIRST_WAIT_SECONDS * 2.0**attempt * (0.5 + 0.5 * self.jitter())
        self.sleep(min(backoff if asked is None else asked, MAX_WAIT_SECONDS))


class Unreachable(NoAnswer):
    """No connection came about."""


class ModelServer:
    """A server at an address, which is called there only: redirects are not followed.

    Proxies and certificates are as the environment has them, but this machine is called without a proxy. Holds no
    connection between requests, so threads may share it.
    base_url and key: as qa.writers.endpoint.Endpoint takes them; timeout: in seconds.
    Raises UserError if base_url is no address of a server, or key cannot be a key.
    """

    def __init__(self, base_url: str, key: str | None, timeout: float, retrying: Retrying) -> None:
        self.url = _checked(base_url)
        if key is not None and not re.fullmatch(r"[!-~]+", key):
            # The name is told and the key is not: httpx would repeat it in its own error.
            raise UserError("the key for the language model server (OPENAI_API_KEY) has signs in it that no key has")
        self._key = key
        self._timeout = timeout
        self._retrying = retrying

    @contextmanager
    def chat(self, body: Mapping[str, object], patience: Patience) -> Iterator[Iterator[bytes]]:
        """The body of the reply to a chat request, in chunks as they come; leaving the context closes the connection.

        Raises NoAnswer if the server cannot be reached, refuses or fails; so do the chunks, if it breaks off.
        """
        with self._client() as client, closing(self._reply(client, body)) as reply:
            patience.renew()
            yield _chunks(reply, patience)

    def redact(self, text: str) -> str:
        """A text of the server without the key, which some repeat."""
        return text.replace(self._key, "[key]") if self._key else text

    def _client(self) -> httpx.Client:
        headers = {"Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        timeout = httpx.Timeout(self._timeout, connect=min(self._timeout, CONNECT_SECONDS))
        try:
            return httpx.Client(headers=headers, timeout=timeout, trust_env=not _is_this_machine(self.url))
        except (ValueError, OSError, ImportError, httpx.InvalidURL):
            # A proxy's address can hold a password, so what was wrong with it is not repeated.
            raise NoAnswer("cannot be called; check the environment's proxy and certificate variables") from None

    def _reply(self, client: httpx.Client, body: Mapping[str, object]) -> httpx.Response:
        """The reply of a server that took the request, after as many tries as allowed; its body is not read yet."""
        for attempt in count():
            last = attempt >= self._retrying.times
            asked = None
            try:
                reply = self._send(client, body)
            except Unreachable:
                if last:
                    raise
            else:
                if reply.is_success:
                    return reply
                with closing(reply):
                    if last or reply.status_code not in RETRIED:
                        raise self._refusal(client, reply, body)
                    asked = _asked_wait(reply)
            self._retrying.wait(attempt, asked)
        raise AssertionError("the last try returns or raises")

    def _send(self, client: httpx.Client, body: Mapping[str, object]) -> httpx.Response:
        request = client.build_request("POST", f"{self.url}/chat/completions", json=body)
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Unreachable(f"cannot be reached ({error}); is it running at that address?") from error
        except httpx.TimeoutException as error:
            raise _silent(self._timeout) from error
        except httpx.TransportError as error:
            raise NoAnswer("closed the connection without an answer; see its log, and check its address") from error

    def _refusal(self, client: httpx.Client, reply: httpx.Response, body: Mapping[str, object]) -> NoAnswer:
        """Why a request was refused and what helps, by the reply's status."""
        status = reply.status_code
        if status == httpx.codes.NOT_FOUND:
            reason = f"does not know the model {body['model']!r}, or its address should end in /v1"
            return NoAnswer(f"{reason}; {self._offer(client)}")
        if reply.is_redirect:
            reason = "sends requests on to another address; give that one if you trust it"
            return NoAnswer(reason, reply.headers.get("Location", ""))
        said = read_message(self._told(reply))
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return NoAnswer("does not let you in; set OPENAI_API_KEY to a key that is valid there", said)
        if status == BUSY:
            return NoAnswer("is busy, or a quota is used up; ask again later", said)
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return NoAnswer(f"fails with status {status}; see its log, and ask again later", said)
        return NoAnswer(f"refuses the request with status {status}; change what it complains of", said)

    def _offer(self, client: httpx.Client) -> str:
        """What models there are, as a clause; asking for them may fail, and then it says where to look."""
        request = client.build_request("GET", f"{self.url}/models")
        try:
            with closing(client.send(request, stream=True)) as reply:
                models = read_models(self._told(reply)) if reply.is_success else []
        except httpx.TransportError:
            models = []
        if not models:
            return "see its documentation for both"
        more = f" and {len(models) - MAX_OFFERED} more" if len(models) > MAX_OFFERED else ""
        return "it offers " + ", ".join(name[:MAX_NAME] for name in models[:MAX_OFFERED]) + more

    def _told(self, reply: httpx.Response) -> bytes:
        """The body of a reply, as much of it as came whole, quickly and within bounds."""
        told = bytearray()
        # The status has said already that the request failed; the words only explain it.
        with suppress(NoAnswer):
            for chunk in _chunks(reply, Patience(self._timeout)):
                told += chunk
                if len(told) > MAX_TOLD_BYTES:
                    break
        return bytes(told[:MAX_TOLD_BYTES])


def _chunks(reply: httpx.Response, patience: Patience) -> Iterator[bytes]:
    try:
        yield from patience.watch(reply.iter_raw())
    except httpx.TimeoutException as error:
        raise _silent(patience.seconds) from error
    except httpx.TransportError as error:
        raise NoAnswer(BROKEN_OFF) from error


def _silent(seconds: float) -> NoAnswer:
    return NoAnswer(f"sent nothing for {seconds:g} seconds; see whether it is overloaded, or name a smaller model")


def _asked_wait(reply: httpx.Response) -> float | None:
    """The seconds in Retry-After; None if it is missing or, as few servers have it, a date."""
    asked = reply.headers.get("Retry-After", "").strip()
    return float(asked) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", asked) else None


def _checked(base_url: str) -> str:
    """The address that requests are put behind. Raises UserError."""
    wrong = UserError(f"{base_url!r} is no address of a language model server; write it like http://127.0.0.1:11434/v1")
    try:
        url = httpx.URL(base_url.strip())
        url.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        raise wrong from None
    if url.userinfo or url.query or url.fragment:
        raise UserError("the address of the language model server must have no name, password, ? or # in it")
    if url.scheme not in ("http", "https") or not url.host:
        raise wrong
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    return str(url.copy_with(path=path or "/v1"))


def _is_this_machine(url: str) -> bool:
    host = httpx.URL(url).host
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
