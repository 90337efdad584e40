"""What other programs may ask of the page's server."""

from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.page.asking import ANSWERS_AT_ONCE
from qa.page.services import Services


def expose(services: Services) -> None:
    """Offer `ask` to other programs."""

    def ask(question: str) -> dict[str, Any]:
        """Answer a question from the indexed documents: sentences, the citations they rest on, the passages read."""
        if not isinstance(question, str):
            raise gr.Error("the question must be text", print_exception=False)
        try:
            return services.answerer.ask(question).to_json()
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    gr.api(ask, api_name="ask", concurrency_limit=ANSWERS_AT_ONCE, concurrency_id="answering")
