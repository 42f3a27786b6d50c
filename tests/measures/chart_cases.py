"""Charts with a known reading, for the tests of every form a chart takes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from measures.charts import ChartSpec, Mark, PartNote
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


def of_kind(
    values: Sequence[float | None],
    chart: str,
    rules: str | None = None,
    *,
    direction: str = "down",
    target: float | None = None,
    sizes: Sequence[float | None] | None = None,
    deviations: Sequence[float | None] | None = None,
    spec: dict[str, Any] | None = None,
    **options: Any,
) -> ChartSpec:
    """A chart of this kind, analysed by these rules; what is plotted is what the analysis says. `spec`: fields."""
    analysis = analyse(
        values, chart, rules, denominators=sizes, deviations=deviations, direction=direction, target=target, **options
    )
    fields = {"analysis": analysis, "direction": direction, "target": target, "unit": "", "y_label": "Falls"}
    if sizes is not None and chart not in ("xbar", "s"):
        fields |= {"numerators": tuple(values), "denominators": tuple(sizes)}
    return make_spec(analysis.points.y, **fields | (spec or {}))


def by_event(values: Sequence[float | None], chart: str, **more: Any) -> ChartSpec:
    """A chart with a point for each event, some days after the one before."""
    days = [date(2026, 1, 1)]
    for value in values:
        days.append(days[-1] + timedelta(days=max(1, round(value or 1))))
    days = days[1:]
    labels = tuple(f"{day.day} {_MONTHS[day.month - 1]} {day.year}" for day in days)
    fields = {"periods": tuple(days), "labels": labels, "period_noun": "event", "decimals": 0}
    return of_kind(values, chart, direction="up", spec=fields | more.pop("spec", {}), **more)


# Around 20 for 20 months, with small moves: limits at about 15 and 25.
CALM = (20, 21, 19, 20, 22, 20, 19, 21, 18, 20, 21, 19, 20, 21, 19, 22, 20, 19, 21, 20)
SIZES = (60, 80, 45, 120, 70, 66, 90, 40, 75, 110, 62, 58, 95, 83, 71, 49, 88, 102, 64, 77, 55, 91, 68, 73)
COUNTED = (12, 15, 10, 22, 14, 15, 17, 9, 16, 20, 11, 13, 18, 17, 13, 9, 19, 21, 12, 16, 10, 4, 3, 2)
GAPS_BETWEEN = (12, 5, 20, 33, 8, 2, 15, 41, 9, 18, 27, 6, 11, 3, 24, 14, 40, 45, 60, 38, 52, 71, 44, 80, 66)

# One of each kind of chart, with what it has to show.
KINDS = {
    "run": of_kind(FALL, "run"),
    "xmr": of_kind((*CALM, 19, 28), "xmr", target=18.0),
    "i": of_kind((*CALM, 12), "i"),
    "ip": of_kind(COUNTED, "ip", sizes=SIZES, multiply=100, spec={"unit": "%", "y_label": "Seen late, %"}),
    "mr": of_kind((*CALM, 35, 20), "mr"),
    "p": of_kind(COUNTED, "p", "mdc7", sizes=SIZES, multiply=100, target=15.0, spec={"unit": "%"}),
    "pp": of_kind(COUNTED, "pp", sizes=SIZES, multiply=100, spec={"unit": "%"}),
    "u": of_kind(COUNTED, "u", sizes=[size * 10 for size in SIZES], multiply=1000),
    "up": of_kind(COUNTED, "up", sizes=[size * 10 for size in SIZES], multiply=1000),
    "c": of_kind(COUNTED, "c", spec={"decimals": 0}),
    "g": by_event(GAPS_BETWEEN, "g", spec={"y_label": "Births between stillbirths"}),
    "t": by_event(GAPS_BETWEEN, "t", spec={"y_label": "Days between falls"}),
    "xbar": of_kind(CALM, "xbar", sizes=[5, 8, 6, 4] * 5, deviations=[2.0, 3.0, 2.5, 1.5] * 5),
    "s": of_kind(CALM, "s", sizes=[5, 8, 6, 4] * 5, deviations=[2.0, 3.0, 2.5, 1.5] * 5),
}

# What each rule set points out, where and in which words.
SIGNALS = {
    "outside now": of_kind((*CALM, 30), "xmr"),
    "outside then": of_kind((*CALM[:9], 31, *CALM[10:]), "xmr"),
    "shift now": of_kind((*CALM, 16, 17, 16, 17, 16, 17, 16), "xmr", freeze=20),
    "shift of six": of_kind((*CALM, 18, 17, 18, 18, 17, 18), "xmr", "mdc6", freeze=20),
    "trend": of_kind((*CALM, 17, 18, 19, 20.5, 21, 22, 23), "xmr", freeze=20),
    "two of three": of_kind((*CALM, 23.9, 21, 23.9), "xmr", freeze=20),
    "neither better": of_kind((*CALM, 30), "xmr", direction="none"),
    "limits only": of_kind((*CALM, 30), "i", "shewhart"),
    "limits only, calm": of_kind(CALM, "i", "shewhart"),
    "ranges, calm": of_kind((*CALM, 22, 18), "mr", "anhoej"),
    "ihi shift": of_kind((*STEADY, 17, 16, 17, 16, 17, 16), "run", "ihi"),
    "ihi8 shift": of_kind((*STEADY, 17, 16, 17, 16, 17, 16, 15, 16), "run", "ihi8"),
    "ihi trend": of_kind((*STEADY, 17, 18, 19, 20.5, 21), "run", "ihi"),
    "too few runs": of_kind(
        (18, 19, 18, 19, 18, 22, 21, 22, 21, 22, 18, 19, 18, 19, 18, 22, 21, 22, 21, 22), "run", "ihi"
    ),
    "too many runs": of_kind((18, 22) * 10, "run", "ihi"),
    "few crossings": make_spec([1, 1, 1, 1, 9, 9, 9, 9] * 3),
    "all at once": of_kind(
        (20, 21, 19, 20, 22, 27, 19, 21, 12, 20, 21, 19, 16, 16, 17, 16, 17, 16, 16, 15, 14, 13, 12, 11, 10, 9, 14, 31),
        "xmr",
        freeze=12,
    ),
}

_ANEW = (PartNote(12, "A", "New median", "The clinic moved, and it has held for six months"),)
# Parts, baselines, points left out, references and everything that can meet on one chart.
SHAPES = {
    "two parts": of_kind(FALL, "run", parts=(12,), spec={"parts": _ANEW}),
    "short part": of_kind((*FALL[:15], 10, 11, 10, 12), "run", parts=(15,)),
    "three parts": of_kind(
        (*FALL, *STEADY), "xmr", parts=(15, 24), target=12.0,
        spec={"parts": (PartNote(24, "B", "Counted differently", "Cancelled ones are counted from here"),)},
    ),
    "earlier signal": of_kind((*FALL, *STEADY), "run", parts=(24,)),
    "earlier crossings": of_kind((*[1, 1, 1, 1, 9, 9, 9, 9] * 2, *STEADY), "run", parts=(16,)),
    "stepped parts": of_kind(COUNTED, "p", sizes=SIZES, multiply=100, parts=(12,), spec={"unit": "%"}),
    "baseline": of_kind(FALL, "run", freeze=12),
    "baseline and limits": of_kind(FALL, "i", "mdc7", freeze=14, target=15.0),
    "baseline in parts": of_kind((*FALL, *FALL), "xmr", freeze=13, parts=(24,)),
    "left out": of_kind((*CALM[:8], 45, *CALM[9:]), "xmr", excluded=(8,), spec={"ghosts": {8: "Strike"}}),
    "several left out": of_kind(
        (*CALM[:8], 45, 44, *CALM[10:]), "run", excluded=(0, 8, 9, 19), spec={"ghosts": {8: "Strike", 9: "Strike"}}
    ),
    "trial": of_kind((20, 22, 21, 19, 20, 23, 21, 20, 19, 21.5, 22), "xmr"),
    "too few for limits": of_kind((20, 22, 21, 19, 35, 23), "xmr", target=20.0),
    "no variation": of_kind([12.5] * 14, "xmr"),
    "no variation, few": of_kind([12.5] * 4, "xmr"),
    "gap": make_spec(
        [4.0, 3.5, 5.2, 4.4, -1.0, 2.5, 3.1, 0.5, -0.8, 1.2, -1.5, -0.4, 0.6, -0.9], unit="",
        y_label="Gap between the groups, percentage points", reference=(0.0, "No gap"), direction="none",
    ),
    "ratio": make_spec(
        [1.4, 1.5, 1.3, 1.45, 1.2, 1.25, 1.1, 1.3, 1.2, 1.15, 1.1, 1.05], unit="", decimals=2,
        y_label="Rate of the group over that of all others", reference=(1.0, "No gap"),
    ),
    "one size near nothing": of_kind([3, 4, 0, 5, 3, 4] * 3, "u", sizes=[50, 60, 1, 55, 45, 70] * 3, multiply=100),
    "borders close together": of_kind((*FALL, *STEADY), "xmr", parts=(14, 15, 16, 30), freeze=8),
    "full": of_kind(
        (*FALL, *STEADY), "xmr", parts=(15, 24), freeze=13, target=16.0, excluded=(5, 28),
        spec={"marks": (cycle(1, 3, 5), Mark(2, "New lead", 20, None, "note", ""), cycle(3, 15, None))},
    ),
}  # fmt: skip

EVERY = KINDS | SIGNALS | SHAPES
