"""The page put together from its parts."""

import gradio as gr

from qa.page.actions import lay_out_actions
from qa.page.asking import ANSWERS_AT_ONCE, Asking
from qa.page.documents import lay_out_documents
from qa.page.evidence import lay_out_evidence
from qa.page.keeping import Keeper
from qa.page.past import Past, lay_out_file
from qa.page.services import Services
from qa.page.settings import lay_out_settings
from qa.page.side import lay_out_side
from qa.page.stopping import Stopper
from qa.page.talk import lay_out_talk
from qa.page.visit import lay_out_visit
from qa.page.welcome import Welcome
from qa.rendering import html
from qa.serving.api import expose


def build_page(services: Services) -> gr.Blocks:
    """The page, ready to be served."""
    with gr.Blocks(title="Attaché", analytics_enabled=False, fill_width=True) as page:
        actions, visit, file = lay_out_actions(), lay_out_visit(), lay_out_file()
        gr.HTML(html.MASTHEAD, apply_default_css=False, elem_classes="masthead")
        with gr.Row(elem_classes="frame"):
            side = lay_out_side()
            talk = lay_out_talk()
            evidence = lay_out_evidence()
            documents = lay_out_documents(services, visit, talk.scope)
            settings = lay_out_settings(services.answerers, services.passages)
        asking = Asking(services, Keeper(services.chats), visit, talk, evidence, side, documents, settings, Stopper())
        asking.wire(actions)
        Past(asking, file).wire(page, actions)
        evidence.wire(actions, visit, services)
        documents.wire(page, actions)
        settings.wire(page)
        Welcome(services, visit, talk, evidence, documents).wire()
        expose(services.calls, services.questions, ANSWERS_AT_ONCE)
    return page
