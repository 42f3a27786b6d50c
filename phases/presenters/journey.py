"""An organisation's phases in words, and everybody's as a picture and a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from collaborative.drawing import colours, letters, svg
from collaborative.nhsuk.filters import MONTHS, date_long
from organisations.models import Participation
from phases.forms.journey import LABELS
from phases.models import GateReview, Pause, PhaseChange, PhasePlan, ProgrammePause
from phases.queries.journey import Journey
from phases.timeline import Bar, Span, bars, closed, is_paused, later

WIDTH, LEFT, ROW, TOP, BAR = 1000, 300, 30, 34, 18
FILLS = ("#003087", "#005eb8", "#00703c", "#330072")
_BY = {"actual": "", "forecast": "expected", "plan": "planned", "moved": "moved", "": ""}
MOVED = "Moved: as planned, but later by pauses and by what came before."


def when(day: date | None, by: str, word: str) -> str:
    """A day with how it is known: "ends 3 March 2027 (planned)"."""
    if day is None:
        return ""
    how = f" ({_BY[by]})" if _BY[by] else ""
    verb = {"begins": "began", "ends": "ended"}.get(word, word) if by == "actual" else word
    return f"{verb} {date_long(day)}{how}"


def sentence(bar: Bar) -> str:
    """When a phase begins and ends, as far as anything is known: else ""."""
    if bar.waits_for:
        return f"Not before phase {bar.waits_for} ends"
    ends = "was to end" if bar.overdue else "ends"
    said = [when(bar.start, bar.start_by, "begins"), when(bar.end, bar.end_by, ends)]
    joined = "; ".join(one for one in said if one)
    return f"{joined[:1].upper()}{joined[1:]}"


def planned_line(plan: PhasePlan | None) -> str:
    """The dates that were planned at first: "Planned: 1 May 2026 to 29 October 2026", else ""."""
    if plan is None or not (plan.planned_start or plan.planned_end):
        return ""
    first, last = (date_long(day) if day else "not said" for day in (plan.planned_start, plan.planned_end))
    return f"Planned: {first} to {last}"


def state(bar: Bar) -> tuple[str, str]:
    """A phase's state in a word, and its colour."""
    if bar.is_over:
        return "Done", "green"
    if bar.late:
        return "Later than expected", "orange"
    if bar.start_by == "actual":
        return "Under way", "blue"
    return ("To come", "grey") if bar.start else ("No dates yet", "white")


def change_line(row: PhaseChange) -> str:
    """What was done to a date, in a sentence."""
    name = f"Phase {row.plan.phase.number}, {LABELS[row.which].lower()}"
    if row.before and row.after:
        return f"{name}: {date_long(row.after)}, before {date_long(row.before)}"
    return f"{name}: {date_long(row.after)}" if row.after else f"{name}: taken away, before {date_long(row.before)}"


def met_line(review: GateReview) -> str:
    """How many criteria a team says are met."""
    said = review.said  # type: ignore[attr-defined]
    return f"{sum(one.met for one in said)} of {len(said)} criteria met"


def unmet(review: GateReview) -> int:
    """How many criteria a team says are not met."""
    return sum(not one.met for one in review.said)  # type: ignore[attr-defined]


def pause_saved(row: Pause, shared: Sequence[ProgrammePause], before: Sequence[Bar], after: Sequence[Bar]) -> str:
    """That a pause is saved, and what is true of the dates: whether one moves, and whether the programme pauses then.

    before, after: the phases without and with it.
    """
    moves = [(one.start, one.end) for one in before] != [(one.start, one.end) for one in after]
    so_far = "" if row.ends_on else " so far"
    said = [
        "The pause is saved.",
        "Dates of phases move with it." if moves else f"It moves no date of a phase{so_far}.",
    ]
    for one in shared:
        if one.starts_on <= (row.ends_on or date.max) and row.starts_on <= (one.ends_on or date.max):
            until = date_long(one.ends_on) or "further notice"
            said.append(f"The whole programme pauses {date_long(one.starts_on)} to {until} too: no day counts twice.")
    return " ".join(said)


@dataclass(frozen=True)
class Row:
    """One organisation of the timeline. now: the phase it is in, in words."""

    place: Participation
    bars: list[Bar]
    pauses: list[Span]
    now: str
    paused: bool


@dataclass(frozen=True)
class Timeline:
    """The picture and what it says; svg is empty where no organisation has dates."""

    rows: list[Row]
    svg: str


def row_of(journey: Journey, today: date) -> Row:
    """One organisation as far as is known today."""
    drawn, breaks = bars(journey.stages, journey.pauses, today), closed(journey.pauses, today)
    there = [bar for bar in drawn if bar.start_by == "actual" and not bar.is_over]
    paused = is_paused(journey.pauses, today)
    now = f"Phase {there[-1].number}: {there[-1].name}" if there else ""
    if not now and drawn and all(bar.is_over for bar in drawn):
        now = "All phases are done"
    return Row(journey.participation, drawn, breaks, now or "Not begun", paused)


def timeline(journeys: Sequence[Journey], today: date) -> Timeline:
    """Everybody's phases against one calendar."""
    rows = [row_of(journey, today) for journey in journeys]
    days = [day for row in rows for bar in row.bars for day in (bar.start, bar.end) if day]
    return Timeline(rows, _draw(rows, min([*days, today]), max([*days, today]), today) if days else "")


def _draw(rows: Sequence[Row], first: date, last: date, today: date) -> str:
    begin = first.replace(day=1)
    scale = (WIDTH - LEFT - 10) / max((last - begin).days + 15, 1)

    def x(day: date) -> float:
        return LEFT + (day - begin).days * scale

    height = TOP + ROW * len(rows) + 24
    parts = [_hatch(), *_calendar(begin, last, x, height)]
    for index, row in enumerate(rows):
        parts += _row(row, TOP + index * ROW, x, today)
    parts += [
        svg.line(x(today), TOP - 6, x(today), height - 20, stroke=colours.INK, stroke_width=2),
        svg.text("Today", x(today), height - 6, font_size=13, text_anchor="middle", fill=colours.INK),
    ]
    return svg.el(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_label="When each organisation is in which phase. The table below says the same.",
        font_family=colours.FONT,
    )


def _hatch() -> str:
    """A pause: stripes, so that it is not told by colour alone."""
    stripe = svg.el("path", d="M0 6L6 0M-1 1L1 -1M5 7L7 5", stroke=colours.INK, stroke_width=1.2)
    ground = svg.el("rect", width=6, height=6, fill=colours.PAPER)
    pattern = svg.el("pattern", ground, stripe, id="paused", width=6.0, height=6.0, patternUnits="userSpaceOnUse")
    return svg.el("defs", pattern)


def _calendar(begin: date, last: date, x: Callable[[date], float], height: float) -> list[str]:
    """A line for each quarter, or for each year or few years where they would be too close."""
    found = []
    years = last.year - begin.year
    step = 3 if (last - begin).days < 365 * 4 else 12 * max(1, -(-years // 10))
    first, end = (day.year * 12 + day.month - 1 for day in (begin, last))
    for month in range(first + -first % step, end + 1, step):
        day = date(month // 12, month % 12 + 1, 1)
        label = f"{MONTHS[day.month - 1][:3]} {day.year}"
        found.append(svg.line(x(day), TOP - 8, x(day), height - 20, stroke=colours.GRID))
        found.append(svg.text(label, x(day), 16, font_size=13, text_anchor="middle", fill=colours.MUTED))
    return found


def _row(row: Row, y: float, x: Callable[[date], float], today: date) -> list[str]:
    name = letters.fit(row.place.organisation.name, LEFT - 16, 14)
    middle = y + BAR - 4
    found = [svg.text(name, 0, middle, font_size=14, fill=colours.INK)]
    for bar in row.bars:
        if bar.start is None or bar.end is None or bar.end < bar.start:
            continue
        found += _bar(bar, y, x, today)
    drawn = [(bar.start, bar.end) for bar in row.bars if bar.start and bar.end]
    for one in row.pauses:
        if drawn and one.last and one.last >= drawn[0][0]:
            width = max(x(later(one.last, 1)) - x(max(one.first, drawn[0][0])), 2)
            at = x(max(one.first, drawn[0][0]))
            found.append(svg.el("rect", x=at, y=y + 3, width=width, height=BAR - 6, fill="url(#paused)"))
    return found


def _bar(bar: Bar, y: float, x: Callable[[date], float], today: date) -> list[str]:
    """A phase: what of it has been is filled, what is still to come is pale."""
    assert bar.start is not None
    assert bar.end is not None
    # What should have ended and has not goes on today.
    end = today if bar.overdue and bar.start_by == "actual" else later(bar.end, 1)
    begin, width = x(bar.start), max(x(end) - x(bar.start), 3)
    fill = FILLS[(bar.number - 1) % len(FILLS)]
    shape: svg.Attributes = {"y": y, "height": BAR, "rx": 2, "stroke": fill, "stroke_width": 1.5}
    found = [svg.el("rect", x=begin, width=width, fill=colours.PALE_BLUE, **shape)]
    done = min(max(x(today) - begin, 0), width) if bar.start_by == "actual" else 0
    if done:
        found.append(svg.el("rect", x=begin, width=done, fill=fill, **shape))
    if width > 14:
        ink = colours.PAPER if done > 14 else colours.INK
        found.append(svg.text(str(bar.number), begin + 5, y + BAR - 4, font_size=13, fill=ink))
    return found
