"""Choosing a chart, drawing its line anew and taking that back, as a lead does it: with JavaScript and without."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, go, person
from tests.browser.test_story import month_label, months_back, press

pytestmark = pytest.mark.browser

# Up and down around 20%, then ten months around 11%.
FALL = [21, 19, 22, 18, 21, 19, 22, 18, 21, 19, 22, 18, 23, 21, 10, 11, 10, 12, 11, 10, 12, 11, 10, 12]
_MEASURE = """
import json
from datetime import date
from decimal import Decimal
from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import Entry, MeasureFields, define_measure, record_points
from organisations.models import Participation, Project
place = Participation.objects.get(organisation__ods_code='RNN')
lead = User.objects.get(email='nora.lead@example.nhs.uk')
months = [date.fromisoformat(month) for month in {months!r}]
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    fields = MeasureFields(name={name!r}, measure_type='outcome', kind='percentage', numerator_label='Missed',
        denominator_label='Appointments', frequency='month', starts_on=months[0], direction='down')
    measure = define_measure(project=Project.objects.get(), by=lead, fields=fields)
    entries = [Entry(month, numerator=Decimal(n), denominator=Decimal(100)) for month, n in zip(months, {values!r})]
    record_points(measure=measure, by=lead, entries=entries)
    print(json.dumps(measure.pk))
"""


@pytest.fixture
def path(product: Stack, request: pytest.FixtureRequest) -> str:
    """A measure of this test's own that has fallen and stayed down."""
    months = [months_back(back).isoformat() for back in range(24, 0, -1)]
    code = _MEASURE.format(months=months, name=request.node.name, values=FALL)
    return f"/c/amhe/m/{json.loads(product.run(code))}/"


def choose_xmr(lead: Person) -> None:
    page = lead.page
    go(page.get_by_role("link", name="Choose chart and rules"))
    lead.check_page()
    preview = page.locator(".chart-choice__preview")
    expect(preview).to_contain_text("Run chart; Anhøj rules.")
    page.get_by_label("XmR chart").check()
    if not lead.javascript:
        press(page, "See it")
    expect(preview).to_contain_text("As it would be: not saved yet")
    expect(preview).to_contain_text("XmR chart; Making Data Count, 7 points.")
    expect(page.get_by_role("row", name="Making Data Count rules 5 16 26")).to_be_visible()
    lead.check_page()
    page.get_by_label("Why this chart?").fill("Two years of numbers are there")
    press(page, "Save this choice")
    expect(page.locator("#chart")).to_contain_text("Special cause: improving, low")
    lead.check_page()


def answer(page: Page, question: str, yes: bool, label: str, words: str) -> None:
    page.get_by_role("group", name=question).get_by_label("Yes" if yes else "No", exact=True).check()
    page.get_by_label(label).fill(words)


def draw_anew(lead: Person) -> None:
    page = lead.page
    page.get_by_role("link", name="draw the mean anew", exact=True).click()
    expect(page.get_by_label("From", exact=True)).to_have_value(months_back(10).isoformat())
    answer(page, "Is the new level clearly different", True, "What shows it?", "Ten months in a row below the mean")
    answer(page, "Do you know what caused the change?", True, "What was it, and how do you know?", "Texts, sent since")
    answer(page, "Is the change wanted?", True, "For whom is it better?", "People come")
    answer(page, "Do you expect it to last?", False, "Why will it last?", "We are not sure yet")
    page.get_by_label("In a sentence, why?").fill("Reminders are here to stay")
    press(page, "Draw the mean anew")
    expect(page.get_by_role("alert")).to_contain_text("If you do not expect it to last, leave the line.")
    expect(page.get_by_label("What was it, and how do you know?")).to_have_value("Texts, sent since")
    lead.check_page()
    answer(page, "Do you expect it to last?", True, "Why will it last?", "The system sends them")
    press(page, "Draw the mean anew")
    decided = page.get_by_role("region", name="What was decided about this chart")
    expect(decided).to_contain_text(f"Centre line drawn anew from {month_label(months_back(10))}")
    expect(decided).to_contain_text("Reminders are here to stay")
    expect(page.locator("#chart")).to_contain_text("Drawn anew at A")
    lead.check_page()


def take_back(lead: Person) -> None:
    page = lead.page
    go(page.get_by_role("link", name="Take back"))
    lead.check_page()
    page.get_by_label("Why do you take it back?").fill("It was the wrong month")
    press(page, "Take it back")
    expect(page.get_by_role("region", name="What was decided about this chart")).to_have_count(0)
    expect(page.locator("#chart")).not_to_contain_text("Drawn anew")
    lead.check_page()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_line_is_drawn_anew_and_taken_back(product: Stack, browser: Browser, path: str, javascript: bool) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk", javascript=javascript) as lead:
        lead.open(path)
        choose_xmr(lead)
        draw_anew(lead)
        take_back(lead)
        assert lead.open(f"{path}embed/") == 200
        lead.check_page()
    with person(browser, product.base_url, "cora.coach@example.nhs.uk", javascript=javascript) as coach:
        coach.open(path)
        expect(coach.page.locator("#chart")).to_contain_text("XmR chart")
        expect(coach.page.get_by_role("link", name="Choose chart and rules")).to_have_count(0)
        expect(coach.page.get_by_text("If you know why")).to_have_count(0)
        assert coach.open(f"{path}decide/rebase/") == 404


def test_a_frame_shows_the_chart_on_a_page_of_ours(product: Stack, browser: Browser, path: str) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        lead.open("/c/amhe/")
        lead.page.evaluate(
            "path => { const frame = document.createElement('iframe'); frame.title = 'Chart';"
            " frame.src = path; document.querySelector('main').append(frame); }",
            f"{path}embed/",
        )
        inside = lead.page.frame_locator("iframe")
        expect(inside.get_by_role("link", name="See the chart and its numbers")).to_be_visible()
        assert lead.complaints == []
