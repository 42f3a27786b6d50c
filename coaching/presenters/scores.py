"""Three series of scores as a picture, a table and sentences. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from coaching.models import Score, Voice
from coaching.scale import Level, score
from collaborative.drawing.svg import el, line, text
from measures import periods

_WIDE, _HIGH = 640.0, 260.0
_LEFT, _RIGHT, _TOP, _FOOT = 34.0, 150.0, 12.0, 34.0
_STEPS = 50
_NAMES = {Voice.SUGGESTED: "Record", Voice.TEAM: "Team", Voice.COACH: "Coach"}
# Line, mark and colour of each voice: told apart without colour as well.
_DRAWN = {
    Voice.SUGGESTED: ("#4c6272", "4 4", "square"),
    Voice.TEAM: ("#005eb8", "", "circle"),
    Voice.COACH: ("#b3460e", "8 3", "diamond"),
}
# How far apart labels at the ends of lines stand at least.
_APART = 16.0


@dataclass(frozen=True)
class Month:
    """The scores of one month as words, by voice; "" where nothing was said."""

    label: str
    said: Mapping[str, str]


def months_of(scores: Sequence[Score]) -> list[Month]:
    """The scores month by month, latest first."""
    by_month: dict[date, dict[str, str]] = {}
    for row in scores:
        # Before anything is recorded there is nothing that the record suggests.
        by_month.setdefault(row.month, {})[row.voice] = score(row.tenths) if row.tenths else ""
    return [
        Month(periods.label(periods.MONTH, month), {voice: said.get(voice, "") for voice in Voice.values})
        for month, said in sorted(by_month.items(), reverse=True)
    ]


def latest_of(scores: Sequence[Score]) -> dict[str, Score]:
    """The latest score of each voice."""
    return {row.voice: row for row in sorted(scores, key=lambda row: row.month)}


@dataclass(frozen=True)
class Gap:
    """Two voices that differ: in words, and the two levels with what would show each."""

    words: str
    lower: Level
    higher: Level


def gap_of(latest: Mapping[str, Score], levels: Sequence[Level], own: str | None) -> Gap | None:
    """The gap between team and coach, said to whoever looks; None where they agree or one has not scored."""
    team, coach = latest.get(Voice.TEAM), latest.get(Voice.COACH)
    if team is None or coach is None or team.tenths == coach.tenths:
        return None
    us, them = {
        Voice.TEAM: (f"You say {score(team.tenths)}", f"your coach {score(coach.tenths)}"),
        Voice.COACH: (f"The team says {score(team.tenths)}", f"you say {score(coach.tenths)}"),
    }.get(Voice(own or Voice.TEAM), ("", ""))
    by_tenths = {level.tenths: level for level in levels}
    low, high = sorted((team.tenths, coach.tenths))
    words = f"{us}, {them}: what would each have to see?"
    return Gap(words, by_tenths[low], by_tenths[high])


def agreement_of(latest: Mapping[str, Score]) -> str:
    """Where team and coach stand to each other, when there is no gap to talk of."""
    team, coach = latest.get(Voice.TEAM), latest.get(Voice.COACH)
    if team is None and coach is None:
        return "Neither the team nor its coach has scored yet."
    if team is None:
        return "The team has not scored yet."
    if coach is None:
        return "The coach has not scored yet."
    return f"The team and its coach agree: {score(team.tenths)}."


def picture(scores: Sequence[Score]) -> str:
    """The three series as one SVG; "" where there are fewer than two months to join."""
    months = sorted({row.month for row in scores})
    if len(months) < 2:
        return ""
    first, last = months[0], months[-1]
    span = max((last - first).days, 1)

    def x(month: date) -> float:
        return _LEFT + (_WIDE - _LEFT - _RIGHT) * (month - first).days / span

    lines, ends = [], []
    for voice in Voice:
        mine = sorted((row for row in scores if row.voice == voice and row.tenths), key=lambda row: row.month)
        points = [(x(row.month), _y(row.tenths)) for row in mine]
        if points:
            lines.append(_line(voice, points))
            ends.append((points[-1][1], voice, mine[-1].tenths))
    months_shown = [months[0], *([months[len(months) // 2]] if len(months) > 4 else []), months[-1]]
    axis = [_grid(tenths) for tenths in range(0, _STEPS + 1, 10)]
    axis += [
        text(periods.label(periods.MONTH, month), x(month), _HIGH - 10, text_anchor="middle", class_="chart-axis")
        for month in dict.fromkeys(months_shown)
    ]
    said = ", ".join(f"{_NAMES[voice]} {score(tenths)}" for _, voice, tenths in ends)
    return el(
        "svg",
        el("title", f"Progress scores from 0 to 5, month by month. Latest: {said}."),
        *axis,
        *lines,
        *_labels(ends),
        viewBox=f"0 0 {_WIDE:.0f} {_HIGH:.0f}",
        class_="coach-scores",
        role="img",
    )


def _y(tenths: int) -> float:
    return _TOP + (_HIGH - _TOP - _FOOT) * (1 - tenths / _STEPS)


def _grid(tenths: int) -> str:
    at = _y(tenths)
    rule = line(_LEFT, at, _WIDE - _RIGHT, at, stroke="#d8dde0", stroke_width=1)
    return rule + text(str(tenths // 10), _LEFT - 8, at + 4, text_anchor="end", class_="chart-axis")


def _line(voice: Voice, points: Sequence[tuple[float, float]]) -> str:
    colour, dashes, shape = _DRAWN[voice]
    path = " ".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(points))
    drawn = el("path", d=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes or "none")
    return drawn + "".join(_mark(shape, x, y, colour) for x, y in points)


def _mark(shape: str, x: float, y: float, colour: str) -> str:
    if shape == "circle":
        return el("circle", cx=x, cy=y, r=4, fill=colour)
    if shape == "square":
        return el("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, fill="#ffffff", stroke=colour, stroke_width=2)
    return el("path", d=f"M{x:.1f} {y - 5:.1f} l5 5 -5 5 -5 -5 z", fill=colour)


def _labels(ends: Sequence[tuple[float, Voice, int]]) -> list[str]:
    """A name at the end of each line, none over another."""
    found, above = [], -_APART
    for y, voice, tenths in sorted(ends):
        above = max(y, above + _APART)
        words = f"{_NAMES[voice]} {score(tenths)}"
        found.append(text(words, _WIDE - _RIGHT + 12, above + 5, class_="chart-label", fill=_DRAWN[voice][0]))
    return found
