"""Packages that only this benchmark and the tests need."""

from importlib import import_module
from types import ModuleType

from corpus.errors import MissingExtra


def load(module: str, package: str) -> ModuleType:
    """A module of a package. Raises MissingExtra, with the install line, if the package is not there."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        reason = f"the package {package}, which writes the documents, is missing"
        raise MissingExtra(f"{reason}; install it: python -m pip install -r tests/requirements.txt") from error
