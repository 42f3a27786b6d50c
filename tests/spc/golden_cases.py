"""Golden cases: finding them, and comparing a result with what a tool computed."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from measures.spc.cases import compute
from measures.spc.results import fields_of

OWN = Path(__file__).parent / "golden"
REAL = Path(__file__).parents[2].parent / "shared" / "reference" / "golden" / "real"

Case = dict[str, Any]
# A field that differs: its name and the first place where it does.
Difference = tuple[str, str]


def load(name: str) -> Case:
    """One of our own cases."""
    case: Case = json.loads((OWN / f"{name}.json").read_text())
    return case


def cases(*prefixes: str) -> list[pytest.ParameterSet]:
    """Every case of these kinds, ours and the real series beside the checkout, as named parameters."""
    found = []
    for folder in (OWN, REAL):
        paths = sorted(path for path in folder.glob("*.json") if path.name.startswith(prefixes))
        found += [pytest.param(json.loads(path.read_text()), id=path.stem) for path in paths]
    if not REAL.is_dir():
        absent = pytest.mark.skip(reason="the real series are not beside this checkout")
        found.append(pytest.param({}, id="real", marks=absent))
    return found


def by_library(case: Case) -> dict[str, Any]:
    """The fields that the library computes, or its refusal."""
    try:
        return fields_of(compute(case))
    except ValueError as problem:
        return {"error": str(problem)}


def differences(found: dict[str, Any], case: Case) -> list[Difference]:
    """Where a result is not what the tool computed, field by field."""
    expected = case["expected"]
    if "error" in expected or "error" in found:
        return [] if ("error" in expected) == ("error" in found) else [("error", str(found.get("error")))]
    plotted = [abs(y) for y in expected.get("y", ()) if isinstance(y, int | float)]
    floor = 1e-9 * max(plotted, default=0)
    unequal = []
    for name, value in expected.items():
        if name == "warnings":
            continue
        if name not in found:
            unequal.append((name, "absent"))
        elif (where := _first_difference(name, found[name], value, case, floor)) is not None:
            unequal.append((name, where))
    return unequal


def _first_difference(name: str, found: Any, expected: Any, case: Case, floor: float) -> str | None:
    if not isinstance(expected, list):
        return None if same(found, expected, floor) else f"{found!r}, not {expected!r}"
    if len(found) != len(expected):
        return f"{len(found)} entries, not {len(expected)}"
    for position, (mine, theirs) in enumerate(zip(found, expected, strict=True)):
        if name.startswith("rule_"):
            theirs = bool(theirs)
        if not same(mine, theirs, floor) and not _drawn_otherwise(name, position, case):
            return f"at {position}: {mine!r}, not {theirs!r}"
    return None


def _drawn_otherwise(name: str, position: int, case: Case) -> bool:
    """Flags of points that the IHI rules skip follow a convention of drawing."""
    if not case["id"].startswith("rules_ihi_"):
        return False
    y, line = case["expected"]["y"], case["expected"]["cl"]
    on_median = name == "rule_shift" and y[position] == line[position]
    repeated = name == "rule_trend" and position > 0 and y[position] == y[position - 1]
    return on_median or repeated


def same(found: Any, expected: Any, floor: float = 0.0) -> bool:
    """Equal, numbers within the tolerance, records field by field."""
    if isinstance(expected, dict):
        return all(same(found[name], value, floor) for name, value in expected.items())
    if expected is None or isinstance(expected, bool | str) or isinstance(found, bool | str) or found is None:
        return found == expected
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=floor)
