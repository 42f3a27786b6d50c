"""How often each rule set signals on series in which nothing happened, and finds a shift half-way.

20,000 simulated series a cell; lines and limits come from the same series; a shift of one or two standard deviations
lasts from the middle on. What the series are drawn from is in `series`, chart by chart. Prints the rows of
`measures/spc/rates.py`, from which pages say these numbers where a rule set is chosen; `--write` writes that file.
"""

import argparse
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measures.plans import CHARTS_OF, rules_of
from measures.spc import analyse_many
from measures.spc.catalogue import BY_MOVING_RANGE

OF_PAGES = Path(__file__).resolve().parent.parent / "measures" / "spc" / "rates.py"
SERIES = 20_000
LENGTHS = (12, 24, 36)
SHIFTS = (0, 1, 2)
SEED = 20270303
SIZE = 100  # denominators
SUBGROUP = 10

HEAD = '''"""How often each rule set signals by chance, and how often it finds a change: of 100 simulated series. Pure.

Made by `python bench/false_alarms.py --write`, which says how: 20,000 independent series a cell, so a share is within
0.7 of what is printed; lines and limits from the same series. Real series that hang together from one period to the
next signal more often.
"""

# (chart, rule set, moving ranges left out or None where the chart has none to leave out, points): of 100 series
# those with a signal where nothing changed, where the second half moved by one standard deviation, and by two.
RATES: dict[tuple[str, str, bool | None, int], tuple[float, float, float]] = {
'''


def asked() -> list[tuple[str, str, bool | None]]:
    """Every chart with every rule set that is offered for it, moving ranges left in and left out where it has them."""
    charts = dict.fromkeys(chart for offered in CHARTS_OF.values() for chart in offered)
    return [
        (chart, rules, screened)
        for chart in charts
        for rules in rules_of(chart)
        for screened in ((False, True) if chart in BY_MOVING_RANGE else (None,))
    ]


def series(chart: str, n_points: int, shift: float, count: int, generator: np.random.Generator) -> dict[str, Any]:
    """`count` series for this kind of chart as keywords of `analyse_many`; the second half moved by `shift` sd.

    P, P prime: binomial, 30% of 100. U, U prime: Poisson, 20 for 100. I prime: as P. C: Poisson, 20. G: geometric,
    1 in 20. T: exponential, mean 20. Xbar, S: subgroups of 10 normal values, of which the mean (Xbar) or the spread
    (S) moves. All others: normal. A shift of G and T is of the mean.
    """
    moved = np.where(np.arange(n_points) < n_points // 2, 0.0, shift) * np.ones((count, 1))
    sizes = np.full((count, n_points), float(SIZE))
    if chart in ("p", "pp", "ip"):
        return {"matrix": generator.binomial(SIZE, 0.3 + moved * math.sqrt(0.3 * 0.7 / SIZE)), "denominators": sizes}
    if chart in ("u", "up"):
        return {"matrix": generator.poisson(20 + moved * math.sqrt(20)), "denominators": sizes}
    if chart == "c":
        return {"matrix": generator.poisson(20 + moved * math.sqrt(20))}
    if chart == "g":
        return {"matrix": generator.geometric(1 / (20 + moved * math.sqrt(380))) - 1}
    if chart == "t":
        return {"matrix": generator.exponential(20 + moved * 20)}
    if chart in ("xbar", "s"):
        return _subgroups(chart, moved, generator)
    return {"matrix": generator.normal(50 + moved, 1)}


def _subgroups(chart: str, moved: Any, generator: np.random.Generator) -> dict[str, Any]:
    """Means, sizes and standard deviations of subgroups; of an S chart the standard deviation moves by its own."""
    of_spread = math.sqrt(1 / (2 * (SUBGROUP - 1)))
    mean, spread = (moved / math.sqrt(SUBGROUP), 1.0) if chart == "xbar" else (0.0, 1 + moved * of_spread)
    values = generator.normal(0, 1, size=(*moved.shape, SUBGROUP))
    return {
        "matrix": 50 + mean + (values * np.expand_dims(spread, -1)).mean(axis=-1),
        "denominators": np.full(moved.shape, float(SUBGROUP)),
        "deviations": values.std(axis=-1, ddof=1) * spread,
    }


def rate(chart: str, rules: str, screened: bool | None, n_points: int, shift: float, count: int = SERIES) -> float:
    """Of 100 series, those with a signal (however few their points)."""
    made = series(chart, n_points, shift, count, np.random.default_rng([SEED, n_points, int(shift * 10)]))
    analyses = analyse_many(made.pop("matrix").astype(float), chart, rules, screened=screened, **made)
    return float(100 * analyses.raw_signal.mean())


def rows() -> list[str]:
    """The lines of the table, as they stand in `measures/spc/rates.py`."""
    found = []
    for chart, rules, screened in asked():
        for n_points in LENGTHS:
            rates = ", ".join(f"{rate(chart, rules, screened, n_points, shift):.1f}" for shift in SHIFTS)
            found.append(f'    ("{chart}", "{rules}", {screened}, {n_points}): ({rates}),')
            print(found[-1].strip(), flush=True)
    return found


def main() -> None:
    """Print a line for each chart, rule set and length; with --write, also write the module that pages read."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    print(f"# of 100 series of {SERIES:,}: nothing changed, moved by 1 sd, moved by 2 sd")
    table = rows()
    if write:
        OF_PAGES.write_text(HEAD + "\n".join(table) + "\n}\n")


if __name__ == "__main__":
    main()
