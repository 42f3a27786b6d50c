"""What was decided about a chart, in words; and when drawing its line anew could be thought of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from measures import periods
from measures.charts import ChartSpec
from measures.charts.phrases import counted, noun_for, period, side_of
from measures.charts.signals import tone
from measures.forms.decisions import QUESTIONS
from measures.models import ChartDecision, Line
from measures.presenters.charts import SPREAD
from measures.queries import ChartState
from measures.spc import MIN_BASELINE
from measures.spc.rebase import suggest

_Decision = ChartDecision.Decision
# Sorts of decision that are made on pages of their own, as they stand in addresses.
SORTS = ("rebase", "baseline", "exclude")
# Numbers may be cleared or corrected to nothing after it was fixed.
_EMPTY = "The fixed baseline has no numbers: take it back, or enter them again."
_WHEN = {_Decision.BASELINE: "until {}", _Decision.EXCLUDE: "{}"}


@dataclass(frozen=True)
class DecisionView:
    """One decision of the list under the chart. letter: as on the chart, "" where it has none there.

    when: such as "from Mar 2027". answers: question and answer of each of the four. in_sight: False where the chart
    does not show the period any more. warning: what is wrong with it meanwhile, "" for nothing.
    """

    row: ChartDecision
    letter: str
    title: str
    when: str
    answers: tuple[tuple[str, str], ...] = ()
    in_sight: bool = True
    warning: str = ""


@dataclass(frozen=True)
class Hint:
    """That the line could be drawn anew: what is seen, and where to do it."""

    words: str
    url: str


@dataclass(frozen=True)
class Decided:
    """Everything about decisions on the page of one chart. centre: what its centre line is called.

    ways: the addresses by which a person may decide, by sort of decision; None for who may not.
    """

    rows: list[DecisionView]
    centre: str
    ways: dict[str, str] | None = None
    hint: Hint | None = None


def about(state: ChartState, spec: ChartSpec, decisions: Sequence[ChartDecision], *, may_define: bool) -> Decided:
    """What was decided about a chart that is shown; for who may decide, how to, and the hint where there is one."""
    rows = decided(spec, decisions, state.measure.frequency)
    if not (may_define and spec.known):
        return Decided(rows, spec.centre_word)
    ways = {sort: way_to(state, sort) for sort in SORTS}
    hint = hint_of(spec, ways["rebase"]) if state.line == Line.VALUE else None
    return Decided(rows, spec.centre_word, ways, hint)


def way_to(state: ChartState, sort: str) -> str:
    """Where this sort of decision about the chart is made."""
    of = "gap-" if state.line == Line.GAP else "group-" if state.stratum_id else ""
    group = [state.stratum_id] if state.stratum_id else []
    return reverse(f"decide-{of}{sort}", args=[state.measure.collaborative.slug, state.measure.pk, *group])


def decided(spec: ChartSpec, decisions: Sequence[ChartDecision], frequency: str) -> list[DecisionView]:
    """The decisions about the chart, in time order, with the letters they have on it."""
    letters = {spec.periods[note.start]: note.letter for note in spec.borders}
    views = []
    for row in decisions:
        start = next((day for day in spec.periods if day >= row.period), None)
        letter = letters.get(start, "") if start and row.begins_part else ""
        shown = bool(letter) if row.begins_part else row.period in spec.periods
        where = _in_part(spec, row.period) if row.decision == _Decision.BASELINE and shown else ""
        warning = _EMPTY if row.decision == _Decision.BASELINE and not _has_points(spec, row.period) else ""
        views.append(_view(row, frequency, letter, in_sight=shown, where=where, warning=warning))
    return views


def _has_points(spec: ChartSpec, until: date) -> bool:
    """Whether a baseline until this period, which the chart may not show any more, has a number to make lines of."""
    last = max((day for day in spec.periods if day <= until), default=None)
    return bool(spec.known) and last is not None and _points(spec, last) > 0


def _in_part(spec: ChartSpec, until: date) -> str:
    """Which part of a chart of several a baseline is of, as " (of the part from Mar 2027)"; else ""."""
    if len(spec.analysis.parts) <= 1:
        return ""
    start = _part_start(spec, spec.periods.index(until))
    return f" (of the part from {spec.labels[start]})" if start else " (of the first part)"


def _part_start(spec: ChartSpec, position: int) -> int:
    return max(part.start for part in spec.analysis.parts if part.start <= position)


def alone(row: ChartDecision) -> DecisionView:
    """One decision without its chart. Give it with its measure."""
    return _view(row, row.measure.frequency, "", in_sight=True)


def of_gaps(rows: Sequence[ChartDecision], slug: str) -> list[dict[str, str]]:
    """What is decided about gaps, each with where it is taken back. Give the decisions with measure and group."""
    views = [alone(row) for row in rows]
    return [
        {
            "text": f"The gap of {view.row.stratum}: {view.title.lower()} {view.when}",
            "href": reverse("decision-take-back", args=[slug, view.row.measure_id, view.row.pk]),
        }
        for view in views
    ]


def _view(
    row: ChartDecision, frequency: str, letter: str, *, in_sight: bool, where: str = "", warning: str = ""
) -> DecisionView:
    return DecisionView(
        row=row,
        letter=letter,
        title=str(row.get_decision_display()),
        when=_WHEN.get(_Decision(row.decision), "from {}").format(periods.label(frequency, row.period)) + where,
        answers=tuple((question, getattr(row, name)) for name, question in QUESTIONS.items() if row.different),
        in_sight=in_sight,
        warning=warning,
    )


def hint_of(spec: ChartSpec, url: str) -> Hint | None:
    """What a calm hint says where a new level has held for long enough, and not for the worse; None otherwise."""
    analysis = spec.analysis
    run = suggest(analysis) if analysis.tested and analysis.chart not in SPREAD else None
    if run is None or run != analysis.runs[-1] or tone(run.side, spec.direction) == "worse":
        return None
    many = counted(run.length, noun_for(spec, run.start, run.end, run.length))
    words = f"{many} in a row {side_of(spec, run.side)} since {period(spec, run.start)}."
    return Hint(f"{words[0].upper()}{words[1:]}", f"{url}?period={spec.periods[run.start].isoformat()}")


def period_choices(spec: ChartSpec, decision: str) -> list[tuple[str, str]]:
    """The periods that a decision can be about, as ISO date and label, latest first."""
    found = []
    for position, (day, label) in enumerate(zip(spec.periods, spec.labels, strict=True)):
        has_value = spec.values[position] is not None
        if decision == _Decision.BASELINE:
            start = _part_start(spec, position)
            since = f" since {spec.labels[start]}" if start else ""
            found.append((day.isoformat(), f"{label} ({counted(_points(spec, day), 'point')}{since})"))
        elif position if decision == _Decision.REBASE else has_value:
            found.append((day.isoformat(), label))
    return found[::-1]


def _points(spec: ChartSpec, until: date) -> int:
    """How many points a baseline until this period has: those of its part that are not left out."""
    last, included = spec.periods.index(until), spec.analysis.points.included
    start = _part_start(spec, last)
    return sum(1 for i, _ in spec.known if start <= i <= last and included[i])


def too_short(spec: ChartSpec, until: date) -> str:
    """The warning for a baseline of few points, "" for one of enough."""
    points = _points(spec, until)
    if points >= MIN_BASELINE:
        return ""
    made = "limits are" if spec.has_limits else f"{spec.centre_word} is"
    return f"The baseline has only {counted(points, 'point')}: its {made} still uncertain. Twelve or more are better."
