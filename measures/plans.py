"""How one chart is computed: chart, rules, and what people decided about its lines. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from measures.spc import Options, default_rules

# Charts by what is counted; the first is the one a new measure begins with.
CHARTS_OF: dict[str, tuple[str, ...]] = {
    "percentage": ("run", "xmr", "p", "pp", "i", "ip", "mr"),
    "rate": ("run", "xmr", "u", "up", "i", "ip", "mr"),
    "count": ("run", "xmr", "c", "i", "mr"),
    "value": ("run", "xmr", "i", "mr"),
    "average": ("run", "xmr", "xbar", "s"),
    "days_between": ("t", "run"),
    "cases_between": ("g", "run"),
}
# Rule sets by chart; the first is the usual one. The runs table is of run charts; icons and two of three need limits.
_RULES_OF_RUN = ("anhoej", "ihi", "ihi8")
_RULES_OF_XMR = ("mdc7", "mdc6", "anhoej", "shewhart")
_RULES_OF_LIMITS = ("anhoej", "mdc7", "mdc6", "shewhart")
# Drawn from numerators and denominators as they were entered; every other chart from the values.
_FROM_PARTS = frozenset({"p", "pp", "u", "up", "ip"})
_FROM_SUBGROUPS = frozenset({"xbar", "s"})


def rules_of(chart: str) -> tuple[str, ...]:
    """The rule sets that this chart can be read by, the usual one first."""
    if chart == "run":
        return _RULES_OF_RUN
    return _RULES_OF_XMR if chart == "xmr" else _RULES_OF_LIMITS


@dataclass(frozen=True, slots=True)
class Defaults:
    """The rule sets a collaborative reads its charts by, and whether it leaves large moving ranges out of limits
    (None: as each rule set does)."""

    run: str = "anhoej"
    xmr: str = "mdc7"
    limits: str = "anhoej"
    screened: bool | None = None

    def rules(self, chart: str) -> str:
        """The rule set for this chart."""
        chosen = {"run": self.run, "xmr": self.xmr}.get(chart, self.limits)
        return chosen if chosen in rules_of(chart) else default_rules(chart)


C = TypeVar("C", covariant=True)


class Numbered(Protocol[C]):
    """The numbers of a series, or of many as matrices."""

    @property
    def values(self) -> C: ...
    @property
    def numerators(self) -> C: ...
    @property
    def denominators(self) -> C: ...
    @property
    def deviations(self) -> C: ...


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """How one chart is computed.

    chart, rules, screened, direction, target: as `measures.spc` takes them. multiply: 100 or the rate's multiplier for
    charts drawn from numerators and denominators. never_negative: the numbers cannot be below 0.
    starts: first periods of new parts. baseline_until: last period of the baseline of the part that it is in, None for
    none; every other part has all its periods. left_out: periods drawn but not calculated with.
    """

    chart: str
    rules: str
    screened: bool | None = None
    direction: str = "none"
    target: float | None = None
    multiply: float = 1.0
    never_negative: bool = False
    starts: tuple[date, ...] = ()
    baseline_until: date | None = None
    left_out: tuple[date, ...] = ()

    def options(self, periods: Sequence[str]) -> Options:
        """The kernel's options for a series of these periods (ISO dates, in order)."""
        options = Options(
            direction=self.direction, multiply=self._factor, screened=self.screened, never_negative=self.never_negative
        )
        if self.target is not None and self.chart != "run":
            options["target"] = self.target
        if not (self.starts or self.left_out or self.baseline_until):
            return options
        days = [date.fromisoformat(period) for period in periods]
        options["parts"] = tuple(sorted({sum(day < start for day in days) for start in self.starts}))
        options["excluded"] = tuple(i for i, day in enumerate(days) if day in self.left_out)
        if self.baseline_until:
            begins = max((start for start in self.starts if start <= self.baseline_until), default=date.min)
            if any(begins <= day <= self.baseline_until for day in days):
                options["baselines"] = (sum(day <= self.baseline_until for day in days) - 1,)
        return options

    @property
    def _factor(self) -> float:
        return self.multiply if self.chart in _FROM_PARTS else 1.0

    def columns(self, series: Numbered[C]) -> tuple[C, C | None, C | None]:
        """What the kernel computes from: values or numerators, denominators or sizes, and deviations."""
        if self.chart in _FROM_PARTS:
            return series.numerators, series.denominators, None
        if self.chart in _FROM_SUBGROUPS:
            return series.values, series.denominators, series.deviations
        return series.values, None, None

    @property
    def computed_as(self) -> "ChartPlan":
        """The plan without what changes no number: charts of which it is the same are computed together."""
        return replace(self, direction="none", target=None, multiply=self._factor)

    @property
    def fingerprint(self) -> str:
        """The plan as text, for the hash of a chart's input."""
        return repr(self)
