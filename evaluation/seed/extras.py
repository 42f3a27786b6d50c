"""What else happens in a team: a file with mistakes in it, a number put right, people who come and go."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from collaborative.models import User
from collaborative.roles import Role
from evaluation.seed.crew import Person, account, join, leave_open
from measures.actions import Entry, annotate, apply_import, preview_import, record_points
from measures.models import DataPoint, Measure
from organisations.actions.people import end_membership
from organisations.models import Participation
from organisations.queries import team_of

_MISTAKES = (
    "Month,{numerator},{denominator}",
    "{last:%Y-%m},{n},{d}",
    "{last:%d/%m/%Y},{n},{d}",
    "last month,12,20",
    "{before:%b %Y},41,38",
    "{after:%b %Y},12,30",
)


def bring_a_file(measure: Measure, by: User) -> None:
    """Import a table with four bad rows: said twice, no date, more than all of them, a month still to come."""
    latest = _points(measure).filter(numerator__isnull=False).order_by("-period").first()
    if latest is None:
        return
    text = "\n".join(_MISTAKES).format(
        numerator=measure.numerator_label,
        denominator=measure.denominator_label,
        last=latest.period,
        before=latest.period - timedelta(days=1),
        after=date(latest.period.year + 2, 1, 1),
        n=latest.numerator,
        d=latest.denominator,
    )
    brought, _ = preview_import(measure=measure, by=by, text=text, filename="caseload-review.csv")
    apply_import(source_import=brought, by=by)


def put_right(measure: Measure, by: User) -> None:
    """Correct an older number, with the reason."""
    point = _points(measure).filter(numerator__gt=1).order_by("period")[5]
    entry = Entry(point.period, point.stratum_id, (point.numerator or Decimal(1)) - 1, point.denominator)
    record_points(measure=measure, by=by, entries=[entry], reason="One person had been counted twice.")


def note(measure: Measure, by: User, day: date) -> None:
    """Something that happened, on the chart."""
    annotate(measure=measure, by=by, label="New referral form in every clinic", starts_on=day)


def invite_some(people: Sequence[Person], by: User, participation: Participation) -> None:
    """One invitation that is open and one whose time is over."""
    leave_open(people[0], by, participation)
    leave_open(people[1], by, participation, expired=True)


def leave(person: Person, by: User, participation: Participation) -> None:
    """Somebody joined and has left the team."""
    user = join(account(person, by), Role.MEMBER, by, participation.collaborative, participation)
    membership = team_of(participation.pk).get(user=user)
    end_membership(membership=membership, by=by, reason="Moved to another trust.")


def _points(measure: Measure) -> QuerySet[DataPoint]:
    return DataPoint.objects.filter(participation_id=measure.participation_id, measure=measure)
