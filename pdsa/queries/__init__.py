"""Reads of tests (PDSA cycles), shared by the pages of this app and of the apps to its right.

Every function that takes several projects or participations makes a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.apps import apps
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Project
from organisations.queries import Access, owned
from organisations.queries.people import team_of
from pdsa.models import Capture, Cycle, CycleMeasure, Decision, SharedPlan
from pdsa.states import OPEN, Status
from phases.models import ChangeIdea, Involvement, Thing
from phases.queries.coproduction import involvements_to
from phases.queries.journey import pauses_of
from phases.theory.graph import Status as IdeaStatus
from phases.timeline import Span, is_paused

_OPEN = sorted(status.value for status in OPEN)


def cycles_of(project_id: int) -> QuerySet[Cycle]:
    """The tests of one project with their change ideas, latest first."""
    return Cycle.objects.filter(project_id=project_id).select_related("idea").order_by("-created_at", "-pk")


def open_cycles_by_project(project_ids: Iterable[int]) -> dict[int, list[Cycle]]:
    """The tests of each project that are not complete or stopped, oldest start first (one query).

    A project without any has no key.
    """
    found: dict[int, list[Cycle]] = defaultdict(list)
    rows = Cycle.objects.filter(project_id__in=list(project_ids), status__in=_OPEN).select_related("idea")
    for row in rows.order_by("project_id", "starts_on", "pk"):
        found[row.project_id].append(row)
    return dict(found)


def counted_by_status(project_ids: Iterable[int]) -> dict[int, dict[Status, int]]:
    """How many tests of each project are in which state (one query). A project without any has no key."""
    found: dict[int, dict[Status, int]] = defaultdict(dict)
    rows = Cycle.objects.filter(project_id__in=list(project_ids)).order_by()
    for project, status, number in rows.values_list("project", "status").annotate(Count("pk")):
        found[project][Status(status)] = number
    return dict(found)


class Due(StrEnum):
    """What an open test waits for."""

    START = "start"
    STUDY = "study"
    DECIDE = "decide"


_DUE_WORDS = {
    Due.START: "was due to start",
    Due.STUDY: "was due to end, and is not studied yet",
    Due.DECIDE: "has ended, and no decision is recorded yet",
}


@dataclass(frozen=True)
class Attention:
    """A test that somebody should look at: what is due, since which day, and that in words."""

    cycle: Cycle
    due: Due
    since: date

    @property
    def words(self) -> str:
        """Such as 'was due to end, and is not studied yet', to stand after the test's title."""
        return _DUE_WORDS[self.due]


def _due(cycle: Cycle, today: date) -> Attention | None:
    if cycle.status == Status.PLAN:
        if cycle.starts_on is not None and cycle.starts_on < today:
            return Attention(cycle, Due.START, cycle.starts_on)
        return None
    if cycle.ends_on is None or cycle.ends_on >= today:
        return None
    return Attention(cycle, Due.STUDY if cycle.status == Status.DO else Due.DECIDE, cycle.ends_on)


def attention(
    project_ids: Iterable[int], today: date, pauses: Mapping[int, Sequence[Span]] | None = None
) -> dict[int, list[Attention]]:
    """The open tests of each project that are past a day they named themselves, longest ago first (two queries, or
    one with the `pauses` by participation where they are known).

    A planned test past its start, a running one past its end, an ended one without a decision. A test without dates
    asks for nothing, and in a pause none does. A project with nothing due has no key.
    """
    opened = open_cycles_by_project(project_ids)
    if pauses is None:
        every = [cycle for cycles in opened.values() for cycle in cycles]
        pauses = pauses_of({cycle.participation_id: cycle.collaborative_id for cycle in every})
    found: dict[int, list[Attention]] = {}
    for project_id, cycles in opened.items():
        due = [one for one in (_due(cycle, today) for cycle in cycles) if one is not None]
        if due and not is_paused(pauses.get(due[0].cycle.participation_id, ()), today):
            found[project_id] = sorted(due, key=lambda one: (one.since, one.cycle.pk))
    return found


def ramp_of(cycle: Cycle) -> list[Cycle]:
    """The tests of this one's series with their ideas, first to last (one query)."""
    rows = Cycle.objects.filter(participation_id=cycle.participation_id, series=cycle.series)
    return list(rows.select_related("idea").order_by("number"))


def links_of(cycle: Cycle) -> list[CycleMeasure]:
    """The test's measures with their groups, outcome first (two queries)."""
    links = cycle.measure_links.select_related("measure").prefetch_related("measure__strata")
    return list(links.order_by("measure__measure_type", "measure__name", "pk"))


def team_at(participation_id: int) -> list[User]:
    """The people of a participation's team, each once, by name (one query)."""
    return list({row.user_id: row.user for row in team_of(participation_id)}.values())


def named_in_team(participation_id: int, name: str) -> User | None:
    """The one person of the team who has this name; None where nobody has it, or more than one."""
    wanted = " ".join(name.split()).casefold()
    found = [user for user in team_at(participation_id) if user.get_full_name().casefold() == wanted] if wanted else []
    return found[0] if len(found) == 1 else None


def partners_in(access: Access, cycle: Cycle) -> list[Involvement]:
    """What people with lived experience did in this test, by the coproduction record, latest first (one query)."""
    return list(involvements_to(access, Action.SEE_WORK).filter(thing=Thing.TEST, thing_key=cycle.pk))


def captures_of(project: Project) -> list[Capture]:
    """The quick notes of a project that wait to be finished, latest first, with their recordings (two queries)."""
    rows = Capture.objects.filter(project_id=project.pk, finished_at__isnull=True)
    return list(rows.select_related("made_by").prefetch_related("files"))


def waiting_captures(project_ids: Iterable[int]) -> dict[int, int]:
    """How many quick notes of each project wait (one query). A project without any has no key."""
    rows = Capture.objects.filter(project_id__in=list(project_ids), finished_at__isnull=True).order_by()
    return dict(rows.values_list("project").annotate(Count("pk")))


def shared_plans(project: Project) -> QuerySet[SharedPlan]:
    """The plans shared in the project's collaborative, latest first."""
    rows = SharedPlan.objects.filter(collaborative_id=project.collaborative_id, withdrawn_at=None)
    return rows.select_related("participation__organisation").order_by("-shared_at", "-pk")


def plans_of_others(project: Project, words: str = "") -> QuerySet[SharedPlan]:
    """Those of other organisations, narrowed to those with all the words."""
    rows = shared_plans(project).exclude(participation_id=project.participation_id)
    for word in words.split():
        said = Q(said__idea__icontains=word) | Q(said__objective__icontains=word)
        rows = rows.filter(Q(title__icontains=word) | said | Q(participation__organisation__name__icontains=word))
    return rows


def plan_shared_from(cycle: Cycle) -> SharedPlan | None:
    """The shared copy of this test's plan, if there is one."""
    return SharedPlan.objects.filter(
        participation_id=cycle.participation_id, cycle_key=cycle.pk, withdrawn_at=None
    ).first()


def ideas_of(project: Project) -> list[str]:
    """The titles of the project's change ideas, by name."""
    return list(ChangeIdea.objects.filter(project=project).values_list("title", flat=True))


@dataclass(frozen=True)
class Saved:
    """Who saved a test last, and when."""

    by: str
    at: datetime


def last_saved(cycle: Cycle) -> Saved | None:
    """Who saved the test last, from its history; None where no event names a person."""
    events = apps.get_model("pdsa", "CycleEvent")._default_manager.filter(
        participation_id=cycle.participation_id, pgh_obj_id=cycle.pk
    )
    event = events.order_by("-pgh_id").values("pgh_context", "pgh_created_at").first()
    if event is None or not (event["pgh_context"] or {}).get("actor_name"):
        return None
    return Saved(event["pgh_context"]["actor_name"], event["pgh_created_at"])


def found_cycles(cycles: QuerySet[Cycle], *, status: str = "", words: str = "") -> QuerySet[Cycle]:
    """These tests narrowed to a status, 'open' or a decision, and to those with the words in title, idea or leader."""
    if status == "open":
        cycles = cycles.filter(status__in=_OPEN)
    elif status in Decision.values:
        cycles = cycles.filter(status=Status.COMPLETE, decision=status)
    elif status:
        cycles = cycles.filter(status=status)
    for word in words.split():
        cycles = cycles.filter(Q(title__icontains=word) | Q(idea__title__icontains=word) | Q(led_by__icontains=word))
    return cycles


def projects_for(access: Access, action: Action) -> QuerySet[Project]:
    """The projects on which this person may do this."""
    return owned(Project, access, action)


@dataclass(frozen=True)
class Tested:
    """Of a change idea: how many of its tests are finished, and what the latest that says anything says of it."""

    finished: int = 0
    status: IdeaStatus = ""


# What a decision makes of an idea; adapting and expanding it means to test on.
_AFTER: Mapping[str, IdeaStatus] = {
    Decision.ADOPT: "adopted",
    Decision.ABANDON: "abandoned",
    Decision.ADAPT: "testing",
    Decision.EXPAND: "testing",
}
_UNDER_WAY = (Status.DO, Status.STUDY, Status.ACT)


def testing_of(ideas: Iterable[ChangeIdea]) -> dict[int, Tested]:
    """How far the testing of each idea is, by its id (one query); an idea without tests has no key.

    What was said last holds: a finished test says what was decided on the day of the decision, one under way that the
    idea is tested since it began. A test that is only planned, or was stopped, says nothing of its idea.
    """
    places = {idea.pk: idea.participation_id for idea in ideas}
    if not places:
        return {}
    rows = Cycle.objects.filter(participation__in=set(places.values()), idea__in=list(places))
    found: dict[int, Tested] = {}
    told = rows.order_by(Coalesce("decided_at", "do_started_at", "created_at"), "created_at", "pk")
    for idea, status, decision in told.values_list("idea", "status", "decision"):
        before = found.get(idea, Tested())
        if status == Status.COMPLETE:
            found[idea] = Tested(before.finished + 1, _AFTER[decision])
        else:
            found[idea] = Tested(before.finished, "testing" if status in _UNDER_WAY else before.status)
    return found
