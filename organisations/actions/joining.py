"""An organisation would like to join: told, confirmed, weighed, decided. Nobody of the team is asked before the
proposer's address is confirmed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.actions.places import closed_words
from organisations.models import ExpressionOfInterest, InterestNote, JoiningSettings, Organisation
from organisations.models.joining import PERSONAL, PERSONAL_OF_PROPOSER
from organisations.queries.joining import to_confirm_with, to_forget, waiting_with
from organisations.queries.ods import is_closed
from organisations.signals import interest_changed
from organisations.states import may_become

_State = ExpressionOfInterest.State
FORGET_AFTER = timedelta(days=14)


@transaction.atomic
def edit_joining(
    *, collaborative: Collaborative, by: User, is_open: bool, introduction: str, keep_months: int = 6
) -> JoiningSettings:
    """Say whether organisations may ask to join, what they read first, and when who was told no is forgotten."""
    with recording(by=by, verb="changed the settings for joining"):
        settings, _ = JoiningSettings.objects.update_or_create(
            collaborative=collaborative,
            defaults={"is_open": is_open, "introduction": introduction.strip(), "keep_months": keep_months},
        )
    return settings


@transaction.atomic
def register_interest(
    *,
    by: User,
    collaborative: Collaborative,
    organisation: Organisation | None,
    organisation_text: str,
    name: str,
    job: str,
    email: str,
    inequality: str,
    sponsor_known: str,
    sponsor_name: str,
    qi_support_level: str,
    qi_support: str,
    lead_days: Decimal | None,
) -> ExpressionOfInterest:
    """Keep what a proposer told. `by` is the system's actor: nobody signed in. `ask_to_confirm` sends the link.

    Raises ValidationError by field for a collaborative that is not open, a closed organisation, or one that takes part.
    """
    if not JoiningSettings.objects.filter(collaborative=collaborative, is_open=True).exists():
        raise ValidationError(f"{collaborative} takes no expressions of interest at present.")
    if organisation is not None and is_closed(organisation):
        raise ValidationError({"organisation": closed_words(organisation)})
    here = organisation.participations.filter(collaborative=collaborative, ended_on=None) if organisation else None
    if here is not None and here.exists():
        raise ValidationError({"organisation": f"{organisation} already takes part in {collaborative}."})
    with recording(by=by, verb="told of an interest in joining"):
        return ExpressionOfInterest.objects.create(
            collaborative=collaborative,
            organisation=organisation,
            organisation_text=" ".join(organisation_text.split()),
            name=" ".join(name.split()),
            job=" ".join(job.split()),
            email=email.strip().lower(),
            inequality=inequality.strip(),
            sponsor_known=sponsor_known,
            sponsor_name=" ".join(sponsor_name.split()),
            qi_support_level=qi_support_level,
            qi_support=qi_support.strip(),
            lead_days=lead_days,
        )


def ask_to_confirm(*, interest: ExpressionOfInterest) -> None:
    """Send the proposer the link by which they confirm their address."""
    _tell(interest, "confirm")


@transaction.atomic
def confirm_interest(*, interest: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    """The proposer's address is theirs: the national team now sees all that waited for it. Twice does no harm.

    Of several forms about one organisation the latest counts, whichever of their links was opened.
    """
    current = _lock(interest)
    found = to_confirm_with(current)
    with recording(by=by, verb="confirmed their interest in joining"):
        for row in found:
            row.state, row.confirmed_at = _State.CONFIRMED, timezone.now()
            row.save(update_fields=["state", "confirmed_at"])
            _tell(row, "arrived")
    with recording(by=by, verb="sent the form again, so this one does not count"):
        waiting_with(current).update(state=_State.WITHDRAWN)
    current.refresh_from_db()
    return current


@transaction.atomic
def review_interest(*, interest: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    """Say that the team is looking at it, or is looking at it again."""
    return move_interest(
        interest=interest, state=_State.IN_REVIEW, by=by, verb="took the expression of interest into review"
    )


@transaction.atomic
def decline_interest(*, interest: ExpressionOfInterest, by: User, reason: str) -> ExpressionOfInterest:
    """Say no, with the reason that the proposer is sent. Raises ValidationError without one."""
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason. The person who proposed it is told."})
    done = move_interest(
        interest=interest,
        state=_State.DECLINED,
        by=by,
        verb="declined the expression of interest",
        reason=reason.strip(),
    )
    _tell(done, "declined")
    return done


@transaction.atomic
def withdraw_interest(*, interest: ExpressionOfInterest, by: User, reason: str) -> ExpressionOfInterest:
    """Note that the organisation does not want to join any more. Nobody is told."""
    return move_interest(
        interest=interest,
        state=_State.WITHDRAWN,
        by=by,
        verb="noted that the interest was withdrawn",
        reason=reason.strip(),
    )


@transaction.atomic
def note_interest(*, interest: ExpressionOfInterest, by: User, text: str) -> InterestNote:
    """Add a note for the team. Raises ValidationError for an empty one."""
    if not text.strip():
        raise ValidationError({"text": "Enter the note."})
    with recording(by=by, verb="noted something about an expression of interest"):
        return InterestNote.objects.create(interest=interest, text=text.strip(), author=by)


def _lock(interest: ExpressionOfInterest) -> ExpressionOfInterest:
    rows = ExpressionOfInterest.objects.select_related("collaborative", "organisation")
    return rows.select_for_update(of=("self",)).get(pk=interest.pk)


@transaction.atomic
def move_interest(
    *, interest: ExpressionOfInterest, state: str, by: User, verb: str, reason: str = "", **more: Any
) -> ExpressionOfInterest:
    """Bring an expression of interest into another state, with what goes with it.

    Raises ValidationError where it cannot come from its present state.
    """
    current = _lock(interest)
    if not may_become(current.state, state):
        raise ValidationError(f"This is {current.get_state_display().lower()} already.")
    with recording(by=by, verb=verb, reason=reason):
        current.state, current.reason = state, reason
        current.decided_by, current.decided_at = by, timezone.now()
        for name, value in more.items():
            setattr(current, name, value)
        current.save()
    return current


@transaction.atomic
def accept_interest(*, interest: ExpressionOfInterest, by: User, **enrolled: Any) -> ExpressionOfInterest:
    """Note that it led to a participation, and tell the proposer. Only enrolment calls this, in its own transaction."""
    done = move_interest(
        interest=interest, state=_State.ACCEPTED, by=by, verb="accepted the expression of interest", **enrolled
    )
    _tell(done, "accepted")
    return done


def _tell(interest: ExpressionOfInterest, what: str) -> None:
    transaction.on_commit(lambda: interest_changed.send(ExpressionOfInterest, interest=interest, what=what))


@transaction.atomic
def forget_unconfirmed(*, by: User) -> int:
    """Take out of old, unconfirmed expressions of interest all that tells of a person: it may be a stranger."""
    old = ExpressionOfInterest.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - FORGET_AFTER)
    with recording(by=by, verb="forgot an unconfirmed expression of interest"):
        return old.exclude(email="").update(**dict.fromkeys(PERSONAL, ""), state=_State.WITHDRAWN)


@transaction.atomic
def forget_decided(*, by: User) -> int:
    """Take out of what was declined or withdrawn long enough ago who proposed it; how many. The organisation stays."""
    forgotten = 0
    for collaborative in Collaborative.objects.order_by("pk"):
        with recording(by=by, verb="forgot who had proposed it"):
            forgotten += to_forget(collaborative).update(**dict.fromkeys(PERSONAL_OF_PROPOSER, ""))
    return forgotten
