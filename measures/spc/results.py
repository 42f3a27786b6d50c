"""A computed case as plain fields, named as the tools and the golden files name them."""

from collections.abc import Callable, Mapping
from typing import Any

from measures.spc.analysis import Analysis, Part
from measures.spc.cases import Result
from measures.spc.catalogue import RuleSet
from measures.spc.rebase import follow

# NHSRplotthedots warns of a group with fewer points than this (its words say 12).
_SHORT_GROUP = 13

_PBI_WORDS = {"improvement": "improvement", "concern": "deterioration"}


def fields_of(result: Result) -> dict[str, Any]:
    """The fields of a result, in order: lines and flags by point, then the statistics that its rule set has.

    None is missing or not drawn. `signal` is what the rules say however few the points; `tested` says whether they
    are enough to be told.
    """
    analysis = result.analysis
    found = _by_point(result)
    if result.tool == "runcharter":
        found["medians"] = _medians(result)
    elif result.tool == "controlchartspy":
        found |= _power_bi(analysis)
    elif result.rules.icons:
        found |= _making_data_count(analysis, result.rules)
    elif result.rules.runs_table:
        found |= _ihi(analysis)
    else:
        found |= _qicharts(result)
    return found | {"tested": analysis.tested, "notes": _notes(result)}


def _notes(result: Result) -> list[str]:
    labels = []
    if result.table.categories:
        untested = ", and Anhøj's rules are not applied" if result.rules.anhoej else ""
        labels = [f"x is labels, not dates: points stay in the order given{untested}"]
    return [*result.table.notes, *result.notes, *labels, *result.analysis.notes, *_other_method(result)]


def _other_method(result: Result) -> list[str]:
    """qicharts2 has two more ways to test runs, which differ from Anhøj's at the edges; ours has not."""
    method = result.options.get("method")
    return [] if method in (None, "anhoej") else [f"runs are tested by Anhøj's rules, not by {method}"]


def _by_point(result: Result) -> dict[str, Any]:
    points = result.analysis.points
    found: dict[str, Any] = {
        "chart": result.analysis.chart,
        "rules": result.analysis.rules,
        "x": list(result.table.x),
        "y": list(points.y),
    }
    if points.n is not None:
        # qicharts2 shows 0 where anything is missing; elsewhere a size is shown as it was given.
        own = result.table.denominators if result.tool != "qicharts2" else None
        found["n"] = list(points.n if own is None else own)
    for name in ("cl", "lcl", "ucl", "lcl_95", "ucl_95", "part", "baseline"):
        found[name] = list(getattr(points, name))
    found["include"] = list(points.included)
    if (
        result.tool == "NHSRplotthedots"
        and result.table.x[:1]
        and result.table.x[0] in (result.options.get("rebase") or ())
    ):
        found["part"] = [number + 1 for number in points.part]  # it numbers a part before the first point, too
    return found


def _qicharts(result: Result) -> dict[str, Any]:
    """3-sigma signals by point, and Anhøj's statistics: of each part, and again of the latest."""
    analysis = result.analysis
    found: dict[str, Any] = {"sigma_signal": [bool(sign) for sign in analysis.points.outside]}
    records = [_statistics(result, part) for part in analysis.parts]
    if not result.rules.anhoej:
        records[-1]["signal"] = any(analysis.points.special)
    found |= records[-1]
    if len(records) > 1:
        found["parts"] = [
            {"part": number, "n_points": part.n_points} | record
            for number, (part, record) in enumerate(zip(analysis.parts, records, strict=True), start=1)
        ]
    return found


def _statistics(result: Result, part: Part) -> dict[str, Any]:
    ordered = result.analysis.chart != "mr" and not result.table.categories
    return {
        "n_obs": part.n_used,
        "n_useful": part.n_useful,
        "longest_run": part.longest_run,
        "longest_run_max": part.longest_run_max,
        "crossings": part.crossings,
        "crossings_min": part.crossings_min,
        "signal": ordered and (part.long_run or part.few_crossings),
    }


def _making_data_count(analysis: Analysis, rules: RuleSet) -> dict[str, Any]:
    points = analysis.points
    parts = [analysis.parts[number - 1] for number in points.part]
    verdict = analysis.assurance
    return {
        "outside_limits": [None if sign is None else sign != 0 for sign in points.outside],
        "close_to_limits": [None if sign is None else sign != 0 for sign in points.close],
        "relative_to_mean": list(points.side),
        "rule_outside": [bool(sign) for sign in points.outside],
        "rule_shift": [sign != 0 for sign in points.shift],
        "rule_trend": [sign != 0 for sign in points.trend],
        "rule_two_of_three": [sign != 0 for sign in points.two_of_three],
        "special_cause_type": [
            _cause(rules, reason, way) for reason, way in zip(points.special, points.special_side, strict=True)
        ],
        "special_cause_flag": [reason != "" for reason in points.special],
        "point_type": [kind if kind == "common_cause" else f"special_cause_{kind}" for kind in points.kind],
        "short_group_warning": [part.n_points < _SHORT_GROUP for part in parts],
        "signal": any(points.special),
        "variation_icon": analysis.variation,
        "assurance_type": verdict,
        "assurance_icon": None if verdict is None else verdict.removeprefix("consistent_"),
    }


def _cause(rules: RuleSet, reason: str, way: int) -> str:
    """The label of a point, in NHSRplotthedots' words."""
    side, move = ("Above", "Increasing") if way > 0 else ("Below", "Decreasing")
    return {
        "outside": "Above UCL" if way > 0 else "Below LCL",
        "trend": f"{rules.trend} Point Trend ({move})",
        "two_of_three": f"2 in 3 {side} CL",
        "shift": f"{rules.shift} Points {side} CL",
    }.get(reason, "Common Cause")


def _ihi(analysis: Analysis) -> dict[str, Any]:
    latest = analysis.latest
    verdict = latest.runs_verdict
    return {
        "rule_shift": [sign != 0 for sign in analysis.points.shift],
        "rule_trend": [sign != 0 for sign in analysis.points.trend],
        "n_trends": latest.n_trends,
        "n_useful": latest.n_useful,
        "n_runs": len(latest.runs) or None,
        "runs_lower": latest.runs_lower,
        "runs_upper": latest.runs_upper,
        "runs_verdict": f"{verdict} (n_useful < 10)" if verdict == "not applied" else verdict,
        "signal": analysis.raw_signal,
    }


def _power_bi(analysis: Analysis) -> dict[str, Any]:
    columns: Mapping[str, tuple[int | None, ...]] = {
        "astronomical": analysis.points.outside,
        "shift": analysis.points.shift,
        "trend": analysis.points.trend,
        "two_in_three": analysis.points.two_of_three,
    }
    word: Callable[[int | None], str] = lambda sign: _power_bi_word(sign or 0, analysis.direction)  # noqa: E731
    return {name: [word(sign) for sign in column] for name, column in columns.items()}


def _power_bi_word(sign: int, direction: str) -> str:
    if sign == 0:
        return "none"
    if direction == "none":
        return "neutral_high" if sign > 0 else "neutral_low"
    return "improvement" if (sign > 0) == (direction == "up") else "deterioration"


def _medians(result: Result) -> list[dict[str, Any]]:
    options = result.options
    stretches = follow(
        result.analysis.points.y,
        side=-1 if options.get("direction") == "below" else 1,
        baseline=int(options.get("baseline_points") or 13),
        run_length=int(options.get("run_length") or 9),
    )
    x = result.table.x
    return [
        {
            "median": stretch.median,
            "start": x[stretch.start],
            "end": x[stretch.end],
            "extend_to": x[stretch.extend_to],
            "run_type": stretch.kind,
        }
        for stretch in stretches
    ]
