"""What is asked for, checked once for a whole batch."""

import math
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

    borders: positions at which parts begin, and the number of points. used, baseline: by point.
    """

    chart: str
    rules: RuleSet
    settings: Settings
    freeze: int | None
    borders: tuple[int, ...]
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
    freeze, screened = options.get("freeze"), options.get("screened")
    borders = (0, *sorted({start for start in options.get("parts", ()) if 0 < start < n_points}), n_points)
    return Plan(
        chart=chart,
        rules=rules,
        settings=Settings(options.get("centre"), default_screening(rules) if screened is None else screened),
        freeze=freeze,
        borders=borders,
        used=_all_but(n_points, options.get("excluded", ())),
        baseline=_baseline(borders, freeze),
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


def _baseline(borders: tuple[int, ...], freeze: int | None) -> Bools:
    if freeze is None:
        return np.ones(borders[-1], dtype=bool)
    position = np.arange(borders[-1])
    part_start = np.asarray(borders)[np.searchsorted(borders[:-1], position, side="right") - 1]
    baseline: Bools = position - part_start < freeze
    return baseline
