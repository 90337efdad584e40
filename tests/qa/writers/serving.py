"""A language model server on this machine that says what a test tells it to, byte for byte."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

# Far more chunks than any caller should wait for, and yet a test whose caller does wait fails within seconds.
ENDLESS = 20_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request is answered with.

    status: 0 is no answer at all; chunks: the body as it is cut on the way; held: the connection
    stays open after them until the caller closes it; broken: it is closed without the end of the body; endless: the
    chunks come again and again, until the caller closes it.
    """

    chunks: Sequence[bytes] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    held: bool = False
    broken: bool = False
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came. path: with the host before it if it came to a proxy."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, object]


@dataclass(slots=True)
class Served:
    """A running server. url: its base address; requests: those that came; left: set if a caller left a reply early."""

    url: str
    requests: list[Request]
    left: Event


@contextmanager
def serving(*replies: Reply, models: Reply | None = None) -> Iterator[Served]:
    """A server that gives the replies in turn, and the last one to all further requests. models: for GET requests."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        served = Served(url, [], Event())
        server.served, server.replies, server.models = served, list(replies), models or Reply(status=404)
        # Asked often whether it may end, so that closing it takes no time.
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """Notes a request and plays its reply in chunked encoding, in which the caller sees every chunk by itself."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        replies = self.server.replies
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._note("POST", body)
        self._play(replies.pop(0) if len(replies) > 1 else replies[0])

    def do_GET(self) -> None:
        self._note("GET", {})
        self._play(self.server.models)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _note(self, method: str, body: dict[str, object]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.served.requests.append(Request(method, self.path, headers, body))

    def _play(self, reply: Reply) -> None:
        self.close_connection = True
        try:
            if reply.status:
                self._send_head(reply)
            self._send_chunks(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.server.served.left.set()

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Transfer-Encoding": "chunked", "Connection": "close", **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_chunks(self, reply: Reply) -> None:
        for _ in range(ENDLESS if reply.endless else 1):
            for chunk in reply.chunks:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        if reply.held:
            if not self.connection.recv(1):
                self.server.served.left.set()
        elif reply.status and not reply.broken:
            self.wfile.write(b"0\r\n\r\n")


def said(text: str, finish: str | None = None, **other: object) -> bytes:
    """The event of a piece of an answer."""
    return event({"choices": [{"index": 0, "delta": {"content": text, **other}, "finish_reason": finish}]})


def event(told: object) -> bytes:
    """Something as a server-sent event."""
    return b"data: " + json.dumps(told, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
