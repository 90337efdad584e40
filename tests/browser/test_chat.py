import json
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import app
from index.filters import Filter
from qa import loading
from tests.browser.browsing import ask, in_view, next_answer, until, visit, wait_for

ANSWERED = "When did Azerbaijan become a full member of the Non-Aligned Movement?"
CHOSEN = "heydar-aliyev-regional-relations.md"
UNANSWERED = "Who won the football World Cup in 2018?"


@pytest.fixture(scope="session")
def answerer(library_index):
    return loading.load_answerer(loading.Options(library_index))


def find(inside, selector):
    return inside.find_elements(By.CSS_SELECTOR, selector)


def text(element):
    """What an element holds, whether it is scrolled into view or not."""
    return element.get_attribute("textContent")


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
    ask(browser, ANSWERED)
    ask(browser, UNANSWERED)
    assert wait_for(browser, ".turn.current").get_attribute("id") == "turn-2-sources"

    find(browser, "#turn-1-answer .cite")[0].send_keys(Keys.ENTER)
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


def test_an_example_can_be_clicked_and_a_new_chat_begun(browser, address):
    visit(browser, address)
    examples = find(browser, ".example")
    assert [one.text for one in examples] == list(app.EXAMPLES)
    examples[1].click()
    next_answer(browser, 0)
    assert text(find(browser, ".question")[0]) == app.EXAMPLES[1]
    assert find(browser, ".welcome h2") == []

    find(browser, ".new-chat")[0].click()
    wait_for(browser, ".welcome h2")
    until(browser, lambda: not find(browser, ".turn"))
    assert wait_for(browser, ".library")
    visit(browser, address)
    wait_for(browser, ".open-chat")
    assert find(browser, ".question") == []
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

    box.clear()
    ask(browser, UNANSWERED)
    box.send_keys("?", Keys.ENTER)
    until(browser, lambda: "is empty" in wait_for(browser, ".notice").text)
    ActionChains(browser).pause(0.3).perform()
    assert [text(one) for one in find(browser, ".question")] == [UNANSWERED]
    assert find(browser, ".answer") and wait_for(browser, ".send").text == "Ask"
    assert errors(browser) == []


def examples(driver):
    return [text(one) for one in find(driver, ".example")]


def ticked(driver):
    return [one.get_attribute("data-name") for one in find(driver, ".pick") if one.is_selected()]


def test_documents_can_be_chosen_and_stay_chosen(browser, address, answerer):
    title = "Relations With Regional States"
    visit(browser, address)
    told = wait_for(browser, ".scope-button")
    until(browser, lambda: text(told).strip() == "Asking all 5 documents")
    told.click()
    until(browser, lambda: len(find(browser, ".documents tbody tr")) == 5)
    wait_for(browser, f".pick[aria-label^='Ask {title}']").click()
    until(browser, lambda: text(told).strip() == "Asking 1 of 5 documents")
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(browser, told.is_displayed)
    until(browser, lambda: examples(browser) not in ([], list(app.EXAMPLES)))
    drawn = examples(browser)
    assert all(answerer.ask(question, (), Filter(documents=(CHOSEN,))).answered for question in drawn)

    visit(browser, address)
    told = wait_for(browser, ".scope-button")
    until(browser, lambda: examples(browser) == drawn and ticked(browser) == [CHOSEN])
    assert text(told).strip() == "Asking 1 of 5 documents"
    for _ in range(2):
        shown = ask(browser, UNANSWERED)
        assert "asked of 1 of 5 documents" in text(find(shown, ".verdict")[0])
        assert text(find(shown, ".silent .scope")[0]).startswith("Only 1 of 5 documents were asked")
        assert all(title in text(one) for one in find(shown, ".near .title"))
    told.click()
    wait_for(browser, ".documents-view .clear").click()
    until(browser, lambda: text(told).strip() == "Asking all 5 documents" and ticked(browser) == [])
    wait_for(browser, ".documents-view .close-view").click()
    assert find(ask(browser, UNANSWERED), ".scope") == []
    wait_for(browser, ".new-chat").click()
    until(browser, lambda: examples(browser) == list(app.EXAMPLES))
    assert errors(browser) == []


def test_an_added_document_is_answered_from_taken_out_again_and_seen_by_nobody_else(browser, phone, address, tmp_path):
    question, added, broken = "When did the funicular of Testville open?", tmp_path / "funicular.md", tmp_path / "x.pdf"
    added.write_text("# The funicular\n\nThe funicular of Testville opened in March 1931. It has two cars.\n")
    broken.write_bytes(b"no pdf")
    visit(browser, address)
    find(browser, ".way")[0].click()
    until(browser, lambda: len(find(browser, ".documents tbody tr")) == 5)
    find(browser, ".add-files input[type='file']")[0].send_keys(f"{added}\n{broken}")
    assert "1 passage" in wait_for(browser, ".adding .ready").text
    assert "not a PDF" in wait_for(browser, ".adding .failed").text
    until(browser, lambda: len(find(browser, ".documents tbody tr")) == 6)
    wait_for(browser, ".documents-view .close-view").click()
    shown = ask(browser, question)
    assert text(find(shown, ".short")[0]) == "March 1931"
    wait_for(browser, ".act.whole").click()
    assert "two cars" in text(wait_for(browser, "dialog.whole-dialog"))
    wait_for(browser, "dialog .close").click()

    visit(phone, address)
    assert len(find(phone, ".documents tbody tr")) == 5
    assert find(ask(phone, question), ".silent")

    find(browser, ".way")[0].click()
    wait_for(browser, f".pick[data-name='{CHOSEN}']").click()
    told = find(browser, ".scope-button")[0]
    until(browser, lambda: text(told).strip() == "Asking 1 of 6 documents")
    wait_for(browser, ".take-out").click()
    wait_for(browser, "dialog .sure-button").click()
    until(browser, lambda: len(find(browser, ".documents tbody tr")) == 5)
    # Its row has moved up into the place of another.
    until(browser, lambda: ticked(browser) == [CHOSEN] and text(told).strip() == "Asking 1 of 5 documents")
    assert examples(browser) == []
    wait_for(browser, ".new-chat").click()
    until(browser, lambda: examples(browser) not in ([], list(app.EXAMPLES)))
    # Gradio's own words at the end of each upload.
    assert [one for one in errors(browser) if "Method not implemented" not in one] == []


def kept_settings(driver):
    return driver.execute_script("return localStorage.getItem('attache-settings')")


def test_settings_are_used_and_kept_in_the_browser(browser, address):
    visit(browser, address)
    find(browser, ".way")[1].click()
    before = kept_settings(browser)
    wait_for(browser, ".settings-view input[value='Strict']").click()
    until(browser, lambda: kept_settings(browser) != before)
    assert errors(browser) == []
    visit(browser, address)
    # A page that is left while it asks something complains of that.
    browser.get_log("browser")
    find(browser, ".way")[1].click()
    until(browser, lambda: find(browser, ".settings-view input[value='Strict']")[0].is_selected())
    assert not find(browser, ".settings-view input[value='Usual']")[0].is_selected()
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


def test_a_phone_shows_sources_in_a_drawer_and_chats_at_the_side_and_never_scrolls_sideways(phone, address):
    def fits():
        return phone.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")

    visit(phone, address)
    assert fits() and not find(phone, ".new-chat")[0].is_displayed()
    wait_for(phone, ".scope-button").click()
    wait_for(phone, ".documents .pick")
    assert fits()
    until(phone, lambda: in_view(phone, wait_for(phone, ".documents-view .close-view")))
    wait_for(phone, ".documents-view .close-view").click()
    shown = ask(phone, ANSWERED)
    assert fits()
    until(phone, lambda: in_view(phone, wait_for(phone, ".box textarea")))
    pill = find(shown, ".cite")[0]
    until(phone, lambda: in_view(phone, pill))
    pill.click()
    until(phone, lambda: in_view(phone, find(phone, "#turn-1-source-1 mark")[0]))
    assert not in_view(phone, wait_for(phone, ".box textarea"))
    find(phone, "#turn-1-source-1 .back")[0].click()
    until(phone, lambda: in_view(phone, pill))
    assert phone.switch_to.active_element == pill
    find(shown, ".act.sources")[0].click()
    # It slides in; a click on its way hits what it has left.
    until(phone, lambda: in_view(phone, wait_for(phone, ".close-drawer")))
    wait_for(phone, ".close-drawer").click()
    until(phone, lambda: in_view(phone, wait_for(phone, ".box textarea")))

    toggle = wait_for(phone, ".toggle-side")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.click()
    until(phone, lambda: in_view(phone, wait_for(phone, ".new-chat")))
    assert toggle.get_attribute("aria-expanded") == "true" and fits()
    phone.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(phone, lambda: not find(phone, ".new-chat")[0].is_displayed())
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


def test_a_browser_that_has_seen_the_page_asks_for_none_of_its_parts_again(browser, address):
    loaded = """return performance.getEntriesByType("resource").filter(one => one.name.includes("/assets/"))
        .map(one => one.transferSize)"""
    for _ in range(2):
        visit(browser, address)
    sizes = browser.execute_script(loaded)
    assert len(sizes) > 10 and set(sizes) == {0}


def test_the_endpoint_answers_over_the_wire(address, answerer):
    from gradio_client import Client

    client = Client(address, verbose=False, analytics_enabled=False)
    try:
        prediction = client.predict(ANSWERED, api_name="/ask")
    finally:
        client.close()
    expected = answerer.ask(ANSWERED).to_json()
    assert {**prediction, "seconds": None} == {**expected, "seconds": None}


def test_the_card_of_a_citation_is_shown_beside_it(browser, address, answerer):
    citation = answerer.ask(ANSWERED).citations[0]
    visit(browser, address)
    pill = find(ask(browser, ANSWERED), ".cite")[0]
    ActionChains(browser).move_to_element(pill).perform()
    peek = wait_for(browser, "#peek")
    assert text(find(peek, ".quote")[0]) == citation.quote and text(find(peek, ".title")[0]) == citation.title
    assert pill.get_attribute("aria-describedby") == "peek"
    ActionChains(browser).move_to_element(find(browser, ".send")[0]).perform()
    until(browser, lambda: not find(browser, "#peek")[0].is_displayed())


def test_the_whole_document_is_opened_at_the_quote_and_closed_by_escape(browser, address, answerer):
    citation = answerer.ask(ANSWERED).citations[0]
    visit(browser, address)
    ask(browser, ANSWERED)
    button = wait_for(browser, "#turn-1-source-1 .whole")
    button.click()
    dialog = wait_for(browser, "dialog.whole-dialog")
    mark = find(dialog, "mark.current")[0]
    until(browser, lambda: in_view(browser, mark))
    assert text(mark) == citation.quote and citation.title in text(find(dialog, "h2")[0])
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(browser, lambda: not find(browser, "dialog[open]"))
    assert browser.switch_to.active_element == button
    button.click()
    wait_for(browser, "dialog.whole-dialog")
    assert errors(browser) == []


def test_quotes_are_walked_through(browser, address):
    visit(browser, address)
    ask(browser, "How does Muradov explain the calm between 1994 and 2014?")
    told = wait_for(browser, ".turn.current .at")
    assert text(told) == "2 quotes"
    for shown in ("Quote 1 of 2", "Quote 2 of 2", "Quote 1 of 2"):
        wait_for(browser, ".turn.current .next").click()
        until(browser, lambda shown=shown: text(told) == shown)
    wait_for(browser, ".turn.current .previous").click()
    until(browser, lambda: in_view(browser, find(browser, "#turn-1-source-2 mark")[0]))
    # Both quotes are of one passage, which is shown once.
    names = [find(browser, f"#turn-1-source-{number}")[0].get_attribute("name") for number in (1, 2)]
    assert names[0] == names[1]
    assert find(browser, "#turn-1-source-2[open]") and not find(browser, "#turn-1-source-1[open]")


def test_the_last_question_is_edited_and_what_was_understood_is_put_right(browser, address):
    visit(browser, address)
    ask(browser, ANSWERED)
    wait_for(browser, ".act.edit").click()
    box = wait_for(browser, ".box textarea")
    until(browser, lambda: box.get_attribute("value") == ANSWERED)
    assert browser.switch_to.active_element == box
    box.send_keys(Keys.ESCAPE)
    until(browser, lambda: box.get_attribute("value") == "" and not find(browser, ".notice"))

    shown = ask(browser, "And Armenia?")
    assert text(find(shown, ".understood span")[0]).endswith("Non-Aligned Movement?")
    wait_for(browser, ".act.reword").click()
    until(browser, lambda: box.get_attribute("value").endswith("Non-Aligned Movement?"))
    box.clear()
    box.send_keys(UNANSWERED, Keys.ENTER)
    until(browser, lambda: [text(one) for one in find(browser, ".question")] == [ANSWERED, UNANSWERED])
    until(browser, lambda: find(browser, ".silent"))
    assert errors(browser) == []


def test_chats_are_kept_found_renamed_and_deleted(browser, address):
    visit(browser, address)
    ask(browser, ANSWERED)
    wait_for(browser, ".new-chat").click()
    wait_for(browser, ".welcome h2")
    ask(browser, UNANSWERED)
    browser.refresh()
    until(browser, lambda: [text(one) for one in find(browser, ".question")] == [UNANSWERED])

    chats = [text(one) for one in find(browser, ".open-chat .title")]
    assert chats[0] == UNANSWERED and ANSWERED.startswith(chats[1].rstrip("…"))
    find(browser, ".open-chat")[1].click()
    until(browser, lambda: [text(one) for one in find(browser, ".question")] == [ANSWERED])
    find(browser, ".answer .cite")[0].click()
    until(browser, lambda: in_view(browser, find(browser, "#turn-1-source-1 mark")[0]))

    query = wait_for(browser, ".find-chat input, .find-chat textarea")
    query.send_keys("football")
    until(browser, lambda: [text(one) for one in find(browser, ".open-chat .title")] == [UNANSWERED])
    query.send_keys(*[Keys.BACKSPACE] * len("football"))
    until(browser, lambda: len(find(browser, ".open-chat")) == 2)

    ActionChains(browser).move_to_element(find(browser, ".chat-item")[0]).perform()
    find(browser, ".rename-chat")[0].click()
    find(browser, "input.rename")[0].send_keys(Keys.CONTROL, "a")
    find(browser, "input.rename")[0].send_keys("Sport", Keys.ENTER)
    until(browser, lambda: text(find(browser, ".open-chat .title")[0]) == "Sport")
    ActionChains(browser).move_to_element(find(browser, ".chat-item")[0]).perform()
    find(browser, ".delete-chat")[0].click()
    wait_for(browser, "dialog .sure-button").click()
    until(browser, lambda: [text(one) for one in find(browser, ".open-chat .title")] == chats[1:])

    def press(*keys):
        browser.switch_to.active_element.send_keys(*keys)

    find(browser, ".delete-all")[0].send_keys(Keys.ENTER)
    assert wait_for(browser, "dialog p").text.startswith("There is one;")
    press(Keys.ESCAPE)
    until(browser, lambda: not find(browser, "dialog"))
    assert browser.switch_to.active_element == find(browser, ".delete-all")[0] and len(find(browser, ".open-chat")) == 1
    press(Keys.ENTER)
    wait_for(browser, "dialog .sure-button")
    press(Keys.TAB)
    press(Keys.ENTER)
    wait_for(browser, ".no-chats")
    wait_for(browser, ".welcome h2")
    assert find(browser, ".turn") == [] and browser.switch_to.active_element == find(browser, ".box textarea")[0]
    assert errors(browser) == []


def test_another_browser_sees_none_of_these_chats(browser, address):
    visit(browser, address)
    assert wait_for(browser, ".no-chats").is_displayed()
    assert find(browser, ".open-chat") == []


def test_an_answer_is_judged_and_taken_along(browser, address):
    visit(browser, address)
    ask(browser, ANSWERED)
    wait_for(browser, ".thumb.down").click()
    find(wait_for(browser, "dialog.small-dialog"), "input[value='incomplete']")[0].click()
    wait_for(browser, "dialog .sure-button").click()
    wait_for(browser, ".thumb.down.pressed").click()
    until(browser, lambda: find(browser, ".thumb.pressed") == [])

    browser.execute_script(
        "URL.createObjectURL = (file) => { file.text().then((it) => (window.saved = it)); return '#'; }"
    )
    wait_for(browser, ".act.receipt").click()
    until(browser, lambda: "<!doctype html>" in (browser.execute_script("return window.saved") or ""))
    wait_for(browser, ".menu summary").click()
    wait_for(browser, ".menu [data-format='md']").click()
    until(browser, lambda: browser.execute_script("return window.saved").startswith("# When did Azerbaijan"))
    assert errors(browser) == []
