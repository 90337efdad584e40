"""Questions → predictions, a line at a time. A run that was stopped goes on where it was."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import UserError
from eval.jsonl import parse_entry, read_bytes
from eval.predictions import unusable
from eval.questions import Question
from qa.answer import Answer
from qa.errors import UnusableQuestion


class Asker(Protocol):
    """What answers questions."""

    def ask(self, question: str) -> Answer:
        """The answer. Raises UnusableQuestion."""


MADE_BY = "python -m eval run"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the predictions depend on. Saved beside them; a run is continued only with equal ones.

    questions: sha256 of the question file. program: fingerprint of the code that answers. documents: fingerprint of the
    documents' names and contents. manifest: how the index was made. top_k, min_confidence: as the answerer has them.
    only: the documents asked, as text; empty for all. writer: who words the answers, as text.
    """

    questions: str
    program: str
    documents: str
    manifest: str
    top_k: int
    min_confidence: float
    only: str = ""
    writer: str = "quote"

    def differences(self, saved: dict[str, Any]) -> list[str]:
        """The names of the options that were saved otherwise, or, by another version, not at all."""
        mine = asdict(self)
        return [name for name in mine if name not in saved or mine[name] != saved[name]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions a run answered, declined, and could not use."""

    answered: int = 0
    declined: int = 0
    unusable: int = 0


class PredictionFile:
    """A predictions file in the making, with its options in a file of the same name + ".run.json" beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.options_path = path.with_name(path.name + ".run.json")

    def check(self) -> None:
        """Raises UserError unless the path is free or holds predictions of an earlier run."""
        if not self.path.parent.is_dir():
            raise UserError(f"{self.path.parent}: no such folder; make it, or name another place for the predictions")
        if self.path.is_dir():
            raise UserError(f"{self.path}: this is a folder; name a file for the predictions")
        # An empty file is nobody's work: a temporary name that was reserved, or a run stopped at its start.
        if self.path.exists() and self.path.stat().st_size and not self.options_path.exists():
            raise UserError(
                f"{self.path}: this file is not from an earlier run ({self.options_path.name} is not beside it); "
                "name another file, or remove this one"
            )
        if self.options_path.exists():
            self._saved_options()

    def open(self, options: RunOptions, question_ids: Sequence[str], fresh: bool = False) -> int:
        """Make the file ready for lines to be added; returns how many it holds.

        A last line without its line end is dropped. fresh: drop all lines. Raises UserError if the lines were made
        with other options or are not those of the first questions, or the file cannot be written.
        """
        self.check()
        try:
            if fresh or not self.path.exists() or not self.options_path.exists():
                return self._start(options)
            differences = options.differences(self._saved_options())
            if differences:
                raise UserError(
                    f"{self.path}: made with other options (different: {', '.join(differences)}); pass --fresh to "
                    "start over, or name another file"
                )
            return self._continue(question_ids)
        except OSError as error:
            raise _not_writable(self.path, error) from error

    def add(self, prediction: dict[str, Any]) -> None:
        """Add a line. Raises UserError if it cannot be written."""
        line = json.dumps(prediction, ensure_ascii=False) + "\n"
        try:
            with self.path.open("ab") as file:
                file.write(line.encode())
        except OSError as error:
            raise _not_writable(self.path, error) from error

    def _start(self, options: RunOptions) -> int:
        # Emptied first: killed in between, no old line is taken for one made with the new options.
        self.path.write_bytes(b"")
        saved = json.dumps({"made_by": MADE_BY, **asdict(options)}, indent=2) + "\n"
        half = self.options_path.with_name(self.options_path.name + ".part")
        half.write_text(saved, encoding="utf-8")
        os.replace(half, self.options_path)
        return 0

    def _continue(self, question_ids: Sequence[str]) -> int:
        content = read_bytes(self.path)
        whole = content[: content.rfind(b"\n") + 1]
        entries = [parse_entry(self.path, number, line) for number, line in enumerate(whole.split(b"\n")[:-1], start=1)]
        if [entry.text("id") for entry in entries] != list(question_ids[: len(entries)]):
            raise UserError(
                f"{self.path}: its lines are not those of the first {len(entries)} questions; pass --fresh to start "
                "over, or name another file"
            )
        if len(whole) < len(content):
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        return len(entries)

    def _saved_options(self) -> dict[str, Any]:
        message = (
            f"{self.options_path}: these are not the options of an earlier run; name another file for the "
            "predictions, or remove this one"
        )
        try:
            saved = json.loads(read_bytes(self.options_path))
        except ValueError as error:
            raise UserError(message) from error
        if not isinstance(saved, dict) or saved.get("made_by") != MADE_BY:
            raise UserError(message)
        return saved


def run(
    questions: Sequence[Question],
    answerer: Asker,
    file: PredictionFile,
    advance: Callable[[], object] = lambda: None,
) -> Tally:
    """Answer questions in order, adding a line to the opened file for each. advance: called after each.

    A question that cannot be used gets a line with the key "error". Raises UserError if a line cannot be written.
    """
    answered = declined = without_use = 0
    for question in questions:
        try:
            answer = answerer.ask(question.question)
        except UnusableQuestion as error:
            file.add(unusable(question.question_id, question.question, str(error)))
            without_use += 1
        else:
            file.add(answer.to_json(question.question_id))
            answered += answer.answered
            declined += not answer.answered
        advance()
    return Tally(answered, declined, without_use)


def fingerprint(parts: Sequence[str]) -> str:
    """The sha256 of some texts, hexadecimal; other texts, another order or other cuts between them give another."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def fingerprint_program(root: Path, packages: Sequence[str]) -> str:
    """Another one for any change of the code or weights in packages below root."""
    files = (path for package in packages for path in sorted((root / package).rglob("*")))
    kept = (path for path in files if path.is_file() and "__pycache__" not in path.parts)
    return fingerprint([part for path in kept for part in (path.name, hashlib.sha256(path.read_bytes()).hexdigest())])


def _not_writable(path: Path, error: OSError) -> UserError:
    return UserError(f"{path}: cannot be written ({error.strerror}); name another file, or free some space")
