"""How an analysis is kept: without what follows from the rest, or from the values it was made of. A dict for JSON.

Left out is what nearly every chart has (see _USUAL and USUAL_OF_PART), the runs and each point's centre line, part and
kind. Signs and reasons of points are texts of one character a point.
"""

from collections.abc import Callable, Sequence
from typing import Any

from measures.spc.analysis import Analysis, Column, Part, Points, Run
from measures.spc.build import REASONS, meaning

_USUAL: dict[str, Any] = {"direction": "none", "screened": None, "target": None, "variation": None, "assurance": None}
USUAL_OF_PART: dict[str, Any] = {
    "start": 0,
    "long_run": False,
    "few_crossings": False,
    "runs_lower": None,
    "runs_upper": None,
    "n_trends": None,
    "raw_signal": False,
    "tested": True,
    "signal": False,
    "trial": False,
    "no_variation": False,
    "change": 0,
}
_ALWAYS_OF_PART = (
    *("stop", "n_used", "n_useful", "centre", "tie"),
    *("longest_run", "longest_run_max", "crossings", "crossings_min"),
)
_LIMITS = ("lcl", "ucl", "lcl_95", "ucl_95")
_NEAR_LIMITS = ("outside", "close")
_SIGNS_OF_RULES = ("trend", "shift", "two_of_three")

_SIGN = {None: ".", -1: "-", 0: "0", 1: "+"}
_SIGN_BACK = {text: sign for sign, text in _SIGN.items()}


def store(analysis: Analysis, values: Sequence[float | None]) -> dict[str, Any]:
    """What is kept of the analysis of a series with these values."""
    kept: dict[str, Any] = {
        "chart": analysis.chart,
        "rules": analysis.rules,
        "engine": analysis.engine,
        "n_obs": analysis.n_obs,
    }
    kept |= {name: getattr(analysis, name) for name, usual in _USUAL.items() if getattr(analysis, name) != usual}
    if analysis.notes:
        kept["notes"] = list(analysis.notes)
    kept |= _part(analysis.latest)
    if analysis.earlier:
        kept["earlier"] = [_part(part) for part in analysis.earlier]
    return kept | {"points": _points(analysis.points, values)}


def _part(part: Part) -> dict[str, Any]:
    kept = {name: getattr(part, name) for name in _ALWAYS_OF_PART}
    unusual = {name: getattr(part, name) for name, usual in USUAL_OF_PART.items()}
    return kept | {name: value for name, value in unusual.items() if value != USUAL_OF_PART[name]}


def _points(points: Points, values: Sequence[float | None]) -> dict[str, Any]:
    kept: dict[str, Any] = {"side": _signs(points.side)}
    if points.y != tuple(values):
        kept["y"] = list(points.y)
    if points.n is not None:
        kept["n"] = _packed(points.n)
    columns = {name: getattr(points, name) for name in _COLUMNS}
    for name, column in columns.items():
        usual, how = _COLUMNS[name]
        if any(entry != usual for entry in column):
            kept[name] = how(column)
    if any(points.special):
        kept["special"] = "".join(str(REASONS.index(reason)) for reason in points.special)
    return kept


def _signs(column: Sequence[int | None]) -> str:
    return "".join(_SIGN[sign] for sign in column)


def _packed(column: Column) -> Any:
    """The column as a list; as its one entry where all are equal."""
    return column[0] if column and all(entry == column[0] for entry in column) else list(column)


def _truths(column: Sequence[bool]) -> str:
    return "".join("01"[there] for there in column)


# What each column of points usually holds, and how it is kept where it does not.
_COLUMNS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    **dict.fromkeys(_LIMITS, (None, _packed)),
    **dict.fromkeys(("baseline", "included"), (True, _truths)),
    **dict.fromkeys(_NEAR_LIMITS, (None, _signs)),
    **dict.fromkeys((*_SIGNS_OF_RULES, "special_side"), (0, _signs)),
}


def restore(kept: dict[str, Any], values: Sequence[float | None]) -> Analysis:
    """The Analysis that `store` kept, given the same values."""
    n_obs = kept["n_obs"]
    given = kept["points"]
    side = tuple(_SIGN_BACK[letter] for letter in given["side"])
    included = _flags(given, "included", n_obs)
    parts = [_part_back(one, side, included) for one in (*kept.get("earlier", ()), kept)]
    direction = kept.get("direction", _USUAL["direction"])
    return Analysis(
        chart=kept["chart"],
        rules=kept["rules"],
        engine=kept["engine"],
        n_obs=n_obs,
        latest=parts[-1],
        earlier=tuple(parts[:-1]),
        points=_points_back(given, values, parts, side, included, direction),
        notes=tuple(kept.get("notes", ())),
        **{name: kept.get(name, usual) for name, usual in _USUAL.items()},
    )


def _flags(given: dict[str, Any], name: str, n_obs: int) -> tuple[bool, ...]:
    return tuple(letter == "1" for letter in given[name]) if name in given else (True,) * n_obs


def _part_back(kept: dict[str, Any], side: tuple[int | None, ...], included: tuple[bool, ...]) -> Part:
    always = {name: kept[name] for name in _ALWAYS_OF_PART}
    usual = {name: kept.get(name, usual) for name, usual in USUAL_OF_PART.items()}
    return Part(**always, **usual, runs=_runs(side, included, usual["start"], always["stop"]))


def _runs(side: tuple[int | None, ...], included: tuple[bool, ...], start: int, stop: int) -> tuple[Run, ...]:
    runs: list[Run] = []
    for i in range(start, stop):
        way = side[i]
        if not way or not included[i]:
            continue
        if runs and runs[-1].side == way:
            runs[-1] = Run(runs[-1].start, i, way, runs[-1].length + 1)
        else:
            runs.append(Run(i, i, way, 1))
    return tuple(runs)


def _points_back(
    given: dict[str, Any],
    values: Sequence[float | None],
    parts: list[Part],
    side: tuple[int | None, ...],
    included: tuple[bool, ...],
    direction: str,
) -> Points:
    n_obs = len(side)

    def column(name: str) -> Any:
        stored = given.get(name)
        return tuple(stored) if isinstance(stored, list) else (stored,) * n_obs

    def signs(name: str, usual: int | None) -> Any:
        return tuple(_SIGN_BACK[letter] for letter in given[name]) if name in given else (usual,) * n_obs

    ways = signs("special_side", 0)
    numbered = [(number, part) for number, part in enumerate(parts, 1) for _ in range(part.start, part.stop)]
    return Points(
        y=tuple(given["y"]) if "y" in given else tuple(values),
        n=column("n") if "n" in given else None,
        cl=tuple(part.centre for _, part in numbered),
        part=tuple(number for number, _ in numbered),
        baseline=_flags(given, "baseline", n_obs),
        included=included,
        side=side,
        special=tuple(REASONS[int(letter)] for letter in given["special"]) if "special" in given else ("",) * n_obs,
        special_side=ways,
        kind=tuple(meaning(direction, way) for way in ways),
        **{name: column(name) for name in _LIMITS},
        **{name: signs(name, None) for name in _NEAR_LIMITS},
        **{name: signs(name, 0) for name in _SIGNS_OF_RULES},
    )
