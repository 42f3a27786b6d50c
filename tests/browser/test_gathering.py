"""Ideas gathered without names and voted on: a lead with a mouse, a partner without JavaScript, a sponsor by touch."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, go, person

pytestmark = pytest.mark.browser

_BEGIN = """
import json
from datetime import date
from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.projects import create_project
from organisations.models import Participation
from phases.actions.start import start_theory
from tests.phases.theory_rows import grow
place = Participation.objects.get(organisation__ods_code='RNN')
lead = User.objects.get(email='nora.lead@example.nhs.uk')
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    said = dict(name='Gathered', population='Young people', aim='Shorter waits', starts_on=date(2026, 1, 5))
    project = create_project(participation=place, by=lead, **said)
    grow(start_theory(project=project, by=lead, copy=False), lead)
    print(json.dumps(project.pk))
"""
QUESTION = "What would help people to come?"
FARE, FARES, TEXT, TEA = "A bus fare", "Fares paid", "A text the day before", "Tea on arrival"


def put_in(page: Page, words: str, narrow: bool = False) -> str:
    """An idea without a name; returns its code."""
    page.get_by_label("Your idea", exact=True).fill(words)
    button = page.get_by_role("button", name="Put it in without my name")
    button.tap() if narrow else button.click()
    expect(page.get_by_role("heading", name="Your idea is in the pool")).to_be_visible()
    return page.locator(".phase-code").inner_text()


def give(page: Page, dots: dict[str, int]) -> None:
    for words, many in dots.items():
        page.get_by_label(words, exact=True).select_option(str(many))
    page.get_by_role("button", name="Save my dots").click()


def opened(lead: Person, project: int) -> str:
    """The gathering's address."""
    lead.open(f"/c/amhe/p/{project}/theory/gatherings/")
    lead.check_page()
    lead.page.get_by_role("link", name="Open a gathering").click()
    lead.page.get_by_label("Your question").fill(QUESTION)
    lead.page.get_by_label("What is it about?").select_option(label="Listening")
    lead.page.get_by_label("How long do you take ideas?").select_option(label="1 hour")
    lead.check_page()
    lead.page.get_by_role("button", name="Open the gathering").click()
    expect(lead.page.get_by_text("Ideas wanted")).to_be_visible()
    lead.check_page()
    return re.sub(r"^https?://[^/]+", "", lead.page.url)


def ideas_of(partner: Person, sponsor: Person, where: str) -> None:
    """Ideas of two people, one of which is taken back."""
    partner.open(where)
    put_in(partner.page, FARE)
    wrong = put_in(partner.page, "Something unwise")
    put_in(partner.page, TEXT)
    sponsor.open(where)
    put_in(sponsor.page, FARES, narrow=True)
    put_in(sponsor.page, TEA, narrow=True)
    sponsor.check_page()
    partner.page.get_by_text("Take an idea of yours back").click()
    partner.page.get_by_label("The code of your idea").fill(wrong)
    partner.page.get_by_role("button", name="Take it back").click()
    expect(partner.page.get_by_text("Nothing of it is kept")).to_be_visible()


def sorted_by(lead: Person) -> None:
    """The lead ends the collection, puts like ideas together and opens the voting."""
    page = lead.page
    expect(page.get_by_text(FARE)).to_have_count(0)
    go(page.get_by_role("link", name="Lead this gathering"))
    lead.check_page()
    page.get_by_role("button", name="Take no more ideas now").click()
    page.get_by_label(FARE, exact=True).check()
    page.get_by_label(FARES, exact=True).check()
    page.get_by_role("button", name="Put the ticked ideas together").click()
    expect(page.get_by_text("put in 2 times")).to_be_visible()
    expect(page.get_by_text("Something unwise")).to_have_count(0)
    lead.check_page()
    page.get_by_role("button", name="Open the voting").click()
    expect(page.get_by_text("0 people have voted so far")).to_be_visible()


def test_from_a_question_to_the_theory(product: Stack, browser: Browser) -> None:
    project = int(json.loads(product.run(_BEGIN)))
    base = product.base_url
    with (
        person(browser, base, "nora.lead@example.nhs.uk") as lead,
        person(browser, base, "pat.partner@example.nhs.uk", javascript=False) as partner,
        person(browser, base, "sue.sponsor@example.nhs.uk", narrow=True) as sponsor,
    ):
        where, page = opened(lead, project), lead.page
        ideas_of(partner, sponsor, where)
        sorted_by(lead)
        lead.open(where)
        # Under which of the two the other stands is chance.
        head = FARE if page.get_by_label(FARE, exact=True).count() else FARES
        for somebody, dots in ((lead, {head: 2}), (partner, {head: 3, TEXT: 2}), (sponsor, {head: 1, TEA: 3})):
            somebody.open(where)
            give(somebody.page, dots)
            expect(somebody.page.get_by_text("Your dots are saved.")).to_be_visible()
            expect(somebody.page.get_by_label(head, exact=True)).to_have_value(str(dots[head]))
            somebody.check_page()
        lead.open(f"{where}lead/")
        lead.check_page()
        page.get_by_role("button", name="End the voting and count").click()
        expect(page.get_by_text("3 people voted")).to_be_visible()
        page.get_by_role("button", name=f"Put it into the theory {head}").click()
        expect(page.get_by_text("The idea is in your theory of change.")).to_be_visible()
        lead.check_page()
        sponsor.open(where)
        rows = sponsor.page.locator("#result tbody tr")
        expect(rows.nth(0)).to_contain_text(head)
        assert rows.locator("td").all_inner_texts() == ["6", "3", "2"]
        sponsor.check_page()
        lead.open(f"/c/amhe/p/{project}/theory/outline/")
        expect(page.get_by_text(f"the gathering “{QUESTION}”, without names")).to_be_visible()
