"""How often each rule set signals on series in which nothing happened, and finds a shift half-way.

Independent normal values; line and limits from the same series; a shift of one or two standard deviations lasts from
the middle on. The numbers said where a rule set is chosen, and in docs/charts-compared.md, come from here.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measures.spc import analyse_many

SERIES = 20_000
LENGTHS = (12, 24, 36)
SHIFTS = (0, 1, 2)

# Chart, rule set, moving ranges screened.
ASKED = (
    ("run", "anhoej", False),
    ("run", "ihi", False),
    ("run", "ihi8", False),
    ("xmr", "mdc7", False),
    ("xmr", "mdc7", True),
    ("xmr", "mdc6", False),
    ("i", "anhoej", False),
    ("i", "anhoej", True),
    ("i", "shewhart", True),
)


def main() -> None:
    """Print a line a rule set: of 100 series, those with a signal, by length and shift."""
    generator = np.random.default_rng(20270303)
    series = {}
    for n_points in LENGTHS:
        for shift in SHIFTS:
            values = generator.normal(0, 1, size=(SERIES, n_points))
            values[:, n_points // 2 :] += shift
            series[n_points, shift] = values + 50
    print("signals in 100 series: " + "; ".join(f"{n} points: none, +1, +2" for n in LENGTHS))
    for chart, rules, screened in ASKED:
        rates = [
            [
                100 * analyse_many(series[n_points, shift], chart, rules, screened=screened).raw_signal.mean()
                for shift in SHIFTS
            ]
            for n_points in LENGTHS
        ]
        name = f"{chart}, {rules}" + (", screened" if screened else "")
        print(f"{name:24}" + "; ".join(", ".join(f"{rate:4.1f}" for rate in of_length) for of_length in rates))


if __name__ == "__main__":
    main()
