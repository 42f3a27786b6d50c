"""Designs that were frozen to be signed, who answered and who has still to, and what the coach remarked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from collaborative.models import User
from collaborative.roles import ROLE_LABELS, Action, Role
from collaborative.tenancy.scope import require_scope
from organisations.models import Membership, Participation, Project
from organisations.queries import Access, owned
from organisations.queries.places import taking_part
from phases.models import Design, DesignAnswer, DesignComment, Signature

# Whose signatures a design needs, in the order in which pages name them.
SIGNING = (Role.LEAD, Role.SPONSOR, Role.PARTNER)


@dataclass(frozen=True)
class Signer:
    """Somebody in the team today whose signature a design needs, with the roles that make it so."""

    user: User
    roles: tuple[Role, ...]

    @property
    def role_words(self) -> str:
        return ", ".join(ROLE_LABELS[role] for role in self.roles)


@dataclass(frozen=True)
class Asked:
    """Somebody whose signature a version needs, by name and roles as they were when it was frozen.

    gone: in no role that signs any more, so that nobody can answer for them; a new version asks those there are now.
    """

    user_id: int
    name: str
    roles: tuple[Role, ...]
    gone: bool = False

    @property
    def role_words(self) -> str:
        return ", ".join(ROLE_LABELS[role] for role in self.roles)


@dataclass(frozen=True)
class Standing:
    """Where a version stands: who answered what, who was asked and has not answered, what was answered before and is no
    longer so, and who joined after it was frozen and is not asked about it."""

    given: tuple[Signature, ...]
    waiting: tuple[Asked, ...]
    ended: tuple[Signature, ...] = ()
    joined: tuple[Signer, ...] = ()

    @property
    def signed(self) -> tuple[Signature, ...]:
        return tuple(row for row in self.given if row.is_signed)

    @property
    def dissent(self) -> tuple[Signature, ...]:
        return tuple(row for row in self.given if not row.is_signed)

    @property
    def is_signed(self) -> bool:
        """Everybody who was asked has answered, and of each role that signs somebody has signed."""
        held = {role for row in self.signed for role in row.roles.split(",")}
        return not self.waiting and held >= set(SIGNING)

    @property
    def signed_at(self) -> datetime | None:
        """When the last signature was given."""
        return max((row.signed_at for row in self.signed), default=None)


def designs_of(project: Project) -> QuerySet[Design]:
    """The project's versions, latest first, each with who asked for signatures."""
    rows = Design.objects.filter(participation_id=project.participation_id, project=project)
    return rows.select_related("asked_by").order_by("-number")


def design_to_sign(pk: int) -> Design | None:
    """The version of this id within the scope, with what its mail says; None where there is none."""
    beside = ("project__participation__organisation", "project__collaborative", "asked_by")
    places = require_scope().participation_ids
    return Design.objects.select_related(*beside).filter(participation_id__in=places, pk=pk).first()


def signers_at(participation_ids: Iterable[int]) -> dict[int, list[Signer]]:
    """Whose signatures are wanted in each participation, lead before sponsor before partner (one query)."""
    rows = Membership.objects.filter(
        participation_id__in=list(participation_ids), ended_at__isnull=True, role__in=SIGNING, user__is_active=True
    )
    held: dict[int, dict[User, set[Role]]] = defaultdict(dict)
    for row in rows.select_related("user").order_by("user__name", "pk"):
        held[row.participation_id or 0].setdefault(row.user, set()).add(Role(row.role))
    found = {}
    for place, people in held.items():
        signers = [Signer(user, tuple(role for role in SIGNING if role in roles)) for user, roles in people.items()]
        found[place] = sorted(signers, key=lambda one: SIGNING.index(one.roles[0]))
    return found


def signers_of(project: Project) -> list[Signer]:
    """Whose signatures the design of this project needs."""
    return signers_at([project.participation_id]).get(project.participation_id, [])


def signatures_of(designs: Sequence[Design]) -> dict[int, list[Signature]]:
    """Every answer to these versions, oldest first, by the version's id (one query)."""
    found: dict[int, list[Signature]] = defaultdict(list)
    places = {row.participation_id for row in designs}
    rows = Signature.objects.filter(participation__in=places, design__in=[row.pk for row in designs])
    for row in rows.select_related("user").order_by("signed_at", "pk"):
        found[row.design_id].append(row)
    return found


def asked_json(signers: Iterable[Signer]) -> list[dict[str, Any]]:
    """Those who are asked, as a version keeps them."""
    return [
        {"user": one.user.pk, "name": one.user.get_full_name(), "roles": [role.value for role in one.roles]}
        for one in signers
    ]


def asked_of(design: Design) -> list[Asked]:
    """Who was asked to sign this version. No query."""
    return [Asked(one["user"], one["name"], tuple(Role(role) for role in one["roles"])) for one in design.asked]


def standing(design: Design, answers: Iterable[Signature], signers: Iterable[Signer]) -> Standing:
    """Where a version stands, from all answers to it and from who is in the team today. No query."""
    rows, team = list(answers), list(signers)
    given = tuple(row for row in rows if row.ended_at is None)
    done, there = {row.user_id for row in given}, {one.user.pk for one in team}
    asked = asked_of(design)
    waiting = tuple(replace(one, gone=one.user_id not in there) for one in asked if one.user_id not in done)
    known = {one.user_id for one in asked}
    joined = tuple(one for one in team if one.user.pk not in known)
    return Standing(given, waiting, tuple(row for row in rows if row.ended_at is not None), joined)


def standing_of(design: Design) -> Standing:
    """Where this version stands (two queries)."""
    answers = signatures_of([design])[design.pk]
    return standing(design, answers, signers_of(design.project))


@dataclass(frozen=True)
class Carried:
    """A dissent to an earlier version that nobody had settled when another was frozen: whoever gave it had neither
    signed since nor taken it back."""

    number: int
    said: Signature


def carried_to(project: Project, number: int, frozen_at: datetime | None = None) -> list[Carried]:
    """The dissents to versions before this number, oldest first, as they stood at `frozen_at` or now (one query)."""
    rows = Signature.objects.filter(
        participation_id=project.participation_id, design__project=project, design__number__lt=number
    )
    held: dict[int, list[Carried]] = defaultdict(list)
    for row in rows.select_related("design", "user").defer("design__content").order_by("signed_at", "pk"):
        if row.ended_at is not None and (frozen_at is None or row.ended_at <= frozen_at):
            continue
        if row.is_signed:
            held[row.user_id].clear()
        else:
            held[row.user_id].append(Carried(row.design.number, row))
    return sorted((one for many in held.values() for one in many), key=lambda one: (one.said.signed_at, one.said.pk))


def to_write_to(design: Design) -> list[tuple[Asked, User]]:
    """Those who were asked, have not answered and still can, with their accounts (two queries)."""
    people = {one.user.pk: one.user for one in signers_of(design.project)}
    return [(one, people[one.user_id]) for one in standing_of(design).waiting if one.user_id in people]


def _latest(rows: QuerySet[Design]) -> list[Design]:
    """The latest version of each project, without what it says."""
    found = rows.defer("content", "note").order_by("participation_id", "project_id", "-number")
    return list(found.distinct("participation_id", "project_id"))


def wanted_from(participation: Participation, *people: User) -> list[Design]:
    """The designs of an organisation that one of these was asked to sign and has not answered (two queries)."""
    latest = _latest(Design.objects.filter(participation=participation).select_related("project"))
    asked = {row.pk: {one.user_id for one in asked_of(row)} & {person.pk for person in people} for row in latest}
    theirs = [row for row in latest if asked[row.pk]]
    answers = signatures_of(theirs) if theirs else {}
    given = {pk: {one.user_id for one in rows if not one.ended_at} for pk, rows in answers.items()}
    return [row for row in theirs if asked[row.pk] - given.get(row.pk, set())]


def waiting_for_signatures(access: Access) -> list[Design]:
    """The designs that wait for signatures at the organisations this person coaches, oldest first (two queries)."""
    beside = ("project", "participation__organisation")
    latest = _latest(owned(Design, access, Action.COMMENT_ON_DESIGN).select_related(*beside))
    answers = signatures_of(latest)
    waiting = [row for row in latest if standing(row, answers[row.pk], ()).waiting]
    return sorted(waiting, key=lambda row: row.asked_at)


def comments_of(project: Project) -> QuerySet[DesignComment]:
    """Every remark beside the project's design with what was answered, oldest first (two queries)."""
    rows = DesignComment.objects.filter(participation_id=project.participation_id, project=project)
    answers = DesignAnswer.objects.filter(participation_id=project.participation_id).select_related("author")
    beside = Prefetch("answers", answers.order_by("created_at", "pk"), to_attr="answered")
    return rows.select_related("author", "design").prefetch_related(beside).order_by("created_at", "pk")


@dataclass(frozen=True)
class Signed:
    """The latest version of one project's design as the whole collaborative may know it: never what it says."""

    number: int
    asked_at: datetime
    standing: Standing


@dataclass(frozen=True)
class Overview:
    """Every organisation, and how far the designs of its projects are, by participation."""

    places: Sequence[Participation]
    designs: Mapping[int, Sequence[Signed]]


def overview(access: Access) -> Overview:
    """How far every organisation's designs are, for who runs the collaborative (four queries)."""
    latest = _latest(owned(Design, access, Action.RUN_COLLABORATIVE))
    answers = signatures_of(latest)
    signers = signers_at({row.participation_id for row in latest})
    found: dict[int, list[Signed]] = defaultdict(list)
    for row in latest:
        state = standing(row, answers[row.pk], signers.get(row.participation_id, ()))
        found[row.participation_id].append(Signed(row.number, row.asked_at, state))
    return Overview(list(taking_part(access.collaborative).filter(ended_on=None)), found)
