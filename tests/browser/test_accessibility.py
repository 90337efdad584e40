"""What axe-core finds in the states of the page that visitors meet, in both colour schemes."""

from importlib.resources import files

import pytest
from selenium.webdriver.common.by import By

from tests.browser import browsing
from tests.browser.browsing import ask, until, visit, wait_for
from tests.browser.test_chat import ANSWERED, UNANSWERED

AXE = files("selenium_axe_python").joinpath("axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = """const done = arguments[0];
axe.run(document, {resultTypes: ["violations"]}).then(
  (found) => done(found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary}`))));"""


def settle(driver):
    until(driver, lambda: driver.execute_script("return document.getAnimations().length === 0"))


def findings(driver):
    """The serious and critical findings on the page as it is now, once nothing moves any more."""
    settle(driver)
    driver.execute_script(AXE)
    return driver.execute_async_script(RUN)


@pytest.mark.parametrize(("size", "dark"), [(browsing.DESKTOP, False), (browsing.PHONE, True)])
def test_nothing_serious_is_found(chromium, address, size, dark):
    with browsing.running_browser(size, dark) as driver:
        narrow = size == browsing.PHONE
        visit(driver, address)
        found = {"start": findings(driver)}
        shown = ask(driver, ANSWERED)
        found["answer"] = findings(driver)
        shown.find_element(By.CSS_SELECTOR, ".cite").click()
        settle(driver)
        wait_for(driver, ".turn.current .whole").click()
        wait_for(driver, "dialog.whole-dialog")
        found["whole document"] = findings(driver)
        wait_for(driver, "dialog .close").click()
        if narrow:
            found["drawer"] = findings(driver)
            wait_for(driver, ".close-drawer").click()
        ask(driver, UNANSWERED)
        found["no answer"] = findings(driver)
        driver.find_elements(By.CSS_SELECTOR, ".thumb.down")[-1].click()
        wait_for(driver, "dialog.small-dialog")
        found["opinion"] = findings(driver)
        wait_for(driver, "dialog .act").click()
        for number, view in enumerate(("documents", "settings")):
            if narrow:
                wait_for(driver, ".toggle-side").click()
                found["side"] = findings(driver)
            driver.find_elements(By.CSS_SELECTOR, ".way")[number].click()
            wait_for(driver, f".{view}-view h2")
            found[view] = findings(driver)
    assert {state: told for state, told in found.items() if told} == {}
