"""Somebody leaves, somebody else takes on: access ends on the day, work is never left without anybody."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from collaborative.roles import Role
from organisations.actions.handover import cancel_handover, complete_handovers, start_handover
from organisations.actions.invitations import accept_invitation
from organisations.actions.people import end_membership
from organisations.actions.system import system_user
from organisations.models import CoachAssignment, Handover, Invitation, Membership
from organisations.queries import access_to
from pdsa.models import Cycle, Task
from phases.models import ChangeIdea
from tests.cast import Cast
from tests.organisations.helpers import told

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def role_of(user: Any) -> Membership:
    return Membership.objects.get(user=user, ended_at__isnull=True)


def lead_hands_over(cast: Cast, to: Any, ends_on: date = TODAY) -> Handover:
    return start_handover(
        membership=role_of(cast.lead),
        by=cast.admin,
        successor_name=to.name,
        successor_email=to.email,
        ends_on=ends_on,
        note="Ring the data team.",
    )


def test_the_last_lead_stays_until_the_successor_has_accepted(cast: Cast) -> None:
    handover = lead_hands_over(cast, cast.member)
    invitation = Invitation.objects.get(email=cast.member.email, role=Role.LEAD)
    assert complete_handovers(by=system_user(), today=TODAY) == 0
    assert complete_handovers(by=system_user(), today=TOMORROW) == 0
    assert role_of(cast.lead).role == Role.LEAD
    accept_invitation(invitation=invitation, user=cast.member)
    assert complete_handovers(by=system_user(), today=TODAY) == 0
    assert complete_handovers(by=system_user(), today=TOMORROW) == 1
    assert access_to(user=cast.lead, slug="amhe") is None
    assert Membership.objects.filter(user=cast.member, role=Role.LEAD, ended_at__isnull=True).exists()
    handover.refresh_from_db()
    assert handover.completed_at is not None
    ended = Membership.objects.get(user=cast.lead)
    assert told(ended) == ("update", system_user().pk, "ended the role", "Handed over to Mia Member.")
    assert complete_handovers(by=system_user(), today=TOMORROW) == 0
    with cast.scope():
        assert cast.north_project.created_by == cast.lead


def test_the_last_lead_cannot_just_leave(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="Hand the role over"):
        end_membership(membership=role_of(cast.lead), by=cast.admin, reason="Left")


def test_a_coachs_organisations_pass_on_from_the_day_after(cast: Cast) -> None:
    start_handover(
        membership=role_of(cast.coach),
        by=cast.admin,
        successor_name="Otto",
        successor_email=cast.other_coach.email,
        ends_on=TODAY,
        note="",
    )
    rows = CoachAssignment.objects.filter(participation=cast.north).order_by("starts_on")
    assert [(row.coach, row.starts_on, row.ends_on) for row in rows] == [
        (cast.coach, date(2025, 1, 6), TODAY),
        (cast.other_coach, TOMORROW, None),
    ]
    assert cast.north.pk in access_to(user=cast.coach, slug="amhe").grants  # type: ignore[union-attr]
    # The role itself ends once nothing hangs on it any more.
    CoachAssignment.objects.filter(coach=cast.coach).update(ends_on=TODAY - timedelta(days=1))
    assert complete_handovers(by=system_user(), today=TOMORROW) == 1
    assert access_to(user=cast.coach, slug="amhe") is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"successor_email": "NORA.lead@example.nhs.uk"}, "somebody else"),
        ({"ends_on": TODAY - timedelta(days=1)}, "today or later"),
        ({"successor_email": "nonsense"}, "correct format"),
        ({"successor_email": "ada.admin@example.nhs.uk"}, "runs this collaborative"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(cast: Cast, changed: dict[str, Any], words: str) -> None:
    facts = {"successor_name": "New", "successor_email": "new@example.nhs.uk", "ends_on": TODAY, "note": ""}
    with pytest.raises(ValidationError, match=words):
        start_handover(membership=role_of(cast.lead), by=cast.manager, **facts | changed)
    assert not Handover.objects.exists()
    assert not Invitation.objects.exists()


def test_a_coach_hands_over_to_a_coach_only(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="a coach in this collaborative"):
        start_handover(
            membership=role_of(cast.coach),
            by=cast.admin,
            successor_name="Mia",
            successor_email=cast.member.email,
            ends_on=TODAY,
            note="",
        )
    with pytest.raises(ValidationError, match="not handed over"):
        start_handover(
            membership=role_of(cast.manager),
            by=cast.admin,
            successor_name="Mia",
            successor_email=cast.member.email,
            ends_on=TODAY,
            note="",
        )


def test_one_handover_at_a_time_and_it_can_be_called_off(cast: Cast) -> None:
    handover = lead_hands_over(cast, cast.member)
    with pytest.raises(ValidationError, match="already"):
        lead_hands_over(cast, cast.partner)
    cancel_handover(handover=handover, by=cast.lead)
    with pytest.raises(ValidationError, match="over already"):
        cancel_handover(handover=handover, by=cast.lead)
    assert complete_handovers(by=system_user(), today=TOMORROW) == 0
    assert lead_hands_over(cast, cast.partner).pk


def test_a_lead_hands_over_on_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    people = "/c/amhe/o/RNN/people/"
    address = f"{people}{role_of(cast.lead).pk}/hand-over/"
    assert address in client.get(people).content.decode()
    html = client.get(address).content.decode()
    assert "Mia Member" in html
    assert "Somebody new" in html
    day = {"ends_on_day": str(TODAY.day), "ends_on_month": str(TODAY.month), "ends_on_year": str(TODAY.year)}
    refused = client.post(address, {"successor": "new", **day})
    assert refused.status_code == 422
    assert 'href="#id_successor_email"' in refused.content.decode()
    new = {"successor": "new", "successor_name": "Nell Next", "successor_email": "nell@example.nhs.uk"}
    assert client.post(address, {**new, **day, "note": "All is on the drive."}).url == people
    assert Invitation.objects.get().email == "nell@example.nhs.uk"
    html = client.get(people).content.decode()
    assert "hands over to Nell Next" in html
    assert "All is on the drive." in html
    cancel = f"{people}handovers/{Handover.objects.get().pk}/cancel/"
    assert client.get(cancel).status_code == 200
    assert client.post(cancel).url == people
    assert "hands over to" not in client.get(people).content.decode()


def test_the_national_team_hands_over_a_coachs_organisations(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    address = f"/c/amhe/team/{role_of(cast.coach).pk}/hand-over/"
    assert address in client.get("/c/amhe/team/").content.decode()
    html = client.get(address).content.decode()
    assert "North Trust" in html
    assert "Otto Othercoach" in html
    assert "Somebody new" not in html
    day = {"ends_on_day": str(TODAY.day), "ends_on_month": str(TODAY.month), "ends_on_year": str(TODAY.year)}
    assert client.post(address, {"successor": str(cast.other_coach.pk), **day}).url == "/c/amhe/team/"
    assert "hands over to Otto Othercoach" in client.get("/c/amhe/team/").content.decode()


def test_what_is_still_in_their_name_is_listed(cast: Cast, client: Client) -> None:
    owner = {"collaborative_id": cast.amhe.pk, "participation": cast.north}
    with cast.scope():
        idea = ChangeIdea.objects.create(**owner, project=cast.north_project, title="Ring first", created_by=cast.lead)
        common = {**owner, "project": cast.north_project, "idea": idea, "created_by": cast.lead}
        mine = Cycle.objects.create(**common, title="Mine", led_by="nora lead")
        Cycle.objects.create(
            **common,
            title="Over",
            led_by="Nora Lead",
            status="stopped",
            stop_reason="x",
            stopped_at=timezone.now(),
            number=2,
        )
        Cycle.objects.create(**common, title="Another’s", led_by="Mia Member", number=3)
        Task.objects.create(**owner, cycle=mine, what="Print cards", who="Nora Lead")
        Task.objects.create(**owner, cycle=mine, what="Done already", who="Nora Lead", done_at=timezone.now())
    client.force_login(cast.coach)
    html = client.get(f"/c/amhe/o/RNN/people/{role_of(cast.lead).pk}/work/").content.decode()
    assert ">Mine</a>" in html
    assert ">Print cards</a>" in html
    for words in (">Over<", "Another’s", "Done already"):
        assert words not in html
    html = client.get(f"/c/amhe/o/RNN/people/{role_of(cast.sponsor).pk}/work/").content.decode()
    assert "Nothing is left in their name." in html
