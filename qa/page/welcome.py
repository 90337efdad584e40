"""What stands on the page before the first question: what there is to ask, and questions to begin with."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.page.actions import QUICK, change_nothing
from qa.page.conversation import Conversation
from qa.page.documents import Documents
from qa.page.evidence import Evidence
from qa.page.services import Services
from qa.page.talk import Talk
from qa.page.visit import Visit
from qa.rendering import html
from qa.rendering.choices import is_chosen

# Beside the answers, not among them: nobody waits for a suggestion.
SUGGESTING: dict[str, Any] = QUICK | {
    "queue": True,
    "concurrency_limit": 1,
    "concurrency_id": "suggesting",
    # Of many boxes ticked in a row, the questions for the last.
    "trigger_mode": "always_last",
}


@dataclass(frozen=True, slots=True)
class Welcome:
    """Keeps the welcome, and the list of the documents beside it, up to what there is and what is chosen of it."""

    services: Services
    visit: Visit
    talk: Talk
    evidence: Evidence
    documents: Documents

    def wire(self) -> None:
        """Listen to all that may change what there is, what is chosen, or whether the welcome is seen."""
        visit, chosen, welcome = self.visit, self.documents.fields, self.talk.welcome
        # The table is there only when a choice is brought back: examples about all would stand there for a moment.
        changed = [self.documents.table.change, self.documents.saved.change]
        shown = [welcome, self.evidence.library]
        offered = gr.on(changed, self.on_visit, [visit.visitor, *chosen], shown, trigger_mode="always_last", **QUICK)
        drawn_for = [visit.visitor, visit.turns, *chosen]
        offered.then(self.on_suggest, drawn_for, [welcome], **SUGGESTING)
        visit.chat.change(self.on_suggest, drawn_for, [welcome], **SUGGESTING)

    def on_visit(self, visitor: str | None, *chosen: Any) -> tuple[str, str]:  # noqa: ANN401
        """The welcome and the list, at once; the examples only where nothing is chosen, for they are about all."""
        there = self.documents.list_for(visitor)
        examples = () if is_chosen(chosen) else self.services.examples
        return html.render_welcome(there, examples), html.render_library(there)

    def on_suggest(self, visitor: str | None, conversation: Conversation, *chosen: Any) -> Any:  # noqa: ANN401
        """The welcome with questions drawn from what is chosen, where there are no examples for that."""
        there = self.documents.list_for(visitor)
        own = any(document.uploaded for document in there)
        # In a conversation nobody sees them.
        if conversation or (self.services.examples and not own and not is_chosen(chosen)):
            return change_nothing()
        try:
            questions = self.services.suggest(self.documents.scope(visitor or "", chosen))
        except UserError:
            # A choice that means no document is told where it is made.
            questions = ()
        return html.render_welcome(there, questions)
