"""Visit notes, and the words that coaches keep to themselves."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from coaching.models import PrivateWords, Visit
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned
from phases.models import Phase, PhasePlan

SAID = (
    "project_id",
    "phase_id",
    "happened_on",
    "mode",
    "minutes",
    "present",
    "purpose",
    "reviewed",
    "discussed",
    "going_well",
    "barriers",
    "barrier_words",
    "advice",
    "support_asked",
    "coproduction_seen",
    "confidence",
    "next_contact_on",
)


def visits_to(access: Access, action: Action) -> QuerySet[Visit]:
    """The visit notes on which this person may do this, latest first, without the words among coaches."""
    beside = ("participation__organisation", "collaborative", "coach", "project", "phase")
    return owned(Visit, access, action).select_related(*beside)


def private_of(access: Access, visits: Iterable[Visit]) -> dict[int, str]:
    """What coaches keep to themselves of these visits, by the visit's id. One query; none for who is no coach there.

    The rows' own policy asks again who is at work (collaborative.tenancy.private).
    """
    mine = [row.pk for row in visits if access.may(Action.COACH, row.participation_id)]
    if not mine:
        return {}
    rows = owned(PrivateWords, access, Action.COACH).filter(visit__in=mine)
    return dict(rows.values_list("visit_id", "words"))


def visit_mark(row: Visit, private: str) -> str:
    """The mark of all that is said of a visit; private: the words among coaches."""
    said = [getattr(row, name) for name in SAID]
    return hashlib.sha256(repr([said, private]).encode()).hexdigest()[:20]


def phase_now(participation: Participation) -> Phase | None:
    """The phase that has begun and not ended, the latest of several."""
    rows = PhasePlan.objects.filter(
        participation=participation, actual_start__isnull=False, actual_end=None, phase__removed_at=None
    )
    row = rows.select_related("phase").order_by("-phase__number").first()
    return row.phase if row else None


def next_contacts(access: Access, *, since: date) -> list[tuple[Participation, date]]:
    """The day of the next contact with each organisation that this person may read, as the latest note says it, from
    that day on (one query)."""
    rows = owned(Visit, access, Action.SEE_WORK).select_related("participation__organisation")
    latest: dict[int, Visit] = {}
    for row in rows.order_by("happened_on", "pk"):
        latest[row.participation_id] = row
    found = [(row.participation, row.next_contact_on) for row in latest.values() if row.next_contact_on]
    return sorted(((place, day) for place, day in found if day >= since), key=lambda one: (one[1], one[0].pk))
