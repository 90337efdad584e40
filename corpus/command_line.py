"""The edge between a command and its user: how errors end up as one line and an exit status."""

import os
import sys
from collections.abc import Callable

from corpus.errors import UserError

WRONG_INPUT = 2
INTERRUPTED = 130


def run(command: Callable[[], int]) -> int:
    """The command's exit status; 2 with one line on stderr for a UserError, 130 for Ctrl-C.

    A reader of our output that goes away early (… | head) is no error.
    """
    try:
        status = command()
        sys.stdout.flush()
        return status
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        # The interpreter flushes stdout once more at exit, which would raise again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
