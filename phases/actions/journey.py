"""Writes about phases, their dates and pauses."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.nhsuk.filters import date_long
from organisations.models import Participation
from phases.actions.collisions import GONE, refuse_older, refuse_unseen
from phases.models import (
    DATES,
    GateCriterion,
    Pause,
    Phase,
    PhaseChange,
    PhasePlan,
    ProgrammePause,
)
from phases.queries.journey import unused
from phases.queries.marks import dates_mark, pause_mark, phase_mark

# No work of a collaborative lies outside; a year mistyped as 2926 would move every phase after it.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
_OUTSIDE = "The year must be from 2000 to 2100."
BEFORE_IT_BEGINS = "This is before the pause begins."
MOST_ASKED = 300
AnyPause = TypeVar("AnyPause", Pause, ProgrammePause)

USUAL = (
    (
        "Local design",
        "Find the inequality with the people concerned, agree a theory of change and what to measure.",
        (
            "Populations of focus are chosen with the people concerned",
            "The inequality is shown with evidence",
            "A theory of change is coproduced",
            "Outcome, process and balancing measures are defined",
        ),
    ),
    (
        "Testing and scaling up",
        "Test changes in small cycles, learn from the numbers, and bring what works to more people.",
        (
            "Changes were tested and the numbers show what they did",
            "It is said which changes are kept and which are not",
            "There is a plan to bring what works to everybody concerned",
        ),
    ),
    (
        "Sustaining",
        "Keep what works when the support ends.",
        ("Somebody owns each change that is kept", "The measures go on being looked at"),
    ),
)


@transaction.atomic
def set_up_phases(*, collaborative: Collaborative, by: User) -> list[Phase]:
    """The three usual phases, where the collaborative has none yet."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    there = list(Phase.objects.filter(collaborative=collaborative, removed_at=None))
    if there:
        return there
    with recording(by=by, verb="set up the phases"):
        return [
            describe_phase(
                phase=Phase(collaborative=collaborative, number=number), by=by, name=name, purpose=purpose, asked=asked
            )
            for number, (name, purpose, asked) in enumerate(USUAL, start=1)
        ]


@transaction.atomic
def describe_phase(*, phase: Phase, by: User, name: str, purpose: str, asked: Sequence[str], seen: str = "") -> Phase:
    """A phase's name, purpose and what is asked before the next, in order. What is no longer asked is retired.

    seen: the mark of the phase when this person began. Raises ValidationError by field: criteria, where one is too
    long; or where somebody else has changed or removed the phase since.
    """
    wanted = list(dict.fromkeys(text for one in asked if (text := " ".join(one.split()))))
    long = next((text for text in wanted if len(text) > MOST_ASKED), None)
    if long is not None:
        told = f"“{long[:40]}…” has {len(long)} characters. Use {MOST_ASKED} or fewer on each line."
        raise ValidationError({"criteria": told})
    if phase.pk is not None:
        phase = _locked(phase)
        refuse_older(seen, phase_mark(phase))
    with recording(by=by, verb="described a phase"):
        phase.name, phase.purpose = name, purpose
        phase.save()
        there = {row.text: row for row in GateCriterion.objects.filter(phase=phase)}
        for text, row in there.items():
            if text not in wanted and row.retired_at is None:
                row.retired_at = timezone.now()
                row.save(update_fields=["retired_at"])
        for position, text in enumerate(wanted):
            row = there.get(text) or GateCriterion(collaborative_id=phase.collaborative_id, phase=phase, text=text)
            row.position, row.retired_at = position, None
            row.save()
    return phase


def _locked(phase: Phase) -> Phase:
    """The phase as it is now, and nobody else's until this is done. Raises ValidationError where it is gone."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=phase.collaborative_id)
    row = Phase.objects.select_for_update(no_key=True).filter(pk=phase.pk, removed_at=None).first()
    if row is None:
        raise ValidationError("Somebody has removed this phase meanwhile.")
    return row


@transaction.atomic
def add_phase(*, collaborative: Collaborative, by: User, name: str, purpose: str, asked: Sequence[str]) -> Phase:
    """One more phase, after the others."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    last = Phase.objects.filter(collaborative=collaborative, removed_at=None).order_by("-number").first()
    row = Phase(collaborative=collaborative, number=last.number + 1 if last else 1)
    return describe_phase(phase=row, by=by, name=name, purpose=purpose, asked=asked)


@transaction.atomic
def remove_phase(*, phase: Phase, by: User, seen: str = "") -> None:
    """Take out a phase that no organisation has used; those after it move up.

    seen: its mark when this person began. Raises ValidationError, also where it is no longer what they saw.
    """
    phase = _locked(phase)
    refuse_unseen(seen, phase_mark(phase))
    if not unused([phase]):
        raise ValidationError("An organisation has dates in this phase already, so it stays.")
    with recording(by=by, verb="removed a phase that nobody had used"):
        phase.removed_at = timezone.now()
        phase.save(update_fields=["removed_at"])
        after = Phase.objects.filter(
            collaborative_id=phase.collaborative_id, removed_at=None, number__gt=phase.number
        ).order_by("number")
        for row in after:
            row.number -= 1
            row.save(update_fields=["number"])


@transaction.atomic
def set_dates(
    *,
    participation: Participation,
    phase: Phase,
    by: User,
    dates: Mapping[str, date | None],
    reason: str = "",
    seen: str = "",
) -> PhasePlan:
    """Set dates of a phase, by the names of phases.models.DATES; those not named stay.

    A date that is moved or taken away needs a reason, and each change is kept. seen: the mark of the dates when this
    person began. Raises ValidationError by field, or where somebody else has changed them since.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    owner = {"collaborative_id": participation.collaborative_id, "participation": participation}
    row = PhasePlan.objects.filter(participation=participation, phase=phase).first() or PhasePlan(**owner, phase=phase)
    refuse_older(seen, dates_mark(phase, row))
    changed = {name: (getattr(row, name), day) for name, day in dates.items() if getattr(row, name) != day}
    if not changed and row.pk is not None:
        return row
    for name, (_, day) in changed.items():
        setattr(row, name, day)
    _check_dates(row, changed, reason)
    if changed.keys() & {"planned_start", "planned_end"}:
        row.planned_at = timezone.now() if row.planned_start or row.planned_end else None
    if changed.keys() & {"forecast_start", "forecast_end"}:
        row.forecast_at = timezone.now() if row.forecast_start or row.forecast_end else None
    with recording(by=by, verb="set the dates of a phase", reason=reason.strip()):
        row.save()
        for name, (before, after) in changed.items():
            PhaseChange.objects.create(
                **owner,
                plan=row,
                which=name,
                before=before,
                after=after,
                reason=reason.strip(),
                made_by=by,
                made_at=timezone.now(),
            )
    return row


def _check_dates(row: PhasePlan, changed: Mapping[str, tuple[date | None, date | None]], reason: str) -> None:
    errors = {}
    for sort in ("planned", "forecast", "actual"):
        start, end = getattr(row, f"{sort}_start"), getattr(row, f"{sort}_end")
        if start and end and end < start:
            errors[f"{sort}_end"] = "This is before the phase begins."
    today = timezone.localdate()
    for name in DATES:
        day = getattr(row, name)
        if day and not EARLIEST <= day <= LATEST:
            errors[name] = _OUTSIDE
        elif day and day > today and name in DATES[4:]:
            errors[name] = "This is still to come. Give it as a forecast."
    if any(before for before, _ in changed.values()) and not reason.strip():
        errors["reason"] = "Say why the dates change"
    if errors:
        raise ValidationError(errors)


def _period(row: Pause | ProgrammePause) -> str:
    last = f"to {date_long(row.ends_on)}" if row.ends_on else "until further notice"
    return f"{date_long(row.starts_on)} {last}"


def _refuse_overlap(
    others: QuerySet[AnyPause], current: AnyPause | None, starts_on: date, ends_on: date | None
) -> None:
    """Raises ValidationError where another pause of the same organisation, or of all, has some of these days."""
    if current is not None and (current.starts_on, current.ends_on) == (starts_on, ends_on):
        return
    rows = others.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if current is not None:
        rows = rows.exclude(pk=current.pk)
    if ends_on is not None:
        rows = rows.filter(starts_on__lte=ends_on)
    if (there := rows.order_by("starts_on", "pk").first()) is not None:
        told = f"There is a pause then already, {_period(there)}: {there.reason} Change its dates, or these."
        raise ValidationError({"starts_on": told})


def _check_pause(starts_on: date, ends_on: date | None, reason: str) -> None:
    errors = {}
    if ends_on and ends_on < starts_on:
        errors["ends_on"] = BEFORE_IT_BEGINS
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day and not EARLIEST <= day <= LATEST:
            errors[name] = _OUTSIDE
    if not reason.strip():
        errors["reason"] = "Say why there is a pause"
    if errors:
        raise ValidationError(errors)


def _as_it_is(current: AnyPause, seen: str) -> AnyPause:
    """The pause as it is now, and nobody else's until this is done. Raises ValidationError where it is gone, or is no
    longer what somebody saw."""
    row = _held_pause(current)
    refuse_older(seen, pause_mark(row))
    return row


def _held_pause(current: AnyPause) -> AnyPause:
    rows = type(current)._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=current.pk, withdrawn_at=None).first()
    if row is None:
        raise ValidationError("Somebody has taken this pause back since you opened the page.", code=GONE)
    return row


def _put(row: Pause | ProgrammePause, starts_on: date, ends_on: date | None, reason: str) -> None:
    if row.pk and row.ends_on is None and ends_on is not None:
        # Nobody could plan with its end before.
        row.made_at = timezone.now()
    row.starts_on, row.ends_on, row.reason = starts_on, ends_on, reason.strip()


@transaction.atomic
def pause(
    *,
    participation: Participation,
    by: User,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
    current: Pause | None = None,
    seen: str = "",
) -> Pause:
    """An organisation pauses; or one of its pauses is put otherwise (seen: its mark when this person began).

    Raises ValidationError by field, also where the organisation pauses then already (a pause of the whole programme may
    lie over it: no day counts twice), or where somebody else has changed or taken back the pause since.
    """
    _check_pause(starts_on, ends_on, reason)
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    owner = {"collaborative_id": participation.collaborative_id, "participation": participation}
    there = _as_it_is(current, seen) if current else None
    own = Pause.objects.filter(participation=participation, withdrawn_at=None)
    _refuse_overlap(own, there, starts_on, ends_on)
    row = there or Pause(**owner, made_by=by, made_at=timezone.now())
    with recording(by=by, verb="put a pause right" if current else "paused the work", reason=reason.strip()):
        _put(row, starts_on, ends_on, reason)
        row.save()
    return row


@transaction.atomic
def pause_all(
    *,
    collaborative: Collaborative,
    by: User,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
    current: ProgrammePause | None = None,
    seen: str = "",
) -> ProgrammePause:
    """The whole collaborative pauses; or one of its pauses is put otherwise (seen: its mark when this person began).

    Raises ValidationError by field, also where it pauses then already, or where somebody else has changed or taken back
    the pause since.
    """
    _check_pause(starts_on, ends_on, reason)
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    there = _as_it_is(current, seen) if current else None
    shared = ProgrammePause.objects.filter(collaborative=collaborative, withdrawn_at=None)
    _refuse_overlap(shared, there, starts_on, ends_on)
    row = there or ProgrammePause(collaborative=collaborative, made_by=by, made_at=timezone.now())
    with recording(by=by, verb="put a pause right" if current else "paused the programme", reason=reason.strip()):
        _put(row, starts_on, ends_on, reason)
        row.save()
    return row


@transaction.atomic
def withdraw_pause(*, current: AnyPause, by: User, seen: str = "") -> None:
    """There was no such pause. It stays in the history.

    seen: its mark when this person was asked. Raises ValidationError where it is gone, or no longer what they saw.
    """
    row = _held_pause(current)
    refuse_unseen(seen, pause_mark(row))
    with recording(by=by, verb="withdrew a pause"):
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
