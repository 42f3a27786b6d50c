"""What teams committed to at sets, and what came of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from collaborative.roles import Action
from learning_sets.models import Commitment, CommitmentState, LearningSet, SetState
from organisations.models import Project
from organisations.queries import Access, owned
from pdsa.models import Cycle, Decision
from pdsa.states import Status

# For so long after a set a team can still say otherwise what it will test.
OPEN_FOR = timedelta(days=7)


def commitments_seen(access: Access) -> QuerySet[Commitment]:
    """What teams of the collaborative committed to, which everybody in it reads, by organisation."""
    rows = Commitment.objects.filter(collaborative=access.collaborative, withdrawn_at=None)
    rows = rows.select_related("participation__organisation", "learning_set", "collaborative")
    return rows.order_by("participation__organisation__name", "made_at", "pk")


def own_commitments(access: Access) -> QuerySet[Commitment]:
    """Those this person may change: of organisations for which they plan tests."""
    return commitments_seen(access).filter(participation__in=access.participations_for(Action.LOG_CYCLE))


def projects_to_commit(access: Access) -> list[Project]:
    """The open projects for which this person may commit to something, by organisation and name."""
    rows = owned(Project, access, Action.LOG_CYCLE).filter(closed_on=None)
    return list(
        rows.select_related("participation__organisation").order_by("participation__organisation__name", "name")
    )


def own_test(access: Access, commitment: Commitment) -> Cycle | None:
    """The test that was made from a commitment, for who reads the work of its organisation."""
    return owned(Cycle, access, Action.SEE_WORK).filter(pk=commitment.cycle_key or 0).first()


def takes_commitments(learning_set: LearningSet, now: datetime | None = None) -> bool:
    """Whether teams can still say, or say otherwise, what they will test: until a week after the set."""
    moment = now or timezone.now()
    return learning_set.state != SetState.CANCELLED and moment < learning_set.ends_at + OPEN_FOR


def set_before(learning_set: LearningSet) -> LearningSet | None:
    """The set before this one that was not called off."""
    rows = LearningSet.objects.filter(
        collaborative_id=learning_set.collaborative_id, starts_at__lt=learning_set.starts_at
    )
    return rows.exclude(state=SetState.CANCELLED).order_by("-starts_at", "-pk").first()


def before_of(access: Access, learning_set: LearningSet) -> list[Commitment]:
    """What teams committed to at the set before this one (two queries at most)."""
    before = set_before(learning_set)
    return list(commitments_seen(access).filter(learning_set=before)) if before is not None else []


def set_after(learning_set: LearningSet) -> LearningSet | None:
    """The set after this one that was not called off."""
    rows = LearningSet.objects.filter(
        collaborative_id=learning_set.collaborative_id, starts_at__gt=learning_set.starts_at
    )
    return rows.exclude(state=SetState.CANCELLED).order_by("starts_at", "pk").first()


def state_of(cycle: Cycle) -> CommitmentState:
    """What a test says of the commitment it was made from. One that was stopped is abandoned."""
    if cycle.status == Status.PLAN:
        return CommitmentState.PLANNED
    if cycle.status == Status.STOPPED:
        return CommitmentState.ABANDONED
    if cycle.status != Status.COMPLETE:
        return CommitmentState.TESTING
    match cycle.decision:
        case Decision.ADOPT:
            return CommitmentState.ADOPTED
        case Decision.ABANDON:
            return CommitmentState.ABANDONED
    return CommitmentState.ADAPTED


def otherwise_than(cycle: Cycle) -> QuerySet[Commitment]:
    """The commitments from which a test was made, and which do not stand as it does."""
    rows = Commitment.objects.filter(participation_id=cycle.participation_id, cycle_key=cycle.pk, withdrawn_at=None)
    return rows.exclude(state=state_of(cycle))


def counted(rows: Iterable[Commitment]) -> dict[CommitmentState, int]:
    """How many of them stand how, in the order of the states; those with none are left out."""
    states = [row.state for row in rows]
    return {state: states.count(state) for state in CommitmentState if state in states}


@dataclass(frozen=True)
class CommitmentDue:
    """One commitment of which no test was made yet, and the day by which it was to be tested."""

    commitment: Commitment
    due_on: date


def commitments_due(access: Access, project: Project | None = None, *, until: date) -> list[CommitmentDue]:
    """What a team has still to begin: by the day it said, else by the next set (two queries)."""
    rows = commitments_seen(access).filter(
        participation__in=access.participations_for(Action.SEE_WORK), state=CommitmentState.NOT_STARTED
    )
    waiting = list(rows.filter(project_key=project.pk) if project is not None else rows)
    if not waiting:
        return []
    sets = LearningSet.objects.filter(collaborative=access.collaborative).exclude(state=SetState.CANCELLED)
    starts = sorted(sets.values_list("starts_at", flat=True))
    found = []
    for row in waiting:
        following = next((moment for moment in starts if moment > row.learning_set.starts_at), None)
        day = row.by_when or (timezone.localdate(following) if following else None)
        if day is not None and day <= until:
            found.append(CommitmentDue(row, day))
    return found


def commitment_mark(row: Commitment) -> str:
    """The mark of what a commitment says, to notice that somebody else has changed it."""
    return hashlib.sha256(repr((row.words, row.idea, row.by_when, row.project_key)).encode()).hexdigest()[:20]
