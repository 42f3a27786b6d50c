"""What moved, in a few words: one line for each chart, the same for better and for worse. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.queries import MeasureWork
from measures.charts import ChartSpec
from measures.charts.words import headline, since, verdict
from measures.models import Annotation
from measures.presenters import chart_spec

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


def spec_of(work: MeasureWork, annotations: Sequence[Annotation] = ()) -> ChartSpec:
    """A measure's chart for everyone; where it is empty though groups have numbers, it says so."""
    by_group = bool(work.measure.strata.all()) and work.due.last_entered is not None
    return chart_spec(work.state, annotations, decisions=work.decisions, by_group=by_group)


def move_of(spec: ChartSpec) -> Move:
    """What this chart says has moved, and since when where the numbers show which way it went."""
    found, words = verdict(spec), headline(spec)
    start = since(spec)
    if start is None:
        return Move(found, None, words)
    return Move(found, spec.periods[start], f"{words} since {spec.labels[start]}")
