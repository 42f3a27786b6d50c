"""Who can look at the real data in a demonstration: a national administrator, a coach and a lead, all invented."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from evaluation.example.source import Provider, spread
from evaluation.seed.crew import account, coach_from, join, no_mail
from organisations.models import Participation
from organisations.queries import current_coaches
from organisations.queries.places import taking_part

CASELOAD = 20
_ADMIN = ("Harriet Lindqvist", "harriet.lindqvist@demo.example", "020 7946 0951")
_COACH = ("Rowan Ashby", "rowan.ashby@demo.example", "020 7946 0952")
_LEAD = ("Selma Aydin", "selma.aydin@demo.example", "020 7946 0953")


def settle(collaborative: Collaborative, providers: Sequence[Provider], by: User) -> None:
    """Give the coach providers of different sizes, and the largest of them its lead. Again, it changes nothing."""
    chosen = [one.code for one in spread(providers, CASELOAD)]
    places = {row.organisation.ods_code: row for row in taking_part(collaborative)}
    caseload = [places[code] for code in chosen if code in places]
    if caseload:
        with no_mail(), transaction.atomic():
            _settle(collaborative, caseload, by)


def _settle(collaborative: Collaborative, caseload: Sequence[Participation], by: User) -> None:
    _once(_ADMIN, Role.NATIONAL_ADMIN, collaborative, None, by)
    coach = _once(_COACH, Role.COACH, collaborative, None, by)
    _once(_LEAD, Role.LEAD, collaborative, caseload[-1], by)
    coached = current_coaches([row.pk for row in caseload])
    for row in caseload:
        if row.pk not in coached:
            coach_from(row, coach, by, timezone.localdate())


def _once(
    person: tuple[str, str, str], role: Role, collaborative: Collaborative, place: Participation | None, by: User
) -> User:
    user = account(person, by)
    held = collaborative.memberships.filter(user=user, role=role, ended_at__isnull=True)
    return user if held.exists() else join(user, role, by, collaborative, place)
