"""Who would like to join, and which collaboratives may be asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from collaborative.models import Collaborative
from organisations.models import ExpressionOfInterest, InterestNote, JoiningSettings

CONFIRM_WITHIN = 7 * 24 * 60 * 60  # seconds
_SALT = "organisations.interest"
_State = ExpressionOfInterest.State


def open_to_interest() -> QuerySet[Collaborative]:
    """The collaboratives that organisations may ask to join, by name."""
    return Collaborative.objects.filter(joining__is_open=True)


def joining_of(collaborative: Collaborative) -> JoiningSettings:
    """What the collaborative says of joining; not yet saved, and closed, where nobody has said anything."""
    found = JoiningSettings.objects.filter(collaborative=collaborative).first()
    return found or JoiningSettings(collaborative=collaborative)


def confirm_token(interest: ExpressionOfInterest) -> str:
    """What stands in the link that confirms an address. It is signed, not stored, and works for seven days."""
    return signing.dumps([interest.pk, _fingerprint(interest.email)], salt=_SALT)


def _fingerprint(email: str) -> str:
    """Binds a link to an address without saying it."""
    return salted_hmac(_SALT, email).hexdigest()[:16]


def interest_to_confirm(token: str) -> ExpressionOfInterest | None:
    """The expression of interest of a link; None for a link that is wrong, too old, or for another address."""
    try:
        pk, fingerprint = signing.loads(token, salt=_SALT, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = ExpressionOfInterest.objects.select_related("collaborative", "organisation")
    found = rows.filter(pk=pk).exclude(email="").first()
    return found if found and constant_time_compare(_fingerprint(found.email), fingerprint) else None


def waiting_with(interest: ExpressionOfInterest) -> QuerySet[ExpressionOfInterest]:
    """What waits for the same address to be confirmed, latest first: also what no mail was sent for any more."""
    rows = ExpressionOfInterest.objects.filter(
        collaborative_id=interest.collaborative_id, email=interest.email, state=_State.NEW
    )
    return rows.exclude(email="").select_related("collaborative", "organisation").order_by("-pk")


def to_confirm_with(interest: ExpressionOfInterest) -> list[ExpressionOfInterest]:
    """What the link of this one confirms: the latest form about each organisation."""
    latest: dict[object, ExpressionOfInterest] = {}
    for row in waiting_with(interest):
        latest.setdefault(row.organisation_id or row.organisation_text.casefold(), row)
    return list(latest.values())


def interests(collaborative: Collaborative, *, state: str = "", search: str = "") -> QuerySet[ExpressionOfInterest]:
    """The collaborative's confirmed expressions of interest, latest first; without a state, those still to decide.

    `search` finds part of an organisation's or a proposer's name, or the beginning of an ODS code.
    """
    rows = ExpressionOfInterest.objects.filter(collaborative=collaborative, confirmed_at__isnull=False)
    rows = rows.select_related("organisation", "decided_by", "participation__organisation")
    if state != "all":
        rows = rows.filter(state__in=[state] if state else [_State.CONFIRMED, _State.IN_REVIEW])
    if search:
        rows = rows.filter(
            Q(organisation__name__icontains=search)
            | Q(organisation_text__icontains=search)
            | Q(name__icontains=search)
            | Q(organisation__ods_code__istartswith=search)
        )
    return rows.order_by("-confirmed_at", "-pk")


def to_forget(collaborative: Collaborative, now: datetime | None = None) -> QuerySet[ExpressionOfInterest]:
    """What was declined or withdrawn so long ago that who proposed it is not to be known any more."""
    since = months_before(now or timezone.now(), joining_of(collaborative).keep_months)
    rows = ExpressionOfInterest.objects.filter(
        collaborative=collaborative, state__in=[_State.DECLINED, _State.WITHDRAWN], decided_at__lt=since
    )
    return rows.exclude(email="")


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of day so many calendar months earlier, on the 28th at the latest."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))


@dataclass(frozen=True)
class Step:
    """One thing that was done with an expression of interest; `who` is empty for its proposer."""

    when: datetime
    who: str
    verb: str
    reason: str


def steps_of(interest: ExpressionOfInterest) -> list[Step]:
    """What was done with an expression of interest, oldest first, each with the reason given then."""
    row: Any = interest
    found = []
    for event in row.events.order_by("pgh_id"):
        told = event.pgh_context or {}
        by_proposer = event.pgh_label == "insert" or event.state == _State.NEW
        who = "" if by_proposer else told.get("actor_name", "")
        found.append(Step(event.pgh_created_at, who, told.get("verb", ""), told.get("reason", "")))
    return found


def waiting_to_decide(collaborative: Collaborative) -> int:
    """How many expressions of interest the national team has still to decide."""
    found = ExpressionOfInterest.objects.filter(
        collaborative=collaborative, confirmed_at__isnull=False, state__in=[_State.CONFIRMED, _State.IN_REVIEW]
    )
    return found.aggregate(number=Count("pk"))["number"]


def notes_of(interest: ExpressionOfInterest) -> QuerySet[InterestNote]:
    """The national team's notes, oldest first."""
    return InterestNote.objects.filter(interest=interest).select_related("author")
