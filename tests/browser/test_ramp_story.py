"""Three tests of one ramp on a phone; the connection and the session are lost on the way, and nothing typed is.

At the end the ramp, the chart and the coach's queue tell of them.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, go, person
from tests.password import PASSWORD

pytestmark = pytest.mark.browser

LEAD = "lead.ramp1@example.nhs.uk"
COACH = "ruth.rampcoach@example.nhs.uk"
MEASURE = "Seen within four weeks"
TITLE = "Ring the evening before"
SEEN = "Two rang back at once."
COUNT_TAPS = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.taps = 1 + Number(sessionStorage.taps || 0);
}, true);"""


def press(page: Page, name: str) -> None:
    go(page.get_by_role("button", name=name, exact=True))


def first_entry_without_a_connection(lead: Person) -> None:
    """What was typed stays on the device, is offered when the page is opened anew, and is saved once."""
    page = lead.page
    page.add_init_script(COUNT_TAPS)
    lead.open("/")
    for way in ("Waiting at Ramp Trust", "Plan a test"):
        go(page.get_by_role("link", name=way).first)
    address = page.url
    for box, words in (("What are you testing?", TITLE), ("What do you predict?", "Eight of ten")):
        page.get_by_label(box).tap()
        page.keyboard.type(words)
    lead.context.set_offline(True)
    page.get_by_role("button", name="Save the test").tap()
    # All that a first entry takes from the first page on, as the browser counted it.
    assert page.evaluate("Number(sessionStorage.taps)") in range(3, 7)
    expect(page.get_by_role("alert")).to_contain_text("You are not connected")
    expect(page.get_by_label("What are you testing?")).to_have_value(TITLE)
    lead.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("You are connected again")
    page.goto(address)
    expect(page.get_by_label("What are you testing?")).to_have_value("")
    expect(page.locator(".app-kept")).to_contain_text("It is still on this device")
    lead.check_page()
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("What do you predict?")).to_have_value("Eight of ten")
    press(page, "Save the test")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator(".app-kept")).to_have_count(0)


def what_happened_after_the_session_ended(lead: Person) -> None:
    """Who is signed out while they write signs in again, and finds it."""
    page = lead.page
    page.get_by_text("More about the plan").click()
    page.get_by_label(MEASURE).check()
    press(page, "Save and go on to start")
    press(page, "Start the test")
    page.get_by_label("What did you see and hear?").fill(SEEN)
    lead.context.clear_cookies(name="sessionid")
    press(page, "Save and look at the results")
    expect(page.locator(".app-kept")).to_contain_text("It is kept on this device")
    lead.check_page()
    page.get_by_label("Email", exact=False).fill(LEAD)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("What did you see and hear?")).to_have_value(SEEN)
    press(page, "Save and look at the results")
    expect(page.locator(".app-kept")).to_have_count(0)


def to_the_next(page: Page) -> None:
    """From the study to the next test on a larger scale, in one press after the decision."""
    page.get_by_label("As predicted", exact=True).first.check()
    press(page, "Save and decide")
    page.get_by_label("Expand").check()
    page.get_by_label("Why?").fill("It helped.")
    press(page, "Complete and plan the next test")


def the_chart_tells(lead: Person) -> None:
    """Both tests that began stand on the chart, the one that is planned does not."""
    page = lead.page
    lead.open("/")
    go(page.get_by_role("link", name=MEASURE).first)
    said = page.locator("main")
    for number in (1, 2):
        expect(said).to_contain_text(f"Test {number}: {TITLE}")
    expect(said).not_to_contain_text(f"Test 3: {TITLE}")
    lead.check_page()


def the_coach_s_queue_tells(coach: Person) -> None:
    """What was entered and what moved on waits for the coach, and what is only planned does not."""
    coach.open("/c/ramp/coach/queue/")
    expect(coach.page.locator(".app-review__name")).to_have_text([MEASURE, TITLE, TITLE])
    for test in coach.page.locator(".app-review").all()[1:]:
        expect(test).to_contain_text("Complete: Expand")
        expect(test).to_contain_text("It helped.")
    expect(coach.page.locator(".app-review").nth(1)).to_contain_text(SEEN)
    coach.check_page()


def test_three_tests_of_one_ramp_on_a_phone(browser: Browser, product: Stack) -> None:
    product.run("from tests.browser.stages import make_ramp; make_ramp()")
    with person(browser, product.base_url, LEAD, narrow=True) as lead:
        page = lead.page
        first_entry_without_a_connection(lead)
        what_happened_after_the_session_ended(lead)
        to_the_next(page)
        for number in (2, 3):
            expect(page.get_by_role("navigation", name="Tests in this series")).to_contain_text(f"Test {number}")
            page.get_by_label("What do you predict?").first.fill("Nine of ten")
            if number == 2:
                press(page, "Save and go on to start")
                press(page, "Start the test")
                press(page, "Save and look at the results")
                to_the_next(page)
        drawn = page.locator(".pdsa-ramp__narrow svg")
        expect(drawn).to_be_visible()
        assert re.findall(r"Test \d|Expanded|Planned|One team", drawn.text_content() or "") == [
            *("Test 1", "Expanded", "Test 2", "Expanded", "Test 3", "One team", "Planned", "Test 4")
        ]
        lead.check_page()
        the_chart_tells(lead)
    with person(browser, product.base_url, COACH) as coach:
        the_coach_s_queue_tells(coach)
