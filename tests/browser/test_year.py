"""A year of learning sets: planned, booked beyond its places, reminded of, attended, said of; and the next set opens
with what teams committed to at the first."""

import icalendar
import pytest
from playwright.sync_api import Browser, expect

from devstack.stack import Stack
from tests.browser.driver import go, person
from tests.browser.mailbox import Mailbox
from tests.browser.set_stage import SLUG

pytestmark = pytest.mark.browser

HERE = f"/c/{SLUG}/sets/"
MANAGER = "manager.sets@example.nhs.uk"
LEADS = [f"lead.set0{number}@example.nhs.uk" for number in (1, 2, 3)]
SET = "from tests.browser import set_year as y; "


def plan_the_year(browser: Browser, product: Stack) -> list[int]:
    """Four sets in one press, the first with room for 33 people and its booking open; their ids."""
    with person(browser, product.base_url, MANAGER) as manager:
        page = manager.page
        manager.open(f"{HERE}year/")
        page.get_by_label("How many places?").fill("33")
        page.get_by_label("In person", exact=True).check()
        go(page.get_by_role("button", name="Plan these 4 sets"))
        found = product.run(
            "from learning_sets.models import LearningSet as L; from collaborative.models import Collaborative as C;"
            " from collaborative.tenancy.scope import Scope, tenant_context\n"
            f"c = C.objects.get(slug='{SLUG}')\n"
            "with tenant_context(Scope(1, (c.pk,), ())):\n"
            "    print(*L.objects.filter(collaborative=c).order_by('starts_at').values_list('pk', flat=True))"
        )
        ids = [int(pk) for pk in found.split()]
        assert len(ids) == 4
        manager.open(f"{HERE}{ids[0]}/")
        go(page.get_by_role("button", name="Open the booking"))
        manager.check_page()
    return ids


def book_forty(browser: Browser, product: Stack, first: int) -> None:
    """Three leads book themselves; the others are booked for them, the last of whom wait."""
    for email in LEADS:
        with person(browser, product.base_url, email) as lead:
            lead.open(f"{HERE}{first}/book/")
            go(lead.page.get_by_role("button", name="Book yourself"))
            lead.open(f"{HERE}{first}/")
            expect(lead.page.locator("main")).to_contain_text("You are booked")
    assert product.run(SET + "print(*y.everybody_else(36))").split() == ["33", "3", "18"]


def attend_and_commit(browser: Browser, product: Stack, first: int, mailbox: Mailbox) -> None:
    """Reminded once; there by the room's code; and what is committed to becomes a test in one press."""
    product.run(SET + "y.move_first(days=2, hours=-1)")
    done = "from learning_sets.tasks import remind_of_sets as r; print(r(), r())"
    assert product.run(done).split()[-2:] == ["33", "0"]
    assert "This learning set is soon" in mailbox.words(LEADS[0], "Reminder")
    product.run(SET + "y.move_first(minutes=30)")
    with person(browser, product.base_url, MANAGER) as manager:
        manager.open(f"{HERE}{first}/check-in/")
        code = manager.page.locator(".sets-code").inner_text()
    with person(browser, product.base_url, LEADS[0]) as lead:
        page = lead.page
        lead.open(f"{HERE}{first}/here/")
        page.get_by_label("Code").fill(code)
        go(page.get_by_role("button", name="I am here"))
        product.run(SET + "y.move_first(hours=-7)")
        lead.open(f"{HERE}{first}/commitments/new/")
        page.get_by_label("What will you test?").fill("Ring on the next day")
        go(page.get_by_role("button", name="Save"))
        go(page.get_by_role("button", name="Plan this test"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ring on the next day")


def the_next_set_opens_with_it(browser: Browser, product: Stack, second: int) -> None:
    """Another organisation reads what came of it, and their calendar has all four sets."""
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
        said = other.context.request.get("/calendar/" + address.rsplit("/", 1)[1])
        events = list(icalendar.Calendar.from_ical(said.body()).walk("VEVENT"))
        states = [str(event["status"]) for event in events if str(event["uid"]).startswith("set-")]
        assert states == ["CONFIRMED", "TENTATIVE", "TENTATIVE", "TENTATIVE"]


def test_a_year(browser: Browser, product: Stack, mailbox: Mailbox) -> None:
    product.run("from tests.browser.set_stage import make_set_year; make_set_year()")
    ids = plan_the_year(browser, product)
    book_forty(browser, product, ids[0])
    attend_and_commit(browser, product, ids[0], mailbox)
    the_next_set_opens_with_it(browser, product, ids[1])
