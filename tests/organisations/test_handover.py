"""Somebody leaves, somebody else takes on: access ends on the day, work is never left without anybody."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from collaborative.roles import Role
from organisations.actions.handover import cancel_handover, complete_handover, complete_handovers, start_handover
from organisations.actions.invitations import accept_invitation
from organisations.actions.people import assign_coach, end_membership
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
    assert html.count("(optional)") == 1
    day = {"ends_on_day": str(TODAY.day), "ends_on_month": str(TODAY.month), "ends_on_year": str(TODAY.year)}
    refused = client.post(address, {"successor": "new", **day})
    assert refused.status_code == 422
    assert 'href="#id_successor_email"' in refused.content.decode()
    new = {"successor": "new", "successor_name": "Nell Next", "successor_email": "nell@example.nhs.uk"}
    assert client.post(address, {**new, **day, "note": "All is\non the drive."}).url == people
    assert Invitation.objects.get().email == "nell@example.nhs.uk"
    html = client.get(people).content.decode()
    assert "hands over to Nell Next" in html
    assert re.search(r'<span class="app-words">All is\r?\non the drive.</span>', html)
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


def coach_hands_over(cast: Cast, ends_on: date = TODAY) -> Handover:
    return start_handover(
        membership=role_of(cast.coach),
        by=cast.admin,
        successor_name="Otto Othercoach",
        successor_email=cast.other_coach.email,
        ends_on=ends_on,
        note="",
    )


def coaching(cast: Cast) -> list[tuple[Any, date, date | None]]:
    rows = CoachAssignment.objects.filter(participation=cast.north).order_by("starts_on", "pk")
    return [(row.coach, row.starts_on, row.ends_on) for row in rows]


def test_a_coachs_handover_is_called_off_and_all_is_as_before(cast: Cast, client: Client) -> None:
    before = coaching(cast)
    handover = coach_hands_over(cast, ends_on=TOMORROW)
    assert coaching(cast) != before
    client.force_login(cast.admin)
    cancel = f"/c/amhe/team/handovers/{handover.pk}/cancel/"
    assert cancel in client.get("/c/amhe/team/").content.decode()
    assert client.get(cancel).status_code == 200
    assert client.post(cancel).url == "/c/amhe/team/"
    assert [row for row in coaching(cast) if row[2] is None or row[2] >= TODAY] == before
    assert cast.north.pk not in access_to(user=cast.other_coach, slug="amhe").grants  # type: ignore[union-attr]
    assert "hands over to" not in client.get("/c/amhe/team/").content.decode()
    assert complete_handovers(by=system_user(), today=TODAY + timedelta(days=9)) == 0
    assert coach_hands_over(cast).pk


def test_calling_off_lets_a_successor_who_has_begun_go_and_keeps_what_was_changed_since(cast: Cast) -> None:
    handover = coach_hands_over(cast)
    CoachAssignment.objects.filter(coach=cast.other_coach, participation=cast.north).update(
        starts_on=TODAY - timedelta(days=3)
    )
    CoachAssignment.objects.filter(coach=cast.coach, participation=cast.north).update(ends_on=TODAY - timedelta(days=4))
    cancel_handover(handover=handover, by=cast.admin)
    assert [(coach, end) for coach, _, end in coaching(cast)] == [
        (cast.coach, TODAY - timedelta(days=4)),
        (cast.other_coach, TODAY),
    ]


def test_what_a_leaving_coach_was_given_since_is_said_and_passes_on_too(
    cast: Cast, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    handover = coach_hands_over(cast)
    assign_coach(participation=cast.south, coach=cast.coach, by=cast.admin, starts_on=TODAY)
    with caplog.at_level("INFO", logger="organisations.actions.handover"):
        assert complete_handovers(by=system_user(), today=TOMORROW) == 0
    assert f"handover {handover.pk} waits: " in caplog.text
    client.force_login(cast.admin)
    html = client.get("/c/amhe/team/").content.decode()
    assert "looks after South Trust beyond that day" in html
    again = f"/c/amhe/team/handovers/{handover.pk}/again/"
    assert again in html
    assert client.post(again).url == "/c/amhe/team/"
    assert "Waits:" not in client.get("/c/amhe/team/").content.decode()
    rows = CoachAssignment.objects.filter(participation=cast.south, ends_on=None)
    assert cast.other_coach in {row.coach for row in rows}


def test_an_invitation_that_ran_out_is_said_and_sent_again(
    cast: Cast, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    handover = lead_hands_over(cast, cast.member, ends_on=TODAY)
    people = "/c/amhe/o/RNN/people/"
    client.force_login(cast.lead)
    html = client.get(people).content.decode()
    assert "Mia Member has not accepted the invitation, which is open until" in html
    again = f"{people}handovers/{handover.pk}/again/"
    assert again not in html
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with caplog.at_level("INFO", logger="organisations.actions.handover"):
        assert complete_handovers(by=system_user(), today=TOMORROW) == 0
    assert "has not accepted the role yet" in caplog.text
    assert cast.member.email not in caplog.text
    html = client.get(people).content.decode()
    assert "the invitation is not open any more" in html
    assert again in html
    assert client.post(again).url == people
    invitation = Invitation.objects.get(expires_at__gt=timezone.now())
    assert (invitation.email, invitation.role) == (cast.member.email, Role.LEAD)
    accept_invitation(invitation=invitation, user=cast.member)
    assert "Waits:" not in client.get(people).content.decode()
    assert complete_handovers(by=system_user(), today=TOMORROW) == 1


def test_one_called_off_while_the_others_are_completed_stays_called_off(cast: Cast) -> None:
    handover = lead_hands_over(cast, cast.member)
    accept_invitation(invitation=Invitation.objects.get(role=Role.LEAD), user=cast.member)
    stale = Handover.objects.select_related("membership__user").get(pk=handover.pk)
    cancel_handover(handover=handover, by=cast.lead)
    with pytest.raises(ValidationError, match="over already"):
        complete_handover(handover=stale, by=system_user())
    assert role_of(cast.lead).role == Role.LEAD


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


@pytest.mark.parametrize("who", ["sponsor", "partner", "member"])
def test_another_role_ends_on_its_day_and_is_handed_over_once_the_successor_has_accepted(
    cast: Cast, client: Client, who: str
) -> None:
    leaver = role_of(getattr(cast, who))
    handover = start_handover(
        membership=leaver,
        by=cast.lead,
        successor_name="Nell Next",
        successor_email=cast.data_entry.email,
        ends_on=TODAY,
        note="",
    )
    assert complete_handovers(by=system_user(), today=TOMORROW) == 0
    leaver.refresh_from_db()
    assert told(leaver)[2:] == ("ended the role", "The last day has passed. To follow: Nell Next.")
    handover.refresh_from_db()
    assert handover.completed_at is None
    client.force_login(cast.lead)
    people = "/c/amhe/o/RNN/people/"
    html = client.get(people).content.decode()
    assert "Their role has ended." in html
    assert "Nell Next has not accepted the invitation, which is open until" in html
    assert "handed over to" not in html
    asked = client.get(f"{people}handovers/{handover.pk}/cancel/").content.decode()
    assert "has ended already, and stays so." in asked
    accept_invitation(invitation=Invitation.objects.get(role=leaver.role), user=cast.data_entry)
    assert complete_handovers(by=system_user(), today=TOMORROW) == 1
    html = client.get(people).content.decode()
    assert "handed over to Nell Next" in html
    assert "Waits:" not in html


def test_a_successor_who_coaches_there_until_some_day_goes_on_after_it(cast: Cast) -> None:
    until = TODAY + timedelta(days=10)
    row = assign_coach(participation=cast.north, coach=cast.other_coach, by=cast.admin, starts_on=TODAY)
    CoachAssignment.objects.filter(pk=row.pk).update(ends_on=until)
    before = coaching(cast)
    handover = coach_hands_over(cast, ends_on=TOMORROW)
    assert coaching(cast)[1:] == [
        (cast.other_coach, TODAY, until),
        (cast.other_coach, until + timedelta(days=1), None),
    ]
    cancel_handover(handover=handover, by=cast.admin)
    assert [one for one in coaching(cast) if one[2] is None or one[2] >= TODAY] == before


def test_a_successor_who_begins_there_later_leaves_no_day_to_nobody(cast: Cast) -> None:
    assign_coach(participation=cast.north, coach=cast.other_coach, by=cast.admin, starts_on=TODAY + timedelta(days=9))
    before = coaching(cast)
    with pytest.raises(ValidationError, match="Otto Othercoach coaches North Trust only from"):
        coach_hands_over(cast, ends_on=TOMORROW)
    assert coaching(cast) == before
