"""Everything that has a day, of every app, in one order: the steps of tests, tasks, numbers, what was agreed.

A further sort of thing is a query in its own app, a function here that makes `Dated` of its rows, and its line in
`SOURCES`; and a line of words in `evaluation.presenters.agenda`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coaching.queries.blockers import blockers_due
from coaching.queries.followups import follow_ups_due
from coaching.queries.support import support_due
from coaching.queries.sustaining import reviews_due
from collaborative.models import User
from collaborative.roles import Action
from learning_sets.queries.commitments import commitments_due
from measures import periods
from measures.queries import NumbersDue, measures_of_projects, numbers_due
from organisations.models import Organisation, Project
from organisations.queries import Access, owned, participations_at
from pdsa.queries import Due, spreads_due
from pdsa.queries.due import steps_due, tasks_due
from pdsa.queries.meetings import actions_due, meetings_due
from phases.queries.journey import pauses_of
from phases.timeline import Span


class Sort(StrEnum):
    """What is to be done."""

    START = "start"
    STUDY = "study"
    DECIDE = "decide"
    TASK = "task"
    NUMBERS = "numbers"
    FOLLOW_UP = "follow-up"
    ACTION = "action"
    MEETING = "meeting"
    SPREAD = "spread"
    HOLD = "hold"
    BLOCKER = "blocker"
    SUPPORT = "support"
    COMMITMENT = "commitment"


_STEPS = {Due.START: Sort.START, Due.STUDY: Sort.STUDY, Due.DECIDE: Sort.DECIDE}


@dataclass(frozen=True)
class Dated:
    """One thing that has a day.

    pk: of what it is, by its sort. project_id: None where it is about a whole organisation. who: as somebody wrote it;
    person_id: who that is, where it is known. detail: more of it, in words. whole: it is of the whole project, and
    pk is the project's: numbers of more measures than one, a meeting that has no record yet.
    """

    sort: Sort
    on: date
    what: str
    pk: int
    participation_id: int
    project_id: int | None = None
    who: str = ""
    person_id: int | None = None
    detail: str = ""
    whole: bool = False

    def is_of(self, user: User) -> bool:
        """Whether it is in this person's name: by account, or where none is known by the name as it is written."""
        if self.person_id is not None:
            return self.person_id == user.pk
        return bool(self.who) and " ".join(self.who.split()).casefold() == user.get_full_name().casefold()


@dataclass(frozen=True)
class Asked:
    """What is looked for: up to which day, for whose eyes, and of which projects (one, or all that are open)."""

    access: Access
    today: date
    until: date
    projects: Mapping[int, Project]
    pauses: Mapping[int, Sequence[Span]]
    project: Project | None = None


@dataclass(frozen=True)
class Agenda:
    """What has a day, earliest first, with the projects and the organisations (by participation) by id."""

    items: Sequence[Dated]
    projects: Mapping[int, Project]
    places: Mapping[int, Organisation]


def _steps(asked: Asked) -> Iterable[Dated]:
    found = steps_due(asked.access, today=asked.today, until=asked.until, pauses=asked.pauses, project=asked.project)
    for step in found:
        cycle = step.cycle
        place = cycle.participation_id, cycle.project_id
        yield Dated(_STEPS[step.due], step.since, cycle.title, cycle.pk, *place, who=cycle.led_by)


def _tasks(asked: Asked) -> Iterable[Dated]:
    for row in tasks_due(asked.access, until=asked.until, project=asked.project):
        if row.due_on is None:
            continue
        yield Dated(
            sort=Sort.TASK,
            on=row.due_on,
            what=row.what,
            pk=row.cycle_id,
            participation_id=row.participation_id,
            project_id=row.cycle.project_id,
            who=row.who,
            person_id=row.person_id,
            detail=row.cycle.title,
        )


def _numbers(asked: Asked) -> Iterable[Dated]:
    """Numbers of one project that are to be in by the same day are one thing."""
    together: dict[tuple[date, int, str], list[NumbersDue]] = defaultdict(list)
    for row in numbers_due(
        list(measures_of_projects(asked.projects)),
        today=asked.today,
        until=asked.until,
        entry_days=asked.access.collaborative.entry_days,
        pauses=asked.pauses,
    ):
        together[row.by, row.measure.project_id, row.measure.frequency].append(row)
    for (by, project_id, _), rows in together.items():
        names = ", ".join(row.measure.name for row in rows)
        first, alone = rows[0], len(rows) == 1
        pk = first.measure.pk if alone else project_id
        place = first.measure.participation_id, project_id
        yield Dated(Sort.NUMBERS, by, names, pk, *place, detail=_months(rows), whole=not alone)


def _months(rows: Sequence[NumbersDue]) -> str:
    """Such as 'Oct 2026', or 'Jan 2026 to Oct 2026' where more is late."""
    frequency = rows[0].measure.frequency
    every = sorted(period for row in rows for period in row.periods)
    first, last = periods.label(frequency, every[0]), periods.label(frequency, every[-1])
    return first if first == last else f"{first} to {last}"


def _follow_ups(asked: Asked) -> Iterable[Dated]:
    for row in follow_ups_due(asked.access, until=asked.until, project=asked.project):
        yield Dated(
            sort=Sort.FOLLOW_UP,
            on=row.due_on,
            what=row.what,
            pk=row.pk,
            participation_id=row.participation_id,
            project_id=row.visit.project_id if row.visit else None,
            who=row.person.get_full_name(),
            person_id=row.person_id,
        )


def _actions(asked: Asked) -> Iterable[Dated]:
    for row in actions_due(asked.access, until=asked.until, project=asked.project):
        yield Dated(
            sort=Sort.ACTION,
            on=row.due_on,
            what=row.what,
            pk=row.meeting_id,
            participation_id=row.participation_id,
            project_id=row.meeting.project_id,
            who=row.who,
            person_id=row.person_id,
        )


def _meetings(asked: Asked) -> Iterable[Dated]:
    for row in meetings_due(asked.access, today=asked.today, until=asked.until, project=asked.project):
        known = row.meeting_id is not None
        pk = row.meeting_id or row.project_id
        yield Dated(
            Sort.MEETING, row.on, "", pk, row.participation_id, row.project_id, detail=row.place, whole=not known
        )


def _spreads(asked: Asked) -> Iterable[Dated]:
    for row in spreads_due(asked.access, asked.project, until=asked.until):
        if row.due_on is None:
            continue
        yield Dated(
            sort=Sort.SPREAD,
            on=row.due_on,
            what=row.place,
            pk=row.pk,
            participation_id=row.participation_id,
            project_id=row.cycle.project_id,
            who=row.who,
            person_id=row.person_id,
            detail=row.cycle.title,
        )


def _holds(asked: Asked) -> Iterable[Dated]:
    for row in reviews_due(asked.access, asked.project, until=asked.until):
        yield Dated(
            sort=Sort.HOLD,
            on=row.review_on,
            what=row.must_hold,
            pk=row.pk,
            participation_id=row.participation_id,
            project_id=row.project_id,
            who=row.person.get_full_name(),
            person_id=row.person_id,
        )


def _blockers(asked: Asked) -> Iterable[Dated]:
    for one in blockers_due(asked.access, asked.project, until=asked.until):
        row = one.blocker
        yield Dated(
            Sort.BLOCKER, one.day, row.title, row.pk, row.participation_id, row.project_id, "Sponsor", detail=one.asked
        )


def _support(asked: Asked) -> Iterable[Dated]:
    for one in support_due(asked.access, asked.project, until=asked.until):
        row = one.request
        asks = row.created_by
        place = row.participation_id, row.project_id
        yield Dated(
            Sort.SUPPORT, one.due_on, row.kind.name, row.pk, *place, who=asks.get_full_name(), person_id=asks.pk
        )


def _commitments(asked: Asked) -> Iterable[Dated]:
    for one in commitments_due(asked.access, asked.project, until=asked.until):
        row = one.commitment
        place = row.participation_id, row.project_key
        yield Dated(Sort.COMMITMENT, one.due_on, row.words, row.pk, *place, detail=row.learning_set.title)


SOURCES: tuple[Callable[[Asked], Iterable[Dated]], ...] = (
    _steps,
    _tasks,
    _numbers,
    _follow_ups,
    _actions,
    _meetings,
    _spreads,
    _holds,
    _blockers,
    _support,
    _commitments,
)


def agenda(access: Access, *, today: date, until: date, project: Project | None = None) -> Agenda:
    """What has a day until then, of one project or of all open ones that this person may read; of closed ones what must
    hold, which is looked at after the project too. Nineteen queries, however much there is."""
    rows = owned(Project, access, Action.SEE_WORK)
    rows = rows.filter(pk=project.pk) if project is not None else rows
    projects = {row.pk: row for row in rows.order_by("pk")}
    still_open = {pk: row for pk, row in projects.items() if row.closed_on is None}
    places = {row.pk: row.organisation for row in participations_at(access, Action.SEE_WORK)}
    pauses = pauses_of(dict.fromkeys(places, access.collaborative.pk))
    asked = Asked(access, today, until, still_open, pauses, project)
    every = (one for source in SOURCES for one in source(asked))
    found = [one for one in every if one.project_id in still_open or one.project_id is None or one.sort is Sort.HOLD]
    return Agenda(sorted(found, key=lambda one: (one.on, one.sort, one.what, one.pk)), projects, places)
