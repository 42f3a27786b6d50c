"""The coach's Monday: nine organisations and less than ten clicks."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from devstack.stack import Stack
from tests.browser.driver import go, person

pytestmark = pytest.mark.browser

COACH = "mo.monday@example.nhs.uk"


class Hand:
    """Clicks, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def follow(self, role: str, name: str | re.Pattern[str]) -> None:
        """Press the first link or button of this name, which leads to another page."""
        self.clicks += 1
        go(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]

    def point(self, at: Locator) -> None:
        """A click that stays on the page: on a choice, or into a box."""
        self.clicks += 1
        at.click()


def test_a_coach_s_monday(browser: Browser, product: Stack) -> None:
    product.run("from tests.browser.stages import make_monday; make_monday()")
    with person(browser, product.base_url, COACH) as coach:
        coach.open("/")
        page, hand = coach.page, Hand(coach.page)
        # Two are called stalled, and each row says what was last heard, and whom to ring.
        stalled = page.locator(".app-caseload__row").filter(has_text="Stalled")
        expect(page.locator(".app-caseload__row")).to_have_count(9)
        expect(stalled.locator(".app-caseload__name")).to_have_text(["Monday Trust 3", "Monday Trust 4"])
        for row, code in ((stalled.first, "mon3"), (stalled.last, "mon4")):
            expect(row).to_contain_text(re.compile(r"Stalled\s+No numbers yet; no test yet; no contact yet"))
            expect(row.locator(f'a[href="mailto:lead.{code}@example.nhs.uk"]')).to_have_count(1)
        coach.check_page()

        hand.follow("link", "2 things to review")
        expect(page.locator(".app-review")).to_have_count(2)
        coach.check_page()
        hand.follow("button", "Approve")
        expect(page.locator(".app-review")).to_have_count(1)
        hand.follow("button", "Approve")
        # With nothing left to review, the coach is back with the organisations.
        expect(page.get_by_role("region", name="What waits for you")).to_contain_text("Nothing to review")

        hand.follow("link", "Write a visit note for Monday Trust 1")
        hand.point(page.get_by_label("What you discussed"))
        page.keyboard.type("The first test.")
        hand.follow("button", "Save the visit note")
        expect(page.locator("main")).to_contain_text("The first test.")
        coach.check_page()

        hand.follow("link", "Score how far they are")
        hand.point(page.get_by_role("radio", name=re.compile("^1.5 ")))
        page.keyboard.press("Tab")
        page.keyboard.type("A plan for the next weeks.")
        hand.follow("button", "Save the score")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Progress")
        expect(page.locator("main")).to_contain_text(re.compile(r"1\.5\s+the coach says"))
        coach.check_page()
        expect(page.locator("main")).to_contain_text("A plan for the next weeks.")
        assert hand.clicks == 9
