"""How each chart is to be computed: the measure's own choice, the collaborative's defaults, and people's decisions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import BooleanField, Model
from django.db.models.expressions import RawSQL

from measures.models import ChartDecision, ChartDefaults, Kind, Line, Measure
from measures.plans import ChartPlan, Defaults, rules_of
from measures.series import Series
from measures.spc import Analysis, analyse_many

_Decision = ChartDecision.Decision
# Charts of spread: a signal in them says nothing of the level.
OF_SPREAD = frozenset({"mr", "s"})


@dataclass
class Decided:
    """What was decided about one chart."""

    starts: set[date] = field(default_factory=set)
    left_out: set[date] = field(default_factory=set)
    baseline_until: date | None = None

    def add(self, row: ChartDecision) -> None:
        if row.begins_part:
            self.starts.add(row.period)
        elif row.decision == _Decision.EXCLUDE:
            self.left_out.add(row.period)
        else:
            self.baseline_until = row.period


def defaults_of(collaborative_ids: Iterable[int]) -> dict[int, Defaults]:
    """How these collaboratives read their charts (one query); without a row the field's defaults."""
    ids = set(collaborative_ids)
    rows = ChartDefaults.objects.filter(collaborative_id__in=ids)
    said = {
        row.collaborative_id: Defaults(row.run_rules, row.xmr_rules, row.limits_rules, row.screened) for row in rows
    }
    return {pk: said.get(pk, Defaults()) for pk in ids}


def one_of(model: type[Model], column: str, ids: Iterable[int]) -> RawSQL:
    """A condition like `column__in=ids`, for thousands of ids: they travel as one text, and as rows, because of a list
    PostgreSQL guesses for every single id how many rows it will find."""
    written = "{" + ",".join(map(str, ids)) + "}"
    sql = f"{model._meta.db_table}.{column} IN (SELECT unnest(%s::bigint[]))"
    return RawSQL(sql, [written], output_field=BooleanField())


def decided_on(measure_ids: Collection[int]) -> dict[tuple[int, str, int | None] | int, Decided]:
    """What was decided about charts of these measures, by chart, or by measure where it is of all its charts (one
    query)."""
    decided: dict[tuple[int, str, int | None] | int, Decided] = defaultdict(Decided)
    for row in ChartDecision.objects.filter(one_of(ChartDecision, "measure_id", measure_ids)).order_by("period", "pk"):
        decided[row.measure_id if row.every_chart else (row.measure_id, row.line, row.stratum_id)].add(row)
    return decided


def plans_of(measures: Sequence[Measure]) -> Callable[[tuple[int, str, int | None]], ChartPlan]:
    """The plan of any chart of these measures, by (measure id, line, group id); two queries."""
    by_id = {measure.pk: measure for measure in measures}
    defaults = defaults_of(measure.collaborative_id for measure in measures)
    decided = decided_on(by_id)

    def plan(key: tuple[int, str, int | None]) -> ChartPlan:
        measure = by_id[key[0]]
        return chart_plan(measure, key[1], defaults[measure.collaborative_id], decided[measure.pk], decided[key])

    return plan


def chart_plan(measure: Measure, line: str, defaults: Defaults, *decided: Decided) -> ChartPlan:
    """How one line of this measure is computed. Gaps and unknown shares are run charts, whatever the measure's is."""
    chart = measure.chart_kind if line == Line.VALUE else "run"
    chosen = measure.rules if line == Line.VALUE and measure.rules in rules_of(chart) else ""
    screened = measure.screened if measure.screened is not None else defaults.screened
    has_limits = chart != "run"
    # Neither a target nor a better way holds for how much the numbers differ.
    is_of_level = chart not in OF_SPREAD
    return ChartPlan(
        chart=chart,
        rules=chosen or defaults.rules(chart),
        screened=screened if has_limits else None,
        direction=measure.direction if line == Line.VALUE and is_of_level else "none",
        target=float(measure.target) if has_limits and is_of_level and measure.target is not None else None,
        multiply={Kind.PERCENTAGE: 100.0, Kind.RATE: float(measure.rate_per)}.get(Kind(measure.kind), 1.0),
        never_negative=has_limits and measure.kind not in (Kind.VALUE, Kind.AVERAGE),
        starts=tuple(sorted(set().union(*(one.starts for one in decided)))),
        baseline_until=max((one.baseline_until for one in decided if one.baseline_until), default=None),
        left_out=tuple(sorted(set().union(*(one.left_out for one in decided)))),
    )


def of_level(plan: ChartPlan) -> ChartPlan:
    """How the level of a line is read whose chart is of spread: as a run chart, with all that was decided about it."""
    return replace(plan, chart="run", rules="anhoej", screened=None, never_negative=False)


def analyse_planned(inputs: Sequence[tuple[ChartPlan, Series]]) -> list[Analysis]:
    """The analysis of each series by its plan, through the kernel's batch door: one call for all that are alike."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, (plan, series) in enumerate(inputs):
        options = plan.options(series.periods)
        # Parts are positions, so series that have them go together only where they are equally long.
        length = len(series.values) if options.get("parts") or plan.chart != "run" else None
        alike[plan.chart, plan.rules, repr(options), length].append(index)
    found: dict[int, Analysis] = {}
    for indexes in alike.values():
        plan, first = inputs[indexes[0]]
        columns = [inputs[index][0].columns(inputs[index][1]) for index in indexes]
        values, sizes, deviations = (list(column) for column in zip(*columns, strict=True))
        analyses = analyse_many(
            values,
            plan.chart,
            plan.rules,
            denominators=None if sizes[0] is None else sizes,
            deviations=None if deviations[0] is None else deviations,
            **plan.options(first.periods),
        )
        found.update(zip(indexes, analyses, strict=True))
    return [found[index] for index in range(len(inputs))]
