"""The one place that picks, opens and wires what answers questions."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from index import DEFAULT_DIRECTORY
from index.filter_flags import add_filter_flags, load_filter
from index.filters import Filter
from qa.pipeline import Answerer
from qa.why_not import make_explain

if TYPE_CHECKING:
    from index.passage import Hit
    from index.search import Searcher
    from qa.grounding.check import Support
    from qa.reader import Reader
    from qa.writers.language_model import LanguageModel

WRITERS = ("quote", "local", "endpoint")
UNSUPPORTED = ("drop", "mark")
MIN_TOP_K, MAX_TOP_K = 10, 100


@dataclass(frozen=True, slots=True)
class Options:
    """What a user chooses.

    index: the index folder. top_k: passages retrieved and read for a question. only: the documents asked, None for all.
    writer: who puts the answer into words, one of WRITERS. model: the language model's name or folder; base_url: the
    address of the server that has it. four_bit: whether a model on this machine is kept in 4 bits. unsupported: what
    becomes of its sentences that no passage supports, one of UNSUPPORTED.
    """

    index: Path = DEFAULT_DIRECTORY
    top_k: int = MIN_TOP_K
    only: Filter | None = None
    writer: str = WRITERS[0]
    model: str | None = None
    base_url: str | None = None
    unsupported: str = UNSUPPORTED[0]
    four_bit: bool = False

    def __post_init__(self) -> None:
        self._check_writer()
        if not MIN_TOP_K <= self.top_k <= MAX_TOP_K:
            raise UserError(f"--top-k must be from {MIN_TOP_K} to {MAX_TOP_K}, not {self.top_k}")

    def _check_writer(self) -> None:
        if self.writer == "quote" and (self.model or self.base_url):
            raise UserError("--model and --base-url need --writer local or --writer endpoint")
        if self.four_bit and self.writer != "local":
            raise UserError("--four-bit needs --writer local")
        if self.writer != "quote" and not self.model:
            raise UserError(f"--writer {self.writer} needs --model NAME")
        if (self.writer == "endpoint") != bool(self.base_url):
            raise UserError("--base-url URL and --writer endpoint need each other")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a command the flags that load_options reads."""
    defaults = Options()
    parser.add_argument(
        "--index", type=Path, default=None, metavar="DIR", help="the index folder (default: .attache/index)"
    )
    parser.add_argument(
        "--top-k", type=int, default=defaults.top_k, metavar="N", help="passages read (default: %(default)s)"
    )
    parser.add_argument(
        "--writer",
        choices=WRITERS,
        default=defaults.writer,
        help="who words the answer: the documents' own sentences, a language model on this machine, or one on a server "
        "(default: %(default)s)",
    )
    parser.add_argument("--model", metavar="NAME", help="the language model: a folder, a hub's name, or the server's")
    parser.add_argument(
        "--four-bit", action="store_true", help="a model on this machine takes a quarter of the memory, and errs more"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="of an OpenAI-compatible server; its key is taken from OPENAI_API_KEY"
    )
    parser.add_argument(
        "--unsupported",
        choices=UNSUPPORTED,
        default=defaults.unsupported,
        help="what becomes of a model's sentences that no passage supports (default: %(default)s)",
    )
    add_filter_flags(parser)


def load_options(arguments: argparse.Namespace) -> Options:
    """Options from parsed flags. Raises UserError for a value out of range."""
    return Options(
        index=arguments.index or DEFAULT_DIRECTORY,
        top_k=arguments.top_k,
        only=load_filter(arguments),
        writer=arguments.writer,
        model=arguments.model,
        base_url=arguments.base_url,
        unsupported=arguments.unsupported,
        four_bit=arguments.four_bit,
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was opened and loaded. answerers: by the name of their writer, the one of the options first.

    searcher: the open index on which they stand.
    """

    answerers: "Mapping[str, Answerer]"
    searcher: "Searcher"


def load_answerer(options: Options) -> Answerer:
    """What answers as the options say; raises as load does."""
    return next(iter(load(options).answerers.values()))


def load(options: Options) -> Loaded:
    """Open the index and load the models; the quoting writer is there besides a language model.

    Raises IndexNotFound, IndexMismatch, or another UserError, also if there are none of the documents to be asked.
    """
    from index.search import open_searcher
    from qa.reader import Reader

    searcher = open_searcher(options.index, options.only)
    reader = Reader()
    explain = make_explain(searcher.unknown_words, searcher.hidden, searcher.notes)
    quoting = Answerer(
        searcher.search,
        reader.read,
        options.top_k,
        measure=searcher.scope,
        explain=explain,
        documents=searcher.documents,
        ends=searcher.ends_of,
    )
    model = _load_model(options)
    if model is None:
        return Loaded({WRITERS[0]: quoting}, searcher)
    from qa.writers.generative import GenerativeWriter

    writer = GenerativeWriter(model, load_check(reader), mark=options.unsupported == "mark")
    writing = quoting.worded_by(writer.write, model.name)
    return Loaded({model.name: writing, WRITERS[0]: quoting}, searcher)


def load_check(reader: "Reader | None" = None) -> "Callable[[str, Sequence[Hit]], list[Support]]":
    """What holds a written sentence against passages. reader: None for the shipped one."""
    from qa.grounding.check import check
    from qa.grounding.entailment import Entailment
    from qa.reader import Reader

    judge, entail = (reader or Reader()).skim, Entailment().weigh
    return lambda sentence, hits: check(sentence, hits, judge, entail)


def _load_model(options: Options) -> "LanguageModel | None":
    """The language model that writes; None for the quoting writer."""
    if options.writer == "endpoint" and options.model and options.base_url:
        from qa.writers.endpoint import Endpoint, key_from

        return Endpoint(options.base_url, options.model, key_from(os.environ))
    if options.writer == "local" and options.model:
        from qa.writers.local import LocalModel

        return LocalModel(options.model, options.four_bit)
    return None
