"""The main job, from the first measure to the coach's evidence, with and without JavaScript.

A lead defines a measure, enters 24 months and takes a test through to *adapt*; a real worker computes the chart; the
coach sees the shift and opens the evidence; to everyone else the same addresses are not there.
"""

import re
from datetime import date, timedelta

import psycopg2
import pytest
from playwright.sync_api import Browser, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, go, person

pytestmark = pytest.mark.browser

BEFORE = [41, 38, 44, 40, 39, 43, 42, 37, 40, 41, 39, 42]
AFTER = [58, 61, 57, 60, 63, 59, 62, 58, 60, 64, 61, 59]
REFERRED = 100
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def months_back(count: int) -> date:
    """The first of the month so many months before this one."""
    today = date.today()  # noqa: DTZ011  (the product runs on this machine's day)
    index = today.year * 12 + today.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def press(page: Page, name: str) -> None:
    go(page.get_by_role("button", name=name, exact=True))


def define_measure(lead: Person, name: str) -> str:
    """From the organisation's page to a measure; returns its path."""
    page = lead.page
    page.get_by_role("link", name="northcanary project").first.click()
    page.get_by_role("link", name=re.compile("New measure|Define the first measure")).first.click()
    page.get_by_label("Name of the measure").fill(name)
    page.get_by_label("Outcome").check()
    page.get_by_label("Percentage").check()
    page.get_by_label("What do you count?").fill("People seen")
    page.get_by_label("Out of how many?").fill("People referred")
    page.get_by_label("Higher is better").check()
    page.get_by_label("Every month").check()
    start = months_back(24)
    first = page.get_by_role("group", name="First day it is counted")
    for label, value in (("Day", start.day), ("Month", start.month), ("Year", start.year)):
        first.get_by_label(label).fill(str(value))
    lead.check_page()
    press(page, "Define the measure")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    lead.check_page()
    return re.sub(r"^https?://[^/]+", "", page.url)


def enter_numbers(lead: Person, path: str) -> None:
    """24 months, in two pages of twelve, opening on the oldest missing one."""
    page = lead.page
    lead.open(f"{path}enter/")
    expect(page.get_by_label(f"People seen, {month_label(months_back(24))}")).to_be_visible()
    for back, seen in zip(range(24, 0, -1), BEFORE + AFTER, strict=True):
        label = month_label(months_back(back))
        if page.get_by_label(f"People seen, {label}").count() == 0:
            save_page(lead)
            lead.open(f"{path}enter/")
        page.get_by_label(f"People seen, {label}").fill(str(seen))
        page.get_by_label(f"People referred, {label}").fill(str(REFERRED))
        if lead.javascript:
            page.get_by_label(f"People referred, {label}").press("Enter")
            row = page.locator("tr", has=page.get_by_role("rowheader", name=re.compile(label)))
            expect(row.locator("[data-state]")).to_contain_text("Saved")
    save_page(lead)
    lead.check_page()


def save_page(lead: Person) -> None:
    """Without JavaScript one button saves the page; with it every row is saved already."""
    if not lead.javascript:
        press(lead.page, "Save")
        expect(lead.page.get_by_text(re.compile("saved", re.IGNORECASE)).first).to_be_visible()


def month_label(first: date) -> str:
    return f"{MONTHS[first.month - 1]} {first.year}"


def take_a_test_to_adapt(lead: Person, measure: str, title: str) -> str:
    """Plan, do, study, act, and the next one made from it; returns the first test's path."""
    page = lead.page
    lead.open("/c/amhe/")
    page.get_by_role("link", name="northcanary project").first.click()
    page.get_by_role("link", name="Plan a test").first.click()
    page.get_by_label("What are you testing?").fill(title)
    page.get_by_label("What do you predict?").fill("Six in ten will be seen, up from four.")
    lead.check_page()
    page.get_by_text("Add more now (optional)").click()
    page.get_by_label(measure).check()
    press(page, "Save the test")
    path = re.sub(r"^https?://[^/]+", "", page.url).split("?")[0].split("#")[0]
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    press(page, "Save and go on to start")
    began = months_back(12)
    starts = page.get_by_role("group", name="When does it start?")
    for label, value in (("Day", began.day), ("Month", began.month), ("Year", began.year)):
        starts.get_by_label(label).fill(str(value))
    press(page, "Start the test")
    expect(page.get_by_text(re.compile("Locked on"))).to_be_visible()
    page.get_by_label("What did you see and hear?").fill("Texts were read; two people rang back.")
    ended = began + timedelta(days=20)
    ends = page.get_by_role("group", name=re.compile("When does the test end"))
    for label, value in (("Day", ended.day), ("Month", ended.month), ("Year", ended.year)):
        ends.get_by_label(label).fill(str(value))
    press(page, "Save and look at the results")
    page.get_by_label("As predicted", exact=True).check()
    page.get_by_label("What did you learn?").fill("An evening text works better.")
    press(page, "Save and decide")
    page.get_by_label("Adapt").check()
    page.get_by_label("Why?").fill("Send it the evening before.")
    lead.check_page()
    press(page, "Complete the test")
    expect(page.locator("#decision")).to_contain_text("Adapt")
    lead.check_page()
    press(page, "Plan the next test")
    expect(page.get_by_role("navigation", name="Tests in this series")).to_contain_text("Test 2")
    expect(page.get_by_label("What are you testing?")).to_have_value(title)
    return path


def stale_charts(product: Stack) -> int:
    """How many charts wait for the worker, as the database's own superuser counts them."""
    url = product.addresses["DATABASE_ADMIN_URL"].rsplit("/", 1)[0] + "/" + database(product)
    with psycopg2.connect(url) as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM measures_chart WHERE stale OR computed_at IS NULL")
        return int(cursor.fetchone()[0])


def database(product: Stack) -> str:
    return product.addresses["DATABASE_URL"].rsplit("/", 1)[1]


def the_coach_sees_the_shift(coach: Person, measure: str, path: str, title: str) -> None:
    page = coach.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/c/amhe/coach/" in page.url
    row = page.get_by_role("row").filter(has_text="North Trust")
    expect(row).to_contain_text("Better")
    expect(page.get_by_text("South Trust")).to_have_count(0)
    coach.check_page()
    go(row.get_by_role("link", name=re.compile(re.escape(measure))).first)
    assert path in page.url
    month = months_back(12)
    long_month = f"{month:%B} {month.year}"
    shift = f"Since {long_month}, 12 months in a row above the median: unlikely to be chance, and better."
    expect(page.get_by_role("paragraph").filter(has_text=shift)).to_be_visible()
    expect(page.get_by_role("region", name="What happened").get_by_role("link", name=title)).to_be_visible()
    expect(page.get_by_role("link", name="Enter numbers")).to_have_count(0)
    coach.check_page()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_the_whole_story(product: Stack, browser: Browser, javascript: bool) -> None:
    name = f"Seen within four weeks {'with' if javascript else 'without'} script"
    title = f"A text the day before ({'with' if javascript else 'without'} script)"
    with person(browser, product.base_url, "nora.lead@example.nhs.uk", javascript=javascript) as lead:
        measure = define_measure(lead, name)
        enter_numbers(lead, measure)
        cycle = take_a_test_to_adapt(lead, name, title)
    product.wait_for(lambda: stale_charts(product) == 0, "the worker to compute the charts", 60)
    with person(browser, product.base_url, "cora.coach@example.nhs.uk", javascript=javascript) as coach:
        the_coach_sees_the_shift(coach, name, measure, title)
        assert coach.open(cycle) == 200
        coach.check_page()
    paths = [measure, f"{measure}enter/", f"{measure}import/", f"{measure}data.csv", cycle, "/c/amhe/o/RNN/"]
    for email in ("sam.southlead@example.nhs.uk", "otto.othercoach@example.nhs.uk"):
        with person(browser, product.base_url, email, javascript=javascript) as other:
            assert {path: other.open(path) for path in paths} == dict.fromkeys(paths, 404)
            assert "northcanary" not in other.page.content()


def test_a_first_entry_on_a_phone_asks_two_things(product: Stack, browser: Browser) -> None:
    with person(browser, product.base_url, "mia.member@example.nhs.uk", narrow=True) as member:
        page = member.page
        page.get_by_role("link", name="northcanary project").first.click()
        go(page.get_by_role("link", name="Plan a test").first)
        expect(page.locator("main").get_by_role("textbox")).to_have_count(2)
        page.get_by_label("What are you testing?").fill("Ring people on the ward phone")
        member.check_page()
        press(page, "Save the test")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ring people on the ward phone")
        member.check_page()
