"""Programme measures with their pooled charts, who counts for them, and what they are computed from."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.roles import Action
from collaborative.tenancy.scope import require_scope
from measures.models import (
    Adoption,
    DataPoint,
    Kind,
    Measure,
    MeasureType,
    ProgrammeChange,
    ProgrammeChart,
    ProgrammeMeasure,
    ProgrammeVersion,
)
from measures.plans import ChartPlan, Defaults
from measures.pooling import Adopted, Member, Pooled, Version, pool
from measures.queries.charts import series_of
from measures.queries.plans import analyse_planned, defaults_of
from measures.series import Series
from measures.spc import ENGINE_VERSION, Analysis
from organisations.models import Participation
from organisations.queries import Access, owned

_BY_TYPE = Case(*(When(measure_type=name, then=Value(at)) for at, name in enumerate(MeasureType.values)))


@dataclass(frozen=True)
class ProgrammeState:
    """What a programme measure's page shows of its chart: the last one computed, and whether a newer one is due now."""

    programme: ProgrammeMeasure
    versions: tuple[ProgrammeVersion, ...]
    pooled: Pooled
    analysis: Analysis
    computed_at: datetime | None
    is_stale: bool

    @property
    def latest(self) -> ProgrammeVersion:
        """The version that was made last."""
        return self.versions[-1]


@dataclass(frozen=True)
class Counts:
    """One organisation and how it counts for a programme measure now; `version` None: differently, or not at all."""

    organisation: str
    adoption: Adoption | None
    last_reported: date | None


def programmes_of(collaborative: Collaborative) -> QuerySet[ProgrammeMeasure]:
    """The programme measures of a collaborative with versions and chart, outcome first (two queries)."""
    changed = ProgrammeChange.objects.filter(chart__programme_measure=OuterRef("pk"))
    return (
        ProgrammeMeasure.objects.filter(collaborative=collaborative)
        .select_related("chart", "collaborative")
        .prefetch_related("versions")
        .annotate(has_changed=Exists(changed))
        .order_by(_BY_TYPE, "name", "pk")
    )


def plan_of(programme: ProgrammeMeasure, versions: Iterable[ProgrammeVersion], defaults: Defaults) -> ChartPlan:
    """How a pooled chart is computed: as the collaborative reads such charts, with a part for each version."""
    has_limits = programme.chart_kind != "run"
    return ChartPlan(
        chart=programme.chart_kind,
        rules=defaults.rules(programme.chart_kind),
        screened=defaults.screened if has_limits else None,
        direction=programme.direction,
        target=float(programme.target) if has_limits and programme.target is not None else None,
        never_negative=has_limits,
        starts=tuple(sorted(version.effective_from for version in versions)),
    )


def series_of_pooled(pooled: Pooled) -> Series:
    """The pooled values as the kernel takes them: without numerators and denominators, which are nobody's to see."""
    without = (None,) * len(pooled.values)
    return Series(pooled.periods, pooled.values, without, without, pooled.notes, without)


def fingerprint(pooled: Pooled, plan: ChartPlan) -> str:
    """SHA-256 of what is shown and how it is computed, and of nothing else: no hash of hidden numbers is stored."""
    told = json.dumps([plan.fingerprint, pooled.to_dict()], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def states_of(programmes: Sequence[ProgrammeMeasure]) -> list[ProgrammeState]:
    """What the charts of these programme measures show; one query more. Give them as `programmes_of` does.

    A stored chart of another engine is analysed anew from its stored values, which needs nobody's numbers.
    """
    defaults = defaults_of(programme.collaborative_id for programme in programmes)
    found = []
    for programme in programmes:
        versions, chart = tuple(programme.versions.all()), programme.chart
        pooled = Pooled.from_dict(chart.series)
        if chart.engine == ENGINE_VERSION:
            analysis = Analysis.from_dict(chart.analysis)
        else:
            plan = plan_of(programme, versions, defaults[programme.collaborative_id])
            (analysis,) = analyse_planned([(plan, series_of_pooled(pooled))])
        has_changed = programme.has_changed  # type: ignore[attr-defined]
        asked_for = has_changed or not chart.input_hash
        is_stale = asked_for and is_due(chart, changed=has_changed, today=timezone.localdate())
        found.append(ProgrammeState(programme, versions, pooled, analysis, chart.computed_at, is_stale))
    return found


def is_due(chart: ProgrammeChart, *, changed: bool, today: date) -> bool:
    """Whether the pooled line is to be made anew from the organisations' numbers.

    Once a day, whoever saves in between: were it made anew for each that saves, whoever looks before and after could
    work out that one's numbers. At once where it was never made, where what it counts was changed (no hash), and after
    a change while it shows no value: nothing has been told yet that the next one could be compared with.
    """
    if chart.computed_at is None or not chart.input_hash or timezone.localdate(chart.computed_at) != today:
        return True
    return changed and all(value is None for value in Pooled.from_dict(chart.series).values)


def pooled_now(programme: ProgrammeMeasure, today: date) -> Pooled:
    """The pooled line from every organisation's numbers. Only where the scope reaches all of them (PermissionError).

    Five queries. A measure that is no longer counted as the programme measure is, is counted differently.
    """
    everyone = Participation.objects.filter(collaborative_id=programme.collaborative_id)
    taking_part = list(everyone.order_by("pk"))
    if not {row.pk for row in taking_part} <= set(require_scope().participation_ids):
        raise PermissionError("This scope does not reach every organisation of the collaborative.")
    rows = Adoption.objects.filter(participation__in=taking_part, programme_measure=programme)
    adoptions = list(rows.order_by("participation_id", "since"))
    measures = Measure.objects.filter(participation__in=taking_part, pk__in={row.measure_id for row in adoptions})
    by_id = {measure.pk: measure for measure in measures.prefetch_related("strata")}
    said: dict[int, list[Adopted]] = defaultdict(list)
    for row in adoptions:
        version = row.version_id if is_like(by_id[row.measure_id], programme) else None
        said[row.participation_id].append(Adopted(row.since, row.measure_id, version))
    members = [Member(row.pk, row.joined_on, row.ended_on, tuple(said[row.pk])) for row in taking_part]
    versions = [Version(row.pk, row.number, row.effective_from) for row in programme.versions.all()]
    totals = _totals(by_id.values())
    return pool(programme.kind, programme.rate_per, programme.frequency, versions, members, totals, today)


def _totals(measures: Iterable[Measure]) -> dict[tuple[int, date], tuple[float, float]]:
    """Each measure's numerator and denominator for everyone, by measure and period."""
    found = {}
    for (measure_id, line, group), series in series_of(measures).items():
        if line != "value" or group is not None:
            continue
        for period, n, d in zip(series.periods, series.numerators, series.denominators, strict=True):
            if n is not None and d is not None:
                found[measure_id, date.fromisoformat(period)] = (n, d)
    return found


def is_like(measure: Measure, programme: ProgrammeMeasure) -> bool:
    """Whether numbers of this measure can be added to those of the programme measure at all."""
    return measure.kind == programme.kind and measure.frequency == programme.frequency


def charts_to_compute(collaborative_id: int, before: datetime, midnight: datetime) -> list[int]:
    """Pooled charts (ids) that are due, for changes from before this time, or of another engine.

    Once a day all, because a period that is over and an organisation that joins or ends change a chart without
    anybody's saving a number.
    """
    changed = Exists(ProgrammeChange.objects.filter(chart=OuterRef("pk"), at__lt=before))
    old = ~Q(engine=ENGINE_VERSION) | Q(computed_at=None) | Q(computed_at__lt=midnight) | Q(input_hash="")
    charts = ProgrammeChart.objects.filter(programme_measure__collaborative_id=collaborative_id)
    found = charts.filter(changed | old).annotate(has_changed=changed).defer("analysis").order_by("pk")
    today = timezone.localdate(midnight)
    return [
        chart.pk
        for chart in found
        if chart.engine != ENGINE_VERSION or is_due(chart, changed=chart.has_changed, today=today)
    ]


# Who counts.


def adoptions_of(measure: Measure) -> dict[int, list[Adoption]]:
    """What this measure's organisation said of its counting, by programme measure id, latest first (one query)."""
    found: dict[int, list[Adoption]] = defaultdict(list)
    rows = Adoption.objects.filter(participation_id=measure.participation_id)
    for row in rows.select_related("version", "measure").order_by("-since"):
        found[row.programme_measure_id].append(row)
    return dict(found)


def counts_anew(measure: Measure, programme: ProgrammeMeasure, version: ProgrammeVersion | None, since: date) -> bool:
    """Whether the measure, by this version (None: by none) from this period on, is counted otherwise than before (one
    query): by another version than what was said holds until then or, where nothing was said, by a later one than the
    first. Nothing comes before its own first period.
    """
    rows = Adoption.objects.filter(participation_id=measure.participation_id, programme_measure=programme)
    return _is_anew(measure, rows.filter(since__lt=since).order_by("-since").first(), version, since)


def _is_anew(measure: Measure, before: Adoption | None, version: ProgrammeVersion | None, since: date) -> bool:
    if since <= measure.starts_on:
        return False
    if before is None or before.measure_id != measure.pk:
        return version is not None and version.number > 1
    return before.version_id != (version.pk if version else None)


def said_of(measure: Measure, programme: ProgrammeMeasure) -> dict[date, tuple[Adoption, bool]]:
    """What was said of this measure and programme measure, by its first period, in time order; and of each whether the
    measure is counted otherwise from there on, as `counts_anew` tells it (one query).
    """
    rows = Adoption.objects.filter(participation_id=measure.participation_id, programme_measure=programme)
    every = list(rows.select_related("version").order_by("since"))
    return {
        row.since: (row, _is_anew(measure, before, row.version, row.since))
        for before, row in zip([None, *every], every, strict=False)
        if row.measure_id == measure.pk
    }


def begun_for_another(measure: Measure, programme: ProgrammeMeasure, since: date) -> bool:
    """Whether what was said for another programme measure begins a part there (one query, and two for each found)."""
    rows = Adoption.objects.filter(participation_id=measure.participation_id, measure=measure, since=since)
    others = rows.exclude(programme_measure=programme).select_related("version", "programme_measure")
    return any(counts_anew(measure, row.programme_measure, row.version, since) for row in others)


def outdated(measure: Measure) -> list[Adoption]:
    """What holds now of this measure by a version that is no longer the programme's latest (one query, two if any)."""
    rows = Adoption.objects.filter(participation_id=measure.participation_id)
    later = rows.filter(programme_measure=OuterRef("programme_measure"), since__gt=OuterRef("since"))
    held = rows.filter(~Exists(later), measure=measure, version__isnull=False)
    newest = held.annotate(newest=Max("programme_measure__versions__number")).filter(newest__gt=F("version__number"))
    found = newest.select_related("version", "programme_measure").prefetch_related("programme_measure__versions")
    return list(found.order_by("programme_measure__name", "pk"))


def counts_for(measure: Measure, today: date) -> list[str]:
    """Names of the programme measures for which this one counts by a version now, or is to later (one query)."""
    rows = Adoption.objects.filter(participation_id=measure.participation_id)
    over = rows.filter(programme_measure=OuterRef("programme_measure"), since__gt=OuterRef("since"), since__lte=today)
    held = rows.filter(~Exists(over), measure=measure, version__isnull=False)
    names = held.order_by("programme_measure__name").values_list("programme_measure__name", flat=True)
    return list(dict.fromkeys(names))


def otherwise_from(measure: Measure, period: date) -> list[Adoption]:
    """For each programme measure what is first said of this measure, in this period or later, that is by no version."""
    rows = Adoption.objects.filter(participation_id=measure.participation_id, measure=measure, version=None)
    first = rows.filter(since__gte=period).order_by("programme_measure_id", "since").distinct("programme_measure_id")
    return list(first.select_related("programme_measure"))


def adoptions_to(access: Access, action: Action) -> QuerySet[Adoption]:
    """What organisations said, where this person may do this."""
    return owned(Adoption, access, action).select_related("measure__project", "programme_measure__chart")


def who_counts(programme: ProgrammeMeasure, access: Access) -> list[Counts]:
    """Every organisation that takes part: how it counts now, and the latest period it reported. No number of anybody.

    Only for who runs the collaborative, whose scope reaches all; three queries.
    """
    if not access.may(Action.RUN_COLLABORATIVE):
        return []
    taking_part = Participation.objects.filter(collaborative_id=programme.collaborative_id, ended_on=None)
    reach = {"participation_id__in": access.participations_for(Action.RUN_COLLABORATIVE)}
    today = timezone.localdate()
    rows = Adoption.objects.filter(**reach, programme_measure=programme, since__lte=today).select_related("version")
    now = {row.participation_id: row for row in rows.order_by("since").defer("reason")}
    reported = _last_reported({row.measure_id for row in now.values()}, reach)
    return [
        Counts(
            row.organisation.name,
            now.get(row.pk),
            reported.get(now[row.pk].measure_id) if row.pk in now else None,
        )
        for row in taking_part.select_related("organisation").order_by("organisation__name", "pk")
    ]


def _last_reported(measure_ids: Iterable[int], reach: Mapping[str, object]) -> dict[int, date]:
    points = DataPoint.objects.filter(**reach, measure_id__in=list(measure_ids), numerator__isnull=False)
    return dict(points.values_list("measure_id").annotate(last=Max("period")).order_by("measure_id"))


def counted_as(kind: str) -> str:
    """'percentage' or 'rate', for sentences."""
    return str(Kind(kind).label).partition(":")[0].lower()
