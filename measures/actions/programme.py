"""Programme measures and their versions, and which of an organisation's measures count for them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from measures import periods
from measures.actions.decisions import count_alike, count_differently
from measures.actions.stale import mark_pooled_redefined, mark_pooled_stale, mark_stale
from measures.models import (
    POOLED_KINDS,
    Adoption,
    ChartDecision,
    ChartKind,
    Direction,
    Kind,
    Measure,
    ProgrammeChart,
    ProgrammeMeasure,
    ProgrammeVersion,
)
from measures.queries.decisions import counted_anew
from measures.queries.marks import programme_mark, version_mark
from measures.queries.programme import begun_for_another, counts_anew, is_like, said_of
from organisations.models import Participation
from phases.actions.collisions import refuse_older

_FIXED = ("kind", "frequency")
_ALIKE = "Counted as before:"
# The reasons of the parts that begin by what is said here; any other is somebody's own.
_VERSION, _OTHERWISE = "of the programme’s definition", "In a way of its own:"
_OWN = re.compile(rf"Version \d+ {_VERSION}|{_OTHERWISE} .*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ProgrammeFields:
    """What the national team says of a programme measure, whatever its version."""

    name: str
    measure_type: str
    kind: str
    numerator_label: str
    denominator_label: str
    frequency: str
    direction: str = Direction.NONE
    rate_per: int = 1000
    target: Decimal | None = None
    chart_kind: str = ChartKind.RUN


def _check(collaborative_id: int, fields: ProgrammeFields, this: int | None) -> None:
    errors: dict[str, str] = {}
    twins = ProgrammeMeasure.objects.filter(collaborative_id=collaborative_id, name=fields.name)
    if twins.exclude(pk=this or 0).exists():
        errors["name"] = "There is already a programme measure of that name."
    if fields.kind not in POOLED_KINDS:
        errors["kind"] = "Only percentages and rates can be added up over organisations."
    if fields.kind == Kind.PERCENTAGE and fields.target is not None and not 0 <= fields.target <= 100:
        errors["target"] = "Enter a target from 0 to 100: this measure is a percentage."
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def define_programme(
    *, collaborative: Collaborative, by: User, fields: ProgrammeFields, effective_from: date, definition: str
) -> ProgrammeMeasure:
    """A new programme measure with its first version, in force from the period that holds `effective_from`.

    Raises ValidationError by field: name, kind or target.
    """
    # Two presses of one button wait for each other here, so that the second is told of the first one's name.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    _check(collaborative.pk, fields, None)
    with recording(by=by, verb="defined a programme measure"):
        programme = ProgrammeMeasure.objects.create(collaborative=collaborative, created_by=by, **asdict(fields))
        ProgrammeVersion.objects.create(
            collaborative=collaborative,
            programme_measure=programme,
            number=1,
            effective_from=periods.first_day(fields.frequency, effective_from),
            definition=definition,
            created_by=by,
        )
        chart = ProgrammeChart.objects.create(programme_measure=programme)
        mark_pooled_stale(collaborative_id=collaborative.pk, chart_ids=[chart.pk])
    return programme


@transaction.atomic
def revise_programme(
    *, programme: ProgrammeMeasure, by: User, fields: ProgrammeFields, seen: str = ""
) -> ProgrammeMeasure:
    """Change what is called how, the target, which way is better or the chart. How it is counted is a version's.

    seen: its mark when this person began. Raises ValidationError by field: name, target, kind or frequency; or where
    somebody else has changed it since.
    """
    Collaborative.objects.select_for_update(no_key=True).get(pk=programme.collaborative_id)
    programme.refresh_from_db(from_queryset=ProgrammeMeasure.objects.select_for_update(no_key=True))
    refuse_older(seen, programme_mark(programme))
    _check(programme.collaborative_id, fields, programme.pk)
    moved = [name for name in _FIXED if getattr(programme, name) != getattr(fields, name)]
    if moved:
        raise ValidationError(dict.fromkeys(moved, "This cannot change. Define a new programme measure instead."))
    recount = programme.rate_per != fields.rate_per
    with recording(by=by, verb="changed a programme measure"):
        for name, value in asdict(fields).items():
            setattr(programme, name, value)
        programme.save(update_fields=list(asdict(fields)))
        _redefined(programme, recount=recount)
    return programme


def _redefined(programme: ProgrammeMeasure, *, recount: bool) -> None:
    mark_pooled_redefined(collaborative_id=programme.collaborative_id, chart_ids=[programme.chart.pk], recount=recount)


def _changed(programme: ProgrammeMeasure) -> None:
    mark_pooled_stale(collaborative_id=programme.collaborative_id, chart_ids=[programme.chart.pk])


def _locked_versions(programme_id: int) -> list[ProgrammeVersion]:
    """The versions in order, after whoever else is changing them."""
    ProgrammeMeasure.objects.select_for_update(no_key=True).get(pk=programme_id)
    return list(ProgrammeVersion.objects.filter(programme_measure_id=programme_id).order_by("number"))


@transaction.atomic
def add_version(
    *, programme: ProgrammeMeasure, by: User, effective_from: date, definition: str, reason: str, seen: str = ""
) -> ProgrammeVersion:
    """A new way of counting, in force from the period that holds `effective_from`: the chart starts a new part there.

    Organisations count by it only from when they say so. seen: the mark of the version that this person began from.
    Raises ValidationError by field: effective_from; or where that is no longer the latest, or says something else.
    """
    latest = _locked_versions(programme.pk)[-1]
    refuse_older(seen, version_mark(latest))
    start = periods.first_day(programme.frequency, effective_from)
    _check_order(programme, start, after=latest)
    with recording(by=by, verb="made a new version of a programme measure", reason=reason):
        version = ProgrammeVersion.objects.create(
            collaborative_id=programme.collaborative_id,
            programme_measure=programme,
            number=latest.number + 1,
            effective_from=start,
            definition=definition,
            texts=latest.texts,
            reason=reason,
            created_by=by,
        )
        _redefined(programme, recount=True)
    return version


@transaction.atomic
def correct_version(
    *, version: ProgrammeVersion, by: User, effective_from: date, definition: str, reason: str, seen: str = ""
) -> ProgrammeVersion:
    """Put a version's first period or words right, without making organisations say anew that they count by it.

    seen: its mark when this person began. Raises ValidationError by field: effective_from, where it would not stand
    between its neighbours; or where somebody else has changed it since.
    """
    programme = version.programme_measure
    around = {row.number: row for row in _locked_versions(programme.pk)}
    refuse_older(seen, version_mark(around[version.number]))
    start = periods.first_day(programme.frequency, effective_from)
    _check_order(programme, start, after=around.get(version.number - 1), before=around.get(version.number + 1))
    current = around[version.number]
    moved = current.effective_from != start
    with recording(by=by, verb="put a version of a programme measure right"):
        current.effective_from, current.definition, current.reason = start, definition, reason
        current.save(update_fields=["effective_from", "definition", "reason"])
        _redefined(programme, recount=moved)
    return current


def _check_order(
    programme: ProgrammeMeasure,
    start: date,
    *,
    after: ProgrammeVersion | None = None,
    before: ProgrammeVersion | None = None,
) -> None:
    for other, wrong, word in (
        (after, after and start <= after.effective_from, "after"),
        (before, before and start >= before.effective_from, "before"),
    ):
        if other and wrong:
            first = periods.label(programme.frequency, other.effective_from)
            told = f"This must be {word} {first}, when version {other.number} begins."
            raise ValidationError({"effective_from": told})


@transaction.atomic
def adopt(
    *,
    measure: Measure,
    by: User,
    programme: ProgrammeMeasure,
    version: ProgrammeVersion | None,
    since: date,
    reason: str = "",
    alike: str | None = None,
) -> Adoption:
    """From the period that holds `since` on, this measure counts for the programme's, by the version (None: otherwise).

    It takes the place of what the organisation said for the same period, of whichever measure, and holds until the next
    it said. Where the measure was counted by another version before, it is counted differently from then on, and all
    its charts begin a new part there; unless `alike` says why it is counted as before, which is kept with the reason.
    What was said next is held against this: the charts begin a part there where the version changes now, and the part
    that was begun there for what was said is taken back where it does not.
    A second press changes nothing. Raises ValidationError by field: since (also within a fixed baseline), reason,
    alike, or `__all__` where the two cannot be added up.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=measure.participation_id)
    # Whoever records numbers locks the measure as well, so that none come in without marking this chart.
    locked = Measure.objects.select_for_update().get(participation_id=measure.participation_id, pk=measure.pk)
    start = periods.first_day(programme.frequency, since)
    _check_adoption(locked, programme, version, start, reason)
    owner = {"collaborative_id": locked.collaborative_id, "participation_id": locked.participation_id}
    reason = _as_before(locked, start, reason, alike, anew=counts_anew(locked, programme, version, start))
    said = {"measure": locked, "version": version, "reason": reason}
    row = Adoption.objects.filter(**owner, programme_measure=programme, since=start).first()
    same = row is not None and all(getattr(row, name) == value for name, value in said.items())
    with recording(by=by, verb="said how it counts for the programme", reason=reason):
        before = said_of(locked, programme)
        row = row or Adoption(**owner, programme_measure=programme, since=start, created_by=by)
        if not same:
            for name, value in said.items():
                setattr(row, name, value)
            row.save()
        if _settle_parts(locked, by, programme, start, before):
            # That marks the pooled charts for which the measure counts as well.
            mark_stale(measure=locked, by=by)
        elif not same:
            _changed(programme)
    return row


def _as_before(measure: Measure, start: date, reason: str, alike: str | None, *, anew: bool) -> str:
    """The reason that is kept: with why it is counted as before, where somebody says so."""
    if alike is None:
        return reason
    if not alike.strip():
        raise ValidationError({"alike": "Say why it is counted as before."})
    if (part := _part_at(measure, start)) and (anew or not _OWN.fullmatch(part.reason)):
        first = periods.label(measure.frequency, start)
        told = f"The measure’s charts begin a new part in {first}. Take that back first, on the measure’s page."
        raise ValidationError({"alike": told})
    return " ".join(f"{_ALIKE} {alike.strip()} {reason}".split())


def _part_at(measure: Measure, period: date) -> ChartDecision | None:
    return next((row for row in counted_anew(measure) if row.period == period), None)


def _settle_parts(
    measure: Measure, by: User, programme: ProgrammeMeasure, start: date, before: Mapping[date, tuple[Adoption, bool]]
) -> bool:
    """Let parts of the measure's charts begin where what is said from `start` on, and what was said next, changes its
    counting, and nowhere else. A part that somebody took back stays taken back while what is before it changes as well.
    Returns whether anything about the measure's charts changed.
    """
    settled = False
    said = said_of(measure, programme)
    following = min((since for since in said if since > start), default=None)
    for since in (start, following):
        if since is not None:
            row, anew = said[since]
            changed = since == start or not before[since][1]
            begins = changed and not row.reason.startswith(_ALIKE)
            settled |= _settle_part(measure, by, row, anew=anew, begins=begins)
    return settled


def _settle_part(measure: Measure, by: User, said: Adoption, *, anew: bool, begins: bool) -> bool:
    words = f"Version {said.version.number} {_VERSION}" if said.version else f"{_OTHERWISE} {said.reason}"
    part = _part_at(measure, said.since)
    if part is None:
        if not (anew and begins):
            return False
        count_differently(measure=measure, by=by, period=said.since, reason=words, field="since")
    elif not _OWN.fullmatch(part.reason) or begun_for_another(measure, said.programme_measure, said.since):
        return False  # somebody's own decision, or what was said for another programme measure
    elif not anew:
        count_alike(part=part, measure=measure, field="since")
    elif part.reason != words:
        part.reason = words
        part.save(update_fields=["reason"])
    else:
        return False
    return True


def count_otherwise(*, measure: Measure, by: User, since: date, reason: str) -> None:
    """From this period on the measure counts by no version of any programme measure, because its counting changed.

    What was said of it before was said of how it was counted before, for later periods too. Call it in the change's
    transaction, which holds participation and measure and marks the pooled charts.
    """
    said = Adoption.objects.filter(participation_id=measure.participation_id)
    rows = list(said.filter(measure=measure, version__isnull=False, since__gte=since))
    holds = {row.programme_measure_id: row for row in said.filter(since__lte=since).order_by("since")}
    owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
    rows += [
        Adoption(**owner, measure=measure, programme_measure_id=programme_id, since=since, created_by=by)
        for programme_id, row in holds.items()
        if row.measure_id == measure.pk and row.version_id is not None and row.since < since
    ]
    with recording(by=by, verb="said how it counts for the programme", reason=reason):
        for row in rows:
            row.version, row.reason = None, reason
            row.save()


def _check_adoption(
    measure: Measure, programme: ProgrammeMeasure, version: ProgrammeVersion | None, start: date, reason: str
) -> None:
    if programme.collaborative_id != measure.collaborative_id or not is_like(measure, programme):
        raise ValidationError("Numbers of this measure cannot be added to those of the programme’s.")
    if version is not None and version.programme_measure_id != programme.pk:
        raise ValidationError("This version is of another programme measure.")
    errors = {}
    if start < measure.starts_on:
        first = periods.label(measure.frequency, measure.starts_on)
        errors["since"] = f"Your measure starts in {first}: choose that or later."
    if version is None and not reason.strip():
        errors["reason"] = "Say how you count differently."
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def take_adoption_back(*, adoption: Adoption, by: User) -> None:
    """What was said is unsaid: what was said before it holds again, or nothing counts. History keeps it."""
    Measure.objects.select_for_update().get(participation_id=adoption.participation_id, pk=adoption.measure_id)
    with recording(by=by, verb="took back how it counts for the programme"):
        gone, _ = Adoption.objects.filter(participation_id=adoption.participation_id, pk=adoption.pk).delete()
        if gone:
            _changed(adoption.programme_measure)
