"""Roles end and coaches change, and nobody's work is left without somebody."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from collaborative.roles import Role
from organisations.actions.people import assign_coach, end_coach_assignment, end_membership
from organisations.models import CoachAssignment, Membership
from organisations.queries import access_to
from tests.cast import Cast
from tests.organisations.helpers import told

TODAY = timezone.localdate


def role_of(user: object, role: Role) -> Membership:
    return Membership.objects.get(user=user, role=role, ended_at__isnull=True)


def test_an_ended_role_gives_no_access_and_is_on_record(cast: Cast) -> None:
    membership = end_membership(membership=role_of(cast.member, Role.MEMBER), by=cast.lead, reason=" moved on ")
    assert timezone.now() - membership.ended_at < timedelta(minutes=1)
    assert told(membership) == ("update", cast.lead.pk, "ended the role", "moved on")
    assert access_to(user=cast.member, slug="amhe") is None
    with pytest.raises(ValidationError, match="already ended"):
        end_membership(membership=membership, by=cast.lead, reason="again")


def test_a_reason_is_needed(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        end_membership(membership=role_of(cast.member, Role.MEMBER), by=cast.lead, reason="  ")
    assert refused.value.message_dict == {"reason": ["Enter a reason."]}


def test_the_last_lead_stays_until_there_is_another(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="only project lead"):
        end_membership(membership=role_of(cast.lead, Role.LEAD), by=cast.admin, reason="left")
    second = Membership.objects.create(
        user=cast.member, role=Role.LEAD, collaborative=cast.amhe, participation=cast.north
    )
    end_membership(membership=role_of(cast.lead, Role.LEAD), by=cast.admin, reason="left")
    with pytest.raises(ValidationError, match="Mia Member is the only project lead"):
        end_membership(membership=second, by=cast.admin, reason="left")


def test_the_last_national_administrator_stays(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="only national administrator"):
        end_membership(membership=role_of(cast.admin, Role.NATIONAL_ADMIN), by=cast.manager, reason="left")
    end_membership(membership=role_of(cast.manager, Role.PROGRAMME_MANAGER), by=cast.admin, reason="left")


def test_a_coach_hands_over_first(cast: Cast) -> None:
    membership = role_of(cast.coach, Role.COACH)
    with pytest.raises(ValidationError, match="still looks after 1 organisation\\."):
        end_membership(membership=membership, by=cast.admin, reason="left")
    CoachAssignment.objects.filter(coach=cast.coach).update(ends_on=TODAY() - timedelta(days=1))
    assert end_membership(membership=membership, by=cast.admin, reason="left").ended_at is not None


def test_assigning_a_coach_opens_the_organisation_to_them(cast: Cast) -> None:
    assignment = assign_coach(
        participation=cast.north, coach=cast.other_coach, by=cast.admin, starts_on=date(2025, 2, 3)
    )
    assert (assignment.collaborative, assignment.ends_on) == (cast.amhe, None)
    assert told(assignment) == ("insert", cast.admin.pk, "assigned the coach", "")
    access = access_to(user=cast.other_coach, slug="amhe")
    assert access is not None
    assert cast.north.pk in access.grants


def test_who_is_no_coach_here_cannot_be_assigned(cast: Cast) -> None:
    for person in (cast.lead, cast.east_lead):
        with pytest.raises(ValidationError) as refused:
            assign_coach(participation=cast.north, coach=person, by=cast.admin, starts_on=TODAY())
        assert refused.value.message_dict == {"coach": [f"{person} is not a coach in this collaborative."]}


def test_a_coach_is_not_assigned_twice_nor_before_the_organisation_joined(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        assign_coach(participation=cast.north, coach=cast.coach, by=cast.admin, starts_on=date(2025, 1, 5))
    assert refused.value.message_dict == {
        "coach": ["Cora Coach is already the coach here."],
        "starts_on": ["The first day must not be before the organisation joined."],
    }


def test_after_the_last_day_the_coach_sees_nothing(cast: Cast) -> None:
    assignment = CoachAssignment.objects.get(coach=cast.coach)
    ended = end_coach_assignment(
        assignment=assignment, by=cast.manager, ends_on=TODAY() - timedelta(days=1), reason="new job"
    )
    assert ended.ends_on == TODAY() - timedelta(days=1)
    assert told(ended) == ("update", cast.manager.pk, "ended the coaching", "new job")
    access = access_to(user=cast.coach, slug="amhe")
    assert access is not None
    assert access.grants == {}
    with pytest.raises(ValidationError, match="already stopped"):
        end_coach_assignment(assignment=assignment, by=cast.manager, ends_on=TODAY(), reason="x")


def test_on_the_last_day_itself_the_coach_still_sees_the_work(cast: Cast) -> None:
    assignment = CoachAssignment.objects.get(coach=cast.coach)
    end_coach_assignment(assignment=assignment, by=cast.manager, ends_on=TODAY(), reason="new job")
    access = access_to(user=cast.coach, slug="amhe")
    assert access is not None
    assert list(access.grants) == [cast.north.pk]


def test_ending_needs_a_reason_and_a_day_after_the_first(cast: Cast) -> None:
    assignment = CoachAssignment.objects.get(coach=cast.coach)
    with pytest.raises(ValidationError) as refused:
        end_coach_assignment(assignment=assignment, by=cast.manager, ends_on=date(2024, 1, 1), reason="")
    assert refused.value.message_dict == {
        "reason": ["Enter a reason."],
        "ends_on": ["The last day must not be before the first."],
    }
