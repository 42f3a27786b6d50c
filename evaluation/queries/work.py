"""Everything a page that looks over whole organisations needs, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from coaching.queries.signs import Standing, standings_of
from collaborative.roles import Action
from measures.models import ChartDecision, DataPoint, Measure, MeasureType
from measures.queries import ChartState, DueState, all_decisions_of, current_states, due_of, measures_of_projects
from organisations.models import CoachAssignment, Membership, Participation, Project
from organisations.queries import Access, contacts_of, current_coaches, owned, participations_at, team_of
from pdsa.models import Cycle
from pdsa.queries import Attention, attention, open_cycles_by_project
from pdsa.states import Status
from phases.queries.journey import paused_since, pauses_of
from phases.timeline import Span

Pauses = Mapping[int, Sequence[Span]]
_TYPE_ORDER = (MeasureType.OUTCOME.value, MeasureType.PROCESS.value, MeasureType.BALANCING.value)


@dataclass(frozen=True)
class MeasureWork:
    """One measure: its charts as they are now, that for everyone first, the numbers it waits for, and what was decided
    about its charts."""

    measure: Measure
    states: tuple[ChartState, ...]
    due: DueState
    decisions: tuple[ChartDecision, ...] = ()

    @property
    def state(self) -> ChartState:
        """The chart for everyone."""
        return self.states[0]


@dataclass(frozen=True)
class ProjectWork:
    """One project: its measures (outcome first), tests that are open, those past their day, and the latest decided."""

    project: Project
    measures: tuple[MeasureWork, ...] = ()
    open_cycles: tuple[Cycle, ...] = ()
    late_cycles: tuple[Attention, ...] = ()
    decided: tuple[Cycle, ...] = ()


@dataclass(frozen=True)
class OrganisationWork:
    """One organisation taking part: its open projects, whom to ring, the first day of the pause it is in, and how it
    stands: what was last heard of it, and its scores."""

    participation: Participation
    projects: tuple[ProjectWork, ...] = ()
    contact: Membership | None = None
    paused_since: date | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class Team:
    """The people of one organisation and its coaches."""

    members: tuple[Membership, ...] = ()
    coaches: tuple[CoachAssignment, ...] = field(default=())


@dataclass(frozen=True)
class Begun:
    """What one organisation has ever done, in projects that are closed and tests that are over too."""

    project: bool = False
    measure: bool = False
    numbers: bool = False
    test: bool = False


def work_of(
    projects: Sequence[Project], today: date, entry_days: int, decided_since: date, pauses: Pauses | None = None
) -> list[ProjectWork]:
    """The work of these projects, in their order. Nine queries at most, however many projects there are; one less with
    the pauses of their participations where they are known."""
    ids = [project.pk for project in projects]
    measures = sorted(measures_of_projects(ids), key=lambda m: (_TYPE_ORDER.index(m.measure_type), m.name, m.pk))
    states = current_states(measures, groups=True, gaps=True)
    if pauses is None:
        pauses = pauses_of({project.participation_id: project.collaborative_id for project in projects})
    due = due_of(measures, today, entry_days, pauses)
    decisions = all_decisions_of([measure.pk for measure in measures])
    by_project: dict[int, list[MeasureWork]] = defaultdict(list)
    for measure in measures:
        charts, told = tuple(states[measure.pk]), tuple(decisions.get(measure.pk, ()))
        by_project[measure.project_id].append(MeasureWork(measure, charts, due[measure.pk], told))
    open_cycles, late = open_cycles_by_project(ids), attention(ids, today, pauses)
    decided = _decided(ids, decided_since)
    return [
        ProjectWork(
            project=project,
            measures=tuple(by_project[project.pk]),
            open_cycles=tuple(open_cycles.get(project.pk, ())),
            late_cycles=tuple(late.get(project.pk, ())),
            decided=tuple(decided.get(project.pk, ())),
        )
        for project in projects
    ]


def _decided(project_ids: Iterable[int], since: date) -> dict[int, list[Cycle]]:
    """The tests of each project decided on this day or later, latest first (one query)."""
    found: dict[int, list[Cycle]] = defaultdict(list)
    rows = Cycle.objects.filter(project_id__in=list(project_ids), status=Status.COMPLETE, decided_at__date__gte=since)
    for row in rows.select_related("idea").order_by("-decided_at", "-pk"):
        found[row.project_id].append(row)
    return found


def caseload(access: Access, today: date, decided_since: date, weeks: int) -> list[OrganisationWork]:
    """The organisations assigned to this coach, by name, each with its work. weeks: of silence until one is stalled."""
    participations = list(participations_at(access, Action.SEE_CASELOAD).order_by("organisation__name", "pk"))
    projects = list(owned(Project, access, Action.SEE_CASELOAD).filter(closed_on__isnull=True).order_by("pk"))
    by_place: dict[int, list[ProjectWork]] = defaultdict(list)
    pauses = pauses_of({row.pk: row.collaborative_id for row in participations})
    for work in work_of(projects, today, access.collaborative.entry_days, decided_since, pauses):
        by_place[work.project.participation_id].append(work)
    contacts = contacts_of([row.pk for row in participations])
    since = paused_since(pauses, today)
    standings = standings_of(participations, pauses, today, weeks)
    return [
        OrganisationWork(row, tuple(by_place[row.pk]), contacts.get(row.pk), since.get(row.pk), standings[row.pk])
        for row in participations
    ]


def organisation_work(
    access: Access, participation: Participation, decided_since: date, pauses: Sequence[Span]
) -> tuple[list[ProjectWork], Begun]:
    """The open projects of one organisation this person may see, in the order they were made, with their work; and what
    it has ever done, in those that are closed as well."""
    here = {"participation_id": OuterRef("participation_id"), "project": OuterRef("pk")}
    of_measure = {"participation_id": OuterRef("participation_id"), "measure__project": OuterRef("pk")}
    every = list(
        owned(Project, access, Action.SEE_WORK)
        .filter(participation=participation)
        .annotate(
            measured=Exists(Measure.objects.filter(**here)),
            entered=Exists(DataPoint.objects.filter(**of_measure)),
            tested=Exists(Cycle.objects.filter(**here)),
        )
        .order_by("pk")
    )
    done = (any(getattr(row, name) for row in every) for name in ("measured", "entered", "tested"))
    projects = [row for row in every if row.closed_on is None]
    entry_days = access.collaborative.entry_days
    work = work_of(projects, timezone.localdate(), entry_days, decided_since, {participation.pk: pauses})
    return work, Begun(bool(every), *done)


def project_work(project: Project, entry_days: int) -> ProjectWork:
    """The work of one project, with every test that was ever decided."""
    return work_of([project], timezone.localdate(), entry_days, date.min)[0]


def team(participation: Participation) -> Team:
    """Who works here and who coaches them today."""
    return Team(
        members=tuple(team_of(participation.pk)),
        coaches=tuple(current_coaches([participation.pk]).get(participation.pk, ())),
    )
