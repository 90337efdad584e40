"""Values of JSON that somebody may have written by hand, each taken as what it must be."""

import re
from collections.abc import Mapping
from typing import TypeVar

from qa.receipts.errors import NotAReceipt

SHA256 = re.compile(r"[0-9a-f]{64}")
# What a database can hold; no text or collection comes near it.
LARGEST = 2**63 - 1

Value = TypeVar("Value")


class Fields:
    """One object of the JSON. Every method raises NotAReceipt, naming the key, if what it takes is not there."""

    def __init__(self, data: object, path: str = "") -> None:
        """path: where it stands in the whole, with a dot behind it; empty for the whole."""
        if not isinstance(data, Mapping):
            raise NotAReceipt(f"{path.removesuffix('.') or 'what it holds'} is not a JSON object")
        self._data = data
        self._path = path

    def text(self, key: str) -> str:
        """A text that can be written to a file."""
        value = self._take(key, str, "a text")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self._wrong(key, "a text of whole characters")
        return value

    def text_or_none(self, key: str) -> str | None:
        """As text; None for null."""
        return None if self._is_null(key) else self.text(key)

    def sha256(self, key: str) -> str:
        """64 hexadecimal digits."""
        value = self.text(key)
        if not SHA256.fullmatch(value):
            raise self._wrong(key, "a sha256")
        return value

    def integer(self, key: str, least: int = 0) -> int:
        """A whole number from least on."""
        value = self._take(key, int, "a whole number")
        if isinstance(value, bool) or not least <= value <= LARGEST:
            raise self._wrong(key, f"a whole number from {least}")
        return value

    def integer_or_none(self, key: str, least: int = 0) -> int | None:
        """As integer; None for null."""
        return None if self._is_null(key) else self.integer(key, least)

    def share(self, key: str) -> float:
        """A number from 0 to 1."""
        value = self._data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self._wrong(key, "a number from 0 to 1")
        return float(value)

    def truth(self, key: str) -> bool:
        """True or false."""
        return self._take(key, bool, "true or false")

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers from 1."""
        values = self._take(key, list, "a list")
        if not all(type(value) is int and 1 <= value <= LARGEST for value in values):
            raise self._wrong(key, "a list of whole numbers from 1")
        return tuple(values)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._take(key, list, "a list")
        return tuple(Fields({"text": value}, f"{self._path}{key}.").text("text") for value in values)

    def mapping(self, key: str) -> dict[str, object]:
        """The object under a key, whatever it holds."""
        return self._take(key, dict, "a JSON object")

    def inner(self, key: str) -> "Fields":
        """The object under a key."""
        return Fields(self._data.get(key), f"{self._path}{key}.")

    def inner_or_none(self, key: str) -> "Fields | None":
        """As inner; None for null."""
        return None if self._is_null(key) else self.inner(key)

    def objects(self, key: str) -> "list[Fields]":
        """The objects of the list under a key."""
        values = self._take(key, list, "a list")
        return [Fields(value, f"{self._path}{key}[{number}].") for number, value in enumerate(values)]

    def _is_null(self, key: str) -> bool:
        return key in self._data and self._data[key] is None

    def _take(self, key: str, kind: type[Value], told: str) -> Value:
        value = self._data.get(key)
        if not isinstance(value, kind):
            raise self._wrong(key, told)
        return value

    def _wrong(self, key: str, told: str) -> NotAReceipt:
        return NotAReceipt(f"its {self._path}{key} is missing or not {told}")
