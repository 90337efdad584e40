import asyncio
import base64
import hashlib
import io
import stat
import sys

import pytest

from corpus.errors import UserError
from qa.serving import passwords
from qa.serving.passwords import Account, Cost, main, make_account, read_accounts, sign_in, write_accounts

CHEAP = Cost(n=2, r=1, p=1)


def cheap(password, salt=b"s" * 16):
    return Account(salt, hashlib.scrypt(password.encode(), salt=salt, n=2, r=1, p=1, dklen=32), CHEAP)


def add(monkeypatch, file, user, password):
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    return main([str(file), user])


def test_a_password_added_by_the_command_lets_its_user_in_and_nobody_else(tmp_path, monkeypatch, capsys):
    file = tmp_path / "users"
    assert add(monkeypatch, file, "leyla", "correct horse") == 0
    assert capsys.readouterr().out == f"{file}: added for leyla\n"
    check = sign_in(read_accounts(file))

    async def tries():
        return [
            await check(*one)
            for one in (("leyla", "correct horse"), ("leyla", "correct hors"), ("omar", "correct horse"), ("leyla", ""))
        ]

    assert asyncio.run(tries()) == [True, False, False, False]


def test_the_file_holds_no_password_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    file = tmp_path / "users"
    add(monkeypatch, file, "leyla", "correct horse")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    line = file.read_text()
    assert "correct" not in line and line.startswith("leyla:scrypt$32768$8$3$")


def test_the_hash_is_scrypt_as_others_compute_it(tmp_path):
    account = make_account("correct horse")
    expected = hashlib.scrypt(b"correct horse", salt=account.salt, n=2**15, r=8, p=3, maxmem=2**27, dklen=32)
    assert account.digest == expected and len(account.salt) == 16


def test_adding_again_changes_one_password_and_keeps_the_others(tmp_path, monkeypatch, capsys):
    file = tmp_path / "users"
    write_accounts(file, {"omar": cheap("old"), "leyla": cheap("old")})
    assert add(monkeypatch, file, "leyla", "correct horse") == 0
    assert "the password was changed for leyla" in capsys.readouterr().out
    accounts = read_accounts(file)
    assert list(accounts) == ["omar", "leyla"]
    assert accounts["omar"] == cheap("old") and accounts["leyla"].accepts("correct horse")


@pytest.mark.parametrize("password", ["", "seven 7", "x" * 1001])
def test_a_password_too_short_or_too_long_changes_nothing(tmp_path, monkeypatch, capsys, password):
    file = tmp_path / "users"
    assert add(monkeypatch, file, "leyla", password) == 2
    assert "8 to 1,000 characters" in capsys.readouterr().err and not file.exists()


@pytest.mark.parametrize("user", ["", " a", "a:b", "a\nb", "#a"])
def test_a_name_that_the_file_cannot_hold_is_refused(tmp_path, monkeypatch, capsys, user):
    assert add(monkeypatch, tmp_path / "users", user, "correct horse") == 2
    assert "cannot be a user's name" in capsys.readouterr().err


def test_two_passwords_that_differ_change_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    typed = iter(["correct horse", "correct house"])
    monkeypatch.setattr(passwords.getpass, "getpass", lambda prompt: next(typed))
    assert main([str(tmp_path / "users"), "leyla"]) == 2
    assert "differ" in capsys.readouterr().err and not (tmp_path / "users").exists()


def line(user="a", n="2", r="1", p="1", salt=b"s" * 16, digest=b"d" * 32):
    return f"{user}:scrypt${n}${r}${p}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


@pytest.mark.parametrize(
    "broken",
    [
        "leyla:correct horse",
        "nonsense",
        line(n="3"),
        line(n="1"),
        line(n=str(2**30)),
        line(r="0"),
        line(p="0"),
        line(p="1000000"),
        line(salt=b"short"),
        line(digest=b""),
        line().replace("$2$", "$-2$"),
        line()[:-1] + "!",
        line(user=""),
    ],
)
def test_a_broken_line_is_told_by_its_number(tmp_path, broken):
    file = tmp_path / "users"
    file.write_text(f"# who may ask\n\n{line('omar')}\n{broken}\n")
    with pytest.raises(UserError, match=r"users, line 4: this is no user with a hash"):
        read_accounts(file)


def test_a_user_twice_no_user_and_no_file_are_told(tmp_path):
    file = tmp_path / "users"
    file.write_text(f"{line()}\n{line()}\n")
    with pytest.raises(UserError, match='line 2: the user "a" stands twice'):
        read_accounts(file)
    file.write_text("# nobody\n")
    with pytest.raises(UserError, match="no user in it; add one with: python -m qa.serving.passwords"):
        read_accounts(file)
    file.unlink()
    with pytest.raises(UserError, match="cannot be read; make it with"):
        read_accounts(file)


def test_somebody_unknown_costs_as_much_work_as_a_wrong_password(monkeypatch):
    worked = []
    real = passwords._scrypt
    monkeypatch.setattr(
        passwords,
        "_scrypt",
        lambda secret, salt, cost, length: worked.append(cost) or real(secret, salt, CHEAP, length),
    )
    check = sign_in({"leyla": Account(b"s" * 16, b"d" * 32)})
    assert asyncio.run(check("leyla", "wrong")) is False and asyncio.run(check("omar", "wrong")) is False
    assert worked == [passwords.USUAL, passwords.USUAL]


def test_gradio_awaits_what_signs_in():
    import inspect

    assert inspect.iscoroutinefunction(sign_in({}))
