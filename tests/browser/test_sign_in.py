"""Signing in, and what a person without an account finds."""

import pytest
from playwright.sync_api import Browser, expect

from devstack.stack import Stack
from tests.browser.driver import person

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_the_lead_signs_in_and_lands_on_their_organisation(product: Stack, browser: Browser, javascript: bool) -> None:
    with person(browser, product.base_url, javascript=javascript) as lead:
        lead.sign_in("nora.lead@example.nhs.uk")
        expect(lead.page.get_by_role("heading", level=1)).to_have_text("North Trust")
        lead.check_page()


def test_a_stranger_sees_the_front_page_and_no_sign_up(product: Stack, browser: Browser) -> None:
    with person(browser, product.base_url) as stranger:
        for path in ("/", "/accounts/login/", "/accounts/password/reset/", "/demo/"):
            assert stranger.open(path) == 200
            stranger.check_page()
        stranger.open("/accounts/signup/")
        expect(stranger.page.get_by_role("textbox")).to_have_count(0)
        assert stranger.open("/c/amhe/coach/") == 200
        assert "/accounts/login/" in stranger.page.url


def test_a_wrong_password_says_so_beside_the_form(product: Stack, browser: Browser) -> None:
    with person(browser, product.base_url) as stranger:
        stranger.open("/accounts/login/")
        stranger.page.get_by_label("Email", exact=False).fill("nora.lead@example.nhs.uk")
        stranger.page.get_by_label("Password", exact=True).fill("not the password")
        stranger.page.get_by_role("button", name="Sign in").click()
        expect(stranger.page.get_by_text("There is a problem")).to_be_visible()
        stranger.check_page()
