"""What is asked for, checked once for a whole batch."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from measures.spc.catalogue import (
    BY_MOVING_RANGE,
    CHARTS,
    DIRECTIONS,
    RULE_SETS,
    RULES,
    RuleSet,
    default_rules,
    default_screening,
)
from measures.spc.lines import Settings
from measures.spc.runs import Bools


class Options(TypedDict, total=False):
    """How a series is analysed, beyond chart and rules. Every option may be left out.

    freeze: the baseline of each part is its first `freeze` positions, missing ones counted (by default all). Later
    points are tested against its lines.
    baselines: positions, from 0, each the last of a baseline: the part that holds one has its lines from its points up
    to and with it, any other part from all of its points. One beyond the series is of its last part. A part has one at
    most, and there are none together with `freeze`.
    parts: positions, from 0, at which a new part begins; those beyond the series say nothing. Lines and rules begin
    anew. excluded: positions, from 0, that are drawn but neither calculated with nor tested by any rule but the
    3-sigma limits.
    centre: a known centre line, before `multiply`; spread is still judged by the data where the formula does so.
    target: on the scale of the chart (after `multiply`). direction: which way is better, "up", "down" or "none".
    screened: leave out moving ranges above 3.267 times their mean, once (Nelson 1982); by default not with Making
    Data Count's rules, and else yes. multiply: a factor put on values and lines at the end, by default 1.
    never_negative: lower limits are not drawn below 0, as long as no value is.
    """

    freeze: int | None
    baselines: Iterable[int]
    parts: Iterable[int]
    excluded: Iterable[int]
    centre: float | None
    target: float | None
    direction: str
    screened: bool | None
    multiply: float
    never_negative: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How every series of a batch is analysed: chart, rules and `Options`, made definite.

    borders: positions at which parts begin, and the number of points. fixed: by part, whether its baseline is given.
    used, baseline: by point.
    """

    chart: str
    rules: RuleSet
    settings: Settings
    borders: tuple[int, ...]
    fixed: tuple[bool, ...]
    used: Bools
    baseline: Bools
    target: float | None
    direction: str
    multiply: float
    never_negative: bool

    @property
    def screened(self) -> bool | None:
        """Whether large moving ranges are left out; None where the chart does not use them."""
        return self.settings.screened if self.chart in BY_MOVING_RANGE else None


def make_plan(n_points: int, chart: str, rules: str | RuleSet | None, options: Options) -> Plan:
    """The plan for series of `n_points` points. Raises ValueError, saying what is wrong and what is allowed."""
    check_choice("chart", chart, CHARTS)
    rules = default_rules(chart) if rules is None else rules
    if isinstance(rules, str):
        check_choice("rules", rules, RULES)
        rules = RULE_SETS[rules]
    _check_fit(chart, rules)
    _check_options(chart, options)
    screened = options.get("screened")
    borders = (0, *sorted({start for start in options.get("parts", ()) if 0 < start < n_points}), n_points)
    ends = _ends(borders, options.get("freeze"), options.get("baselines", ()))
    return Plan(
        chart=chart,
        rules=rules,
        settings=Settings(options.get("centre"), default_screening(rules) if screened is None else screened),
        borders=borders,
        fixed=tuple(end is not None for end in ends),
        used=_all_but(n_points, options.get("excluded", ())),
        baseline=_baseline(borders, ends),
        target=options.get("target"),
        direction=options.get("direction", "none"),
        multiply=options.get("multiply", 1.0),
        never_negative=options.get("never_negative", False),
    )


def _check_options(chart: str, options: Options) -> None:
    if unknown := set(options) - set(Options.__annotations__):
        raise TypeError(f"there is no option {min(unknown)!r}")
    check_choice("direction", options.get("direction", "none"), DIRECTIONS)
    freeze, centre, target = options.get("freeze"), options.get("centre"), options.get("target")
    if freeze is not None and freeze < 1:
        raise ValueError(f"freeze must be at least 1, not {freeze}")
    for name, number in (("centre", centre), ("target", target)):
        if number is not None and not math.isfinite(number):
            raise ValueError(f"{name} must be a finite number, not {number}")
    multiply = options.get("multiply", 1.0)
    if not (math.isfinite(multiply) and multiply > 0):
        raise ValueError(f"multiply must be a finite number above 0, not {multiply}")
    if chart == "t" and centre is not None and centre <= 0:
        raise ValueError("centre of a T chart must be above 0")


def check_choice(what: str, given: str, allowed: Sequence[str]) -> None:
    """Raise ValueError, naming what is allowed, for a choice that is not offered."""
    if given not in allowed:
        raise ValueError(f"{what} must be one of {', '.join(allowed)}, not {given!r}")


def _check_fit(chart: str, rules: RuleSet) -> None:
    if rules.runs_table and chart != "run":
        raise ValueError(f"rules {rules.name} are for run charts, not for chart {chart!r}")
    if chart == "run" and not (rules.anhoej or rules.shift):
        raise ValueError(f"rules {rules.name} need control limits, and a run chart has none")
    for what, points in (("shift", rules.shift), ("trend", rules.trend)):
        if points is not None and points < 2:
            raise ValueError(f"a {what} takes at least 2 points, not {points}")


def _all_but(n_points: int, excluded: Iterable[int]) -> Bools:
    used = np.ones(n_points, dtype=bool)
    for position in excluded:
        if position < 0:
            raise ValueError(f"excluded positions count from 0, not {position}")
        used[position : position + 1] = False
    return used


def _ends(borders: tuple[int, ...], freeze: int | None, baselines: Iterable[int]) -> list[int | None]:
    """Where the baseline of each part ends: the position after it; None where none is given."""
    given = sorted(set(baselines))
    if freeze is not None:
        if given:
            raise ValueError("freeze and baselines cannot be given together")
        return [start + freeze for start in borders[:-1]]
    ends: list[int | None] = [None] * (len(borders) - 1)
    for last in given:
        if last < 0:
            raise ValueError(f"baselines are positions that count from 0, not {last}")
        part = bisect_right(borders[:-1], last) - 1
        if ends[part] is not None:
            raise ValueError(f"a part has one baseline, and one ends at {last} and at an earlier position")
        ends[part] = last + 1
    return ends


def _baseline(borders: tuple[int, ...], ends: Sequence[int | None]) -> Bools:
    baseline = np.ones(borders[-1], dtype=bool)
    for end, stop in zip(ends, borders[1:], strict=True):
        if end is not None:
            baseline[end:stop] = False
    return baseline
