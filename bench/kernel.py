"""Speed of the statistics kernel: charts a second one by one and in a batch, and beside the bare cost of numpy."""

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
REPEATS = 7


def seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def floor(matrix: np.ndarray) -> np.ndarray:
    """The least that numpy can do for a run chart: medians, and how often each series crosses its own."""
    above = matrix > np.median(matrix, axis=1)[:, None]
    return np.count_nonzero(above[:, 1:] != above[:, :-1], axis=1)


def main() -> None:
    """Print a line a length of series and kind of chart."""
    generator = np.random.default_rng(20270303)
    for n_points in (24, 36):
        matrix = generator.normal(50, 10, size=(SERIES, n_points))
        rows = matrix[:ONE_BY_ONE].tolist()
        least = seconds(lambda matrix=matrix: floor(matrix)) / SERIES
        for chart in ("run", "xmr"):
            batch = seconds(lambda matrix=matrix, chart=chart: analyse_many(matrix, chart)) / SERIES
            single = seconds(lambda rows=rows, chart=chart: [analyse(row, chart) for row in rows]) / ONE_BY_ONE
            print(
                f"{n_points} points, {chart}: {1 / single:,.0f} charts a second one by one, "
                f"{1 / batch:,.0f} in a batch, "
                f"which takes {batch / least:.1f}x the time of numpy's medians and crossings alone"
            )


if __name__ == "__main__":
    main()
