"""What answers in the tests of the page, and the page that it answers on."""

import asyncio
from dataclasses import replace

from qa.chats.store import ChatStore
from qa.page.services import Services


class Stub:
    """Answers with what it was given, in order, and remembers what it was asked."""

    def __init__(self, *outcomes, steps=()):
        self.outcomes, self.before = list(outcomes), steps
        self.asked, self.histories, self.filters = [], [], []
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


def no_document(name):
    raise KeyError(name)


def no_receipt(answer, visitor):
    return f"receipt of {answer.question}"


def make_services(folder, stub, list_documents=list, read_document=no_document, examples=()):
    """Services around a stub, with a store of chats of their own in a folder."""
    return Services(
        answerers={"quote": stub},
        list_documents=list_documents,
        read_document=read_document,
        make_receipt=no_receipt,
        chats=ChatStore(folder / "chats.sqlite3"),
        examples=examples,
    )


def build(services):
    """The page, built inside a running event loop: outside one, Gradio opens loops that it never closes."""
    from qa.page.build import build_page

    async def built():
        return build_page(services)

    return asyncio.run(built())
