"""Phases, their dates, pauses and gates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet, Value
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned
from organisations.queries.places import taking_part
from phases.models import (
    GateAnswer,
    GateCriterion,
    GateReview,
    Outcome,
    Pause,
    Phase,
    PhaseChange,
    PhasePlan,
    ProgrammePause,
)
from phases.timeline import Span, Stage, closed, is_paused


def phases_of(collaborative: Collaborative) -> list[Phase]:
    """The phases in order, each with what is asked before the next (`asked`)."""
    asked = GateCriterion.objects.filter(retired_at=None)
    rows = Phase.objects.filter(collaborative=collaborative, removed_at=None)
    return list(rows.prefetch_related(Prefetch("criteria", asked, to_attr="asked")))


def unused(phases: Iterable[Phase]) -> set[int]:
    """The ids of those of these phases in which no organisation has dates or a gate review."""
    ids = {row.pk for row in phases}
    for rows in (PhasePlan, GateReview):
        ids -= set(rows.objects.filter(phase__in=ids).values_list("phase_id", flat=True))
    return ids


def pauses_to(access: Access, action: Action, *, taken_back: bool = False) -> QuerySet[Pause]:
    """The pauses of organisations on which this person may do this; taken_back: those too that were taken back."""
    rows = owned(Pause, access, action)
    if not taken_back:
        rows = rows.filter(withdrawn_at=None)
    return rows.select_related("participation__organisation", "collaborative", "made_by")


def programme_pauses(collaborative: Collaborative, *, taken_back: bool = False) -> QuerySet[ProgrammePause]:
    """When the whole collaborative pauses, latest first; taken_back: also what was taken back."""
    rows = ProgrammePause.objects.filter(collaborative=collaborative)
    if not taken_back:
        rows = rows.filter(withdrawn_at=None)
    return rows.select_related("made_by", "collaborative")


def pauses_at(participation: Participation) -> list[Pause | ProgrammePause]:
    """When this organisation does not work: its own pauses, then those of all. Two queries."""
    own = Pause.objects.filter(participation=participation, withdrawn_at=None)
    shared = ProgrammePause.objects.filter(collaborative_id=participation.collaborative_id, withdrawn_at=None)
    return [*own, *shared]


def paused_periods(participation: Participation) -> list[Span]:
    """The days of `pauses_at`. Two queries."""
    return spans_of(pauses_at(participation))


def spans_of(pauses: Iterable[Pause | ProgrammePause]) -> list[Span]:
    """The days of these pauses."""
    return [_span(row) for row in pauses]


def _span(row: Pause | ProgrammePause) -> Span:
    return Span(row.starts_on, row.ends_on, row.made_at)


def pauses_of(places: Mapping[int, int]) -> dict[int, list[Span]]:
    """The pauses of these participations, those of all among them. One query, none for no places.

    places: the collaborative (id) of each participation (id). Only those that ever paused are named.
    """
    if not places:
        return {}
    days = ("starts_on", "ends_on", "made_at")
    own = Pause.objects.filter(participation_id__in=list(places), withdrawn_at=None).order_by()
    shared = ProgrammePause.objects.filter(collaborative_id__in=set(places.values()), withdrawn_at=None).order_by()
    rows = own.annotate(of_all=Value(False)).values_list("of_all", "participation_id", *days, "pk")
    others = shared.annotate(of_all=Value(True)).values_list("of_all", "collaborative_id", *days, "pk")
    found = defaultdict(list)
    for of_all, whose, *span, _ in rows.union(others, all=True).order_by("of_all", "-starts_on", "pk"):
        for place in [place for place, group in places.items() if group == whose] if of_all else [whose]:
            found[place].append(Span(*span))
    return dict(found)


def paused_since(pauses: Mapping[int, Sequence[Span]], today: date) -> dict[int, date]:
    """The first day of the pause that each participation is in today, of those that are; see `pauses_of`."""
    return {
        place: one.first for place, spans in pauses.items() for one in closed(spans, today) if is_paused([one], today)
    }


@dataclass(frozen=True)
class PausedNow:
    """A time without work that today is in, of one pause or of several that follow upon each other or overlap.

    first: its first day; last: its last, or None for until further notice; reasons: of the pauses that today is in.
    """

    first: date
    last: date | None
    reasons: list[str]


def pause_now(pauses: Sequence[Pause | ProgrammePause], today: date) -> PausedNow | None:
    """The time without work that today is in, if it is in one."""
    found = next((one for one in closed(spans_of(pauses), today) if is_paused([one], today)), None)
    if found is None or found.last is None:
        return None
    within = [row for row in pauses if found.first <= row.starts_on <= found.last]
    last = None if any(row.ends_on is None for row in within) else found.last
    reasons = [row.reason for row in pauses if is_paused([_span(row)], today)]
    return PausedNow(found.first, last, list(dict.fromkeys(reasons)))


def stage_of(phase: Phase, plan: PhasePlan | None) -> Stage:
    """A phase with its dates, for phases.timeline."""
    if plan is None:
        return Stage(phase.number, phase.name)
    return Stage(
        phase.number,
        phase.name,
        planned=(plan.planned_start, plan.planned_end),
        forecast=(plan.forecast_start, plan.forecast_end),
        actual=(plan.actual_start, plan.actual_end),
        planned_at=_local(plan.planned_at),
        forecast_at=_local(plan.forecast_at),
    )


def _local(moment: datetime | None) -> datetime | None:
    """With the day it had here."""
    return timezone.localtime(moment) if moment else None


@dataclass(frozen=True)
class Journey:
    """One organisation: its phases as stages, and its pauses."""

    participation: Participation
    stages: Sequence[Stage]
    pauses: Sequence[Span]


@dataclass(frozen=True)
class Kept:
    """What one organisation wrote down: its dates by phase, changes, pauses and gates, latest first."""

    plans: dict[int, PhasePlan]
    changes: list[PhaseChange]
    pauses: list[Pause]
    reviews: list[GateReview]


def plans_of(access: Access, participation: Participation) -> QuerySet[PhasePlan]:
    """The dates that one organisation wrote down, phase by phase."""
    return owned(PhasePlan, access, Action.SEE_WORK).filter(participation=participation).select_related("phase")


def kept_of(access: Access, participation: Participation) -> Kept:
    """All that one organisation wrote down of its journey."""

    def mine(rows: QuerySet) -> QuerySet:
        return rows.filter(participation=participation)

    changes = mine(owned(PhaseChange, access, Action.SEE_WORK)).select_related("plan__phase", "made_by")
    return Kept(
        plans={row.phase_id: row for row in mine(owned(PhasePlan, access, Action.SEE_WORK))},
        changes=list(changes),
        pauses=list(mine(pauses_to(access, Action.SEE_WORK))),
        reviews=list(mine(reviews_to(access, Action.SEE_WORK))),
    )


def reviews_to(access: Access, action: Action) -> QuerySet[GateReview]:
    """The gate reviews on which this person may do this, with their answers."""
    answers = GateAnswer.objects.filter(participation_id__in=access.participations_for(action))
    rows = owned(GateReview, access, action).select_related("phase", "proposed_by", "decided_by")
    return rows.prefetch_related(Prefetch("answers", answers.select_related("criterion"), to_attr="said"))


@dataclass(frozen=True)
class Gate:
    """The gate at the end of a phase at one organisation: what is asked, all that was said at it, latest first, what
    waits for the coach, and the phase's dates."""

    phase: Phase
    asked: list[GateCriterion]
    reviews: list[GateReview]
    waiting: GateReview | None
    plan: PhasePlan | None


def gate_at(access: Access, place: Participation, number: int) -> Gate | None:
    """The gate at the end of the phase of this number; None where there is no such phase."""
    phase = next((row for row in phases_of(place.collaborative) if row.number == number), None)
    if phase is None:
        return None
    reviews = list(reviews_to(access, Action.SEE_WORK).filter(participation=place, phase=phase))
    return Gate(
        phase=phase,
        asked=phase.asked,  # type: ignore[attr-defined]
        reviews=reviews,
        waiting=next((row for row in reviews if row.outcome == Outcome.WAITING), None),
        plan=plans_of(access, place).filter(phase=phase).first(),
    )


def once_asked(phase: Phase) -> QuerySet[GateCriterion]:
    """What is no longer asked at the end of a phase."""
    return GateCriterion.objects.filter(phase=phase).exclude(retired_at=None)


def gates_waiting(access: Access) -> list[GateReview]:
    """The teams that wait for this person's answer at a gate, longest first."""
    rows = owned(GateReview, access, Action.REVIEW_GATE).filter(outcome=Outcome.WAITING)
    return list(rows.select_related("phase", "participation__organisation").order_by("proposed_at", "pk"))


def journeys(access: Access, wave: int | None = None) -> list[Journey]:
    """The journey of every organisation that still takes part, for who runs the collaborative: dates only, none of a
    team's words."""
    phases = list(Phase.objects.filter(collaborative=access.collaborative, removed_at=None))
    plans = {(row.participation_id, row.phase_id): row for row in owned(PhasePlan, access, Action.RUN_COLLABORATIVE)}
    shared = [_span(row) for row in programme_pauses(access.collaborative)]
    own = defaultdict(list)
    for row in pauses_to(access, Action.RUN_COLLABORATIVE):
        own[row.participation_id].append(_span(row))
    still = Q(ended_on=None) | Q(ended_on__gte=timezone.localdate())
    places = taking_part(access.collaborative).filter(still)
    return [
        Journey(
            place,
            [stage_of(phase, plans.get((place.pk, phase.pk))) for phase in phases],
            [*own[place.pk], *shared],
        )
        for place in (places if wave is None else places.filter(wave=wave))
    ]


def waves_of(collaborative: Collaborative) -> list[int]:
    """The waves in which organisations joined."""
    rows = Participation.objects.filter(collaborative=collaborative).order_by("wave")
    return list(rows.values_list("wave", flat=True).distinct())
