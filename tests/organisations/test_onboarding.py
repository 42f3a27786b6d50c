"""A new team's checklist: ticked by people, by what is so, and shown on the home page until all of it is done."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.actions.onboarding import add_defaults, edit_facts, save_item, tick, untick
from organisations.actions.places import create_collaborative
from organisations.actions.system import system_user
from organisations.models import ChecklistItem, ChecklistTick, Membership, Participation
from organisations.plans import CHECKLIST, READINESS
from organisations.queries.onboarding import checklist_of, facts_seen
from tests.cast import Cast
from tests.organisations.helpers import told

ADDRESS = "/c/amhe/o/RNN/checklist/"
HOME = "/c/amhe/o/RNN/"


@pytest.fixture
def agreement(cast: Cast) -> ChecklistItem:
    """Collaborative with the suggested list; the item of the data-sharing agreement."""
    add_defaults(collaborative=cast.amhe, by=cast.admin)
    return ChecklistItem.objects.get(collaborative=cast.amhe, text__startswith="Data-sharing")


def test_a_new_collaborative_begins_with_our_list_and_questions(db: None) -> None:
    made = create_collaborative(by=system_user(), slug="new", name="New")
    assert list(ChecklistItem.objects.filter(collaborative=made).values_list("text", flat=True)) == [
        one.text for one in CHECKLIST
    ]
    add_defaults(collaborative=made, by=system_user())
    assert ChecklistItem.objects.filter(collaborative=made).count() == len(CHECKLIST)
    assert made.pk
    assert len({one.text for one in READINESS}) == len(READINESS) == 12


def test_what_is_so_ticks_itself(cast: Cast, agreement: ChecklistItem) -> None:
    with cast.scope():
        assert facts_seen(cast.north) == {"lead", "sponsor", "partner", "coach", "project"}
        lines = {line.item.fact: line.is_done for line in checklist_of(cast.north) if line.is_by_fact}
        assert lines == {
            "lead": True,
            "sponsor": True,
            "partner": True,
            "coach": True,
            "project": True,
            "key_contact": False,
        }
        edit_facts(
            participation=cast.north,
            by=cast.lead,
            key_contact_name="Kay",
            key_contact_email="",
            key_contact_phone="",
            lead_days=Decimal("1.5"),
            qi_support_level="team",
            qi_support="",
        )
        cast.north.refresh_from_db()
        assert "key_contact" in facts_seen(cast.north)
    Membership.objects.filter(user=cast.sponsor).update(ended_at=cast.amhe.created_at)
    with cast.scope():
        assert "sponsor" not in facts_seen(cast.north)


@pytest.mark.parametrize("name", ["lead", "member", "coach"])
def test_the_team_and_its_coach_tick_and_take_back(
    cast: Cast, client: Client, agreement: ChecklistItem, name: str
) -> None:
    user = getattr(cast, name)
    client.force_login(user)
    done = client.post(ADDRESS, {"item": agreement.pk, "done": "on", "note": "Signed by both"})
    assert (done.status_code, done.url) == (302, f"{ADDRESS}#item-{agreement.pk}")
    client.post(ADDRESS, {"item": agreement.pk, "done": "on", "note": "again"})
    html = client.get(ADDRESS).content.decode()
    assert "Signed by both" in html
    assert user.name in html
    with cast.scope():
        row = ChecklistTick.objects.get()
        assert (row.ticked_by, row.note) == (user, "Signed by both")
        assert told(row)[1:3] == (user.pk, "ticked the checklist")
    assert client.post(ADDRESS, {"item": agreement.pk}).status_code == 302
    with cast.scope():
        assert not ChecklistTick.objects.exists()


@pytest.mark.parametrize("name", ["partner", "sponsor", "data_entry", "admin"])
def test_others_of_the_organisation_and_the_national_team_see_it(
    cast: Cast, client: Client, agreement: ChecklistItem, name: str
) -> None:
    client.force_login(getattr(cast, name))
    html = client.get(ADDRESS).content.decode()
    assert "Data-sharing agreement" in html
    assert ">Tick<" not in html
    assert client.post(ADDRESS, {"item": agreement.pk, "done": "on"}).status_code == 404


def test_what_cannot_be_ticked(cast: Cast, client: Client, agreement: ChecklistItem) -> None:
    add_defaults(collaborative=cast.safety, by=cast.admin)
    theirs = ChecklistItem.objects.get(collaborative=cast.safety, text__startswith="Data-sharing")
    by_fact = ChecklistItem.objects.get(collaborative=cast.amhe, fact="lead")
    client.force_login(cast.lead)
    for pk in (theirs.pk, by_fact.pk, 0):
        assert client.post(ADDRESS, {"item": pk, "done": "on"}).status_code == 422
    with cast.scope(), pytest.raises(ValidationError, match="by itself"):
        tick(participation=cast.north, item=by_fact, by=cast.lead)


def test_the_card_stands_on_the_home_page_until_everything_is_done(
    cast: Cast, client: Client, agreement: ChecklistItem
) -> None:
    client.force_login(cast.lead)
    with CaptureQueriesContext(connection) as queries:
        html = client.get(HOME).content.decode()
    assert "Getting started" in html
    assert "5 of 11 done" in html
    assert "Key contact is named" in html
    assert len(queries) <= 35
    with cast.scope():
        for line in checklist_of(cast.north):
            if not line.is_by_fact:
                tick(participation=cast.north, item=line.item, by=cast.lead)
    assert "10 of 11 done" in client.get(HOME).content.decode()
    Participation.objects.filter(pk=cast.north.pk).update(key_contact_name="Kay")
    html = client.get(HOME).content.decode()
    assert "of 11 done" not in html
    assert "Getting started: everything is done" in html
    with cast.scope():
        untick(participation=cast.north, item=agreement, by=cast.coach)
    assert "10 of 11 done" in client.get(HOME).content.decode()


def test_without_a_list_nothing_is_shown(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    assert "Getting started" not in client.get(HOME).content.decode()
    assert "There is no checklist yet" in client.get(ADDRESS).content.decode()


def test_the_national_team_makes_the_list_its_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    assert "There is no list yet" in client.get("/c/amhe/checklist/").content.decode()
    assert client.post("/c/amhe/checklist/defaults/").status_code == 302
    answers: dict[str, Any] = {"text": "Say hello", "hint": "", "fact": "", "position": "1", "is_active": "on"}
    assert client.post("/c/amhe/checklist/", answers).status_code == 302
    again = client.post("/c/amhe/checklist/", answers)
    assert again.status_code == 422
    assert "The checklist has this already." in again.content.decode()
    row = ChecklistItem.objects.get(text="Say hello")
    assert told(row)[1:3] == (cast.manager.pk, "changed the checklist")
    assert client.post(f"/c/amhe/checklist/{row.pk}/", answers | {"text": "Say hi", "is_active": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.is_active) == ("Say hi", False)
    assert "Not in use" in client.get("/c/amhe/checklist/").content.decode()
    client.force_login(cast.lead)
    assert "Say hi" not in client.get(ADDRESS).content.decode()
    with pytest.raises(ValidationError):
        save_item(item=row, by=cast.admin, text=" ", hint="", fact="", position=1, is_active=True)


def test_facts_are_shown_to_all_and_changed_by_lead_and_national_team(cast: Cast, client: Client) -> None:
    answers = {
        "key_contact_name": "Kay Contact",
        "key_contact_email": "kay@example.nhs.uk",
        "key_contact_phone": "020 7946 0000",
        "lead_days": "0.5",
        "qi_support_level": "programme",
        "qi_support": "Our academy",
    }
    client.force_login(cast.lead)
    assert client.post("/c/amhe/o/RNN/facts/", answers | {"key_contact_phone": "ring me"}).status_code == 422
    assert client.post("/c/amhe/o/RNN/facts/", answers).status_code == 302
    client.force_login(cast.partner)
    html = client.get("/c/amhe/o/RNN/people/").content.decode()
    for words in ("Kay Contact, kay@example.nhs.uk, 020 7946 0000", "0.5 days a week", "Our academy"):
        assert words in html
    assert client.get("/c/amhe/o/RNN/facts/").status_code == 404
    row = Participation.objects.get(pk=cast.north.pk)
    assert told(row)[1:3] == (cast.lead.pk, "changed what is known of the organisation")
    assert row.joined_on == date(2025, 1, 6)
