"""The real app and a real browser, started and stopped; for the browser tests and for docs/screenshots.py."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent.parent
# Starting the app loads the models, on a busy machine slowly; every other wait is for one answer.
SECONDS = 120
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
DESKTOP, PHONE = (1280, 860), (390, 844)


def missing() -> str | None:
    """What has to be installed before a browser can be driven; None if all is there."""
    if _browser() and shutil.which("chromedriver"):
        return None
    return "Chromium and its driver are not installed (Debian, Ubuntu: apt install chromium chromium-driver)"


def running_app(index: Path, chats: Path) -> AbstractContextManager[str]:
    """The address of app.py, run as a user runs it."""
    return running("app.py", "--index", str(index), "--chats", str(chats))


@contextmanager
def running(*command: str) -> Iterator[str]:
    """The address of a page served by a Python process of its own, which is told its --port and prints its address."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    with subprocess.Popen(
        [sys.executable, *command, "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert url in told, f"the page was not served; the process said {told!r}"
            yield url
        finally:
            process.terminate()


@contextmanager
def running_browser(size: tuple[int, int] = DESKTOP, dark: bool = False) -> Iterator[Chrome]:
    """A headless Chromium with a profile of its own and a window of that size; a narrow one is a phone."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = ChromeOptions()
        options.binary_location = _browser() or ""
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = Chrome(options, Service(shutil.which("chromedriver")))
        try:
            width, height = size
            screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
            set_scheme(driver, dark)
            yield driver
        finally:
            driver.quit()


def set_scheme(driver: Chrome, dark: bool) -> None:
    """Let the browser ask for dark colours or for light ones; a page that is open follows."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def forget(driver: Chrome) -> None:
    """Leave the page, and nothing of it in the browser, light as before: starting another browser takes seconds."""
    set_scheme(driver, dark=False)
    driver.execute_script("localStorage.clear(); sessionStorage.clear();")
    driver.get("about:blank")
    for log in ("browser", "performance"):
        driver.get_log(log)


def visit(driver: Chrome, address: str) -> None:
    """Open the page and wait until it can be used."""
    driver.get(address)
    wait_for(driver, ".box textarea")
    wait_for(driver, ".welcome h2, .question")


def ask(driver: Chrome, question: str) -> WebElement:
    """Type a question, send it, and return its answer when it is there."""
    before = len(driver.find_elements(By.CSS_SELECTOR, ".answer"))
    box = driver.find_element(By.CSS_SELECTOR, ".box textarea")
    box.send_keys(question, Keys.ENTER)
    return next_answer(driver, before)


def next_answer(driver: Chrome, before: int) -> WebElement:
    """The newest answer, once there are more than before and the next question can be sent."""
    WebDriverWait(driver, SECONDS).until(lambda _: len(driver.find_elements(By.CSS_SELECTOR, ".answer")) > before)
    wait_for(driver, ".send")
    return driver.find_elements(By.CSS_SELECTOR, ".answer")[-1]


def wait_for(driver: Chrome, selector: str) -> WebElement:
    """The first visible element that a CSS selector finds."""

    def visible(_: Chrome) -> WebElement | None:
        return next((one for one in driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()), None)

    return WebDriverWait(driver, SECONDS).until(visible)


def until(driver: Chrome, condition: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    WebDriverWait(driver, SECONDS, ignored_exceptions=[StaleElementReferenceException]).until(lambda _: condition())


def in_view(driver: Chrome, element: WebElement) -> bool:
    """Whether the middle of an element is on the screen, not covered, and has stopped moving."""
    return driver.execute_async_script(
        """const [element, done] = arguments;
        const place = () => element.getBoundingClientRect();
        const before = place();
        requestAnimationFrame(() => requestAnimationFrame(() => {
          const {left, top, width, height} = place();
          const hit = document.elementFromPoint(left + Math.min(width / 2, 20), top + Math.min(height / 2, 12));
          const still = top === before.top && left === before.left;
          done(still && hit !== null && (element.contains(hit) || hit.contains(element)));
        }));""",
        element,
    )


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)
