"""A year of learning sets: planned, booked beyond its places, reminded of, attended, said of; and the next set opens
with what teams committed to at the first."""

import json
from datetime import UTC, datetime

import pytest
import vobject
from playwright.sync_api import Browser, expect

from devstack.stack import Stack
from tests.browser.driver import go, person
from tests.browser.mailbox import Mailbox
from tests.browser.set_stage import ORGANISATIONS, SLUG

pytestmark = pytest.mark.browser

HERE = f"/c/{SLUG}/sets/"
MANAGER = "manager.sets@example.nhs.uk"
LEADS = [f"lead.set0{number}@example.nhs.uk" for number in (1, 2, 3)]
SET = "from tests.browser import set_year as y; "


def plan_the_year(browser: Browser, product: Stack) -> list[int]:
    """Four sets in one press, the first with room for 36 people and its booking open; their ids."""
    with person(browser, product.base_url, MANAGER) as manager:
        page = manager.page
        manager.open(f"{HERE}year/")
        page.get_by_label("How many places?").fill("36")
        page.get_by_label("In person", exact=True).check()
        go(page.get_by_role("button", name="Plan these 4 sets"))
        ids = [pk for pk, *_ in json.loads(product.run(SET + "print(y.as_stored())"))]
        assert len(ids) == 4
        manager.open(f"{HERE}{ids[0]}/")
        go(page.get_by_role("button", name="Open the booking"))
        manager.check_page()
    return ids


def book_forty(browser: Browser, product: Stack, first: int) -> None:
    """Three leads book themselves and a colleague; those of 15 more organisations are booked for them, and some by
    name: 40 people of 18 organisations, the last four of whom wait."""
    for email in LEADS:
        with person(browser, product.base_url, email) as lead:
            lead.open(f"{HERE}{first}/book/")
            go(lead.page.get_by_role("button", name="Book yourself"))
            lead.open(f"{HERE}{first}/book/")
            lead.page.get_by_label("Member Set").check()
            go(lead.page.get_by_role("button", name="Book them", exact=True))
            expect(lead.page.locator("main")).to_contain_text("You are booked")
    with person(browser, product.base_url, MANAGER) as manager:
        page = manager.page
        manager.open(f"{HERE}{first}/people/")
        for number in range(34):
            page.get_by_label("Organisation", exact=True).select_option(label=f"Trust {4 + number % 15:02}")
            page.get_by_label("Name", exact=True).fill(f"Guest {number:02}")
            page.get_by_label("E-mail address").fill(f"guest{number}@example.nhs.uk")
            go(page.get_by_role("button", name="Add", exact=True))
        manager.check_page()
    assert product.run(SET + "print(y.counted())").split() == ["36", "4", str(ORGANISATIONS), "0"]


def give_a_place_back(browser: Browser, product: Stack, first: int) -> None:
    """Whoever waits first gets the place that comes free."""
    with person(browser, product.base_url, LEADS[2]) as lead:
        page = lead.page
        lead.open(f"{HERE}{first}/book/")
        go(page.get_by_role("link", name="Change the booking of Member Set03"))
        go(page.get_by_role("link", name="Give this place back"))
        go(page.get_by_role("button", name="Give it back"))
        moved = ["36", "3", str(ORGANISATIONS), "0"]
        product.wait_for(lambda: product.run(SET + "print(y.counted())").split() == moved, "the place to be given on")


def attend(browser: Browser, product: Stack, first: int, mailbox: Mailbox) -> None:
    """Reminded once; there by the room's code or by the list at the door."""
    product.run(SET + "y.move_first(days=2, hours=-1)")
    done = "from learning_sets.tasks import remind_of_sets as r; print(r(), r())"
    assert product.run(done).split()[-2:] == ["36", "0"]
    assert "This learning set is soon" in mailbox.words(LEADS[0], "Reminder")
    product.run(SET + "y.move_first(minutes=30)")
    with person(browser, product.base_url, MANAGER) as manager:
        page = manager.page
        manager.open(f"{HERE}{first}/check-in/")
        code = page.locator(".sets-code").inner_text()
        for name in ("Lead Set02", "Lead Set03", "Guest 07"):
            page.get_by_role("button", name=f"Check in {name}").click()
            expect(page.get_by_role("button", name=f"Undo for {name}")).to_be_visible()
        manager.check_page()
    with person(browser, product.base_url, LEADS[0]) as lead:
        lead.open(f"{HERE}{first}/here/")
        lead.page.get_by_label("Code").fill(code)
        go(lead.page.get_by_role("button", name="I am here"))
        lead.check_page()
    assert product.run(SET + "print(y.counted())").split()[3] == "4"


def say_and_commit(browser: Browser, product: Stack, first: int) -> None:
    """Three people say what they thought; a team commits to something, which becomes a test in one press."""
    product.run(SET + "y.move_first(hours=-7); y.start_a_project()")
    for useful, email in zip((5, 4, 3), LEADS, strict=True):
        with person(browser, product.base_url, email) as lead:
            lead.open(f"{HERE}{first}/feedback/")
            lead.page.get_by_role("radio", name=str(useful)).check()
            lead.page.get_by_label("What should we keep?").fill(f"The gallery, {useful} times")
            if useful == 5:
                lead.check_page()
            go(lead.page.get_by_role("button", name="Send"))
    with person(browser, product.base_url, MANAGER) as manager:
        manager.open(f"{HERE}{first}/said/")
        expect(manager.page.locator("main")).to_contain_text("3 answers. On average 4.0 of 5.")
        manager.check_page()
    with person(browser, product.base_url, LEADS[0]) as lead:
        page = lead.page
        lead.open(f"{HERE}{first}/commitments/new/")
        page.get_by_label("What will you test?").fill("Ring on the next day")
        go(page.get_by_role("button", name="Save"))
        go(page.get_by_role("button", name="Plan this test"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ring on the next day")


def the_next_set_opens_with_it(browser: Browser, product: Stack, second: int) -> None:
    """Another organisation reads what came of it, and their calendar has all four sets, as they are stored."""
    with person(browser, product.base_url, LEADS[1]) as other:
        page = other.page
        other.open(f"{HERE}{second}/")
        expect(page.get_by_role("region", name="What happened since the last set")).to_contain_text(
            "1 commitment: 1 planned."
        )
        other.check_page()
        go(page.get_by_role("link", name="What each team tested"))
        expect(page.locator(".commit-list")).to_contain_text("Trust 01")
        other.check_page()
        other.open("/account/calendar/")
        go(page.get_by_role("button", name="Make an address"))
        address = page.get_by_label("Address").input_value()
        other.check_page()
        said = other.context.request.get("/calendar/" + address.rsplit("/", 1)[1]).body().decode()
    events = [one for one in vobject.readOne(said).vevent_list if one.uid.value.startswith("set-")]
    events.sort(key=lambda one: one.dtstart.value)
    assert [one.status.value for one in events] == ["CONFIRMED", "TENTATIVE", "TENTATIVE", "TENTATIVE"]
    stored = [
        (title, datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        for _, title, starts, ends in json.loads(product.run(SET + "print(y.as_stored())"))
    ]
    read = [(one.summary.value, one.dtstart.value.astimezone(UTC), one.dtend.value.astimezone(UTC)) for one in events]
    # A calendar counts whole seconds.
    assert read == [
        (f"{title} (A Year of Sets)", start.replace(microsecond=0), end.replace(microsecond=0))
        for title, start, end in stored
    ]


def test_a_year(browser: Browser, product: Stack, mailbox: Mailbox) -> None:
    product.run("from tests.browser.set_stage import make_set_year; make_set_year()")
    ids = plan_the_year(browser, product)
    book_forty(browser, product, ids[0])
    give_a_place_back(browser, product, ids[0])
    attend(browser, product, ids[0], mailbox)
    say_and_commit(browser, product, ids[0])
    the_next_set_opens_with_it(browser, product, ids[1])
