"""A whole answer, with all passages it was made of, as what JSON knows: it can be shown again exactly as it was."""

from collections.abc import Mapping
from typing import Any

from corpus.errors import UserError
from qa.answer import Answer
from qa.chats.encoding import decode, encode
from qa.chats.errors import UnreadableRecord

# Raise it when a field of Answer, or of what it holds, changes its meaning or goes. One that is added with a default
# needs no new number.
FORMAT = 1
ADVICE = "ask the question again"


def dump(answer: Answer) -> dict[str, Any]:
    """The answer as an object ready for json.dumps: {"format": number, "answer": {…}}."""
    return {"format": FORMAT, "answer": encode(answer)}


def load(data: Mapping[str, Any]) -> Answer:
    """The answer that dump made the object of, the same in every part, also after a way through JSON.

    A field that Answer got since, with a default, has its default. Raises UnreadableRecord if the object has unknown
    keys, lacks one, holds another type, cites what it does not hold, or was saved by a newer version.
    """
    if not isinstance(data, Mapping) or set(data) != {"format", "answer"}:
        raise UnreadableRecord(f"this is no saved answer: it must have the keys format and answer; {ADVICE}")
    found = data["format"]
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise UnreadableRecord(f"the saved answer's format must be a number from 1 to {FORMAT}; {ADVICE}")
    if found > FORMAT:
        message = f"the answer was saved by a newer version; this one reads formats up to {FORMAT}"
        raise UnreadableRecord(f"{message}: update the program, or {ADVICE}")
    try:
        answer: Answer = decode(Answer, data["answer"], "answer")
        _check_references(answer)
    except UserError as error:
        raise UnreadableRecord(f"the saved answer cannot be read: {error}; {ADVICE}") from error
    return answer


def _check_references(answer: Answer) -> None:
    """Raises UnreadableRecord if a sentence or a citation points at nothing: showing it would break the page."""
    numbers = {citation.number for citation in answer.citations}
    for sentence in answer.sentences:
        for number in sentence.citations:
            if number not in numbers:
                raise UnreadableRecord(f"a sentence cites [{number}], which is not there")
    for citation in answer.citations:
        if not 0 <= citation.passage < len(answer.hits):
            raise UnreadableRecord(f"citation [{citation.number}] rests on a passage that is not there")
