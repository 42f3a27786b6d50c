"""Speed of the statistics kernel, as ratios: a batch beside one by one, and beside numpy's medians alone."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measures.spc import analyse, analyse_many

SERIES = 20_000
ONE_BY_ONE = 1_000
REPEATS = 5


def seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one line a length of series."""
    generator = np.random.default_rng(20270303)
    for n_points in (24, 36):
        matrix = generator.normal(50, 10, size=(SERIES, n_points))
        rows = matrix[:ONE_BY_ONE].tolist()
        batch = seconds(lambda matrix=matrix: analyse_many(matrix)) / SERIES
        single = seconds(lambda rows=rows: [analyse(row) for row in rows]) / ONE_BY_ONE
        floor = seconds(lambda matrix=matrix: np.median(matrix, axis=1)) / SERIES
        print(
            f"{n_points} points: batch {1 / batch:,.0f} charts a second, {single / batch:.0f}x faster than one by one; "
            f"{batch / floor:.0f}x the time of numpy's medians alone"
        )


if __name__ == "__main__":
    main()
