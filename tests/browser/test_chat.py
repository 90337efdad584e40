import json
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import app
from qa import loading
from tests.browser.browsing import SECONDS, ask, in_view, next_answer, visit, wait_for

ANSWERED = "When did Azerbaijan become a full member of the Non-Aligned Movement?"
UNANSWERED = "Who won the football World Cup in 2018?"


@pytest.fixture(scope="session")
def answerer(library_index):
    return loading.load_answerer(loading.Options(library_index))


def find(inside, selector):
    return inside.find_elements(By.CSS_SELECTOR, selector)


def text(element):
    """What an element holds, whether it is scrolled into view or not."""
    return element.get_attribute("textContent")


def until(driver, condition):
    return WebDriverWait(driver, SECONDS).until(lambda _: condition())


def errors(driver):
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def requested_hosts(driver):
    """The hosts from which the page of our app wanted anything."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    requests = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    ours = [one["request"]["url"] for one in requests if one["documentURL"].startswith("http")]
    return {urlsplit(url).hostname for url in ours if url.startswith(("http", "ws"))}


def test_a_question_is_answered_and_its_citation_opens_the_quote(browser, address, answerer):
    expected = answerer.ask(ANSWERED)
    visit(browser, address)
    shown = ask(browser, ANSWERED)
    assert [text(one) for one in find(shown, ".sentence")] == [one.text for one in expected.sentences]
    assert text(find(shown, ".badge")[0]) == "Found in the documents"
    assert text(find(browser, ".question")[0]) == ANSWERED
    assert find(browser, ".box textarea")[0].get_attribute("value") == ""

    find(shown, ".cite")[0].click()
    card = wait_for(browser, "#turn-1-source-1")
    mark = find(card, "mark")[0]
    until(browser, lambda: in_view(browser, mark))
    assert card.get_attribute("open")
    assert text(mark) == expected.citations[0].quote
    assert expected.citations[0].title in text(card)
    assert "pulse" in mark.get_attribute("class")
    assert errors(browser) == []
    assert requested_hosts(browser) == {"127.0.0.1"}


def test_citations_of_earlier_turns_stay_usable_and_work_from_the_keyboard(browser, address, answerer):
    expected = answerer.ask(ANSWERED)
    visit(browser, address)
    first = ask(browser, ANSWERED)
    ask(browser, UNANSWERED)
    assert wait_for(browser, ".turn.current").get_attribute("id") == "turn-2-sources"

    find(first, ".cite")[0].send_keys(Keys.ENTER)
    until(browser, lambda: find(browser, "#turn-1-source-1")[0].is_displayed())
    mark = find(browser, "#turn-1-source-1 mark")[0]
    until(browser, lambda: in_view(browser, mark))
    assert text(mark) == expected.citations[0].quote
    assert not find(browser, "#turn-2-sources")[0].is_displayed()
    assert browser.switch_to.active_element == find(browser, "#turn-1-source-1 summary")[0]
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(browser, lambda: not find(browser, "#turn-1-source-1")[0].get_attribute("open"))


def test_what_the_documents_do_not_say_is_said_with_the_nearest_passages(browser, address, answerer):
    nearest = answerer.ask(UNANSWERED).hits[:3]
    visit(browser, address)
    shown = ask(browser, UNANSWERED)
    assert text(find(shown, "h3")[0]) == "The documents do not answer this"
    assert text(find(shown, ".badge")[0]) == "Not found in the documents"
    offered = find(shown, ".near")
    assert len(offered) == 3
    for one, hit in zip(offered, nearest, strict=True):
        assert hit.passage.title in text(find(one, ".title")[0])
    find(offered[0], "summary")[0].click()
    whole = find(offered[0], ".passage")[0]
    until(browser, whole.is_displayed)
    assert nearest[0].passage.text.endswith(text(whole))
    assert errors(browser) == []


def test_an_example_can_be_clicked_and_the_conversation_cleared(browser, address):
    visit(browser, address)
    examples = find(browser, ".example")
    assert [one.text for one in examples] == list(app.EXAMPLES)
    examples[1].click()
    next_answer(browser, 0)
    assert text(find(browser, ".question")[0]) == app.EXAMPLES[1]
    assert find(browser, ".welcome") == []

    find(browser, ".clear")[0].click()
    wait_for(browser, ".welcome")
    until(browser, lambda: not find(browser, ".turn"))
    assert wait_for(browser, ".library")
    assert errors(browser) == []


def test_a_question_that_cannot_be_asked_is_told_and_kept(browser, address):
    visit(browser, address)
    box = find(browser, ".box textarea")[0]
    box.send_keys("   ", Keys.ENTER)
    assert wait_for(browser, ".notice").text == "The question is empty; ask something in words."
    box.clear()
    long = "why " * 5000
    browser.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", box, long
    )
    find(browser, ".send")[0].click()
    until(browser, lambda: "19,999 characters" in wait_for(browser, ".notice").text)
    assert box.get_attribute("value") == long
    assert find(browser, ".question") == []
    assert errors(browser) == []


def test_documents_can_be_chosen_and_stay_chosen(browser, address):
    title = "Why the War Happened"
    visit(browser, address)
    section = wait_for(browser, ".choosing > button")
    assert text(section).startswith("Which documents? All")
    section.click()
    box = wait_for(browser, ".choosing .choose input")
    box.send_keys(title)
    until(browser, lambda: len(find(browser, ".choosing .options .item")) == 1)
    box.send_keys(Keys.ENTER)
    until(browser, lambda: text(section).startswith("Which documents? 1 of 5"))
    for _ in range(2):
        shown = ask(browser, UNANSWERED)
        assert "asked of 1 of 5 documents" in text(find(shown, ".verdict")[0])
        assert text(find(shown, ".silent .scope")[0]).startswith("Only 1 of 5 documents were asked")
        assert all(title in text(one) for one in find(shown, ".near .title"))
    find(browser, ".choosing .clear")[0].click()
    until(browser, lambda: text(section).startswith("Which documents? All"))
    assert find(ask(browser, UNANSWERED), ".scope") == []
    assert errors(browser) == []


def test_a_question_is_shown_as_typed(browser, address):
    typed = (
        "What is **this** _here_ <b>bold</b> $$x^2$$ `code` [a](javascript:alert(1)) ${alert(1)} {{x}} C:\\users\\x?"
    )
    visit(browser, address)
    ask(browser, typed)
    question = find(browser, ".question")[0]
    assert text(question) == typed
    assert find(question, "*") == []
    assert errors(browser) == []


def test_a_phone_scrolls_to_the_card_and_back_and_never_sideways(phone, address):
    def fits():
        return phone.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")

    visit(phone, address)
    assert fits()
    wait_for(phone, ".choosing > button").click()
    wait_for(phone, ".choosing .choose input")
    assert fits()
    find(phone, ".choosing > button")[0].click()
    shown = ask(phone, ANSWERED)
    assert fits()
    until(phone, lambda: in_view(phone, wait_for(phone, ".box textarea")))
    pill = find(shown, ".cite")[0]
    until(phone, lambda: in_view(phone, pill))
    pill.click()
    until(phone, lambda: in_view(phone, find(phone, "#turn-1-source-1 mark")[0]))
    assert not in_view(phone, pill)
    find(phone, "#turn-1-source-1 .back")[0].click()
    until(phone, lambda: in_view(phone, pill))
    assert phone.switch_to.active_element == pill
    ask(phone, UNANSWERED)
    assert fits()
    assert errors(phone) == []


def test_screen_readers_are_given_words_and_not_html(browser, address):
    visit(browser, address)
    ask(browser, ANSWERED)
    names = [one.get_attribute("aria-label") for one in find(browser, ".chat [data-testid]")]
    until(
        browser, lambda: "Answer" in [one.get_attribute("aria-label") for one in find(browser, ".chat [data-testid]")]
    )
    names = [one.get_attribute("aria-label") or "" for one in find(browser, ".chat [aria-label]")]
    assert not any("<" in name for name in names)
    assert find(browser, ".cite")[0].accessible_name.startswith("Source 1")


def test_copying_gives_the_answer_with_its_sources(browser, address):
    visit(browser, address)
    shown = ask(browser, ANSWERED)
    browser.execute_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    find(shown, ".copy")[0].click()
    until(browser, lambda: find(shown, ".copy")[0].text == "Copied")
    copied = browser.execute_script("return window.copied")
    assert "[1]" in copied and "Sources\n" in copied


def test_the_endpoint_answers_over_the_wire(address, answerer):
    from gradio_client import Client

    client = Client(address, verbose=False, analytics_enabled=False)
    try:
        prediction = client.predict(ANSWERED, api_name="/ask")
    finally:
        client.close()
    expected = answerer.ask(ANSWERED).to_json()
    assert {**prediction, "seconds": None} == {**expected, "seconds": None}
