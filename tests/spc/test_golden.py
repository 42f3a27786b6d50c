"""The kernel against the cases that the field's own tool computed."""

import csv
import json
import math
import statistics
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from measures.spc import analyse
from measures.spc.limits import crossings_min, longest_run_max
from measures.spc.runs import find_runs, sides

OWN = Path(__file__).parent / "golden"
REAL = Path(__file__).parents[2].parent / "shared" / "reference" / "golden" / "real"
STATISTICS = ("n_obs", "n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min")
AGGREGATES = {None: statistics.fmean, "mean": statistics.fmean, "sum": math.fsum}


def cases(folder: Path, pattern: str) -> list[pytest.ParameterSet]:
    found = [json.loads(path.read_text()) for path in sorted(folder.glob(pattern))]
    return [pytest.param(case, id=case["id"]) for case in found]


def plotted(case: dict) -> list[float | None]:
    """The values of the chart in order of x, as the product makes them: one a period, numerator over denominator."""
    periods = defaultdict(list)
    for row in case["series"]:
        periods[row["x"]].append(row)
    values: list[float | None] = []
    for _, rows in sorted(periods.items()):
        numbers = [row["y"] for row in rows if row["y"] is not None]
        if not numbers:
            values.append(None)
        elif "n" in rows[0]:
            values.append(sum(numbers) / sum(row["n"] for row in rows) * case["options"].get("multiply", 1))
        else:
            values.append(AGGREGATES[case["options"].get("agg_fun")](numbers))
    return values


def parts(case: dict, values: list[float | None]) -> list[list[float | None]]:
    """The values of each part, without the excluded positions."""
    excluded = {position - 1 for position in case["options"].get("exclude", ())}
    borders = [0, *case["options"].get("part", ()), len(values)]
    return [[values[i] for i in range(start, stop) if i not in excluded] for start, stop in pairwise(borders)]


def check_statistics(analysis, expected: dict) -> None:
    found = {name: getattr(analysis, name) for name in STATISTICS}
    assert found == {name: expected[name] for name in STATISTICS}
    assert analysis.raw_signal is expected["signal"]
    assert analysis.signal is (expected["signal"] and expected["n_useful"] >= 10)


def check_case(case: dict) -> None:
    expected = case["expected"]
    values = plotted(case)
    floor = 1e-9 * max((abs(y) for y in values if y is not None), default=0)
    assert values == [None if y is None else pytest.approx(y, rel=1e-9, abs=floor) for y in expected["y"]]
    pieces = parts(case, values)
    analyses = [analyse(piece, freeze=case["options"].get("freeze")) for piece in pieces]
    for number, analysis in enumerate(analyses, start=1):
        (line,) = {cl for cl, part in zip(expected["cl"], expected["part"], strict=True) if part == number}
        assert analysis.centre == (None if line is None else pytest.approx(line, rel=1e-9, abs=floor))
    for analysis, record in zip(analyses, expected.get("parts", [expected]), strict=True):
        check_statistics(analysis, record)
    check_statistics(analyses[-1], expected)


@pytest.mark.parametrize("case", [case for case in cases(OWN, "qic_*.json") if "cl" not in case.values[0]["options"]])
def test_own_case(case: dict) -> None:
    check_case(case)


def test_own_case_with_a_given_centre_line() -> None:
    case = json.loads((OWN / "qic_run_cl_given.json").read_text())
    expected = case["expected"]
    side = sides(np.array([plotted(case)], dtype=float), np.array([float(case["options"]["cl"])]))
    runs = find_runs(side)
    assert np.count_nonzero(side) == expected["n_useful"]
    assert runs.length.max() == expected["longest_run"]
    assert runs.length.size - 1 == expected["crossings"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real series are not beside this checkout")
@pytest.mark.parametrize("case", cases(REAL, "qic_run_*.json"))
def test_real_case(case: dict) -> None:
    check_case(case)


def limit_rows() -> list[tuple[int, int, int]]:
    with (OWN / "run_limits.csv").open() as lines:
        return [tuple(int(number) for number in row.values()) for row in csv.DictReader(lines)]  # type: ignore[misc]


def test_the_limit_table_is_whole() -> None:
    assert [n for n, _, _ in limit_rows()] == list(range(1, 101))


@pytest.mark.parametrize(("n", "longest", "fewest"), limit_rows())
def test_limits(n: int, longest: int, fewest: int) -> None:
    assert (longest_run_max(n), crossings_min(n)) == (longest, fewest)
