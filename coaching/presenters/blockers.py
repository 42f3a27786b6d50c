"""Blockers in words, and the sponsor's time to answer as a chart: by the same engine and drawing as every measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from coaching.blocking import State, Step, Waits, age
from coaching.models import Blocker, BlockerStep
from coaching.queries.blockers import latest
from collaborative.nhsuk.filters import date_long, number, plural
from measures import periods
from measures.charts import ChartSpec, static, table
from measures.charts.words import sentence
from measures.spc import analyse

_COLOURS = {State.OPEN: "yellow", State.WITH_SPONSOR: "blue", State.ANSWERED: "green", State.CLOSED: "grey"}


@dataclass(frozen=True)
class Line:
    """One blocker in a list. since: how old it is, or how long it stood; late: the day the sponsor was asked for has
    passed."""

    pk: int
    title: str
    owner: str
    about: str
    state: str
    colour: str
    since: str
    told: str
    late: bool
    asked: str
    days: int


def line_of(row: Blocker, steps: Sequence[BlockerStep], today: date) -> Line:
    """A blocker as a line of a list."""
    asked = latest(steps, Step.ASKED)
    late = bool(row.state == State.WITH_SPONSOR and asked and asked.by_when and asked.by_when < today)
    last = steps[-1] if steps else None
    end = _day(last.made_at) if row.state == State.CLOSED and last is not None else today
    days = (end - _day(row.raised_at)).days
    return Line(
        pk=row.pk,
        title=row.title,
        owner=row.owner.get_full_name(),
        about=row.project.name if row.project else "",
        state=row.get_state_display(),
        colour=_COLOURS[State(row.state)],
        since=f"stood {age(days)}" if row.state == State.CLOSED and days > 0 else age(days),
        told=_told(row, last, today),
        late=late,
        asked=asked.words if asked else "",
        days=days,
    )


def _told(row: Blocker, last: BlockerStep | None, today: date) -> str:
    """The last that was done about it."""
    if last is None:
        return ""
    if row.state == State.WITH_SPONSOR and last.by_when:
        since = age((today - _day(last.made_at)).days)
        asked = "Asked today" if since == "today" else f"Asked {since} ago"
        return f"{asked}, for {date_long(last.by_when)}"
    if row.state == State.CLOSED:
        return last.words
    told = last.get_reply_display() if row.state == State.ANSWERED else "Opened again"
    return f"{told}: {last.words}"


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def lines_of(rows: Sequence[Blocker], steps: Mapping[int, Sequence[BlockerStep]], today: date) -> list[Line]:
    """The blockers as lines, in their order."""
    return [line_of(row, steps.get(row.pk, ()), today) for row in rows]


@dataclass(frozen=True)
class Told:
    """One line of what happened to a blocker."""

    what: str
    words: str
    who: str
    at: datetime


def story_of(row: Blocker, steps: Sequence[BlockerStep]) -> list[Told]:
    """All that happened to a blocker, in order."""
    begun = Told("Raised", row.title, row.raised_by.get_full_name(), row.raised_at)
    return [begun, *(Told(_what(one), one.words, one.made_by.get_full_name(), one.made_at) for one in steps)]


def _what(step: BlockerStep) -> str:
    if step.kind == Step.ASKED:
        return f"Asked the sponsor, by {date_long(step.by_when)}"
    return f"Answered: {step.get_reply_display()}" if step.kind == Step.ANSWERED else step.get_kind_display()


def answering(waits: Waits, today: date) -> str:
    """How long the sponsor takes, in words; with what waits, so that what is slow does not vanish."""
    said = []
    if waits.usual is not None:
        many = len(waits.answered)
        took = f"Half of {many} answers came" if many > 1 else "The one answer came"
        said.append(
            f"{took} within {_days(waits.usual)} of asking." if waits.usual else f"{took} on the day of asking."
        )
    if waits.waiting:
        many, longest = len(waits.waiting), age(waits.waiting[0].days(today))
        begun = "since today" if longest == "today" else f"for {longest}"
        said.append(f"1 request waits, {begun}." if many == 1 else f"{many} requests wait, the longest {begun}.")
        so_far = waits.usual_so_far(today)
        if waits.answered and so_far is not None:
            said.append(f"With what waits counted as if it were answered today, it would be {_days(so_far)}.")
    if waits.dropped:
        said.append(f"{plural(waits.dropped, 'request')} ended without an answer: the team closed the blocker.")
    return " ".join(said) or "Nothing has been asked of the sponsor yet."


def _days(days: float) -> str:
    return "1 day" if days == 1 else f"{number(days)} days"


def waits_spec(waits: Waits, today: date) -> ChartSpec | None:
    """Days from asking to answer, a point for each answer in the order in which they came, as a run chart; None before
    the first.

    What still waits stands at the end with its days so far: drawn, and left out of the median and its rules, because
    the number is not known yet. A run chart, not one of time between events: these are waits, not gaps, and an answer
    on the same day is a 0, which that chart cannot have.
    """
    if not waits.answered:
        return None
    shown = (*waits.answered, *sorted(waits.waiting, key=lambda one: (one.asked, one.blocker)))
    days = tuple(one.answered or today for one in shown)
    values = tuple(float(one.days(today)) for one in shown)
    first = len(waits.answered)
    still = range(first, len(shown))
    return ChartSpec(
        title="How long the sponsor takes to answer",
        y_label="Days from asking to the answer",
        unit="",
        decimals=0,
        direction="down",
        periods=days,
        labels=tuple(periods.label(periods.EVENT, day) for day in days),
        values=values,
        notes=("",) * len(values),
        numerators=None,
        denominators=None,
        target=None,
        marks=(),
        analysis=analyse(values, direction="down", excluded=still),
        period_noun="event",
        ghosts={at: f"asked on {date_long(shown[at].asked)}, waits still" for at in still},
    )


def waits_chart(waits: Waits, today: date) -> dict[str, Any] | None:
    """What the chart component takes; None before the first answer."""
    spec = waits_spec(waits, today)
    if spec is None:
        return None
    when = [*spec.labels[: len(waits.answered)], *["Not yet"] * len(waits.waiting)]
    rows = [
        [day, row.value, row.centre, row.signal, row.left_out] for day, row in zip(when, table.rows(spec), strict=True)
    ]
    return {
        "title": spec.title,
        "svg": static.svg(spec, uid="waits"),
        "svg_narrow": static.svg(spec, uid="waits-narrow", narrow=True),
        "sentence": sentence(spec),
        "table": {"head": ["Answered", "Days", "Median", "Signal", "Note"], "rows": rows},
    }
