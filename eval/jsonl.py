"""JSON Lines, read so that every mistake is told with its file, line and key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError


@dataclass(frozen=True, slots=True)
class Entry:
    """A JSON object and where it stands. number: its line, from 1.

    The readers below raise UserError if a key is missing (unless a default is given) or its value is of another type.
    """

    path: Path
    number: int
    content: dict[str, Any]

    def error(self, message: str) -> UserError:
        """An error that names the place."""
        return UserError(f"{self.path}, line {self.number}: {message}")

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def optional_text(self, key: str) -> str | None:
        """A string, or None where the key is missing or null."""
        return None if self.content.get(key) is None else self.text(key)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def amount(self, key: str, maximum: float = float("inf")) -> float:
        """A number from 0 to maximum; NaN is not one."""
        value = self._value(key, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= maximum:
            raise self._wrong(key, "a number from 0" + (f" to {maximum:g}" if maximum < float("inf") else ""))
        return float(value)

    def whole_numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        value = self._value(key, None)
        if not isinstance(value, list) or not all(type(one) is int for one in value):
            raise self._wrong(key, "a list of whole numbers")
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where the key is missing."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def entry(self, key: str) -> "Entry":
        """A JSON object."""
        value = self._value(key, None)
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return Entry(self.path, self.number, value)

    def entries(self, key: str, default: list[dict[str, Any]] | None = None) -> list["Entry"]:
        """A list of JSON objects."""
        value = self._value(key, default)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(key, "a list of objects")
        return [Entry(self.path, self.number, one) for one in value]

    def _value(self, key: str, default: object) -> object:
        value = self.content.get(key, default)
        if value is None and key not in self.content:
            raise self.error(f'the key "{key}" is missing')
        return value

    def _wrong(self, key: str, wanted: str) -> UserError:
        return self.error(f'"{key}" must be {wanted}, not {json.dumps(self.content[key])[:60]}')


def read_entries(path: Path) -> Iterator[Entry]:
    """The objects of a JSON Lines file in order; blank lines are passed over.

    Raises UserError if the file cannot be read or a line is not a JSON object in UTF-8.
    """
    for number, line in enumerate(read_bytes(path).removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield parse_entry(path, number, line)


def read_bytes(path: Path) -> bytes:
    """The file's content. Raises UserError if it cannot be read."""
    if path.is_dir():
        raise UserError(f"{path}: this is a folder; name a file")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error


def parse_entry(path: Path, number: int, line: bytes) -> Entry:
    """One line. Raises UserError if it is not a JSON object in UTF-8."""
    try:
        content = json.loads(line.decode())
        # JSON can spell half of a surrogate pair, which no UTF-8 file can hold and no model can read.
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise UserError(f"{path}, line {number}: not valid UTF-8 text; save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}, line {number}: not valid JSON ({error}); every line must be one object") from error
    if not isinstance(content, dict):
        raise UserError(f"{path}, line {number}: must be a JSON object, not {json.dumps(content)[:60]}")
    return Entry(path, number, content)
