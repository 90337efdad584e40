"""Feedback as JSON, one object a line, for whoever wants to know where answers fail."""

import json
from collections.abc import Iterable, Iterator

from qa.chats.records import Feedback

FORMAT = 1


def feedback_lines(feedback: Iterable[Feedback]) -> Iterator[str]:
    """A line of JSON for each, without the line end.

    Keys: format, time (ISO 8601, UTC), good, reason (null for none), note, question (as typed) and answer, the
    prediction object of the README.
    """
    for one in feedback:
        yield json.dumps(
            {
                "format": FORMAT,
                "time": one.rating.given.isoformat(),
                "good": one.rating.good,
                "reason": one.rating.reason.value if one.rating.reason else None,
                "note": one.rating.note,
                "question": one.question,
                "answer": one.answer.to_json(),
            }
        )
