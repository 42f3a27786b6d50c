"""Somebody leaves and somebody else takes on their role; no work is left without anybody, and history stays theirs."""

import logging
from datetime import date, timedelta
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.nhsuk.filters import date_long
from collaborative.roles import ROLE_LABELS, Role
from organisations.actions.invitations import invite
from organisations.actions.notices import tell
from organisations.actions.people import assign_coach, end_coach_assignment, end_membership
from organisations.models import CoachAssignment, Handover, Membership, NoticeKind
from organisations.queries.handover import HANDED_OVER, due_handovers, holds, left_to_pass_on
from organisations.queries.people import coach_assignments, coaches, open_invitations

logger = logging.getLogger(__name__)
_NOT_ACCEPTED = "The successor has not accepted the role yet."


class Passed(TypedDict):
    """What passed on with a coach's handover: an assignment, its last day before and since, and the one that follows
    (none where the successor coached there already)."""

    assignment: int
    before: str | None
    last: str
    next: int | None


@transaction.atomic
def start_handover(
    *, membership: Membership, by: User, successor_name: str, successor_email: str, ends_on: date, note: str
) -> Handover:
    """Name who takes on a role, and the last day of who leaves it.

    A successor in a team who does not have the role yet is invited to it; a coach's organisations pass on at once, from
    the day after the last day. The old role ends once the last day has passed, and a lead's only once the successor has
    accepted; another is handed over only then, too. Raises ValidationError by field.
    """
    # Two changes of one collaborative's people wait for each other here.
    Collaborative.objects.select_for_update(no_key=True).get(pk=membership.collaborative_id)
    beside = ("user", "collaborative", "participation__organisation")
    current = Membership.objects.select_related(*beside).get(pk=membership.pk)
    name, email = " ".join(successor_name.split()), successor_email.strip().lower()
    _check(current, email, ends_on)
    with recording(by=by, verb="began a handover", reason=note.strip()):
        passed: list[Passed] = []
        if current.participation is not None:
            _invite(current, by, name, email)
        else:
            passed = _pass_on(current, by, email, ends_on)
        handover = Handover.objects.create(
            collaborative=current.collaborative,
            participation=current.participation,
            membership=current,
            successor_name=name,
            successor_email=email,
            ends_on=ends_on,
            note=note.strip(),
            passed=passed,
            created_by=by,
        )
        _tell_both(handover, by)
    return handover


def _tell_both(handover: Handover, by: User) -> None:
    """Who leaves and, where they have an account, who takes it on. A successor who is only invited has a mail."""
    place = handover.participation
    people = [handover.membership.user, *User.objects.filter(email__iexact=handover.successor_email)]
    tell(
        people=people,
        by=by,
        kind=NoticeKind.HANDOVER,
        key=f"handover-{handover.pk}",
        text=f"began to hand over the role of {ROLE_LABELS[Role(handover.membership.role)].lower()}",
        to=("coach-dashboard",) if place is None else ("people", place.organisation.ods_code),
        collaborative=handover.collaborative,
        participation=place,
    )


def _check(membership: Membership, email: str, ends_on: date) -> None:
    if membership.ended_at is not None:
        raise ValidationError("This role has already ended.")
    if membership.role not in HANDED_OVER:
        raise ValidationError("This role is not handed over. Invite somebody else to it, then end it.")
    if membership.handovers.filter(completed_at__isnull=True, cancelled_at__isnull=True).exists():
        raise ValidationError("This role is being handed over already. Call that off first.")
    errors: dict[str, str] = {}
    if email == membership.user.email.lower():
        errors["successor_email"] = "Enter somebody else’s address."
    if ends_on < timezone.localdate():
        errors["ends_on"] = "The last day must be today or later."
    if errors:
        raise ValidationError(errors)


def _invite(membership: Membership, by: User, name: str, email: str) -> None:
    """Invite the successor to the role, unless they have it or are invited to it."""
    assert membership.participation is not None
    waiting = open_invitations(membership.collaborative, membership.participation)
    if holds(email, membership) or waiting.filter(email=email, role=membership.role).exists():
        return
    try:
        invite(
            by=by,
            email=email,
            name=name,
            role=membership.role,
            collaborative=membership.collaborative,
            participation=membership.participation,
        )
    except ValidationError as refused:
        fields = {"email": "successor_email", "name": "successor_name"}
        raise ValidationError({fields.get(key, key): said for key, said in refused.message_dict.items()}) from refused


def _pass_on(membership: Membership, by: User, email: str, ends_on: date) -> list[Passed]:
    """Give every organisation of a coach to the successor from the day after the last day; what was passed on."""
    row = coaches(membership.collaborative_id).filter(user__email__iexact=email).first()
    if row is None:
        raise ValidationError({"successor_email": "Choose somebody who is a coach in this collaborative."})
    held = left_to_pass_on(membership, ends_on)
    return [_pass_on_one(assignment, by, row.user, ends_on) for assignment in held]


def _pass_on_one(assignment: CoachAssignment, by: User, successor: User, ends_on: date) -> Passed:
    following = max(ends_on + timedelta(days=1), assignment.starts_on, assignment.participation.joined_on)
    last = max(ends_on, assignment.starts_on)
    end_coach_assignment(assignment=assignment, by=by, ends_on=last, reason=f"Handed over to {successor}.")
    passed: Passed = {
        "assignment": assignment.pk,
        "before": assignment.ends_on.isoformat() if assignment.ends_on else None,
        "last": last.isoformat(),
        "next": None,
    }
    begins = _uncovered(assignment, successor, following)
    if begins is not None:
        made = assign_coach(participation=assignment.participation, coach=successor, by=by, starts_on=begins)
        passed["next"] = made.pk
    return passed


def _uncovered(assignment: CoachAssignment, successor: User, following: date) -> date | None:
    """The first day from `following` on without the successor there; None where they coach there without an end.

    Raises ValidationError where they begin later, which would leave the days until then to nobody.
    """
    theirs = coach_assignments(assignment.collaborative_id).filter(coach=successor)
    for row in theirs.filter(participation_id=assignment.participation_id):
        if row.starts_on > following:
            place, first = assignment.participation.organisation, date_long(row.starts_on)
            told = f"{successor} coaches {place} only from {first}. Let them begin by {date_long(following)}."
            raise ValidationError({"successor_email": told})
        if row.ends_on is None:
            return None
        following = max(following, row.ends_on + timedelta(days=1))
    return following


@transaction.atomic
def cancel_handover(*, handover: Handover, by: User) -> Handover:
    """Call a handover off: the person keeps the role, and a coach their organisations.

    An invitation that was sent stays open until it is withdrawn. Raises ValidationError for one that is over.
    """
    current = _open(handover)
    with recording(by=by, verb="called the handover off"):
        for passed in current.passed:
            _take_back(passed)
        current.cancelled_at = timezone.now()
        current.save(update_fields=["cancelled_at"])
    return current


def _open(handover: Handover) -> Handover:
    """The handover as it is now, held until the end of the transaction; ValidationError where it is over."""
    # Changes of one collaborative's people wait for each other here, in this order.
    Collaborative.objects.select_for_update(no_key=True).get(pk=handover.collaborative_id)
    rows = Handover.objects.select_related("membership__user", "membership__collaborative", "membership__participation")
    current = rows.select_for_update(of=("self",)).get(pk=handover.pk)
    if current.completed_at or current.cancelled_at:
        raise ValidationError("This handover is over already.")
    return current


def _take_back(passed: Passed) -> None:
    """Let a coach go on with an organisation that was to pass on, and let the successor go. What somebody changed since
    stays."""
    rows, today = CoachAssignment.objects.select_for_update(), timezone.localdate()
    old = rows.get(pk=passed["assignment"])
    again = CoachAssignment.objects.filter(coach_id=old.coach_id, participation_id=old.participation_id)
    if old.ends_on == date.fromisoformat(passed["last"]) and not again.filter(ends_on=None).exists():
        old.ends_on = date.fromisoformat(passed["before"]) if passed["before"] else None
        old.save(update_fields=["ends_on"])
    following = rows.filter(pk=passed["next"], ends_on=None).first() if passed["next"] else None
    if following is not None:
        # Nothing is deleted from the directory: what has not begun ends before it could begin.
        following.ends_on = today if following.starts_on <= today else today - timedelta(days=1)
        following.starts_on = min(following.starts_on, following.ends_on)
        following.save(update_fields=["starts_on", "ends_on"])


@transaction.atomic
def renew_handover(*, handover: Handover, by: User) -> Handover:
    """Do again what a handover waits for: invite the successor whose invitation is not open any more, or pass on what a
    coach was given since. Raises ValidationError by field as `start_handover`, and for one that is over."""
    current = _open(handover)
    with recording(by=by, verb="went on with the handover"):
        if current.membership.participation is not None:
            _invite(current.membership, by, current.successor_name, current.successor_email)
        else:
            current.passed += _pass_on(current.membership, by, current.successor_email, current.ends_on)
            current.save(update_fields=["passed"])
    return current


def complete_handovers(*, by: User, today: date) -> int:
    """End the roles whose last day has passed; how many are handed over. One that waits is asked again next time."""
    return sum(_complete(handover, by) for handover in due_handovers(today))


def _complete(handover: Handover, by: User) -> bool:
    try:
        done = complete_handover(handover=handover, by=by)
    except ValidationError as refused:
        logger.info("handover %s waits: %s", handover.pk, " ".join(refused.messages))
        return False
    if done.completed_at is None:
        logger.info("handover %s waits: the role has ended. %s", handover.pk, _NOT_ACCEPTED)
    return done.completed_at is not None


@transaction.atomic
def complete_handover(*, handover: Handover, by: User) -> Handover:
    """End the old role; the handover is done once the successor in a team has theirs, and waits for that otherwise.

    Raises ValidationError where somebody's work would be left without anybody, and where the handover is over already:
    completed, or called off a moment ago.
    """
    current = _open(handover)
    membership = current.membership
    accepted = membership.participation_id is None or holds(current.successor_email, membership)
    if membership.ended_at is None:
        if membership.role == Role.LEAD and not accepted:
            raise ValidationError(_NOT_ACCEPTED)
        word = "Handed over to" if accepted else "The last day has passed. To follow:"
        end_membership(membership=membership, by=by, reason=f"{word} {current.successor_name}.")
    if not accepted:
        return current
    with recording(by=by, verb="completed the handover"):
        current.completed_at = timezone.now()
        current.save(update_fields=["completed_at"])
    return current
