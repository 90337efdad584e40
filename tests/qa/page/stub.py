"""What answers in the tests of the page, and the page that it answers on."""

import asyncio
from dataclasses import replace

from qa.chats.store import ChatStore
from qa.page.services import Services
from qa.serving.calls import Calls
from qa.serving.limits import QUESTIONS, UPLOADS, RateLimiter
from qa.uploads.owners import owner_of
from qa.uploads.uploads import Uploads


class Stub:
    """Answers with what it was given, in order, and remembers what it was asked."""

    def __init__(self, *outcomes, steps=()):
        self.outcomes, self.before = list(outcomes), steps
        self.asked, self.histories, self.filters, self.settings = [], [], [], []
        self.closed = False

    def ask(self, question, history=(), only=None):
        *_, answer = self.steps(question, history, only)
        return answer

    def steps(self, question, history=(), only=None):
        self.asked.append(question)
        self.filters.append(only)
        self.histories.append([answer.question for answer in history])
        try:
            yield from self.before
            outcome = self.outcomes.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            yield replace(outcome, question=question)
        finally:
            self.closed = True

    def adjusted(self, top_k, min_confidence):
        self.settings.append((top_k, min_confidence))
        return self


def no_document(name, owner=None):
    raise KeyError(name)


def no_receipt(answer, owner):
    return f"receipt of {answer.question}"


def make_services(
    folder, stub, list_documents=list, read_document=no_document, examples=(), answerers=None, suggest=lambda only: ()
):
    """Services around a stub, with a store of chats and uploads of their own in a folder. list_documents: for all."""
    uploads = Uploads(folder / "uploads", folder / "index")
    return Services(
        answerers=answerers or {"quote": stub},
        list_documents=lambda owner: list_documents(),
        read_document=read_document,
        viewer=lambda visitor: uploads.viewer(owner_of(visitor)),
        uploads=uploads,
        make_receipt=no_receipt,
        chats=ChatStore(folder / "chats.sqlite3"),
        calls=Calls(stub.ask, lambda *ignored: [], list_documents, read_document),
        questions=RateLimiter(QUESTIONS),
        additions=RateLimiter(UPLOADS),
        examples=examples,
        suggest=suggest,
    )


def build(services):
    """The page, built inside a running event loop: outside one, Gradio opens loops that it never closes."""
    from qa.page.build import build_page

    async def built():
        return build_page(services)

    return asyncio.run(built())
