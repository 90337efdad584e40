"""Texts → the token numbers that a BERT encoder takes."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Encoding, Tokenizer


class Tokens:
    """A model's tokenizer, which neither cuts nor fills up. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """folder: of the model. Raises OSError, and ValueError if it holds no BERT model's tokenizer."""
        text = (folder / "tokenizer.json").read_text(encoding="utf-8")
        try:
            self._tokenizer = Tokenizer.from_str(text)
        except Exception as error:
            # tokenizers raises nothing more particular.
            raise ValueError(f"its tokenizer.json is damaged ({error})") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end = self._special("[CLS]"), self._special("[SEP]")

    def split(self, texts: Sequence[str]) -> list[Encoding]:
        """The tokens of each text: their ids, and their offsets, which are places in the text."""
        split: list[Encoding] = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return split

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def join(self, *parts: Sequence[int]) -> list[int]:
        """The tokens of one text or two as the model was trained on them: [CLS] first [SEP] second [SEP]."""
        row = [self._begin]
        for part in parts:
            row += [*part, self._end]
        return row

    def _special(self, name: str) -> int:
        number = self._tokenizer.token_to_id(name)
        if number is None:
            raise ValueError(f"its tokenizer has no {name}")
        return int(number)
