"""Run by test_store.py in a process of its own, which is killed: writes turns, or stops in the middle of one.

Arguments: the file, the visitor's token, the chat, and "steadily" or "halfway". A line is printed for each turn that
is saved whole, or once when half of a change is made.
"""

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from qa.chats.store import ChatStore
from tests.answers import answered


def wait_to_be_killed() -> datetime:
    tell("inside")
    signal.pause()
    raise AssertionError("this process was to be killed")


def tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    path, visitor, chat_id, manner = sys.argv[1:]
    if manner == "halfway":
        # The time is asked for after the old turn is taken away and before the new one is there.
        ChatStore(Path(path), wait_to_be_killed).begin(visitor, int(chat_id), "the new question", number=1)
    store = ChatStore(Path(path), lambda: datetime.now(UTC))
    while True:
        turn = store.begin(visitor, int(chat_id), "a question that is written steadily")
        store.finish(visitor, turn.turn_id, answered())
        tell(turn.turn_id)


main()
