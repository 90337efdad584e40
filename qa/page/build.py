"""The page put together from its parts."""

import gradio as gr

from qa.page.actions import QUICK, lay_out_actions
from qa.page.asking import Asking
from qa.page.choice import lay_out_choice
from qa.page.endpoint import expose
from qa.page.evidence import lay_out_evidence
from qa.page.keeping import Keeper
from qa.page.past import Past, lay_out_file
from qa.page.services import Services
from qa.page.side import lay_out_side
from qa.page.talk import lay_out_talk
from qa.page.visit import lay_out_visit
from qa.rendering import html


def build_page(services: Services) -> gr.Blocks:
    """The page, ready to be served."""
    with gr.Blocks(title="Attaché", analytics_enabled=False, fill_width=True) as page:
        actions, visit, file = lay_out_actions(), lay_out_visit(), lay_out_file()
        gr.HTML(html.MASTHEAD, apply_default_css=False, elem_classes="masthead")
        with gr.Row(elem_classes="frame"):
            side = lay_out_side()
            talk = lay_out_talk()
            evidence = lay_out_evidence()
            with gr.Column(elem_classes="view documents-view"):
                choice = lay_out_choice(talk.scope)
        asking = Asking(services, Keeper(services.chats), visit, talk, evidence, side, choice)
        asking.wire(actions)
        Past(asking, file).wire(page, actions)
        evidence.wire(actions, visit.turns, services)
        choice.wire(page, services.list_documents, talk.notice)

        def on_visit() -> tuple[str, str]:
            documents = services.list_documents()
            return html.render_welcome(documents, services.examples), html.render_library(documents)

        page.load(on_visit, None, [talk.welcome, evidence.library], **QUICK)
        expose(services)
    return page
