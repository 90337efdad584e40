"""python app.py: the chat in the browser."""

import argparse
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus import command_line
from corpus.errors import UserError
from index.filters import Filter, matching, select
from qa import loading
from qa.pipeline import Answerer, check_question
from qa.rendering import html
from qa.rendering.choices import describe_choice, list_choices, make_filter

if TYPE_CHECKING:
    import gradio as gr

    from index.store import StoredDocument
    from qa.answer import Answer

# So many turns are kept on the page; each carries the passages it was answered from.
MAX_TURNS = 50
# Answering uses every core: two at once would take each twice as long. Following a citation never waits for it.
ANSWERS_AT_ONCE = 1
# About the shipped documents; they do not answer the last one.
EXAMPLES = (
    "When did Azerbaijan become a full member of the Non-Aligned Movement?",
    "How does Muradov explain the calm between 1994 and 2014?",
    "How much did Armenia and Azerbaijan spend on their militaries in 2020?",
    "Which countries co-chair the OSCE Minsk Group?",
    "What did the peace talks of 2023 agree on railway tariffs?",
)
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
SHOW_LATEST_TURN = "() => window.showLatestTurn()"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it. With neither an answer nor a problem, it is being answered.

    only: the documents that it was asked of, None for all.
    """

    number: int
    question: str
    only: Filter | None = None
    answer: "Answer | None" = None
    problem: str | None = None

    @property
    def pending(self) -> bool:
        """Whether it is still being answered."""
        return self.answer is None and self.problem is None


# What one visitor asked, oldest first. It lives in the visitor's gr.State and nowhere else.
Conversation = tuple[Turn, ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the chat until interrupted. Returns 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    return command_line.run(lambda: _serve(arguments))


def build_app(
    answerer: Answerer, list_documents: "Callable[[], Sequence[StoredDocument]]", examples: Sequence[str] = ()
) -> "gr.Blocks":
    """The page. list_documents is called at each visit, for the index may change; examples: questions to click."""
    import gradio as gr

    with gr.Blocks(title="Attaché", analytics_enabled=False, fill_width=True) as app:
        page = _lay_out(examples)
        _wire(page, answerer, list_documents)
        app.load(lambda: _describe(list_documents()), None, [page.welcome, page.library], **QUICK)
        page.choice.wire(app, list_documents, page.notice)
        _expose(answerer)
    return app


def begin(question: str | None, conversation: Conversation, only: Filter | None = None) -> tuple[Conversation, str]:
    """The conversation with one more question, and nothing to say; or as it was, and why it cannot be asked.

    only: the documents to ask, None for all.
    """
    if conversation and conversation[-1].pending:
        return conversation, "one question at a time, please; the last one is still being answered"
    try:
        check_question(question or "")
    except UserError as error:
        return conversation, str(error)
    number = conversation[-1].number + 1 if conversation else 1
    return (*conversation, Turn(number, question or "", only))[-MAX_TURNS:], ""


def finish(answerer: Answerer, conversation: Conversation) -> Conversation:
    """The conversation with its last question answered, or the reason why it cannot be."""
    if not conversation or not conversation[-1].pending:
        return conversation
    *before, last = conversation
    try:
        history = [turn.answer for turn in before if turn.answer]
        return (*before, replace(last, answer=answerer.ask(last.question, history, last.only)))
    except UserError as error:
        return (*before, replace(last, problem=str(error)))


def recover(conversation: Conversation) -> Conversation:
    """The conversation after answering broke, so that the visitor can go on."""
    if not conversation or not conversation[-1].pending:
        return conversation
    broken = "something went wrong while answering this; the terminal in which the program runs says what"
    return (*conversation[:-1], replace(conversation[-1], problem=broken))


def messages(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation as the chat shows it."""
    shown = []
    for turn in conversation:
        shown.append({"role": "user", "content": html.render_question(turn.question)})
        if turn.answer:
            reply = html.render_answer(turn.answer, turn.number)
        else:
            reply = html.render_problem(turn.problem) if turn.problem else html.render_pending()
        shown.append({"role": "assistant", "content": reply})
    return shown


def shipped_examples(documents: "Sequence[StoredDocument]") -> Sequence[str]:
    """The questions to offer: ours if our documents are all there as we ship them, otherwise none."""
    import hashlib

    from corpus.files import LIBRARY, find_files

    shipped = {hashlib.sha256(file.path.read_bytes()).hexdigest() for file in find_files([LIBRARY])}
    return EXAMPLES if shipped <= {document.content_hash for document in documents} else ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """The folded part of the page where a visitor chooses documents. What is chosen stays in the visitor's page."""

    section: "gr.Accordion"
    documents: "gr.Dropdown"
    authors: "gr.Dropdown"
    collections: "gr.Dropdown"
    first: "gr.Number"
    last: "gr.Number"
    everything: "gr.Button"

    @property
    def fields(self) -> list[Any]:
        """The components whose values make_filter takes, in its order."""
        return [self.documents, self.authors, self.collections, self.first, self.last]

    @property
    def parts(self) -> list[Any]:
        """The components that offer() sets."""
        return [self.section, *self.fields]

    def offer(self, documents: "Sequence[StoredDocument]") -> dict[Any, Any]:
        """What the page shows of documents to choose from, nothing chosen; what leaves no choice is not shown."""
        import gradio as gr

        choices = list_choices(documents)
        first, last = choices.years or (None, None)
        several_years = first != last
        return {
            self.section: gr.update(label=describe_choice(documents, None), visible=len(documents) > 1),
            self.documents: gr.update(choices=list(choices.documents), value=[]),
            self.authors: gr.update(choices=list(choices.authors), value=[], visible=len(choices.authors) > 1),
            self.collections: gr.update(choices=list(choices.collections), value=[], visible=bool(choices.collections)),
            self.first: gr.update(value=None, placeholder=str(first or ""), visible=several_years),
            self.last: gr.update(value=None, placeholder=str(last or ""), visible=several_years),
        }

    def wire(
        self, app: "gr.Blocks", list_documents: "Callable[[], Sequence[StoredDocument]]", notice: "gr.HTML"
    ) -> None:
        """Offer the documents at each visit, and tell at once how many a choice means, or why it means none."""
        import gradio as gr

        def on_visit() -> dict[Any, Any]:
            return self.offer(list_documents())

        def on_choose(*chosen: Any) -> dict[Any, Any]:  # noqa: ANN401
            documents = list_documents()
            try:
                only = make_filter(*chosen)
                select(documents, only or Filter())
            except UserError as error:
                return {self.section: gr.update(label="Which documents? None"), notice: html.render_notice(str(error))}
            return {self.section: gr.update(label=describe_choice(documents, only)), notice: ""}

        gr.on([field.change for field in self.fields], on_choose, self.fields, [self.section, notice], **QUICK)
        gr.on([app.load, self.everything.click], on_visit, None, self.parts, **QUICK)


@dataclass(frozen=True, slots=True)
class _Page:
    turns: "gr.State"
    start: "gr.Column"
    welcome: "gr.HTML"
    examples: "list[gr.Button]"
    chat: "gr.Chatbot"
    notice: "gr.HTML"
    box: "gr.Textbox"
    send: "gr.Button"
    choice: _Choice
    clear: "gr.Button"
    sources: "gr.HTML"
    library: "gr.HTML"

    def show(self, conversation: Conversation) -> dict[Any, Any]:
        """What the page shows of a conversation, but for its sources."""
        import gradio as gr

        waiting = bool(conversation) and conversation[-1].pending
        return {
            self.turns: conversation,
            self.start: gr.update(visible=not conversation),
            self.chat: gr.update(value=messages(conversation), visible=bool(conversation)),
            self.send: gr.update(interactive=not waiting, value="Reading" if waiting else "Ask"),
            self.clear: gr.update(interactive=not waiting, visible=bool(conversation)),
        }

    @property
    def shown(self) -> list[Any]:
        """The components that show() sets."""
        return [self.turns, self.start, self.chat, self.send, self.clear]


def _lay_out(examples: Sequence[str]) -> _Page:
    import gradio as gr

    turns = gr.State(())
    gr.HTML(html.MASTHEAD, apply_default_css=False, elem_classes="masthead")
    with gr.Row(elem_classes="columns"):
        with gr.Column(scale=3, min_width=280, elem_classes="talk"):
            with gr.Column(elem_classes="start") as start:
                welcome = gr.HTML(apply_default_css=False)
                buttons = [gr.Button(question, elem_classes="example") for question in examples]
            chat = _chat()
            with gr.Column(elem_classes="asking"):
                notice = gr.HTML(apply_default_css=False)
                with gr.Row(elem_classes="asking-row"):
                    box = _question_box()
                    send = gr.Button("Ask", variant="primary", scale=0, min_width=84, elem_classes="send")
                choice = _lay_out_choice()
                clear = gr.Button("Clear the conversation", visible=False, elem_classes="clear")
        with gr.Column(scale=2, min_width=280, elem_classes="evidence"):
            sources = gr.HTML(apply_default_css=False)
            library = gr.HTML(apply_default_css=False)
    return _Page(turns, start, welcome, buttons, chat, notice, box, send, choice, clear, sources, library)


def _lay_out_choice() -> _Choice:
    import gradio as gr

    def choose(label: str) -> "gr.Dropdown":
        return gr.Dropdown([], label=label, multiselect=True, elem_classes="choose")

    with gr.Accordion("Which documents? All", open=False, visible=False, elem_classes="choosing") as section:
        documents, authors, collections = choose("Documents"), choose("Authors"), choose("Collections")
        with gr.Row(elem_classes="years"):
            first = gr.Number(label="From the year", precision=0, min_width=90, elem_classes="choose")
            last = gr.Number(label="To the year", precision=0, min_width=90, elem_classes="choose")
        everything = gr.Button("All documents again", elem_classes="clear")
    return _Choice(section, documents, authors, collections, first, last, everything)


def _chat() -> "gr.Chatbot":
    import gradio as gr

    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        visible=False,
        container=False,
        height="auto",
        autoscroll=False,
        layout="panel",
        elem_classes="chat",
        # What we hand over is HTML, escaped. With these off, nothing in a document is taken for Markdown or LaTeX.
        render_markdown=False,
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        buttons=[],
        feedback_options=None,
    )


def _question_box() -> "gr.Textbox":
    import gradio as gr

    return gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask a question",
        lines=1,
        max_lines=6,
        autofocus=True,
        container=False,
        scale=1,
        elem_classes="box",
    )


def _wire(page: _Page, answerer: Answerer, list_documents: "Callable[[], Sequence[StoredDocument]]") -> None:
    import gradio as gr

    def on_ask(question: str | None, conversation: Conversation, *chosen: Any) -> dict[Any, Any]:  # noqa: ANN401
        try:
            only = make_filter(*chosen) if chosen else None
            if only is not None:
                select(list_documents(), only)
        except UserError as error:
            return {page.notice: html.render_notice(str(error))}
        after, told = begin(question, conversation, only)
        if told:
            return {page.notice: html.render_notice(told)}
        return {**page.show(after), page.box: "", page.notice: ""}

    def on_answer(conversation: Conversation) -> dict[Any, Any]:
        after = finish(answerer, conversation)
        answers = {turn.number: turn.answer for turn in after if turn.answer}
        return {**page.show(after), page.sources: html.render_sources(answers)}

    def on_failure(conversation: Conversation) -> dict[Any, Any]:
        return page.show(recover(conversation))

    def on_clear() -> dict[Any, Any]:
        return {**page.show(()), page.sources: "", page.notice: ""}

    answering = QUICK | {"queue": True, "concurrency_limit": ANSWERS_AT_ONCE, "concurrency_id": "answering"}
    sources_of_questions = [(page.box, [page.box.submit, page.send.click])]
    sources_of_questions += [(button, [button.click]) for button in page.examples]
    for source, triggers in sources_of_questions:
        inputs = [source, page.turns, *page.choice.fields]
        asked = gr.on(triggers, on_ask, inputs, [*page.shown, page.box, page.notice], **QUICK)
        asked.then(None, js=SHOW_LATEST_TURN, **QUICK)
        answered = asked.then(on_answer, [page.turns], [*page.shown, page.sources], **answering)
        answered.failure(on_failure, [page.turns], page.shown, **QUICK)
        answered.success(None, js=SHOW_LATEST_TURN, **QUICK)
    # Gradio's own clear button is hidden, but a visitor's style sheet may show it.
    gr.on([page.clear.click, page.chat.clear], on_clear, None, [*page.shown, page.sources, page.notice], **QUICK)


def _describe(documents: "Sequence[StoredDocument]") -> tuple[str, str]:
    return html.render_welcome(documents), html.render_library(documents)


def _expose(answerer: Answerer) -> None:
    import gradio as gr

    def ask(question: str) -> dict[str, Any]:
        """Answer a question from the indexed documents: sentences, the citations they rest on, the passages read."""
        if not isinstance(question, str):
            raise gr.Error("the question must be text", print_exception=False)
        try:
            return answerer.ask(question).to_json()
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    gr.api(ask, api_name="ask", concurrency_limit=ANSWERS_AT_ONCE, concurrency_id="answering")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Chat with the indexed documents in the browser. Nothing leaves this machine.",
        epilog="Exit status: 0 stopped, 2 wrong input.",
    )
    loading.add_arguments(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (default: %(default)s)")
    return parser


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 65535, not {value!r}")
    return int(value)


def _serve(arguments: argparse.Namespace) -> int:
    options = loading.load_options(arguments)
    _check_address(arguments.host, arguments.port)
    answerer = loading.load_answerer(options)
    from index.store import Store

    store = Store.open(options.index)

    def list_documents() -> "Sequence[StoredDocument]":
        documents = store.documents()
        return matching(documents, options.only) if options.only else documents

    app = build_app(answerer, list_documents, shipped_examples(list_documents()))
    try:
        _launch(app, arguments.host, arguments.port)
    except OSError as error:
        # Taken by somebody else while the models were loading.
        raise UserError(_unusable(arguments.host, arguments.port, "it is in use")) from error
    print(f"Attaché is at http://{arguments.host}:{arguments.port} (stop it with Ctrl-C)", flush=True)
    app.block_thread()
    return 0


def _check_address(host: str, port: int) -> None:
    """Raises UserError if nothing can listen there; before the models are loaded, which takes seconds."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise UserError(_unusable(host, port, (error.strerror or str(error)).lower())) from error


def _unusable(host: str, port: int, reason: str) -> str:
    return f"cannot listen on {host}, port {port}: {reason}; name another with --port (or --host)"


def _launch(app: "gr.Blocks", host: str, port: int) -> None:
    import gradio as gr

    fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
    app.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        # Nothing is ever uploaded.
        max_file_size="1kb",
        favicon_path=html.ICON,
        theme=gr.themes.Base(font=fonts, font_mono=("ui-monospace", "Menlo", "Consolas", "monospace")),
        css=html.STYLE.read_text(encoding="utf-8"),
        js=html.SCRIPT.read_text(encoding="utf-8"),
    )


if __name__ == "__main__":
    sys.exit(main())
