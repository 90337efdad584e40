"""What axe-core finds in the states of the page that visitors meet, in both colour schemes on one device at least."""

from importlib.resources import files

from selenium.webdriver.common.by import By

from tests.browser import browsing
from tests.browser.browsing import ask, visit, wait_for
from tests.browser.test_chat import ANSWERED, UNANSWERED

AXE = files("selenium_axe_python").joinpath("axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = """const [only, done] = arguments;
axe.run(document, {resultTypes: ["violations"], ...(only && {runOnly: only})}).then(
  (found) => done(found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary}`))));"""

SETTLED = """const [dark, done] = arguments;
const look = () => {
  const coloured = dark === null || document.body.classList.contains("dark") === dark;
  coloured && document.getAnimations().length === 0 ? done() : requestAnimationFrame(look);
};
look();"""


def settle(driver, dark=None):
    """Wait until nothing moves any more and the page has the colours of a scheme, of either if none is named."""
    driver.execute_async_script(SETTLED, dark)


def findings(driver, dark_too=True):
    """The serious and critical findings on the page as it is now, once nothing moves any more."""
    if not driver.execute_script("return 'axe' in window"):
        driver.execute_script(AXE)
    found = []
    # Colours are all that differs in the dark.
    for dark, only in ((False, None), (True, ["color-contrast"]))[: 2 if dark_too else 1]:
        browsing.set_scheme(driver, dark)
        settle(driver, dark)
        found += [f"{'dark' if dark else 'light'}: {one}" for one in driver.execute_async_script(RUN, only)]
    return found


def test_nothing_serious_is_found_on_a_desktop(browser, address):
    assert found_on_the_way(browser, address) == {}


def test_nothing_serious_is_found_on_a_phone(phone, address):
    assert found_on_the_way(phone, address, narrow=True) == {}


def found_on_the_way(driver, address, narrow=False):
    """What is found in each state that somebody goes through who asks, reads, judges and looks around.

    The dark is looked at on a phone only where a desktop has nothing like it.
    """
    found = {}
    visit(driver, address)
    found["start"] = findings(driver, not narrow)
    shown = ask(driver, ANSWERED)
    found["answer"] = findings(driver, not narrow)
    shown.find_element(By.CSS_SELECTOR, ".cite").click()
    settle(driver)
    wait_for(driver, ".turn.current .whole").click()
    wait_for(driver, "dialog.whole-dialog")
    found["whole document"] = findings(driver, not narrow)
    wait_for(driver, "dialog .close").click()
    if narrow:
        found["drawer"] = findings(driver)
        wait_for(driver, ".close-drawer").click()
    ask(driver, UNANSWERED)
    found["no answer"] = findings(driver, not narrow)
    driver.find_elements(By.CSS_SELECTOR, ".thumb.down")[-1].click()
    wait_for(driver, "dialog.small-dialog")
    found["opinion"] = findings(driver, not narrow)
    wait_for(driver, "dialog .act").click()
    for number, view in enumerate(("documents", "settings")):
        if narrow:
            wait_for(driver, ".toggle-side").click()
            found["side"] = findings(driver)
        driver.find_elements(By.CSS_SELECTOR, ".way")[number].click()
        wait_for(driver, f".{view}-view h2")
        found[view] = findings(driver, not narrow)
    return {state: told for state, told in found.items() if told}
