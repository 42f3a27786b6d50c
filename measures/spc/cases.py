"""A case: a series with its options, in the form that the golden files and the command line share."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from measures.spc.analysis import Analysis
from measures.spc.catalogue import CHARTS, RULE_SETS, RULES, RuleSet, default_rules
from measures.spc.engine import analyse
from measures.spc.plan import check_choice
from measures.spc.table import LARGEST, Table, arrange

# The rule set of a case that names none, by the tool that the case says it belongs to.
TOOL_RULES = {"qicharts2": "anhoej", "NHSRplotthedots": "mdc7", "runchart": "ihi", "controlchartspy": "mdc7"}

_DIRECTIONS = {"increase": "up", "decrease": "down", "neutral": "none", "above": "up", "below": "down"}
_ALIASES = {"i'": "ip", "i′": "ip", "p'": "pp", "p′": "pp", "u'": "up", "u′": "up"}

# What a case may ask for, by the kind of its value: a list where it is None. The tools and the golden files have these
# names; `rephase` and `method` are read, and answered by notes.
OPTIONS: dict[str, type | None] = {
    "rules": str,
    "freeze": int,
    "fix_after_n_points": int,
    "part": None,
    "rebase": None,
    "exclude": None,
    "target": float,
    "direction": str,
    "cl": float,
    "multiply": float,
    "agg_fun": str,
    "y_neg": bool,
    "screened_mr": bool,
    "screen_outliers": bool,
    "shift_points": int,
    "trend_points": int,
    "method": str,
    "baseline_points": int,
    "run_length": int,
    "rephase": bool,
}
METHODS = ("anhoej", "bestbox", "cutbox")

# NHSRplotthedots refuses to fix limits to fewer points than this.
_FEWEST_FIXED = 12
# Counts of points beyond this are slips of the hand.
_LARGEST_COUNT = 10**9


@dataclass(frozen=True, slots=True)
class Result:
    """A case, computed: its series in order, its analysis, and the tool and the rule set it was read by.

    notes: what of the case could not be done as it was asked for.
    """

    tool: str
    rules: RuleSet
    table: Table
    analysis: Analysis
    options: Mapping[str, Any]
    notes: tuple[str, ...]


def compute(case: Mapping[str, Any], places: Sequence[str] | None = None) -> Result:
    """Analyse one case. Raises ValueError (or TypeError, for a value of the wrong kind) saying what is wrong.

    Used of a case: `chart`, `series` (rows with x, y, n, sd), `tool`, and of `options` those that the tools have:
    rules, freeze or fix_after_n_points, part (last position of each part, from 1), rebase (first x of each new part),
    exclude (positions from 1), target, direction, cl, multiply, agg_fun, y_neg, screened_mr or screen_outliers,
    shift_points and trend_points, for runcharter baseline_points and run_length. An option of another name is
    refused. Positions and x that the series does not have are refused, too; of a case with a tool they are left out
    and noted, as the tools leave them out, and a y below 0 or larger than its n is computed with and noted.
    places: what the rows are called, as for `arrange`.
    """
    options = _options(case)
    tool = str(case.get("tool") or "").split(" ")[0]
    chart = _chart(case.get("chart"))
    series = case.get("series")
    if not isinstance(series, Sequence) or isinstance(series, str):
        raise ValueError("series must be a list of rows")
    rules = _rules(options, tool, chart)
    table = arrange(
        series,
        chart,
        _option(options, "agg_fun") or "mean",
        places=places,
        drop_without_x=tool == "qicharts2",
        as_given=bool(tool),
    )
    multiply, target, centre = (_option(options, name) for name in ("multiply", "target", "cl"))
    _check_centre(chart, centre)
    screened = _option(options, "screened_mr")
    freeze, notes = _freeze(options, tool), [*_unused(options, rules), *_beyond(options, tool, table)]
    if freeze is not None and freeze > len(table.x):
        notes = [*notes, f"freeze is {freeze}, and there are {len(table.x)} points: all are the baseline"]
        freeze = max(1, len(table.x))
    analysis = analyse(
        table.values,
        chart,
        rules,
        denominators=table.denominators,
        deviations=table.deviations,
        freeze=freeze,
        parts=_parts(options, table),
        excluded=[position - 1 for position in _positions(options, "exclude") if position > 0],
        centre=centre,
        target=target,
        direction=_direction(options),
        screened=_option(options, "screen_outliers") if screened is None else screened,
        multiply=1.0 if multiply is None else multiply,
        never_negative=_option(options, "y_neg") is False,
    )
    return Result(tool, rules, table, analysis, options, tuple(notes))


def _options(case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options of a case, every name and the kind of every value checked."""
    if astray := [name for name in case if name in OPTIONS]:
        raise ValueError(f"{astray[0]!r} is an option: it belongs inside options")
    options = case.get("options")
    if options is None:
        return {}
    if not isinstance(options, Mapping):
        raise ValueError("options must be an object")
    for name in options:
        if name not in OPTIONS:
            raise ValueError(f"there is no option {str(name)[:60]!r}; allowed are {', '.join(OPTIONS)}")
        if OPTIONS[name] is not None:
            _option(options, name)
    method = options.get("method")
    if method is not None:
        check_choice("method", method, METHODS)
    for name in ("baseline_points", "run_length"):
        if options.get(name) is not None and options[name] < 1:
            raise ValueError(f"{name} must be at least 1, not {options[name]}")
    return options


def _check_centre(chart: str, centre: float | None) -> None:
    """Raise ValueError for a known centre line where no value of such a chart can lie."""
    if centre is None or chart not in ("p", "pp", "u", "up", "c", "g"):
        return
    if centre < 0:
        raise ValueError(f"cl is {centre:g}: on this chart it is not below 0")
    if centre > 1 and chart in ("p", "pp"):
        raise ValueError(f"cl is {centre:g}: on a P chart it is a share between 0 and 1 (before multiply)")


def _unused(options: Mapping[str, Any], rules: RuleSet) -> list[str]:
    """Lengths that are asked for of a rule that the rule set does not have, as notes."""
    lengths = {"shift_points": rules.shift, "trend_points": rules.trend}
    return [
        f"{name} is not used: rules {rules.name} have no such rule"
        for name, length in lengths.items()
        if length is None and options.get(name) is not None
    ]


def _beyond(options: Mapping[str, Any], tool: str, table: Table) -> list[str]:
    """Positions and x that are asked for and that the series does not have, as notes; refused without a tool."""
    points = len(table.x)
    said = [
        f"{name} {position}: there are {points} points, counted from 1"
        for name in ("part", "exclude")
        for position in _positions(options, name)
        if not 1 <= position <= points
    ]
    said += [f"rebase {x!r}: no point of the series has this x" for x in _rebase(options) if x not in table.x]
    if said and not tool:
        raise ValueError(said[0])
    return [f"{one}; left out" for one in said]


def _chart(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError(f"chart must be one of {', '.join(CHARTS)}")
    name = _ALIASES.get(name.lower(), name.lower())
    check_choice("chart", name, CHARTS)
    return name


def _rules(options: Mapping[str, Any], tool: str, chart: str) -> RuleSet:
    name = _option(options, "rules") or TOOL_RULES.get(tool) or default_rules(chart)
    check_choice("rules", name, RULES)
    rules = RULE_SETS[name]
    shift, trend = (_option(options, option) for option in ("shift_points", "trend_points"))
    if rules.shift is not None and shift is not None:
        rules = replace(rules, shift=shift)
    if rules.trend is not None and trend is not None:
        rules = replace(rules, trend=trend)
    return rules


def _option(options: Mapping[str, Any], name: str) -> Any:
    """An option of the right kind, None when it is not given."""
    return _of_kind(name, options.get(name), OPTIONS[name])


def _of_kind(name: str, value: Any, kind: type | None) -> Any:
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST
    if kind is float and number:
        return float(value)
    if kind is int and number and value == math.floor(value) and abs(value) <= _LARGEST_COUNT:
        return int(value)
    if kind in (bool, str) and isinstance(value, kind):  # type: ignore[arg-type]
        return value
    words = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}
    said = repr(value) if not isinstance(value, int) or abs(value) <= _LARGEST_COUNT else "one of so many digits"
    raise ValueError(f"{name} must be {words[kind]}, not {said[:60]}")  # type: ignore[index]


def _freeze(options: Mapping[str, Any], tool: str) -> int | None:
    fixed: int | None = _option(options, "fix_after_n_points")
    if fixed is not None and fixed < _FEWEST_FIXED:
        raise ValueError(f"fix_after_n_points must be at least {_FEWEST_FIXED}, not {fixed}")
    if tool == "qicharts2" and options.get("part"):
        return None  # it takes either
    freeze: int | None = _option(options, "freeze")
    return fixed if freeze is None else freeze


def _parts(options: Mapping[str, Any], table: Table) -> list[int]:
    """Positions, from 0, of the first point of each new part."""
    return [*_positions(options, "part"), *(table.x.index(x) for x in _rebase(options) if x in table.x)]


def _rebase(options: Mapping[str, Any]) -> list[Any]:
    rebase = options.get("rebase")
    if rebase is not None and not isinstance(rebase, list):
        raise ValueError("rebase must be a list")
    return rebase or []


def _positions(options: Mapping[str, Any], name: str) -> list[int]:
    given = options.get(name)
    given = [] if given is None else given if isinstance(given, list) else [given]
    return [_of_kind(name, position, int) for position in given if position is not None]


def _direction(options: Mapping[str, Any]) -> str:
    name = _option(options, "direction") or "none"
    return _DIRECTIONS.get(name, name)
