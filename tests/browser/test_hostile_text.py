import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.browsing import ask, running, until, visit, wait_for
from tests.browser.hostile_app import EVERYTHING


def test_answering_is_stopped_and_the_next_question_answered(browser, address):
    visit(browser, address)
    box = wait_for(browser, ".box textarea")
    box.send_keys("Slowly?", Keys.ENTER)
    until(browser, lambda: content(browser, ".pending [role='status']") == ["Reading 10 passages"])
    until(browser, lambda: content(browser, ".elapsed")[0].endswith(" s"))
    wait_for(browser, ".stop").click()
    assert wait_for(browser, ".problem p").text == "Stopped before there was an answer."
    ask(browser, "Nothing?")
    assert content(browser, ".question") == ["Slowly?", "Nothing?"]
    assert content(browser, ".silent h3") == ["The documents do not answer this"]


def test_a_question_that_was_interrupted_is_told_and_asked_again(browser, address):
    visit(browser, address)
    wait_for(browser, ".box textarea").send_keys("Slowly?", Keys.ENTER)
    until(browser, lambda: content(browser, ".open-chat .title") == ["Slowly?"])
    browser.refresh()
    until(browser, lambda: "ask again" in "".join(content(browser, ".problem p")))
    wait_for(browser, ".act.again").click()
    until(browser, lambda: content(browser, ".short") == [EVERYTHING])


@pytest.fixture(scope="module")
def address(chromium, library_index, tmp_path_factory):
    chats = str(tmp_path_factory.mktemp("chats") / "chats.sqlite3")
    with running("-m", "tests.browser.hostile_app", "--index", str(library_index), "--chats", chats) as url:
        yield url


def content(driver, selector):
    return [one.get_attribute("textContent") for one in driver.find_elements(By.CSS_SELECTOR, selector)]


def test_a_hostile_document_is_shown_letter_for_letter_and_runs_nothing(browser, address):
    visit(browser, address)
    browser.execute_script("window.alert = () => { window.attacked = true; }")
    ask(browser, "Anything?")
    assert content(browser, ".short") == [EVERYTHING]
    assert content(browser, ".sentence") == [f"Quote {EVERYTHING}"]
    assert content(browser, ".turn mark") == [f"Quote {EVERYTHING}"]
    assert content(browser, ".turn .card .passage")[0] == EVERYTHING + f"Quote {EVERYTHING}" + EVERYTHING
    assert set(content(browser, ".turn .card > summary .title")) == {EVERYTHING, "The other paper"}

    # In the whole document, in the list of the chats, and when the chat is opened again.
    wait_for(browser, ".act.whole").click()
    assert "no longer in the index" in wait_for(browser, "dialog .told").text
    wait_for(browser, "dialog .close").click()
    assert content(browser, ".open-chat .title") == ["Anything?"]
    visit(browser, address)
    until(browser, lambda: content(browser, ".short") == [EVERYTHING])
    assert content(browser, ".turn mark") == [f"Quote {EVERYTHING}"]

    ask(browser, "Nothing?")
    assert content(browser, ".near .passage") == [EVERYTHING] * 3

    assert browser.find_elements(By.CSS_SELECTOR, ".chat :is(img, script, table, code, em, strong, math, .katex)") == []
    assert browser.find_elements(By.CSS_SELECTOR, ".evidence :is(img, script, iframe, table, code, em)") == []
    assert browser.find_elements(By.CSS_SELECTOR, "a[href^='javascript']") == []
    assert browser.find_elements(By.CSS_SELECTOR, ".error-container") == []
    assert browser.execute_script("return window.attacked") is None
    assert [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []
