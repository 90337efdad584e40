"""Asking, and what can be done while an answer is made and with the last one: stop, ask again, word anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from corpus.errors import UserError
from index.filters import Filter, select
from qa.page import conversation as talking
from qa.page.actions import QUICK, read_text
from qa.page.choice import Choice
from qa.page.conversation import Conversation, Revision
from qa.page.evidence import Evidence
from qa.page.keeping import Keeper, known
from qa.page.services import Services
from qa.page.side import Side
from qa.page.talk import Talk
from qa.page.visit import Visit
from qa.rendering import html
from qa.rendering.choices import make_filter

# Answering uses every core: two at once would take each twice as long. Following a citation never waits for it.
ANSWERS_AT_ONCE = 1
ANSWERING: dict[str, Any] = QUICK | {
    "queue": True,
    "concurrency_limit": ANSWERS_AT_ONCE,
    "concurrency_id": "answering",
}
SHOW_LATEST_TURN = "() => window.showLatestTurn()"
GO_TO_BOX = "() => window.goToBox()"


@dataclass(frozen=True, slots=True)
class Asking:
    """What happens between a question and its answer. answers: the events of answering, once wired."""

    services: Services
    keeper: Keeper
    visit: Visit
    talk: Talk
    evidence: Evidence
    side: Side
    choice: Choice
    answers: list[Any] = field(default_factory=list)

    @property
    def shown(self) -> list[Any]:
        """The components that show() sets."""
        visit, talk = self.visit, self.talk
        states = [visit.turns, visit.revision, visit.visitor, visit.chat]
        return [*states, *talk.shown, talk.notice, talk.box, self.evidence.sources, self.side.chats]

    def show(self, conversation: Conversation, visitor: str, chat: int | None) -> dict[Any, Any]:
        """What the whole page shows of a chat, nothing being worded anew."""
        return {
            **self._states(conversation, visitor, chat),
            **self.talk.show(conversation),
            **self.evidence.show(conversation),
            **self.side.show(self.keeper, visitor, chat),
            self.talk.notice: "",
            self.talk.box: "",
        }

    def wire(self, actions: gr.HTML) -> None:
        """Listen to all that asks, stops, or words a question anew."""
        talk, visit, chosen = self.talk, self.visit, self.choice.fields
        states = [visit.turns, visit.revision, visit.visitor, visit.chat, *chosen]
        begun = [component for component in self.shown if component is not self.evidence.sources]
        typed = gr.on([talk.box.submit, talk.send.click], self.on_ask, [talk.box, *states], begun, **QUICK)
        offered = actions.ask(self.on_offered, states, begun, **QUICK)
        again = actions.again(self.on_again, states, begun, **QUICK)
        self.answers.extend(self._answer(after) for after in (typed, offered, again))
        ended = [visit.turns, *talk.shown]
        talk.stop.click(self.on_stop, [visit.turns, visit.visitor], ended, cancels=self.answers, **QUICK)
        reworded = [talk.box, talk.notice, visit.revision]
        for revised in (
            actions.edit(self.on_edit, [visit.turns], reworded, **QUICK),
            actions.reword(self.on_reword, [visit.turns], reworded, **QUICK),
            actions.keep(self.on_keep, None, reworded, **QUICK),
        ):
            revised.then(None, js=GO_TO_BOX, **QUICK)

    def _answer(self, begun: Any) -> Any:  # noqa: ANN401
        """Answer after an event; returns the event of answering, so that it can be stopped."""
        talk, visit = self.talk, self.visit
        begun.then(None, js=SHOW_LATEST_TURN, **QUICK)
        shown = [visit.turns, *talk.shown, self.evidence.sources]
        answered = begun.then(self.on_answer, [visit.turns, visit.visitor], shown, **ANSWERING)
        answered.failure(self.on_failure, [visit.turns, visit.visitor], [visit.turns, *talk.shown], **QUICK)
        answered.success(None, js=SHOW_LATEST_TURN, **QUICK)
        return answered

    def on_ask(
        self,
        question: str | None,
        conversation: Conversation,
        revision: Revision | None,
        visitor: str | None,
        chat: int | None,
        *chosen: Any,  # noqa: ANN401
    ) -> dict[Any, Any]:
        """The question from the box is asked, or it is told why not."""
        try:
            after, told = talking.begin(question, conversation, self._scope(chosen), revision)
        except UserError as error:
            told = str(error)
        if told:
            return {self.talk.notice: html.render_notice(told)}
        return self._begin(after, conversation, visitor, chat)

    def on_offered(self, event: gr.EventData, *states: Any) -> dict[Any, Any]:  # noqa: ANN401
        """A question that the page offers is asked."""
        return self.on_ask(read_text(event, "question"), *states)

    def on_again(
        self,
        conversation: Conversation,
        revision: Revision | None,
        visitor: str | None,
        chat: int | None,
        *chosen: Any,  # noqa: ANN401
    ) -> dict[Any, Any]:
        """The last question is asked once more, of what is chosen now."""
        try:
            after = talking.ask_again(conversation, self._scope(chosen))
        except UserError as error:
            return {self.talk.notice: html.render_notice(str(error))}
        return self._begin(after, conversation, visitor, chat) if after is not conversation else {}

    def _begin(
        self, after: Conversation, before: Conversation, visitor: str | None, chat: int | None
    ) -> dict[Any, Any]:
        """Show that the last question is being answered, once it is kept."""
        replaced = after[-1].number if before and before[-1].number == after[-1].number else None
        token = known(visitor)
        try:
            kept_in, after = self.keeper.begin(token, chat, after, replaced)
        except UserError as error:
            return {self.talk.notice: html.render_notice(str(error))}
        shown = self.show(after, token, kept_in)
        # The sources of earlier turns stay as they are.
        del shown[self.evidence.sources]
        return shown

    def on_answer(self, conversation: Conversation, visitor: str) -> Iterator[dict[Any, Any]]:
        """The answer as it comes into being."""
        for after in talking.proceed(self.services.answerer, conversation):
            if talking.is_pending(after):
                yield {self.talk.chat: gr.update(value=talking.messages(after))}
            else:
                self.keeper.settle(visitor, after)
                yield {self.visit.turns: after, **self.talk.show(after), **self.evidence.show(after)}

    def on_stop(self, conversation: Conversation, visitor: str) -> dict[Any, Any]:
        """Answering was stopped by the visitor."""
        return self._end(conversation, visitor, talking.STOPPED)

    def on_failure(self, conversation: Conversation, visitor: str) -> dict[Any, Any]:
        """Answering broke."""
        return self._end(conversation, visitor, talking.BROKEN)

    def _end(self, conversation: Conversation, visitor: str, why: str) -> dict[Any, Any]:
        after = talking.end(conversation, why)
        if after is not conversation:
            self.keeper.settle(visitor, after)
        return {self.visit.turns: after, **self.talk.show(after)}

    def on_edit(self, conversation: Conversation) -> dict[Any, Any]:
        """The last question goes back into the box."""
        if not conversation or talking.is_pending(conversation):
            return {}
        last = conversation[-1]
        return self._revise(last.question, Revision(last.number, last.alone), html.REWORDING)

    def on_reword(self, conversation: Conversation) -> dict[Any, Any]:
        """What the last question was understood as goes into the box, to be asked as worded there."""
        if not conversation or not (answer := conversation[-1].answer):
            return {}
        understood = answer.understood.text if answer.understood else answer.question
        return self._revise(understood, Revision(conversation[-1].number, as_worded=True), html.REWORDING_ALONE)

    def on_keep(self) -> dict[Any, Any]:
        """The last question stays as it is."""
        return {self.talk.box: "", self.visit.revision: None, self.talk.notice: ""}

    def _revise(self, text: str, revision: Revision, told: str) -> dict[Any, Any]:
        return {self.talk.box: text, self.visit.revision: revision, self.talk.notice: told}

    def _states(self, conversation: Conversation, visitor: str, chat: int | None) -> dict[Any, Any]:
        visit = self.visit
        return {visit.turns: conversation, visit.revision: None, visit.visitor: visitor, visit.chat: chat}

    def _scope(self, chosen: tuple[Any, ...]) -> Filter | None:
        """The documents chosen, None for all. Raises UserError if there are none."""
        only = make_filter(*chosen) if chosen else None
        if only is not None:
            select(self.services.list_documents(), only)
        return only
