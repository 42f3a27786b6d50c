"""The grid of numbers, as its script makes it: corrections, collisions, a pasted block, a lost connection."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, person
from tests.browser.test_story import month_label, months_back

pytestmark = pytest.mark.browser

_MEASURE = """
import json
from datetime import date, timedelta
from decimal import Decimal
from django.utils import timezone
from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import Entry, MeasureFields, define_measure, record_points
from organisations.models import Participation, Project
place = Participation.objects.get(organisation__ods_code='RNN')
lead = User.objects.get(email='nora.lead@example.nhs.uk')
start = date.fromisoformat({start!r})
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    fields = MeasureFields(name={name!r}, measure_type='process', kind='percentage', numerator_label='Asked',
        denominator_label='Seen', frequency='month', starts_on=start, direction='up')
    measure = define_measure(project=Project.objects.get(), by=lead, fields=fields)
    record_points(measure=measure, by=lead, entries=[Entry(start, numerator=Decimal(4), denominator=Decimal(10))])
    # Long enough ago that a correction is no slip that is mended at once.
    measure.points.update(entered_at=timezone.now() - timedelta(hours=1))
    print(json.dumps(measure.pk))
"""
_COUNTS = """
import json
from datetime import date
from decimal import Decimal
from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import Entry, MeasureFields, define_measure, record_points
from organisations.models import Participation, Project
place = Participation.objects.get(organisation__ods_code='RNN')
lead = User.objects.get(email='nora.lead@example.nhs.uk')
months = [date.fromisoformat(one) for one in {months!r}]
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    fields = MeasureFields(name={name!r}, measure_type='process', kind='count', numerator_label='Complaints',
        frequency='month', starts_on=months[0], direction='down')
    measure = define_measure(project=Project.objects.get(), by=lead, fields=fields)
    numbers = zip(months, (14, 12, 9, 21, 15, 13, 17, 11))
    record_points(measure=measure, by=lead, entries=[Entry(month, numerator=Decimal(n)) for month, n in numbers])
    print(json.dumps(measure.pk))
"""
FIRST = months_back(6)


@pytest.fixture
def path(product: Stack, request: pytest.FixtureRequest) -> str:
    """The entry page of a measure of this test's own, with one number (4 of 10) in its first month."""
    code = _MEASURE.format(start=FIRST.isoformat(), name=request.node.name)
    return f"/c/amhe/m/{json.loads(product.run(code))}/enter/?from={FIRST.isoformat()}"


@pytest.fixture
def lead(product: Stack, browser: Browser, path: str) -> Iterator[Person]:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as somebody:
        somebody.open(path)
        yield somebody


def counts(product: Stack, name: str, old: bool = False) -> str:
    """The entry page of a measure with eight numbers around fourteen; `old`: no slip any more."""
    months = [months_back(back).isoformat() for back in range(9, 1, -1)]
    code = _COUNTS.format(months=months, name=name)
    if old:
        code = code.replace("    print(", "    measure.points.update(entered_at='2020-01-01T00:00Z')\n    print(")
    return f"/c/amhe/m/{json.loads(product.run(code))}/enter/"


def box(page: Page, label: str, back: int = 6) -> Locator:
    return page.get_by_label(f"{label}, {month_label(months_back(back))}", exact=True)


def state(page: Page, back: int = 6) -> Locator:
    return page.locator(f"tr[data-row='{months_back(back).isoformat()}'] [data-state]")


def test_a_correction_asks_why_in_its_place(lead: Person) -> None:
    page = lead.page
    box(page, "Asked").fill("5")
    box(page, "Seen").press("Enter")
    why = page.get_by_label(re.compile(f"Why has {month_label(FIRST)} changed"))
    expect(why).to_be_visible()
    lead.complaints.clear()  # the browser notes a refused row by itself
    lead.check_page()
    why.fill("Recounted")
    why.press("Enter")
    expect(state(page)).to_contain_text("Saved")
    page.reload()
    expect(box(page, "Asked")).to_have_value("5")


def test_ones_own_slip_is_mended_at_once(lead: Person) -> None:
    page = lead.page
    for asked in ("5", "6"):
        box(page, "Asked", 5).fill(asked)
        box(page, "Seen", 5).fill("10")
        box(page, "Seen", 5).press("Enter")
        expect(state(page, 5)).to_contain_text("Saved")
    page.reload()
    expect(box(page, "Asked", 5)).to_have_value("6")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_number_far_from_the_others_is_asked_about(product: Stack, browser: Browser, javascript: bool) -> None:
    path = counts(product, f"Complaints {javascript}")
    with person(browser, product.base_url, "nora.lead@example.nhs.uk", javascript=javascript) as lead:
        lead.open(path)
        page, right = lead.page, lead.page.locator(f"#right-{months_back(1).isoformat()}")
        expect(right).to_be_hidden()
        box(page, "Complaints", 1).fill("1,200")
        box(page, "Complaints", 1).press("Enter")
        if not javascript:
            page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("1,200 is far from what has been entered before").last).to_be_visible()
        expect(right).not_to_be_checked()
        expect(box(page, "Complaints", 1)).to_have_value("1,200")
        lead.complaints.clear()  # the browser notes a refused row by itself
        lead.check_page()
        right.click()
        if javascript:
            expect(state(page, 1)).to_contain_text("Saved")
        else:
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_text("Saved: 1 new number.")).to_be_visible()
        page.reload()
        expect(box(page, "Complaints", 1)).to_have_value("1200")
        expect(right).to_be_hidden()


def test_the_old_number_typed_back_takes_the_question_away(product: Stack, browser: Browser) -> None:
    path = counts(product, "Complaints typed back", old=True)
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        lead.open(path)
        page, month = lead.page, months_back(2).isoformat()
        right, why = page.locator(f"#right-{month}"), page.locator(f"#why-{month}")
        before = state(page, 2).text_content() or ""
        for _ in range(2):
            box(page, "Complaints", 2).fill("1,200")
            box(page, "Complaints", 2).press("Enter")
            expect(why).to_be_visible()
            expect(right).to_have_accessible_name(re.compile(rf"1,200 is right\s+for {month_label(months_back(2))}"))
            expect(right).to_have_accessible_description(re.compile("1,200 is far from what has been entered before"))
            box(page, "Complaints", 2).fill("11")
            expect(right).to_be_hidden()
            expect(why).to_be_hidden()
            expect(page.locator(f"#n-{month}-0-error")).to_be_hidden()
            expect(box(page, "Complaints", 2)).not_to_have_attribute("aria-invalid", "true")
            expect(state(page, 2)).to_have_text(before)
        expect(page.locator("#save-state")).to_have_text("Everything is saved.")


def test_a_tick_waits_for_the_reason_and_the_focus_stays_in_its_row(product: Stack, browser: Browser) -> None:
    path = counts(product, "Complaints ticked", old=True)
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        lead.open(path)
        page, month = lead.page, months_back(2).isoformat()
        right, why = page.locator(f"#right-{month}"), page.locator(f"#why-{month}")
        box(page, "Complaints", 2).fill("1,200")
        box(page, "Complaints", 2).press("Enter")
        expect(why).to_be_visible()
        posts: list[str] = []
        page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
        right.focus()
        right.press("Space")
        expect(right).to_be_checked()
        expect(why).to_be_visible()
        why.fill("A campaign")
        assert posts == []
        right.focus()
        right.press("Space")
        right.press("Space")
        expect(state(page, 2)).to_contain_text("Saved")
        assert len(posts) == 1
        expect(right).to_be_hidden()
        expect(box(page, "Complaints", 2)).to_be_focused()
        lead.complaints.clear()  # the browser notes a refused row by itself
        lead.check_page()


def test_a_reason_that_came_meanwhile_is_shown_and_not_cleared(lead: Person, product: Stack, browser: Browser) -> None:
    reason = f"#reason-{months_back(5).isoformat()}"
    with person(browser, product.base_url, "mia.member@example.nhs.uk") as member:
        member.open(lead.page.url.removeprefix(product.base_url))
        box(member.page, "No data, because", 5).fill("Closed")
        box(member.page, "No data, because", 5).press("Enter")
        expect(state(member.page, 5)).to_contain_text("Saved")
    page = lead.page
    box(page, "Asked", 5).fill("3")
    box(page, "Seen", 5).fill("9")
    box(page, "Seen", 5).press("Enter")
    expect(page.get_by_text(re.compile("Mia Member saved ‘Closed’ here")).first).to_be_visible()
    expect(page.locator(reason)).to_have_value("Closed")
    page.locator(reason).fill("")
    page.locator(reason).press("Enter")
    why = page.get_by_label(re.compile(f"Why has {month_label(months_back(5))} changed"))
    why.fill("It was open")
    why.press("Enter")
    expect(state(page, 5)).to_contain_text("Saved")
    expect(box(page, "Asked", 5)).to_be_focused()
    page.reload()
    expect(box(page, "Asked", 5)).to_have_value("3")
    expect(page.locator(reason)).to_have_value("")


def test_a_table_wider_than_its_place_says_so(lead: Person) -> None:
    page = lead.page
    more, wide = page.get_by_text("Scroll the table sideways to see all of it."), page.locator(".entry-wide")
    expect(more).to_be_hidden()
    page.set_viewport_size({"width": 700, "height": 900})
    expect(more).to_be_visible()
    expect(wide).to_have_class(re.compile("entry-wide--more"))
    lead.check_page()
    page.locator(".entry-scroll").evaluate("scroll => { scroll.scrollLeft = 10000; }")
    expect(wide).not_to_have_class(re.compile("entry-wide--more"))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(more).to_be_hidden()
    for label in ("Asked", "Seen"):
        place = box(page, label).bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 390


def test_of_two_people_the_second_is_told_and_nothing_is_lost(
    lead: Person, product: Stack, browser: Browser, path: str
) -> None:
    with person(browser, product.base_url, "mia.member@example.nhs.uk") as member:
        member.open(path)
        box(lead.page, "Asked", 5).fill("3")
        box(lead.page, "Seen", 5).fill("9")
        box(lead.page, "Seen", 5).press("Enter")
        expect(state(lead.page, 5)).to_contain_text("Saved")
        box(member.page, "Asked", 5).fill("7")
        box(member.page, "Seen", 5).fill("9")
        box(member.page, "Seen", 5).press("Enter")
        expect(member.page.get_by_text(re.compile("Nora Lead saved ‘3 out of 9’ here")).first).to_be_visible()
        expect(box(member.page, "Asked", 5)).to_have_value("7")
    lead.page.reload()
    expect(box(lead.page, "Asked", 5)).to_have_value("3")


def test_a_block_from_a_spreadsheet_fills_and_saves_its_rows(lead: Person) -> None:
    page = lead.page
    box(page, "Asked", 5).focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }""",
        "Asked\tSeen\n1\t10\n2\t10\n3\t10",
    )
    for back, asked in ((5, "1"), (4, "2"), (3, "3")):
        expect(box(page, "Asked", back)).to_have_value(asked)
        expect(state(page, back)).to_contain_text("Saved")
    page.reload()
    expect(box(page, "Asked", 3)).to_have_value("3")
    lead.check_page()


def test_without_a_connection_what_was_typed_stays_and_is_saved_later(lead: Person) -> None:
    page = lead.page
    lead.context.set_offline(True)
    box(page, "Asked", 5).fill("6")
    box(page, "Seen", 5).fill("12")
    box(page, "Seen", 5).press("Enter")
    expect(state(page, 5)).to_contain_text("Not saved")
    expect(box(page, "Asked", 5)).to_have_value("6")
    lead.context.set_offline(False)
    expect(state(page, 5)).to_contain_text("Saved", timeout=30_000)
    page.reload()
    expect(box(page, "Seen", 5)).to_have_value("12")


_OTHERS = """
import json
from datetime import date
from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import MeasureFields, define_measure
from organisations.models import Participation, Project
place = Participation.objects.get(organisation__ods_code='RNN')
lead = User.objects.get(email='nora.lead@example.nhs.uk')
start = date.fromisoformat({start!r})
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    fields = MeasureFields(name={name!r}, measure_type='process', kind={kind!r}, numerator_label='Days waited',
        frequency='month', starts_on=start, direction='up')
    print(json.dumps(define_measure(project=Project.objects.get(), by=lead, fields=fields).pk))
"""


def _enter(product: Stack, kind: str, name: str) -> str:
    """The entry page of a new measure of this kind, which begins with the first month."""
    code = _OTHERS.format(start=FIRST.isoformat(), name=name, kind=kind)
    return f"/c/amhe/m/{json.loads(product.run(code))}/enter/"


def test_an_average_is_entered_with_its_spread(product: Stack, browser: Browser) -> None:
    path = _enter(product, "average", "Average wait")
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        lead.open(f"{path}?from={FIRST.isoformat()}")
        page = lead.page
        box(page, "Days waited").fill("12.5")
        box(page, "How many were measured").fill("20")
        box(page, "Standard deviation").fill("wide")
        box(page, "Standard deviation").press("Enter")
        expect(page.get_by_text("‘wide’ is not a number.")).to_be_visible()
        lead.complaints.clear()  # the browser notes a refused row by itself
        lead.check_page()
        box(page, "Standard deviation").fill("3.1")
        box(page, "Standard deviation").press("Enter")
        expect(state(page)).to_contain_text("Saved")
        page.reload()
        expect(box(page, "Standard deviation")).to_have_value("3.1")


@pytest.mark.parametrize("javascript", [True, False])
def test_rare_events_are_added_corrected_and_removed(product: Stack, browser: Browser, javascript: bool) -> None:
    path = _enter(product, "days_between", f"Falls {javascript}")
    first, second = (f"{day} {month_label(months_back(3))}" for day in (3, 9))
    with person(browser, product.base_url, "nora.lead@example.nhs.uk", javascript=javascript) as lead:
        lead.open(path)
        page = lead.page
        page.get_by_label("Date, New event 1", exact=True).fill(first)
        page.get_by_label("Date, New event 2", exact=True).fill("soon")
        page.get_by_label("Date, New event 2", exact=True).press("Enter")
        expect(page.get_by_role("link", name="New event 2: ‘soon’ is not a date we can read.")).to_be_visible()
        lead.complaints.clear()
        lead.check_page()
        page.get_by_label("Date, New event 2", exact=True).fill(second)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved: 2 events added.")).to_be_visible()
        page.get_by_label(f"Remove {second}", exact=True).check()
        # It was entered a moment ago, by the same person: no reason is needed.
        expect(page.get_by_label(f"Why has {second} changed?", exact=False)).to_be_hidden()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved: 1 event removed.")).to_be_visible()
        expect(page.get_by_label(f"Date, {first}", exact=True)).to_have_value(first)
        expect(page.get_by_label(f"Date, {second}", exact=True)).to_have_count(0)
        lead.check_page()
