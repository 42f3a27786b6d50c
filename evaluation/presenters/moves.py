"""What moved, in a few words: one line for each chart, the same for better and for worse. Pure."""

from dataclasses import dataclass
from datetime import date

from measures.charts import ChartSpec
from measures.charts.words import headline, verdict

MOVED = ("worse", "better", "changed")
# From what a coach looks at first to what says nothing yet.
_VERDICTS = (*MOVED, "none", "few", "empty")


@dataclass(frozen=True, slots=True)
class Move:
    """verdict: as `measures.charts.words.verdict`. since: first day of the run that holds now, None where none
    does. words: such as "Worse since Mar 2027".
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
    """What this chart says has moved, and since when where the numbers show which way it went."""
    found, words = verdict(spec), headline(spec)
    if found not in MOVED or spec.analysis.change == 0:
        return Move(found, None, words)
    start = spec.analysis.runs[-1].start
    return Move(found, spec.periods[start], f"{words} since {spec.labels[start]}")
