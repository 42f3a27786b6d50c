"""What stands in teams' way, and how long their sponsors take to answer."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from coaching.blocking import Done, State, Step, Waits, waits_of
from coaching.models import Blocker, BlockerStep
from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Participation, Project
from organisations.queries import Access, owned
from organisations.queries.people import people_who_may


def blockers_to(access: Access, action: Action) -> QuerySet[Blocker]:
    """The blockers on which this person may do this, oldest first."""
    beside = ("owner", "raised_by", "project", "participation__organisation", "collaborative")
    return owned(Blocker, access, action).select_related(*beside)


def blockers_at(access: Access, participation: Participation) -> QuerySet[Blocker]:
    """Those of one organisation, oldest first."""
    return blockers_to(access, Action.SEE_WORK).filter(participation=participation)


def steps_of(blockers: Iterable[Blocker]) -> dict[int, list[BlockerStep]]:
    """What was done about each of these, in order, by the blocker's id. One query."""
    found: dict[int, list[BlockerStep]] = defaultdict(list)
    for row in BlockerStep.objects.filter(blocker__in=list(blockers)).select_related("made_by"):
        found[row.blocker_id].append(row)
    return dict(found)


def latest(steps: Iterable[BlockerStep], kind: str) -> BlockerStep | None:
    """The latest step of a kind among those of one blocker."""
    return next((row for row in reversed(list(steps)) if row.kind == kind), None)


def waits_at(participation: Participation) -> Waits:
    """How long the sponsor's answers took in one organisation, and what waits. One query."""
    rows = BlockerStep.objects.filter(participation=participation).order_by("made_at", "pk")
    days = rows.values_list("blocker_id", "kind", "made_at")
    return waits_of(Done(pk, kind, timezone.localdate(at)) for pk, kind, at in days)


def sponsors_of(participation: Participation) -> list[User]:
    """Who can be asked to take a blocker away."""
    return people_who_may(Action.ANSWER_BLOCKER, participation.pk)


def blocker_mark(row: Blocker, last: BlockerStep | None) -> str:
    """The mark of what a blocker says, and of the last that was done about it."""
    said: list[object] = [row.title, row.needs, row.barrier, row.owner_id, row.project_id, row.state]
    if last is not None:
        said += [last.pk, last.words, last.by_when, last.reply]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class BlockerDue:
    """What a sponsor is asked for by a day."""

    day: date
    blocker: Blocker
    asked: str


def blockers_due(access: Access, project: Project | None = None, *, until: date) -> list[BlockerDue]:
    """What sponsors are asked for up to a day, earliest first; of one project, and of what is about the whole of its
    organisation. Two queries."""
    waiting = blockers_to(access, Action.SEE_WORK).filter(state=State.WITH_SPONSOR)
    if project is not None:
        waiting = waiting.filter(participation_id=project.participation_id)
    rows = [row for row in waiting if project is None or row.project_id in (None, project.pk)]
    steps, found = steps_of(rows), []
    for row in rows:
        asked = latest(steps.get(row.pk, ()), Step.ASKED)
        if asked is None or asked.by_when is None or asked.by_when > until:
            continue
        found.append(BlockerDue(asked.by_when, row, asked.words))
    return sorted(found, key=lambda one: (one.day, one.blocker.pk))
