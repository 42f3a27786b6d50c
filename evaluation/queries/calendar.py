"""What stands in one person's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.queries.visits import next_contacts
from collaborative.models import User
from collaborative.tenancy.scope import tenant_context
from evaluation.queries.agenda import Agenda, agenda
from learning_sets.queries.calendar import SetSeen, sets_for
from organisations.models import Participation
from organisations.queries import Access, access_within
from organisations.queries.digests import collaboratives_of

# What is due is shown so many days ahead.
AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class Days:
    """One collaborative: its sets, what is due, and on which days an organisation and its coach speak next."""

    access: Access
    sets: Sequence[SetSeen]
    due: Agenda
    contacts: Sequence[tuple[Participation, date]]


def days_of(user: User, today: date) -> list[Days]:
    """All that has a day for this person, in each collaborative in their rights of this moment."""
    found = []
    for collaborative in collaboratives_of(user):
        access = access_within(user=user, collaborative=collaborative)
        if access is None:
            continue
        with tenant_context(access.scope()):
            due = agenda(access, today=today, until=today + AHEAD)
            found.append(Days(access, sets_for(access), due, next_contacts(access, since=today)))
    return found
