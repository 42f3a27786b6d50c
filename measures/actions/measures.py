"""Defining and revising a measure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from measures import periods
from measures.actions.decisions import count_differently
from measures.actions.definitions import Change, Origin, keep_definition, keep_first
from measures.actions.programme import count_otherwise
from measures.actions.stale import mark_stale
from measures.equity import lines_of
from measures.models import (
    EVENT_KINDS,
    Chart,
    DataPoint,
    Direction,
    Frequency,
    GapScale,
    Kind,
    Measure,
    Stratum,
)
from measures.plans import CHARTS_OF
from measures.queries.decisions import about_gaps
from measures.queries.entry import adds_up, counting_of
from measures.queries.marks import reporting_mark
from measures.series import Group, names_of
from measures.strategy.catalogue import COUNTED_TEXTS
from measures.strategy.compare import reworded
from organisations.models import Participation, Project
from phases.actions.collisions import refuse_older

HOW_MANY = "How many were measured"
# Once there are numbers these stay: every number was entered by them.
_FIXED = ("kind", "frequency", "starts_on")
# What says who and what is counted. Not what only scales or names it: a rate's multiplier is applied to every number
# alike, and neither unit, target nor name changes who is counted.
_COUNTED = ("numerator_label", "denominator_label", "definition")
# Why another comparator, or a group that is now called unknown, is refused.
DECIDED = "decided"
# Answers to whether it is counted differently from now on.
WORDING, DIFFERENTLY = "wording", "differently"


@dataclass(frozen=True, kw_only=True)
class MeasureFields:
    """What a person says of a measure."""

    name: str
    measure_type: str
    kind: str
    numerator_label: str
    frequency: str
    starts_on: date
    direction: str = Direction.NONE
    denominator_label: str = ""
    rate_per: int = 1000
    unit: str = ""
    target: Decimal | None = None
    definition: str = ""
    collected_by: str = ""
    gap_scale: str = GapScale.DIFFERENCE


def _check(project: Project, fields: MeasureFields, groups: Sequence[str], comparator: str, this: int | None) -> None:
    errors: dict[str, str] = {}
    twins = Measure.objects.filter(participation_id=project.participation_id, project=project, name=fields.name)
    if twins.exclude(pk=this or 0).exists():
        errors["name"] = "This project already has a measure of that name."
    if fields.kind in EVENT_KINDS and groups:
        errors["groups"] = "Rare events have too few for groups: define one measure for each group."
    if fields.kind not in EVENT_KINDS and fields.frequency == Frequency.EVENT:
        errors["frequency"] = "Choose how often it is counted. Only rare events are entered each time they happen."
    if fields.kind in (Kind.PERCENTAGE, Kind.RATE) and not fields.denominator_label:
        errors["denominator_label"] = "Say out of how many, for example ‘Referrals received’."
    if len({name.casefold() for name in groups}) != len(groups):
        errors["groups"] = "Each group needs a name of its own."
    if comparator and comparator not in groups:
        errors["comparator"] = "Choose one of the groups you named."
    if errors:
        raise ValidationError(errors)


def _cleaned(fields: MeasureFields) -> dict[str, object]:
    values = asdict(fields)
    if fields.kind in EVENT_KINDS:
        values["frequency"] = Frequency.EVENT.value
    values["starts_on"] = periods.first_day(str(values["frequency"]), fields.starts_on)
    if fields.kind == Kind.AVERAGE:
        values["denominator_label"] = fields.denominator_label or HOW_MANY
    elif fields.kind not in (Kind.PERCENTAGE, Kind.RATE):
        values["denominator_label"] = ""
    return values


@transaction.atomic
def define_measure(
    *,
    project: Project,
    by: User,
    fields: MeasureFields,
    groups: Sequence[str] = (),
    comparator: str = "",
    unknown: Sequence[str] = (),
    texts: Mapping[str, str] | None = None,
    origin: Origin | None = None,
) -> Measure:
    """Add a measure to a project, with its groups in order, the one they are compared with, and those not known.

    texts: the rest of its definition by the catalogue's keys, which can be said later; origin: whose words it is from.

    Rare events are entered each time they happen, whatever `fields` says of how often. The measure begins with the
    first chart of its kind. Raises ValidationError by field: name, denominator_label, frequency, groups or comparator.
    """
    # Two presses of one button wait for each other here, so that the second sees the first one's measure.
    Project.objects.select_for_update(no_key=True).get(participation_id=project.participation_id, pk=project.pk)
    _check(project, fields, groups, comparator, None)
    _check_unknown(groups, comparator, unknown)
    with recording(by=by, verb="defined a measure"):
        owner = {"collaborative_id": project.collaborative_id, "participation_id": project.participation_id}
        chart = CHARTS_OF[fields.kind][0]
        measure = Measure.objects.create(**owner, project=project, created_by=by, chart_kind=chart, **_cleaned(fields))
        Stratum.objects.bulk_create(
            Stratum(
                **owner,
                measure=measure,
                name=name,
                position=position,
                is_comparator=name == comparator,
                is_unknown=name in unknown,
            )
            for position, name in enumerate(groups)
        )
        keep_charts(measure)
        first = Change(effective_from=measure.starts_on, texts=texts, origin=origin)
        keep_definition(measure=measure, by=by, before=None, change=first)
    return measure


def keep_charts(measure: Measure) -> None:
    """Give the measure just the charts it should have: its values, each group's, their gaps, and what is not known."""
    reach = {"participation_id": measure.participation_id, "measure": measure}
    groups = [
        Group(row.pk, row.name, is_comparator=row.is_comparator, is_unknown=row.is_unknown)
        for row in Stratum.objects.filter(**reach)
    ]
    wanted = set(lines_of(counting_of(measure), groups, ()))
    present = {(row.line, row.stratum_id): row.pk for row in Chart.objects.filter(**reach)}
    gone = [pk for key, pk in present.items() if key not in wanted]
    if gone:
        Chart.objects.filter(**reach, pk__in=gone).delete()
    missing = sorted(wanted - set(present), key=lambda key: (key[0], key[1] or 0))
    owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
    Chart.objects.bulk_create(Chart(**owner, measure=measure, line=line, stratum_id=pk) for line, pk in missing)


def _check_unknown(groups: Sequence[str], comparator: str, unknown: Sequence[str]) -> None:
    if set(unknown) - set(groups):
        raise ValidationError({"unknown": "Choose from the groups you named."})
    if comparator and comparator in unknown:
        raise ValidationError({"unknown": f"‘{comparator}’ is the group the others are compared with."})


@transaction.atomic
def revise_measure(
    *,
    measure: Measure,
    by: User,
    fields: MeasureFields,
    groups: Sequence[str],
    comparator: str = "",
    unknown: Sequence[str] = (),
    reason: str,
    version: int,
    counted: str = "",
    counted_from: date | None = None,
    texts: Mapping[str, str] | None = None,
    origin: Origin | None = None,
) -> Measure:
    """Change a measure's definition, with a reason. Groups can be added and re-ordered, and removed while empty.

    texts: the rest of the definition by the catalogue's keys (None: as it was); origin: whose words are taken over.
    Where there are numbers and what is counted changes, `counted` must say whether only the wording did (WORDING) or it
    is counted DIFFERENTLY since the period that holds `counted_from`: every chart then begins a new part there, which
    must not lie within a fixed baseline. From there on it counts by no version of a programme measure. What is decided
    about a gap keeps the groups that make it (DECIDED).
    Raises ValidationError by field; `__all__` when somebody else revised it since `version` was read.
    """
    locked = _held(measure, counted)
    if locked.version != version:
        raise ValidationError("Somebody else changed this measure while you were writing. Read their version below.")
    _check(measure.project, fields, groups, comparator, measure.pk)
    _check_unknown(groups, comparator, unknown)
    values = _cleaned(fields)
    part, before = None, keep_first(locked)
    if locked.points.exists():
        _check_fixed(locked, values)
        reworded = _said_otherwise(locked, values) or _texts_otherwise(before.said, texts)
        part = _new_part(locked, reworded, counted, counted_from)
    _check_counted_alike(locked, groups)
    _check_gaps_stay(locked, comparator, unknown)
    with recording(by=by, verb="changed a measure's definition", reason=reason):
        _set(locked, values)
        _keep_groups(locked, groups, comparator, unknown)
        keep_charts(locked)
        if part is not None:
            count_differently(measure=locked, by=by, period=part, reason=reason, field="counted_from")
            count_otherwise(measure=locked, by=by, since=part, reason=reason)
        since = part or timezone.localdate()
        change = Change(effective_from=since, reason=reason, texts=texts, counts_anew=bool(part), origin=origin)
        keep_definition(measure=locked, by=by, before=before, change=change)
        mark_stale(measure=locked, by=by)
    return locked


def _held(measure: Measure, counted: str) -> Measure:
    reach = {"participation_id": measure.participation_id}
    if counted == DIFFERENTLY:
        # As in `adopt`: what the organisation says of its counting is said one after the other.
        Participation.objects.select_for_update(no_key=True).get(pk=measure.participation_id)
    # As in `define_measure`: of two that take one name at the same time the second is told of the first.
    Project.objects.select_for_update(no_key=True).get(**reach, pk=measure.project_id)
    return Measure.objects.select_for_update().get(**reach, pk=measure.pk)


def _check_fixed(measure: Measure, values: Mapping[str, object]) -> None:
    if moved := [name for name in _FIXED if getattr(measure, name) != values[name]]:
        told = "This cannot change once numbers are entered. Define a new measure instead."
        raise ValidationError(dict.fromkeys(moved, told))


def _set(measure: Measure, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(measure, name, value)
    if measure.chart_kind not in CHARTS_OF[measure.kind]:
        measure.chart_kind, measure.rules = CHARTS_OF[measure.kind][0], ""
    measure.version += 1
    measure.save()


def _said_otherwise(measure: Measure, values: Mapping[str, object]) -> bool:
    return any(str(getattr(measure, name)).split() != str(values[name]).split() for name in _COUNTED)


def _texts_otherwise(before: Mapping[str, str], texts: Mapping[str, str] | None) -> bool:
    return texts is not None and reworded(before, texts, COUNTED_TEXTS)


def _new_part(measure: Measure, reworded: bool, counted: str, since: date | None) -> date | None:
    """The first period that is counted differently; None where none is."""
    if reworded and counted not in (WORDING, DIFFERENTLY):
        raise ValidationError(
            {"counted": "Say whether it is counted differently, or whether only the wording changed."}
        )
    if counted != DIFFERENTLY:
        return None
    if since is None:
        raise ValidationError({"counted_from": "Enter the first day it is counted differently."})
    period, begun = periods.first_day(measure.frequency, since), measure.starts_on
    if period > timezone.localdate():
        raise ValidationError({"counted_from": "This is in the future. Change the definition when it is counted so."})
    if period <= begun:
        told = f"Counting began in {periods.label(measure.frequency, begun)}. Enter a day of a later period."
        raise ValidationError({"counted_from": told})
    return period


def _check_counted_alike(measure: Measure, groups: Sequence[str]) -> None:
    """Refuse a total of two ways of counting: numbers for everyone, and numbers by group. An average has no total."""
    points = DataPoint.objects.filter(participation_id=measure.participation_id, measure=measure)
    has_groups = Stratum.objects.filter(participation_id=measure.participation_id, measure=measure).exists()
    if not adds_up(measure) or has_groups == bool(groups):
        return
    if groups and points.filter(stratum=None).exists():
        told = "This measure already has numbers without groups. Define a new measure for the groups."
        raise ValidationError({"groups": told})
    if not groups and points.exclude(stratum=None).exists():
        told = "This measure already has numbers by group. Define a new measure without groups."
        raise ValidationError({"groups": told})


def _check_gaps_stay(measure: Measure, comparator: str, unknown: Sequence[str]) -> None:
    """Refuse a change that would make another gap, or none, of one whose lines somebody decided about."""
    rows = about_gaps(measure)
    if not rows:
        return
    strata = Stratum.objects.filter(participation_id=measure.participation_id, measure=measure)
    before = next((group.name for group in strata if group.is_comparator), "")
    first = "Take that back first."
    if comparator != before:
        gaps = names_of(sorted({f"‘{row.stratum}’" for row in rows}))
        told = f"It is decided how the lines of the gap of {gaps} are drawn, and it would be another gap. {first}"
        raise ValidationError({"comparator": ValidationError(told, code=DECIDED)})
    if gone := sorted({f"‘{row.stratum}’" for row in rows if row.stratum and row.stratum.name in unknown}):
        told = f"It is decided how the lines of the gap of {names_of(gone)} are drawn, and there would be none. {first}"
        raise ValidationError({"unknown": ValidationError(told, code=DECIDED)})


def _keep_groups(measure: Measure, groups: Sequence[str], comparator: str, unknown: Sequence[str]) -> None:
    strata = Stratum.objects.filter(participation_id=measure.participation_id, measure=measure)
    present = {group.name: group for group in strata}
    for name in [name for name in present if name not in groups]:
        group = present.pop(name)
        if group.points.exists():
            raise ValidationError({"groups": f"‘{name}’ has numbers, so it cannot be removed."})
        Chart.objects.filter(participation_id=measure.participation_id, stratum=group).delete()
        group.decisions.all().delete()
        group.delete()
    # Two comparators at once are refused by the database, so the old one steps down first.
    strata.filter(is_comparator=True).exclude(name=comparator).update(is_comparator=False)
    owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
    for position, name in enumerate(groups):
        said = {"position": position, "is_comparator": name == comparator, "is_unknown": name in unknown}
        if name not in present:
            Stratum.objects.create(**owner, measure=measure, name=name, **said)
            continue
        group = present[name]
        if any(getattr(group, field) != value for field, value in said.items()):
            for field, value in said.items():
                setattr(group, field, value)
            group.save(update_fields=[*said])


@transaction.atomic
def set_reporting(
    *, group: Stratum, by: User, active_from: date | None, active_until: date | None, reason: str, seen: str = ""
) -> Stratum:
    """Say between which periods a group is reported (None: since the start, until now), with a reason.

    Dates become the first day of their period. seen: the mark of these periods when this person began. Raises
    ValidationError by field, or where somebody else has changed them since; numbers outside are never hidden.
    """
    # Whoever records numbers locks the measure as well: none can come in outside the dates while we look.
    owner = {"participation_id": group.participation_id}
    measure = Measure.objects.select_for_update().get(**owner, pk=group.measure_id)
    group.refresh_from_db()
    refuse_older(seen, reporting_mark(group))
    frequency = measure.frequency
    first = None if active_from is None else periods.first_day(frequency, active_from)
    last = None if active_until is None else periods.first_day(frequency, active_until)
    if first is not None and last is not None and last < first:
        raise ValidationError({"active_until": "The last period is before the first."})
    outside = {"active_from": group.points.filter(period__lt=first)} if first else {}
    outside |= {"active_until": group.points.filter(period__gt=last)} if last else {}
    errors = {name: "There are numbers outside these periods. Clear them first." for name in outside if outside[name]}
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="changed when a group is reported", reason=reason):
        group.active_from, group.active_until = first, last
        group.save(update_fields=["active_from", "active_until"])
        mark_stale(measure=measure, by=by, strata={group.pk})
    return group
