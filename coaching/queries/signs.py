"""What was last heard of organisations, and how they stand: days and scores only, none of a team's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils import timezone

from coaching.models import Visit
from coaching.queries.scores import Latest, latest_scores, settings_of
from coaching.stalled import Signs, is_stalled
from collaborative.models import Collaborative
from collaborative.roles import Action
from measures import periods
from measures.models import DataPoint
from organisations.models import CoachAssignment, Membership, Participation
from organisations.queries import Access, contacts_of, current_coaches, participations_at
from pdsa.models import Cycle
from phases.queries.journey import paused_since, pauses_of
from phases.timeline import Span

_MOVED = ("created_at", "do_started_at", "study_started_at", "decided_at", "stopped_at")


@dataclass(frozen=True)
class Standing:
    """One organisation: its signs of life, whether it is stalled, and the latest score of each voice."""

    signs: Signs
    stalled: bool
    scores: Latest = field(default_factory=dict)


def standings_of(
    places: Sequence[Participation], pauses: Mapping[int, Sequence[Span]], today: date, weeks: int
) -> dict[int, Standing]:
    """How these organisations stand, by participation. Four queries, however many there are."""
    ids = [place.pk for place in places]
    numbers, tests, contacts, scores = _numbers(ids, today), _tests(ids), _contacts(ids), latest_scores(ids)
    found = {}
    for place in places:
        signs = Signs(place.joined_on, numbers.get(place.pk), tests.get(place.pk), contacts.get(place.pk))
        stalled = is_stalled(signs, pauses.get(place.pk, ()), today, weeks)
        found[place.pk] = Standing(signs, stalled, scores.get(place.pk, {}))
    return found


def _numbers(ids: Sequence[int], today: date) -> dict[int, date]:
    rows = DataPoint.objects.filter(participation_id__in=ids, numerator__isnull=False).order_by()
    found: dict[int, date] = {}
    for row in rows.values("participation_id", "measure__frequency").annotate(last=Max("period")):
        day = min(periods.last_day(row["measure__frequency"], row["last"]), today)
        found[row["participation_id"]] = max(day, found.get(row["participation_id"], day))
    return found


def _tests(ids: Sequence[int]) -> dict[int, date]:
    rows = Cycle.objects.filter(participation_id__in=ids).order_by().values("participation_id")
    latest = rows.annotate(moved=Greatest(*(Max(name) for name in _MOVED)))
    return {pk: timezone.localdate(moved) for pk, moved in latest.values_list("participation_id", "moved")}


def _contacts(ids: Sequence[int]) -> dict[int, date]:
    rows = Visit.objects.filter(participation_id__in=ids).order_by().values("participation_id")
    return dict(rows.annotate(last=Max("happened_on")).values_list("participation_id", "last"))


@dataclass(frozen=True)
class Coached:
    """One organisation as who runs the collaborative sees its coaching."""

    place: Participation
    coaches: tuple[CoachAssignment, ...]
    standing: Standing
    contact: Membership | None
    paused_since: date | None


def coached(access: Access, weeks: int) -> list[Coached]:
    """Every organisation that still takes part, by name, for who runs the collaborative. Eight queries at most."""
    today = timezone.localdate()
    every = participations_at(access, Action.RUN_COLLABORATIVE).order_by("organisation__name", "pk")
    places = [place for place in every if place.ended_on is None or place.ended_on >= today]
    ids = [place.pk for place in places]
    pauses = pauses_of({place.pk: place.collaborative_id for place in places})
    standings, coaches, contacts = (
        standings_of(places, pauses, today, weeks),
        current_coaches(ids),
        contacts_of(ids),
    )
    since = paused_since(pauses, today)
    return [
        Coached(
            place,
            tuple(coaches.get(place.pk, ())),
            standings[place.pk],
            contacts.get(place.pk),
            since.get(place.pk),
        )
        for place in places
    ]


def weeks_of(collaborative: Collaborative) -> int:
    """After how many weeks of silence an organisation is stalled here. One query."""
    return settings_of(collaborative).stalled_weeks
