"""The days that a year is planned around, and what speaks against the days of its sets."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.roles import Action
from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.clashes import Span, clashes
from learning_sets.models import CalendarDay, DayKind, LearningSet, SetState
from learning_sets.queries.sets import sets_of
from organisations.queries import Access, access_within
from organisations.queries.digests import collaboratives_of


def calendar_of(collaborative: Collaborative) -> QuerySet[CalendarDay]:
    """The days a collaborative plans around, earliest first."""
    return CalendarDay.objects.filter(collaborative=collaborative, removed_at=None).order_by("starts_on", "pk")


def where_of(row: CalendarDay) -> str:
    """The nation and the region the days hold in."""
    return ", ".join(part for part in (row.region, row.nation) if part)


def to_avoid(collaborative: Collaborative) -> list[Span]:
    """The calendar as spans. One query."""
    return [Span(row.name, row.starts_on, row.ends_on, row.kind, where_of(row)) for row in calendar_of(collaborative)]


def days_off(calendar: Iterable[Span]) -> set[date]:
    """Every single day of the calendar on which no set is proposed: all but the terms."""
    found: set[date] = set()
    for one in calendar:
        if one.kind != DayKind.TERM:
            found |= {date.fromordinal(day) for day in range(one.first.toordinal(), one.last.toordinal() + 1)}
    return found


def sets_elsewhere(access: Access) -> list[Span]:
    """The days of the learning sets of other collaboratives that this person runs.

    Read within a scope of their own on those collaboratives, and of each set nothing but its day.
    """
    others = [one for one in collaboratives_of(access.user) if one.pk != access.collaborative.pk and _runs(access, one)]
    if not others:
        return []
    with tenant_context(Scope(access.user.pk, tuple(one.pk for one in others), ())):
        rows = LearningSet.objects.filter(collaborative__in=others).exclude(state=SetState.CANCELLED)
        return [_span(row, f"A learning set of {row.collaborative}") for row in rows.select_related("collaborative")]


def _runs(access: Access, collaborative: Collaborative) -> bool:
    there = access_within(user=access.user, collaborative=collaborative)
    return there is not None and there.may(Action.RUN_COLLABORATIVE)


def _span(row: LearningSet, name: str) -> Span:
    return Span(name, timezone.localdate(row.starts_at), timezone.localdate(row.ends_at), "set")


def warnings_of(access: Access, rows: Iterable[LearningSet]) -> dict[int, list[str]]:
    """What speaks against the days of these sets, by the set's id. For who plans them."""
    calendar, elsewhere = to_avoid(access.collaborative), sets_elsewhere(access)
    own = [(row.pk, _span(row, row.title)) for row in sets_of(access.collaborative).exclude(state=SetState.CANCELLED)]
    found = {}
    for row in rows:
        if row.is_cancelled:
            continue
        others = [span for pk, span in own if pk != row.pk] + elsewhere
        here = _span(row, row.title)
        if said := clashes(here.first, here.last, calendar=calendar, sets=others):
            found[row.pk] = said
    return found


def warnings_on(access: Access, day: date) -> list[str]:
    """What speaks against one day."""
    own = [_span(row, row.title) for row in sets_of(access.collaborative).exclude(state=SetState.CANCELLED)]
    return clashes(day, day, calendar=to_avoid(access.collaborative), sets=[*own, *sets_elsewhere(access)])
