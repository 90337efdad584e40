"""Errors a user can put right; every other exception is a bug and keeps its traceback."""

from pathlib import Path


class UserError(Exception):
    """What was wrong, then what to do about it. Caught once, where the program meets its user."""


class MissingExtra(UserError):
    """An optional package is not installed; the message gives the install line."""


class UnreadableDocument(UserError):
    """A file that cannot become a document.

    path: the file; reason: what is wrong with it and what helps, as a clause that follows "PATH: ".
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
