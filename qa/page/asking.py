"""Asking, and what can be done while an answer is made and with the last one: stop, ask again, word anew."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.page import conversation as talking
from qa.page.actions import QUICK, change_nothing, read_text
from qa.page.conversation import Conversation, Revision
from qa.page.documents import Documents
from qa.page.evidence import Evidence
from qa.page.keeping import NO_CHAT, Keeper, known
from qa.page.services import Services
from qa.page.settings import Settings, choose_answerer
from qa.page.side import Side
from qa.page.stopping import Stopper
from qa.page.talk import Talk
from qa.page.visit import Visit
from qa.rendering import html

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
    """What happens between a question and its answer."""

    services: Services
    keeper: Keeper
    visit: Visit
    talk: Talk
    evidence: Evidence
    side: Side
    documents: Documents
    settings: Settings
    stopper: Stopper

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
        talk, visit, chosen = self.talk, self.visit, self.documents.fields
        states = [visit.turns, visit.revision, visit.visitor, visit.chat, *chosen]
        begun = [component for component in self.shown if component is not self.evidence.sources]
        typed = gr.on([talk.box.submit, talk.send.click], self.on_ask, [talk.box, *states], begun, **QUICK)
        offered = actions.ask(self.on_offered, states, begun, **QUICK)
        again = actions.again(self.on_again, states, begun, **QUICK)
        for after in (typed, offered, again):
            self._answer(after)
        ended = [visit.turns, *talk.shown]
        talk.stop.click(self.on_stop, [visit.turns, visit.visitor], ended, **QUICK)
        reworded = [talk.box, talk.notice, visit.revision]
        for revised in (
            actions.edit(self.on_edit, [visit.turns], reworded, **QUICK),
            actions.reword(self.on_reword, [visit.turns], reworded, **QUICK),
            actions.keep(self.on_keep, None, reworded, **QUICK),
        ):
            revised.then(None, js=GO_TO_BOX, **QUICK)

    def _answer(self, begun: Any) -> None:  # noqa: ANN401
        """Answer after an event."""
        talk, visit = self.talk, self.visit
        begun.then(None, js=SHOW_LATEST_TURN, **QUICK)
        shown = [visit.turns, *talk.shown, self.evidence.sources]
        states = [visit.turns, visit.visitor, *self.settings.fields]
        # What was asked after a stop must not be dropped because the step that was stopped is not over.
        answered = begun.then(self.on_answer, states, shown, trigger_mode="multiple", **ANSWERING)
        answered.success(None, js=SHOW_LATEST_TURN, **QUICK)

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
        token = known(visitor)
        try:
            after, told = talking.begin(question, conversation, self.documents.scope(token, chosen), revision)
            return self._begin(after, conversation, token, chat) if not told else self._tell(told)
        except UserError as error:
            return self._tell(str(error))

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
        token = known(visitor)
        try:
            after = talking.ask_again(conversation, self.documents.scope(token, chosen))
            return self._begin(after, conversation, token, chat) if after is not conversation else change_nothing()
        except UserError as error:
            return self._tell(str(error))

    def _tell(self, why: str) -> dict[Any, Any]:
        return {self.talk.notice: html.render_notice(why)}

    def _begin(self, after: Conversation, before: Conversation, visitor: str, chat: int | None) -> dict[Any, Any]:
        """Show that the last question is being answered, once it is kept. Raises UserError if it cannot be."""
        self.services.questions.admit(visitor)
        replaced = after[-1].number if before and before[-1].number == after[-1].number else None
        kept_in, after = self.keeper.begin(visitor, chat, after, replaced)
        shown = self.show(after, visitor, kept_in)
        # The sources of earlier turns stay as they are.
        del shown[self.evidence.sources]
        return shown

    def on_answer(self, conversation: Conversation, visitor: str, *settings: Any) -> Iterator[dict[Any, Any]]:  # noqa: ANN401
        """The answer as it comes into being; a bug is told, so that the visitor can go on, and then goes up."""
        answerer = choose_answerer(self.services.answerers, *settings) if settings else self.services.answerer
        turn_id = conversation[-1].turn_id if conversation else None
        # Gradio empties everything for an event that shows nothing at all, as after a question that cannot be asked.
        yield change_nothing()
        try:
            with closing(talking.proceed(answerer, conversation)) as proceeding:
                for after in proceeding:
                    if self.stopper.is_stopped(turn_id):
                        # Another question may have been asked since; nothing of this one may be shown.
                        return
                    yield self._step(after, visitor)
        except Exception:
            yield self._end(conversation, visitor, talking.BROKEN)
            raise
        finally:
            self.stopper.forget(turn_id)

    def _step(self, after: Conversation, visitor: str) -> dict[Any, Any]:
        """What the page shows of a conversation that went on."""
        if talking.is_pending(after):
            return {self.talk.chat: gr.update(value=talking.messages(after))}
        self.keeper.settle(visitor, after)
        return {self.visit.turns: after, **self.talk.show(after), **self.evidence.show(after)}

    def on_stop(self, conversation: Conversation, visitor: str) -> dict[Any, Any]:
        """Answering was stopped by the visitor."""
        self.give_up(conversation, visitor)
        return self._end(conversation, visitor, talking.STOPPED)

    def give_up(self, conversation: Conversation, visitor: str) -> None:
        """Stop answering the last question, if it is being answered, and keep that it was stopped."""
        if talking.is_pending(conversation):
            self.stopper.stop(conversation[-1].turn_id)
            self.keeper.settle(visitor, talking.end(conversation, talking.STOPPED))

    def _end(self, conversation: Conversation, visitor: str, why: str) -> dict[Any, Any]:
        after = talking.end(conversation, why)
        if after is not conversation:
            self.keeper.settle(visitor, after)
        return {self.visit.turns: after, **self.talk.show(after)}

    def on_edit(self, conversation: Conversation) -> dict[Any, Any]:
        """The last question goes back into the box."""
        if not conversation or talking.is_pending(conversation):
            return change_nothing()
        last = conversation[-1]
        return self._revise(last.question, Revision(last.number, last.alone), html.REWORDING)

    def on_reword(self, conversation: Conversation) -> dict[Any, Any]:
        """What the last question was understood as goes into the box, to be asked as worded there."""
        if not conversation or not (answer := conversation[-1].answer):
            return change_nothing()
        understood = answer.understood.text if answer.understood else answer.question
        return self._revise(understood, Revision(conversation[-1].number, as_worded=True), html.REWORDING_ALONE)

    def on_keep(self) -> dict[Any, Any]:
        """The last question stays as it is."""
        return {self.talk.box: "", self.visit.revision: None, self.talk.notice: ""}

    def _revise(self, text: str, revision: Revision, told: str) -> dict[Any, Any]:
        return {self.talk.box: text, self.visit.revision: revision, self.talk.notice: told}

    def _states(self, conversation: Conversation, visitor: str, chat: int | None) -> dict[Any, Any]:
        visit = self.visit
        return {visit.turns: conversation, visit.revision: None, visit.visitor: visitor, visit.chat: chat or NO_CHAT}
