"""Who with lived experience took part in what, and what they said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Avg, Count, Exists, OuterRef, Prefetch, Q, QuerySet

from collaborative.models import User
from collaborative.roles import Action, Role
from organisations.models import Membership, Participation, Project
from organisations.queries import Access, owned
from phases.models import (
    AccessNeeds,
    Code,
    Involvement,
    InvolvementTime,
    Level,
    Payment,
    Population,
    PulseAnswer,
    Reply,
    SignOff,
    Theory,
    TheoryNode,
)
from phases.models.graph import NodeKind

# Fewer answers than this in a month could be told apart by those who know each other.
FEWEST_ANSWERS = 5


def involvements_to(access: Access, action: Action) -> QuerySet[Involvement]:
    """Who took part in what, latest first, where this person may do this."""
    return owned(Involvement, access, action).select_related(
        "project", "step", "node__idea", "population", "said_by", "created_by", "participation__organisation"
    )


def may_correct(access: Access, row: Involvement) -> bool:
    """Whether this person may put this record right: once a partner has said their word of it, that partner alone."""
    if row.said_by_id is not None:
        return row.said_by_id == access.user.pk and access.may(Action.RECORD_INVOLVEMENT, row.participation_id)
    return looks_after(access, row)


def looks_after(access: Access, row: Involvement) -> bool:
    """Whether this person may put this record right as long as no partner has said their word of it."""
    if access.may(Action.ANSWER_PARTNERS, row.participation_id):
        return True
    return access.may(Action.RECORD_INVOLVEMENT, row.participation_id) and row.created_by_id == access.user.pk


def sign_offs_to(access: Access, action: Action) -> QuerySet[SignOff]:
    """What partners agreed to or not, with what became of it (`answers`), latest first."""
    replies = Reply.objects.filter(participation_id__in=access.participations_for(action)).select_related("made_by")
    rows = owned(SignOff, access, action).select_related("project", "said_by", "participation__organisation")
    return rows.prefetch_related(Prefetch("replies", replies, to_attr="answers"))


def steps() -> list[Code]:
    """The steps of the AMHE method, in order."""
    return list(Code.objects.filter(code_set__key="amhe-steps").order_by("position", "pk"))


def drivers_of(project: Project) -> list[TheoryNode]:
    """The aim and drivers of a project's theory, as it is now."""
    rows = TheoryNode.objects.filter(
        participation_id=project.participation_id, theory__project=project, removed_at=None
    ).exclude(kind="idea")
    return list(rows.select_related("idea", "theory__project").order_by("kind", "position", "pk"))


def to_agree_with(projects: Iterable[int]) -> dict[int, datetime]:
    """Since when these projects (ids) have a theory, of those in which it says more than the aim: a driver."""
    drivers = TheoryNode.objects.filter(theory=OuterRef("pk"), kind=NodeKind.PRIMARY, removed_at=None)
    rows = Theory.objects.filter(Exists(drivers), project__in=list(projects))
    return dict(rows.values_list("project_id", "created_at"))


def populations_for(project: Project) -> list[Population]:
    """The populations the organisation works with now in this project, or in no one project."""
    rows = Population.objects.filter(participation_id=project.participation_id, ended_on=None)
    return list(rows.filter(Q(project=project) | Q(project=None)))


def partners_at(place: Participation) -> list[User]:
    """The coproduction partners of an organisation now."""
    rows = Membership.objects.filter(participation=place, role=Role.PARTNER, ended_at=None).select_related("user")
    return [row.user for row in rows]


def by_step(rows: Iterable[Involvement], known: Iterable[Code]) -> list[tuple[Code, list[Involvement]]]:
    """Each step with who took part in it: the empty ones too."""
    held = list(rows)
    return [(step, [row for row in held if row.step_id == step.pk]) for step in known]


def levels(rows: Iterable[Involvement]) -> list[tuple[Level, int]]:
    """How often partners said each level."""
    said = Counter(row.level for row in rows)
    return [(level, said[level.value]) for level in Level if level.value]


def times_to(access: Access, action: Action) -> QuerySet[InvolvementTime]:
    """Hours of partners where this person may do this."""
    rows = owned(InvolvementTime, access, action)
    return rows.select_related("person", "collaborative", "participation__organisation")


def times_of(access: Access, place: Participation) -> QuerySet[InvolvementTime]:
    """Hours that this person may see: all for who answers partners, else their own."""
    rows = owned(InvolvementTime, access, Action.SEE_WORK).filter(participation=place)
    if not access.may(Action.ANSWER_PARTNERS, place.pk):
        rows = rows.filter(person=access.user)
    return rows.select_related("person")


def needs_of(access: Access, place: Participation) -> list[AccessNeeds]:
    """What partners need: for who answers partners all, for a partner their own, for anybody else nothing."""
    rows = owned(AccessNeeds, access, Action.SEE_WORK).filter(participation=place).exclude(needs="")
    rows = rows.filter(person__in=[person.pk for person in partners_at(place)])
    if not access.may(Action.ANSWER_PARTNERS, place.pk):
        rows = rows.filter(person=access.user)
    return list(rows.select_related("person"))


def needs_from(place: Participation, person: User) -> AccessNeeds | None:
    """What this person said they need."""
    return AccessNeeds.objects.filter(participation=place, person=person).first()


@dataclass(frozen=True)
class Pulse:
    """One month's answers of an organisation: the averages, 1 to 5."""

    month: date
    heard: float
    changed: float


def pulses(place: Participation, before: date) -> list[Pulse]:
    """The monthly pulse up to this month, which is left out, oldest first.

    A month is shown only once it is over: else who looks twice sees what one more person answered. Of months with few
    answers nothing is told, not even whether there were any: with one partner that would say when this person answered.
    """
    rows = (
        PulseAnswer.objects.filter(participation=place, month__lt=before)
        .values("month")
        .annotate(answers=Count("pk"), mean_heard=Avg("heard"), mean_changed=Avg("changed"))
        .filter(answers__gte=FEWEST_ANSWERS)
        .order_by("month")
    )
    return [Pulse(row["month"], float(row["mean_heard"]), float(row["mean_changed"])) for row in rows]


def has_answered(place: Participation, month: date, who: str) -> bool:
    """Whether the person behind this hash answered in this month."""
    return PulseAnswer.objects.filter(participation=place, month=month, who=who).exists()


def hours_in_all(rows: Iterable[InvolvementTime]) -> list[tuple[Payment, Decimal]]:
    """The hours by where their payment stands, those that are there."""
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.payment] = found.get(row.payment, Decimal()) + row.hours
    return [(state, found[state.value]) for state in Payment if state.value in found]
