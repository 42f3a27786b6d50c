"""What moved, in a few words: one line for each chart, the same for better and for worse. Pure."""

from dataclasses import dataclass
from datetime import date

from measures.charts import ChartSpec
from measures.charts.words import headline, verdict

MOVED = ("worse", "better", "changed")
# From what a coach looks at first to what says nothing yet.
_VERDICTS = (*MOVED, "none", "few", "empty")
_NOW = {"better": "Better", "worse": "Worse", "changed": "Changed"}
_BEFORE = {"better": "Better than it was", "worse": "Worse than it was", "changed": "Changed for a while"}


@dataclass(frozen=True, slots=True)
class Move:
    """verdict: as `measures.charts.words.verdict`. since: first day of the shift that holds now, None where there is
    none. words: such as "Worse since Mar 2027".
    """

    verdict: str
    since: date | None
    words: str

    @property
    def moved(self) -> bool:
        return self.verdict in MOVED

    @property
    def order(self) -> int:
        """0 for worse, then better, changed, no clear change, too few points, and no data."""
        return _VERDICTS.index(self.verdict)


def move_of(spec: ChartSpec) -> Move:
    """What this chart says has moved, and since when where the shift holds now."""
    found = verdict(spec)
    if found not in MOVED:
        return Move(found, None, headline(spec))
    long_runs = spec.analysis.long_runs
    if long_runs and long_runs[-1] == spec.analysis.runs[-1]:
        start = long_runs[-1].start
        return Move(found, spec.periods[start], f"{_NOW[found]} since {spec.labels[start]}")
    return Move(found, None, _BEFORE[found])
