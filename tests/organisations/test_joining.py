"""An organisation would like to join: the national team's desk, and enrolment."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.roles import Role
from organisations.actions.enrolment import Enrolment, enrol_team
from organisations.actions.joining import (
    FORGET_AFTER,
    confirm_interest,
    decline_interest,
    note_interest,
    review_interest,
    withdraw_interest,
)
from organisations.actions.system import system_user
from organisations.models import ExpressionOfInterest, Invitation, Organisation, Participation, Succession
from organisations.presenters.mail import interest_mails
from organisations.queries.joining import months_before
from organisations.tasks import forget_decided_interest, forget_unconfirmed_interest
from tests.cast import Cast
from tests.organisations.helpers import told
from tests.organisations.joining import ADDRESS, ANSWERS, stamp


def test_the_team_reviews_notes_declines_and_thinks_again(
    cast: Cast, client: Client, interest: ExpressionOfInterest
) -> None:
    client.force_login(cast.admin)
    page = f"/c/amhe/interests/{interest.pk}/"
    html = client.get(page).content.decode()
    for words in ("Young Black men wait longest", "Yes, Di Rector", "1.5 days a week", "Two coaches"):
        assert words in html
    assert client.post(f"{page}review/").status_code == 302
    assert client.post(page, {"text": "Ask about time"}).status_code == 302
    assert client.post(page, {"text": " "}).status_code == 422
    assert "Ask about time" in client.get(page).content.decode()
    assert client.post(f"{page}decline/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}decline/", {"reason": "This wave is full."}).status_code == 302
    interest.refresh_from_db()
    assert (interest.state, interest.decided_by) == ("declined", cast.admin)
    assert told(interest) == ("update", cast.admin.pk, "declined the expression of interest", "This wave is full.")
    ((to, _, body),) = interest_mails(interest, "declined")
    assert to == "wes@example.nhs.uk"
    assert "This wave is full." in body
    assert "Hello Wes Proposer" in body
    assert client.get(f"{page}enrol/").status_code == 200
    assert client.post(f"{page}review/").status_code == 302
    assert client.post(f"{page}withdraw/", {"reason": "No time"}).status_code == 302
    html = client.get("/c/amhe/interests/").content.decode()
    assert ">West Trust</a>" not in html
    assert ">West Trust</a>" in client.get("/c/amhe/interests/?state=withdrawn&q=wes").content.decode()
    assert "Nothing matches" in client.get("/c/amhe/interests/?q=zzz").content.decode()


def test_moves_that_make_no_sense_are_refused(cast: Cast, interest: ExpressionOfInterest) -> None:
    withdraw_interest(interest=interest, by=cast.admin, reason="")
    with pytest.raises(ValidationError, match="withdrawn already"):
        decline_interest(interest=interest, by=cast.admin, reason="No")
    with pytest.raises(ValidationError):
        note_interest(interest=interest, by=cast.admin, text=" ")
    assert review_interest(interest=interest, by=cast.admin).state == "in_review"


ENROLMENT: dict[str, Any] = {
    "organisation": "WES West Trust",
    "wave": "2",
    "joined_on_day": "1",
    "joined_on_month": "4",
    "joined_on_year": "2027",
    "lead_name": "Lea Lead",
    "lead_email": "lea@example.nhs.uk",
    "lead_days": "2",
    "sponsor_name": "Di Rector",
    "sponsor_email": "di@example.nhs.uk",
    "key_contact_name": "Kay Contact",
    "key_contact_email": "kay@example.nhs.uk",
    "key_contact_phone": "020 7946 0000",
    "qi_support_level": "team",
    "qi_support": "Two coaches",
}


def test_accepting_enrols_and_invites_in_one_piece(cast: Cast, client: Client, interest: ExpressionOfInterest) -> None:
    client.force_login(cast.manager)
    address = f"/c/amhe/interests/{interest.pk}/enrol/"
    html = client.get(address).content.decode()
    for value in ("WES West Trust", "Wes Proposer", "wes@example.nhs.uk", "1.5", "Di Rector", "Two coaches"):
        assert value in html, value
    done = client.post(address, ENROLMENT)
    assert (done.status_code, done.url) == (302, "/c/amhe/o/WES/people/")
    made = Participation.objects.get(organisation__ods_code="WES")
    assert (made.wave, made.joined_on, made.lead_days) == (2, date(2027, 4, 1), Decimal(2))
    assert (made.key_contact_name, made.qi_support_level) == ("Kay Contact", "team")
    invited = Invitation.objects.filter(participation=made).values_list("role", "email")
    assert set(invited) == {(Role.LEAD, "lea@example.nhs.uk"), (Role.SPONSOR, "di@example.nhs.uk")}
    interest.refresh_from_db()
    assert (interest.state, interest.participation) == ("accepted", made)
    html = client.get(f"/c/amhe/interests/{interest.pk}/").content.decode()
    assert "West Trust takes part" in html
    again = client.post(address, ENROLMENT)
    assert again.status_code == 422
    assert "WES already takes part" in again.content.decode()


def test_an_organisation_outside_the_directory_is_enrolled_from_what_it_told(
    cast: Cast, client: Client, interest: ExpressionOfInterest
) -> None:
    ExpressionOfInterest.objects.update(organisation=None, organisation_text="Lowland Peer Support")
    client.force_login(cast.admin)
    address = f"/c/amhe/interests/{interest.pk}/enrol/"
    html = client.get(address).content.decode()
    for value in ('value="Lowland Peer Support"', 'name="ods_code"', "Wes Proposer", "Di Rector"):
        assert value in html, value
    sent = ENROLMENT | {"organisation": "Lowland Peer  Support", "region": "North"}
    refused = client.post(address, sent | {"ods_code": "8!", "lead_name": ""})
    assert refused.status_code == 422
    for words in ("3 to 10 capital letters", "Enter the name of the project lead"):
        assert words in refused.content.decode(), words
    assert "WES is West Trust in the directory" in client.post(address, sent | {"ods_code": "wes"}).content.decode()
    assert client.post(address, sent | {"ods_code": "8hx01"}).status_code == 302
    made = Participation.objects.get(organisation__ods_code="8HX01")
    assert (made.organisation.name, made.organisation.region) == ("Lowland Peer Support", "North")
    assert Invitation.objects.filter(participation=made).count() == 2
    interest.refresh_from_db()
    assert (interest.state, interest.participation, interest.organisation) == ("accepted", made, made.organisation)


def test_an_interest_of_an_organisation_that_takes_part_is_joined_to_it(
    cast: Cast, client: Client, interest: ExpressionOfInterest
) -> None:
    ExpressionOfInterest.objects.update(organisation=None, organisation_text="North")
    client.force_login(cast.admin)
    address = f"/c/amhe/interests/{interest.pk}/enrol/"
    refused = client.post(address, ENROLMENT | {"organisation": "RNN", "lead_email": ""}).content.decode()
    for words in ("RNN already takes part", "Enter the email address", 'name="joined" value="RNN"'):
        assert words in refused, words
    before = Invitation.objects.count()
    assert client.post(address, {"joined": "RSX"}).status_code == 404
    done = client.post(address, {"joined": "RNN"})
    assert (done.status_code, done.headers["Location"]) == (302, "/c/amhe/o/RNN/people/")
    interest.refresh_from_db()
    assert (interest.state, interest.participation, Invitation.objects.count()) == ("accepted", cast.north, before)
    again = client.post(address, {"joined": "RNN"}, follow=True).content.decode()
    assert "This is accepted already." in again


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"lead_email": "nobody"}, "lead_email", "format"),
        ({"lead_email": "ada.admin@example.nhs.uk"}, "lead_email", "runs this collaborative"),
        ({"sponsor_email": "max.manager@example.nhs.uk"}, "sponsor_email", "runs this collaborative"),
        ({"sponsor_name": ""}, "sponsor_name", "Enter the name of the executive sponsor"),
        ({"organisation": "nothing like it"}, "organisation", "not in the directory"),
        ({"organisation": "RNN"}, "organisation", "already takes part"),
        ({"wave": "0"}, "wave", "1 or more"),
        ({"lead_days": "6"}, "lead_days", "There are 5 days a week to give. Enter 5 or fewer"),
    ],
)
def test_a_refusal_leaves_nothing_behind(
    cast: Cast, client: Client, interest: ExpressionOfInterest, changed: dict[str, str], field: str, words: str
) -> None:
    client.force_login(cast.admin)
    before = (Participation.objects.count(), Invitation.objects.count())
    answer = client.post(f"/c/amhe/interests/{interest.pk}/enrol/", ENROLMENT | changed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in html
    assert words in html
    assert (Participation.objects.count(), Invitation.objects.count()) == before
    interest.refresh_from_db()
    assert interest.state == "confirmed"


def test_a_closed_organisation_is_not_enrolled_and_its_successor_is_named(cast: Cast, west: Organisation) -> None:
    west.closed_on = date(2025, 3, 31)
    west.save()
    Succession.objects.create(predecessor=west, successor=cast.south.organisation, kind="merged")
    facts = Enrolment(west, 1, date(2027, 4, 1), "Lea Lead", "lea@example.nhs.uk")
    with pytest.raises(ValidationError) as refused:
        enrol_team(collaborative=cast.amhe, by=cast.admin, facts=facts)
    assert refused.value.message_dict == {"organisation": ["West Trust (WES) has closed. It is now South Trust (RSS)."]}
    assert not Participation.objects.filter(organisation=west).exists()


def test_an_unconfirmed_stranger_is_forgotten_and_history_keeps_no_address(
    cast: Cast, client: Client, west: Organisation
) -> None:
    client.post(ADDRESS, ANSWERS | {"opened": stamp()})
    assert forget_unconfirmed_interest() == 0
    ExpressionOfInterest.objects.update(created_at=timezone.now() - FORGET_AFTER - timedelta(hours=1))
    assert forget_unconfirmed_interest() == 1
    row = ExpressionOfInterest.objects.get()
    assert (row.name, row.email, row.inequality, row.state) == ("", "", "", "withdrawn")
    # It never reaches the national team's desk.
    client.force_login(cast.admin)
    for state in ("", "all", "withdrawn"):
        assert f"/interests/{row.pk}/" not in client.get(f"/c/amhe/interests/?state={state}").content.decode()
    assert client.get(f"/c/amhe/interests/{row.pk}/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM organisations_expressionofinterestevent e")
        assert "wes" not in cursor.fetchone()[0].lower()


def test_every_decision_and_its_reason_stays_readable(
    cast: Cast, client: Client, interest: ExpressionOfInterest
) -> None:
    decline_interest(interest=interest, by=cast.admin, reason="This wave is full.")
    review_interest(interest=interest, by=cast.manager)
    withdraw_interest(interest=interest, by=cast.admin, reason="No time")
    client.force_login(cast.manager)
    html = " ".join(client.get(f"/c/amhe/interests/{interest.pk}/").content.decode().split())
    for words in (
        "The proposer told of an interest in joining.",
        "The proposer confirmed their interest in joining.",
        "Ada Admin declined the expression of interest. Reason: This wave is full.",
        "Max Manager took the expression of interest into review.",
        "Ada Admin noted that the interest was withdrawn. Reason: No time",
    ):
        assert words in html, words


def test_who_was_told_no_is_forgotten_after_some_months(
    cast: Cast, client: Client, interest: ExpressionOfInterest
) -> None:
    client.force_login(cast.admin)
    answers = {"is_open": "on", "introduction": "", "keep_months": "3"}
    assert client.post("/c/amhe/interests/settings/", answers).status_code == 302
    assert "3 months after that is decided" in client.get(ADDRESS).content.decode()
    decline_interest(interest=interest, by=cast.admin, reason="This wave is full.")
    decided = ExpressionOfInterest.objects.get().decided_at
    assert decided is not None
    ExpressionOfInterest.objects.update(decided_at=months_before(decided, 3) + timedelta(days=1))
    assert forget_decided_interest() == 0
    ExpressionOfInterest.objects.update(decided_at=months_before(decided, 3) - timedelta(days=4))
    assert forget_decided_interest() == 1
    assert forget_decided_interest() == 0
    row = ExpressionOfInterest.objects.get()
    assert (row.name, row.email, row.job, row.inequality, row.qi_support, row.sponsor_name) == ("",) * 6
    html = client.get(f"/c/amhe/interests/{row.pk}/").content.decode()
    assert "Forgotten, as the form says" in html
    assert "Look at it again" not in html
    assert "This wave is full." in html
    assert ">West Trust</a>" in client.get("/c/amhe/interests/?state=declined").content.decode()


def test_months_before() -> None:
    assert months_before(datetime(2027, 3, 31, 9, tzinfo=UTC), 3) == datetime(2026, 12, 28, 9, tzinfo=UTC)
    assert months_before(datetime(2027, 3, 5, tzinfo=UTC), 36) == datetime(2024, 3, 5, tzinfo=UTC)


def test_an_organisation_that_left_asks_again_and_is_taken_up_again(
    cast: Cast, client: Client, west: Organisation
) -> None:
    Participation.objects.filter(pk=cast.south.pk).update(ended_on=date(2026, 3, 3))
    sent = client.post(ADDRESS, ANSWERS | {"organisation": "RSS", "opened": stamp()})
    assert sent.status_code == 302
    row = confirm_interest(interest=ExpressionOfInterest.objects.get(), by=system_user())
    client.force_login(cast.manager)
    address = f"/c/amhe/interests/{row.pk}/enrol/"
    assert 'name="again"' not in client.get(address).content.decode()
    answers = ENROLMENT | {"organisation": "RSS", "lead_email": cast.south_lead.email}
    refused = client.post(address, answers)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "South Trust took part until 3 March 2026. Say why it takes part again." in html
    assert 'name="again"' in html
    assert client.post(address, answers | {"again": "They have a sponsor now"}).status_code == 302
    south = Participation.objects.get(pk=cast.south.pk)
    assert (south.ended_on, south.wave, south.joined_on) == (None, 2, cast.south.joined_on)
    row.refresh_from_db()
    assert (row.state, row.participation) == ("accepted", south)
    # Its lead has the role still; only the sponsor is new.
    assert [invitation.role for invitation in Invitation.objects.filter(participation=south)] == [Role.SPONSOR]
    reasons = [event.pgh_context["reason"] for event in south.events.order_by("pgh_id") if event.pgh_context]  # type: ignore[attr-defined]
    assert "They have a sponsor now" in reasons


def test_lists_take_a_fixed_number_of_queries(cast: Cast, client: Client, interest: ExpressionOfInterest) -> None:
    client.force_login(cast.admin)
    numbers = []
    for _ in range(2):
        client.get("/c/amhe/interests/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/c/amhe/interests/")
        numbers.append(len(queries))
        for number in range(5):
            ExpressionOfInterest.objects.create(
                collaborative=cast.amhe,
                organisation_text=f"Trust {number}",
                state="confirmed",
                confirmed_at=timezone.now(),
            )
    assert numbers[0] == numbers[1] <= 16
