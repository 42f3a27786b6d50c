"""Gaps between groups as pages show them: every gap in a line, one in full, and the share not known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from collaborative.csvfile import csv_text
from measures.charts import ChartSpec, static, words
from measures.charts.figure import plotly
from measures.equity import COMPARABLE, Member, Recording, Verdict, judge, leading, weigh
from measures.models import Annotation, ChartDecision, GapScale, Line, Measure
from measures.presenters.charts import SPREAD, chart_spec, counted_of, gap_unit_of
from measures.presenters.equity_words import Caution, Telling, caution, label, sentence, warning
from measures.queries import ChartState

# Verdicts whose line says which way the gap goes.
_MOVES = {"closing": "closing", "smaller": "closing", "widening": "widening", "larger": "widening", "turned": "turned"}


@dataclass(frozen=True)
class Found:
    """One gap read: its chart, those of its two groups, what they say together, and what people of unknown group could
    do to it (None where no group is marked so)."""

    gap: ChartState
    focus: ChartState
    comparator: ChartState
    verdict: Verdict
    recording: Recording | None


def gaps_of(states: Sequence[ChartState]) -> list[Found]:
    """Every gap among the charts of one measure, in the order of its groups, with its verdict."""
    values = [state for state in states if state.line == Line.VALUE]
    comparator = next((state for state in values if state.is_comparator), None)
    if comparator is None:
        return []
    by_group = {state.stratum_id: state for state in values}
    found = []
    for gap in states:
        if gap.line == Line.GAP and gap.stratum_id in by_group:
            measure, focus = gap.measure, by_group[gap.stratum_id]
            verdict = judge(focus, comparator, gap, direction=measure.direction, scale=measure.gap_scale)
            found.append(Found(gap, focus, comparator, verdict, _recording(verdict, focus, comparator, gap, states)))
    return found


def _recording(
    verdict: Verdict, focus: ChartState, comparator: ChartState, gap: ChartState, states: Sequence[ChartState]
) -> Recording | None:
    unknown = [state for state in states if state.line == Line.VALUE and state.is_unknown]
    share = next((state for state in states if state.line == Line.UNKNOWN), None)
    if not unknown or share is None or verdict.move == "few":
        return None
    return weigh(verdict, focus, comparator, unknown, share, gap, kind=gap.measure.kind)


def leading_gap(found: Sequence[Found]) -> Found | None:
    """The gap to look at first (see `measures.equity.leading`)."""
    first = leading([one.verdict for one in found])
    return next((one for one in found if one.verdict is first), None)


def telling(found: Found, annotations: Sequence[Annotation] = (), decisions: Sequence[ChartDecision] = ()) -> Telling:
    """A gap with its charts, for what is said of it. decisions: those about the measure's charts."""
    measure = found.gap.measure
    focus, comparator = (chart_spec(state, decisions=decisions) for state in (found.focus, found.comparator))
    decimals = 2 if measure.gap_scale == GapScale.RATIO else max(focus.decimals, comparator.decimals)
    gap = replace(chart_spec(found.gap, annotations, decisions=decisions), decimals=decimals)
    return Telling(found.verdict, gap, focus, comparator, gap_unit_of(measure), counted_of(measure))


@dataclass(frozen=True)
class GapLabel:
    """A verdict in few words. tone: "better", "worse", "changed", "none" or "few"; move: "closing", "widening",
    "turned" or "" (what its sign shows). warning: what recording could have done, or that it cannot be judged, "" for
    nothing; good news that may be recording alone is not in the tone of good news."""

    stratum_id: int
    name: str
    label: str
    tone: str
    move: str
    warning: str


def gap_label(found: Found) -> GapLabel:
    """The verdict on one gap for a table or a card."""
    verdict = found.verdict
    warned = warning(found.recording)
    return GapLabel(
        stratum_id=found.gap.stratum_id or 0,
        name=found.focus.name,
        label=label(verdict),
        tone="changed" if warned and verdict.tone == "better" else verdict.tone,
        move=_MOVES.get(verdict.move, ""),
        warning=warned,
    )


@dataclass(frozen=True)
class GapLine(GapLabel):
    """A gap in a list: also its size now, at the median."""

    size: str


@dataclass(frozen=True)
class MemberRow:
    """One of the two groups, or the gap: its medians before the gap moved and since, and what its own chart shows."""

    name: str
    before: str
    now: str
    own: str
    tone: str


@dataclass(frozen=True)
class EquityChart:
    """A chart of a gap or of the share not known; figure: the interactive one, None where there is only a picture."""

    title: str
    svg: str
    svg_narrow: str
    sentence: str
    method: str
    figure: dict[str, Any] | None = None


@dataclass(frozen=True)
class GapView(GapLabel):
    """One gap in full."""

    comparator: str
    sentence: str
    since: str
    members: tuple[MemberRow, ...]
    chart: EquityChart
    caution: Caution | None
    has_points: bool


@dataclass(frozen=True)
class GapRow:
    """One period of a gap: the two groups' values, the gap, the side of its median it is on, and notes."""

    period: str
    focus: str
    comparator: str
    gap: str
    where: str
    note: str


@dataclass(frozen=True)
class Equity:
    """The part of a measure's page on gaps. missing: why there is no gap to draw ("comparator", "counts", "groups"),
    "" where there is one. unknown: the chart of the share not known, None where no group is marked so. counted: what
    it is a share of ("people referred")."""

    comparator: str
    lines: tuple[GapLine, ...]
    shown: GapView | None
    unknown: EquityChart | None
    missing: str
    counted: str


def equity(
    states: Sequence[ChartState],
    notes: Sequence[Annotation],
    decisions: Sequence[ChartDecision],
    stratum_id: int | None,
) -> Equity | None:
    """Everything about gaps among the charts of one measure: of this group where it has one, else of the one to look
    at first. decisions: those about any of its charts. None for a measure without groups."""
    groups = [state for state in states if state.line == Line.VALUE and state.stratum_id is not None]
    if not groups:
        return None
    found = gaps_of(states)
    chosen = next((one for one in found if one.gap.stratum_id == stratum_id), None) or leading_gap(found)
    told = {one.gap.stratum_id: telling(one, notes, decisions) for one in found}
    share = next((state for state in states if state.line == Line.UNKNOWN), None)
    comparator = next((state.name for state in groups if state.is_comparator), "")
    return Equity(
        comparator=comparator,
        lines=tuple(_line(one, told[one.gap.stratum_id]) for one in found),
        shown=gap_view(chosen, told[chosen.gap.stratum_id]) if chosen else None,
        unknown=_picture(chart_spec(share, notes, decisions=decisions), "unknown") if share else None,
        missing=_missing(groups[0].measure, groups) if not found else "",
        counted=counted_of(groups[0].measure),
    )


def _missing(measure: Measure, groups: Sequence[ChartState]) -> str:
    if measure.kind not in COMPARABLE:
        return "counts"
    if not any(state.is_comparator for state in groups):
        return "comparator"
    return "groups"


def _line(found: Found, told: Telling) -> GapLine:
    now = found.verdict.now
    return GapLine(**vars(gap_label(found)), size="" if now is None else told.apart(now))


def gap_view(found: Found, told: Telling, *, interactive: bool = False) -> GapView:
    """One gap in full; interactive: with the figure to explore."""
    verdict = found.verdict
    return GapView(
        **vars(gap_label(found)),
        comparator=found.comparator.name,
        sentence=sentence(told),
        since="" if verdict.since is None else told.gap.labels[verdict.since],
        members=_members(told) if verdict.has_moved else (),
        chart=_picture(told.gap, "gap", interactive=interactive),
        caution=caution(found.recording, told) if found.recording else None,
        has_points=bool(told.gap.known),
    )


def _members(told: Telling) -> tuple[MemberRow, ...]:
    verdict = told.verdict
    pairs = ((verdict.focus, told.focus), (verdict.comparator, told.comparator))
    rows = [
        MemberRow(one.name, _number(one.before, spec), _number(one.now, spec), *_own(one, spec)) for one, spec in pairs
    ]
    before, now = ("" if size is None else told.size(size, unit=False) for size in (verdict.before, verdict.now))
    unit = f" ({told.unit})" if told.unit and not told.is_ratio else ""
    changed = {"closing": "Smaller", "widening": "Larger"}.get(_MOVES.get(verdict.move, ""), "Changed")
    return (*rows, MemberRow(f"The gap{unit}", before, now, changed, ""))


def _number(value: float | None, spec: ChartSpec) -> str:
    return "" if value is None else spec.number(value)


def _own(member: Member, spec: ChartSpec) -> tuple[str, str]:
    """What a group's own chart shows, in words and tone; of a chart of spread, what its values do."""
    if spec.analysis.chart not in SPREAD:
        return words.headline(spec), words.verdict(spec)
    if not member.own:
        return "No clear change", "none"
    return {1: ("Better", "better"), -1: ("Worse", "worse")}.get(member.own_better, ("Changed", "changed"))


def _picture(spec: ChartSpec, uid: str, *, interactive: bool = False) -> EquityChart:
    return EquityChart(
        title="",
        svg=static.svg(spec, uid=uid),
        svg_narrow=static.svg(spec, uid=uid, narrow=True),
        sentence=words.sentence(spec),
        method=words.method(spec),
        figure=plotly(spec) if interactive else None,
    )


def gap_rows(found: Found, told: Telling) -> list[GapRow]:
    """The numbers behind a gap, period by period."""
    series, spec = found.gap.series, told.gap
    where = {1: "Above", 0: "On it", -1: "Below"}
    return [
        GapRow(
            period=spec.labels[i],
            focus=_number(series.numerators[i], told.focus),
            comparator=_number(series.denominators[i], told.comparator),
            gap=_number(value, spec),
            where="" if value is None else where[spec.analysis.points.side[i] or 0],
            note=series.notes[i],
        )
        for i, value in enumerate(series.values)
    ]


def gap_csv(found: Found) -> str:
    """A gap period by period as a table to take away: raw numbers, ISO dates, the two groups beside it."""
    told, series = telling(found), found.gap.series
    sign = "divided by" if found.verdict.scale == "ratio" else "less"
    mine, theirs = told.names
    heading = ("period", mine, theirs, f"{mine} {sign} {theirs}", "median", "note")
    columns = (series.periods, series.numerators, series.denominators, series.values)
    lines = (found.gap.analysis.points.cl, series.notes)
    return csv_text([heading, *zip(*columns, *lines, strict=True)])
