"""The kernel against the cases that the field's own tools computed, as a library and by the command line."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from measures.spc.limits import crossings_min, longest_run_max, runs_limits
from tests.spc.golden_cases import OWN, Case, by_library, cases, differences, load, same

ROOT = Path(__file__).parents[2]
ALL = ("qic_", "ptd_", "rules_", "pbi_", "rephase_")

# Where a tool is not to be followed: fields that differ from its, and the section of docs/charts-compared.md that says
# what ours does and why. What ours is instead is asserted below, case by case.
LINES = {"lcl", "ucl", "lcl_95", "ucl_95"}
RUNS = {"n_obs", "n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min", "signal"}
QUIRKS: dict[str, tuple[set[str], str]] = {
    "qic_ip_exclude_p": (LINES | {"sigma_signal"}, "Excluded points"),
    "qic_ip_freeze12_p": (LINES | {"sigma_signal"}, "Excluded points"),
    "qic_mr_exclude_p": ({"cl", "ucl", "ucl_95", "include", "sigma_signal"} | RUNS, "Excluded points"),
    "qic_p_zero_denominator_pos_num": ({"y", "cl"} | LINES | RUNS, "Denominators of nothing"),
    "qic_u_zero_denominator_pos_num": ({"y", "cl"} | LINES | RUNS, "Denominators of nothing"),
    "qic_up_zero_denominator_pos_num": ({"y", "cl"} | LINES | RUNS, "Denominators of nothing"),
}

# PowerBI-SPC is compared, not followed: fields that differ, and the section of docs/charts-compared.md that decides.
POWER_BI: dict[str, tuple[set[str], str]] = {
    "pbi_c_freeze12": ({"two_in_three"}, "Two of three"),
    "pbi_g_base": ({"x"}, "What PowerBI-SPC calls x"),
    "pbi_i_m_freeze12": ({"error"}, "Charts we do not have"),
    "pbi_i_mm_base": ({"error"}, "Charts we do not have"),
    "pbi_i_shift7": ({"two_in_three"}, "Two of three"),
    "pbi_i_zeros": (LINES, "No variation"),
    "pbi_mr_freeze12": ({"x", "two_in_three"}, "What PowerBI-SPC calls x"),
    "pbi_p_zero_denominator": ({"x"}, "Missing values"),
    "pbi_pp_freeze12": ({"two_in_three"}, "Two of three"),
    "pbi_t_freeze12": ({"x"}, "What PowerBI-SPC calls x"),
}


@pytest.fixture(scope="module")
def command_line() -> dict[str, dict[str, Any]]:
    """What the command line answers to every case, by id; all go through one process, `expected` taken out."""
    given = [param.values[0] for param in cases(*ALL) if param.values[0]]
    lines = [json.dumps({name: value for name, value in case.items() if name != "expected"}) for case in given]
    process = subprocess.run(
        [sys.executable, "-m", "measures.spc"], input="\n".join(lines), capture_output=True, text=True, cwd=ROOT
    )
    answers = [json.loads(line) for line in process.stdout.splitlines()]
    # Some of the cases are ones that their tool refuses; that is an answer.
    failed = sum("error" in answer for answer in answers)
    assert (process.returncode, f": {failed} of {len(given)} could" in process.stderr) == (0, True)
    assert [answer["id"] for answer in answers] == [case["id"] for case in given]
    return {answer["id"]: answer for answer in answers}


@pytest.mark.parametrize("case", cases(*ALL))
def test_the_library_agrees(case: Case) -> None:
    check(by_library(case), case)


@pytest.mark.parametrize("case", cases(*ALL))
def test_the_command_line_agrees(case: Case, command_line: dict[str, dict[str, Any]]) -> None:
    check(command_line[case["id"]], case)


def check(found: dict[str, Any], case: Case) -> None:
    unequal = differences(found, case)
    allowed, _ = {**QUIRKS, **POWER_BI}.get(case["id"], (set(), ""))
    if case["id"].startswith("pbi_") and {name for name, _ in unequal} & {"x"} and "error" not in found:
        unequal = [("x", ""), *differences(beside(found, case), case)]
    if "x" in allowed:
        unequal = [one for one in unequal if one[0] != "x"] + [("x", "")]
    assert [one for one in unequal if one[0] not in allowed] == []
    if case["id"] in POWER_BI:
        assert {name for name, _ in unequal} == allowed


def beside(found: dict[str, Any], case: Case) -> dict[str, Any]:
    """Our columns at the points that PowerBI-SPC plots (it takes rows away, and numbers the events of G and T)."""
    theirs = case["expected"]["x"]
    if len(theirs) == len(found["x"]):
        return found | {"x": theirs}
    places = [found["x"].index(x) for x in theirs]
    return {
        name: [column[place] for place in places]
        if isinstance(column, list) and len(column) == len(found["x"])
        else column
        for name, column in found.items()
    }


def test_every_difference_has_its_section() -> None:
    sections = {
        line.removeprefix("## ").strip()
        for line in (ROOT / "docs" / "charts-compared.md").read_text().splitlines()
        if line.startswith("## ")
    }
    assert {section for _, section in (*QUIRKS.values(), *POWER_BI.values())} <= sections
    quirks = {param.values[0]["id"] for param in cases(*ALL) if param.values[0].get("quirk")}
    # In this one the tool does what ours does, too.
    assert quirks - set(QUIRKS) == {"qic_up_constant"}


def test_i_prime_leaves_excluded_points_out_of_its_spread() -> None:
    case = load("qic_ip_exclude_p")
    found = by_library(case)
    kept = [place for place in range(24) if place + 1 not in case["options"]["exclude"]]
    without = by_library(
        {"chart": "ip", "tool": "qicharts2", "series": [case["series"][place] for place in kept], "options": {}}
    )
    for line in LINES:
        assert all(same(found[line][place], other) for place, other in zip(kept, without[line], strict=True))


def test_i_prime_takes_its_spread_from_the_baseline() -> None:
    case = load("qic_ip_freeze12_p")
    found = by_library(case)
    first = by_library({"chart": "ip", "tool": "qicharts2", "series": case["series"][:12], "options": {}})
    for line in ("cl", *LINES):
        assert all(same(*pair) for pair in zip(found[line][:12], first[line], strict=True))


def test_an_mr_chart_drops_both_ranges_of_an_excluded_value() -> None:
    case = load("qic_mr_exclude_p")
    found = by_library(case)
    y = [row["y"] for row in case["series"]]
    dropped = {place for position in case["options"]["exclude"] for place in (position - 1, position)}
    ranges = [abs(y[place] - y[place - 1]) for place in range(1, len(y)) if place not in dropped]
    assert found["cl"] == pytest.approx([sum(ranges) / len(ranges)] * len(y), rel=1e-12)
    assert {place for place, used in enumerate(found["include"]) if not used} == dropped


@pytest.mark.parametrize("chart", ["p", "u", "up"])
def test_a_numerator_without_a_denominator_is_a_missing_row(chart: str) -> None:
    case = load(f"qic_{chart}_zero_denominator_pos_num")
    found = by_library(case)
    (place,) = [place for place, row in enumerate(case["series"]) if row["n"] == 0]
    emptied = [row | {"y": None, "n": None} if row["n"] == 0 else row for row in case["series"]]
    without = by_library(case | {"series": emptied})
    assert (found["y"][place], found["ucl"][place], found["n"][place]) == (None, None, 0)
    assert found["notes"] == ["1 without a denominator above 0, treated as missing"]
    assert {name: value for name, value in found.items() if name != "notes"} == {
        name: value for name, value in without.items() if name != "notes"
    }


def limit_rows() -> list[dict[str, int | None]]:
    with (OWN / "run_limits.csv").open() as lines:
        return [{name: int(cell) if cell else None for name, cell in row.items()} for row in csv.DictReader(lines)]


def test_the_limit_table_is_whole() -> None:
    assert [row["n_useful"] for row in limit_rows()] == list(range(1, 101))


@pytest.mark.parametrize("row", limit_rows(), ids=lambda row: str(row["n_useful"]))
def test_limits(row: dict[str, int]) -> None:
    n = row["n_useful"]
    assert (longest_run_max(n), crossings_min(n)) == (row["longest_run_max"], row["crossings_min"])
    if row["runs_lower"] is not None:
        assert runs_limits(n // 2, n - n // 2) == (row["runs_lower"], row["runs_upper"])
