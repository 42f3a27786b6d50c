"""From "we would like to join" to a signed design, by five people with their own sign-ins.

Somebody tells the national team that their organisation would like to join and confirms their address; it is enrolled;
lead and sponsor come by invitation, and the lead brings a partner; they say for whom, take over the programme's theory
and define a measure; the coach comments; lead, sponsor and partner sign, the partner after saying first why not.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from devstack.stack import Stack
from tests.browser.driver import Person, go, person
from tests.browser.mailbox import Mailbox
from tests.password import PASSWORD

# Five people one after the other, each through pages that are checked.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

LEAD, SPONSOR, PARTNER = "lea.west@example.nhs.uk", "spencer.west@example.nhs.uk", "paula.west@example.nhs.uk"
AIM = "Halve the wait of young Black men by March 2028"
DISSENT = "The young men have not read it yet."
_BEGIN = """
from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.models import Organisation
from phases.actions.boxes import add_box
from phases.actions.start import start_programme_theory
from phases.models import ProgrammeNode
Organisation.objects.create(ods_code="WES", name="West Trust", region="Example")
amhe, admin = Collaborative.objects.get(slug="amhe"), User.objects.get(email="ada.admin@example.nhs.uk")
with tenant_context(Scope(admin.pk, (amhe.pk,), ())):
    theory = start_programme_theory(collaborative=amhe, by=admin, aim="Care is equal")
    aim = ProgrammeNode.objects.get(theory=theory, kind="aim").key
    driver = add_box(theory=theory, by=admin, kind="primary", text="People are met where they are", under=[aim])
    add_box(theory=theory, by=admin, kind="idea", text="Meet in the barber shop", under=[driver.key])
"""


def press(page: Page, name: str) -> None:
    go(page.get_by_role("button", name=name, exact=True))


def wait_for_mail(product: Stack, mailbox: Mailbox, address: str, subject: str) -> str:
    """The link of a mail that the worker or the web process sends, as a path."""
    product.wait_for(lambda: bool(mailbox.words(address, subject)), f"mail to {address}: {subject}", 60)
    return mailbox.link(address, subject)


def tell_of_interest(somebody: Person, product: Stack, mailbox: Mailbox) -> None:
    page = somebody.page
    somebody.open("/join/amhe/")
    page.get_by_label("Your organisation").fill("WES")
    page.get_by_label("Your name").fill("Lea West")
    page.get_by_label("Your role").fill("Head of equality")
    page.get_by_label("Your email address").fill(LEAD)
    page.get_by_label("Which inequality would you like to work on?").fill("Young Black men wait longest")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("An improvement team we can ask for help").check()
    page.wait_for_timeout(3_100)  # nobody fills a form in faster, and it says so
    somebody.check_page()
    press(page, "Send")
    somebody.open(wait_for_mail(product, mailbox, LEAD, "Please confirm your interest"))
    press(page, "Confirm")
    expect(page.get_by_text("Your address is confirmed")).to_be_visible()


def open_the_door(admin: Person) -> None:
    admin.open("/c/amhe/interests/settings/")
    admin.page.get_by_label("Organisations may tell us that they would like to join").check()
    press(admin.page, "Save the settings")


def enrol(admin: Person) -> None:
    """Look at what came in, accept it, and give the organisation a coach."""
    page = admin.page
    admin.open("/c/amhe/interests/")
    page.get_by_role("link", name="West Trust").first.click()
    press(page, "Take into review")
    page.get_by_role("link", name="Accept and enrol").click()
    page.get_by_label("Name of the project lead").fill("Lea West")
    page.get_by_label("Email address of the project lead").fill(LEAD)
    page.get_by_label("Name of the executive sponsor").fill("Spencer West")
    page.get_by_label("Email address of the executive sponsor").fill(SPONSOR)
    press(page, "Enrol and invite")
    admin.open("/c/amhe/o/WES/people/")
    page.get_by_text("Give this organisation a coach").click()
    page.get_by_label("Coach", exact=True).select_option(label="Cora Coach")
    press(page, "Save the coach")
    expect(page.get_by_text("Cora Coach").first).to_be_visible()
    admin.check_page()


def sign_up(somebody: Person, product: Stack, mailbox: Mailbox, address: str, name: str) -> None:
    """By the invitation's link to an account of one's own."""
    page = somebody.page
    somebody.open(wait_for_mail(product, mailbox, address, "Your invitation to"))
    press(page, "Create your account")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").first.fill(address)
    page.locator("input[type=password]").first.fill(PASSWORD)
    press(page, "Make my account")
    if "confirm-email" in page.url:
        product.wait_for(lambda: bool(re.search(code_pattern, mailbox.words(address, ""))), "the code", 30)
        code = re.search(code_pattern, mailbox.words(address, ""))
        assert code is not None
        page.get_by_label("Code").fill(code[0])
        press(page, "Continue")
    somebody.open("/c/amhe/o/WES/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("West Trust")


code_pattern = re.compile(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", re.MULTILINE)


def design_it(lead: Person) -> str:
    """Partner invited, project, population, theory, measure; returns the design's path."""
    page = lead.page
    lead.open("/c/amhe/o/WES/people/")
    invite = page.get_by_role("region", name="Invite somebody")
    invite.get_by_label("Name").fill("Paula West")
    invite.get_by_label("Email address").fill(PARTNER)
    invite.get_by_label("Role").select_option(label="Coproduction partner")
    press(page, "Send the invitation")
    lead.open("/c/amhe/o/WES/projects/new/")
    page.get_by_label("Name of the project").fill("Seen in time")
    page.get_by_label("Who is it for?").fill("Young Black men")
    page.get_by_label("What do you want to change").fill(AIM)
    press(page, "Save the project")
    project = re.search(r"/c/amhe/p/\d+/", page.url)
    assert project is not None
    lead.open("/c/amhe/o/WES/populations/new/")
    page.get_by_label("What do you call these people?").fill("Young Black men in crisis care")
    press(page, "Save the population")
    page.get_by_role("link", name="Say what is unequal").click()
    page.get_by_label("Access", exact=True).check()
    page.get_by_label("What is unequal?").fill("They wait twice as long")
    press(page, "Save")
    lead.open(f"{project[0]}theory/")
    press(page, "Start from the programme’s theory")
    lead.open(f"{project[0]}measures/new/")
    define_measure(page)
    return f"{project[0]}design/"


def define_measure(page: Page) -> None:
    page.get_by_label("Name of the measure").fill("Seen within four weeks")
    for choice in ("Outcome", "Percentage", "Higher is better", "Every month"):
        page.get_by_label(choice).first.check()
    page.get_by_label("What do you count?").fill("People seen")
    page.get_by_label("Out of how many?").fill("People referred")
    first = page.get_by_role("group", name="First day it is counted")
    for label, value in (("Day", "1"), ("Month", "1"), ("Year", "2026")):
        first.get_by_label(label).fill(value)
    press(page, "Define the measure")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Seen within four weeks")


def comment(coach: Person, design: str) -> None:
    coach.open(design)
    coach.check_page()
    coach.page.get_by_role("link", name="Comment on theory of change").click()
    coach.page.get_by_label("Your comment").fill("Which driver do you start with?")
    press(coach.page, "Comment")
    expect(coach.page.get_by_text("Which driver do you start with?")).to_be_visible()


def ask(lead: Person, design: str) -> None:
    """The coach's comment is answered, the design frozen."""
    page = lead.page
    lead.open(design)
    page.get_by_role("link", name="Answer the comment on theory of change").click()
    page.get_by_label("Your answer").fill("With trust.")
    press(page, "Answer")
    expect(page.get_by_text("With trust.")).to_be_visible()
    page.get_by_role("link", name="Ask for signatures").click()
    page.get_by_label("Freeze the design as it is now").check()
    lead.check_page()
    press(page, "Freeze version 1 and ask")
    expect(page.get_by_text("Version 1 is frozen")).to_be_visible()


def answer(somebody: Person, path: str, choice: str, words: str = "") -> None:
    page = somebody.page
    somebody.open(path)
    page.get_by_label(choice, exact=True).check()
    page.get_by_label("In your own words").fill(words)
    page.get_by_label("I have read version 1, as it was frozen").check()
    somebody.check_page()
    press(page, "Give my answer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 1 of the design")


def check_sheet(page: Page) -> None:
    """The theory's picture goes on one lying sheet of A4, however high the window is."""
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.emulate_media(media="print")
    box = page.locator(".design-sheet").first.bounding_box()
    assert box is not None
    assert box["height"] <= 210 / 25.4 * 96
    page.emulate_media(media="screen")


def test_from_interest_to_a_signed_design(product: Stack, browser: Browser, mailbox: Mailbox) -> None:
    product.run(_BEGIN)
    base = product.base_url
    with person(browser, base, "ada.admin@example.nhs.uk") as admin:
        open_the_door(admin)
        with person(browser, base) as somebody:
            tell_of_interest(somebody, product, mailbox)
        wait_for_mail(product, mailbox, "ada.admin@example.nhs.uk", "would like to join")
        enrol(admin)
        with person(browser, base) as lead, person(browser, base) as sponsor, person(browser, base) as partner:
            sign_up(lead, product, mailbox, LEAD, "Lea West")
            sign_up(sponsor, product, mailbox, SPONSOR, "Spencer West")
            design = design_it(lead)
            sign_up(partner, product, mailbox, PARTNER, "Paula West")
            with person(browser, base, "cora.coach@example.nhs.uk") as coach:
                comment(coach, design)
            ask(lead, design)
            path = wait_for_mail(product, mailbox, PARTNER, "Please read and sign")
            assert path == f"{design}1/sign/"
            answer(lead, path, "I sign it")
            answer(sponsor, path, "I sign it")
            answer(partner, path, "I do not sign it, and say why", DISSENT)
            expect(partner.page.get_by_text("Everybody has answered, 1 did not sign")).to_be_visible()
            answer(partner, path, "I sign it")
            expect(partner.page.get_by_text(DISSENT)).to_be_visible()
            for shown in (design, f"{design}1/", f"{design}1/print/"):
                lead.open(shown)
                lead.check_page()
            expect(lead.page.get_by_text("Version 1, frozen on").first).to_be_visible()
            check_sheet(lead.page)
        admin.open("/c/amhe/programme/designs/")
        row = admin.page.get_by_role("row").filter(has_text="West Trust")
        expect(row).to_contain_text("Version 1 Signed signed on")
        admin.check_page()
        assert "Seen in time" not in admin.page.content()
