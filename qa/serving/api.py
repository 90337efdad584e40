"""The calls of other programs, as endpoints of the chat's server and as tools of its MCP server.

Gradio makes both from the functions' type hints and docstrings, so those are written for whoever calls them; Gradio
knows a list of arguments by its heading "Args:".
"""

from collections.abc import Callable
from typing import Any, TypeVar

from corpus.errors import UserError
from qa.serving.calls import Calls, choose
from qa.serving.limits import RateLimiter

Result = TypeVar("Result")
# Reading a passage or a list touches only the disk.
LOOKS_AT_ONCE = 4


def expose(calls: Calls, limiter: RateLimiter | None = None, answers_at_once: int = 1) -> None:
    """Register the calls; to be called inside gr.Blocks().

    limiter: of each caller's questions and searches, None for no limit; callers are told apart by their addresses, and
    all who come over MCP count as one. answers_at_once: how many are answered at the same time, the page's included.
    """
    import gradio as gr

    def tell(request: gr.Request | None, call: Callable[[], Result]) -> Result:
        """What a call gives, counted for its caller; whatever its caller can put right as Gradio's own error."""
        try:
            if limiter is not None:
                limiter.admit(_caller(request))
            return call()
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def look(call: Callable[[], Result]) -> Result:
        try:
            return call()
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def ask(
        question: str,
        documents: list[str] | None = None,
        authors: list[str] | None = None,
        collections: list[str] | None = None,
        from_year: int | None = None,
        to_year: int | None = None,
        earlier: list[dict[str, Any]] | None = None,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the indexed documents: sentences, the citations they rest on, the passages read.

        Where the documents do not answer, "answered" is false and there are no sentences.

        Args:
            question: in words, at most 2,000 characters; with earlier it may be a follow-up such as "And Armenia?"
            documents: ask only these: names, folders of names, or patterns with * and ?
            authors: ask only documents by any of these: words of the author's name
            collections: ask only documents of any of these collections
            from_year: ask only documents of this year and later ones
            to_year: ask only documents of this year and earlier ones
            earlier: what ask gave to the questions before this one, oldest first, if it follows up on them
            request: filled in by the server
        """
        return tell(
            request,
            lambda: calls.ask(question, earlier, choose(documents, authors, collections, from_year, to_year)),
        )

    def search(query: str, top_k: int = 10, request: gr.Request | None = None) -> list[dict[str, Any]]:
        """Find the passages of the indexed documents that are nearest to a query, best first, without answering it.

        Args:
            query: a question or words, at most 2,000 characters
            top_k: how many passages, from 1 to 100
            request: filled in by the server
        """
        return tell(request, lambda: calls.search(query, top_k))

    def list_documents() -> list[dict[str, Any]]:
        """List the indexed documents: name, title, author, year, collection and number of passages of each."""
        return look(calls.list_documents)

    def get_passage(document: str, start: int, end: int) -> dict[str, Any]:
        """Read a place of a document: its characters from start to before end, counted as citations count them.

        Args:
            document: its name, as list_documents, search and citations give it
            start: the first character, from 0
            end: the one after the last; at most 4,000 characters can be read at a time
        """
        return look(lambda: calls.read_passage(document, start, end))

    # One group with the page's own answering, for both use every core.
    answering = {"concurrency_limit": answers_at_once, "concurrency_id": "answering"}
    looking = {"concurrency_limit": LOOKS_AT_ONCE, "concurrency_id": "looking"}
    gr.api(ask, api_name="ask", **answering)
    gr.api(search, api_name="search", **looking)
    gr.api(list_documents, api_name="list_documents", **looking)
    gr.api(get_passage, api_name="get_passage", **looking)


def _caller(request: Any) -> str:  # noqa: ANN401
    """The address that a call came from; empty where it came from no other machine or program."""
    client = getattr(request, "client", None)
    return getattr(client, "host", None) or ""
