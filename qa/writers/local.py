"""A chat model on this computer, run by transformers."""

import copy
import re
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from index.sentence_models import has_fast_bfloat16
from qa.writers.four_bit import in_four_bits
from qa.writers.language_model import Message, WriterFailed
from qa.writers.prefix import PrefixCache
from qa.writers.thinking import OPENING, drop_thinking

if TYPE_CHECKING:
    import torch
    from transformers import (
        GenerationConfig,
        PreTrainedConfig,
        PreTrainedModel,
        PreTrainedTokenizerBase,
        TextIteratorStreamer,
    )

# What is kept of a longer text would fill a laptop's memory, and we never send so many passages.
MAX_CONTEXT_TOKENS = 32_768
# Enough for a <think> that the chat template has put at the end of the prompt, and for the space around it.
LAST_TOKENS = 8
# On two cores a model of 1.5B reads five passages in 8 to 16 s, ten in 13 to 27, and of five it makes no worse answers:
# nearly always the evidence is among them.
MAX_PASSAGES_ON_CPU = 5
# The words of PyTorch's CPU allocator, on Linux and on Windows; for a GPU it has an error of its own.
OUT_OF_MEMORY = ("can't allocate memory", "not enough memory")
# An owner and a name, or a name alone; anything else can only have been meant as a folder.
HUB_NAME = re.compile(r"(\w[\w.-]*/)?\w[\w.-]*")


class LocalModel:
    """A chat model on the GPU, or without one on the CPU. Threads may share it; they take turns."""

    def __init__(self, name_or_folder: str, four_bit: bool = False) -> None:
        """name_or_folder: a folder as save_pretrained writes it, or the name a model hub knows.

        four_bit: whether its weights are kept in 4 bits. Raises WriterFailed if no chat model can be loaded from there,
        MissingExtra if a package that 4 bits need is not installed.
        """
        self.name = name_or_folder
        self._tokenizer, self._model = _load(name_or_folder, four_bit)
        self.context_tokens = _count_context(self._model.config, self._tokenizer)
        self.max_passages: int | None = MAX_PASSAGES_ON_CPU if self._model.device.type == "cpu" else None
        self._model.generation_config = _decode_greedily(self._model.generation_config, self._tokenizer)
        self._computed = PrefixCache(self._model.config)
        # Fast tokenizers refuse to be used by two threads at once; with one of its own for what the model writes,
        # counting need not wait for an answer to end.
        self._decoder = copy.deepcopy(self._tokenizer)
        self._tokenizer_lock, self._model_lock = threading.Lock(), threading.Lock()

    def count_tokens(self, text: str) -> int:
        """How many tokens a text has for this model, without special ones."""
        with self._tokenizer_lock:
            return len(self._tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, None]:
        """The likeliest answer in pieces, at most max_tokens long, or as many as the context has room for.

        What the model thinks aloud is left out, and counts. Closing the iterator stops the model and waits for it.
        Raises WriterFailed at once if the messages do not suit the model or its context, later if there is no answer
        or it breaks off.
        """
        with self._tokenizer_lock:
            prompt = self._write_prompt(messages)
            thinking = self._tokenizer.decode(prompt[-LAST_TOKENS:]).rstrip().endswith(OPENING)
        room = self.context_tokens - len(prompt)
        if room < 1:
            raise WriterFailed(
                f"{self.name}: the prompt has {len(prompt):,} tokens, and the model takes {self.context_tokens:,} "
                "together with its answer; send fewer passages, or choose a model with a longer context"
            )
        return self._answer(prompt, min(max_tokens, room), thinking)

    def _write_prompt(self, messages: Sequence[Message]) -> list[int]:
        from jinja2 import TemplateError

        try:
            try:
                return self._apply_template(messages)
            except TemplateError:
                # Gemma 2 and others know no system role, and say so by an error.
                return self._apply_template(_fold_system(messages))
        except (TemplateError, ValueError) as error:
            raise WriterFailed(
                f"{self.name}: the model's chat template does not take these messages ({_first_line(error)}); "
                "choose another model"
            ) from error

    def _apply_template(self, messages: Sequence[Message]) -> list[int]:
        tokens = self._tokenizer.apply_chat_template(
            [asdict(message) for message in messages],
            add_generation_prompt=True,
            # A document that contains the mark of a turn's end must not end the turn.
            sanitize_control_tokens=True,
            return_dict=False,
            tokenizer_kwargs={"verbose": False},
            enable_thinking=False,
        )
        return list(tokens)

    def _answer(self, prompt: list[int], max_tokens: int, thinking: bool) -> Generator[str, None, None]:
        from transformers import TextIteratorStreamer

        streamer = TextIteratorStreamer(self._decoder, skip_prompt=True, skip_special_tokens=True)
        # A chain stays at its end; the streamer, asked once more, would wait for ever.
        pieces = chain([OPENING] if thinking else [], streamer)
        closed = threading.Event()
        answered = False
        with ThreadPoolExecutor(max_workers=1) as executor:
            generation = executor.submit(self._generate, prompt, max_tokens, streamer, closed)
            try:
                for piece in drop_thinking(pieces):
                    answered = answered or not piece.isspace()
                    yield piece
            finally:
                closed.set()
        error = generation.exception()
        if error is not None:
            raise _broken_off(self.name, len(prompt), error) from error
        if not answered:
            raise WriterFailed(
                f"{self.name}: the model gave no answer in {max_tokens:,} tokens; "
                "choose another one, best an instruct model that does not think aloud"
            )

    def _generate(
        self, prompt: list[int], max_tokens: int, streamer: "TextIteratorStreamer", closed: threading.Event
    ) -> None:
        """Make the answer and hand its pieces to the streamer, which always comes to an end."""
        import torch

        def is_closed(ids: "torch.Tensor", scores: object) -> "torch.Tensor":
            return torch.full((len(ids),), closed.is_set(), device=ids.device)

        try:
            with self._model_lock:
                cache = self._computed.take(prompt)
                ids = torch.tensor([prompt], device=self._model.device)
                output = self._model.generate(
                    input_ids=ids,
                    attention_mask=torch.ones_like(ids),
                    max_new_tokens=max_tokens,
                    past_key_values=cache,
                    stopping_criteria=[is_closed],
                    streamer=streamer,
                )
                self._computed.keep(output[0].tolist(), cache)
        finally:
            streamer.text_queue.put(streamer.stop_signal)


def _load(name: str, four_bit: bool) -> "tuple[PreTrainedTokenizerBase, PreTrainedModel]":
    """A tokenizer and its model. Raises WriterFailed if there is no chat model, or no room for it."""
    from safetensors import SafetensorError

    is_folder = Path(name).is_dir()
    try:
        with _progress_bars(shown=not is_folder):
            try:
                return _open(name, four_bit, offline=True)
            except OSError:
                if is_folder or not HUB_NAME.fullmatch(name):
                    raise
                # Only now: without a network, asking takes most of a minute even for what was downloaded before.
                return _open(name, four_bit, offline=False)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, MemoryError, SafetensorError) as error:
        raise _cannot_load(name, error) from error


def _open(name: str, four_bit: bool, offline: bool) -> "tuple[PreTrainedTokenizerBase, PreTrainedModel]":
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    on_gpu = torch.cuda.is_available()
    precision = torch.bfloat16 if on_gpu or has_fast_bfloat16() else torch.float32
    tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False, local_files_only=offline)
    if not tokenizer.chat_template:
        raise WriterFailed(f"{name}: this model has no chat template; choose a chat or instruct model")
    device = "cuda" if on_gpu else "cpu"
    # Weights in 4 bits are put where they belong as they are read, and cannot be moved.
    packed = {"quantization_config": in_four_bits(precision), "device_map": {"": device}} if four_bit else {}
    model = AutoModelForCausalLM.from_pretrained(
        name, dtype=precision, trust_remote_code=False, local_files_only=offline, **packed
    )
    return tokenizer, (model if four_bit else model.to(device)).eval()


@contextmanager
def _progress_bars(shown: bool) -> Iterator[None]:
    """Bars are for a download of gigabytes; elsewhere they would stand in the middle of our messages."""
    from transformers.utils import logging

    before = logging.is_progress_bar_enabled()
    _show_progress_bars(shown)
    try:
        yield
    finally:
        _show_progress_bars(before)


def _show_progress_bars(shown: bool) -> None:
    from transformers.utils import logging

    if shown:
        logging.enable_progress_bar()
    else:
        logging.disable_progress_bar()


def _cannot_load(name: str, error: Exception) -> WriterFailed:
    if _is_out_of_memory(error):
        return WriterFailed(f"{name}: there is not enough memory to load this model; choose a smaller one")
    if Path(name).is_dir():
        return WriterFailed(
            f"{name}: this folder holds no chat model that transformers can load ({_first_line(error)}); "
            "name one that a chat model was downloaded or saved to"
        )
    if not HUB_NAME.fullmatch(name):
        return WriterFailed(f"{name}: there is no such folder; name one that holds a chat model")
    if not isinstance(error, OSError):
        return WriterFailed(f"{name}: transformers cannot load this model ({_first_line(error)}); choose another one")
    return WriterFailed(
        f"{name}: neither a folder nor a model that could be loaded from the model hub; download it where there is a "
        f"network, and name the folder: hf download {name} --local-dir FOLDER"
    )


def _broken_off(name: str, prompt_tokens: int, error: BaseException) -> WriterFailed:
    if _is_out_of_memory(error):
        return WriterFailed(
            f"{name}: there is not enough memory for a prompt of {prompt_tokens:,} tokens; "
            "send fewer passages, or choose a smaller model"
        )
    return WriterFailed(f"{name}: the model broke off ({_first_line(error)}); ask again, or choose another model")


def _is_out_of_memory(error: BaseException) -> bool:
    import torch

    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or any(
        words in str(error) for words in OUT_OF_MEMORY
    )


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".:") if lines else type(error).__name__


def _count_context(config: "PreTrainedConfig", tokenizer: "PreTrainedTokenizerBase") -> int:
    """Tokens that a model takes: the least of what it was made for, what its tokenizer says, and what we allow."""
    positions = getattr(config.get_text_config(decoder=True), "max_position_embeddings", None)
    # A tokenizer that knows no limit says 10^30; some files say 0 or -1 for that.
    limits = [limit for limit in (positions, tokenizer.model_max_length) if limit is not None and limit > 0]
    return int(min(MAX_CONTEXT_TOKENS, *limits))


def _decode_greedily(theirs: "GenerationConfig", tokenizer: "PreTrainedTokenizerBase") -> "GenerationConfig":
    """Settings that always take the likeliest token, with the ends of an answer that the model and tokenizer name.

    Nothing else of the model's own settings: a penalty for repetition would punish quoting the passages.
    """
    from transformers import GenerationConfig

    named = theirs.eos_token_id
    ends = {*(named if isinstance(named, list) else [named]), tokenizer.eos_token_id} - {None}
    padding = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else min(ends, default=0)
    return GenerationConfig(do_sample=False, eos_token_id=sorted(ends) or None, pad_token_id=padding)


def _fold_system(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages with what the system says put at the front of what the user says first."""
    if [message.role for message in messages[:2]] != ["system", "user"]:
        return messages
    return [Message("user", f"{messages[0].content}\n\n{messages[1].content}"), *messages[2:]]
