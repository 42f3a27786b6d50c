"""What a team's answers about lasting say, in words and pictures. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from coaching.models import Holding, SustainItem, SustainRound
from coaching.sustaining import CODES, FEWEST, OPTIMISM, Result, Told, rounded
from collaborative.drawing.svg import el, line, text
from collaborative.nhsuk.filters import date_long, number

# How many rounds stand side by side.
SHOWN = 5
_WIDE, _HIGH = 640.0, 240.0
_LEFT, _RIGHT, _TOP, _FOOT = 40.0, 90.0, 16.0, 36.0
_STRIP = 240.0
_WHOLE = 100
_BLUE, _GREY = "#005eb8", "#4c6272"


@dataclass(frozen=True)
class FactorShown:
    """One factor as the results show it."""

    name: str
    domain: str
    median: str
    best: str
    room: str
    spread: str
    strip: str


def factors_shown(result: Result) -> list[FactorShown]:
    """The factors, most room first."""
    return [_factor(one) for one in result.told]


def _factor(one: Told) -> FactorShown:
    spread = ""
    if one.spread is not None:
        low, high = one.spread
        spread = f"All say {number(low)}" if low == high else f"{number(low)} to {number(high)}"
    return FactorShown(
        one.factor.name,
        one.factor.domain,
        number(rounded(one.median)),
        number(one.factor.best),
        number(rounded(one.room)),
        spread,
        _strip(one),
    )


def _strip(one: Told) -> str:
    """A line from nothing to the best value, the stretch over which answers lie, and the median on it."""

    def x(value: object) -> float:
        return 8 + (_STRIP - 16) * float(value) / float(one.factor.best or 1)  # type: ignore[arg-type]

    drawn = [line(x(0), 14, x(one.factor.best), 14, stroke="#d8dde0", stroke_width=4)]
    if one.spread is not None and one.spread[0] != one.spread[1]:
        drawn.append(line(x(one.spread[0]), 14, x(one.spread[1]), 14, stroke=_BLUE, stroke_width=4))
    drawn.append(el("circle", cx=x(one.median), cy=14, r=7, fill=_BLUE, stroke="#ffffff", stroke_width=2))
    return el("svg", *drawn, viewBox=f"0 0 {_STRIP:.0f} 28", class_="coach-strip", aria_hidden="true")


def reading(result: Result) -> str:
    """What the total is taken to mean, with where the line lies."""
    if result.is_hopeful:
        return f"{number(result.line)} or more: there is reason for optimism. Look at the factors with most room too."
    return f"Below {number(result.line)}: work on the factors with most room first, those at the top of the list."


def told_of(result: Result) -> str:
    """How many have answered, and why the spread is not told where it is not."""
    people = "One person has answered." if result.answers == 1 else f"{result.answers} people have answered."
    if result.answers < FEWEST:
        return f"{people} How far answers lie apart is told from {FEWEST} on."
    return people


@dataclass(frozen=True)
class Times:
    """Closed rounds side by side, oldest first: their days, and by factor, in the model's order, what each said."""

    days: list[str]
    totals: list[str]
    rows: list[tuple[str, list[str]]]
    picture: str


def times_of(rounds: Sequence[SustainRound], results: Mapping[int, Result]) -> Times | None:
    """The latest rounds with answers; None where there is none."""
    told = sorted((row for row in rounds if row.pk in results), key=lambda row: (row.closed_at, row.pk))[-SHOWN:]
    if not told:
        return None
    said = [{one.factor.code: one for one in results[row.pk].told} for row in told]
    names = {one.factor.code: one.factor.name for result in said for one in result.values()}
    ordered = sorted(names.items(), key=lambda one: CODES.index(one[0]))
    rows = [(name, [_median(one.get(code)) for one in said]) for code, name in ordered]
    totals = [(timezone.localdate(row.closed_at), results[row.pk]) for row in told]
    return Times(
        [date_long(day) for day, _ in totals],
        [f"{number(one.total)} of {number(one.best)}" for _, one in totals],
        rows,
        _picture(totals),
    )


def _median(one: Told | None) -> str:
    return number(rounded(one.median)) if one else ""


def _picture(totals: Sequence[tuple[date, Result]]) -> str:
    """The totals on a scale from 0 to 100, with the line of optimism; "" for fewer than two, or where a collaborative's
    own values make more or less than 100, because they are then not on one scale."""
    if len(totals) < 2 or any(one.best != _WHOLE for _, one in totals):
        return ""
    first, level = totals[0][0], _y(float(OPTIMISM))
    span = max((totals[-1][0] - first).days, 1)
    points = [
        (_LEFT + 20 + (_WIDE - _LEFT - _RIGHT - 40) * (day - first).days / span, _y(float(one.total)))
        for day, one in totals
    ]
    path = " ".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(points))
    drawn = [
        *(_grid(value) for value in (0, 25, 50, 75, 100)),
        line(_LEFT, level, _WIDE - _RIGHT, level, stroke=_GREY, stroke_width=1.5, stroke_dasharray="6 4"),
        text(f"{number(OPTIMISM)}: optimism", _WIDE - _RIGHT + 6, level + 4, class_="chart-axis"),
        el("path", d=path, fill="none", stroke=_BLUE, stroke_width=2),
    ]
    ends = {0: first, len(totals) - 1: totals[-1][0]}
    for at, ((x, y), (_, one)) in enumerate(zip(points, totals, strict=True)):
        drawn.append(el("circle", cx=x, cy=y, r=5, fill=_BLUE))
        drawn.append(text(number(one.total), x, y - 12, text_anchor="middle", class_="chart-label"))
        if at in ends:
            drawn.append(text(date_long(ends[at]), x, _HIGH - 10, text_anchor="middle", class_="chart-axis"))
    said = ", ".join(f"{date_long(day)} {number(one.total)}" for day, one in totals)
    title = el("title", f"Totals of the assessments, of 100: {said}.")
    return el("svg", title, *drawn, viewBox=f"0 0 {_WIDE:.0f} {_HIGH:.0f}", class_="coach-scores", role="img")


def _y(value: float) -> float:
    return _TOP + (_HIGH - _TOP - _FOOT) * (1 - value / _WHOLE)


def _grid(value: int) -> str:
    rule = line(_LEFT, _y(value), _WIDE - _RIGHT, _y(value), stroke="#d8dde0", stroke_width=1)
    return rule + text(str(value), _LEFT - 8, _y(value) + 4, text_anchor="end", class_="chart-axis")


_TAGS = {Holding.HOLDS: "green", Holding.SLIPPING: "yellow", Holding.LOST: "orange"}


@dataclass(frozen=True)
class ItemShown:
    """One thing that must hold, with how it stands; factor: the name of the one it is for."""

    row: SustainItem
    state: str
    colour: str
    overdue: bool
    factor: str


def items_shown(rows: Sequence[SustainItem], names: Mapping[str, str], today: date) -> list[ItemShown]:
    """The points of a plan in their order."""
    return [
        ItemShown(
            row,
            str(row.get_holding_display()) if row.holding else "Not looked at yet",
            _TAGS.get(row.holding, "white"),  # type: ignore[call-overload]
            row.is_overdue(today),
            names.get(row.factor, ""),
        )
        for row in rows
    ]
