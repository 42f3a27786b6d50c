"""The journey, the timeline, populations and the pages of coproduction are fit for everybody, with little on them and
with much, wide and narrow; and the timeline is printed on one sheet."""

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from devstack.stack import Stack
from tests.browser.driver import go, person

pytestmark = pytest.mark.browser

_FILL = """
import json
from datetime import date, timedelta
from decimal import Decimal
from django.utils import timezone
from coaching.actions.blockers import BlockerFields, answer_blocker, ask_sponsor, raise_blocker
from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.projects import create_project
from organisations.models import CoachAssignment, Membership, Organisation, Participation
from phases.actions.coproduction import TookPart, record_involvement, record_time, reply, say_level, say_needs, sign_off
from phases.actions.gates import Answer, propose_gate
from phases.actions.journey import pause, set_dates, set_up_phases
from phases.actions.populations import InequalityFields, PopulationFields, choose_population, say_inequality
from phases.models import Pause
from phases.queries.coproduction import steps
from phases.queries.journey import phases_of
from tests.password import PASSWORD
# A place of its own, so that no other journey meets what is filled in here.
amhe, today = Collaborative.objects.get(slug='amhe'), timezone.localdate()
def join(code, name):
    return Participation.objects.create(
        collaborative=amhe, organisation=Organisation.objects.create(ods_code=code, name=name), joined_on=today
    )
def person(name, role, at):
    user = User.objects.create_user(name + '@example.nhs.uk', name.title(), PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    Membership.objects.create(user=user, role=role, collaborative=amhe, participation=at)
    return user
place, bare = join('RJJ', 'Journey Trust'), join('RBB', 'Bare Trust')
lead, partner, _ = (person('journey.' + role, role, place) for role in ('lead', 'partner', 'member'))
coach = person('journey.coach', 'coach', None)
CoachAssignment.objects.create(coach=coach, collaborative=amhe, participation=place, starts_on=today)
person('bare.lead', 'lead', bare)
sponsor = person('journey.sponsor', 'sponsor', place)
phases = set_up_phases(collaborative=amhe, by=User.objects.get(email='ada.admin@example.nhs.uk'))
with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
    about = dict(name='Shorter waits', population='Young men', aim='Halve the wait', starts_on=today)
    project = create_project(participation=place, by=lead, **about)
    days = {'planned_start': today - timedelta(days=200), 'planned_end': today + timedelta(days=20)}
    set_dates(participation=place, phase=phases[0], by=lead, dates=days | {'actual_start': today - timedelta(days=190)})
    later = {'planned_start': today + timedelta(days=21), 'planned_end': today + timedelta(days=700)}
    set_dates(participation=place, phase=phases[1], by=lead, dates=later)
    set_dates(participation=place, phase=phases[0], by=lead, dates={'forecast_end': today + timedelta(days=50)},
              reason='The data came late.')
    pause(participation=place, by=lead, starts_on=today - timedelta(days=90), ends_on=today - timedelta(days=70),
          reason='No lead.')
    asked = phases_of(place.collaborative)[0].asked
    propose_gate(participation=place, phase=phases[0], by=lead, answers={asked[0].pk: Answer(True, 'Minutes of May')},
                 although='The board decides in May.')
    people_of = choose_population(participation=place, by=lead, said=PopulationFields(name='Young men', core20=True))
    said = InequalityFields(dimension='access', statement='They wait longer', size_words='Twice as long')
    unequal = say_inequality(population=people_of, by=lead, said=said)
    row = record_involvement(project=project, by=lead, said=TookPart(who='Carers', happened_on=today, step=steps()[0]))
    say_level(involvement=row, by=partner, level='informed', words='A letter came.')
    other = record_involvement(
        project=project, by=lead, said=TookPart(who='Four people', happened_on=today, population=people_of)
    )
    dissent = sign_off(project=project, by=partner, about='theory', verdict='dissent', words='Too fast.')
    reply(to=dissent, by=lead, words='We take two months more.')
    say_needs(participation=place, by=partner, needs='Large print')
    record_time(participation=place, by=lead, person=partner, day=today, hours=Decimal(2), what='Design day')
    for number in range(8):
        said = BlockerFields(title=f'What stands in the way of the team, number {number}', owner=lead)
        blocker = raise_blocker(participation=place, by=lead, said=said)
        if number > 1:
            ask_sponsor(blocker=blocker, by=lead, words='Ask the board for a room that everybody can reach',
                        by_when=today)
        if number in (2, 3):
            answer_blocker(blocker=blocker, by=sponsor, reply='will', words='I ask for it on Monday.')
    print(json.dumps({'blocker': blocker.pk, 'project': project.pk, 'population': people_of.pk,
                      'inequality': unequal.pk, 'said': row.pk, 'unsaid': other.pk,
                      'pause': Pause.objects.earliest('pk').pk}))
"""

_PLACE = "/c/amhe/o/RJJ/"
_EMPTY = "/c/amhe/o/RBB/"
PAGES = {
    "ada.admin": (
        "/c/amhe/programme/timeline/",
        "/c/amhe/programme/phases/",
        "/c/amhe/programme/phases/3/",
        "/c/amhe/programme/pauses/",
    ),
    "journey.lead": (
        _PLACE,
        *(f"{_PLACE}{page}/" for page in ("journey", "journey/1/dates", "journey/1/gate", "journey/pause")),
        *(f"{_PLACE}{page}/" for page in ("populations", "pulse", "needs", "hours")),
        "/c/amhe/pause/{pause}/",
        "/c/amhe/population/{population}/",
        "/c/amhe/population/{population}/edit/",
        "/c/amhe/population/{population}/end/",
        "/c/amhe/inequality/{inequality}/",
        "/c/amhe/p/{project}/coproduction/",
        "/c/amhe/p/{project}/coproduction/new/",
        "/c/amhe/involvement/{said}/edit/",
    ),
    "journey.partner": (
        *(f"{_PLACE}{page}/" for page in ("partner", "needs", "hours", "pulse/answer")),
        "/c/amhe/involvement/{unsaid}/",
        "/c/amhe/p/{project}/coproduction/agree/",
    ),
    "journey.coach": ("/c/amhe/coach/", f"{_PLACE}journey/1/gate/"),
    "journey.sponsor": (f"{_PLACE}sponsor/", f"{_PLACE}blockers/", "/c/amhe/blockers/{blocker}/answer/"),
    "bare.lead": tuple(f"{_EMPTY}{page}/" for page in ("journey", "populations", "pulse", "needs", "hours")),
}


@pytest.fixture(scope="module")
def made(product: Stack) -> dict[str, int]:
    found: dict[str, int] = json.loads(product.run(_FILL))
    return found


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_pages_are_fit_for_everybody(
    browser: Browser, product: Stack, made: dict[str, int], who: str, narrow: bool
) -> None:
    with person(browser, product.base_url, f"{who}@example.nhs.uk", narrow=narrow) as somebody:
        for path in PAGES[who]:
            assert somebody.open(path.format(**made)) == 200, path
            somebody.check_page()


def test_two_texts_that_collided_are_fit_for_everybody(browser: Browser, product: Stack, made: dict[str, int]) -> None:
    edit = f"/c/amhe/population/{made['population']}/edit/"
    lead, member = "journey.lead@example.nhs.uk", "journey.member@example.nhs.uk"
    with person(browser, product.base_url, lead) as one, person(browser, product.base_url, member, narrow=True) as two:
        for somebody, where in ((one, "Three wards"), (two, "The east of the borough")):
            somebody.open(edit)
            somebody.page.get_by_label("Where they live").fill(where)
        for somebody in (one, two):
            go(somebody.page.get_by_role("button", name="Save the population"))
        table = two.page.get_by_role("table", name="What is there now, and what you wrote")
        expect(table).to_contain_text("Three wards")
        expect(two.page.get_by_label("Where they live")).to_have_value("The east of the borough")
        two.check_page()


def test_the_timeline_is_printed_on_one_sheet(browser: Browser, product: Stack, made: dict[str, int]) -> None:
    with person(browser, product.base_url, "ada.admin@example.nhs.uk") as admin:
        admin.open("/c/amhe/programme/timeline/")
        admin.page.emulate_media(media="print")
        # A4 across at 96 pixels an inch, less the margins.
        admin.page.set_viewport_size({"width": 1032, "height": 718})
        below = admin.page.locator(".phase-timeline__key").bounding_box()
        assert below is not None
        assert below["y"] + below["height"] <= 718
        assert not admin.page.locator(".app-header").is_visible()


def test_a_sponsor_answers_from_their_page_which_is_printed_on_one_sheet(
    browser: Browser, product: Stack, made: dict[str, int]
) -> None:
    with person(browser, product.base_url, "journey.sponsor@example.nhs.uk", narrow=True) as sponsor:
        page = sponsor.page
        sponsor.open(f"{_PLACE}sponsor/")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
        go(page.get_by_role("link", name="Let us talk").first)
        expect(page.get_by_role("radio", name="Let us talk")).to_be_checked()
        page.get_by_label("In a sentence").fill("Ring me on Friday")
        go(page.get_by_role("button", name="Save the answer"))
        expect(page.get_by_text("Ring me on Friday")).to_be_visible()
        sponsor.check_page()
