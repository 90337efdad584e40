import pytest

from corpus.errors import MissingExtra, UserError
from qa.serving import tools
from qa.serving.quiet import QUIET, keep_quiet
from tests.qa.serving.outside import TOLD


def test_gradio_reaches_for_other_machines_unless_it_is_told_otherwise(run_python, monkeypatch):
    """What the other tests rest on: such a try is seen."""
    # Tests that start the chat in this process leave these behind.
    for name in QUIET:
        monkeypatch.delenv(name, raising=False)
    told = run_python("-m", "tests.qa.serving.telling_app")
    assert TOLD in told.stderr


def test_the_chat_reaches_for_no_other_machine_when_it_starts(serve):
    with serve("tests.qa.serving.quiet_app") as served:
        pass
    assert served.reached_for() == []


def test_reports_are_switched_off_whatever_was_set():
    environment = {"GRADIO_ANALYTICS_ENABLED": "True", "HOME": "/home/me"}
    keep_quiet(environment)
    assert environment == {"HOME": "/home/me", **QUIET}


def test_tools_beside_a_password_are_refused(tmp_path):
    tools.check_tools(None)
    with pytest.raises(UserError, match="--mcp cannot be used with --auth"):
        tools.check_tools(tmp_path / "users")


def test_tools_without_their_package_are_told_with_how_to_install_it(monkeypatch):
    monkeypatch.setattr(tools.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="pip install mcp=="):
        tools.check_tools(None)
