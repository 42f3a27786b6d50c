"""The monthly pulse as charts: by the same engine and drawing as every measure. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from measures import periods
from measures.charts import ChartSpec, static, table
from measures.charts.words import method, sentence
from measures.spc import analyse
from phases.queries.coproduction import FEWEST_ANSWERS, Pulse

LOWEST, HIGHEST = 1.0, 5.0
QUESTIONS = (("heard", "Were you heard?"), ("changed", "Did something change because of what you said?"))
# One note whether some answered or nobody did: telling the two apart would say when one person answered.
TOO_FEW = f"Fewer than {FEWEST_ANSWERS} people answered, so nothing is told"


def specs(pulses: Sequence[Pulse], last: date) -> list[ChartSpec]:
    """One run chart for each question, a point for each month from the first that is told to `last`; gaps say why."""
    if not pulses:
        return []
    told = {pulse.month: pulse for pulse in pulses}
    months = tuple(periods.between(periods.MONTH, pulses[0].month, last))
    return [_spec(title, name, months, told) for name, title in QUESTIONS]


def _spec(title: str, name: str, months: tuple[date, ...], told: dict[date, Pulse]) -> ChartSpec:
    values = tuple(None if month not in told else getattr(told[month], name) for month in months)
    notes = tuple("" if value is not None else TOO_FEW for value in values)
    return ChartSpec(
        title=title,
        y_label="Average of the answers, from 1 (not at all) to 5 (yes, fully)",
        unit="",
        decimals=1,
        direction="up",
        periods=months,
        labels=tuple(periods.label(periods.MONTH, month) for month in months),
        values=values,
        notes=notes,
        numerators=None,
        denominators=None,
        target=None,
        marks=(),
        analysis=analyse(values, direction="up"),
        empty="Too few answers to show",
        y_range=(LOWEST, HIGHEST),
    )


def charts(pulses: Sequence[Pulse], last: date) -> list[dict[str, Any]]:
    """What the chart component takes, for each question."""
    return [_chart(spec, f"pulse-{name}") for spec, (name, _) in zip(specs(pulses, last), QUESTIONS, strict=False)]


def _chart(spec: ChartSpec, uid: str) -> dict[str, Any]:
    rows = [[row.period, row.value, row.centre, row.signal, row.note] for row in table.rows(spec)]
    return {
        "id": uid,
        "title": spec.title,
        "svg": static.svg(spec, uid=uid),
        "svg_narrow": static.svg(spec, uid=f"{uid}-narrow", narrow=True),
        "sentence": sentence(spec),
        "worked_out": method(spec),
        "table": {"head": ["Month", "Average", spec.centre_word.capitalize(), "Signal", "Note"], "rows": rows},
    }
