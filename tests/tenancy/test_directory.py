"""What the directory's own constraints refuse, whoever asks."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from collaborative.roles import Role
from organisations.models import CoachAssignment, Invitation, Membership
from tests.cast import Cast


def _membership(cast: Cast) -> None:
    Membership.objects.create(user=cast.lead, role=Role.LEAD, collaborative=cast.amhe, participation=cast.east)


def _assignment(cast: Cast) -> None:
    CoachAssignment.objects.create(
        coach=cast.coach, collaborative=cast.amhe, participation=cast.east, starts_on=date(2025, 1, 6)
    )


def _invitation(cast: Cast) -> None:
    Invitation.objects.create(
        email="a@example.nhs.uk",
        name="A",
        role=Role.MEMBER,
        collaborative=cast.amhe,
        participation=cast.east,
        token_hash="1" * 64,
        invited_by=cast.lead,
        expires_at=timezone.now(),
    )


@pytest.mark.parametrize("make", [_membership, _assignment, _invitation])
def test_a_collaborative_gives_no_role_in_another_s_participation(cast: Cast, make: Callable[[Cast], None]) -> None:
    with pytest.raises(IntegrityError, match="own_collaborative"), transaction.atomic():
        make(cast)


@pytest.mark.parametrize(("role", "in_place"), [(Role.LEAD, False), (Role.COACH, True), (Role.NATIONAL_ADMIN, True)])
def test_a_role_stands_where_it_belongs(cast: Cast, role: Role, in_place: bool) -> None:
    place = cast.north if in_place else None
    with pytest.raises(IntegrityError, match="membership_role_fits_place"), transaction.atomic():
        Membership.objects.create(user=cast.stranger, role=role, collaborative=cast.amhe, participation=place)
