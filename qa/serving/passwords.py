"""python -m qa.serving.passwords FILE USER: who may use the chat. It asks for the password, and FILE keeps a hash.

FILE, which python app.py --auth reads, has a line a user: "user:scrypt$N$r$p$salt$hash", the last two in base 64.
"""

import argparse
import asyncio
import base64
import binascii
import getpass
import hashlib
import hmac
import os
import re
import secrets
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import command_line
from corpus.errors import UserError

# The least that NIST SP 800-63B (revision 3, 5.1.1.2) allows.
MIN_PASSWORD = 8
# Longer ones are no safer, and cost time to hash.
MAX_PASSWORD = 1000
SALT_BYTES = 16
HASH_BYTES = 32
LINE = re.compile(r"(?P<user>[^:]+):scrypt\$(?P<n>\d+)\$(?P<r>\d+)\$(?P<p>\d+)\$(?P<salt>[^$]+)\$(?P<hash>[^$]+)")
# What a line may ask of this machine: 128 MiB.
MAX_BLOCKS = 2**20
MAX_REPEATS = 16

# user, password → whether that is the user's
SignIn = Callable[[str, str], Coroutine[None, None, bool]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What scrypt costs: n * r * 128 bytes of memory, p times."""

    n: int = 2**15
    r: int = 8
    p: int = 3


# 32 MiB, three times: one of the equal settings of OWASP's Password Storage Cheat Sheet (scrypt).
USUAL = Cost()


@dataclass(frozen=True, slots=True)
class Account:
    """One user's password, as it is kept."""

    salt: bytes
    digest: bytes
    cost: Cost = USUAL

    def accepts(self, password: str) -> bool:
        """Whether this is the password. Takes as long whether it is or not: about 0.2 s."""
        digest = _scrypt(password[:MAX_PASSWORD], self.salt, self.cost, len(self.digest))
        return hmac.compare_digest(digest, self.digest) and len(password) <= MAX_PASSWORD


def main(argv: Sequence[str] | None = None) -> int:
    """Add a user to a file, or change the password. Returns 2 for wrong input."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.serving.passwords",
        description="Let a user in: asks for a password and keeps its hash in FILE, for python app.py --auth FILE.",
        epilog="Exit status: 0 done, 2 wrong input.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("user", metavar="USER")
    arguments = parser.parse_args(argv)
    return command_line.run(lambda: _add(arguments.file, arguments.user))


def make_account(password: str) -> Account:
    """An account with a new salt. Raises UserError if the password is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UserError(f"a password needs {MIN_PASSWORD} to {MAX_PASSWORD:,} characters, not {len(password):,}")
    salt = secrets.token_bytes(SALT_BYTES)
    return Account(salt, _scrypt(password, salt, USUAL, HASH_BYTES))


def read_accounts(path: Path) -> dict[str, Account]:
    """The accounts of a file by user. Empty lines and those that begin with # say nothing.

    Raises UserError, naming the line, if it cannot be read, a line is broken, a user stands twice, or there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read; make it with: python -m qa.serving.passwords {path} USER") from error
    accounts: dict[str, Account] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        user, account = _parse(line.strip(), f"{path}, line {number}")
        if user in accounts:
            raise UserError(f'{path}, line {number}: the user "{user}" stands twice; delete one of the lines')
        accounts[user] = account
    if not accounts:
        raise UserError(f"{path}: no user in it; add one with: python -m qa.serving.passwords {path} USER")
    return accounts


def write_accounts(path: Path, accounts: Mapping[str, Account]) -> None:
    """Write the file anew, whole or not at all, readable by its owner alone. Raises UserError if that fails."""
    text = "".join(f"{user}:{_format(account)}\n" for user, account in accounts.items())
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def sign_in(accounts: Mapping[str, Account]) -> SignIn:
    """What Gradio's launch(auth=...) asks: whether a user's password is right.

    Somebody unknown is refused after as much work as a wrong password takes, so that nobody learns who is known.
    """
    # Gradio keeps this one lock in its one event loop: a hundred guesses at once take turns, not 32 MiB each.
    turn = asyncio.Lock()
    nobody = Account(secrets.token_bytes(SALT_BYTES), secrets.token_bytes(HASH_BYTES))

    async def check(user: str, password: str) -> bool:
        async with turn:
            accepted = await asyncio.to_thread(accounts.get(user, nobody).accepts, password)
        return accepted and user in accounts

    return check


def _add(path: Path, user: str) -> int:
    _check_user(user)
    accounts = read_accounts(path) if path.exists() and path.stat().st_size else {}
    known = user in accounts
    write_accounts(path, accounts | {user: make_account(_ask_password())})
    print(f"{path}: {'the password was changed' if known else 'added'} for {user}")  # noqa: T201
    return 0


def _check_user(user: str) -> None:
    # Gradio strips what is typed as a name.
    if not user or user != user.strip() or not user.isprintable() or ":" in user or user.startswith("#"):
        raise UserError(f"{user!r} cannot be a user's name; use letters and digits, no colon, no blank at the ends")


def _ask_password() -> str:
    """Typed twice at a terminal; else the first line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise UserError("the two passwords differ; nothing was changed")
    return password


def _parse(line: str, place: str) -> tuple[str, Account]:
    """Raises UserError if the line is no account."""
    broken = UserError(f"{place}: this is no user with a hash; make such a line with: python -m qa.serving.passwords")
    match = LINE.fullmatch(line)
    if match is None:
        raise broken
    try:
        salt, digest = (base64.b64decode(match[part], validate=True) for part in ("salt", "hash"))
    except binascii.Error as error:
        raise broken from error
    cost = Cost(int(match["n"]), int(match["r"]), int(match["p"]))
    power_of_two = cost.n > 1 and cost.n & (cost.n - 1) == 0
    fits = 1 <= cost.r and cost.n * cost.r <= MAX_BLOCKS and 1 <= cost.p <= MAX_REPEATS
    if not (power_of_two and fits and len(salt) >= SALT_BYTES and len(digest) == HASH_BYTES):
        raise broken
    return match["user"], Account(salt, digest, cost)


def _format(account: Account) -> str:
    salt, digest = (base64.b64encode(one).decode("ascii") for one in (account.salt, account.digest))
    return f"scrypt${account.cost.n}${account.cost.r}${account.cost.p}${salt}${digest}"


def _scrypt(password: str, salt: bytes, cost: Cost, length: int) -> bytes:
    # OpenSSL refuses more than 32 MiB unless told. It sums up 128 * r * (n + p + 2); twice that is safe.
    memory = 2 * 128 * cost.r * (cost.n + cost.p + 2)
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=length)


if __name__ == "__main__":
    sys.exit(main())
