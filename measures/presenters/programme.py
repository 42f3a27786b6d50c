"""Pooled charts and who counts for them, made ready for pages and files. Nothing here holds anybody's numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collaborative.csvfile import csv_text
from collaborative.nhsuk.filters import date_long
from measures import periods, pooling
from measures.charts import ChartSpec, PartNote, static, words
from measures.charts.figure import plotly
from measures.models import Kind, Measure, ProgrammeMeasure
from measures.presenters.charts import decimals_of, letter_of
from measures.presenters.reporting import bars
from measures.queries.programme import Counts, ProgrammeState

NOT_COMPUTED = "This chart is being computed"
NOTHING_YET = "No organisation has reported yet"


@dataclass(frozen=True)
class Pictures:
    """One picture, as wide as a page and for a phone."""

    svg: str
    svg_narrow: str = ""


@dataclass(frozen=True)
class PooledChart:
    """One pooled chart as large as its page, with what must be said beneath it."""

    name: str
    svg: str
    svg_narrow: str
    figure: dict[str, Any]
    sentence: str
    method: str
    has_points: bool
    reporting: Pictures
    warnings: tuple[str, ...]
    fresh: str


@dataclass(frozen=True)
class PooledCard:
    """A programme measure in the list."""

    programme: ProgrammeMeasure
    picture: Pictures
    sentence: str
    reporting: str
    is_stale: bool


@dataclass(frozen=True)
class PeriodRow:
    """One period of the table: the value or why there is none, and how many organisations."""

    period: str
    value: str
    note: str
    counted: int
    differently: int
    taking_part: int
    version: int


@dataclass(frozen=True)
class CountsRow:
    """One organisation and how it counts, in words."""

    organisation: str
    says: str
    since: str
    last_reported: str
    is_late: bool


def unit_of(programme: ProgrammeMeasure) -> str:
    """What follows a number of it: '%' or 'per 1,000'."""
    return "%" if programme.kind == Kind.PERCENTAGE else f"per {programme.rate_per:,}"


def programme_spec(state: ProgrammeState) -> ChartSpec:
    """Everything needed to draw and describe the pooled chart."""
    programme, pooled = state.programme, state.pooled
    starts = tuple(date.fromisoformat(period) for period in pooled.periods)
    target = float(programme.target) if programme.target is not None else None
    per = "as a share of" if programme.kind == Kind.PERCENTAGE else f"per {programme.rate_per:,}"
    return ChartSpec(
        title=programme.name,
        y_label=f"{programme.numerator_label} {per} {programme.denominator_label.lower()}",
        unit=unit_of(programme),
        decimals=decimals_of(programme.kind, pooled.values, target),
        direction=programme.direction,
        periods=starts,
        labels=tuple(periods.label(programme.frequency, start) for start in starts),
        values=pooled.values,
        notes=pooled.notes,
        numerators=None,
        denominators=None,
        target=target,
        marks=(),
        analysis=state.analysis,
        period_noun=programme.frequency,
        empty=NOTHING_YET if state.computed_at else NOT_COMPUTED,
        parts=_parts(state, starts),
        breaks=frozenset(part.start for part in state.analysis.parts[1:]),
    )


def _parts(state: ProgrammeState, starts: Sequence[date]) -> tuple[PartNote, ...]:
    """The places where a new version begins, each with its reason."""
    reasons = {version.effective_from: version for version in state.versions}
    found = []
    for number, part in enumerate(state.analysis.parts[1:]):
        version = reasons.get(starts[part.start])
        if version is not None:
            found.append(PartNote(part.start, letter_of(number), f"Version {version.number}", version.reason))
    return tuple(found)


def pooled_chart(state: ProgrammeState) -> PooledChart:
    """The chart with everything around it."""
    spec = programme_spec(state)
    return PooledChart(
        name=spec.title,
        svg=static.svg(spec, uid="chart"),
        svg_narrow=static.svg(spec, uid="chart", narrow=True),
        figure=plotly(spec),
        sentence=words.sentence(spec),
        method=words.method(spec),
        has_points=bool(spec.known),
        reporting=_reporting(state, spec.labels),
        warnings=tuple(_warnings(state)),
        fresh=freshness(state),
    )


def _reporting(state: ProgrammeState, labels: Sequence[str]) -> Pictures:
    said = reporting_words(state)
    return Pictures(
        bars(state.pooled, labels, said, uid="reporting-wide"),
        bars(state.pooled, labels, said, uid="reporting-narrow", width=340, height=100),
    )


def pooled_cards(states: Iterable[ProgrammeState]) -> list[PooledCard]:
    """The list's cards."""
    return [_card(state) for state in states]


def _card(state: ProgrammeState) -> PooledCard:
    spec = programme_spec(state)
    return PooledCard(
        programme=state.programme,
        picture=Pictures(static.small(spec, uid=f"pooled-{state.programme.pk}")),
        sentence=words.sentence(spec),
        reporting=reporting_words(state),
        is_stale=state.is_stale or state.computed_at is None,
    )


def freshness(state: ProgrammeState) -> str:
    """The day of which the line is, and when it moves again."""
    if state.computed_at is None:
        return "This chart is being computed. Look again in a minute."
    made = date_long(state.computed_at)
    if state.is_stale:
        return f"As of {made}; the line is being brought up to date: look again in a minute."
    return f"As of {made}; the line is brought up to date at most once a day."


def reporting_words(state: ProgrammeState) -> str:
    """'Oct 2026: 11 of 18 organisations reported; 2 of them count differently and are not in the total.'"""
    pooled = state.pooled
    if not pooled.periods:
        return ""
    label = periods.label(state.programme.frequency, date.fromisoformat(pooled.periods[-1]))
    reported = pooled.counted[-1] + pooled.differently[-1]
    said = f"{label}: {reported} of {_organisations(pooled.taking_part[-1])} reported"
    return f"{said}.{_differently_of(reported, pooled.differently[-1])}"


def _differently_of(reported: int, differently: int) -> str:
    if not differently:
        return ""
    if differently == reported:
        return " All of them count differently." if reported > 1 else " It counts differently."
    verb = "counts differently and is" if differently == 1 else "count differently and are"
    return f" {differently} of them {verb} not in the total."


def _organisations(count: int) -> str:
    return f"{count} organisation{'' if count == 1 else 's'}"


def _warnings(state: ProgrammeState) -> Iterable[str]:
    """What a reader of the latest part must know: who reported, whether that changed, and what is not shown."""
    pooled = state.pooled
    if not pooled.periods:
        return
    yield reporting_words(state)
    latest = pooled.versions[-1]
    shown = [at for at, number in enumerate(pooled.versions) if number == latest and pooled.values[at] is not None]
    if len(shown) > 1:
        changed = any(pooled.moved[at] for at in shown)
        yield _mix([pooled.counted[at] for at in shown], f" since version {latest}" if latest > 1 else "", changed)
    hidden = sum(note in (pooling.SMALL_NUMBERS, pooling.ONE_LARGE) for note in pooled.notes)
    if hidden:
        noun = state.programme.frequency + ("" if hidden == 1 else "s")
        yield f"{hidden} {noun} {'is' if hidden == 1 else 'are'} not shown, to protect people and organisations."


def _mix(counts: Sequence[int], since: str, changed: bool) -> str:
    """Whether the points are of the same organisations: what looks like a change could else be a change of these."""
    fewest, most = min(counts), max(counts)
    if not changed:
        return f"The same {_organisations(most)} are in every point{since}."
    between = f"{fewest} to {most}" if fewest != most else f"{most}"
    return (
        f"There are {between} organisations in each point{since}, and not always the same ones:"
        " part of what looks like a change can come from who reported."
    )


# Tables.


def period_rows(state: ProgrammeState) -> list[PeriodRow]:
    """The table behind the chart, latest period first."""
    spec, pooled = programme_spec(state), state.pooled
    rows = [
        PeriodRow(
            period=spec.labels[at],
            value="" if value is None else spec.number(value),
            note=pooled.notes[at],
            counted=pooled.counted[at],
            differently=pooled.differently[at],
            taking_part=pooled.taking_part[at],
            version=pooled.versions[at],
        )
        for at, value in enumerate(pooled.values)
    ]
    return rows[::-1]


def pooled_csv(state: ProgrammeState) -> str:
    """The table to take away: rounded rates and numbers of organisations, and nothing that they were made from."""
    unit = "percent" if state.programme.kind == Kind.PERCENTAGE else unit_of(state.programme)
    heading = (
        "period",
        unit,
        "not shown because",
        "organisations in the total",
        "organisations that count differently",
        "organisations that take part",
        "version",
    )
    pooled = state.pooled
    columns = (
        *(pooled.periods, pooled.values, pooled.notes, pooled.counted),
        *(pooled.differently, pooled.taking_part, pooled.versions),
    )
    return csv_text([heading, *zip(*columns, strict=True)])


def counts_rows(state: ProgrammeState, rows: Iterable[Counts], due: date | None) -> list[CountsRow]:
    """Who counts how, in words. `due`: the latest period whose numbers should be there; who lacks it is late."""
    frequency = state.programme.frequency
    found = []
    for row in rows:
        said, last = row.adoption, row.last_reported
        if said is None:
            says = "Has not said"
        elif said.version is None:
            says = "Counts differently"
        else:
            says = f"Version {said.version.number}"
        found.append(
            CountsRow(
                organisation=row.organisation,
                says=says,
                since="" if said is None else periods.label(frequency, said.since),
                last_reported="" if last is None else periods.label(frequency, last),
                is_late=said is not None and due is not None and (last is None or last < due),
            )
        )
    return found


def version_rows(state: ProgrammeState) -> list[dict[str, Any]]:
    """The versions, latest first: number, since when, definition and reason."""
    return [
        {
            "number": version.number,
            "since": periods.label(state.programme.frequency, version.effective_from),
            "definition": version.definition,
            "reason": version.reason,
        }
        for version in reversed(state.versions)
    ]


def definition_of(programme: ProgrammeMeasure) -> list[dict[str, str]]:
    """What every version has in common, in words."""
    rows = [
        ("What it tells us", programme.get_measure_type_display()),
        ("How it is counted", kind_words(programme)),
        ("What is counted", programme.numerator_label),
        ("Out of", programme.denominator_label),
        ("Better is", programme.get_direction_display()),
        ("How often", programme.get_frequency_display()),
    ]
    if programme.target is not None:
        shown = f"{programme.target.normalize():f}"
        rows.append(("Target", f"{shown}%" if programme.kind == Kind.PERCENTAGE else f"{shown} {unit_of(programme)}"))
    return [{"key": key, "value": value} for key, value in rows]


def kind_words(counted: ProgrammeMeasure | Measure) -> str:
    """'Percentage: how many out of how many' or 'Rate: how many for every 1,000'."""
    if counted.kind == Kind.RATE:
        return f"Rate: how many for every {counted.rate_per:,}"
    return counted.get_kind_display()
