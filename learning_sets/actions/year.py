"""Writes about how a year of sets is planned: settings, and the days to avoid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from learning_sets.asking import Question
from learning_sets.models import CalendarDay, DayKind, SetSettings
from learning_sets.queries.year import calendar_of
from organisations.workdays import bank_holidays

SOURCE = "Banking and Financial Dealings Act 1971, schedule 1; Easter by computation"


@dataclass(frozen=True, kw_only=True)
class DayFields:
    """What is said of days; see learning_sets.models.CalendarDay."""

    name: str
    starts_on: date
    ends_on: date
    kind: str
    nation: str = ""
    region: str = ""
    source: str = ""


@transaction.atomic
def save_settings(
    *,
    collaborative: Collaborative,
    by: User,
    per_year: int,
    remind_before: Sequence[int],
    needs_days: int,
    link_hours: int,
    questions: Sequence[Question],
) -> SetSettings:
    """Say how a collaborative holds its sets; see learning_sets.models.SetSettings."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    row = SetSettings.objects.filter(collaborative=collaborative).first() or SetSettings(collaborative=collaborative)
    row.per_year, row.needs_days, row.link_hours = per_year, needs_days, link_hours
    row.remind_before = sorted({*remind_before}, reverse=True)
    row.questions = [one.stored for one in questions]
    with recording(by=by, verb="changed the settings of learning sets"):
        row.save()
    return row


@transaction.atomic
def put_days(*, collaborative: Collaborative, by: User, said: Iterable[DayFields]) -> int:
    """Add days to the calendar; how many. What stands there already, under the same name from the same day in the same
    place, stays as it is. Raises ValidationError where days end before they begin."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    there = {(row.name, row.starts_on, row.nation, row.region) for row in calendar_of(collaborative)}
    added = 0
    with recording(by=by, verb="changed the calendar of learning sets"):
        for one in said:
            _check(one)
            key = (one.name, one.starts_on, one.nation, one.region)
            if key in there:
                continue
            there.add(key)
            CalendarDay.objects.create(
                collaborative=collaborative, **{at.name: getattr(one, at.name) for at in fields(one)}
            )
            added += 1
    return added


@transaction.atomic
def put_bank_holidays(*, collaborative: Collaborative, by: User, years: Iterable[int]) -> int:
    """Add the bank holidays of England and Wales in these years; how many were not there yet."""
    said = [
        DayFields(
            name=name, starts_on=day, ends_on=day, kind=DayKind.BANK_HOLIDAY, nation="England and Wales", source=SOURCE
        )
        for year in years
        for day, name in bank_holidays(year).items()
    ]
    return put_days(collaborative=collaborative, by=by, said=said)


@transaction.atomic
def change_days(*, days: CalendarDay, by: User, said: DayFields) -> CalendarDay:
    """Say otherwise what days are. Raises ValidationError by field, also for days that are there twice then."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=days.collaborative_id)
    _check(said)
    for one in fields(said):
        setattr(days, one.name, getattr(said, one.name))
    same = calendar_of(days.collaborative).filter(
        name=days.name, starts_on=days.starts_on, nation=days.nation, region=days.region
    )
    if same.exclude(pk=days.pk).exists():
        raise ValidationError({"name": "These days are in the calendar already"})
    with recording(by=by, verb="changed the calendar of learning sets"):
        days.save()
    return days


@transaction.atomic
def take_out_days(*, days: CalendarDay, by: User) -> None:
    """Take days out of the calendar; their row stays."""
    with recording(by=by, verb="changed the calendar of learning sets"):
        days.removed_at = timezone.now()
        days.save()


def _check(said: DayFields) -> None:
    if said.ends_on < said.starts_on:
        raise ValidationError({"ends_on": f"{said.name}: the last day must not be before the first"})
