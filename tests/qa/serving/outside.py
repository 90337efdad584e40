"""Keeps a process on its own machine, and tells whom it tried to reach."""

import sys
from typing import Any

INSIDE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "", None}
TOLD = "outside: "


def stay_inside() -> None:
    """From now on, any try to reach another machine is printed and fails; it cannot be taken back."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo":
            host = arguments[0]
        elif event in ("socket.connect", "socket.sendto"):
            address = arguments[1]
            # The address of a Unix socket is its path.
            host = address[0] if isinstance(address, tuple) else None
        else:
            return
        name = host.decode() if isinstance(host, bytes) else host
        if name not in INSIDE:
            sys.stderr.write(f"{TOLD}{name}\n")
            sys.stderr.flush()
            raise OSError(f"{name} is outside")

    sys.addaudithook(watch)
