"""A case: a series with its options, in the form that the golden files and the command line share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from measures.spc.analysis import Analysis
from measures.spc.catalogue import CHARTS, RULE_SETS, RULES, RuleSet, default_rules
from measures.spc.engine import analyse
from measures.spc.plan import check_choice
from measures.spc.table import Table, arrange

# The rule set of a case that names none, by the tool that the case says it belongs to.
TOOL_RULES = {"qicharts2": "anhoej", "NHSRplotthedots": "mdc7", "runchart": "ihi", "controlchartspy": "mdc7"}

_DIRECTIONS = {"increase": "up", "decrease": "down", "neutral": "none", "above": "up", "below": "down"}
_ALIASES = {"i'": "ip", "i′": "ip", "p'": "pp", "p′": "pp", "u'": "up", "u′": "up"}

# NHSRplotthedots refuses to fix limits to fewer points than this.
_FEWEST_FIXED = 12


@dataclass(frozen=True, slots=True)
class Result:
    """A case, computed: its series in order, its analysis, and the tool and the rule set it was read by."""

    tool: str
    rules: RuleSet
    table: Table
    analysis: Analysis
    options: Mapping[str, Any]


def compute(case: Mapping[str, Any]) -> Result:
    """Analyse one case. Raises ValueError (or TypeError, for a value of the wrong kind) saying what is wrong.

    Used of a case: `chart`, `series` (rows with x, y, n, sd), `tool`, and of `options` those that the tools have:
    rules, freeze or fix_after_n_points, part (last position of each part, from 1), rebase (first x of each new part),
    exclude (positions from 1), target, direction, cl, multiply, agg_fun, y_neg, screened_mr or screen_outliers,
    shift_points and trend_points.
    """
    options = case.get("options") or {}
    if not isinstance(options, Mapping):
        raise ValueError("options must be an object")
    tool = str(case.get("tool") or "").split(" ")[0]
    chart = _chart(case.get("chart"))
    series = case.get("series")
    if not isinstance(series, Sequence) or isinstance(series, str):
        raise ValueError("series must be a list of rows")
    rules = _rules(options, tool, chart)
    table = arrange(series, chart, _option(options, "agg_fun", str) or "mean")
    multiply, target, centre = (_option(options, name, float) for name in ("multiply", "target", "cl"))
    screened = _option(options, "screened_mr", bool)
    analysis = analyse(
        table.values,
        chart,
        rules,
        denominators=table.denominators,
        deviations=table.deviations,
        freeze=_freeze(options, tool),
        parts=_parts(options, table),
        excluded=[position - 1 for position in _positions(options, "exclude") if position > 0],
        centre=centre,
        target=target,
        direction=_direction(options),
        screened=_option(options, "screen_outliers", bool) if screened is None else screened,
        multiply=1.0 if multiply is None else multiply,
        never_negative=_option(options, "y_neg", bool) is False,
    )
    return Result(tool, rules, table, analysis, options)


def _chart(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError(f"chart must be one of {', '.join(CHARTS)}")
    name = _ALIASES.get(name.lower(), name.lower())
    check_choice("chart", name, CHARTS)
    return name


def _rules(options: Mapping[str, Any], tool: str, chart: str) -> RuleSet:
    name = _option(options, "rules", str) or TOOL_RULES.get(tool) or default_rules(chart)
    check_choice("rules", name, RULES)
    rules = RULE_SETS[name]
    shift, trend = (_option(options, option, int) for option in ("shift_points", "trend_points"))
    if rules.shift is not None and shift is not None:
        rules = replace(rules, shift=shift)
    if rules.trend is not None and trend is not None:
        rules = replace(rules, trend=trend)
    return rules


def _option(options: Mapping[str, Any], name: str, kind: type) -> Any:
    """An option of the right kind, None when it is not given."""
    value = options.get(name)
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and number:
        return float(value)
    if kind is int and number and value == int(value):
        return int(value)
    if kind in (bool, str) and isinstance(value, kind):
        return value
    words = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}
    raise ValueError(f"{name} must be {words[kind]}, not {value!r}")


def _freeze(options: Mapping[str, Any], tool: str) -> int | None:
    fixed: int | None = _option(options, "fix_after_n_points", int)
    if fixed is not None and fixed < _FEWEST_FIXED:
        raise ValueError(f"fix_after_n_points must be at least {_FEWEST_FIXED}, not {fixed}")
    if tool == "qicharts2" and options.get("part"):
        return None  # it takes either
    freeze: int | None = _option(options, "freeze", int)
    return fixed if freeze is None else freeze


def _parts(options: Mapping[str, Any], table: Table) -> list[int]:
    """Positions, from 0, of the first point of each new part."""
    rebase = options.get("rebase") or []
    if not isinstance(rebase, list):
        raise ValueError("rebase must be a list")
    return [*_positions(options, "part"), *(table.x.index(x) for x in rebase if x in table.x)]


def _positions(options: Mapping[str, Any], name: str) -> list[int]:
    given = options.get(name)
    given = [] if given is None else given if isinstance(given, list) else [given]
    return [_option({name: position}, name, int) for position in given if position is not None]


def _direction(options: Mapping[str, Any]) -> str:
    name = _option(options, "direction", str) or "none"
    return _DIRECTIONS.get(name, name)
