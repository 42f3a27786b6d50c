"""Charts with a known reading, for the tests of every form a chart takes."""

from dataclasses import replace
from datetime import date
from typing import Any

from measures.charts import ChartSpec, Mark
from measures.spc import analyse

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Up and down around 20, with no run longer than two.
STEADY = (21, 19, 22, 18, 21, 19, 22, 18, 21, 19, 22, 18)
# Nine below the median of 19.5 at the end.
FALL = (*STEADY, 23, 21, 22, 10, 11, 10, 12, 11, 10, 12, 11, 10)


def months(n: int) -> tuple[date, ...]:
    """n months from January 2026."""
    return tuple(date(2026 + i // 12, i % 12 + 1, 1) for i in range(n))


def make_spec(values: Any, *, freeze: int | None = None, **changes: Any) -> ChartSpec:
    """A monthly percentage of which less is better; `changes` are fields of ChartSpec."""
    periods = months(len(values))
    spec = ChartSpec(
        title="Missed appointments",
        y_label="Missed appointments, %",
        unit="%",
        decimals=1,
        direction="down",
        periods=periods,
        labels=tuple(f"{_MONTHS[day.month - 1]} {day.year}" for day in periods),
        values=tuple(values),
        notes=("",) * len(values),
        numerators=None,
        denominators=None,
        target=None,
        marks=(),
        analysis=analyse(values, freeze=freeze),
    )
    return replace(spec, **changes)


def cycle(number: int, start: int, end: int | None, label: str = "Reminder by text") -> Mark:
    """A PDSA cycle."""
    return Mark(number, label, start, end, "pdsa", f"/tests/{number}")
