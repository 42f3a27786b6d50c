"""Measures of every kind with numbers of every sort, by chance: what the two ways of computing are compared on."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from measures import periods
from measures.actions.measures import keep_charts
from measures.models import EVENT_KINDS, ChartDecision, DataPoint, Measure, Stratum
from measures.plans import CHARTS_OF, rules_of
from tests.cast import Cast

_GROUPS = ("White British", "Black Caribbean", "South Asian", "Not stated", "Other")
_FREQUENCIES = ("month", "month", "quarter", "week")
_STARTS_ON = (date(2023, 1, 1), date(2023, 4, 3), date(2022, 12, 26))
_names = count(1)


def random_measure(cast: Cast, chance: random.Random, *, kind: str | None = None) -> Measure:
    """A measure of the north project with its groups, numbers, decisions and stale charts. Call it inside a scope."""
    kind = kind or chance.choice(tuple(CHARTS_OF))
    chart = chance.choice(CHARTS_OF[kind])
    project = cast.north_project
    owner = {"collaborative_id": project.collaborative_id, "participation_id": project.participation_id}
    frequency = "event" if kind in EVENT_KINDS else chance.choice(_FREQUENCIES)
    measure = Measure.objects.create(
        **owner,
        project=project,
        created_by=cast.lead,
        name=f"Measure {next(_names)}",
        measure_type="outcome",
        kind=kind,
        chart_kind=chart,
        rules=chance.choice(("", *rules_of(chart))),
        screened=chance.choice((None, None, True, False)),
        direction=chance.choice(("up", "down", "none")),
        target=chance.choice((None, Decimal(chance.randint(0, 100)))),
        rate_per=chance.choice((100, 1000)),
        gap_scale=chance.choice(("difference", "ratio")),
        frequency=frequency,
        starts_on=periods.first_day(frequency, chance.choice(_STARTS_ON)),
    )
    groups = [] if frequency == "event" or chance.random() < 0.4 else _groups(chance, measure, owner)
    days = _days(chance, measure)
    _numbers(cast, chance, measure, owner, groups, days)
    keep_charts(measure)
    if chance.random() < 0.4 and days:
        _decide(cast, chance, measure, owner, days)
    return measure


def _groups(chance: random.Random, measure: Measure, owner: dict[str, int]) -> list[Stratum]:
    names = chance.sample(_GROUPS, chance.randint(2, 4))
    dated = chance.random() < 0.2
    return [
        Stratum.objects.create(
            **owner,
            measure=measure,
            name=name,
            position=position,
            is_comparator=position == 1,
            is_unknown=name == "Not stated" and position != 1,
            active_from=date(2023, 6, 1) if dated and position == 0 else None,
        )
        for position, name in enumerate(names)
    ]


def _days(chance: random.Random, measure: Measure) -> list[date]:
    """The first days of the periods that there may be numbers for; of events, their days."""
    n = chance.choice((0, 1, 5, 11, 14, 24, 36))
    if measure.is_dated_by_events:
        return [measure.starts_on + timedelta(days=7 * i + chance.randint(0, 6)) for i in range(n)]
    days = [measure.starts_on]
    for _ in range(n):
        days.append(periods.following(measure.frequency, days[-1]))
    return days[:n]


def _numbers(
    cast: Cast,
    chance: random.Random,
    measure: Measure,
    owner: dict[str, int],
    groups: list[Stratum],
    days: list[date],
) -> None:
    gaps = chance.choice((0.0, 0.05, 0.3))
    for_everyone = not groups or measure.kind in ("value", "average") or chance.random() < 0.1
    lines: list[Stratum | None] = [*groups, *([None] if for_everyone else [])]
    rows = []
    for group in lines:
        for day in days:
            if chance.random() < gaps:
                continue
            said = _said(chance, measure, gaps)
            rows.append(DataPoint(**owner, measure=measure, stratum=group, period=day, entered_by=cast.lead, **said))
    DataPoint.objects.bulk_create(rows)


def _said(chance: random.Random, measure: Measure, gaps: float) -> dict[str, Decimal | str | None]:
    if chance.random() < gaps / 2:
        return {"no_data_reason": chance.choice(("System down", "Nobody was there:\n“closed”"))}
    places = chance.choice((0, 0, 2, 4)) if measure.kind in ("rate", "value", "average") else 0
    number = round(Decimal(chance.uniform(0, 40)), places)
    if measure.kind in ("percentage", "rate"):
        bottom = Decimal(0) if chance.random() < gaps / 2 else round(Decimal(chance.uniform(41, 90)), places)
        return {"numerator": number if bottom else Decimal(0), "denominator": bottom}
    if measure.kind == "average":
        spread = chance.choice((None, round(Decimal(chance.uniform(0, 9)), 2)))
        return {"numerator": number, "denominator": Decimal(chance.randint(1, 30)), "deviation": spread}
    if measure.kind == "value":
        return {"numerator": number - 15}
    return {"numerator": number + (measure.chart_kind == "t")}


def _decide(cast: Cast, chance: random.Random, measure: Measure, owner: dict[str, int], days: list[date]) -> None:
    told = {"reason": "We agreed", "different": "a", "cause": "b", "desirable": "c", "lasting": "d"}
    for decision in chance.sample(("rebase", "definition", "baseline", "exclude"), chance.randint(1, 3)):
        ChartDecision.objects.create(
            **owner,
            measure=measure,
            every_chart=chance.random() < 0.5,
            decision=decision,
            period=chance.choice(days),
            created_by=cast.lead,
            **told,
        )
