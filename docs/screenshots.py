"""Takes the pictures of the page in docs/: python docs/screenshots.py (needs Chromium and its driver).

The real app answers from the shipped corpus: one question at a desktop's width, with a source opened, and at a phone's,
each light and dark.
"""

import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from selenium.webdriver import Chrome  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

from corpus.files import LIBRARY, find_files  # noqa: E402
from index.build import build_index  # noqa: E402
from tests.browser import browsing  # noqa: E402

QUESTION = "How does Muradov explain the calm between 1994 and 2014?"


def main() -> int:
    """Write docs/chat-WIDTH.png and docs/chat-WIDTH-dark.png. Returns 2 if there is no browser to do it with."""
    if reason := browsing.missing():
        print(f"error: {reason}", file=sys.stderr)  # noqa: T201
        return 2
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build_index(index, find_files([LIBRARY]))
        with browsing.running_app(index, Path(folder) / "chats.sqlite3") as address:
            for size, dark in product((browsing.DESKTOP, browsing.PHONE), (False, True)):
                with browsing.running_browser(size, dark) as driver:
                    path = DOCS / f"chat-{size[0]}{'-dark' if dark else ''}.png"
                    _take(driver, address, path, open_source=size == browsing.DESKTOP)
                    print(path.relative_to(DOCS.parent))  # noqa: T201
    return 0


def _take(driver: Chrome, address: str, path: Path, open_source: bool) -> None:
    browsing.visit(driver, address)
    answer = browsing.ask(driver, QUESTION)
    if open_source:
        answer.find_element(By.CSS_SELECTOR, ".cite").click()
        mark = browsing.wait_for(driver, ".turn mark")
        wait = WebDriverWait(driver, browsing.SECONDS)
        wait.until(lambda _: browsing.in_view(driver, mark))
        wait.until(lambda _: driver.execute_script("return document.getAnimations().length === 0"))
    driver.save_screenshot(str(path))


if __name__ == "__main__":
    sys.exit(main())
