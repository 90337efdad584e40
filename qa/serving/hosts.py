"""Which names the chat may be called by.

A page on the web can have its own name lead to this machine, and then ask the chat for the documents: the browser takes
both for one site ("DNS rebinding"). Such requests still say which name was called, so a chat that listens to this
machine alone answers to this machine's names only.
"""

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.middleware import Middleware

LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]")
ANY = "*"


def host_check(address: str, named: Sequence[str] = ()) -> "Middleware":
    """What answers 400 to requests under other names, for launch(app_kwargs={"middleware": [...]})."""
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    return Middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(address, named), www_redirect=False)


def allowed_hosts(address: str, named: Sequence[str] = ()) -> list[str]:
    """The names that are answered to. address: that is listened on. named: by whoever started the chat.

    Any name will do where others on the network are served anyway and nobody named some.
    """
    if named or _is_local(address):
        return list(dict.fromkeys((*LOCAL, address, *named)))
    return [ANY]


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address.casefold() == "localhost"
