"""Lines of groups and their gaps for tests: levels with a little scatter, the same every time."""

from collections.abc import Sequence
from dataclasses import dataclass

from measures.equity import Verdict, gap, judge
from measures.series import Series
from measures.spc import Analysis, analyse

# Up and down by turns, never the same twice running, so that a level alone never looks like a signal.
SCATTER = (0.4, -0.6, 0.1, 0.7, -0.3, -0.8, 0.5, -0.2, 0.9, -0.5, 0.2, -0.7)
OTHER_SCATTER = (-0.5, 0.3, 0.8, -0.1, -0.9, 0.6, -0.4, 0.2, -0.7, 0.5, 0.1, -0.3)


@dataclass(frozen=True)
class OneLine:
    """A line as `measures.equity` takes it."""

    name: str
    series: Series
    analysis: Analysis
    level: Analysis | None = None

    @property
    def of_level(self) -> Analysis:
        return self.level or self.analysis


def months(count: int) -> tuple[str, ...]:
    return tuple(f"{2024 + i // 12}-{i % 12 + 1:02}-01" for i in range(count))


def series_of(values: Sequence[float | None], sizes: Sequence[float | None] | None = None) -> Series:
    n = len(values)
    none = (None,) * n
    return Series(months(n), tuple(values), none, tuple(sizes) if sizes else none, ("",) * n, none)


def line(name: str, values: Sequence[float | None], sizes: Sequence[float | None] | None = None) -> OneLine:
    """A group with its own run chart."""
    return OneLine(name, series_of(values, sizes), analyse(values))


def gap_line(focus: OneLine, comparator: OneLine, scale: str = "difference") -> OneLine:
    """The gap between two groups with its own run chart."""
    found = gap(focus.series, comparator.series, scale, (focus.name, comparator.name))
    return OneLine(focus.name, found, analyse(found.values))


def level(*stretches: tuple[float, int], scatter: Sequence[float] = SCATTER) -> list[float]:
    """Stretches of a level (value, how many points), scattered by up to one."""
    wanted = [value for value, count in stretches for _ in range(count)]
    return [value + scatter[i % len(scatter)] for i, value in enumerate(wanted)]


def verdict_on(
    focus: Sequence[float | None],
    comparator: Sequence[float | None],
    *,
    direction: str = "up",
    scale: str = "difference",
    names: tuple[str, str] = ("Black African", "White British"),
) -> Verdict:
    mine, theirs = line(names[0], focus), line(names[1], comparator)
    return judge(mine, theirs, gap_line(mine, theirs, scale), direction=direction, scale=scale)
