"""One app with the shipped corpus for all browser tests, and one browser of each size, which forgets after each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.browser import browsing


@pytest.fixture(scope="session", autouse=True)
def chromium() -> None:
    """Fails where the tests must run (CI is set), and skips with the reason elsewhere, if there is no Chromium."""
    if reason := browsing.missing():
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def address(chromium: None, library_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app answers from the shipped corpus."""
    with browsing.running_app(library_index, tmp_path_factory.mktemp("chats") / "chats.sqlite3") as url:
        yield url


@pytest.fixture(scope="session")
def desktop_browser(chromium: None) -> Iterator[Chrome]:
    with browsing.running_browser() as driver:
        yield driver


@pytest.fixture(scope="session")
def phone_browser(chromium: None) -> Iterator[Chrome]:
    with browsing.running_browser(browsing.PHONE) as driver:
        yield driver


@pytest.fixture
def browser(desktop_browser: Chrome) -> Iterator[Chrome]:
    """A browser with a desktop's window, which nobody on the page knows."""
    yield desktop_browser
    browsing.forget(desktop_browser)


@pytest.fixture
def phone(phone_browser: Chrome) -> Iterator[Chrome]:
    """A browser with a phone's window, which nobody on the page knows."""
    yield phone_browser
    browsing.forget(phone_browser)
