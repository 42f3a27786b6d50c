"""The editor of a theory of change by mouse, by keyboard alone, on a phone by touch, and without JavaScript: the same
edits make the same theory, and the page is fit for everyone afterwards."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, person

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
    said = dict(name={name!r}, population='Young people', aim='Shorter waits', starts_on=date(2026, 1, 5))
    project = create_project(participation=place, by=lead, **said)
    grow(start_theory(project=project, by=lead, copy=False), lead)
    print(json.dumps(project.pk))
"""
_SHAPE = """
import json
from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.models import Participation
from phases.models import Theory
from tests.phases.theory_rows import shape
place = Participation.objects.get(organisation__ods_code='RNN')
lead = User.objects.get(email='nora.lead@example.nhs.uk')
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    print(json.dumps(shape(Theory.objects.get(project_id={pk}))))
"""
# What every way must come to: an idea reworded, one added, one moved, one removed for good, a driver put first.
END = [
    "Access < Shorter waits",
    "Trust < Shorter waits",
    "Right place < Access",
    "Early help < Access",
    "Listening < Trust",
    "Open door < Early help",
    "Phone line < Listening",
    "Bus fare < Listening",
]


@pytest.fixture
def project(product: Stack, request: pytest.FixtureRequest) -> int:
    """A project of this test's own, with the small theory."""
    return int(json.loads(product.run(_BEGIN.format(name=request.node.name))))


def shape(product: Stack, project: int) -> list[str]:
    found: list[str] = json.loads(product.run(_SHAPE.format(pk=project)))
    return found


def address(project: int) -> str:
    return f"/c/amhe/p/{project}/theory/edit/"


def row(page: Page, text: str) -> Locator:
    return page.locator("[data-box]").filter(has=page.get_by_text(text, exact=True))


def name(page: Page, text: str) -> Locator:
    return row(page, text).locator("[data-name]")


def section(page: Page, summary: str) -> Locator:
    found = page.locator("#panel details").filter(has=page.locator("summary", has_text=re.compile(f"^{summary}$")))
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def choose(page: Page, text: str, press: Callable[[Locator], None]) -> None:
    """Open a box's panel."""
    press(name(page, text))
    expect(page.get_by_role("group", name=f"Change “{text}”")).to_be_visible()


def by_panel(page: Page, press: Callable[[Locator], None]) -> None:
    """Every edit by the forms of a box's panel."""
    choose(page, "Drop-in", press)
    reword = section(page, "Reword")
    reword.get_by_label("What does it say?").fill("Open door")
    press(reword.get_by_role("button", name="Save the words"))
    expect(row(page, "Open door")).to_be_visible()
    choose(page, "Listening", press)
    add = section(page, "Add beneath it")
    add.get_by_label("What does it say?").fill("Bus fare")
    press(add.get_by_role("button", name="Add"))
    expect(row(page, "Bus fare")).to_be_visible()
    choose(page, "Right place", press)
    press(page.get_by_role("button", name="Move up"))
    expect(page.get_by_role("button", name="Move up")).to_have_count(0)
    choose(page, "Peer worker", press)
    press(section(page, "Remove it").get_by_role("button", name="Remove it"))
    expect(row(page, "Peer worker")).to_have_count(0)
    press(page.get_by_role("button", name="Undo"))
    expect(row(page, "Peer worker")).to_be_visible()
    press(page.get_by_role("button", name="Do again"))
    expect(row(page, "Peer worker")).to_have_count(0)


def finished(somebody: Person, product: Stack, project: int) -> None:
    got = shape(product, project)
    assert sorted(got) == sorted(END)
    assert got[:5] == END[:5]
    somebody.complaints = [one for one in somebody.complaints if "422" not in one]
    somebody.check_page()


def test_without_javascript(product: Stack, browser: Browser, project: int) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk", javascript=False) as lead:
        page = lead.page
        lead.open(address(project))
        by_panel(page, lambda one: one.click())
        name(page, "Phone line").click()
        move = section(page, "Move it under another")
        move.get_by_label("Move it under").select_option(label="Listening")
        move.get_by_role("button", name="Move it").click()
        finished(lead, product, project)


def middle(one: Locator) -> tuple[float, float]:
    one.scroll_into_view_if_needed()
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_by_mouse(product: Stack, browser: Browser, project: int) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        page = lead.page
        lead.open(address(project))
        by_panel(page, lambda one: one.click())
        shapes = page.locator("[data-theory-live] .theory-box")
        start = middle(shapes.filter(has_text="Phone line"))
        end = middle(shapes.filter(has_text="Listening"))
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(end[0] - 40, end[1] - 20, steps=4)
        expect(page.locator(".theory-ghost")).to_have_text("Phone line")
        page.mouse.move(*end, steps=4)
        page.mouse.up()
        expect(page.locator("[data-theory-status]")).to_have_text(
            "Moved change idea “Phone line” from “Early help” to “Listening”"
        )
        finished(lead, product, project)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def to(page: Page, text: str) -> None:
    """Walk from the first box down to the one with these words."""
    for _ in range(60):
        if page.evaluate("document.activeElement.matches('[data-name]')"):
            break
        press(page, "Tab")
    for _ in range(20):
        press(page, "ArrowUp")
    for _ in range(20):
        if page.evaluate("document.activeElement.querySelector('[data-words]').textContent") == text:
            return
        press(page, "ArrowDown")
    raise AssertionError(f"{text} cannot be reached by arrows")


def tab_to(page: Page, role: str, words: str) -> None:
    """Tab on until what has these words is focused."""
    for _ in range(40):
        press(page, "Tab")
        here = page.evaluate("[document.activeElement.tagName, document.activeElement.innerText ?? '']")
        if here[0] == role and here[1].strip().startswith(words):
            return
    raise AssertionError(f"{words} cannot be reached by Tab")


def test_by_keyboard_alone(product: Stack, browser: Browser, project: int) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        page = lead.page
        status = page.locator("[data-theory-status]")
        lead.open(address(project))
        to(page, "Drop-in")
        press(page, "Enter", "Control+a")
        page.keyboard.type("Open door")
        press(page, "Enter")
        expect(status).to_have_text("Reworded “Drop-in” to “Open door”")
        to(page, "Listening")
        press(page, "a")
        page.keyboard.type("Bus fare")
        press(page, "Enter")
        expect(status).to_have_text("Added change idea “Bus fare” under “Listening”")
        to(page, "Right place")
        press(page, "Alt+ArrowUp")
        expect(status).to_have_text("Moved secondary driver “Right place” up")
        to(page, "Peer worker")
        press(page, "Delete")
        expect(status).to_have_text("Removed change idea “Peer worker”")
        press(page, "Control+z")
        expect(status).to_have_text("Undone: Removed change idea “Peer worker”")
        press(page, "Control+y")
        expect(status).to_have_text("Done again: Removed change idea “Peer worker”")
        to(page, "Phone line")
        press(page, "m")
        expect(page.locator("#panel")).to_be_focused()
        tab_to(page, "SUMMARY", "Move it under another")
        press(page, "Enter", "Tab")
        page.keyboard.type("Listening")
        tab_to(page, "BUTTON", "Move it")
        press(page, "Enter")
        expect(status).to_have_text("Moved change idea “Phone line” from “Early help” to “Listening”")
        finished(lead, product, project)


def test_on_a_phone_by_touch(product: Stack, browser: Browser, project: int) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk", narrow=True) as lead:
        page = lead.page
        lead.open(address(project))
        by_panel(page, lambda one: one.tap())
        touch = lead.context.new_cdp_session(page)
        start = middle(row(page, "Phone line").locator("[data-grip]"))
        end = start[0] + 60, middle_now(row(page, "Listening"))
        for kind, at in (("touchStart", start), ("touchMove", (start[0] + 20, start[1] + 20)), ("touchMove", end)):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]})
        expect(page.locator(".theory-row.theory-drop")).to_be_visible()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(page.locator("[data-theory-status]")).to_have_text(
            "Moved change idea “Phone line” from “Early help” to “Listening”"
        )
        finished(lead, product, project)


def middle_now(one: Locator) -> float:
    """How far down its middle is at this moment, without scrolling."""
    box = one.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_and_one_box(product: Stack, browser: Browser, project: int, javascript: bool) -> None:
    who = {"javascript": javascript}
    with (
        person(browser, product.base_url, "nora.lead@example.nhs.uk", **who) as lead,
        person(browser, product.base_url, "mia.member@example.nhs.uk", **who) as member,
    ):
        for somebody in (lead, member):
            somebody.open(address(project))
            name(somebody.page, "Listening").click()
        for somebody, words in ((member, "Hearing people"), (lead, "Being heard")):
            reword = section(somebody.page, "Reword")
            reword.get_by_label("What does it say?").fill(words)
            reword.get_by_role("button", name="Save the words").click()
            if somebody is member:
                expect(row(member.page, words)).to_be_visible()
        page = lead.page
        expect(page.get_by_role("heading", name="Somebody else changed the same box")).to_be_visible()
        expect(page.get_by_text("Hearing people")).to_be_visible()
        # The editor is not there any more: its keys do nothing.
        press(page, "Control+z")
        lead.check_page()
        page.get_by_label("Your words, or a mix of both").fill("Hearing people, being heard")
        page.get_by_role("button", name="Use these words").click()
        expect(page.get_by_text("Hearing people, being heard").first).to_be_visible()
        lead.check_page()


def test_a_driver_with_ideas_beneath_asks_before_it_goes(product: Stack, browser: Browser, project: int) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        page = lead.page
        lead.open(address(project))
        to(page, "Early help")
        press(page, "Delete")
        expect(page.get_by_text("2 change ideas stand only under “Early help”").first).to_be_visible()
        lead.complaints.clear()
        lead.check_page()
        form = section(page, "Remove it")
        form.get_by_label("Put it under another driver").check()
        form.get_by_label("Which one?").select_option(label="Right place")
        form.get_by_role("button", name="Remove it").click()
        expect(row(page, "Early help")).to_have_count(0)
        assert "Drop-in < Right place" in shape(product, project)


def test_what_is_typed_and_not_saved_stays(product: Stack, browser: Browser, project: int) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        page = lead.page
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        lead.open(address(project))
        choose(page, "Trust", lambda one: one.click())
        section(page, "Reword").get_by_label("What does it say?").fill("Being trusted")
        # Another box, and a change there: the words wait where they were typed.
        choose(page, "Right place", lambda one: one.click())
        expect(row(page, "Trust")).to_contain_text("not saved yet")
        page.get_by_role("button", name="Move up").click()
        expect(page.locator("[data-theory-status]")).to_have_text("Moved secondary driver “Right place” up")
        expect(page.locator("[data-theory-status]")).to_be_in_viewport()
        page.get_by_role("link", name="Done").click()
        assert asked == ["beforeunload"]
        assert page.url.endswith(address(project))
        choose(page, "Trust", lambda one: one.click())
        expect(page.get_by_text("You have not saved this.")).to_be_visible()
        expect(section(page, "Reword").get_by_label("What does it say?")).to_have_value("Being trusted")
        lead.check_page()
        page.get_by_role("button", name="Save the words").click()
        expect(row(page, "Being trusted")).to_be_visible()
        expect(page.locator(".theory-unsaved")).to_have_count(0)
        # By key, too; thrown away on purpose it is gone.
        name(page, "Listening").press("a")
        page.keyboard.type("Bus fare")
        choose(page, "Listening", lambda one: one.click())
        expect(section(page, "Add beneath it").get_by_label("What does it say?")).to_have_value("Bus fare")
        page.get_by_role("button", name="Throw it away").click()
        expect(page.locator(".theory-unsaved")).to_have_count(0)
        page.get_by_role("link", name="Done").click()
        expect(page.get_by_role("heading", name="Theory of change")).to_be_visible()
        assert asked == ["beforeunload"]
        assert "Listening < Being trusted" in shape(product, project)


def test_a_list_pasted_by_key_becomes_boxes_and_a_removal_stays_in_sight(
    product: Stack, browser: Browser, project: int
) -> None:
    with person(browser, product.base_url, "nora.lead@example.nhs.uk") as lead:
        page = lead.page
        status = page.locator("[data-theory-status]")
        lead.open(address(project))
        aim = page.locator("[data-theory-live] .theory-box").filter(has_text="Shorter waits")
        expect(aim).to_be_in_viewport()
        name(page, "Listening").press("a")
        page.keyboard.insert_text("Bus fare\nCircle")
        page.keyboard.press("Enter")
        expect(status).to_have_text("Added 2 change ideas under “Listening”: “Bus fare”, “Circle”")
        choose(page, "Listening", lambda one: one.click())
        remove = section(page, "Remove it")
        remove.get_by_label("Remove it too").check()
        remove.get_by_role("button", name="Remove it").click()
        expect(status).to_have_text("Removed secondary driver “Listening” and 2 change ideas")
        expect(status).to_be_in_viewport()
        # What stood before it in the list.
        expect(name(page, "Trust")).to_be_focused()
        expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
        lead.check_page()
