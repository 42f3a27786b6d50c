"""What has a day: as a list in groups, and as the days of a month. Pure."""

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from collaborative.models import User
from collaborative.nhsuk.filters import MONTHS
from collaborative.roles import Action
from evaluation.queries.agenda import Agenda, Dated, Sort
from organisations.queries import Access

WHOSE = {"": "Everybody’s", "mine": "In my name"}
WHATS = {
    "": "Everything",
    "tests": "Tests and their tasks",
    "numbers": "Numbers",
    "actions": "Actions agreed",
    "meetings": "Meetings",
    "lasting": "Scale-up and sustaining",
    "help": "Blockers and expert support",
}
_OF: Mapping[str, frozenset[Sort]] = {
    "": frozenset(Sort),
    "tests": frozenset({Sort.START, Sort.STUDY, Sort.DECIDE, Sort.TASK, Sort.COMMITMENT}),
    "numbers": frozenset({Sort.NUMBERS}),
    "actions": frozenset({Sort.FOLLOW_UP, Sort.ACTION}),
    "meetings": frozenset({Sort.MEETING}),
    "lasting": frozenset({Sort.SPREAD, Sort.HOLD}),
    "help": frozenset({Sort.BLOCKER, Sort.SUPPORT}),
}
# What is said of each sort, and under it; and the page where it is done.
_SAYS: Mapping[Sort, tuple[str, str, str]] = {
    Sort.START: ("Start the test “{what}”", "", "cycle"),
    Sort.STUDY: ("Say what happened in the test “{what}”", "", "cycle"),
    Sort.DECIDE: ("Decide what comes of the test “{what}”", "", "cycle"),
    Sort.TASK: ("{what}", "Task of the test “{detail}”", "cycle"),
    Sort.NUMBERS: ("Enter numbers for {detail}", "{what}", "measure-enter"),
    Sort.FOLLOW_UP: ("{what}", "Agreed with the coach", "follow-up"),
    Sort.ACTION: ("{what}", "Agreed at a team meeting", "meeting"),
    Sort.MEETING: ("Team meeting", "{detail}", "meeting"),
    Sort.SPREAD: ("Reach {what}", "Scale-up of “{detail}”", "spread"),
    Sort.HOLD: ("Look again: {what}", "Sustain plan", "sustain-item"),
    Sort.BLOCKER: ("Answer a blocker: {what}", "{detail}", "blocker"),
    Sort.SUPPORT: ("Say what came of the expert support: {what}", "", "support-request"),
    Sort.COMMITMENT: ("Make a test of it: {what}", "Said at “{detail}”", "commitment"),
}
# How far one can turn the leaves, to either side.
_LEAVES = 12


@dataclass(frozen=True)
class Line:
    """One thing: what is to be done, more of it, by whom, where (in full, and in few words), and whether its day has
    passed."""

    on: date
    text: str
    about: str
    who: str
    place: str
    where: str
    url: str
    late: bool


def lines(found: Agenda, access: Access, today: date, *, one_project: bool) -> list[Line]:
    """Each thing as a line. one_project: where the page says already which project it is."""
    return [_line(one, found, access, today, one_project=one_project) for one in found.items]


def _line(one: Dated, found: Agenda, access: Access, today: date, *, one_project: bool) -> Line:
    text, about, _ = _SAYS[one.sort]
    said = {"what": one.what, "detail": one.detail}
    project = found.projects.get(one.project_id) if one.project_id else None
    organisation = found.places[one.participation_id].name if len(found.places) > 1 else ""
    where = [] if one_project else [name for name in (organisation, project.name if project else "") if name]
    return Line(
        on=one.on,
        text=text.format(**said),
        about=about.format(**said),
        who=one.who,
        place=", ".join(reversed(where)),
        where=where[0] if where else "",
        url=_url(one, found, access),
        late=one.on < today,
    )


# Where what is of a whole project is seen.
_OF_PROJECT = {Sort.NUMBERS: "measures", Sort.MEETING: "meetings"}
# Which part of its page a thing stands in.
_PARTS = {Sort.TASK: "#tasks", Sort.ACTION: "#actions"}
# What opens only for who may do it; and, for who may not, where it is to be seen: its own page, that of its project, or
# that of its organisation.
_MAY = {
    Sort.NUMBERS: Action.ENTER_DATA,
    Sort.FOLLOW_UP: Action.FOLLOW_UP,
    Sort.SPREAD: Action.LOG_CYCLE,
    Sort.HOLD: Action.LOG_CYCLE,
}


def _url(one: Dated, found: Agenda, access: Access) -> str:
    """Where it is done, or, for who may not, where it is to be seen."""
    slug = access.collaborative.slug
    if one.whole:
        return reverse(_OF_PROJECT[one.sort], args=[slug, one.pk])
    if one.sort in _MAY and not access.may(_MAY[one.sort], one.participation_id):
        seen: Mapping[Sort, tuple[str, object]] = {
            Sort.NUMBERS: ("measure", one.pk),
            Sort.FOLLOW_UP: ("coaching", found.places[one.participation_id].ods_code),
            Sort.SPREAD: ("spreads", one.project_id),
            Sort.HOLD: ("sustaining", one.project_id),
        }
        name, of = seen[one.sort]
        return reverse(name, args=[slug, of])
    return reverse(_SAYS[one.sort][2], args=[slug, one.pk]) + _PARTS.get(one.sort, "")


def chosen(found: Agenda, user: User, access: Access, *, whose: str, what: str) -> Agenda:
    """What of it somebody wants to see. Numbers are in the name of whoever may enter them, what a sponsor is asked in
    that of the sponsors, meetings in that of the whole team."""
    kept = [one for one in found.items if one.sort in _OF[what]]
    if whose == "mine":
        kept = [one for one in kept if one.is_of(user) or _of_all(one, access)]
    return Agenda(kept, found.projects, found.places)


# What is in nobody's own name, and in that of all who may do this.
_OF_ALL = {
    Sort.NUMBERS: Action.ENTER_DATA,
    Sort.MEETING: Action.TAKE_PART,
    Sort.BLOCKER: Action.ANSWER_BLOCKER,
}


def _of_all(one: Dated, access: Access) -> bool:
    return one.sort in _OF_ALL and access.may(_OF_ALL[one.sort], one.participation_id)


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    heading: str
    lines: tuple[Line, ...]


def groups(rows: Iterable[Line], today: date) -> list[Group]:
    """The lines in their order under what they are: late, this week, next week, later; those with none are left out."""
    named: dict[str, list[Line]] = {"Late": [], "This week": [], "Next week": [], "Later": []}
    for row in rows:
        named[_heading(row.on, today)].append(row)
    return [Group(heading, tuple(found)) for heading, found in named.items() if found]


def _heading(day: date, today: date) -> str:
    if day < today:
        return "Late"
    sunday = today + timedelta(days=6 - today.weekday())
    if day <= sunday:
        return "This week"
    return "Next week" if day <= sunday + timedelta(days=7) else "Later"


@dataclass(frozen=True)
class Day:
    """One day of the calendar with what falls on it."""

    on: date
    is_in_month: bool
    is_today: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Month:
    """A month by weeks, from Monday; and the months before and after it ("" where there is none to turn to)."""

    first: date
    name: str
    weeks: Sequence[Sequence[Day]]
    before: str
    after: str

    @property
    def count(self) -> int:
        """How many things have their day in it."""
        return sum(len(day.lines) for week in self.weeks for day in week)


def month_asked(text: str, today: date) -> date:
    """The first day of the month that an address names (2027-03), or of this one where it names none near enough."""
    now = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return now
    return asked if abs(_months(asked) - _months(now)) <= _LEAVES else now


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _turned(first: date, by: int) -> date:
    months = _months(first) - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def last_of(first: date) -> date:
    """The last day of the month."""
    return _turned(first, 1) - timedelta(days=1)


def month_of(rows: Sequence[Line], first: date, today: date) -> Month:
    """The month with each line on its day."""
    on: dict[date, list[Line]] = {}
    for row in rows:
        on.setdefault(row.on, []).append(row)
    weeks = [
        [
            Day(day, here := day.month == first.month, day == today, tuple(on.get(day, ())) if here else ())
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    leaves = [_turned(first, by) for by in (-1, 1)]
    before, after = (f"{day:%Y-%m}" if month_asked(f"{day:%Y-%m}", today) == day else "" for day in leaves)
    return Month(first, f"{MONTHS[first.month - 1]} {first.year}", weeks, before, after)
