"""Writes about experts whom organisations ask for."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import SupportKind, SupportRequest, SupportState
from coaching.queries.support import kind_mark, moment, outcome_mark, request_mark
from coaching.support import KINDS
from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import Action, Role, may
from organisations.actions.experts import close_to_expert, open_to_expert
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation, Project
from organisations.queries.people import national_team
from phases.actions.collisions import refuse_older

# Who answers requests: not all of the national team does.
_FINDS = Action.RUN_COLLABORATIVE


@transaction.atomic
def set_up_kinds(*, collaborative: Collaborative, by: User) -> None:
    """Give a collaborative the usual kinds of support, where it has none of its own."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    if SupportKind.objects.filter(collaborative=collaborative).exists():
        return
    with recording(by=by, verb="took over the usual kinds of support"):
        for at, one in enumerate(KINDS, 1):
            SupportKind.objects.create(collaborative=collaborative, position=at, name=one.name, about=one.about)


@transaction.atomic
def save_kind(
    *, kind: SupportKind, by: User, name: str, about: str, position: int, is_active: bool, seen: str = ""
) -> SupportKind:
    """Add or change a kind of support. seen: its mark when this person began.

    Raises ValidationError by field, also for a name that there is already, or where somebody has changed it since.
    """
    Collaborative.objects.select_for_update(no_key=True).get(pk=kind.collaborative_id)
    if kind.pk:
        kind = SupportKind.objects.get(pk=kind.pk)
        refuse_older(seen, kind_mark(kind))
    kind.name, kind.about = " ".join(name.split()), " ".join(about.split())
    kind.position, kind.is_active = position, is_active
    same = SupportKind.objects.filter(collaborative_id=kind.collaborative_id, name__iexact=kind.name)
    if same.exclude(pk=kind.pk).exists():
        raise ValidationError({"name": "There is a kind of support of this name already"})
    with recording(by=by, verb="changed the kinds of support"):
        kind.save()
    return kind


@transaction.atomic
def ask_for_support(
    *, participation: Participation, by: User, kind: str, wanted: str, project: Project | None = None
) -> SupportRequest:
    """Ask for an expert in one kind (by its name); who runs the collaborative is told. The same words again, while they
    wait, ask once.

    Raises ValidationError by field for a kind that is not given (any more).
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    set_up_kinds(collaborative=participation.collaborative, by=by)
    given = SupportKind.objects.filter(
        collaborative_id=participation.collaborative_id, name=kind, is_active=True
    ).first()
    if given is None:
        raise ValidationError({"kind": "Choose a kind of support that is given"})
    said = {"kind": given, "project": project, "wanted": wanted.strip()}
    owner = {"collaborative_id": participation.collaborative_id, "participation": participation}
    there = SupportRequest.objects.filter(**owner, **said, assignment=None, closed_at=None).first()
    if there is not None:
        return there
    with recording(by=by, verb="asked for expert support"):
        row = SupportRequest.objects.create(**owner, **said, created_by=by, created_at=timezone.now())
    team = national_team(participation.collaborative_id)
    finders = [one.user for one in team if may(frozenset({Role(one.role)}), _FINDS)]
    _tell(row, by, finders, NoticeKind.SUPPORT_ASKED, "asked for expert support")
    return row


@transaction.atomic
def match_support(
    *, request: SupportRequest, by: User, expert: User, starts_on: date, ends_on: date, seen: str = ""
) -> SupportRequest:
    """Open the organisation's work to an expert, from the beginning of one day to the end of another.

    seen: the request's mark when this person began. Raises ValidationError by field, also for a first day that has
    passed, or where somebody else has answered since.
    """
    row = _locked(request)
    refuse_older(seen, request_mark(row))
    if row.assignment is not None or row.closed_at is not None:
        raise ValidationError("This request has been answered already.")
    if starts_on < timezone.localdate():
        raise ValidationError({"starts_on": "The first day must be today or later."})
    with recording(by=by, verb="found an expert"):
        row.assignment = open_to_expert(
            participation=row.participation,
            by=by,
            expert=expert,
            starts_at=moment(starts_on),
            ends_at=moment(ends_on + timedelta(1)),
        )
        row.matched_by = by
        row.save()
    _tell(row, by, [row.created_by], NoticeKind.SUPPORT_FOUND, "found an expert for you")
    _tell(row, by, [expert], NoticeKind.SUPPORT_GIVEN, "asks you to support an organisation")
    return row


@transaction.atomic
def end_support(*, request: SupportRequest, by: User, reason: str) -> SupportRequest:
    """Close a request nobody has come for, or the door to who has, from this moment on.

    Raises ValidationError without a reason, and for one that is over or closed.
    """
    row, now = _locked(request), timezone.now()
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason"})
    if row.closed_at is not None or (row.assignment is not None and row.assignment.ends_at <= now):
        raise ValidationError("This has ended already.")
    with recording(by=by, verb="ended expert support", reason=reason.strip()):
        if row.assignment is not None:
            close_to_expert(assignment=row.assignment, by=by, reason=reason)
        row.closed_at, row.closed_by, row.closing = now, by, reason.strip()
        row.save()
    people = [row.created_by] + ([row.assignment.expert] if row.assignment else [])
    for person in people:
        _tell(row, by, [person], NoticeKind.SUPPORT_ENDED, "ended expert support")
    return row


@transaction.atomic
def say_outcome(*, request: SupportRequest, by: User, is_expert: bool, words: str, seen: str = "") -> SupportRequest:
    """What came of it, in the words of the team or of the expert. seen: the mark of those words when they began.

    Raises ValidationError before it has begun, where it never did, or where somebody else has changed the words since.
    """
    row, name = _locked(request), "expert_outcome" if is_expert else "team_outcome"
    refuse_older(seen, outcome_mark(getattr(row, name)))
    if row.state(timezone.now()) not in {SupportState.OPEN, SupportState.OVER}:
        raise ValidationError("Say what came of it once the support has begun.")
    with recording(by=by, verb="said what came of expert support"):
        setattr(row, name, words.strip())
        row.save()
    return row


def _locked(request: SupportRequest) -> SupportRequest:
    rows = SupportRequest.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "assignment__expert", "participation__organisation", "collaborative", "created_by"
    )
    return rows.get(participation_id=request.participation_id, pk=request.pk)


def _tell(row: SupportRequest, by: User, people: list[User], kind: NoticeKind, text: str) -> None:
    # An expert's notice leads to their own list: the organisation itself is there for them only in its time.
    is_expert = row.assignment is not None and people == [row.assignment.expert]
    tell(
        people=people,
        by=by,
        kind=kind,
        key=f"support-{row.pk}-{kind}",
        text=text,
        to=("my-support",) if is_expert else ("support-request", row.pk),
        collaborative=row.collaborative,
        participation=None if is_expert else row.participation,
    )
