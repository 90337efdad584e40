"""The language model of an OpenAI-compatible server, on this machine or elsewhere."""

import codecs
import random
import time
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from qa.writers.events import NoAnswer, read_deltas
from qa.writers.language_model import Message, WriterFailed
from qa.writers.model_server import ModelServer, Patience, Retrying
from qa.writers.thinking import drop_thinking

# English has about 4 characters a token and no ordinary word of a vocabulary has over 20: an answer longer than that
# comes from a server that does not hold to max_tokens.
CHARACTERS_PER_TOKEN = 20
# As long as an error can be and still be read.
MAX_SAID = 300
# Tabs and line ends are text; other control characters steer a terminal.
CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


def key_from(environment: Mapping[str, str]) -> str | None:
    """The key for the server, from OPENAI_API_KEY; None where that is not set or empty."""
    return environment.get("OPENAI_API_KEY", "").strip() or None


class Endpoint:
    """A model behind an OpenAI-compatible server, such as Ollama, llama.cpp, vLLM, LM Studio or a hosted one.

    base_url: as the server's documentation gives it, ending in /v1 or the like; where it has no path at all, /v1 is
    added, and a "/" or "/chat/completions" at its end makes no difference. model: a name that the server knows.
    key: sent to base_url and nowhere else, and in no error. context_tokens: of messages and answer together. timeout:
    the seconds without a piece or a thought after which the server is given up. retries: how often a request is made
    again, if the server cannot be reached, is busy (429) or fails (500, 502, 503, 504) before the first piece.
    sleep and clock are in seconds, jitter gives a number from 0 to 1; they are parameters so that tests need not wait.

    Every answer has a connection of its own, so threads may share an Endpoint.
    Raises UserError if base_url is no address of a server, or key cannot be a key.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str | None = None,
        context_tokens: int = 8192,
        timeout: float = 60.0,
        retries: int = 3,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = model
        self.context_tokens = context_tokens
        self.max_passages: int | None = None
        self._timeout = timeout
        self._clock = clock
        self._server = ModelServer(base_url, key, timeout, Retrying(retries, sleep, jitter))

    def count_tokens(self, text: str) -> int:
        """An estimate that is seldom too low: a token for every three bytes of UTF-8, and one more.

        Tokens of English have about four bytes and those of most other scripts three or more; long numbers and rare
        signs can have fewer.
        """
        return len(text.encode()) // 3 + 1

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, None]:
        """The answer in pieces as they come, without thoughts; closing the iterator closes the connection at once.

        An answer that reaches max_tokens just ends. Raises WriterFailed, saying what to do, if there is no answer or it
        breaks off.
        """
        body = {
            "model": self.name,
            "messages": [asdict(message) for message in messages],
            "stream": True,
            "temperature": 0,
            "max_tokens": max_tokens,
        }
        patience = Patience(self._timeout, self._clock)
        try:
            with self._server.chat(body, patience) as chunks:
                empty = True
                for piece in drop_thinking(_readable(_texts(chunks, max_tokens, patience))):
                    empty = False
                    yield piece
                if empty:
                    raise NoAnswer(
                        f"gave an empty answer; allow it more than {max_tokens} tokens, or name another model"
                    )
        except NoAnswer as error:
            # Not as its cause: a log of that would show the server's words as they came, which can repeat the key.
            raise self._failed(error) from None

    def _failed(self, error: NoAnswer) -> WriterFailed:
        reason = self._plain(error.reason)
        told = f"the language model server at {self._server.url} {reason}"
        return WriterFailed(f"{told}. It said: {self._plain(error.said)[:MAX_SAID]}" if error.said else told)

    def _plain(self, text: str) -> str:
        """A text of the server on one line, without signs that steer a terminal or turn the text around, or the key."""
        kept = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
        return self._server.redact(" ".join(kept.split()))


def _texts(chunks: Iterable[bytes], max_tokens: int, patience: Patience) -> Iterator[str]:
    """The text of each event, until the answer is finished or longer than max_tokens can be."""
    room = max_tokens * CHARACTERS_PER_TOKEN
    for delta in read_deltas(chunks):
        if delta.text:
            yield delta.text[:room]
        if delta.text or delta.thought:
            patience.renew()
        room -= len(delta.text) + delta.thought
        if room <= 0:
            return


def _readable(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces that show something, without control characters, and with both halves of a cut sign in one piece.

    JSON can cut a sign beyond 16 bits in two; a half that stays alone, which no file could take, becomes U+FFFD.
    """
    decoder = codecs.getincrementaldecoder("utf-16-le")(errors="replace")
    for piece in pieces:
        whole = decoder.decode(piece.encode("utf-16-le", "surrogatepass")).translate(CONTROLS)
        if whole:
            yield whole
    if rest := decoder.decode(b"", final=True):
        yield rest
